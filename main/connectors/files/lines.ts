import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../../contract/errors.ts';
import type { Encoding } from '../../../contract/imports.ts';
import { lineEndIndex } from './decoder.ts';
import { fileFailure } from './file-failure.ts';
import { maxRecordBytes } from './limits.ts';

/**
 * Bytes read at a time. The text of so many is a small object to V8, which goes with the next collection of young ones;
 * one of more than some 128 kB is a large object, and outlives dozens of batches.
 */
const chunkBytes = 120_000;

/** Bytes told of a line beyond the limit. */
const headBytes = 1 << 15;

/** `lines`: whole lines (the file's last may lack its end). `skipped`: the first bytes of a line beyond the limit. */
export interface LineChunk {
  kind: 'lines' | 'skipped';
  bytes: Buffer;
  isLast: boolean;
}

/** Pulls whole lines from a plain file, synchronously and with a fixed buffer. */
export interface LineReader {
  /** The next chunk, or null after the last. The buffer is reused: use it before the next call. */
  next(): LineChunk | null;
  /** Bytes read so far. */
  position(): number;
  close(): void;
}

export interface LineReaderOptions {
  encoding: Encoding;
  newline: 'lf' | 'cr';
  /** Where the text starts: the bytes of the BOM. */
  startByte: number;
}

/** Opens a file for reading in lines. Fails with `import/file-missing`; `next` also with `import/file-changed`. */
export function openLines(path: string, options: LineReaderOptions): LineReader {
  let descriptor: number | null;
  let sizeBytes: number;
  let modifiedMs: number;
  try {
    descriptor = openSync(path, 'r');
    ({ size: sizeBytes, mtimeMs: modifiedMs } = fstatSync(descriptor));
  } catch (error) {
    throw fileFailure(error);
  }
  const buffer = Buffer.allocUnsafeSlow(maxRecordBytes + chunkBytes);
  let position = options.startByte;
  let kept = 0;
  let keptFrom = 0;
  let isSkipping = false;
  let isDone = false;

  const fill = (): number => {
    if (descriptor === null) return 0;
    try {
      const count = readSync(descriptor, buffer, kept, chunkBytes, position);
      position += count;
      return count;
    } catch (error) {
      throw fileFailure(error);
    }
  };
  const checkUnchanged = (): void => {
    if (descriptor === null) return;
    const now = fstatSync(descriptor);
    if (now.size !== sizeBytes || now.mtimeMs !== modifiedMs || position < sizeBytes) {
      throw new AppError('import/file-changed');
    }
  };

  const next = (): LineChunk | null => {
    if (keptFrom > 0) {
      buffer.copyWithin(0, keptFrom, keptFrom + kept);
      keptFrom = 0;
    }
    while (!isDone) {
      const count = fill();
      const length = kept + count;
      if (count === 0) {
        isDone = true;
        checkUnchanged();
        const rest = buffer.subarray(0, isSkipping ? 0 : kept);
        kept = 0;
        return { kind: 'lines', bytes: rest, isLast: true };
      }
      const end = lineEndIndex(buffer.subarray(0, length), options.encoding, options.newline);
      if (isSkipping) {
        const first = firstLineEnd(buffer.subarray(0, length), options);
        if (first < 0) {
          // Keep an odd byte, so that UTF-16 units stay aligned.
          kept = length % 2;
          buffer.copyWithin(0, length - kept, length);
          continue;
        }
        isSkipping = false;
        buffer.copyWithin(0, first, length);
        kept = length - first;
        const rest = lineEndIndex(buffer.subarray(0, kept), options.encoding, options.newline);
        if (rest < 0) continue;
        return cut(rest, kept);
      }
      if (end >= 0) {
        // The bytes kept have no line end: only the first line can be too long.
        const first = length > maxRecordBytes ? firstLineEnd(buffer.subarray(0, length), options) : 0;
        if (first <= maxRecordBytes) return cut(end, length);
        keptFrom = first;
        kept = length - first;
        return { kind: 'skipped', bytes: buffer.subarray(0, headBytes), isLast: false };
      }
      kept = length;
      if (kept >= maxRecordBytes) {
        isSkipping = true;
        const head = Buffer.from(buffer.subarray(0, headBytes));
        buffer.copyWithin(0, kept - (kept % 2), kept);
        kept %= 2;
        return { kind: 'skipped', bytes: head, isLast: false };
      }
    }
    return null;
  };
  const cut = (end: number, length: number): LineChunk => {
    keptFrom = end;
    kept = length - end;
    return { kind: 'lines', bytes: buffer.subarray(0, end), isLast: false };
  };
  return {
    next,
    position: () => position,
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

function firstLineEnd(bytes: Buffer, options: LineReaderOptions): number {
  const code = options.newline === 'lf' ? 10 : 13;
  if (options.encoding !== 'utf-16le' && options.encoding !== 'utf-16be') return bytes.indexOf(code) + 1 || -1;
  const needle = options.encoding === 'utf-16le' ? Buffer.from([code, 0]) : Buffer.from([0, code]);
  let at = bytes.indexOf(needle);
  while (at >= 0 && at % 2 === 1) at = bytes.indexOf(needle, at + 1);
  return at < 0 ? -1 : at + 2;
}
