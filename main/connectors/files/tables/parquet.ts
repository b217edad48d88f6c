import { type FileHandle, open } from 'node:fs/promises';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { AppError } from '../../../../contract/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { maxColumns } from '../limits.ts';
import { cellText } from './json-records.ts';
import type { TableFile, TableRows } from './table-file.ts';

/** A row group is decoded in pieces of so many rows. */
const pieceRows = 50_000;
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
  let start = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = start + Number(group.num_rows);
    for (; start < groupEnd; ) {
      if (signal?.aborted) throw new AppError('import/cancelled');
      const end = Math.min(groupEnd, start + pieceRows);
      const records = await parquetReadObjects({
        file,
        metadata,
        compressors,
        rowStart: start,
        rowEnd: end,
        useOffsetIndex: true,
      }).catch((error: unknown) => Promise.reject(classify(error)));
      if (records.length !== end - start) throw new AppError('import/damaged-file', { params: { kind: 'Parquet' } });
      for (let from = 0; from < records.length; from += handedOver) {
        const rows = records
          .slice(from, from + handedOver)
          .map((record) => columns.map((name) => cellText(record[name])));
        yield { rows, progress: Math.min(1, (start + from + rows.length) / Math.max(1, total)) };
      }
      start = end;
    }
  }
}

/** Whatever the reader says about a file's inside: it is not what it should be. */
function classify(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && 'code' in error) return fileFailure(error);
  return new AppError('import/damaged-file', { params: { kind: 'Parquet' }, cause: error });
}
