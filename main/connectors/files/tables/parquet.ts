import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { AppError } from '../../../../contract/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { maxColumns } from '../limits.ts';
import { cellText } from './json-records.ts';
import type { TableFile, TableRows } from './table-file.ts';

/** A row group is decoded in pieces of so many rows. */
const pieceRows = 100_000;
const handedOver = 2000;

/**
 * Opens a Parquet file. Row groups are read one after the other, never the file whole.
 *
 * @throws import/damaged-file, import/too-many-columns, import/header-only
 */
export async function openParquet(path: string): Promise<TableFile> {
  const file = await open(path, 'r').catch((error: unknown) => Promise.reject(fileFailure(error)));
  try {
    const { size } = await file.stat();
    const buffer = bufferOf(file, size);
    const metadata = await parquetMetadataAsync(buffer);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    if (columns.length > maxColumns) {
      throw new AppError('import/too-many-columns', { params: { columns: columns.length, limit: maxColumns } });
    }
    return {
      kind: 'parquet',
      tables: [],
      table: null,
      columns,
      estimatedRows: Number(metadata.num_rows),
      warnings: [],
      merges: [],
      rows: (signal) => groupRows(buffer, metadata, columns, signal),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw classify(error);
  }
}

function bufferOf(file: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const from = start < 0 ? byteLength + start : start;
      const bytes = new Uint8Array(Math.max(0, end - from));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new AppError('import/damaged-file', { params: { kind: 'Parquet' } });
        done += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

async function* groupRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<TableRows> {
  const { compressors } = await import('hyparquet-compressors');
  const total = Number(metadata.num_rows);
  const read = { file, metadata, compressors, useOffsetIndex: true };
  let start = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = start + Number(group.num_rows);
    while (start < groupEnd) {
      if (signal?.aborted) throw new AppError('import/cancelled');
      const end = Math.min(groupEnd, start + pieceRows);
      const values = await columnValues(read, columns, start, end);
      for (let from = 0; from < end - start; from += handedOver) {
        const count = Math.min(handedOver, end - start - from);
        const rows = Array.from({ length: count }, (_, row) => values.map((column) => cellText(column[from + row])));
        yield { rows, progress: Math.min(1, (start + from + count) / Math.max(1, total)) };
      }
      start = end;
    }
  }
}

type ReadOptions = Pick<Parameters<typeof parquetRead>[0], 'file' | 'metadata' | 'compressors' | 'useOffsetIndex'>;

/** The values of some rows column by column: rows as objects would take three times the memory. */
async function columnValues(
  read: ReadOptions,
  columns: readonly string[],
  start: number,
  end: number,
): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for (const name of columns) {
    const values = new Array<unknown>(end - start).fill(null);
    let filled = 0;
    try {
      await parquetRead({
        ...read,
        columns: [name],
        rowStart: start,
        rowEnd: end,
        onChunk({ columnData, rowStart }) {
          // A chunk is what lies together in the file: it may begin before what was asked for, and end after it.
          const from = Math.max(0, start - rowStart);
          const to = Math.min(columnData.length, end - rowStart);
          for (let index = from; index < to; index += 1) values[rowStart + index - start] = columnData[index];
          filled += Math.max(0, to - from);
        },
      });
    } catch (error) {
      throw classify(error);
    }
    if (filled !== end - start) throw new AppError('import/damaged-file', { params: { kind: 'Parquet' } });
    found.push(values);
  }
  return found;
}

/** Whatever the reader says about a file's inside: it is not what it should be. */
function classify(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && 'code' in error) return fileFailure(error);
  return new AppError('import/damaged-file', { params: { kind: 'Parquet' }, cause: error });
}
