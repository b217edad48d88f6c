import type { FileFormat } from './format.ts';
import { guessMapping } from './guess.ts';
import { profileColumn } from './infer.ts';

/** A format as detection gives it for these rows. */
export function formatOf(headers: string[], rows: string[][]): FileFormat {
  const columns = headers.map((header) => header.trim());
  return {
    encoding: 'utf-8',
    hasBom: false,
    compression: 'none',
    delimiter: ',',
    newline: 'lf',
    hasHeader: true,
    columns,
    headers,
    headerLine: 1,
    profiles: columns.map((name, index) =>
      profileColumn(
        name,
        rows.map((row) => row[index] ?? ''),
      ),
    ),
    sizeBytes: 1,
    textBytes: 1,
    estimatedRows: rows.length,
    warnings: [],
  };
}

/** The guess for a header line and rows written as plain CSV without quotes. */
export function guess(header: string, lines: string[], name = 'file.csv') {
  const rows = lines.map((line) => line.split(','));
  const result = guessMapping(formatOf(header.split(','), rows), rows, name);
  const columns = Object.fromEntries(
    Object.entries(result.mapping).map(([target, source]) => [
      target,
      'column' in source ? source.column : JSON.stringify(source),
    ]),
  );
  return { ...result, columns };
}
