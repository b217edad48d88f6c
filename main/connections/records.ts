import type {
  ConnectionConfig,
  ConnectionFailure,
  ConnectionPriority,
  SourceField,
  StreamSettings,
  StreamSync,
  Sync,
  SyncStatus,
  SyncTrigger,
} from '../../contract/connections.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { brokenRecordCodes, type Mapping } from '../../contract/imports.ts';
import type { Schedule } from '../../contract/schedules.ts';
import type { Cursor } from '../connectors/index.ts';
import type { MetadataStore, Statement } from '../ports/metadata-store.ts';
import { headerKey } from './piece-file.ts';

/** Why something failed, as stored: worded when somebody reads it. */
export interface StoredFailure extends Omit<ConnectionFailure, 'message' | 'code'> {
  code: ErrorCode;
  params: Record<string, string | number>;
}
export type StoredStreamSync = Omit<StreamSync, 'error'> & { error: StoredFailure | null };

/** Instants are UTC ms. */
export interface StoredSync
  extends Omit<Sync, 'streams' | 'error' | 'createdAt' | 'startedAt' | 'finishedAt' | 'retryAt'> {
  runId: string;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  retryAt: number | null;
  streams: StoredStreamSync[];
  error: StoredFailure | null;
}

export interface StoredConnection {
  id: string;
  name: string;
  kind: string;
  sourceName: string;
  config: ConnectionConfig;
  /** Sealed; null = none. */
  secrets: string | null;
  schedule: Schedule | null;
  priority: ConnectionPriority;
  isPaused: boolean;
  createdAt: number;
}

export interface StoredStream {
  settings: StreamSettings;
  fields: SourceField[];
  cursor: Cursor;
}

export interface StoredSegment {
  importId: string;
  syncId: string;
  connectionId: string;
  stream: string;
  position: number;
  kind: 'rows' | 'keys' | 'replay';
  columns: string[];
  cursorAfter: Cursor;
  movesCursor: boolean;
}

type Row = Record<string, unknown>;
const json = <T>(value: unknown): T => JSON.parse(String(value)) as T;
const numberOrNull = (value: unknown) => (value === null || value === undefined ? null : Number(value));

/** Rows of connections and their syncs as objects. */
export class ConnectionRecords {
  readonly #store: MetadataStore;

  constructor(store: MetadataStore) {
    this.#store = store;
  }

  write(...statements: Statement[]): Promise<void> {
    return this.#store.run(statements);
  }

  connection(id: string): StoredConnection | null {
    const row = this.#store.all('SELECT * FROM connections WHERE id = ?', [id])[0];
    return row ? toConnection(row) : null;
  }

  connections(): StoredConnection[] {
    return this.#store.all('SELECT * FROM connections ORDER BY name COLLATE NOCASE').map(toConnection);
  }

  connectionByName(name: string): StoredConnection | null {
    const row = this.#store.all('SELECT * FROM connections WHERE name = ? COLLATE NOCASE', [name])[0];
    return row ? toConnection(row) : null;
  }

  isSourceTaken(name: string): boolean {
    const sql = 'SELECT 1 FROM connections WHERE source_name = ? UNION ALL SELECT 1 FROM sources WHERE name = ?';
    return this.#store.all(sql, [name, name]).length > 0;
  }

  streams(connectionId: string): StoredStream[] {
    return this.#store
      .all('SELECT * FROM connection_streams WHERE connection_id = ? ORDER BY position', [connectionId])
      .map((row) => ({
        settings: json<StreamSettings>(row.settings),
        fields: json<SourceField[]>(row.fields),
        cursor: row.cursor === null ? null : json<Cursor>(row.cursor),
      }));
  }

  sync(id: string): StoredSync | null {
    const row = this.#store.all('SELECT * FROM syncs WHERE id = ?', [id])[0];
    return row ? this.#withStreams(row) : null;
  }

  /** Newest first. */
  syncs(connectionId: string, limit: number): StoredSync[] {
    return this.#store
      .all('SELECT * FROM syncs WHERE connection_id = ? ORDER BY number DESC LIMIT ?', [connectionId, limit])
      .map((row) => this.#withStreams(row));
  }

  syncsOfRun(runId: string): StoredSync[] {
    return this.#store
      .all('SELECT * FROM syncs WHERE run_id = ? ORDER BY number DESC', [runId])
      .map((row) => this.#withStreams(row));
  }

  openSyncs(): StoredSync[] {
    return this.#store
      .all(`SELECT * FROM syncs WHERE status IN ('queued', 'running')`)
      .map((row) => this.#withStreams(row));
  }

  unsettled(connectionId: string): StoredSegment[] {
    return this.#store
      .all(`SELECT * FROM sync_segments WHERE connection_id = ? AND settled_at IS NULL ORDER BY stream, position`, [
        connectionId,
      ])
      .map(toSegment);
  }

  segment(importId: string): StoredSegment | null {
    const row = this.#store.all('SELECT * FROM sync_segments WHERE import_id = ?', [importId])[0];
    return row ? toSegment(row) : null;
  }

  /** Whether an earlier piece of the same sync of the stream did not get into the store. */
  hasGapBefore({ syncId, stream, position }: StoredSegment): boolean {
    const sql = `SELECT 1 FROM sync_segments g LEFT JOIN imports i ON i.id = g.import_id
        WHERE g.sync_id = ? AND g.stream = ? AND g.position < ? AND coalesce(i.status, 'gone') <> 'succeeded' LIMIT 1`;
    return this.#store.all(sql, [syncId, stream, position]).length > 0;
  }

  /**
   * Imports whose pieces need not be kept, oldest first: they are over and settled, of no sync among the latest, and
   * none of their rows waits to be put right (ids of syncs are in order of time). A stream that is always read whole tells such rows anew each time.
   */
  spentImports(connectionId: string, keptSyncs: number, limit: number): string[] {
    const sql = `SELECT g.import_id FROM sync_segments g JOIN imports i ON i.id = g.import_id
        LEFT JOIN connection_streams s ON s.connection_id = g.connection_id AND s.name = g.stream
       WHERE g.connection_id = ? AND g.settled_at IS NOT NULL AND i.status NOT IN ('queued', 'running')
         AND g.sync_id NOT IN (SELECT DISTINCT sync_id FROM sync_segments WHERE connection_id = ?
                                ORDER BY sync_id DESC LIMIT ?)
         AND (coalesce(s.settings ->> 'mode', 'full') = 'full'
              OR NOT EXISTS (SELECT 1 FROM import_rejects r WHERE r.import_number = i.number))
       ORDER BY i.number LIMIT ?`;
    return this.#store.all(sql, [connectionId, connectionId, keptSyncs, limit]).map((row) => String(row.import_id));
  }

  importsOf(connectionId: string): string[] {
    const sql = 'SELECT import_id FROM sync_segments WHERE connection_id = ?';
    return this.#store.all(sql, [connectionId]).map((row) => String(row.import_id));
  }

  nextPosition(connectionId: string, stream: string): number {
    const sql = 'SELECT max(position) AS last FROM sync_segments WHERE connection_id = ? AND stream = ?';
    return (numberOrNull(this.#store.all(sql, [connectionId, stream])[0]?.last) ?? 0) + 1;
  }

  savedMapping(header: string): { entity: string; mapping: Mapping } | null {
    const row = this.#store.all('SELECT entity, mapping FROM saved_mappings WHERE header = ?', [header])[0];
    return row ? { entity: String(row.entity), mapping: json<Mapping>(row.mapping) } : null;
  }

  /** Successful reads of a stream, newest first. */
  volumes(connectionId: string, stream: string, limit: number): { at: number; rows: number }[] {
    return this.#store
      .all(
        `SELECT finished_at, rows_read FROM stream_syncs
          WHERE connection_id = ? AND stream = ? AND status = 'succeeded' ORDER BY finished_at DESC LIMIT ?`,
        [connectionId, stream, limit],
      )
      .map((row) => ({ at: Number(row.finished_at), rows: Number(row.rows_read) }));
  }

  /** Whole rows that were kept out of what a connection brought, newest import first. */
  rejectedRows(connectionId: string, { offset, limit }: { offset: number; limit: number }): Row[] {
    return this.#store.all(
      `SELECT g.import_id, g.stream, g.columns, i.number, i.entity, i.finished_at, r.row_number, r.raw
         FROM sync_segments g JOIN imports i ON i.id = g.import_id
         JOIN import_rejects r ON r.import_number = i.number AND r.raw IS NOT NULL
        WHERE g.connection_id = ? ORDER BY i.number DESC, r.row_number LIMIT ? OFFSET ?`,
      [connectionId, limit, offset],
    );
  }

  countRejectedRows(connectionId: string): number {
    const sql = `SELECT count(*) AS n FROM sync_segments g JOIN imports i ON i.id = g.import_id
        JOIN import_rejects r ON r.import_number = i.number AND r.raw IS NOT NULL WHERE g.connection_id = ?`;
    return Number(this.#store.all(sql, [connectionId])[0]?.n ?? 0);
  }

  rejects(importNumber: number, rowNumber: number): Row[] {
    return this.#store.all(
      'SELECT row_number, field, value, code, params FROM import_rejects WHERE import_number = ? AND row_number = ? ORDER BY ordinal',
      [importNumber, rowNumber],
    );
  }

  importOf(id: string): { number: number; entity: string; mapping: Mapping; options: string } | null {
    const row = this.#store.all('SELECT number, entity, mapping, options FROM imports WHERE id = ?', [id])[0];
    if (!row) return null;
    return {
      ...{ number: Number(row.number), entity: String(row.entity) },
      ...{ mapping: json<Mapping>(row.mapping), options: String(row.options) },
    };
  }

  /** What came of the rows kept out; `isRow` is false for what was no row of its table: its values stand anywhere. */
  rejectedRaw(importNumber: number): { rowNumber: number; raw: string[]; isRow: boolean }[] {
    return this.#store
      .all(
        `SELECT row_number, raw, field IS NOT NULL OR code NOT IN (SELECT value FROM json_each(?)) AS is_row
           FROM import_rejects WHERE import_number = ? AND raw IS NOT NULL ORDER BY row_number`,
        [JSON.stringify(brokenRecordCodes), importNumber],
      )
      .map((row) => ({
        rowNumber: Number(row.row_number),
        raw: json<string[]>(row.raw),
        isRow: Number(row.is_row) === 1,
      }));
  }

  #withStreams(row: Row): StoredSync {
    const streams = this.#store
      .all('SELECT report FROM stream_syncs WHERE sync_id = ? ORDER BY position', [String(row.id)])
      .map(({ report }) => json<StoredStreamSync>(report));
    return {
      ...{ id: String(row.id), connectionId: String(row.connection_id), runId: String(row.run_id) },
      ...{ trigger: row.trigger as SyncTrigger, status: row.status as SyncStatus, attempt: Number(row.attempt) },
      ...{ createdAt: Number(row.created_at), startedAt: numberOrNull(row.started_at) },
      ...{ finishedAt: numberOrNull(row.finished_at), retryAt: numberOrNull(row.retry_at), streams },
      error: row.error === null ? null : json<StoredFailure>(row.error),
    };
  }
}

function toConnection(row: Row): StoredConnection {
  return {
    ...{ id: String(row.id), name: String(row.name), kind: String(row.kind), sourceName: String(row.source_name) },
    config: json<ConnectionConfig>(row.config),
    secrets: row.secrets === null ? null : String(row.secrets),
    schedule: row.schedule === null ? null : json<Schedule>(row.schedule),
    priority: row.priority as ConnectionPriority,
    isPaused: row.is_paused === 1,
    createdAt: Number(row.created_at),
  };
}

function toSegment(row: Row): StoredSegment {
  return {
    ...{ importId: String(row.import_id), syncId: String(row.sync_id), connectionId: String(row.connection_id) },
    ...{ stream: String(row.stream), position: Number(row.position), kind: row.kind as StoredSegment['kind'] },
    columns: json<string[]>(row.columns),
    cursorAfter: row.cursor_after === null ? null : json<Cursor>(row.cursor_after),
    movesCursor: row.moves_cursor === 1,
  };
}

export function insertSegment(segment: StoredSegment): Statement {
  return {
    sql: `INSERT INTO sync_segments (import_id, sync_id, connection_id, stream, position, kind, columns, cursor_after, moves_cursor)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      ...[segment.importId, segment.syncId, segment.connectionId, segment.stream, segment.position, segment.kind],
      ...[JSON.stringify(segment.columns), JSON.stringify(segment.cursorAfter), segment.movesCursor ? 1 : 0],
    ],
  };
}

export function forgetSegments(importIds: readonly string[]): Statement {
  return {
    sql: 'DELETE FROM sync_segments WHERE import_id IN (SELECT value FROM json_each(?))',
    params: [JSON.stringify(importIds)],
  };
}

export function moveCursor(connectionId: string, stream: string, cursor: Cursor): Statement {
  return {
    sql: 'UPDATE connection_streams SET cursor = ? WHERE connection_id = ? AND name = ?',
    params: [cursor === null ? null : JSON.stringify(cursor), connectionId, stream],
  };
}

/** Remembers a mapping for its columns, whatever their order, in place of the one before. */
export function saveMapping(
  columns: readonly string[],
  { entity, mapping }: { entity: string; mapping: Mapping },
  at: number,
): Statement {
  return {
    sql: `INSERT INTO saved_mappings (header, entity, mapping, updated_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (header) DO UPDATE SET entity = excluded.entity, mapping = excluded.mapping, updated_at = excluded.updated_at`,
    params: [headerKey(columns), entity, JSON.stringify(mapping), at],
  };
}

export function saveStreamSync(
  sync: { id: string; connectionId: string },
  position: number,
  report: StoredStreamSync,
  at: number | null,
): Statement {
  return {
    sql: `INSERT INTO stream_syncs (sync_id, stream, position, connection_id, status, rows_read, finished_at, report)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (sync_id, stream) DO UPDATE SET status = excluded.status, rows_read = excluded.rows_read,
            finished_at = excluded.finished_at, report = excluded.report`,
    params: [
      ...[sync.id, report.stream, position, sync.connectionId, report.status, report.rowsRead, at],
      JSON.stringify(report),
    ],
  };
}
