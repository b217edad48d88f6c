import { createReadStream, createWriteStream } from 'node:fs';
import type { Transform } from 'node:stream';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '../../../contract/errors.ts';
import { fileFailure } from './file-failure.ts';
import type { Compression } from './format.ts';
import { maxUnpackedBytes, maxUnpackedRatio, maxUnpackedText, ratioFreeBytes } from './limits.ts';

/** How a file is packed, by its first bytes. */
export function compressionOf(head: Buffer): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return 'none';
}

/** The unpacked bytes of a packed file. A bomb fails with `import/unpacks-too-large`, a damaged file with `import/damaged-file`. */
export async function* unpackedChunks(
  path: string,
  compression: Exclude<Compression, 'none'>,
  sizeBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const inflate: Transform = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  const source = createReadStream(path, { highWaterMark: 1 << 18 });
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  let total = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw new AppError('import/cancelled');
      total += chunk.length;
      if (total > maxUnpackedBytes || (total > ratioFreeBytes && total > sizeBytes * maxUnpackedRatio)) {
        throw new AppError('import/unpacks-too-large', { params: { times: maxUnpackedRatio, limit: maxUnpackedText } });
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_') || code.startsWith('ZSTD') || code === 'ERR_STREAM_PREMATURE_CLOSE') {
      throw new AppError('import/damaged-file', { params: { kind: compression }, cause: error });
    }
    throw fileFailure(error);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

/** Unpacks a file beside the given path with flat memory; the caller deletes `target`. */
export async function unpackTo(
  path: string,
  target: string,
  compression: Exclude<Compression, 'none'>,
  sizeBytes: number,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await pipeline(
      Readable.from(unpackedChunks(path, compression, sizeBytes, signal)),
      createWriteStream(target, { mode: 0o600 }),
    );
  } catch (error) {
    throw fileFailure(error);
  }
}
