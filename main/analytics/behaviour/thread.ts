import { availableParallelism } from 'node:os';
import { MessageChannel, Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { workerFile } from '../../ports/worker-file.ts';
import { type Sequence, sequenceArrays } from '../../replica/index.ts';
import { newStops, stopTask } from './stops.ts';
import type { FromThread, Results, Task, ToThread } from './task.ts';

interface Pending {
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

/** Threads that share the people of a question, and events from which it pays. */
const mostThreads = Math.min(2, availableParallelism());
const eventsWorthSharing = 500_000;

/**
 * The threads that walk through histories: started with the first question, again after a failure; the second with the
 * first question about many events.
 */
export class BehaviourThreads {
  readonly #pending = new Map<number, Pending>();
  readonly #stops = newStops();
  readonly #sharesFrom: number;
  /** The first one answers. */
  #workers: Worker[] = [];
  #sent: string[] = [];
  #nextId = 1;
  #isClosed = false;

  /** @param sharesFrom number of events from which two threads share a question */
  constructor(sharesFrom: number = mostThreads > 1 ? eventsWorthSharing : Number.POSITIVE_INFINITY) {
    this.#sharesFrom = sharesFrom;
  }

  /** Figures of a task without a cell. */
  figures<Kind extends Task['kind']>(
    sequence: Sequence,
    task: Task & { kind: Kind },
    signal?: AbortSignal,
  ): Promise<Results[Kind]> {
    return this.#ask<Results[Kind]>(sequence, task, signal);
  }

  /** Profile ids of a task's cell. */
  people(sequence: Sequence, task: Task, signal?: AbortSignal): Promise<Uint32Array> {
    return this.#ask<Uint32Array>(sequence, task, signal);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end(new AppError('host/stopping'));
  }

  #ask<T>(sequence: Sequence, task: Task, signal?: AbortSignal): Promise<T> {
    if (this.#isClosed) return Promise.reject(new AppError('host/stopping'));
    if (signal?.aborted) return Promise.reject(new AppError('replica/query-cancelled'));
    const count = sequence.events >= this.#sharesFrom ? 2 : 1;
    while (this.#workers.length < count) this.#start();
    const id = this.#nextId++;
    const stop = (): void => stopTask(this.#stops, id);
    signal?.addEventListener('abort', stop, { once: true });
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: never) => void, reject });
      // The other thread first: it has further to go.
      for (let index = count - 1; index >= 0; index -= 1) {
        this.#tell(index, sequence);
        this.#workers[index]?.postMessage({ type: 'task', id, task, share: { index, count } } satisfies ToThread);
      }
    }).finally(() => signal?.removeEventListener('abort', stop));
  }

  /** Hands over the histories, unless the thread has them. */
  #tell(index: number, sequence: Sequence): void {
    const version = `${sequence.seq} ${sequence.fingerprint}`;
    if (version === this.#sent[index]) return;
    const { people, names } = sequence;
    const histories = { people, names, arrays: sequenceArrays(sequence) };
    this.#workers[index]?.postMessage({ type: 'histories', histories } satisfies ToThread);
    this.#sent[index] = version;
  }

  #start(): void {
    const worker = new Worker(workerFile(import.meta.url, './behaviour.worker'));
    worker.unref();
    worker.postMessage({ type: 'stops', stops: this.#stops } satisfies ToThread);
    worker.on('message', (message: FromThread) => this.#receive(message));
    const end = (cause: unknown): void => {
      if (this.#workers.includes(worker)) void this.#end(new AppError('host/internal', { cause }));
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread ended')));
    const [first] = this.#workers;
    if (first) {
      const { port1, port2 } = new MessageChannel();
      first.postMessage({ type: 'partner', port: port1 } satisfies ToThread, [port1]);
      worker.postMessage({ type: 'partner', port: port2 } satisfies ToThread, [port2]);
    }
    this.#workers.push(worker);
  }

  #receive(message: FromThread): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'stopped') {
      pending?.reject(new AppError('replica/query-cancelled'));
      return;
    }
    if (message.type === 'failed') {
      pending?.reject(new AppError('host/internal', { cause: new Error(message.reason) }));
      return;
    }
    pending?.resolve((message.type === 'people' ? message.profileIds : message.result) as never);
  }

  /** Ends all threads, also those that are well: one without the other cannot answer. */
  async #end(error: AppError): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    this.#sent = [];
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
