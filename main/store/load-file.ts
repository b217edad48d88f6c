import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import type BetterSqlite from 'better-sqlite3';
import type { StoredRow, WriteStatement } from './handle.ts';
import { varintBytes, writeVarint } from './record-format.ts';
import { keysPerPage, RowSheet, sheetColumns, sheetPageBytes } from './row-sheet.ts';
import type { StoredColumn } from './stored-columns.ts';

/** Pages of rows in one transaction; beyond them rows are bound one by one. */
const maxPages = 1024;
/** The header with the schema, and the table's root. */
const fixedPages = 2;
/** Pages written at a time. */
const pagesAtOnce = 16;
const counterAt = 24;

/**
 * A small SQLite database beside the store through which many rows come in without being bound: they are laid out as
 * pages of its one table, and a statement of the store selects them from there. Binding a value costs some 0.15 µs,
 * which is more than half of an insert; laying it out costs a tenth of that. All rules of the store's table hold, as the
 * rows go in by an INSERT like any other. See docs/adr/0011-rows-without-binding.md.
 *
 * SQLite keeps pages it has read until the transaction ends, so pages are used once in a transaction; between two, a
 * changed counter in the header makes it read anew.
 */
export class LoadFile {
  readonly #file: number;
  readonly #path: string;
  readonly #sheet = new RowSheet(pagesAtOnce);
  readonly #counter = Buffer.alloc(4);
  #nextPage = 0;
  #transactions = 1;

  /** Makes the file and attaches it; outside of a transaction. */
  constructor(db: BetterSqlite.Database, path: string) {
    this.#path = path;
    rmSync(path, { force: true });
    this.#file = openSync(path, 'w+', 0o600);
    try {
      writeSync(this.#file, headerPage(maxPages), 0, sheetPageBytes, 0);
      writeSync(this.#file, rootPage(maxPages), 0, sheetPageBytes, sheetPageBytes);
      ftruncateSync(this.#file, (fixedPages + maxPages) * sheetPageBytes);
      db.prepare('ATTACH ? AS load').run(path);
      db.pragma('load.journal_mode = OFF');
      db.pragma('load.cache_size = -512');
    } catch (error) {
      this.close();
      throw error;
    }
    // Nobody else need find it, and a killed process leaves nothing. Windows keeps it until the end.
    if (process.platform !== 'win32') rmSync(path, { force: true });
  }

  /** To be called before a transaction begins. */
  begin(): void {
    if (this.#nextPage === 0) return;
    this.#nextPage = 0;
    this.#transactions += 1;
    this.#counter.writeUInt32BE(this.#transactions % 0xffff_ffff);
    writeSync(this.#file, this.#counter, 0, 4, counterAt);
  }

  /**
   * Runs `statement` over the rows, one after the other, from `from` on; inside a transaction.
   *
   * @param statement made of `loadSource`
   * @returns the row after the last one run, and rows changed; `from`: that row cannot go this way
   */
  run(statement: WriteStatement, rows: readonly StoredRow[], from: number): { next: number; changes: number } {
    return this.#run(statement, { from, to: rows.length }, (sheet, next) => sheet.add(rows, next));
  }

  /** The same of the rows `from` to before `to` of columns. */
  runColumns(
    statement: WriteStatement,
    columns: readonly StoredColumn[],
    { from, to }: { from: number; to: number },
  ): { next: number; changes: number } {
    return this.#run(statement, { from, to }, (sheet, next) => sheet.addColumns(columns, next, to));
  }

  #run(
    statement: WriteStatement,
    { from, to }: { from: number; to: number },
    layOut: (sheet: RowSheet, next: number) => number,
  ): { next: number; changes: number } {
    const sheet = this.#sheet;
    let next = from;
    let changes = 0;
    while (next < to && this.#nextPage + pagesAtOnce <= maxPages) {
      sheet.begin(this.#nextPage);
      const done = layOut(sheet, next);
      if (done === next) break;
      const place = (fixedPages + this.#nextPage) * sheetPageBytes;
      writeSync(this.#file, sheet.bytes, 0, sheet.pages * sheetPageBytes, place);
      const first = this.#nextPage * keysPerPage;
      // Used, also when the statement fails.
      this.#nextPage += sheet.pages;
      changes += statement.run(first, done - next).changes;
      next = done;
    }
    return { next, changes };
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }
}

/**
 * What a statement for `LoadFile.run` selects from: two parameters. It ends with the last row asked for and never looks
 * at the one behind it.
 */
export const loadSource = 'load.rows WHERE rowid >= ? LIMIT ?';
/** How it names the n-th value of a row. */
export const loadColumn = (index: number): string => `c${index}`;

/** Page 1: the file's header, and the table in its schema, which has so many pages of rows. */
export function headerPage(pages: number): Buffer {
  const page = Buffer.alloc(sheetPageBytes);
  page.write('SQLite format 3\0', 'latin1');
  // A page size of 65,536 is written as 1; no log; fractions as prescribed.
  page.set([0, 1, 1, 1, 0, 64, 32, 32], 16);
  page.writeUInt32BE(1, counterAt);
  page.writeUInt32BE(fixedPages + pages, 28);
  // Schema cookie, schema format 4, UTF-8.
  page.writeUInt32BE(1, 40);
  page.writeUInt32BE(4, 44);
  page.writeUInt32BE(1, 56);
  const columns = Array.from({ length: sheetColumns }, (_, index) => loadColumn(index)).join(', ');
  const sql = `CREATE TABLE rows (${columns})`;
  const values = Buffer.concat([Buffer.from('tablerowsrows'), Buffer.from([fixedPages]), Buffer.from(sql)]);
  const types = varints(13 + 2 * 5, 13 + 2 * 4, 13 + 2 * 4, 1, 13 + 2 * sql.length);
  const record = Buffer.concat([Buffer.from([types.length + 1]), types, values]);
  const cell = Buffer.concat([varints(record.length, 1), record]);
  const at = sheetPageBytes - cell.length;
  cell.copy(page, at);
  page[100] = 0x0d;
  page.writeUInt16BE(1, 103);
  page.writeUInt16BE(at, 105);
  page.writeUInt16BE(at, 108);
  return page;
}

/** Page 2: the table's root, which says under which page each key is found. */
export function rootPage(pages: number): Buffer {
  const page = Buffer.alloc(sheetPageBytes);
  let top = sheetPageBytes;
  for (let child = 0; child < pages - 1; child += 1) {
    const cell = Buffer.alloc(4 + varintBytes((child + 1) * keysPerPage - 1));
    cell.writeUInt32BE(fixedPages + child + 1);
    writeVarint(cell, 4, (child + 1) * keysPerPage - 1);
    top -= cell.length;
    cell.copy(page, top);
    page.writeUInt16BE(top, 12 + 2 * child);
  }
  page[0] = 0x05;
  page.writeUInt16BE(pages - 1, 3);
  page.writeUInt16BE(top, 5);
  page.writeUInt32BE(fixedPages + pages, 8);
  return page;
}

function varints(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 5);
  const end = values.reduce((at, value) => writeVarint(bytes, at, value), 0);
  return bytes.subarray(0, end);
}
