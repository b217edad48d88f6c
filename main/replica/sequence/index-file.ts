import { open, readFile, rename, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Sequence, sequenceBytes } from './sequence.ts';

/** Raised whenever the arrays or what is in them change meaning: an older file is made anew. */
const format = 4;
const magic = 'LPSQ';
/** Magic, format, length and checksum of the head that follows. */
const prefixBytes = 16;

interface Head extends Omit<Sequence, 'buffer'> {
  checksum: number;
}

/** Writes the index beside its old version and puts it in its place when it is whole on the disk. */
export async function writeIndexFile(path: string, { buffer, ...rest }: Sequence): Promise<void> {
  const data = new Uint8Array(buffer);
  const head = Buffer.from(JSON.stringify({ ...rest, checksum: crc32(data) } satisfies Head));
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, 0, 'latin1');
  prefix.writeUInt32LE(format, 4);
  prefix.writeUInt32LE(head.length, 8);
  prefix.writeUInt32LE(crc32(head), 12);
  const draft = `${path}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(Buffer.concat([prefix, head]));
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
 * Reads the index of a file.
 *
 * @param isWanted looks at the watermark before the arrays are read
 * @returns null when there is no file, or one that is damaged, of another format or not wanted
 */
export async function readIndexFile(
  path: string,
  isWanted: (head: { seq: number; fingerprint: string }) => boolean,
): Promise<Sequence | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || bytes.length < prefixBytes) return null;
  if (bytes.toString('latin1', 0, 4) !== magic || bytes.readUInt32LE(4) !== format) return null;
  const dataAt = prefixBytes + bytes.readUInt32LE(8);
  const headBytes = bytes.subarray(prefixBytes, dataAt);
  if (dataAt > bytes.length || crc32(headBytes) !== bytes.readUInt32LE(12)) return null;
  const { checksum, ...rest } = JSON.parse(headBytes.toString('utf8')) as Head;
  if (!isWanted(rest)) return null;
  const data = bytes.subarray(dataAt);
  const shape = { people: rest.people, events: rest.events, nameCount: rest.names.length };
  if (data.length !== sequenceBytes(shape) || crc32(data) !== checksum) return null;
  const buffer = new SharedArrayBuffer(data.length);
  new Uint8Array(buffer).set(data);
  return { ...rest, buffer };
}
