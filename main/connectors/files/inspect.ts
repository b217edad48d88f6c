import { stat } from 'node:fs/promises';
import { AppError } from '../../../contract/errors.ts';
import type { ImportOptions } from '../../../contract/imports.ts';
import { type Inspection, inspectText, profileColumns } from './detect.ts';
import type { FileFormat } from './format.ts';
import { headerOf } from './tables/header.ts';
import { openTable } from './tables/open-table.ts';
import type { TableFile } from './tables/table-file.ts';

/**
 * Tells how a file is to be read, whatever kind it is. Fails as `detectTextFormat` does for text, and with
 * `import/damaged-file`, `import/password-protected`, `import/no-such-sheet`, `import/empty-archive` for other kinds.
 */
export async function detectFormat(path: string, options: ImportOptions = {}): Promise<FileFormat> {
  const { format } = await inspectFile(path, options);
  if (format.warnings.some((warning) => warning.code === 'encoding-unknown')) throw new AppError('import/undecodable');
  return format;
}

/** The same with rows to show, and with a guess (and a warning) where an import would ask for the encoding. */
export async function inspectFile(path: string, options: ImportOptions): Promise<Inspection> {
  const table = await openTable(path, { options });
  if (table === null) return inspectText(path, options);
  try {
    return await inspectTable(path, table, options);
  } finally {
    await table.close();
  }
}

async function inspectTable(path: string, table: TableFile, options: ImportOptions): Promise<Inspection> {
  const header = await headerOf(table);
  const { columns, rows, isWhole, progress } = header;
  const profiles = await profileColumns(columns, rows);
  const warnings = [...table.warnings, ...header.warnings];
  for (const profile of profiles) {
    if (profile.isDateAmbiguous && !options.dateOrder) {
      warnings.push({ code: 'date-order-ambiguous', params: { column: profile.name } });
    }
  }
  const { size } = await stat(path);
  const counted = isWhole ? rows.length : Math.round(rows.length / Math.max(progress, 1e-6));
  const { sheet: _, ...readOptions } = options;
  return {
    rows,
    format: {
      encoding: 'utf-8',
      hasBom: false,
      compression: 'none',
      delimiter: ',',
      newline: 'lf',
      hasHeader: header.hasHeader,
      columns,
      headers: header.headers,
      headerLine: header.firstRow - 1,
      profiles,
      sizeBytes: size,
      textBytes: size,
      estimatedRows: isWhole ? counted : (table.estimatedRows ?? counted),
      table: { kind: table.kind, names: table.tables, name: table.table },
      readOptions,
      warnings,
    },
  };
}
