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
 * @param rows some of its rows, as written; none are needed where every type is known and nothing is to be guessed from them
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
      const profile = profileColumn(
        name,
        rows.map((row) => row[index] ?? ''),
      );
      if (type === 'unknown') return { ...profile, samples: [] };
      // Known to be written with a point, and dates as year-month-day.
      return { ...profile, type, samples: [], decimalMark: '.', dateOrder: null, isDateAmbiguous: false };
    }),
    sizeBytes,
    textBytes: sizeBytes,
    estimatedRows: rowCount,
    warnings: [],
  };
}
