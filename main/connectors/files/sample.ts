import { open } from 'node:fs/promises';
import { fileFailure } from './file-failure.ts';
import type { Compression } from './format.ts';
import { compressionOf, unpackedChunks } from './packed.ts';

/** Enough of a file to tell its format: its beginning, and windows spread over the rest. */
export interface FileSample {
  sizeBytes: number;
  /** Size of the text; for a packed file read to its end exact, else what was unpacked so far. */
  textBytes: number;
  compression: Compression;
  head: Buffer;
  /** The head is the whole text. */
  isWhole: boolean;
  /** Later parts; they begin and end anywhere. */
  windows: Buffer[];
}

const headBytes = 1 << 20;
const wholeBytes = 1 << 21;
const windowBytes = 1 << 15;
const windowCount = 16;
/** A packed file is unpacked this far to look at it. */
const packedLookBytes = 1 << 29;

/** Reads a sample with flat memory (some 2 MB). Fails with `import/file-missing`. */
export async function sampleFile(path: string): Promise<FileSample> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const head = await readAt(file, 0, Math.min(size, size <= wholeBytes ? size : headBytes));
      const compression = compressionOf(head);
      if (compression !== 'none') return await samplePacked(path, compression, size);
      const isWhole = head.length >= size;
      const windows: Buffer[] = [];
      const step = Math.floor((size - headBytes - windowBytes) / windowCount);
      for (let index = 1; !isWhole && step > 0 && index <= windowCount; index += 1) {
        // Even offsets, so that UTF-16 stays aligned.
        const offset = Math.floor((headBytes + step * index) / 2) * 2;
        windows.push(await readAt(file, offset, windowBytes));
      }
      return { sizeBytes: size, textBytes: size, compression, head, isWhole, windows };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFailure(error);
  }
}

async function readAt(file: Awaited<ReturnType<typeof open>>, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function samplePacked(path: string, compression: 'gzip' | 'zstd', sizeBytes: number): Promise<FileSample> {
  const head: Buffer[] = [];
  let windows: Buffer[] = [];
  let total = 0;
  let nextWindowAt = wholeBytes;
  let spacing = wholeBytes;
  for await (const chunk of unpackedChunks(path, compression, sizeBytes)) {
    if (total < wholeBytes) head.push(chunk);
    else if (total >= nextWindowAt) {
      const aligned = chunk.subarray(total % 2, windowBytes + (total % 2));
      windows.push(Buffer.from(aligned));
      nextWindowAt = total + spacing;
      if (windows.length >= windowCount * 2) {
        // Thin out, so that the windows stay spread over all that was read.
        windows = windows.filter((_, index) => index % 2 === 0);
        spacing *= 2;
      }
    }
    total += chunk.length;
    if (total > packedLookBytes) break;
  }
  const start = Buffer.concat(head);
  const isWhole = total === start.length;
  return {
    sizeBytes,
    textBytes: total,
    compression,
    head: isWhole ? start : start.subarray(0, headBytes),
    isWhole,
    windows,
  };
}
