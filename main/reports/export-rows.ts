import type { AppErrorData } from '../../contract/errors.ts';
import { type Export, type ExportOrder, exportOrderOutput, type FailedTile } from '../../contract/exports.ts';
import type { MetadataStore, Statement, StoredValue } from '../ports/metadata-store.ts';

/** What came of an export, beside its file. */
export interface ExportDetails {
  pages?: number;
  rows?: number;
  failedTiles?: FailedTile[];
  notes?: string[];
  /** Titles of tiles that are not of the slice. */
  leftOut?: string[];
}

/** An export as kept. Instants are UTC ms. */
export interface ExportRow {
  id: string;
  actor: string;
  origin: string | null;
  order: ExportOrder;
  title: string;
  status: Export['status'];
  fileName: string | null;
  sizeBytes: number | null;
  details: ExportDetails;
  error: AppErrorData | null;
  attempts: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  expiresAt: number | null;
}

const columns =
  'id, actor, origin, input, title, format, status, file_name, size_bytes, details, error, attempts, created_at, started_at, finished_at, expires_at';

/** Rows of the table `exports`. */
export class ExportRows {
  readonly #store: MetadataStore;

  constructor(store: MetadataStore) {
    this.#store = store;
  }

  find(id: string): ExportRow | null {
    const row = this.#store.all(`SELECT ${columns} FROM exports WHERE id = ?`, [id])[0];
    return row === undefined ? null : rowOf(row);
  }

  /** Newest first. @param actor null = everybody's */
  list(actor: string | null, limit: number): ExportRow[] {
    const whose = actor === null ? '' : 'WHERE actor = ?';
    return this.#store
      .all(`SELECT ${columns} FROM exports ${whose} ORDER BY created_at DESC, id DESC LIMIT ?`, [
        ...(actor === null ? [] : [actor]),
        limit,
      ])
      .map(rowOf);
  }

  /** Oldest first. */
  withStatus(status: Export['status']): ExportRow[] {
    return this.#store
      .all(`SELECT ${columns} FROM exports WHERE status = ? ORDER BY created_at, id`, [status])
      .map(rowOf);
  }

  waitingOf(actor: string): number {
    const row = this.#store.all(
      `SELECT count(*) AS n FROM exports WHERE actor = ? AND origin IS NULL AND status IN ('queued', 'running')`,
      [actor],
    )[0];
    return Number(row?.n ?? 0);
  }

  /** Files kept, oldest first. */
  withFiles(): { id: string; fileName: string; sizeBytes: number; expiresAt: number; isNeeded: boolean }[] {
    return this.#store
      .all(
        // The newest good copy of every schedule stays, whatever its age.
        `SELECT id, file_name, size_bytes, expires_at,
                origin IS NOT NULL AND id IN (
                  SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY origin ORDER BY created_at DESC) AS place
                                    FROM exports WHERE origin IS NOT NULL AND expires_at IS NOT NULL) WHERE place = 1
                ) AS is_needed
           FROM exports WHERE expires_at IS NOT NULL ORDER BY finished_at, id`,
      )
      .map((row) => ({
        id: String(row.id),
        fileName: String(row.file_name),
        sizeBytes: Number(row.size_bytes),
        expiresAt: Number(row.expires_at),
        isNeeded: row.is_needed === 1,
      }));
  }

  async insert(row: Pick<ExportRow, 'id' | 'actor' | 'origin' | 'order' | 'title' | 'createdAt'>): Promise<void> {
    await this.#run(
      `INSERT INTO exports (id, actor, origin, input, title, format, status, created_at)
       VALUES (?, ?, ?, ?, ?, ?, 'queued', ?)`,
      [row.id, row.actor, row.origin, JSON.stringify(row.order), row.title, row.order.format, row.createdAt],
    );
  }

  async begin(id: string, now: number): Promise<void> {
    await this.#run(`UPDATE exports SET status = 'running', started_at = ?, attempts = attempts + 1 WHERE id = ?`, [
      now,
      id,
    ]);
  }

  async succeed(
    id: string,
    file: { fileName: string; sizeBytes: number; details: ExportDetails; now: number; expiresAt: number },
  ): Promise<void> {
    await this.#run(
      `UPDATE exports SET status = 'succeeded', file_name = ?, size_bytes = ?, details = ?, finished_at = ?,
              expires_at = ?, error = NULL WHERE id = ?`,
      [file.fileName, file.sizeBytes, JSON.stringify(file.details), file.now, file.expiresAt, id],
    );
  }

  async end(
    id: string,
    status: 'failed' | 'cancelled' | 'queued',
    error: AppErrorData | null,
    now: number,
  ): Promise<void> {
    await this.#run('UPDATE exports SET status = ?, error = ?, finished_at = ? WHERE id = ?', [
      status,
      error === null ? null : JSON.stringify(error),
      status === 'queued' ? null : now,
      id,
    ]);
  }

  async forgetFile(id: string): Promise<void> {
    await this.#run('UPDATE exports SET expires_at = NULL, size_bytes = NULL WHERE id = ?', [id]);
  }

  async remove(id: string): Promise<void> {
    await this.#run('DELETE FROM exports WHERE id = ?', [id]);
  }

  async #run(sql: string, params: StoredValue[]): Promise<void> {
    const statement: Statement = { sql, params };
    await this.#store.run([statement]);
  }
}

function rowOf(row: Record<string, unknown>): ExportRow {
  return {
    id: String(row.id),
    actor: String(row.actor),
    origin: textOrNull(row.origin),
    order: exportOrderOutput.parse(JSON.parse(String(row.input))),
    title: String(row.title),
    status: row.status as Export['status'],
    fileName: textOrNull(row.file_name),
    sizeBytes: numberOrNull(row.size_bytes),
    details: JSON.parse(String(row.details)) as ExportDetails,
    error: row.error === null ? null : (JSON.parse(String(row.error)) as AppErrorData),
    attempts: Number(row.attempts),
    createdAt: Number(row.created_at),
    startedAt: numberOrNull(row.started_at),
    finishedAt: numberOrNull(row.finished_at),
    expiresAt: numberOrNull(row.expires_at),
  };
}

const textOrNull = (value: unknown) => (value === null ? null : String(value));
const numberOrNull = (value: unknown) => (value === null ? null : Number(value));
