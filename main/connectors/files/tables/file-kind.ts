import { open } from 'node:fs/promises';
import { fileFailure } from '../file-failure.ts';
import { compressionOf } from '../packed.ts';
import { Archive } from './archive.ts';
import { jsonKindOf } from './json.ts';
import type { TableKind } from './table-file.ts';

const compoundFile = 'd0cf11e0a1b11ae1';

/** First bytes of a file that is not packed. */
export async function headOf(path: string, length = 65_536): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFailure(error);
  }
}

/** The kind of an unpacked file by its bytes (names lie, and landing has none); null = text, or nothing we know. */
export async function tableKindOf(path: string): Promise<TableKind | null> {
  const head = await headOf(path);
  if (compressionOf(head) !== 'none') return null;
  const start = head.toString('latin1', 0, 4);
  if (start === 'PAR1') return 'parquet';
  if (head.toString('hex', 0, 8) === compoundFile) return 'xls';
  if (start === 'PK\u0003\u0004' || start === 'PK\u0005\u0006') return (await isWorkbook(path)) ? 'xlsx' : 'zip';
  return jsonKindOf(head);
}

async function isWorkbook(path: string): Promise<boolean> {
  const archive = await Archive.open(path);
  try {
    return archive.has('[Content_Types].xml') && archive.has('xl/workbook.xml');
  } finally {
    archive.close();
  }
}
