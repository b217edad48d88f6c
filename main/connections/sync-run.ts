import { uuidv7 } from 'uuidv7';
import type { DiscoveredStream, StreamSettings, SyncStatus, SyncTrigger } from '../../contract/connections.ts';
import { AppError } from '../../contract/errors.ts';
import type { Mapping } from '../../contract/imports.ts';
import { connectorOf } from '../connectors/index.ts';
import type { Hub } from '../hub/index.ts';
import type { JobRunContext } from '../jobs/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { ConnectorThread, SourceFailure } from './connector-thread.ts';
import { isFatal, SyncFailed, storedFailure } from './failures.ts';
import {
  type ConnectionRecords,
  moveCursor,
  type StoredConnection,
  type StoredFailure,
  type StoredStream,
  type StoredStreamSync,
  saveStreamSync,
} from './records.ts';
import { settleSegments } from './settle.ts';
import { compareFields } from './stream-plan.ts';
import { StreamRun } from './stream-run.ts';

/** What a sync was asked to do. */
export interface SyncWish {
  connectionId: string;
  /** Only these streams; left out: all that are enabled. */
  streams?: string[];
  /** Forget the cursors and read everything again. */
  fromStart?: boolean;
}

export interface SyncDoors {
  hub: Hub;
  records: ConnectionRecords;
  clock: Clock;
  logger: Logger;
  scratchRoot: string;
  pieces: { pieceRows: number; pieceBytes: number };
  /** Settings with their secrets, and the secrets' values to mask. */
  openConfig(connection: StoredConnection): { config: Record<string, unknown>; secrets: string[] };
  keepSecret(connectionId: string, name: string, value: string): Promise<void>;
  /** A sync moved on. */
  tell(syncId: string): void;
}

/** How many syncs of a connection are remembered. */
const keptSyncs = 300;
/** For so many rows a thread of its own reads what is to be imported. */
const manyRows = 20_000;

/** One sync: every stream in order, each with its own outcome. */
export class SyncRun {
  readonly id = uuidv7();
  readonly connectionId: string;
  readonly streams: StoredStreamSync[] = [];
  readonly #doors: SyncDoors;
  readonly #context: JobRunContext;
  readonly #wish: SyncWish;
  readonly #connection: StoredConnection;
  #retryAfterMs: number | null = null;

  constructor(doors: SyncDoors, context: JobRunContext, connection: StoredConnection) {
    this.#doors = doors;
    this.#context = context;
    this.#wish = context.payload as SyncWish;
    this.#connection = connection;
    this.connectionId = connection.id;
  }

  /** @throws SyncFailed when anything could not be synced */
  async run(): Promise<void> {
    const { hub, records, clock } = this.#doors;
    const { signal } = this.#context;
    // First what an earlier run left: its cursors decide where this one begins.
    await settleSegments(this.connectionId, { hub, records, clock, signal });
    const streams = this.#wanted();
    this.streams.push(...streams.map(({ settings }) => emptyReport(settings)));
    await records.write(
      this.#insert(),
      ...this.streams.map((report, position) => saveStreamSync(this, position, report, null)),
    );
    this.#doors.tell(this.id);
    let failure: StoredFailure | null = null;
    try {
      if (this.#wish.fromStart && this.#context.attempt === 1) await this.#forgetCursors(streams);
      // What reads large pieces gets ready while the source is connected to.
      if (this.#mayBringMuch(streams)) hub.expectFile(Number.POSITIVE_INFINITY);
      await this.#withThread((thread, found) => this.#each(streams, thread, found));
      failure = this.streams.find(({ error }) => error !== null)?.error ?? null;
    } catch (error) {
      failure = this.#failureOf(error);
      for (const report of this.streams) if (report.status === 'waiting') report.status = 'cancelled';
    }
    await this.#end(failure);
    if (failure !== null) throw new SyncFailed(failure, this.#retryAfterMs);
  }

  /** The streams to read: on another try those that have not succeeded yet. */
  #wanted(): StoredStream[] {
    const { records } = this.#doors;
    const isDone = new Set(
      records
        .syncsOfRun(this.#context.id)
        .flatMap(({ streams }) => streams.filter(({ status }) => status === 'succeeded').map(({ stream }) => stream)),
    );
    return records
      .streams(this.connectionId)
      .filter(({ settings }) => settings.isEnabled && !isDone.has(settings.name))
      .filter(({ settings }) => this.#wish.streams === undefined || this.#wish.streams.includes(settings.name));
  }

  async #forgetCursors(streams: StoredStream[]): Promise<void> {
    const { records } = this.#doors;
    await records.write(...streams.map(({ settings }) => moveCursor(this.connectionId, settings.name, null)));
    for (const stream of streams) stream.cursor = null;
  }

  async #withThread(
    work: (thread: ConnectorThread, found: Map<string, DiscoveredStream> | null) => Promise<void>,
  ): Promise<void> {
    const { logger, scratchRoot, openConfig, keepSecret } = this.#doors;
    const connector = connectorOf(this.#connection.kind);
    if (!connector) throw new AppError('connections/unknown-kind', { params: { kind: this.#connection.kind } });
    const thread = new ConnectorThread({
      ...{ kind: connector.kind, scratchRoot, logger, signal: this.#context.signal },
      ...openConfig(this.#connection),
      keepSecret: (name, value) => keepSecret(this.connectionId, name, value),
    });
    try {
      const startedAt = performance.now();
      const found = connector.capabilities.schema ? await thread.discover() : null;
      const connectMs = Math.round(performance.now() - startedAt);
      const first = this.streams[0];
      if (first) first.stages.connectMs = connectMs;
      await work(thread, found && new Map(found.map((stream) => [stream.name, stream])));
    } finally {
      await thread.close();
    }
  }

  /** Whether a table is read from its beginning, or was large the last time. */
  #mayBringMuch(streams: readonly StoredStream[]): boolean {
    if (connectorOf(this.#connection.kind)?.group !== 'database') return false;
    return streams.some(({ settings, cursor }) => {
      const [last] = this.#doors.records.volumes(this.connectionId, settings.name, 1);
      const isFirst = settings.mode === 'incremental' && cursor === null;
      return isFirst || (last?.rows ?? manyRows) >= manyRows;
    });
  }

  async #each(
    streams: StoredStream[],
    thread: ConnectorThread,
    found: Map<string, DiscoveredStream> | null,
  ): Promise<void> {
    const all = this.#doors.records.streams(this.connectionId).map(({ settings }) => settings);
    for (const [index, stream] of streams.entries()) {
      const report = this.streams[index];
      if (!report) continue;
      try {
        this.#context.signal.throwIfAborted();
        await this.#compareColumns(stream, report, thread, found);
        await new StreamRun({
          ...{ doors: this.#doors, connection: this.#connection, syncId: this.id, report, stream, thread },
          ...{ others: all, signal: this.#context.signal, onProgress: () => this.#tellProgress() },
        }).run();
        report.status = 'succeeded';
      } catch (error) {
        report.error = this.#failureOf(error);
        report.status = report.error.failure === 'cancelled' ? 'cancelled' : 'failed';
      }
      await this.#save(index, report);
      if (report.error !== null && isFatal(report.error)) {
        for (const later of this.streams.slice(index + 1)) later.status = 'cancelled';
        return;
      }
    }
  }

  /** Looks at the stream's columns before anything is read. @throws connections/column-missing, connections/failed-gone */
  async #compareColumns(
    stream: StoredStream,
    report: StoredStreamSync,
    thread: ConnectorThread,
    found: Map<string, DiscoveredStream> | null,
  ): Promise<void> {
    if (found === null) return;
    const { settings } = stream;
    const current =
      settings.query === null ? found.get(settings.name) : await thread.describe(settings.name, settings.query);
    if (!current) {
      throw new SourceFailure({
        failure: 'gone',
        reason: settings.name,
        request: null,
        retryAfterMs: null,
        stack: null,
      });
    }
    // A query over an empty table tells nothing of its columns.
    if (current.fields.length === 0) return;
    const { changes, missing, mapping } = compareFields(settings, stream.fields, current.fields);
    report.schemaChanges = changes;
    if (missing.length > 0) {
      throw new AppError('connections/column-missing', { params: { columns: missing.join(', ') } });
    }
    stream.fields = current.fields;
    const isWider = Object.keys(mapping).length > Object.keys(settings.mapping).length;
    if (isWider) stream.settings = { ...settings, mapping };
    await this.#saveFields(stream, isWider ? mapping : null);
  }

  async #saveFields({ settings, fields }: StoredStream, mapping: Mapping | null): Promise<void> {
    const changed: StreamSettings = mapping === null ? settings : { ...settings, mapping };
    await this.#doors.records.write({
      sql: 'UPDATE connection_streams SET fields = ?, settings = ? WHERE connection_id = ? AND name = ?',
      params: [JSON.stringify(fields), JSON.stringify(changed), this.connectionId, settings.name],
    });
  }

  #tellProgress(): void {
    const rows = this.streams.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
    const bytes = this.streams.reduce((sum, report) => sum + report.bytes, 0);
    const current = this.streams.find(({ status }) => status === 'reading' || status === 'importing');
    this.#context.progress({
      ...{ rows, bytes, rowsPerSecond: current?.rowsPerSecond ?? 0, etaSeconds: current?.etaSeconds ?? null },
      ...(current ? { note: current.stream } : {}),
    });
    this.#doors.tell(this.id);
  }

  #failureOf(error: unknown): StoredFailure {
    const { signal } = this.#context;
    // Whatever a stopped sync says, it is over because it was stopped.
    const reason = signal.aborted && signal.reason instanceof AppError ? signal.reason : error;
    if (reason instanceof SourceFailure) {
      this.#retryAfterMs = reason.sent.retryAfterMs;
      if (reason.sent.stack) this.#doors.logger.log('error', 'connector failed', { stack: reason.sent.stack });
    } else if (!(reason instanceof AppError)) {
      this.#doors.logger.log('error', 'sync failed', {
        reason: reason instanceof Error ? reason.stack : String(reason),
      });
    }
    return storedFailure(reason, this.#doors.clock);
  }

  #save(position: number, report: StoredStreamSync): Promise<void> {
    return this.#doors.records.write(saveStreamSync(this, position, report, this.#doors.clock.now()));
  }

  #insert() {
    const { id, trigger, attempt } = this.#context;
    const now = this.#doors.clock.now();
    const told: SyncTrigger = attempt > 1 && trigger !== 'resume' ? 'retry' : (trigger as SyncTrigger);
    return {
      sql: `INSERT INTO syncs (id, connection_id, run_id, trigger, status, attempt, created_at, started_at) VALUES (?, ?, ?, ?, 'running', ?, ?, ?)`,
      params: [this.id, this.connectionId, id, told, attempt, now, now],
    };
  }

  async #end(failure: StoredFailure | null): Promise<void> {
    const { records, clock } = this.#doors;
    const good = this.streams.filter(({ status }) => status === 'succeeded').length;
    const status: SyncStatus =
      failure === null ? 'succeeded' : failure.failure === 'cancelled' ? 'cancelled' : good > 0 ? 'partial' : 'failed';
    await records.write(
      {
        sql: 'UPDATE syncs SET status = ?, finished_at = ?, error = ? WHERE id = ?',
        params: [status, clock.now(), failure && JSON.stringify(failure), this.id],
      },
      ...this.streams.map((report, position) => saveStreamSync(this, position, report, clock.now())),
      {
        sql: `DELETE FROM syncs WHERE connection_id = ? AND number <= coalesce((SELECT number FROM syncs
                WHERE connection_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?), 0)`,
        params: [this.connectionId, this.connectionId, keptSyncs],
      },
    );
    this.#doors.tell(this.id);
  }
}

function emptyReport({ name, entity, mode }: StreamSettings): StoredStreamSync {
  return {
    ...{ stream: name, entity, mode, status: 'waiting', estimatedRows: null, rowsPerSecond: 0, etaSeconds: null },
    ...{ rowsRead: 0, rowsAccepted: 0, rowsChanged: 0, rowsUnchanged: 0, rowsRejected: 0, rowsDeleted: 0, bytes: 0 },
    stages: { connectMs: 0, readMs: 0, landMs: 0, importMs: 0 },
    ...{ importIds: [], schemaChanges: [], notes: [], error: null },
  };
}
