import { RowSheet } from './row-sheet.ts';
import { type StoredColumn, Utf8Run, WordList } from './stored-columns.ts';

const rows = 2_000;
/** Enough for the loops over values to be worth compiling. */
const rounds = 12;
const pages = 8;

/**
 * Lays out rows that nobody wants, so that the runtime has compiled what does it when the first rows come.
 *
 * @returns pages the rows took
 */
export function warmUpPages(): number {
  const sheet = new RowSheet(pages);
  const columns = someColumns();
  for (let round = 0; round < rounds; round += 1) {
    sheet.begin(0);
    sheet.addColumns(columns, 0, rows);
  }
  return sheet.pages;
}

function someColumns(): StoredColumn[] {
  const run = new Utf8Run();
  const ends = Int32Array.from({ length: rows }, (_, row) => {
    run.text(`N${row}`);
    return run.used;
  });
  const numbers = (of: (row: number) => number): StoredColumn => ({
    kind: 'numbers',
    values: Float64Array.from({ length: rows }, (_, row) => of(row)),
  });
  return [
    ...[numbers((row) => row), numbers((row) => row * 2 ** 36), numbers((row) => row / 4 + 0.125)],
    { kind: 'words', codes: Int32Array.from({ length: rows }, (_, row) => row % 3), words: WordList.of('a', 'bc', '') },
    { kind: 'texts', bytes: run.copy(), ends, isAscii: true },
    { kind: 'constant', value: 1 },
  ];
}
