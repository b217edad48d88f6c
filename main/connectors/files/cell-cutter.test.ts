import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delimiter } from '../../../contract/imports.ts';
import { CellCutter, type CellTable, hashOfCell } from './cell-cutter.ts';
import { rowsOfCells } from './text-records.ts';
import { createTokenizer } from './tokenizer.ts';

/** What the tokenizer makes of the lines, as records are taken from it: without those that are all empty. */
function tokenized(text: string, delimiter: Delimiter, newline: 'lf' | 'cr'): { records: string[][]; isOdd: boolean } {
  const records: string[][] = [];
  let isOdd = false;
  const tokenizer = createTokenizer(
    { delimiter, newline, maxRecordChars: 1 << 20 },
    {
      record: (fields) => void (fields.some((field) => field !== '') && records.push(fields)),
      unclosed: () => {
        isOdd = true;
      },
    },
  );
  tokenizer.push(text, true);
  return { records, isOdd };
}

const rowsOf = (table: CellTable) =>
  rowsOfCells(
    table,
    Array.from({ length: table.count }, (_, row) => row),
  );

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', ' ', '商', '\r', "'"), maxLength: 6 }),
  fc.constantFrom('""', '"a"', '"a,b"', ' "a" ', '"a""b"', '"a', 'a"b', '"a\nb"', '"12" monitor', ' ', ''),
);
const lines = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 });

describe('cells cut from whole lines', () => {
  it('are those the tokenizer finds, or left to it', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom<Delimiter>(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (rows, width, delimiter, end, endsOpen) => {
          const newline = end === '\r' ? 'cr' : 'lf';
          const text = rows.map((row) => row.join(delimiter)).join(end) + (endsOpen ? '' : end);
          const table = new CellCutter({ delimiter, newline, width }).cut(text);
          if (table === null) return;
          taken += 1;
          const { records, isOdd } = tokenized(text, delimiter, newline);
          expect(isOdd).toBe(false);
          expect(rowsOf(table)).toEqual(records);
          rowsOf(table)
            .flat()
            .forEach((piece, at) => {
              expect(table.hashes[at]).toBe(hashOfCell(piece));
            });
        },
      ),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('takes plain rows, also quoted ones, with any line end, and counts lines', () => {
    const cutter = new CellCutter({ delimiter: ',', newline: 'lf', width: 3 });
    const table = cutter.cut('1,"a, b",x\r\n\n 2 ,  "c" ,\n,,\n"3",4,5');
    expect(table && rowsOf(table)).toEqual([
      ['1', 'a, b', 'x'],
      [' 2 ', 'c', ''],
      ['3', '4', '5'],
    ]);
    expect(table?.lines).toBe(5);
    expect(rowsOf(cutter.cut('9,9,9\n') as CellTable)).toEqual([['9', '9', '9']]);
  });

  it('leaves doubled quotes, quotes over lines and rows of another width to the tokenizer', () => {
    const cutter = new CellCutter({ delimiter: ',', newline: 'lf', width: 2 });
    for (const text of ['a,"b""c"\n', 'a,"b\nc"\n', 'a,"b\n', 'a\n', 'a,b,c\n', 'a,"b"c\n'])
      expect(cutter.cut(text)).toBeNull();
  });

  it('grows with the rows of a batch', () => {
    const cutter = new CellCutter({ delimiter: ',', newline: 'lf', width: 2 });
    const rows = Array.from({ length: 20_000 }, (_, n) => [String(n), `v${n % 7}`]);
    const table = cutter.cut(rows.map((row) => `${row.join(',')}\n`).join(''));
    expect(table && rowsOf(table)).toEqual(rows);
  });
});
