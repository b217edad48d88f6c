import { open, readFile, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress, zstdDecompress } from 'node:zlib';

/** What kind of file it is; another format means that the content has changed meaning. */
export interface FileKind {
  /** Four letters. */
  magic: string;
  format: number;
  /** The bytes are kept compressed. */
  isPacked?: boolean;
}

const pack = promisify(zstdCompress);
const unpack = promisify(zstdDecompress);

/** Magic, format, length and checksum of the head that follows. */
const prefixBytes = 16;
/** The quickest: what is kept is made again in seconds. */
const packLevel = 1;

/** Writes a head and bytes beside the old version of a file and puts it in its place when it is whole on the disk. */
export async function writeCheckedFile(path: string, kind: FileKind, head: object, data: Uint8Array): Promise<void> {
  const bytes = kind.isPacked
    ? await pack(Buffer.from(data), { params: { [constants.ZSTD_c_compressionLevel]: packLevel } })
    : data;
  const headBytes = Buffer.from(JSON.stringify({ ...head, checksum: crc32(bytes) }));
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
      await file.writeFile(bytes);
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

/** The head of a file written so, without a look at the bytes; null as for `readCheckedFile`. */
export async function readCheckedHead<Head>(path: string, kind: FileKind): Promise<Head | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const prefix = Buffer.alloc(prefixBytes);
    await file.read(prefix, 0, prefixBytes, 0);
    const { size } = await file.stat();
    const length = prefix.readUInt32LE(8);
    if (!isOfKind(prefix, kind) || length > size - prefixBytes) return null;
    const headBytes = Buffer.alloc(length);
    await file.read(headBytes, 0, length, prefixBytes);
    return headOf<Head>(prefix, headBytes)?.head ?? null;
  } finally {
    await file.close();
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
  if (!isOfKind(bytes, kind)) return null;
  const dataAt = prefixBytes + bytes.readUInt32LE(8);
  const found = dataAt > bytes.length ? null : headOf<Head>(bytes, bytes.subarray(prefixBytes, dataAt));
  if (found === null) return null;
  const { head, checksum } = found;
  const wanted = bytesOf(head);
  if (wanted === null) return null;
  const kept = bytes.subarray(dataAt);
  if (crc32(kept) !== checksum) return null;
  const data = kind.isPacked ? await unpack(kept, { maxOutputLength: Math.max(1, wanted) }).catch(() => null) : kept;
  if (data?.length !== wanted) return null;
  const buffer = new SharedArrayBuffer(data.length);
  new Uint8Array(buffer).set(data);
  return { head, buffer };
}

const isOfKind = (prefix: Buffer, { magic, format }: FileKind): boolean =>
  prefix.toString('latin1', 0, 4) === magic && prefix.readUInt32LE(4) === format;

function headOf<Head>(prefix: Buffer, headBytes: Buffer): { head: Head; checksum: number } | null {
  if (crc32(headBytes) !== prefix.readUInt32LE(12)) return null;
  const { checksum, ...head } = JSON.parse(headBytes.toString('utf8')) as { checksum: number };
  return { head: head as Head, checksum };
}
