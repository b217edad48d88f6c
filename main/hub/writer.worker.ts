import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { openStore } from '../store/index.ts';
import { sendError, type WriterMessage, type WriterRequest, type WriterStart } from './messages.ts';
import { WriterLoop } from './writer-loop.ts';

/** Entry of the writer thread: the only place in the product that holds a writable store. */
const port = parentPort;
if (!port) throw new Error('this file runs as a worker');
const send = (message: WriterMessage) => port.postMessage(message);
const logger: Logger = { log: (level, message, data = {}) => send({ kind: 'log', level, message, data }) };

try {
  const start = workerData as WriterStart;
  const store = openStore(start.storePath);
  const loop = new WriterLoop({ store, start, clock: systemClock, logger, send });
  await loop.prepare();
  port.on('message', ({ requestId, task }: WriterRequest) => {
    loop.submit(task).then(
      () => send({ kind: 'answer', requestId, error: null }),
      (error: unknown) => send({ kind: 'answer', requestId, error: sendError(error) }),
    );
  });
  send({ kind: 'ready' });
  await loop.run();
  port.close();
} catch (error) {
  send({ kind: 'failed', error: sendError(error) });
  port.close();
}
