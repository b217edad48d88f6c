import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessEnded } from '../../../ports/unless-ended.ts';
import { UpdateFailure } from './failure.ts';
import type { UpdateSource } from './source.ts';
import type { OfferedFile } from './version-list.ts';

interface FetchOptions {
  /** What lay there before goes. */
  folder: string;
  /** Given up when nothing came for this long. */
  stallMs: number;
  signal: AbortSignal;
}

/**
 * Fetches a file of which size and SHA-512 are known.
 *
 * @returns path of the whole file. Anything else leaves nothing behind.
 * @throws UpdateFailure altered, stalled, unreachable
 */
export async function fetchFile(
  source: UpdateSource,
  { url, size, sha512 }: OfferedFile,
  { folder, stallMs, signal }: FetchOptions,
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = join(folder, `${url}.part`);
  const stop = new AbortController();
  const file = await open(unfinished, 'wx', 0o600);
  try {
    const hash = createHash('sha512');
    let read = 0;
    for await (const chunk of pieces((own) => source.stream(url, own), stop, stallMs, signal)) {
      read += chunk.byteLength;
      if (read > size) throw new UpdateFailure('altered');
      hash.update(chunk);
      await file.write(chunk);
    }
    if (read !== size || hash.digest('base64') !== sha512) throw new UpdateFailure('altered');
    await file.sync();
    await file.close();
    signal.throwIfAborted();
    await rename(unfinished, join(folder, url));
    return join(folder, url);
  } catch (error) {
    stop.abort();
    await file.close().catch(() => {});
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The pieces of a stream; a source that neither gives one nor ends is not waited for, even if it cannot be stopped. */
async function* pieces(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>,
  stop: AbortController,
  stallMs: number,
  outer: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let giveUp: (reason: unknown) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const unlessOver = unlessEnded(ended);
  const stalled = setTimeout(() => giveUp(new UpdateFailure('stalled')), stallMs);
  const abandon = () => giveUp(outer.reason);
  outer.addEventListener('abort', abandon, { once: true });
  try {
    outer.throwIfAborted();
    const chunks = (await unlessOver(open(stop.signal)))[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await unlessOver(chunks.next());
      if (done) return;
      stalled.refresh();
      yield value;
    }
  } finally {
    clearTimeout(stalled);
    outer.removeEventListener('abort', abandon);
    stop.abort();
  }
}

/** Does the file lie there with the bytes it should have? */
export async function isWhole(path: string, { size, sha512 }: OfferedFile, signal: AbortSignal): Promise<boolean> {
  try {
    if ((await stat(path)).size !== size) return false;
    const hash = createHash('sha512');
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
    return hash.digest('base64') === sha512;
  } catch {
    return false;
  }
}
