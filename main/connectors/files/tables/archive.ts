import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { AppError } from '../../../../contract/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { maxUnpackedBytes, maxUnpackedRatio, maxUnpackedText, ratioFreeBytes } from '../limits.ts';

const deflated = 8;
/** Most members looked at; an archive of more is no set of tables. */
const maxMembers = 10_000;

export interface Member {
  name: string;
  packedBytes: number;
  sizeBytes: number;
  isEncrypted: boolean;
}

/** A zip archive, read member by member with flat memory. */
export class Archive {
  readonly members: Member[];
  readonly #zip: ZipFile;
  readonly #entries: Map<string, Entry>;

  private constructor(zip: ZipFile, entries: Map<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
    this.members = [...entries.values()].map((entry) => ({
      name: entry.fileName,
      packedBytes: entry.compressedSize,
      sizeBytes: entry.uncompressedSize,
      isEncrypted: entry.isEncrypted(),
    }));
  }

  /**
   * Opens the archive and adds up what its members say they unpack to.
   *
   * @throws import/damaged-file, import/unpacks-too-large (a bomb: refused before anything is unpacked)
   */
  static async open(path: string): Promise<Archive> {
    let zip: ZipFile | null = null;
    try {
      const { openPromise } = await import('yauzl');
      zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
      const entries = new Map<string, Entry>();
      let total = 0;
      let packed = 0;
      for await (const entry of zip.eachEntry()) {
        total += entry.uncompressedSize;
        packed += entry.compressedSize;
        if (entries.size >= maxMembers || isBomb(total, packed)) throw tooLarge();
        if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
      }
      return new Archive(zip, entries);
    } catch (error) {
      zip?.close();
      throw damaged(error, 'zip');
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The unpacked bytes of a member. A member that unpacks to more than it says is refused while it is read. */
  async stream(name: string): Promise<Readable> {
    const entry = this.#entries.get(name);
    if (!entry) throw new AppError('import/damaged-file', { params: { kind: name } });
    if (entry.isEncrypted()) throw new AppError('import/password-protected');
    try {
      if (entry.compressionMethod !== deflated) return await this.#zip.openReadStreamPromise(entry);
      const packed = await this.#zip.openReadStreamPromise(entry, { decompress: false });
      return Readable.from(unpacked(packed, entry.uncompressedSize));
    } catch (error) {
      throw damaged(error, name);
    }
  }

  /** A small member as text. @throws import/unpacks-too-large */
  async text(name: string, limitBytes = 64 * 2 ** 20): Promise<string> {
    const entry = this.#entries.get(name);
    if (entry && entry.uncompressedSize > limitBytes) throw tooLarge();
    const chunks: Buffer[] = [];
    const stream = await this.stream(name);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch (error) {
      throw damaged(error, name);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  async unpackTo(name: string, target: string): Promise<void> {
    const stream = await this.stream(name);
    try {
      await pipeline(stream, createWriteStream(target, { mode: 0o600 }));
    } catch (error) {
      throw damaged(error, name);
    }
  }

  close(): void {
    this.#zip.close();
  }
}

/** Unpacks in larger pieces than the archive library does; more or less than promised is damage. */
async function* unpacked(packed: Readable, sizeBytes: number): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 1 << 17 });
  packed.on('error', (error) => inflate.destroy(error));
  packed.pipe(inflate);
  let bytes = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > sizeBytes) break;
      yield chunk;
    }
    if (bytes !== sizeBytes) throw new AppError('import/damaged-file', { params: { kind: 'zip' } });
  } finally {
    packed.destroy();
    inflate.destroy();
  }
}

function isBomb(totalBytes: number, packedBytes: number): boolean {
  return totalBytes > maxUnpackedBytes || (totalBytes > ratioFreeBytes && totalBytes > packedBytes * maxUnpackedRatio);
}

const tooLarge = () =>
  new AppError('import/unpacks-too-large', { params: { times: maxUnpackedRatio, limit: maxUnpackedText } });

/** What the archive library or zlib says: the file system's own failures apart, the file is damaged. */
export function damaged(error: unknown, kind: string): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (/^E[A-Z]+$/.test(code)) return fileFailure(error);
  return new AppError('import/damaged-file', { params: { kind }, cause: error });
}
