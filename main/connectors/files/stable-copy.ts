import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { AppError } from '../../../contract/errors.ts';
import { fileFailure } from './file-failure.ts';

export interface StableCopy {
  /** Lower-case hex. */
  sha256: string;
  sizeBytes: number;
}

export interface CopyOptions {
  signal?: AbortSignal;
  /** Told the bytes copied so far, after every chunk. */
  onProgress?: (bytes: number) => void;
}

const chunkBytes = 1 << 20;

/**
 * Copies a file while hashing it, and makes sure it was one file from beginning to end: size, modification time and
 * identity must be the same before and after. The copy is on the disk (fsync) when the promise resolves; on failure
 * nothing is left at `target`, which must not exist before.
 *
 * Fails with `import/file-missing` (not there, or gone while read), `import/file-changed`, `import/empty-file`,
 * `store/disk-full`, `import/cancelled`.
 */
export async function copyStable(source: string, target: string, options: CopyOptions = {}): Promise<StableCopy> {
  let from: FileHandle | null = null;
  let to: FileHandle | null = null;
  let isDone = false;
  try {
    from = await open(source, 'r');
    const before = await from.stat();
    if (!before.isFile()) throw new AppError('import/file-missing');
    if (before.size === 0) throw new AppError('import/empty-file');
    to = await open(target, 'wx', 0o600);
    const copied = await copyChunks(from, to, options);
    const after = await from.stat();
    const isSame = after.size === before.size && after.mtimeMs === before.mtimeMs && copied.sizeBytes === before.size;
    if (!isSame) throw new AppError('import/file-changed');
    await checkStillThere(source, after.ino);
    await to.sync();
    isDone = true;
    return copied;
  } catch (error) {
    throw fileFailure(error);
  } finally {
    await from?.close();
    await to?.close();
    if (to && !isDone) await rm(target, { force: true });
  }
}

async function copyChunks(from: FileHandle, to: FileHandle, options: CopyOptions): Promise<StableCopy> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let sizeBytes = 0;
  for (;;) {
    if (options.signal?.aborted) throw new AppError('import/cancelled');
    const { bytesRead } = await from.read(buffer, 0, chunkBytes, sizeBytes);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    let written = 0;
    while (written < bytesRead) {
      written += (await to.write(chunk, written, bytesRead - written, sizeBytes + written)).bytesWritten;
    }
    sizeBytes += bytesRead;
    options.onProgress?.(sizeBytes);
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** The path still names the file that was read: a program that saves by renaming leaves the old one open. */
async function checkStillThere(path: string, inode: number): Promise<void> {
  const again = await open(path, 'r');
  try {
    if ((await again.stat()).ino !== inode) throw new AppError('import/file-changed');
  } finally {
    await again.close();
  }
}
