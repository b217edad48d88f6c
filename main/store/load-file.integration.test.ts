import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadColumn, loadSource, openStore, type StoredValue, type Writer } from './index.ts';

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
function bothWays(rows: StoredValue[][], width: number): { loaded: unknown[]; bound: unknown[]; next: number } {
  const columns = names(width);
  store.exec(`DROP TABLE IF EXISTS loaded; DROP TABLE IF EXISTS bound;
    CREATE TABLE loaded (${columns}); CREATE TABLE bound (${columns});`);
  const next = store.transaction(() => {
    const { load } = store;
    if (!load) throw new Error('no way in');
    const statement = store.prepareWrite(`INSERT INTO loaded SELECT ${columns} FROM ${loadSource}`);
    const done = load.run(statement, rows, 0);
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

const value: fc.Arbitrary<StoredValue> = fc.oneof(
  fc.constantFrom<StoredValue>(null, '', 0, 1, -1, 127, 128, -128, -129, 32_767, 32_768, -32_769, 8_388_607, 8_388_608),
  fc.constantFrom<StoredValue>(-8_388_609, 2_147_483_647, 2_147_483_648, -2_147_483_648, -2_147_483_649),
  fc.constantFrom<StoredValue>(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e300, -2.5, 0.1),
  fc.maxSafeInteger(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.nat({ max: 9_000 }).map((length) => '长a'.repeat(length)),
);

describe('rows that come in by pages', () => {
  it('are what they would be bound one by one', () => {
    const tables = fc
      .integer({ min: 1, max: 100 })
      .chain((width) =>
        fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 40 }),
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
