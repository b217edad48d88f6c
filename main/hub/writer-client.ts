import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError, type AppErrorData } from '../../contract/errors.ts';
import type { Logger } from '../ports/logger.ts';
import { workerFile } from '../ports/worker-file.ts';
import { receiveError, type WriterMessage, type WriterStart, type WriterTask } from './messages.ts';

/** The writer thread as seen from the main thread. */
export interface WriterClient {
  /** `commit`, and `import` with its id. */
  readonly events: EventEmitter;
  /** Why imports wait that are begun and cannot go on, by their id. */
  readonly waiting: ReadonlyMap<string, AppErrorData>;
  /** Resolves when the task is durable. @throws host/stopping after `close` or when the thread has died */
  ask(task: WriterTask): Promise<void>;
  /** Resolves with the reason when the thread ends without having been asked to. */
  readonly failed: Promise<unknown>;
  close(): Promise<void>;
}

interface Asked {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Starts the thread; resolves when the store is open. */
export async function startWriter(start: WriterStart, logger: Logger): Promise<WriterClient> {
  const worker = new Worker(workerFile(import.meta.url, './writer.worker'), {
    workerData: start,
    // Rows live for milliseconds; a large nursery would only sit in memory after an import.
    resourceLimits: { maxYoungGenerationSizeMb: 32 },
  });
  const events = new EventEmitter();
  const waiting = new Map<string, AppErrorData>();
  const asked = new Map<number, Asked>();
  let lastRequest = 0;
  let isOver = false;

  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const failAll = (error: unknown) => {
    isOver = true;
    for (const { reject } of asked.values()) reject(error);
    asked.clear();
  };
  let isClosing = false;
  const failed = new Promise<unknown>((resolve) => {
    worker.once('error', resolve);
    worker.once('exit', (code) => {
      if (!isClosing) resolve(new Error(`the writer thread ended with ${code}`));
    });
  });
  worker.on('error', (error) => {
    logger.log('error', 'writer thread died', { reason: String(error.stack ?? error) });
    failAll(error);
  });
  worker.once('exit', () => failAll(new AppError('host/stopping')));

  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: WriterMessage) => {
      switch (message.kind) {
        case 'ready':
          resolve();
          break;
        case 'failed':
          failAll(receiveError(message.error));
          reject(receiveError(message.error));
          break;
        case 'answer': {
          const answered = asked.get(message.requestId);
          asked.delete(message.requestId);
          if (message.error) answered?.reject(receiveError(message.error));
          else answered?.resolve();
          break;
        }
        case 'commit':
          events.emit('commit');
          break;
        case 'import':
          if (message.waitsFor) waiting.set(message.importId, message.waitsFor);
          else waiting.delete(message.importId);
          events.emit('import', message.importId);
          break;
        case 'log':
          logger.log(message.level, message.message, message.data);
          break;
      }
    });
  });

  const ask = (task: WriterTask): Promise<void> => {
    if (isOver) return Promise.reject(new AppError('host/stopping'));
    lastRequest += 1;
    const requestId = lastRequest;
    return new Promise((resolve, reject) => {
      asked.set(requestId, { resolve, reject });
      worker.postMessage({ requestId, task }, task.kind === 'tell-ahead' ? [task.link.port] : []);
    });
  };
  return {
    events,
    waiting,
    ask,
    failed,
    async close() {
      isClosing = true;
      if (!isOver) worker.postMessage({ requestId: 0, task: { kind: 'close' } });
      await exited;
    },
  };
}
