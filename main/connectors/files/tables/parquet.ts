import { type FileHandle, open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { AppError } from '../../../../contract/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { maxColumns } from '../limits.ts';
import { rowsOfCells } from '../text-records.ts';
import { CellBuilder } from './cell-builder.ts';
import { cellText } from './json-records.ts';
import { type CellColumn, FlatColumn, NestedColumn } from './parquet-columns.ts';
import { ColumnPages, damaged, PageLists } from './parquet-pages.ts';
import { decoderOf } from './parquet-values.ts';
import { type TableCells, type TableFile, type TableRows, tablesKept } from './table-file.ts';

/** A table has about so many units of text: as a string it is still one of the small ones, which go with the young. */
const tableUnits = 120_000;
const firstTableRows = 256;
const maxTableRows = 8192;

/**
 * Opens a Parquet file. Columns are read page by page, side by side: memory does not grow with the row groups, of which
 * some programs write one for the whole file.
 *
 * @throws import/damaged-file, import/too-many-columns, import/header-only
 */
export async function openParquet(path: string): Promise<TableFile> {
  const file = await open(path, 'r').catch((error: unknown) => Promise.reject(fileFailure(error)));
  try {
    const { size } = await file.stat();
    const buffer = bufferOf(file, size);
    const metadata = await parquetMetadataAsync(buffer);
    const root = parquetSchema(metadata);
    const columns = root.children.map(({ element }) => element.name);
    if (columns.length > maxColumns) {
      throw new AppError('import/too-many-columns', { params: { columns: columns.length, limit: maxColumns } });
    }
    const { compressors } = await import('hyparquet-compressors');
    const reading: Reading = { file: buffer, metadata, root, compressors: { ...compressors, ...native } };
    return {
      kind: 'parquet',
      tables: [],
      table: null,
      columns,
      estimatedRows: Number(metadata.num_rows),
      warnings: [],
      merges: [],
      rows: (signal) => rowsOf(reading, signal),
      cells: (_asked, signal) => cellsOf(reading, signal),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw classify(error);
  }
}

/** What the runtime unpacks itself is quicker by far, and ends where the page should. */
const native: Compressors = {
  GZIP: unpacked(gunzipSync),
  BROTLI: unpacked(brotliDecompressSync),
  ZSTD: unpacked(zstdDecompressSync),
};

function unpacked(unpack: (packed: Uint8Array, options: { maxOutputLength: number }) => Uint8Array) {
  return (packed: Uint8Array, size: number) => {
    // A page without a value; the runtime takes no limit of 0.
    if (size === 0) return new Uint8Array(0);
    try {
      return unpack(packed, { maxOutputLength: size });
    } catch {
      throw damaged();
    }
  };
}

interface Reading {
  file: AsyncBuffer;
  metadata: FileMetaData;
  root: SchemaTree;
  compressors: Compressors;
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
        if (bytesRead === 0) throw damaged();
        done += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

async function* rowsOf(reading: Reading, signal?: AbortSignal): AsyncGenerator<TableRows> {
  for await (const { table, progress } of cellsOf(reading, signal)) {
    yield {
      rows: rowsOfCells(
        table,
        Array.from({ length: table.count }, (_, row) => row),
      ),
      progress,
    };
  }
}

async function* cellsOf(reading: Reading, signal?: AbortSignal): AsyncGenerator<TableCells> {
  const { metadata, root } = reading;
  const total = Math.max(1, Number(metadata.num_rows));
  const width = root.children.length;
  const builders = Array.from({ length: tablesKept }, () => new CellBuilder(width));
  const lists = root.children.map(() => new PageLists());
  let start = 0;
  let size = firstTableRows;
  for (let group = 0; group < metadata.row_groups.length; group += 1) {
    const end = start + Number(metadata.row_groups[group]?.num_rows ?? 0);
    const columns = columnsOf(reading, { group, start, end }, lists);
    try {
      while (start < end) {
        if (signal?.aborted) throw new AppError('import/cancelled');
        const rows = Math.min(end - start, size);
        const builder = builders.shift() as CellBuilder;
        builders.push(builder);
        builder.begin(rows);
        for (let index = 0; index < width; index += 1) await columns[index]?.put(builder, index, rows);
        start += rows;
        size = Math.max(16, Math.min(maxTableRows, Math.round((rows * tableUnits) / Math.max(1, builder.used))));
        yield { table: builder.finish(rows), progress: Math.min(1, start / total) };
      }
    } catch (error) {
      throw classify(error);
    } finally {
      for (const column of columns) column.close();
    }
  }
}

function columnsOf(
  reading: Reading,
  { group, start, end }: { group: number; start: number; end: number },
  lists: readonly PageLists[],
): CellColumn[] {
  const { file, metadata, root, compressors } = reading;
  const rows = { start, end };
  const chunks = metadata.row_groups[group]?.columns ?? [];
  return root.children.map((tree, index) => {
    const { name, repetition_type } = tree.element;
    if (tree.children.length > 0 || repetition_type === 'REPEATED')
      return new NestedColumn(rows, (start, end) => nestedTexts(reading, name, { start, end }));
    const chunk = chunks.find(({ meta_data }) => meta_data?.path_in_schema[0] === name)?.meta_data;
    if (!chunk) throw damaged();
    const decoder = decoderOf(tree, { root, codec: chunk.codec, compressors });
    return new FlatColumn(new ColumnPages(file, chunk, { decoder, lists: lists[index] as PageLists }), decoder);
  });
}

/** The values of some rows of one column: rows as objects would take three times the memory. */
async function nestedTexts(
  { file, metadata, compressors }: Reading,
  name: string,
  { start, end }: { start: number; end: number },
): Promise<string[]> {
  const texts = new Array<string>(end - start).fill('');
  let filled = 0;
  await parquetRead({
    ...{ file, metadata, compressors, useOffsetIndex: true },
    columns: [name],
    rowStart: start,
    rowEnd: end,
    onChunk({ columnData, rowStart }) {
      // A chunk is what lies together in the file: it may begin before what was asked for, and end after it.
      const from = Math.max(0, start - rowStart);
      const to = Math.min(columnData.length, end - rowStart);
      for (let index = from; index < to; index += 1) texts[rowStart + index - start] = cellText(columnData[index]);
      filled += Math.max(0, to - from);
    },
  });
  if (filled !== end - start) throw damaged();
  return texts;
}

/** Whatever the reader says about a file's inside: it is not what it should be. */
function classify(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && 'code' in error) return fileFailure(error);
  return new AppError('import/damaged-file', { params: { kind: 'Parquet' }, cause: error });
}
