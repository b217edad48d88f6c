import { dirname, join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { workerFile } from '../ports/worker-file.ts';
import type { AheadLink } from '../store/index.ts';
import type { EngineState, Phase, ReplicaTable } from './engine.ts';
import { defaultMemoryLimitBytes } from './memory-limit.ts';
import type { CallName, Calls, Message, Request, WorkerInput } from './messages.ts';
import type { QueryOptions, QueryParameter, QueryResult } from './query.ts';
import type { SequenceOf } from './sequence/build.ts';
import type { EventText } from './sequence/event-codes.ts';
import type { IdLabels, IdSet } from './sequence/select-ids.ts';
import type { Sequence } from './sequence/sequence.ts';
import type { Configuration } from './state-table.ts';

export interface ReplicaOptions {
  /** The store's SQLite file; must exist. */
  storePath: string;
  /** The DuckDB file; made when it is not there, made anew when it does not fit the store. */
  replicaPath: string;
  /** Zone and currency of the workspace at start; `reconfigure` tells later changes. */
  configuration: Configuration;
  logger: Logger;
  clock: Clock;
  /** What DuckDB may use; default 40 % of the machine, at most 1 GB. */
  memoryLimitBytes?: number;
  /** Is given the way by which the writer may tell rows of running imports; without it all are copied afterwards. */
  onAhead?: (link: AheadLink) => void;
  /** Profiles of a running import that are written at a time. */
  aheadProfilesAtOnce?: number;
}

export interface ReplicaState {
  phase: Phase;
  /** Newest change copied, and the newest one known of in the store. */
  watermark: number;
  storeWatermark: number;
  /** How long the replica has been behind the store; 0 when it is not. */
  lagMs: number;
  /** UTC ms of the newest change that answers reflect; null before the first. */
  asOf: number | null;
}

/** The replica's door. Everything happens on a thread of its own; calls come back as promises. */
export interface Replica {
  /**
   * Runs one SELECT over `orders`, `order_items`, `products`, `profiles`, `events` and the imported tables.
   * Instants come as ISO text without zone, whole numbers beyond 2^53 and long decimals as text.
   * Does not catch up by itself: call `catchUp` before, for read-your-writes.
   *
   * @param parameters values for `?` or `$1`
   * @throws replica/query-refused (anything but one plain SELECT), replica/query-failed, replica/query-timeout,
   *   replica/query-cancelled, replica/unavailable
   */
  query(
    sql: string,
    parameters?: readonly QueryParameter[],
    options?: QueryOptions & { signal?: AbortSignal },
  ): Promise<QueryResult>;
  /**
   * The histories of all known people, as of every change committed before the call. Built when first asked for (a
   * second per million events or so), kept up to date from then on.
   */
  sequence(of?: SequenceOf): Promise<Sequence>;
  /** Ids given by one SELECT of one column, as a bit set; the same rules as `query`. */
  idSet(sql: string, parameters?: readonly QueryParameter[]): Promise<IdSet>;
  /** Texts by id, given by one SELECT of id and text; the same rules as `query`. */
  idLabels(sql: string, parameters?: readonly QueryParameter[]): Promise<IdLabels>;
  /**
   * Codes of a text of every event, order or profile (an expression over its columns, with values for its `?`), as of
   * what the replica holds. Made when first asked for (a second or two for ten million events) and kept in a file; null when there are
   * too many different texts, and also, unless one waits, as long as there are none yet.
   */
  eventCodes(text: EventText, options?: { waits?: boolean }): Promise<IdLabels | null>;
  /**
   * Makes codes of these texts before anybody asks for them, one after the other: as long as the files of all codes take
   * 1.5 bytes an event at most. Returns when that is done, or at once when it is under way already.
   */
  eventCodesAhead(texts: readonly EventText[]): Promise<void>;
  /** Whether nothing but new rows has come into relations since a state that the replica was in. */
  hasOnlyGrown(since: number, relations: readonly string[]): Promise<boolean>;
  /** Returns when every change committed to the store before the call can be queried; some 0.2 ms when nothing is new. */
  catchUp(): Promise<{ seq: number; at: number }>;
  /** Something was committed: catch up soon, once for all such notes of half a second. */
  catchUpSoon(): void;
  state(): ReplicaState;
  /** Relations with their columns, imported tables included. */
  tables(): Promise<ReplicaTable[]>;
  /** Zone, currency or rates of the workspace have changed. */
  reconfigure(configuration: Configuration): Promise<void>;
  /** After data or configuration changed in the replica. Returns the way to stop listening. */
  on(event: 'change', listener: (state: ReplicaState) => void): () => void;
  /** Waits for a running copy, then closes the file. */
  close(): Promise<void>;
}

const soonMs = 500;

interface Pending {
  resolve: (output: never) => void;
  reject: (error: AppError) => void;
}

/** Fewer are not worth a statement. */
const defaultProfilesAtOnce = 16_384;

/** Starts the replica's thread; returns before the file is open (queries wait for it). */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { port1, port2 } = new MessageChannel();
  const backlog = new SharedArrayBuffer(4);
  const input: WorkerInput = {
    storePath: options.storePath,
    replicaPath: options.replicaPath,
    sequencePath: join(dirname(options.replicaPath), 'sequence.idx'),
    codesPath: join(dirname(options.replicaPath), 'sequence-codes'),
    memoryLimitBytes: options.memoryLimitBytes ?? defaultMemoryLimitBytes(),
    configuration: options.configuration,
    ahead: { port: port1, backlog },
    aheadProfilesAtOnce: options.aheadProfilesAtOnce ?? defaultProfilesAtOnce,
  };
  const replica = new ReplicaThread(input, options.logger, options.clock);
  if (options.onAhead) options.onAhead({ port: port2, backlog });
  else port2.close();
  return replica;
}

class ReplicaThread implements Replica {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(state: ReplicaState) => void>();
  #nextId = 1;
  #engine: EngineState = { phase: 'starting', watermark: 0, at: 0, storeWatermark: 0 };
  #behindSince: number | null = null;
  #soon: NodeJS.Timeout | null = null;
  #isClosing = false;

  constructor(input: WorkerInput, logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
    this.#worker = new Worker(workerFile(import.meta.url, './replica.worker'), {
      workerData: input,
      transferList: [input.ahead.port],
      // Rows live for milliseconds; a large nursery would only sit in memory after a copy.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
    });
    this.#worker.on('message', (message: Message) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the replica thread ended')));
  }

  query(
    sql: string,
    parameters: readonly QueryParameter[] = [],
    options: QueryOptions & { signal?: AbortSignal } = {},
  ): Promise<QueryResult> {
    const { signal, ...plain } = options;
    return this.#call('query', { sql, parameters, options: plain }, signal);
  }

  sequence(of: SequenceOf = 'people'): Promise<Sequence> {
    return this.#call('sequence', of);
  }

  idSet(sql: string, parameters: readonly QueryParameter[] = []): Promise<IdSet> {
    return this.#call('idSet', { sql, parameters });
  }

  idLabels(sql: string, parameters: readonly QueryParameter[] = []): Promise<IdLabels> {
    return this.#call('idLabels', { sql, parameters });
  }

  eventCodes(text: EventText, { waits = false }: { waits?: boolean } = {}): Promise<IdLabels | null> {
    return this.#call('eventCodes', { ...text, waits });
  }

  hasOnlyGrown(since: number, relations: readonly string[]): Promise<boolean> {
    return this.#call('hasOnlyGrown', { since, relations });
  }

  async eventCodesAhead(texts: readonly EventText[]): Promise<void> {
    await this.#call('eventCodesAhead', texts);
  }

  catchUp(): Promise<{ seq: number; at: number }> {
    return this.#call('catchUp', null);
  }

  catchUpSoon(): void {
    if (this.#soon || this.#isClosing) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.catchUp().catch((error) => {
        if (!this.#isClosing) this.#logger.log('warn', 'replica could not catch up', { reason: String(error) });
      });
    }, soonMs);
    this.#soon.unref();
  }

  state(): ReplicaState {
    const { phase, watermark, storeWatermark, at } = this.#engine;
    const lagMs = this.#behindSince === null ? 0 : this.#clock.now() - this.#behindSince;
    return { phase, watermark, storeWatermark, lagMs, asOf: at > 0 ? at : null };
  }

  tables(): Promise<ReplicaTable[]> {
    return this.#call('tables', null);
  }

  async reconfigure(configuration: Configuration): Promise<void> {
    await this.#call('reconfigure', configuration);
  }

  on(_event: 'change', listener: (state: ReplicaState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#isClosing) return;
    if (this.#soon) clearTimeout(this.#soon);
    const closed = this.#call('close', null);
    this.#isClosing = true;
    await closed.catch(() => undefined);
    await this.#worker.terminate();
  }

  #call<Name extends CallName>(
    name: Name,
    input: Calls[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Calls[Name]['output']> {
    if (this.#isClosing || (this.#engine.phase === 'failed' && this.#worker.threadId === -1)) {
      return Promise.reject(new AppError('replica/unavailable'));
    }
    if (signal?.aborted) return Promise.reject(new AppError('replica/query-cancelled'));
    const id = this.#nextId++;
    const cancel = (): void => this.#send({ kind: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    const answered = new Promise<Calls[Name]['output']>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (output: never) => void, reject });
      this.#send({ kind: 'call', id, name, input } as Request);
    });
    return answered.finally(() => signal?.removeEventListener('abort', cancel));
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'answer':
        this.#pending.get(message.id)?.resolve(message.output as never);
        this.#pending.delete(message.id);
        break;
      case 'failure': {
        const { code, params, details, isRetryable, reason } = message.error;
        const error = new AppError(code, { params, details, isRetryable, cause: new Error(reason) });
        this.#pending.get(message.id)?.reject(error);
        this.#pending.delete(message.id);
        break;
      }
      case 'state':
        this.#takeState(message.state);
        break;
      case 'log':
        this.#logger.log(message.level, message.message, message.data);
        break;
    }
  }

  #takeState(next: EngineState): void {
    const wasBehind = this.#behindSince !== null;
    const isBehind = next.watermark < next.storeWatermark;
    if (isBehind && !wasBehind) this.#behindSince = this.#clock.now();
    if (!isBehind) this.#behindSince = null;
    const isProgressOnly =
      next.watermark === this.#engine.watermark && next.storeWatermark !== this.#engine.storeWatermark;
    this.#engine = next;
    if (isProgressOnly) return;
    for (const listener of this.#listeners) listener(this.state());
  }

  #fail(error: unknown): void {
    if (!this.#isClosing) {
      this.#logger.log('error', 'replica thread failed', { reason: String(error) });
      this.#engine = { ...this.#engine, phase: 'failed' };
    }
    for (const pending of this.#pending.values()) pending.reject(new AppError('replica/unavailable', { cause: error }));
    this.#pending.clear();
  }
}
