import type { Reader } from '../store/index.ts';
import type { Change, IdRange } from './copy-plan.ts';
import type { ImportedTable } from './imported-relation.ts';
import { quoteName } from './relations.ts';
import { chunkRows } from './stage-chunk.ts';
import { Unpublished } from './unpublished.ts';

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

/** Rows of a store table: which columns (the id first) of which ids, and an SQL condition. */
export interface RowSelection {
  table: string;
  columns: readonly string[];
  ranges: readonly IdRange[];
  where?: string;
}

/** All ids there can be. */
export const everyId: IdRange = { first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER };

/** The store as the copy sees it: the change log and the published rows. */
export class Source {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
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

  /** Whether an import has succeeded: then its changes are in the log. */
  isPublished(importNumber: number): boolean {
    const row = this.#reader.get<{ status: string }>('SELECT status FROM imports WHERE number = ?', [importNumber]);
    return row?.status === 'succeeded';
  }

  /** The log after one watermark up to another, both as given by heads. */
  changesBetween(after: number, upTo: number): Change[] {
    return this.#reader
      .all<ChangeRow>('SELECT * FROM changes WHERE seq > ? AND seq <= ? ORDER BY seq', [after, upTo])
      .map(toChange);
  }

  /**
   * Everything read from the snapshot until it is released is of one instant, across pauses. An unfinished SELECT keeps
   * SQLite's read transaction open; the writer goes on meanwhile, only its log cannot be cut.
   */
  snapshot(): Snapshot {
    const open = this.#reader.prepare('SELECT name FROM sqlite_schema').iterate();
    open.next();
    return new Snapshot(this.#reader, this.head(), () => void open.return?.());
  }

  /** Imported tables, published ones only; `columns` is JSON. */
  importedTables(): ImportedTable[] {
    return Unpublished.read(this.#reader).tables(this.#reader);
  }
}

/** The store at one instant. */
export class Snapshot {
  readonly head: LogHead;
  readonly release: () => void;
  readonly #reader: Reader;
  readonly #unpublished: Unpublished;

  constructor(reader: Reader, head: LogHead, release: () => void) {
    this.#reader = reader;
    this.head = head;
    this.release = release;
    this.#unpublished = Unpublished.read(reader);
  }

  changesAfter(seq: number): Change[] {
    return this.#reader.all<ChangeRow>('SELECT * FROM changes WHERE seq > ? ORDER BY seq', [seq]).map(toChange);
  }

  importedTables(): ImportedTable[] {
    return this.#unpublished.tables(this.#reader);
  }

  /**
   * Chunks of at most `chunkRows` rows of some ranges as arrays of the columns, as published: what a running import has
   * written is left out, what it has changed or deleted comes as it was.
   */
  *rows(selection: RowSelection): Generator<unknown[][]> {
    const { table, columns, ranges, where = 'true' } = selection;
    const before = this.#unpublished.of(table);
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
        const published = before ? rows.filter((row) => before.isPublished(row[0] as number)) : rows;
        waiting = waiting.length === 0 ? published : waiting.concat(published);
        if (waiting.length === chunkRows) {
          yield waiting;
          waiting = [];
        }
        const lastId = rows.at(-1)?.[0] as number | undefined;
        if (lastId === undefined || rows.length < wanted) break;
        from = lastId + 1;
      }
    }
    if (before) waiting.push(...before.rowsBefore(this.#reader, columns, ranges, where));
    for (let from = 0; from < waiting.length; from += chunkRows) yield waiting.slice(from, from + chunkRows);
  }
}

const toChange = (row: ChangeRow): Change => ({
  entity: row.entity,
  action: row.action,
  firstId: row.first_id,
  lastId: row.last_id,
});

function toHead(row: ChangeRow): LogHead {
  return {
    seq: row.seq,
    at: row.at,
    fingerprint: [row.entity, row.action, row.first_id, row.last_id, row.at].join('|'),
  };
}
