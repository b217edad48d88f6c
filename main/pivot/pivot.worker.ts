import { parentPort } from 'node:worker_threads';
import { AppError, type AppErrorData } from '../../contract/errors.ts';
import type { PeopleAnswer } from '../replica/index.ts';
import type { ModelParts } from '../semantic/index.ts';
import { PivotDesk } from './desk.ts';
import type { FromPivotWorker, PivotTask, ToPivotWorker } from './protocol.ts';

/**
 * Entry of the pivot thread: reads Cube's answers, orders and lays out tables of up to a million cells, and keeps the
 * last ones, so that no other thread has to wait for it.
 */
const send = (message: FromPivotWorker, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);
type Answered = Extract<ToPivotWorker, { type: 'answer' | 'told' }>;
const waiting = new Map<number, { resolve: (answer: Answered) => void; reject: (error: unknown) => void }>();
let askNumber = 0;

function asked<T extends Answered['type']>(
  message: (askId: number) => FromPivotWorker,
): Promise<Extract<Answered, { type: T }>> {
  askNumber += 1;
  const askId = askNumber;
  return new Promise((resolve, reject) => {
    waiting.set(askId, { resolve: resolve as (answer: Answered) => void, reject });
    send(message(askId));
  });
}

const desk = new PivotDesk({
  cube: (id, url, body) => asked<'answer'>((askId) => ({ type: 'ask', askId, id, url, body })),
  parts: async (id) => (await asked<'told'>((askId) => ({ type: 'parts', askId, id }))).told as ModelParts,
  count: async (id, question) =>
    (await asked<'told'>((askId) => ({ type: 'count', askId, id, question }))).told as PeopleAnswer | null,
});

parentPort?.on('message', (message: ToPivotWorker) => {
  switch (message.type) {
    case 'task':
      void run(message.id, message.task);
      break;
    case 'answer':
    case 'told':
      waiting.get(message.askId)?.resolve(message);
      waiting.delete(message.askId);
      break;
    case 'unanswered':
      waiting.get(message.askId)?.reject(errorOf(message.error));
      waiting.delete(message.askId);
      break;
    case 'cancel':
      desk.cancel(message.id);
      break;
  }
});

async function run(id: number, task: PivotTask): Promise<void> {
  try {
    const bytes = await desk.run(id, task);
    const own = new Uint8Array(bytes);
    send({ type: 'done', id, bytes: own }, [own.buffer]);
  } catch (error) {
    const known = error instanceof AppError ? { code: error.code, params: error.params, details: error.details } : null;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ type: 'failed', id, error: known, reason });
  }
}

function errorOf({ code, params, details }: AppErrorData): AppError {
  return new AppError(code, { params, details });
}
