import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../../contract/errors.ts';
import { type AheadLink, currentWatermark, openStore, type Reader } from '../store/index.ts';
import type { AheadCopy } from './ahead.ts';
import { AheadCopies } from './ahead-copies.ts';
import { type CopyJob, copyChanges } from './copy.ts';
import { Database, isDamage, removeDatabase } from './database.ts';
import { type ImportedColumn, type ImportedTable, importedColumns, importedRelation } from './imported-relation.ts';
import { type QueryOptions, type QueryParameter, QueryPool, type QueryResult, streamSelect } from './query.ts';
import { recompute } from './recompute.ts';
import { canonicalNames, canonicalRelations, createTableSql, type Relation } from './relations.ts';
import { RowFeeds } from './row-feed.ts';
import type { SequenceOf } from './sequence/build.ts';
import type { EventText } from './sequence/event-codes.ts';
import { EventCodesKeeper } from './sequence/event-codes-keeper.ts';
import { type KeeperOptions, SequenceKeeper } from './sequence/keeper.ts';
import { forgetLinesAfterMs } from './sequence/lines.ts';
import { type IdLabels, type IdSet, readIdLabels, readIdSet } from './sequence/select-ids.ts';
import type { Sequence } from './sequence/sequence.ts';
import { Source } from './source.ts';
import { type Configuration, createInternalTables, readState, replicaFormat, type SavedState } from './state-table.ts';

export type Phase = 'starting' | 'ready' | 'rebuilding' | 'failed';

export interface EngineState {
  phase: Phase;
  /** Newest change copied. */
  watermark: number;
  /** UTC ms of that change; 0 before the first. */
  at: number;
  /** Newest change seen in the store. */
  storeWatermark: number;
}

export interface EngineOptions {
  storePath: string;
  replicaPath: string;
  /** File of the sequence index. */
  sequencePath: string;
  /** Folder of the codes of events' properties. */
  codesPath: string;
  memoryLimitBytes: number;
  configuration: Configuration;
  /** Where rows of running imports come from; none: all are copied after publication. */
  ahead?: AheadLink;
  /** Profiles of a running import that are written at a time. */
  aheadProfilesAtOnce: number;
  onState: (state: EngineState) => void;
  log: (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void;
}

/** An imported table, as copied. */
export interface ReplicaTable {
  /** As its owner knows it. */
  name: string;
  /** Name in SQL. */
  storageName: string;
  /** `name` is the header in the file, `storageName` the column in SQL; an instant has `<storageName>_local` beside. */
  columns: ImportedColumn[];
}

interface Open {
  database: Database;
  writing: DuckDBConnection;
  feeds: RowFeeds;
  pool: QueryPool;
  /** For the sequence index: building it takes seconds that no board should wait for. */
  scans: QueryPool;
  /** For codes of properties: making them takes a second or two that no filter should wait for. */
  numbering: QueryPool;
}

const queryConnections = 2;
const retryAfterMs = 3_000;
/** Few tables are about sessions, and their index takes as much memory as that of people. */
const forgetSessionsAfterMs = 300_000;

/** The replica on its thread: opens or rebuilds the file, copies, answers. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #reader: Reader;
  /** Of its own, because during a copy `#reader` sees the store as it was when the copy began. */
  readonly #newest: Reader;
  readonly #source: Source;
  readonly #sequences: Record<SequenceOf, SequenceKeeper>;
  readonly #codes: EventCodesKeeper;
  readonly #aheads: AheadCopies | null;
  #configuration: Configuration;
  #state: EngineState = { phase: 'starting', watermark: 0, at: 0, storeWatermark: 0 };
  #fingerprint = '';
  #open: Open | null = null;
  /** Copying, recomputing and rebuilding happen one after the other. */
  #writes: Promise<unknown> = Promise.resolve();
  #opening: Promise<void> | null = null;
  /** While the file is made anew nobody may look at it. */
  #anew: Promise<void> | null = null;
  #failedAt = 0;
  #isClosed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
    this.#reader = openStore(options.storePath, { readOnly: true });
    this.#newest = openStore(options.storePath, { readOnly: true });
    this.#source = new Source(this.#reader);
    const ofStore = {
      head: () => ({ seq: this.#state.watermark, fingerprint: this.#fingerprint }),
      isOfStore: ({ seq, fingerprint }: { seq: number; fingerprint: string }) =>
        this.#source.at(seq)?.fingerprint === fingerprint,
      changes: (after: number, upTo: number) => this.#source.changesBetween(after, upTo),
      log: options.log,
    };
    const ofIndex: Omit<KeeperOptions, 'path'> = {
      ...ofStore,
      read: async (work, signal) => (await this.#ready()).scans.lend(work, signal),
    };
    const forgotten = (of: SequenceOf, forgetAfterMs = forgetLinesAfterMs) =>
      new SequenceKeeper({ ...ofIndex, path: null, of, forgetAfterMs });
    this.#sequences = {
      people: new SequenceKeeper({ ...ofIndex, path: options.sequencePath }),
      sessions: forgotten('sessions', forgetSessionsAfterMs),
      'line customers': forgotten('line customers'),
      'line orders': forgotten('line orders'),
      'line products': forgotten('line products'),
    };
    this.#codes = new EventCodesKeeper({
      ...ofStore,
      folder: options.codesPath,
      read: async (work, signal) => (await this.#ready()).numbering.lend(work, signal),
    });
    this.#aheads = options.ahead
      ? new AheadCopies(options.ahead, {
          profilesAtOnce: options.aheadProfilesAtOnce,
          configuration: () => this.#configuration,
          onBegin: () => void this.#followImport(),
          onDrop: (copy) => void this.#exclusively(() => this.#endAhead(copy)),
        })
      : null;
  }

  /** Opens the file and brings it up to date; a file that does not fit the store is made anew. Queries wait for it. */
  async start(): Promise<void> {
    await this.#ready();
    await this.catchUp();
    this.#sequences.people.moved();
    this.#codes.moved();
  }

  async query(
    sql: string,
    parameters: readonly QueryParameter[],
    options: QueryOptions,
    signal: AbortSignal,
  ): Promise<QueryResult> {
    const { pool } = await this.#ready();
    try {
      return await pool.run(sql, parameters, options, signal);
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (!isDamage(error))
        throw new AppError('replica/query-failed', { params: { reason: String(error) }, cause: error });
      await this.#rebuild(error);
      return (await this.#ready()).pool.run(sql, parameters, options, signal);
    }
  }

  /** The sequence index, as of every change committed to the store before the call. */
  async sequence(of: SequenceOf): Promise<Sequence> {
    await this.catchUp();
    return this.#sequences[of].current();
  }

  /** Ids given by a SELECT, as a bit set. */
  async idSet(sql: string, parameters: readonly QueryParameter[], signal: AbortSignal): Promise<IdSet> {
    const { scans } = await this.#ready();
    return asFailedQuery(
      scans.select(sql, {}, signal, (connection) => readIdSet(streamSelect(connection, sql, parameters))),
    );
  }

  /** Texts by id, given by a SELECT of both. */
  async idLabels(sql: string, parameters: readonly QueryParameter[], signal: AbortSignal): Promise<IdLabels> {
    const { scans } = await this.#ready();
    return asFailedQuery(
      scans.select(sql, {}, signal, (connection) => readIdLabels(streamSelect(connection, sql, parameters))),
    );
  }

  /** Codes of a text of every event, as of what the replica holds; null when there are none (yet, unless one waits). */
  async eventCodes(text: EventText, waits: boolean): Promise<IdLabels | null> {
    await this.#ready();
    const codes = await asFailedQuery(waits ? this.#codes.current(text) : this.#codes.ready(text));
    return codes && { labels: codes.labels, codes: codes.codes, width: codes.width };
  }

  /** Makes codes that may be asked for soon, as long as there is room for them. */
  async eventCodesAhead(texts: readonly EventText[]): Promise<void> {
    await this.#ready();
    await asFailedQuery(this.#codes.ahead(texts));
  }

  /** Whether nothing but new rows has come into relations since a state that the replica was in. */
  async hasOnlyGrown(since: number, relations: readonly string[]): Promise<boolean> {
    await this.#ready();
    return this.#source
      .changesBetween(since, this.#state.watermark)
      .every(({ entity, action }) => action === 'insert' || !relations.includes(entity));
  }

  /** Returns once every change committed to the store before the call is in the replica. */
  async catchUp(): Promise<{ seq: number; at: number }> {
    await this.#ready();
    const target = currentWatermark(this.#newest);
    this.#setState({ storeWatermark: target });
    while (this.#state.watermark !== target && !this.#isClosed) {
      await this.#exclusively(() => this.#copy(target));
      if (this.#state.watermark > target) break;
    }
    return { seq: this.#state.watermark, at: this.#state.at };
  }

  /** Takes a new zone, currency or rates; recomputes the columns that follow them. */
  async reconfigure(configuration: Configuration): Promise<void> {
    await this.#ready();
    await this.#exclusively(() => this.#reconfigure(configuration));
  }

  /** Imported tables that the replica holds. */
  async tables(): Promise<ReplicaTable[]> {
    await this.#ready();
    return (await this.#heldTables()).map((table) => ({ ...table, columns: importedColumns(table) }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(Object.values(this.#sequences).map((keeper) => keeper.close()));
    await this.#codes.close();
    await this.#writes.catch(() => undefined);
    await this.#closeDatabase();
    this.#aheads?.close();
    this.#reader.close();
    this.#newest.close();
  }

  #setState(change: Partial<EngineState>): void {
    const next = { ...this.#state, ...change };
    const isNews = Object.keys(change).some(
      (key) => next[key as keyof EngineState] !== this.#state[key as keyof EngineState],
    );
    this.#state = next;
    if (isNews) this.#options.onState(next);
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#writes.then(work, work);
    this.#writes = run.catch(() => undefined);
    return run;
  }

  async #ready(): Promise<Open> {
    if (this.#isClosed) throw new AppError('replica/unavailable');
    if (!this.#open && Date.now() - this.#failedAt >= retryAfterMs) {
      this.#opening ??= this.#exclusively(() => this.#openOrRebuild()).finally(() => {
        this.#opening = null;
      });
    }
    await this.#opening;
    while (this.#anew) await this.#anew.catch(() => undefined);
    if (!this.#open) throw new AppError('replica/unavailable', { isRetryable: true });
    return this.#open;
  }

  async #openOrRebuild(): Promise<void> {
    if (this.#open) return;
    try {
      const saved = await this.#openExisting();
      if (!saved) await this.#makeAnew();
      else if (!isSame(saved.configuration, this.#configuration)) await this.#reconfigure(this.#configuration);
      this.#setState({ phase: 'ready' });
    } catch (error) {
      await this.#closeDatabase();
      this.#failedAt = Date.now();
      this.#setState({ phase: 'failed' });
      throw asUnavailable(error);
    }
  }

  /** Opens what is there; null when it is to be made anew. */
  async #openExisting(): Promise<SavedState | null> {
    try {
      await this.#openDatabase();
      const saved = this.#open ? await readState(this.#open.writing) : null;
      const reason = saved ? this.#misfit(saved) : 'absent';
      if (saved && reason === null) {
        this.#fingerprint = saved.head.fingerprint;
        this.#setState({ watermark: saved.head.seq, at: saved.head.at });
        return { ...saved };
      }
      this.#options.log('info', 'replica is made anew', { reason: reason ?? 'absent' });
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#options.log('warn', 'replica is damaged and made anew', { reason: String(error) });
    }
    return null;
  }

  /** Why a saved state does not belong to this store; null when it does. */
  #misfit(saved: SavedState): string | null {
    if (saved.format !== replicaFormat) return 'another format';
    if (saved.head.seq === 0) return null;
    const row = this.#source.at(saved.head.seq);
    return row?.fingerprint === saved.head.fingerprint ? null : 'another store';
  }

  #makeAnew(): Promise<void> {
    this.#anew = this.#buildFile().finally(() => {
      this.#anew = null;
    });
    return this.#anew;
  }

  async #buildFile(): Promise<void> {
    this.#setState({ phase: 'rebuilding', watermark: 0, at: 0 });
    await this.#closeDatabase();
    removeDatabase(this.#options.replicaPath);
    const { writing } = await this.#openDatabase();
    await createInternalTables(writing);
    for (const name of canonicalNames) await writing.run(createTableSql(canonicalRelations[name]));
    await this.#copyFrom(null);
    this.#setState({ phase: 'ready' });
  }

  async #rebuild(cause: unknown): Promise<void> {
    const broken = this.#open;
    await this.#exclusively(async () => {
      if (this.#open !== broken) return;
      this.#options.log('warn', 'replica failed while in use and is made anew', { reason: String(cause) });
      try {
        await this.#makeAnew();
      } catch (error) {
        await this.#closeDatabase();
        this.#failedAt = Date.now();
        this.#setState({ phase: 'failed' });
        throw asUnavailable(error);
      }
    });
  }

  async #copy(target: number): Promise<void> {
    if (this.#state.watermark === target) return;
    const known = this.#state.watermark === 0 ? null : this.#source.at(this.#state.watermark);
    if (this.#state.watermark > 0 && known?.fingerprint !== this.#fingerprint) {
      this.#options.log('warn', 'the store is another one than before; replica is made anew');
      await this.#makeAnew();
      return;
    }
    try {
      if (await this.#publishAhead()) return;
      await this.#copyFrom(this.#state.watermark);
    } catch (error) {
      if (!isDamage(error)) throw asUnavailable(error);
      this.#options.log('warn', 'replica is damaged and made anew', { reason: String(error) });
      await this.#makeAnew();
    }
  }

  async #copyFrom(seq: number | null): Promise<void> {
    if (!this.#open) throw new AppError('replica/unavailable');
    const { writing, feeds } = this.#open;
    const rows = await this.#copyOn(writing, { feeds, fromSeq: seq });
    // What an import has brought ahead no longer fits beside what changed meanwhile.
    if (Object.keys(rows).length > 0) await this.#endAhead(this.#aheads?.opened ?? null);
    await this.#openAheadNow();
  }

  async #copyOn(
    connection: DuckDBConnection,
    job: Pick<CopyJob, 'feeds' | 'fromSeq' | 'staged'>,
  ): Promise<Record<string, number>> {
    const started = performance.now();
    const { head, rows } = await copyChanges({
      ...job,
      source: this.#source,
      connection,
      configuration: this.#configuration,
    });
    this.#fingerprint = head.fingerprint;
    const ms = Math.round(performance.now() - started);
    this.#options.log('info', 'copied', { seq: head.seq, rows, ms, ...(job.staged ? { isAhead: true } : {}) });
    this.#setState({ watermark: head.seq, at: head.at });
    for (const keeper of Object.values(this.#sequences)) keeper.moved();
    this.#codes.moved();
    return rows;
  }

  /** Finishes what an import published now has brought ahead; false: everything is to be copied. */
  async #publishAhead(): Promise<boolean> {
    const ahead = this.#aheads?.published() ?? null;
    if (!ahead || !this.#open || !this.#source.isPublished(ahead.importNumber)) return false;
    const hasAll = ahead.configuration !== null && isSame(ahead.configuration, this.#configuration);
    let isDone = false;
    if (hasAll && (await ahead.settle())) {
      try {
        const connection = await ahead.prepare();
        await this.#copyOn(connection, { feeds: this.#open.feeds, fromSeq: this.#state.watermark, staged: ahead });
        isDone = true;
      } catch (error) {
        this.#options.log('warn', 'rows copied ahead are copied again', { reason: String(error) });
      }
    } else if (ahead.failure !== null) {
      this.#options.log('warn', 'rows could not be copied ahead', { reason: String(ahead.failure) });
    }
    await this.#endAhead(ahead);
    if (isDone) await this.#openAheadNow();
    return isDone;
  }

  /** The replica must stand where an import began before that import's rows can come ahead. */
  async #followImport(): Promise<void> {
    await this.catchUp().catch(() => undefined);
    await this.#exclusively(() => this.#openAheadNow());
  }

  /** Begins to copy ahead for an import that waits for the replica to stand where it began. */
  async #openAheadNow(): Promise<void> {
    const waiting = this.#aheads?.waiting(this.#state.watermark) ?? null;
    if (!waiting || !this.#open) return;
    const { database, feeds } = this.#open;
    const connection = await database.connect();
    try {
      await waiting.open(connection, { feeds, importedRelation: (name) => this.#importedRelation(name) });
    } catch (error) {
      this.#options.log('warn', 'rows cannot be copied ahead', { reason: String(error) });
      await this.#endAhead(waiting);
      database.disconnect(connection);
    }
  }

  #importedRelation(storageName: string): Relation | null {
    const table = this.#source.importedTables().find((candidate) => candidate.storageName === storageName);
    return table ? importedRelation(table) : null;
  }

  async #endAhead(ahead: AheadCopy | null): Promise<void> {
    if (!ahead) return;
    this.#aheads?.forget(ahead);
    const connection = await ahead.end();
    if (connection) this.#open?.database.disconnect(connection);
  }

  async #reconfigure(configuration: Configuration): Promise<void> {
    if (!this.#open) return;
    const imported = (await this.#heldTables()).map(importedRelation);
    await recompute(this.#open.writing, configuration, imported);
    this.#configuration = configuration;
    this.#options.onState(this.#state);
  }

  /** Imported tables of the store as far as they have been copied, a connection of the moment asked. */
  async #heldTables(): Promise<ImportedTable[]> {
    if (!this.#open) return [];
    const held = await this.#open.database.lend(columnsHeld);
    return this.#source
      .importedTables()
      .filter((table) =>
        importedColumns(table).every((column) => held.has(`${table.storageName}.${column.storageName}`)),
      );
  }

  async #openDatabase(): Promise<Open> {
    const database = await Database.open({
      path: this.#options.replicaPath,
      memoryLimitBytes: this.#options.memoryLimitBytes,
    });
    const connections: DuckDBConnection[] = [];
    for (let i = 0; i < queryConnections; i += 1) connections.push(await database.connect());
    const writing = await database.connect();
    const scans = new QueryPool([await database.connect()]);
    const numbering = new QueryPool([await database.connect()]);
    const pool = new QueryPool(connections);
    this.#open = { database, writing, feeds: new RowFeeds(writing), pool, scans, numbering };
    return this.#open;
  }

  async #closeDatabase(): Promise<void> {
    for (const ahead of this.#aheads?.all() ?? []) await this.#endAhead(ahead);
    const open = this.#open;
    this.#open = null;
    await open?.pool.idle();
    await open?.scans.idle();
    await open?.numbering.idle();
    await open?.database.idle();
    try {
      open?.database.close();
    } catch (error) {
      this.#options.log('warn', 'replica did not close cleanly', { reason: String(error) });
    }
  }
}

/** `table.column` of everything in the replica. */
async function columnsHeld(connection: DuckDBConnection): Promise<Set<string>> {
  const result = await connection.runAndReadAll(
    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'main'",
  );
  return new Set(result.getRows().map(([name]) => String(name)));
}

function isSame(a: Configuration, b: Configuration): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

const sorted = ({ zone, currency, rates }: Configuration) => [zone, currency, Object.entries(rates).sort()];

async function asFailedQuery<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('replica/query-failed', { params: { reason: String(error) }, cause: error });
  }
}

/** Anything that keeps the replica from being there is the environment's fault to the outside; the cause is logged. */
function asUnavailable(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('replica/unavailable', { params: { reason: String(error) }, isRetryable: true, cause: error });
}
