import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { peopleOfShare } from '../../ports/people-share.ts';
import { workerFile } from '../../ports/worker-file.ts';
import { type Sequence, type SequenceArrays, sequenceArrays } from '../sequence/sequence.ts';
import type { People, PeopleShare } from './count.ts';
import type { CountTask } from './question.ts';
import type { RowCodesTask } from './row-codes.ts';

export type ToPeopleThread =
  | { type: 'histories'; histories: People }
  | { type: 'count'; id: number; task: CountTask; share: PeopleShare; counts: Uint32Array[] }
  | { type: 'codes'; id: number; task: RowCodesTask; share: PeopleShare };

type Work = { type: 'count'; task: CountTask; counts: Uint32Array[] } | { type: 'codes'; task: RowCodesTask };

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
    const sizes = [...task.levels, task.levels[task.rowsLevel] ?? { cells: 0 }];
    const parts = await this.#shared(sequence, () => {
      const buffers = sizes.map(({ cells }) => new SharedArrayBuffer(cells * 4));
      return {
        work: { type: 'count', task, counts: buffers.map((buffer) => new Uint32Array(buffer)) },
        result: buffers,
      };
    });
    return sizes.map((_, level) => parts.map((part) => part[level] as SharedArrayBuffer));
  }

  /**
   * Writes codes of people to their rows.
   *
   * @throws host/stopping, host/internal
   */
  async spread(sequence: Sequence, task: RowCodesTask): Promise<void> {
    await this.#shared(sequence, () => ({ work: { type: 'codes', task }, result: null }));
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

  /** Has every thread do the work for its share of the people. */
  async #shared<T>(sequence: Sequence, workOf: () => { work: Work; result: T }): Promise<T[]> {
    if (this.#isClosed) throw new AppError('host/stopping');
    this.#restLater();
    const arrays = sequenceArrays(sequence);
    const number = sequence.events < eventsWorthSharing ? 1 : mostThreads;
    while (this.#workers.length < number) this.#start();
    const offsets = arrays.offsets.subarray(0, sequence.people + 1);
    const shares = Array.from({ length: number }, (_, index) => peopleOfShare(offsets, { index, count: number }));
    return Promise.all(
      shares.map(async (share, index) => {
        const { work, result } = workOf();
        this.#tell(index, sequence, arrays);
        await this.#ask(index, work, share);
        return result;
      }),
    );
  }

  /** Hands a thread the histories where it has others. */
  #tell(index: number, sequence: Sequence, arrays: SequenceArrays): void {
    const version = `${sequence.seq} ${sequence.fingerprint}`;
    if (this.#sent[index] === version) return;
    const histories = { people: sequence.people, arrays };
    this.#workers[index]?.postMessage({ type: 'histories', histories } satisfies ToPeopleThread);
    this.#sent[index] = version;
  }

  #ask(index: number, work: Work, share: PeopleShare): Promise<void> {
    this.#nextId += 1;
    const id = this.#nextId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#workers[index]?.postMessage({ ...work, id, share } satisfies ToPeopleThread);
    });
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
