import { uuidv7 } from 'uuidv7';
import { AppError } from '../../contract/errors.ts';
import {
  type ReportEntry,
  type ReportVersion,
  type SavedReport,
  type SavedReportInput,
  savedReportInput,
} from '../../contract/reports.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';

/** Reports that people saved in the builder or from an analysis, with every version. */
export interface SavedReports {
  /** Newest change first. */
  list(): ReportEntry[];
  /** @throws reports/not-found */
  get(id: string): SavedReport;
  add(input: SavedReportInput, author: string): Promise<SavedReport>;
  /**
   * Saves a new version.
   *
   * @param expectedVersion the version the change was made on; null = whichever is there
   * @throws reports/not-found, api/conflict
   */
  replace(id: string, input: SavedReportInput, author: string, expectedVersion: number | null): Promise<SavedReport>;
  /** @throws reports/not-found */
  remove(id: string): Promise<void>;
  /** Newest first. @throws reports/not-found */
  versions(id: string): ReportVersion[];
  /** A report as it was. @throws reports/not-found */
  version(id: string, version: number): SavedReport;
}

const columns = 'id, definition, version, author, created_at, updated_at';

export function createSavedReports(store: MetadataStore, clock: Clock): SavedReports {
  function get(id: string): SavedReport {
    const row = store.all(`SELECT ${columns} FROM reports WHERE id = ?`, [id])[0];
    if (row === undefined) throw new AppError('reports/not-found');
    return reportOf(row);
  }

  return {
    get,
    list() {
      return store.all(`SELECT ${columns} FROM reports ORDER BY updated_at DESC, id DESC`).map(reportOf).map(entryOf);
    },
    async add(input, author) {
      const now = clock.now();
      const id = uuidv7();
      const text = JSON.stringify(input);
      await store.run([
        { sql: `INSERT INTO reports (${columns}) VALUES (?, ?, 1, ?, ?, ?)`, params: [id, text, author, now, now] },
        versionStatement(id, { version: 1, text, author, now }),
      ]);
      return get(id);
    },
    async replace(id, input, author, expectedVersion) {
      const before = get(id);
      if (expectedVersion !== null && expectedVersion !== before.version) throw new AppError('api/conflict');
      const now = clock.now();
      const version = before.version + 1;
      const text = JSON.stringify(input);
      const change = {
        sql: 'UPDATE reports SET definition = ?, version = ?, author = ?, updated_at = ? WHERE id = ?',
        params: [text, version, author, now, id],
      };
      try {
        await store.run([versionStatement(id, { version, text, author, now }), change]);
      } catch (cause) {
        // Of two changes at the same moment the second breaks on the key of the version row; nothing of it is kept.
        if (get(id).version !== before.version) throw new AppError('api/conflict', { cause });
        throw cause;
      }
      return get(id);
    },
    async remove(id) {
      get(id);
      await store.run([
        { sql: 'DELETE FROM report_versions WHERE report_id = ?', params: [id] },
        { sql: 'DELETE FROM reports WHERE id = ?', params: [id] },
      ]);
    },
    versions(id) {
      get(id);
      const sql =
        'SELECT version, definition, author, created_at FROM report_versions WHERE report_id = ? ORDER BY version DESC';
      return store.all(sql, [id]).map((row) => ({
        version: Number(row.version),
        author: String(row.author),
        savedAt: isoOf(row.created_at),
        title: savedReportInput.parse(JSON.parse(String(row.definition))).title,
      }));
    },
    version(id, version) {
      const { createdAt } = get(id);
      const sql = 'SELECT definition, author, created_at FROM report_versions WHERE report_id = ? AND version = ?';
      const row = store.all(sql, [id, version])[0];
      if (row === undefined) throw new AppError('reports/not-found');
      const input = savedReportInput.parse(JSON.parse(String(row.definition)));
      return { ...input, id, version, author: String(row.author), createdAt, updatedAt: isoOf(row.created_at) };
    },
  };
}

function versionStatement(id: string, saved: { version: number; text: string; author: string; now: number }) {
  return {
    sql: 'INSERT INTO report_versions (report_id, version, definition, author, created_at) VALUES (?, ?, ?, ?, ?)',
    params: [id, saved.version, saved.text, saved.author, saved.now],
  };
}

function entryOf(report: SavedReport): ReportEntry {
  if (report.kind === 'pivot') {
    const { definition, ...rest } = report;
    return { ...rest, view: definition.view };
  }
  const { definition, ...rest } = report;
  return { ...rest, analysis: definition.analysis };
}

function reportOf(row: Record<string, unknown>): SavedReport {
  return {
    ...savedReportInput.parse(JSON.parse(String(row.definition))),
    id: String(row.id),
    version: Number(row.version),
    author: String(row.author),
    createdAt: isoOf(row.created_at),
    updatedAt: isoOf(row.updated_at),
  };
}

function isoOf(ms: unknown): string {
  return new Date(Number(ms)).toISOString();
}
