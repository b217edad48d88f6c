import { AppError } from '../../../../contract/errors.ts';
import type { ImportOptions } from '../../../../contract/imports.ts';
import type { FileFormat } from '../format.ts';
import type { OpenOptions, RecordBatch, RecordReader, RecordReject } from '../record-reader.ts';
import { rowsOfCells } from '../text-records.ts';
import { openTable } from './open-table.ts';
import type { TableCells, TableFile, TableRows } from './table-file.ts';

/** Opens the rows of a table file by its format, as text rows are opened: numbered from the first row of data. */
export async function openTableRecords(
  path: string,
  format: FileFormat,
  { scratchDir, signal, wantsCells }: OpenOptions,
): Promise<RecordReader> {
  const { table: chosen } = format;
  const options: ImportOptions = {
    ...(format.readOptions ?? {}),
    ...(chosen?.name === null || chosen === undefined ? {} : { sheet: chosen.name }),
  };
  const table = await openTable(path, { options, scratchDir });
  if (table === null) throw new AppError('import/file-changed');
  const isLaidOut = wantsCells && table.columns?.length === format.columns.length && format.headerLine === 0;
  const rows = isLaidOut && table.cells ? cellBatches(table.cells(signal), format) : rowBatches(table, format, signal);
  let isClosed = false;
  return {
    async next() {
      if (isClosed) return null;
      const { value, done } = await rows.next();
      return done ? null : value;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      // A batch that is under way ends first; then the file may go.
      void rows.return(undefined).then(
        () => table.close(),
        () => table.close(),
      );
    },
  };
}

async function* rowBatches(table: TableFile, format: FileFormat, signal?: AbortSignal): AsyncGenerator<RecordBatch> {
  const shape = createShape(format);
  for await (const rows of table.rows(signal)) {
    const batch = shape(rows);
    if (batch.rows.length > 0 || batch.rejects.length > 0) yield batch;
  }
}

async function* cellBatches(tables: AsyncGenerator<TableCells>, format: FileFormat): AsyncGenerator<RecordBatch> {
  let firstRow = 1;
  for await (const { table, progress } of tables) {
    if (table.count === 0) continue;
    const rowsLater = (rows: readonly number[]) => rowsOfCells(table, rows);
    yield {
      ...{ rows: [], rowNumbers: [], rejects: [] },
      bytesRead: Math.round(progress * format.sizeBytes),
      cells: { table, firstRow, rowsLater },
    };
    firstRow += table.count;
  }
}

/** Leaves out header and empty rows, fits rows to the columns and numbers them. */
function createShape(format: FileFormat): (batch: TableRows) => RecordBatch {
  const width = format.columns.length;
  const skipped = format.headerLine;
  let position = 0;
  let rowNumber = 0;
  return ({ rows, numbers, rejects = [], progress }) => {
    const batch: RecordBatch = {
      rows: [],
      rowNumbers: [],
      rejects: [],
      bytesRead: Math.round(progress * format.sizeBytes),
    };
    let waiting = 0;
    const takeRejects = (before: number) => {
      for (let reject = rejects[waiting]; reject && reject.rowNumber < before; reject = rejects[waiting]) {
        waiting += 1;
        rowNumber += 1;
        batch.rejects.push({ ...reject, rowNumber });
      }
    };
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] as string[];
      position = numbers?.[index] ?? position + 1;
      if (position <= skipped) continue;
      takeRejects(position);
      if (row.every((cell) => cell.trim() === '')) continue;
      rowNumber += 1;
      const extra = row.length > width && row.slice(width).some((cell) => cell.trim() !== '');
      if (extra) batch.rejects.push(tooWide(row, width, rowNumber, position));
      else {
        batch.rows.push(fitted(row, width));
        batch.rowNumbers.push(rowNumber);
      }
    }
    takeRejects(Number.POSITIVE_INFINITY);
    return batch;
  };
}

function fitted(row: string[], width: number): string[] {
  while (row.length < width) row.push('');
  // A hole in the middle of a sheet's row is an empty cell.
  for (let index = 0; index < width; index += 1) row[index] ??= '';
  return row.length > width ? row.slice(0, width) : row;
}

const tooWide = (row: readonly string[], width: number, rowNumber: number, line: number): RecordReject => ({
  rowNumber,
  line,
  code: 'too-many-fields',
  params: { line, found: row.length, expected: width },
  raw: row.slice(0, 2000),
});
