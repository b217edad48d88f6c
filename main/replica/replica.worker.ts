import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../contract/errors.ts';
import { transferable } from '../ports/result-column.ts';
import { Engine } from './engine.ts';
import type { Message, Request, WorkerInput } from './messages.ts';

/** Entry of the replica's thread: the only place that holds DuckDB handles. */
const port = parentPort;
if (!port) throw new Error('the replica runs in a worker thread');

const send = (message: Message, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const input = workerData as WorkerInput;
const engine = new Engine({
  ...input,
  onState: (state) => send({ kind: 'state', state }),
  log: (level, message, data) => send({ kind: 'log', level, message, ...(data ? { data } : {}) }),
});
const running = new Map<number, AbortController>();
let isClosing = false;

port.on('message', (request: Request) => {
  if (request.kind === 'cancel') {
    running.get(request.id)?.abort();
    return;
  }
  isClosing ||= request.name === 'close';
  const controller = new AbortController();
  running.set(request.id, controller);
  answer(request, controller.signal)
    .then(
      (output) => send({ kind: 'answer', id: request.id, output }, handedOver(output)),
      (error) => send({ kind: 'failure', id: request.id, error: describe(error) }),
    )
    .finally(() => {
      running.delete(request.id);
      if (request.name === 'close') port.close();
    });
});

engine.start().catch((error) => {
  // Told to stop before it had started: nothing is wrong.
  if (isClosing) return;
  send({ kind: 'log', level: 'error', message: 'replica could not start', data: { reason: reasonOf(error) } });
});

async function answer(request: Extract<Request, { kind: 'call' }>, signal: AbortSignal) {
  switch (request.name) {
    case 'query':
      return engine.query(request.input.sql, request.input.parameters, request.input.options, signal);
    case 'sequence':
      return engine.sequence(request.input);
    case 'idSet':
      return engine.idSet(request.input.sql, request.input.parameters, signal);
    case 'idLabels':
      return engine.idLabels(request.input.sql, request.input.parameters, signal);
    case 'eventCodes':
      return engine.eventCodes(request.input, request.input.waits);
    case 'eventCodesAhead':
      await engine.eventCodesAhead(request.input);
      return null;
    case 'hasOnlyGrown':
      return engine.hasOnlyGrown(request.input.since, request.input.relations);
    case 'catchUp':
      return engine.catchUp();
    case 'reconfigure':
      await engine.reconfigure(request.input);
      return null;
    case 'tables':
      return engine.tables();
    case 'close':
      for (const controller of running.values()) controller.abort();
      await engine.close();
      return null;
  }
}

/** Columns are this thread's no more. */
function handedOver(output: Awaited<ReturnType<typeof answer>>): ArrayBuffer[] {
  return output && typeof output === 'object' && 'packed' in output ? transferable(output.packed ?? []) : [];
}

function describe(error: unknown): Extract<Message, { kind: 'failure' }>['error'] {
  const known = error instanceof AppError ? error : new AppError('replica/query-failed', { cause: error });
  const { code, params, details, isRetryable } = known;
  return { code, params, details, isRetryable, reason: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
