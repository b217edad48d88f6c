import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { peopleOfShare } from '../../ports/people-share.ts';
import { workerFile } from '../../ports/worker-file.ts';
import { type Sequence, type SequenceArrays, sequenceArrays } from '../sequence/sequence.ts';
import type { People } from './count.ts';
import type { CountTask } from './question.ts';

export type ToPeopleThread =
  | { type: 'histories'; histories: People }
  | { type: 'task'; id: number; task: CountTask; share: { from: number; to: number }; counts: Uint32Array[] };

/** Null where it went well. */
export interface FromPeopleThread {
  id: number;
  reason: string | null;
}

const mostThreads = Math.min(4, availableParallelism());
/** Fewer are counted before a second thread has heard of them. */
const eventsWorthSharing = 200_000;

/** The threads that count: started with the first question, again after a failure or a long rest. */
export class PeopleThreads {
  readonly #endAfterMs: number | null;
  #rest: NodeJS.Timeout | undefined;
  readonly #pending = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();
  #workers: Worker[] = [];
  #sent: string[] = [];
  #nextId = 0;
  #isClosed = false;

  /** @param options after how long without a question the threads end, and with them their hold on the index */
  constructor({ endAfterMs = null }: { endAfterMs?: number | null } = {}) {
    this.#endAfterMs = endAfterMs;
  }

  /**
   * Counts of people of every level and, last, those of the rows of one, an array for each share of the people.
   *
   * @throws host/stopping, host/internal
   */
  async count(sequence: Sequence, task: CountTask): Promise<SharedArrayBuffer[][]> {
    if (this.#isClosed) throw new AppError('host/stopping');
    this.#restLater();
    const arrays = sequenceArrays(sequence);
    const number = sequence.events < eventsWorthSharing ? 1 : mostThreads;
    while (this.#workers.length < number) this.#start();
    const offsets = arrays.offsets.subarray(0, sequence.people + 1);
    const shares = Array.from({ length: number }, (_, index) => peopleOfShare(offsets, { index, count: number }));
    const parts = await Promise.all(shares.map((share, index) => this.#ask(index, sequence, arrays, task, share)));
    return Array.from({ length: task.levels.length + 1 }, (_, level) =>
      parts.map((part) => part[level] as SharedArrayBuffer),
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#rest);
    await this.#end(new AppError('host/stopping'));
  }

  #restLater(): void {
    if (this.#endAfterMs === null) return;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      if (this.#pending.size > 0) this.#restLater();
      else void this.#end(new AppError('host/internal'));
    }, this.#endAfterMs);
    this.#rest.unref();
  }

  async #ask(
    index: number,
    sequence: Sequence,
    arrays: SequenceArrays,
    task: CountTask,
    share: { from: number; to: number },
  ): Promise<SharedArrayBuffer[]> {
    const version = `${sequence.seq} ${sequence.fingerprint}`;
    const worker = this.#workers[index];
    if (this.#sent[index] !== version) {
      worker?.postMessage({
        type: 'histories',
        histories: { people: sequence.people, arrays },
      } satisfies ToPeopleThread);
      this.#sent[index] = version;
    }
    const sizes = [...task.levels, task.levels[task.rowsLevel] ?? { cells: 0 }];
    const buffers = sizes.map(({ cells }) => new SharedArrayBuffer(cells * 4));
    const counts = buffers.map((buffer) => new Uint32Array(buffer));
    this.#nextId += 1;
    const id = this.#nextId;
    await new Promise<void>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      worker?.postMessage({ type: 'task', id, task, share, counts } satisfies ToPeopleThread);
    });
    return buffers;
  }

  #start(): void {
    const worker = new Worker(workerFile(import.meta.url, './people.worker'), {
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    worker.unref();
    worker.on('message', ({ id, reason }: FromPeopleThread) => {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (reason === null) pending?.resolve();
      else pending?.reject(new AppError('host/internal', { cause: new Error(reason) }));
    });
    const end = (cause: unknown): void => {
      if (this.#workers.includes(worker)) void this.#end(new AppError('host/internal', { cause }));
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread ended')));
    this.#workers.push(worker);
  }

  async #end(error: AppError): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    this.#sent = [];
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
