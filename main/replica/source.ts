import type { Reader } from '../store/index.ts';
import type { Change, IdRange } from './copy-plan.ts';
import type { ImportedTable } from './imported-relation.ts';
import { quoteName } from './relations.ts';
import { chunkRows } from './stage-chunk.ts';

/** Where the change log stands: its newest row, as recorded in the replica to know the store again. */
export interface LogHead {
  seq: number;
  /** UTC ms of that change; 0 when there is none. */
  at: number;
  /** The row's content: a store that was restored from a backup has another one at the same seq. */
  fingerprint: string;
}

interface ChangeRow {
  seq: number;
  entity: string;
  action: string;
  first_id: number;
  last_id: number;
  at: number;
}

/** Rows of a store table: which columns of which ids, and an SQL condition. */
export interface RowSelection {
  table: string;
  columns: readonly string[];
  ranges: readonly IdRange[];
  where?: string;
}

/** The store as the copy sees it: the change log and the published rows. */
export class Source {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /**
   * Holds everything read until the returned function is called to one instant, across pauses. An unfinished SELECT
   * keeps SQLite's read transaction open; the writer goes on meanwhile, only its log cannot be cut.
   */
  holdSnapshot(): () => void {
    const rows = this.#reader.prepare('SELECT name FROM sqlite_schema').iterate();
    rows.next();
    return () => void rows.return?.();
  }

  head(): LogHead {
    const row = this.#reader.get<ChangeRow>('SELECT * FROM changes ORDER BY seq DESC LIMIT 1');
    return row ? toHead(row) : { seq: 0, at: 0, fingerprint: '' };
  }

  /** The log row at `seq`; null when the log has none. */
  at(seq: number): LogHead | null {
    const row = this.#reader.get<ChangeRow>('SELECT * FROM changes WHERE seq = ?', [seq]);
    return row ? toHead(row) : null;
  }

  changesAfter(seq: number): Change[] {
    return this.#reader
      .all<ChangeRow>('SELECT * FROM changes WHERE seq > ? ORDER BY seq', [seq])
      .map((row) => ({ entity: row.entity, action: row.action, firstId: row.first_id, lastId: row.last_id }));
  }

  hasTable(table: string): boolean {
    return this.#reader.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [table]) !== undefined;
  }

  /** SQLite's declared type per column. */
  storageTypes(table: string): Map<string, string> {
    const rows = this.#reader.all<{ name: string; type: string }>('SELECT name, type FROM pragma_table_info(?)', [
      table,
    ]);
    return new Map(rows.map((row) => [row.name, row.type]));
  }

  /** Ids of all rows of a table; null when it is empty. */
  wholeRange(table: string): IdRange | null {
    const row = this.#reader.get<{ first: number | null; last: number | null }>(
      `SELECT min(id) AS first, max(id) AS last FROM ${quoteName(table)}`,
    );
    return row?.first == null || row.last == null ? null : { first: row.first, last: row.last };
  }

  /** Imported tables as the store describes them; `columns` is JSON. */
  importedTables(): ImportedTable[] {
    return this.#reader.all('SELECT name, storage_name AS storageName, columns FROM imported_tables ORDER BY id');
  }

  /** Chunks of at most `chunkRows` rows of some ranges, by id, as arrays in the order of `columns` (the id first). */
  *rows(selection: RowSelection): Generator<unknown[][]> {
    const { table, columns, ranges, where = 'true' } = selection;
    const statement = this.#reader
      .prepare<unknown[]>(
        `SELECT ${columns.map(quoteName).join(', ')} FROM ${quoteName(table)}
         WHERE id >= ? AND id <= ? AND ${where} ORDER BY id LIMIT ?`,
      )
      .raw(true);
    let waiting: unknown[][] = [];
    for (const range of ranges) {
      let from = range.first;
      while (from <= range.last) {
        const wanted = chunkRows - waiting.length;
        const rows = statement.all(from, range.last, wanted);
        waiting = waiting.length === 0 ? rows : waiting.concat(rows);
        const lastId = rows.at(-1)?.[0] as number | undefined;
        if (waiting.length === chunkRows) {
          yield waiting;
          waiting = [];
        }
        if (lastId === undefined || rows.length < wanted) break;
        from = lastId + 1;
      }
    }
    if (waiting.length > 0) yield waiting;
  }
}

function toHead(row: ChangeRow): LogHead {
  return {
    seq: row.seq,
    at: row.at,
    fingerprint: [row.entity, row.action, row.first_id, row.last_id, row.at].join('|'),
  };
}
