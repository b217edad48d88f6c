import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { workerFile } from '../../ports/worker-file.ts';
import { type Sequence, sequenceArrays } from '../../replica/index.ts';
import type { FromThread, Results, Task, ToThread } from './task.ts';

interface Pending {
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

/** The thread that walks through histories: started with the first question, again after a failure. */
export class BehaviourThread {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #sent = '';
  #nextId = 1;
  #isClosed = false;

  /** Figures of a task without a cell. */
  figures<Kind extends Task['kind']>(sequence: Sequence, task: Task & { kind: Kind }): Promise<Results[Kind]> {
    return this.#ask<Results[Kind]>(sequence, task);
  }

  /** Profile ids of a task's cell. */
  people(sequence: Sequence, task: Task): Promise<Uint32Array> {
    return this.#ask<Uint32Array>(sequence, task);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    this.#fail(new AppError('host/stopping'));
  }

  #ask<T>(sequence: Sequence, task: Task): Promise<T> {
    if (this.#isClosed) return Promise.reject(new AppError('host/stopping'));
    const worker = this.#start();
    const send = (message: ToThread): void => worker.postMessage(message);
    const version = `${sequence.seq} ${sequence.fingerprint}`;
    if (version !== this.#sent) {
      const { people, names } = sequence;
      send({ type: 'histories', histories: { people, names, arrays: sequenceArrays(sequence) } });
    }
    this.#sent = version;
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: never) => void, reject });
      send({ type: 'task', id, task });
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerFile(import.meta.url, './behaviour.worker'));
    worker.unref();
    this.#sent = '';
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
