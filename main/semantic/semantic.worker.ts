import { parentPort, workerData } from 'node:worker_threads';
import { answerWithCode } from './answer.ts';
import type { Columnar } from './final-result.ts';
import { handleInProcess, type InProcessAnswer } from './in-process-request.ts';
import { loadSeldomUsedLate } from './lazy-modules.ts';
import { prepareNative } from './native-fallback.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';
import { setNativeInUse } from './replica-result.ts';
import { toColumnar } from './replica-values.ts';

/**
 * Entry of the semantic thread: loads Cube (a second that no other thread should wait for), then answers
 * requests that come as messages and asks the host's thread for rows.
 */
const { modelDir, cacheBytes, transpiledPath } = workerData as WorkerOptions;
const startedAt = performance.now();
const isNative = prepareNative();
setNativeInUse(isNative);
loadSeldomUsedLate();
const { CubeServer } = await import('./cube-server.ts');

const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);
const waiting = new Map<number, { resolve: (rows: Columnar) => void; reject: (error: unknown) => void }>();
const aborts = new Map<number, AbortController>();
let queryNumber = 0;

function run(sql: string, params: unknown[], signal: AbortSignal): Promise<Columnar> {
  queryNumber += 1;
  const id = queryNumber;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    signal.addEventListener('abort', () => send({ type: 'cancel', id }), { once: true });
    send({ type: 'query', id, sql, params });
  });
}

const server = new CubeServer({
  modelDir,
  cacheBytes,
  transpiledPath,
  run,
  log: (level, message, data) => send({ type: 'log', level, message, data }),
});

/** State changes and the requests after them keep their order. */
let applied: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'state':
      applied = applied
        .then(() => server.apply(message.state))
        .then(() => send({ type: 'personal', members: server.desk.personal() }))
        .catch((error: unknown) => {
          send({ type: 'log', level: 'error', message: 'data model not read', data: { error: String(error) } });
        });
      break;
    case 'request':
      void answer(message);
      break;
    case 'model':
      void askModel(message);
      break;
    case 'abandon':
      aborts.get(message.id)?.abort();
      break;
    case 'rows': {
      waiting.get(message.id)?.resolve(toColumnar(message.columns, message.packed));
      waiting.delete(message.id);
      break;
    }
    case 'failed':
      waiting.get(message.id)?.reject(message.error);
      waiting.delete(message.id);
      break;
  }
});

async function answer(request: Extract<ToWorker, { type: 'request' }>): Promise<void> {
  const abort = new AbortController();
  aborts.set(request.id, abort);
  try {
    await applied;
    const { candidate, language } = request.context;
    const ask = () =>
      handleInProcess(server.app, request, (message) =>
        Object.assign(message, { luopan: request.context, gone: abort.signal }),
      );
    const raw = await (candidate ? server.withCandidate(candidate, ask) : ask());
    const named = [...(request.context.named ?? [])];
    reply(request.id, answerWithCode(raw, request.url, language, server.desk.archived()), named);
  } catch (error) {
    send({ type: 'log', level: 'error', message: 'request failed', data: { error: String(error) } });
    const body = Buffer.from(JSON.stringify({ error: 'Internal error', code: 'semantic/query-failed' }));
    reply(request.id, { status: 500, headers: { 'content-type': 'application/json' }, body });
  } finally {
    aborts.delete(request.id);
  }
}

async function askModel({ id, task }: Extract<ToWorker, { type: 'model' }>): Promise<void> {
  try {
    await applied;
    const result = await server.desk.answer(task, () => send({ type: 'model-begun', id }));
    send({ type: 'model-done', id, result });
  } catch (error) {
    send({ type: 'model-failed', id, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function reply(id: number, { status, headers, body }: InProcessAnswer, named: string[] = []): void {
  const bytes = new Uint8Array(body);
  send({ type: 'answer', id, status, headers, body: bytes, named }, [bytes.buffer]);
}

send({ type: 'ready', loadedMs: performance.now() - startedAt, isNative });
