import { canonicalEntities } from '../../contract/entities.ts';
import type { AppErrorData } from '../../contract/errors.ts';
import type { ImportState } from '../../contract/imports.ts';
import type { Reader } from '../store/index.ts';

/** One import as the store has it; instants are UTC ms. */
export interface ImportRecord {
  id: string;
  entity: string;
  fileName: string;
  isSample: boolean;
  status: ImportState['status'];
  rowsRead: number;
  rowsAccepted: number;
  rowsRejected: number;
  /** Accepted rows that were known already, to the last value. */
  rowsUnchanged: number;
  /** Rows taken away because the source no longer has them; of pieces of streams only. */
  rowsDeleted: number;
  bytesRead: number;
  bytesTotal: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** Why it failed; of one that runs, what it waits for before it goes on by itself. */
  error: AppErrorData | null;
}

/** Why imports wait that are begun and cannot go on, by their id. */
export type WaitingImports = ReadonlyMap<string, AppErrorData>;

type StoredRecord = Omit<ImportRecord, 'isSample' | 'error'> & { isSample: number; error: string | null };

const select = `
  SELECT i.id, i.entity, i.file_name AS fileName, s.kind = 'sample' AS isSample, i.status,
         i.rows_read AS rowsRead, i.rows_accepted AS rowsAccepted, i.rows_rejected AS rowsRejected,
         i.rows_unchanged AS rowsUnchanged, i.rows_deleted AS rowsDeleted, i.bytes_read AS bytesRead, i.bytes_total AS bytesTotal,
         i.created_at AS createdAt, i.started_at AS startedAt, i.finished_at AS finishedAt, i.error
    FROM imports i JOIN sources s ON s.id = i.source_id`;

/** Files, newest first; what syncs landed is told by their connection. */
export function listImports(reader: Reader, limit: number, waiting: WaitingImports): ImportRecord[] {
  return reader
    .all<StoredRecord>(
      `${select} WHERE i.id NOT IN (SELECT import_id FROM sync_segments) ORDER BY i.number DESC LIMIT ?`,
      [limit],
    )
    .map((row) => toRecord(row, waiting));
}

export function findImport(reader: Reader, id: string, waiting: WaitingImports): ImportRecord | null {
  const row = reader.get<StoredRecord>(`${select} WHERE i.id = ?`, [id]);
  return row ? toRecord(row, waiting) : null;
}

/** Published rows per canonical entity, and per imported table as `table:<name>`. */
export function readCounts(reader: Reader): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(canonicalEntities.map((entity) => [entity, 0]));
  const rows = reader.all<{ entity: string; row_count: number; name: string | null }>(
    `SELECT c.entity, c.row_count, t.name FROM entity_counters c LEFT JOIN imported_tables t ON t.storage_name = c.entity`,
  );
  for (const { entity, row_count, name } of rows) {
    if (name !== null) counts[`table:${name}`] = row_count;
    else if (entity in counts) counts[entity] = row_count;
  }
  return counts;
}

function toRecord(row: StoredRecord, waiting: WaitingImports): ImportRecord {
  const reason = row.status === 'running' ? (waiting.get(row.id) ?? null) : null;
  return {
    ...row,
    isSample: row.isSample === 1,
    error: row.error === null ? reason : (JSON.parse(row.error) as AppErrorData),
  };
}
