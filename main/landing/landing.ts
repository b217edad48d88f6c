import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { AppError } from '../../contract/errors.ts';
import { copyStable } from '../connectors/files/index.ts';
import { classifyStoreError } from '../store/index.ts';

/** Bytes as received, safe on the disk. */
export interface LandedFile {
  sha256: string;
  sizeBytes: number;
  path: string;
}

/** The folder of received files, each named by the SHA-256 of its bytes. */
export interface Landing {
  readonly folder: string;
  /**
   * Takes a file into the folder. Its bytes and its name are on the disk when this resolves.
   *
   * @param keepOriginal the file is the user's own: it is copied while it stands still; otherwise it is ours and moved
   * @param sha256 of a file of ours that was hashed while it was written; left out: it is read for that
   * @throws import/file-missing, import/file-changed, store/disk-full, store/read-only
   */
  take(path: string, keepOriginal: boolean, sha256?: string): Promise<LandedFile>;
  /** Brings the bytes of a file of ours onto the disk, so that `take` need not wait for them later. */
  settle(path: string): Promise<void>;
  /** Where the bytes with this hash lie. */
  pathOf(sha256: string): string;
  /** Removes the bytes with this hash, at once. */
  remove(sha256: string): void;
  /** Removes what earlier runs left half done, and files that no import refers to any more. */
  sweep(referred: ReadonlySet<string>): Promise<void>;
}

const incoming = 'incoming-';

export function openLanding(folder: string): Landing {
  const pathOf = (sha256: string) => join(folder, sha256);
  return {
    folder,
    pathOf,
    async take(path, keepOriginal, sha256) {
      const partial = join(folder, `${incoming}${uuidv7()}`);
      try {
        await mkdir(folder, { recursive: true });
        const received = keepOriginal ? await copyStable(path, partial) : await moveIn(path, partial, sha256);
        const target = pathOf(received.sha256);
        if (existsSync(target) && statSync(target).size === received.sizeBytes) await rm(partial);
        else await rename(partial, target);
        syncFolder(folder);
        return { ...received, path: target };
      } catch (error) {
        await rm(partial, { force: true }).catch(() => {});
        throw classifyStoreError(error, folder);
      }
    },
    settle: (path) => syncFile(path).then(() => {}),
    remove: (sha256) => rmSync(pathOf(sha256), { force: true }),
    async sweep(referred) {
      if (!existsSync(folder)) return;
      for (const name of await readdir(folder)) {
        if (!referred.has(name)) await rm(join(folder, name), { force: true, recursive: true });
      }
    },
  };
}

/** Moves a file of ours (an upload) in, also across file systems, and hashes it. */
async function moveIn(
  path: string,
  partial: string,
  knownHash?: string,
): Promise<{ sha256: string; sizeBytes: number }> {
  if (!existsSync(path)) throw new AppError('import/file-missing');
  try {
    await rename(path, partial);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const copied = await copyStable(path, partial);
    await rm(path, { force: true });
    return copied;
  }
  const sha256 = knownHash ?? (await hashOf(partial));
  return { sha256, sizeBytes: await syncFile(partial) };
}

/** Result: its size in bytes. */
async function syncFile(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A rename is durable only when its folder is. Windows cannot open folders and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
