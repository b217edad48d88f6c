import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoredRow } from './handle.ts';
import { inlineBytes, nullLength, type PackedColumn, packRows, wordsPerEntry } from './pack-form.ts';
import { type RowPack, RowPacker } from './row-pack.ts';
import { RowSheet, sheetPageBytes } from './row-sheet.ts';
import { anyColumns } from './stored-columns.fixture.ts';
import { rowsOf, type StoredColumn, Utf8Run, valueAt, WordList } from './stored-columns.ts';

/** The bytes laid out, with nothing where nothing was written. */
function pagesOf(layOut: (sheet: RowSheet) => number): { next: number; bytes: Buffer } {
  const sheet = new RowSheet(4);
  sheet.bytes.fill(0);
  sheet.begin(3);
  const next = layOut(sheet);
  return { next, bytes: sheet.bytes.subarray(0, sheet.pages * sheetPageBytes) };
}

/** What a packed column says of a row. */
function unpacked(column: PackedColumn | undefined, row: number): string | number | null {
  if (!column) throw new Error('a column is missing');
  if (column.kind === 'constant') return column.value;
  if (column.kind === 'number') return Number.isNaN(column.values[row]) ? null : (column.values[row] as number);
  const at = row * wordsPerEntry;
  const length = column.entries[at] as number;
  if (length === nullLength) return null;
  const entry = Buffer.from(column.entries.buffer, column.entries.byteOffset + at * 4 + 4, 12);
  if (length <= inlineBytes) return entry.toString('utf8', 0, length);
  const start = column.entries[at + 2] as number;
  expect(entry.subarray(0, 4)).toEqual(Buffer.from(column.heap.subarray(start, start + 4)));
  return Buffer.from(column.heap.subarray(start, start + length)).toString();
}

const valuesIn = (packs: readonly RowPack[], names: readonly string[]): StoredRow[] =>
  packs.flatMap((pack) =>
    Array.from({ length: pack.count }, (_, row) => names.map((name) => unpacked(pack.columns[name], row))),
  );

const wellFormed = (rows: readonly StoredRow[]) =>
  rows.map((row) => row.map((value) => (typeof value === 'string' ? value.toWellFormed() : value)));

it('columns become the pages that their rows become, byte by byte', () => {
  fc.assert(
    fc.property(anyColumns, fc.nat({ max: 5 }), ({ count, stored }, skipped) => {
      const from = Math.min(skipped, count - 1);
      const rows = rowsOf(stored, 0, count);
      const byColumns = pagesOf((sheet) => sheet.addColumns(stored, from, count));
      const byRows = pagesOf((sheet) => sheet.add(rows, from));
      expect(byColumns.next).toBe(byRows.next);
      expect(byColumns.bytes.equals(byRows.bytes)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it('columns go on where pages were full', () => {
  const words = WordList.of('a', 'b'.repeat(20_000), 'c'.repeat(300));
  const codes = Int32Array.from({ length: 60 }, (_, row) => row % 3);
  const stored: StoredColumn[] = [{ kind: 'words', codes, words }];
  const first = pagesOf((sheet) => sheet.addColumns(stored, 0, 60));
  expect(first).toEqual(pagesOf((sheet) => sheet.add(rowsOf(stored, 0, 60), 0)));
  expect(first.next).toBeLessThan(60);
  const rest = pagesOf((sheet) => sheet.addColumns(stored, first.next, 60));
  expect(rest).toEqual(pagesOf((sheet) => sheet.add(rowsOf(stored, 0, 60), first.next)));
});

it('columns are packed with the values they have, one pack after the other', () => {
  fc.assert(
    fc.property(fc.array(anyColumns, { minLength: 1, maxLength: 3 }), (batches) => {
      const width = Math.min(...batches.map(({ stored }) => stored.length));
      const names = Array.from({ length: width }, (_, index) => `c${index}`);
      const packs: RowPack[] = [];
      const packer = new RowPacker('orders', names, {});
      const expected: StoredRow[] = [];
      for (const { count, stored } of batches) {
        const columns = stored.slice(0, width);
        packer.addColumns(columns, { from: 0, to: count }, (pack) => packs.push(pack));
        expected.push(...rowsOf(columns, 0, count));
      }
      // A half of a surrogate pair has no form in UTF-8.
      expect(wellFormed(valuesIn(packs, names))).toEqual(wellFormed(expected));
    }),
    { numRuns: 150 },
  );
});

it('more rows than a pack holds make several, also behind rows that came one by one', () => {
  const count = packRows * 2 + 5;
  const words = WordList.of('web', 'a channel with a long name');
  const codes = Int32Array.from({ length: count }, (_, row) => (row % 3) - 1);
  const ids = Float64Array.from({ length: count }, (_, row) => row);
  const stored: StoredColumn[] = [
    { kind: 'numbers', values: ids },
    { kind: 'words', codes, words },
  ];
  const packs: RowPack[] = [];
  const packer = new RowPacker('orders', ['id', 'channel'], {});
  packer.add([[-1, 'first']], (pack) => packs.push(pack));
  packer.addColumns(stored, { from: 0, to: count }, (pack) => packs.push(pack));
  expect(packs.map((pack) => pack.count)).toEqual([1, packRows, packRows, 5]);
  expect(valuesIn(packs, ['id', 'channel'])).toEqual([[-1, 'first'], ...rowsOf(stored, 0, count)]);
});

it('texts are written as a buffer writes them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1 }), (texts) => {
      const run = new Utf8Run();
      const ends = Int32Array.from(texts, (text) => {
        run.text(text);
        return run.used;
      });
      const column: StoredColumn = { kind: 'texts', bytes: run.copy(), ends, isAscii: run.isAscii };
      expect(Buffer.from(column.bytes)).toEqual(Buffer.concat(texts.map((text) => Buffer.from(text))));
      expect(texts.map((_, row) => valueAt(column, row))).toEqual(texts.map((text) => text.toWellFormed()));
      expect(run.isAscii).toBe(/^[\0-\x7f]*$/.test(texts.join('')));
    }),
  );
});
