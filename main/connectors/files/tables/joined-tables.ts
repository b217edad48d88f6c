import { AppError } from '../../../../contract/errors.ts';
import { headerOf } from './header.ts';
import type { TableFile, TableRows } from './table-file.ts';

/** How all tables of a file together are called: the members of an archive, the sheets of a workbook. */
export const allTables = '*';

/** A table whose rows begin after its header, each as wide as its columns. */
export type NamedTable = Pick<TableFile, 'rows'> & { columns: string[] };

/** One of the tables that are read as one. */
export interface Part {
  name: string;
  sizeBytes: number;
  open(): Promise<{ table: NamedTable; done(): Promise<void> }>;
}

/** Reads a table's own header, so that only its rows are left. @throws as `headerOf` */
export async function withOwnHeader<T extends TableFile>(
  table: T,
): Promise<T & { columns: string[]; hasHeader: boolean }> {
  const { columns, hasHeader, firstRow } = await headerOf(table);
  return {
    ...table,
    columns,
    hasHeader,
    async *rows(signal) {
      let position = 0;
      for await (const batch of table.rows(signal)) {
        const numbers = batch.numbers ?? batch.rows.map((_row, index) => position + index + 1);
        position = numbers.at(-1) ?? position;
        const from = numbers.findIndex((number) => number >= firstRow);
        const kept = from < 0 ? [] : batch.rows.slice(from).map((row) => fitted(row, columns.length));
        const left = from < 0 ? [] : numbers.slice(from).map((number) => number - firstRow + 1);
        yield { ...batch, rows: kept, numbers: left };
      }
    },
  };
}

function fitted(row: string[], width: number): string[] {
  while (row.length < width) row.push('');
  return row.length > width && row.slice(width).every((cell) => (cell ?? '').trim() === '') ? row.slice(0, width) : row;
}

/**
 * The rows of all parts, one after the other, in the order of the columns given.
 *
 * @throws import/mixed-archive: a part has other columns
 */
export async function* joinedRows(
  parts: readonly Part[],
  columns: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<TableRows> {
  const total = Math.max(
    1,
    parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  let position = 0;
  let doneBytes = 0;
  for (const part of parts) {
    const { table, done } = await part.open();
    try {
      const order = orderOf(columns, table.columns, part.name);
      let last = 0;
      for await (const batch of table.rows(signal)) {
        const numbers = batch.numbers ?? batch.rows.map((_, index) => last + index + 1);
        last = Math.max(last, numbers.at(-1) ?? 0, ...(batch.rejects ?? []).map(({ rowNumber }) => rowNumber));
        const shift = position;
        yield {
          rows: order === null ? batch.rows : batch.rows.map((row) => order.map((index) => row[index] ?? '')),
          numbers: numbers.map((number) => number + shift),
          rejects: (batch.rejects ?? []).map((reject) => ({ ...reject, rowNumber: reject.rowNumber + shift })),
          progress: Math.min(1, (doneBytes + batch.progress * part.sizeBytes) / total),
        };
      }
      position += last;
    } finally {
      await done();
    }
    doneBytes += part.sizeBytes;
  }
}

/** Where each column stands in this part; null = all in their places. */
function orderOf(columns: readonly string[], own: readonly string[], name: string): number[] | null {
  const order = columns.map((column) => own.indexOf(column));
  if (own.length !== columns.length || order.includes(-1))
    throw new AppError('import/mixed-archive', { params: { name } });
  return order.every((at, index) => at === index) ? null : order;
}
