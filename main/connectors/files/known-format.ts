import type { ColumnType } from '../../../contract/imports.ts';
import type { FileFormat } from './format.ts';
import { profileColumn } from './infer.ts';

/** A column as the program that wrote the file knows it; `unknown`: told by the values. */
export interface KnownColumn {
  name: string;
  type: ColumnType | 'unknown';
}

/**
 * The format of a file this program wrote itself: CSV in UTF-8 with a header. Nothing is guessed but the types of
 * columns nobody knows; no value is kept.
 *
 * @param rows some of its rows, as written; only looked at for columns of unknown type
 */
export function knownFormat(
  columns: readonly KnownColumn[],
  rows: readonly (readonly string[])[],
  { sizeBytes, rowCount }: { sizeBytes: number; rowCount: number },
): FileFormat {
  const names = columns.map(({ name }) => name);
  return {
    encoding: 'utf-8',
    hasBom: false,
    compression: 'none',
    delimiter: ',',
    newline: 'lf',
    hasHeader: true,
    columns: names,
    headers: names,
    headerLine: 1,
    profiles: columns.map(({ name, type }, index) => {
      // Of a known type: written with a point, and dates as year-month-day.
      if (type !== 'unknown') return { ...profileColumn(name, []), type };
      const values = rows.map((row) => row[index] ?? '');
      return { ...profileColumn(name, values), samples: [] };
    }),
    sizeBytes,
    textBytes: sizeBytes,
    estimatedRows: rowCount,
    warnings: [],
  };
}
