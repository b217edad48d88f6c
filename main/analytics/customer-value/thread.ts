import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { workerFile } from '../../ports/worker-file.ts';
import type { ChurnFit } from './churn-model-task.ts';
import type { ValueAnswer, ValueMessage, ValueTask } from './messages.ts';

/** A fit of a million customers takes seconds; what takes this long is not going to end. */
const timeoutMs = 180_000;
/** Questions that may wait for the thread; more are told to come again. */
const maxWaiting = 8;

/**
 * Answers questions on a thread of their own, one at a time: a fit fills a core and, with a million customers, hundreds
 * of megabytes. The thread ends with its answer, so nothing of it stays in memory.
 */
export class ValueThread {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  readonly #closing = new AbortController();

  /**
   * @param task may still be on its way: the thread starts meanwhile
   * @returns JSON
   * @throws analytics/busy, analytics/too-slow, host/stopping, and what the task throws
   */
  async run(task: ValueTask | Promise<ValueTask>, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#ask(Promise.resolve(task), signal);
    if (answer.kind !== 'answer') throw new Error('the answer is no JSON');
    return answer.bytes as Uint8Array<ArrayBuffer>;
  }

  /** A fitted model of churn. @throws as `run` */
  async fitChurn(task: ValueTask & { kind: 'churn-model' }): Promise<ChurnFit> {
    const answer = await this.#ask(Promise.resolve(task));
    if (answer.kind !== 'churn-fit') throw new Error('no model');
    return answer.fit;
  }

  #ask(task: Promise<ValueTask>, signal?: AbortSignal): Promise<ValueAnswer> {
    // Whoever waits for the answer is told; before its turn nobody listens.
    task.catch(() => undefined);
    if (this.#waiting >= maxWaiting) return Promise.reject(new AppError('analytics/busy', { isRetryable: true }));
    this.#waiting += 1;
    const turn = this.#tail;
    const stop = AbortSignal.any([this.#closing.signal, ...(signal === undefined ? [] : [signal])]);
    const answered = turn
      .then(() => answerOf(task, stop))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#tail = answered.catch(() => undefined);
    return answered;
  }

  /** Ends what runs; those who wait are told that the host is stopping. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#tail;
  }
}

function answerOf(task: Promise<ValueTask>, stop: AbortSignal): Promise<ValueAnswer> {
  if (stop.aborted) return Promise.reject(new AppError('host/stopping', { isRetryable: true }));
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(import.meta.url, './customer-value.worker'));
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', cancel);
      void worker.terminate();
    };
    const fail = (error: Error): void => {
      end();
      reject(error);
    };
    const cancel = (): void => fail(new AppError('host/stopping', { isRetryable: true }));
    const timer = setTimeout(() => {
      fail(new AppError('analytics/too-slow', { params: { seconds: timeoutMs / 1000 } }));
    }, timeoutMs);
    stop.addEventListener('abort', cancel, { once: true });
    task
      .then((known) =>
        worker.postMessage(
          known,
          bytesOf(known).map((bytes) => bytes.buffer as ArrayBuffer),
        ),
      )
      .catch(fail);
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the thread ended without an answer')));
    worker.on('message', (message: ValueMessage) => {
      end();
      if (message.kind !== 'failure') resolve(message);
      else if (message.failure === null) reject(new Error(message.reason));
      else reject(new AppError(message.failure.code, message.failure));
    });
  });
}

/** What moves to the thread instead of being copied. */
function bytesOf(task: ValueTask): Uint8Array[] {
  if ('body' in task) return [task.body];
  if ('packed' in task) return task.packed;
  if ('facts' in task) {
    const { training, test, now } = task.facts;
    return [...training, test, now].flat();
  }
  return task.groups.map((group) => group.rows);
}
