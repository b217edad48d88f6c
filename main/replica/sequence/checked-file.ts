import { open, readFile, rename, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** What kind of file it is; another format means that the content has changed meaning. */
export interface FileKind {
  /** Four letters. */
  magic: string;
  format: number;
}

/** Magic, format, length and checksum of the head that follows. */
const prefixBytes = 16;

/** Writes a head and bytes beside the old version of a file and puts it in its place when it is whole on the disk. */
export async function writeCheckedFile(path: string, kind: FileKind, head: object, data: Uint8Array): Promise<void> {
  const headBytes = Buffer.from(JSON.stringify({ ...head, checksum: crc32(data) }));
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(kind.magic, 0, 'latin1');
  prefix.writeUInt32LE(kind.format, 4);
  prefix.writeUInt32LE(headBytes.length, 8);
  prefix.writeUInt32LE(crc32(headBytes), 12);
  const draft = `${path}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(Buffer.concat([prefix, headBytes]));
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * Reads a file written so.
 *
 * @param bytesOf how many bytes there must be; null = this head is not wanted
 * @returns null when there is no file, or one that is damaged, of another kind or not wanted
 */
export async function readCheckedFile<Head>(
  path: string,
  kind: FileKind,
  bytesOf: (head: Head) => number | null,
): Promise<{ head: Head; buffer: SharedArrayBuffer } | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || bytes.length < prefixBytes) return null;
  if (bytes.toString('latin1', 0, 4) !== kind.magic || bytes.readUInt32LE(4) !== kind.format) return null;
  const dataAt = prefixBytes + bytes.readUInt32LE(8);
  const headBytes = bytes.subarray(prefixBytes, dataAt);
  if (dataAt > bytes.length || crc32(headBytes) !== bytes.readUInt32LE(12)) return null;
  const { checksum, ...head } = JSON.parse(headBytes.toString('utf8')) as { checksum: number };
  const wanted = bytesOf(head as Head);
  if (wanted === null) return null;
  const data = bytes.subarray(dataAt);
  if (data.length !== wanted || crc32(data) !== checksum) return null;
  const buffer = new SharedArrayBuffer(data.length);
  new Uint8Array(buffer).set(data);
  return { head: head as Head, buffer };
}
