import { AppError } from '../../../../contract/errors.ts';
import type { ImportOptions } from '../../../../contract/imports.ts';
import type { FileFormat } from '../format.ts';
import type { OpenOptions, RecordBatch, RecordReader, RecordReject } from '../record-reader.ts';
import { rowsOfCells } from '../text-records.ts';
import { openTable } from './open-table.ts';
import type { TableCells, TableRows } from './table-file.ts';

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
  const asked = { width: format.columns.length, skipped: format.headerLine };
  const isAsNamed = table.columns === null || table.columns.length === asked.width;
  const isLaidOut = wantsCells && isAsNamed && table.cells !== undefined;
  const read = isLaidOut ? table.cells?.(asked, signal) : table.rows(signal);
  const rows = batches(read ?? table.rows(signal), format);
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

async function* batches(
  tables: AsyncGenerator<TableCells | TableRows>,
  format: FileFormat,
): AsyncGenerator<RecordBatch> {
  const numbering = { last: 0 };
  const shape = createShape(format, numbering);
  for await (const read of tables) {
    if ('rows' in read) {
      const batch = shape(read);
      if (batch.rows.length > 0 || batch.rejects.length > 0) yield batch;
    } else if (read.table.count > 0) {
      const { table, progress } = read;
      const firstRow = numbering.last + 1;
      numbering.last += table.count;
      const rowsLater = (rows: readonly number[]) => rowsOfCells(table, rows);
      yield {
        ...{ rows: [], rowNumbers: [], rejects: [] },
        bytesRead: Math.round(progress * format.sizeBytes),
        cells: { table, firstRow, rowsLater },
      };
    }
  }
}

/** Leaves out header and empty rows, fits rows to the columns and numbers them. */
function createShape(format: FileFormat, numbering: { last: number }): (batch: TableRows) => RecordBatch {
  const width = format.columns.length;
  const skipped = format.headerLine;
  let position = 0;
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
        numbering.last += 1;
        batch.rejects.push({ ...reject, rowNumber: numbering.last });
      }
    };
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] as string[];
      position = numbers?.[index] ?? position + 1;
      if (position <= skipped) continue;
      takeRejects(position);
      if (row.every((cell) => cell.trim() === '')) continue;
      numbering.last += 1;
      const extra = row.length > width && row.slice(width).some((cell) => cell.trim() !== '');
      if (extra) batch.rejects.push(tooWide(row, width, numbering.last, position));
      else {
        batch.rows.push(fitted(row, width));
        batch.rowNumbers.push(numbering.last);
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
