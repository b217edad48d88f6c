import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { workerFile } from '../../ports/worker-file.ts';
import { type Sequence, sequenceArrays } from '../../replica/index.ts';
import { newStops, stopTask } from './stops.ts';
import type { FromThread, Results, Task, ToThread } from './task.ts';

interface Pending {
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

/** The thread that walks through histories: started with the first question, again after a failure. */
export class BehaviourThread {
  readonly #pending = new Map<number, Pending>();
  readonly #stops = newStops();
  #worker: Worker | null = null;
  #sent = '';
  #nextId = 1;
  #isClosed = false;

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
    await this.#worker?.terminate();
    this.#fail(new AppError('host/stopping'));
  }

  #ask<T>(sequence: Sequence, task: Task, signal?: AbortSignal): Promise<T> {
    if (this.#isClosed) return Promise.reject(new AppError('host/stopping'));
    if (signal?.aborted) return Promise.reject(new AppError('replica/query-cancelled'));
    const worker = this.#start();
    const send = (message: ToThread): void => worker.postMessage(message);
    const version = `${sequence.seq} ${sequence.fingerprint}`;
    if (version !== this.#sent) {
      const { people, names } = sequence;
      send({ type: 'histories', histories: { people, names, arrays: sequenceArrays(sequence) } });
    }
    this.#sent = version;
    const id = this.#nextId++;
    const stop = (): void => stopTask(this.#stops, id);
    signal?.addEventListener('abort', stop, { once: true });
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: never) => void, reject });
      send({ type: 'task', id, task });
    }).finally(() => signal?.removeEventListener('abort', stop));
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerFile(import.meta.url, './behaviour.worker'));
    worker.unref();
    this.#sent = '';
    worker.postMessage({ type: 'stops', stops: this.#stops } satisfies ToThread);
    worker.on('message', (message: FromThread) => this.#receive(message));
    const end = (cause: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#fail(new AppError('host/internal', { cause }));
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread ended')));
    this.#worker = worker;
    return worker;
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

  #fail(error: AppError): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
