import type { FileFormat } from './format.ts';
import { guessMapping } from './guess.ts';
import { profileColumn } from './infer.ts';

function formatOf(columns: string[], rows: string[][]): FileFormat {
  return {
    encoding: 'utf-8',
    hasBom: false,
    compression: 'none',
    delimiter: ',',
    newline: 'lf',
    hasHeader: true,
    columns,
    headers: columns,
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
