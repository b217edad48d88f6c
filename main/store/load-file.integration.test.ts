import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  loadColumn,
  loadSource,
  openForeignDatabase,
  openStore,
  rowsOf,
  type StoredColumn,
  type StoredValue,
  Utf8Run,
  WordList,
  type Writer,
} from './index.ts';
import { headerPage, rootPage } from './load-file.ts';
import { RowSheet, sheetPageBytes } from './row-sheet.ts';
import { anyColumns, anyValue } from './stored-columns.fixture.ts';

const manyRows = { durability: 'normal', bringsManyRows: true } as const;
let folder: string;
let store: Writer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-load-'));
  store = openStore(join(folder, 'luopan.sqlite'));
  // Opens the way in.
  store.transaction(() => {}, manyRows);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const names = (width: number) => Array.from({ length: width }, (_, index) => loadColumn(index)).join(', ');

/** Brings rows in by pages and by binding, and says what stands in both tables. */
function bothWays(rows: StoredValue[][], width: number, stored?: readonly StoredColumn[]) {
  const columns = names(width);
  store.exec(`DROP TABLE IF EXISTS loaded; DROP TABLE IF EXISTS bound;
    CREATE TABLE loaded (${columns}); CREATE TABLE bound (${columns});`);
  const next = store.transaction(() => {
    const { load } = store;
    if (!load) throw new Error('no way in');
    const statement = store.prepareWrite(`INSERT INTO loaded SELECT ${columns} FROM ${loadSource}`);
    const all = { from: 0, to: rows.length };
    const done = stored ? load.runColumns(statement, stored, all) : load.run(statement, rows, 0);
    expect(done.changes).toBe(done.next);
    return done.next;
  }, manyRows);
  const insert = store.prepareWrite(`INSERT INTO bound VALUES (${new Array(width).fill('?').join(', ')})`);
  for (const row of rows) insert.run(row);
  const held = (table: string) => store.all(`SELECT *, ${typesOf(width)} FROM ${table} ORDER BY rowid`);
  return { loaded: held('loaded'), bound: held('bound'), next };
}

const typesOf = (width: number) =>
  Array.from({ length: width }, (_, index) => {
    const column = loadColumn(index);
    // Bound numbers are doubles all, which columns of integers turn back.
    return `replace(typeof(${column}), 'integer', 'real') || iif(typeof(${column}) = 'text', hex(${column}), '') AS h${index}`;
  }).join(', ');

describe('rows that come in by pages', () => {
  it('are what they would be bound one by one when they are told by columns', () => {
    fc.assert(
      fc.property(anyColumns, ({ count, stored }) => {
        const rows = rowsOf(stored, 0, count).map((row) => [...row]);
        const { loaded, bound, next } = bothWays(rows, stored.length, stored);
        expect(next).toBe(count);
        expect(loaded).toEqual(bound);
      }),
      { numRuns: 100 },
    );
  });

  it('lie in pages that SQLite finds no fault with, however they are told', () => {
    const words = WordList.of('web', 'app', '上海', '');
    const count = 3_000;
    const of = <T>(value: (row: number) => T) => Array.from({ length: count }, (_, row) => value(row));
    const run = new Utf8Run();
    const ends = Int32Array.from(
      of((row) => {
        run.text(row % 7 === 0 ? `备注 ${row}` : 'remark '.repeat(row % 40));
        return run.used;
      }),
    );
    const stored: StoredColumn[] = [
      {
        kind: 'numbers',
        values: Float64Array.from(of((row) => (row % 5 === 0 ? Number.NaN : 3 ** (row % 34) * (row % 2 ? 1 : -1)))),
      },
      { kind: 'words', codes: Int32Array.from(of((row) => (row % 6) - 1).map((code) => Math.min(code, 3))), words },
      { kind: 'texts', bytes: run.copy(), ends, isAscii: false },
      { kind: 'constant', value: 'CNY' },
    ];
    const rows = rowsOf(stored, 0, count);
    for (const layOut of [
      (sheet: RowSheet) => sheet.addColumns(stored, 0, count),
      (sheet: RowSheet) => sheet.add(rows, 0),
    ]) {
      const sheet = new RowSheet(16);
      sheet.begin(0);
      expect(layOut(sheet)).toBe(count);
      expect(sheet.pages).toBeGreaterThan(2);
      const path = join(folder, 'pages.sqlite');
      const pages = sheet.bytes.subarray(0, sheet.pages * sheetPageBytes);
      writeFileSync(path, Buffer.concat([headerPage(sheet.pages), rootPage(sheet.pages), pages]));
      const file = openForeignDatabase(path);
      try {
        expect(file.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        expect(file.all('SELECT c0, c1, c2, c3, c4 FROM rows ORDER BY rowid').map(Object.values)).toEqual(
          rows.map((row) => [...row, null]),
        );
      } finally {
        file.close();
        rmSync(path);
      }
    }
  });

  it('are what they would be bound one by one', () => {
    const tables = fc
      .integer({ min: 1, max: 100 })
      .chain((width) =>
        fc.array(fc.array(anyValue, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 40 }),
      );
    fc.assert(
      fc.property(tables, (rows) => {
        const fitting = rows.filter((row) => Buffer.byteLength(row.join('')) < 50_000);
        if (fitting.length === 0) return;
        const { loaded, bound, next } = bothWays(fitting, fitting[0]?.length ?? 1);
        expect(next).toBe(fitting.length);
        expect(loaded).toEqual(bound);
      }),
      { numRuns: 60 },
    );
  });

  it('are not mixed up with those of other pages, statements and transactions', () => {
    store.exec('CREATE TABLE loaded (c0, c1)');
    const statement = store.prepareWrite(`INSERT INTO loaded SELECT c0, c1 FROM ${loadSource}`);
    let count = 0;
    for (let transaction = 0; transaction < 3; transaction += 1) {
      store.transaction(() => {
        for (const rows of [20_000, 1, 3_000]) {
          const values = Array.from({ length: rows }, () => [count, `row number ${count++}`]);
          expect(store.load?.run(statement, values, 0).next).toBe(rows);
        }
      }, manyRows);
    }
    expect(
      store.get(
        `SELECT count(*) AS n, sum(c0) AS sum, count(DISTINCT c1) AS texts,
                sum(c1 = 'row number ' || c0) AS fitting FROM loaded`,
      ),
    ).toEqual({ n: count, sum: (count * (count - 1)) / 2, texts: count, fitting: count });
  });

  it('told by columns end before one that is too long, and begin again behind it', () => {
    const list = ['a', 'b', 'c'.repeat(70_000), 'd'];
    const words = WordList.of(...list);
    const stored: StoredColumn[] = [{ kind: 'words', codes: Int32Array.of(0, 1, 2, 3), words }];
    store.exec('CREATE TABLE loaded (c0)');
    const statement = store.prepareWrite(`INSERT INTO loaded SELECT c0 FROM ${loadSource}`);
    const bring = (from: number) =>
      store.transaction(() => store.load?.runColumns(statement, stored, { from, to: 4 }), manyRows);
    expect([bring(0), bring(2), bring(3)]).toEqual([
      { next: 2, changes: 2 },
      { next: 2, changes: 0 },
      { next: 4, changes: 1 },
    ]);
    expect(store.all('SELECT c0 FROM loaded')).toEqual([{ c0: 'a' }, { c0: 'b' }, { c0: 'd' }]);
  });

  it('end where one has no form of this kind, and begin again behind it', () => {
    const rows: StoredValue[][] = [['a'], [Buffer.from('b')], ['c'], ['d'.repeat(70_000)], ['e']];
    store.exec('CREATE TABLE loaded (c0)');
    const statement = store.prepareWrite(`INSERT INTO loaded SELECT c0 FROM ${loadSource}`);
    const next = (from: number) => store.transaction(() => store.load?.run(statement, rows, from), manyRows);
    expect([0, 1, 2, 3, 4].map((from) => next(from))).toEqual([
      { next: 1, changes: 1 },
      { next: 1, changes: 0 },
      { next: 3, changes: 1 },
      { next: 3, changes: 0 },
      { next: 5, changes: 1 },
    ]);
    expect(store.all('SELECT c0 FROM loaded')).toEqual([{ c0: 'a' }, { c0: 'c' }, { c0: 'e' }]);
  });

  it('are taken back with their transaction, and keep the rules of the table', () => {
    store.exec('CREATE TABLE strict_rows (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT');
    const statement = store.prepareWrite(`INSERT INTO strict_rows SELECT c0, c1 FROM ${loadSource}`);
    const bring = (...rows: StoredValue[][]) => store.transaction(() => store.load?.run(statement, rows, 0), manyRows);
    for (const wrong of [
      [
        [1, 1],
        [2, null],
      ],
      [
        [1, 1],
        [2, 'x'],
      ],
      [
        [1, 1],
        [1, 2],
      ],
    ]) {
      expect(() => bring(...wrong)).toThrow(/constraint|cannot store/i);
      expect(store.all('SELECT * FROM strict_rows')).toEqual([]);
    }
    bring([1, 10], [2, 20]);
    expect(store.all('SELECT * FROM strict_rows')).toEqual([
      { id: 1, n: 10 },
      { id: 2, n: 20 },
    ]);
  });

  it('leave nothing in the folder', () => {
    store.close();
    expect(readdirSync(folder).filter((name) => name.includes('load'))).toEqual([]);
  });
});
