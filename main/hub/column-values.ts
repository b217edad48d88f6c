import type { StoredColumn } from '../store/index.ts';
import { WordList } from '../store/index.ts';

/** Columns of a batch by the number of their field; undefined: the batch has that field in no form that is stored. */
export type ColumnsOfBatch = readonly (StoredColumn | null)[];

const nothing: StoredColumn = { kind: 'constant', value: null };

/** A field of numbers; undefined: its values have to be looked at one by one. */
export function numberColumn(columns: ColumnsOfBatch, field: number): StoredColumn | undefined {
  if (field < 0) return nothing;
  const column = columns[field];
  if (column?.kind === 'numbers') return column;
  return column?.kind === 'constant' && typeof column.value !== 'string' ? column : undefined;
}

/** A field of texts; undefined as of `numberColumn`. */
export function textColumn(columns: ColumnsOfBatch, field: number): StoredColumn | undefined {
  if (field < 0) return nothing;
  const column = columns[field];
  if (column?.kind === 'words' || column?.kind === 'texts') return column;
  return column?.kind === 'constant' && typeof column.value !== 'number' ? column : undefined;
}

/** Whether every row has a value. */
export function isFull(column: StoredColumn): boolean {
  switch (column.kind) {
    case 'constant':
      return column.value !== null;
    case 'numbers':
      return !column.values.includes(Number.NaN);
    case 'words':
      return !column.codes.includes(-1);
    case 'texts':
      return !column.ends.some((end) => end < 0);
  }
}

/** Whether every number is larger than the one before it, and the first is larger than `lowest`. */
export function areAscending(values: Float64Array, lowest: number): boolean {
  let before = lowest;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (!(value > before)) return false;
    before = value;
  }
  return true;
}

/** The column with this value where it has none; undefined: that cannot be done by columns. */
export function orElse(column: StoredColumn, value: string | number): StoredColumn | undefined {
  if (isFull(column)) return column;
  if (column.kind === 'constant') return { kind: 'constant', value };
  if (column.kind !== 'numbers' || typeof value !== 'number') return undefined;
  return { kind: 'numbers', values: column.values.map((given) => (Number.isNaN(given) ? value : given)) };
}

/** Numbers that follow each other. */
export function countFrom(first: number, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let row = 0; row < count; row += 1) values[row] = first + row;
  return values;
}

/** A column of few words, told by their numbers; there is at least one row. */
export function fewWords(...texts: string[]): (codes: Int32Array) => StoredColumn {
  const words = WordList.of(...texts);
  return (codes) => {
    const first = codes[0] as number;
    const isOne = codes.every((code) => code === first);
    return isOne ? { kind: 'constant', value: texts[first] ?? null } : { kind: 'words', codes, words };
  };
}

/** Parts of a batch no larger than `most` rows, as equal as can be. */
export function* stretches(count: number, most: number): Generator<{ from: number; to: number }> {
  const parts = Math.ceil(count / most);
  for (let part = 0; part < parts; part += 1) {
    yield { from: Math.floor((count * part) / parts), to: Math.floor((count * (part + 1)) / parts) };
  }
}
