import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../../contract/errors.ts';
import type { ImportOptions } from '../../../../contract/imports.ts';
import { inspectText } from '../detect.ts';
import { compressionOf, unpackTo } from '../packed.ts';
import { openTextRecords } from '../text-records.ts';
import { headOf, tableKindOf } from './file-kind.ts';
import { withOwnHeader } from './joined-tables.ts';
import { openJson } from './json.ts';
import type { TableFile, TableKind } from './table-file.ts';
import { openXls } from './xls.ts';
import { openZip } from './zip.ts';

export interface OpenTableOptions {
  options: ImportOptions;
  scratchDir?: string | undefined;
}

/** The table of a file that is no plain text; null = it is text, and read as such. The caller closes it. */
export async function openTable(path: string, { options, scratchDir }: OpenTableOptions): Promise<TableFile | null> {
  const scratch = scratchDir ?? tmpdir();
  await mkdir(scratch, { recursive: true });
  const packed = compressionOf(await headOf(path, 16));
  if (packed === 'none') {
    const kind = await tableKindOf(path);
    return kind === null ? null : openKind(path, kind, options, scratch);
  }
  // Only what is no text has to be unpacked as a file; packed text is read as a stream.
  const { head } = await unpackedHead(path, packed);
  if (!(await isTableHead(head))) return null;
  const plain = join(scratch, `unpacked-${randomUUID()}.tmp`);
  try {
    await unpackTo(path, plain, packed, (await stat(path)).size);
    const kind = await tableKindOf(plain);
    const table = kind === null ? null : await openKind(plain, kind, options, scratch);
    if (table === null) throw new AppError('import/damaged-file', { params: { kind: packed } });
    return {
      ...table,
      async close() {
        await table.close();
        await rm(plain, { force: true });
      },
    };
  } catch (error) {
    await rm(plain, { force: true });
    throw error;
  }
}

/** Readers of formats with large packages are loaded with the first file of theirs. */
async function openKind(path: string, kind: TableKind, options: ImportOptions, scratchDir: string): Promise<TableFile> {
  const { sheet } = options;
  switch (kind) {
    case 'xlsx':
      return (await import('./xlsx.ts')).openXlsx(path, sheet, scratchDir);
    case 'xls':
      return openXls(path, sheet);
    case 'parquet':
      return (await import('./parquet.ts')).openParquet(path);
    case 'zip':
      return openZip(path, { sheet, scratchDir, openMember: (member) => openMember(member, options, scratchDir) });
    default:
      return openJson(path, kind, sheet);
  }
}

/** A member of an archive with its columns known: its own header is read, whatever kind of file it is. */
async function openMember(
  path: string,
  given: ImportOptions,
  scratchDir: string,
): Promise<TableFile & { columns: string[] }> {
  const { sheet: _, ...options } = given;
  const table = await openTable(path, { options, scratchDir });
  if (table === null) return textTable(path, options, scratchDir);
  if (table.kind === 'zip') {
    await table.close();
    throw new AppError('import/not-text', { params: { kind: 'zip in zip' } });
  }
  return withOwnHeader(table);
}

/** A text member: read by the ordinary reader of text. */
async function textTable(
  path: string,
  options: ImportOptions,
  scratchDir: string,
): Promise<TableFile & { columns: string[] }> {
  const { format } = await inspectText(path, options);
  return {
    kind: 'zip',
    tables: [],
    table: null,
    columns: format.columns,
    estimatedRows: format.estimatedRows,
    warnings: format.warnings,
    merges: [],
    async *rows(signal) {
      const reader = await openTextRecords(path, format, { scratchDir, ...(signal ? { signal } : {}) });
      try {
        for (let batch = reader.next(); batch !== null; batch = reader.next()) {
          yield {
            rows: batch.rows,
            numbers: batch.rowNumbers,
            rejects: batch.rejects,
            progress: batch.bytesRead / Math.max(1, format.sizeBytes),
          };
        }
      } finally {
        reader.close();
      }
    },
    close: async () => {},
  };
}

async function unpackedHead(path: string, compression: 'gzip' | 'zstd'): Promise<{ head: Buffer }> {
  const { unpackedChunks } = await import('../packed.ts');
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of unpackedChunks(path, compression, (await stat(path)).size)) {
    pieces.push(chunk);
    size += chunk.length;
    if (size >= 65_536) break;
  }
  return { head: Buffer.concat(pieces) };
}

async function isTableHead(head: Buffer): Promise<boolean> {
  const { jsonKindOf } = await import('./json.ts');
  return (
    head.toString('latin1', 0, 4) === 'PAR1' ||
    head[0] === 0xd0 ||
    head.toString('latin1', 0, 2) === 'PK' ||
    jsonKindOf(head) !== null
  );
}
