import { parentPort, workerData } from 'node:worker_threads';
import { ConnectorFailure, connectorOf } from '../connectors/index.ts';
import { systemClock } from '../ports/clock.ts';
import { maskSecrets } from './mask.ts';
import type { SentFailure, ThreadMessage, ThreadRequest, ThreadStart } from './thread-messages.ts';
import { ThreadWork } from './thread-work.ts';

/**
 * Entry of a connector thread: one per sync or question. Vendors' drivers, parsing and the writing of pieces happen
 * here, so that the thread that answers people is never busy with it, and a connector that hangs can be ended.
 */
const port = parentPort;
if (!port) throw new Error('this file runs as a worker');
const start = workerData as ThreadStart;
const secrets = [...start.secrets];
let mask = maskSecrets(secrets);
const send = (message: ThreadMessage) => port.postMessage(message);
const stop = new AbortController();
let takeOver: () => void = () => {};
const kept = new Map<string, () => void>();

const connector = connectorOf(start.kind);
const work = connector
  ? new ThreadWork({
      connector,
      config: start.config,
      context: {
        signal: stop.signal,
        clock: systemClock,
        scratchDir: start.scratchDir,
        ownFolder: start.ownFolder,
        logger: {
          log: (level, message, data = {}) =>
            send({ kind: 'log', level, message: mask(message), data: JSON.parse(mask(JSON.stringify(data))) }),
        },
        keepSecret: (name, value) =>
          new Promise((resolve) => {
            secrets.push(value);
            mask = maskSecrets(secrets);
            kept.set(name, resolve);
            send({ kind: 'secret', name, value });
          }),
      },
      send,
      taken: () =>
        new Promise((resolve, reject) => {
          takeOver = resolve;
          stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
        }),
    })
  : null;

port.on('message', (request: ThreadRequest) => {
  if (request.kind === 'stop') stop.abort();
  else if (request.kind === 'taken') takeOver();
  else if (request.kind === 'kept') kept.get(request.name)?.();
  else {
    const { id, task } = request;
    const done = work ? work.run(task) : Promise.reject(new ConnectorFailure('config', { reason: start.kind }));
    done.then(
      (value) => send({ kind: 'done', id, value }),
      (error: unknown) => send({ kind: 'failed', id, failure: failureOf(error) }),
    );
  }
});

/** Everything about a failure that may leave the thread: masked and cut. */
function failureOf(error: unknown): SentFailure {
  const isStopped = stop.signal.aborted;
  const told = connector?.classifyFailure(error) ?? (error instanceof ConnectorFailure ? error : null);
  const cut = (text: string | null, length = 2_000) => (text === null ? null : mask(text).slice(0, length));
  const stack = error instanceof Error ? (error.stack ?? null) : null;
  return {
    failure: isStopped ? 'cancelled' : (told?.failure ?? 'internal'),
    reason: cut(told?.reason ?? (error instanceof Error ? error.message : String(error)), 500),
    request: told?.request ? { request: cut(told.request.request) ?? '', response: cut(told.request.response) } : null,
    retryAfterMs: told?.retryAfterMs ?? null,
    stack: told?.failure === 'internal' ? cut(stack, 4_000) : null,
  };
}
