import { createReadStream } from 'node:fs';
import { AppError } from '../../../../contract/errors.ts';
import { damaged } from './archive.ts';

/** Longest single record; beyond it a list is no list of records. */
const maxElementBytes = 16 * 2 ** 20;
const maxKeyBytes = 4096;
const quote = 0x22;
const backslash = 0x5c;

/** The elements of one list as bytes of JSON, with how much of the file has been read. */
export interface ElementBatch {
  elements: Buffer[];
  bytesRead: number;
}

/**
 * Cuts one list of a JSON file into its elements without reading the file whole: a walk over the bytes that knows
 * strings and depth and nothing else. Works on UTF-8, where no byte of a character looks like punctuation.
 */
export class ElementCutter {
  readonly #path: readonly string[];
  /** Keys of the objects around; null inside a list. */
  readonly #keys: (string | null)[] = [];
  readonly #kinds: number[] = [];
  #isInString = false;
  #isEscaped = false;
  /** Depth of the wanted list, once inside. */
  #listDepth = -1;
  #isOver = false;
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #stringStart = -1;
  #lastString = '';
  /** The beginning of a string that goes over the end of a piece. */
  #stringHead: Buffer | null = null;

  /** @param path keys from the top to the list; empty = the file is the list */
  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** Whether the list has been read to its end. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the list was found at all. */
  get isFound(): boolean {
    return this.#listDepth >= 0;
  }

  push(chunk: Buffer, into: Buffer[]): void {
    let elementStart = this.#isInElement() ? 0 : -1;
    for (let at = 0; at < chunk.length && !this.#isOver; at += 1) {
      const byte = chunk[at] as number;
      if (this.#isInString) {
        // Strings are most of a file: jump to the next byte that means something.
        const next = nextInString(chunk, at, this.#isEscaped);
        this.#isEscaped = next.isEscaped;
        at = next.at;
        if (!next.isClosed) continue;
        this.#isInString = false;
        if (this.#listDepth < 0) this.#lastString = this.#stringOf(chunk, at);
        continue;
      }
      if (byte === quote) {
        if (this.#listDepth >= 0 && elementStart < 0) elementStart = at;
        this.#isInString = true;
        this.#stringStart = at + 1;
        continue;
      }
      if (byte <= 0x20) continue;
      if (byte === 0x3a) {
        if (this.#listDepth < 0) this.#keys[this.#keys.length - 1] = this.#lastString;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (this.#listDepth >= 0 && elementStart < 0) elementStart = at;
        if (byte === 0x5b && this.#listDepth < 0 && this.#isWanted()) this.#listDepth = this.#kinds.length + 1;
        this.#kinds.push(byte);
        this.#keys.push(null);
      } else if (byte === 0x7d || byte === 0x5d) {
        if (this.#kinds.length === this.#listDepth) {
          if (elementStart >= 0) this.#finish(chunk.subarray(elementStart, at), into);
          this.#isOver = true;
          return;
        }
        if (this.#kinds.pop() !== byte - 2) throw broken();
        this.#keys.pop();
      } else if (byte === 0x2c) {
        if (this.#kinds.length === this.#listDepth) {
          this.#finish(chunk.subarray(Math.max(0, elementStart), elementStart < 0 ? 0 : at), into);
          elementStart = -1;
        }
      } else if (this.#listDepth >= 0 && elementStart < 0) elementStart = at;
    }
    if (this.#isInString && this.#listDepth < 0) {
      const piece = chunk.subarray(this.#stringStart, this.#stringStart + maxKeyBytes);
      this.#stringHead = this.#stringHead ? this.#stringHead : Buffer.from(piece);
    }
    this.#stringStart = 0;
    if (elementStart >= 0) this.#hold(chunk.subarray(elementStart));
  }

  /** The string that ends at `end`; one of more than a few thousand bytes is no key and need not be right. */
  #stringOf(chunk: Buffer, end: number): string {
    const tail = chunk.subarray(this.#stringStart, Math.min(end, this.#stringStart + maxKeyBytes));
    const bytes = this.#stringHead ? Buffer.concat([this.#stringHead, tail]) : tail;
    this.#stringHead = null;
    return bytes.toString('utf8');
  }

  #isInElement(): boolean {
    return this.#pieceBytes > 0;
  }

  #isWanted(): boolean {
    if (this.#keys.length !== this.#path.length) return false;
    return this.#path.every((key, index) => this.#keys[index] === key);
  }

  #hold(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes > maxElementBytes)
      throw new AppError('import/line-too-long', { params: { line: 1, limit: '16 MB' } });
  }

  #finish(last: Buffer, into: Buffer[]): void {
    const element = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    this.#pieceBytes = 0;
    if (element.length > 0) into.push(element);
  }
}

function nextInString(
  chunk: Buffer,
  from: number,
  isEscaped: boolean,
): { at: number; isClosed: boolean; isEscaped: boolean } {
  let at = from;
  let escaped = isEscaped;
  for (; at < chunk.length; at += 1) {
    if (escaped) escaped = false;
    else if (chunk[at] === backslash) escaped = true;
    else if (chunk[at] === quote) return { at, isClosed: true, isEscaped: false };
  }
  return { at, isClosed: false, isEscaped: escaped };
}

const broken = () => new AppError('import/damaged-file', { params: { kind: 'JSON' } });

/**
 * The elements of the list at `path`. A file that ends inside the list (cut off on its way) fails after what came
 * before, so that nothing of it is taken for whole.
 */
export async function* jsonElements(
  file: string,
  path: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<ElementBatch> {
  const cutter = new ElementCutter(path);
  let bytesRead = 0;
  const stream = createReadStream(file, { highWaterMark: 1 << 18 });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw new AppError('import/cancelled');
      const elements: Buffer[] = [];
      const start = bytesRead === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
      cutter.push(chunk.subarray(start), elements);
      bytesRead += chunk.length;
      if (elements.length > 0) yield { elements, bytesRead };
      if (cutter.isOver) return;
    }
  } catch (error) {
    throw damaged(error, 'JSON');
  } finally {
    stream.destroy();
  }
  throw cutter.isFound
    ? broken()
    : new AppError('import/no-such-sheet', { params: { sheet: path.join('.') || 'JSON' } });
}

/** Lines of a file as bytes, without their ends. */
export async function* jsonLines(file: string, signal?: AbortSignal): AsyncGenerator<ElementBatch> {
  let bytesRead = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  const stream = createReadStream(file, { highWaterMark: 1 << 18 });
  try {
    for await (const read of stream as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw new AppError('import/cancelled');
      const elements: Buffer[] = [];
      let from = bytesRead === 0 && read[0] === 0xef && read[1] === 0xbb && read[2] === 0xbf ? 3 : 0;
      for (let end = read.indexOf(10, from); end >= 0; end = read.indexOf(10, from)) {
        const line = read.subarray(from, end);
        elements.push(rest.length === 0 ? line : Buffer.concat([...rest, line]));
        rest = [];
        restBytes = 0;
        from = end + 1;
      }
      if (from < read.length) {
        rest.push(read.subarray(from));
        restBytes += read.length - from;
        if (restBytes > maxElementBytes)
          throw new AppError('import/line-too-long', { params: { line: 1, limit: '16 MB' } });
      }
      bytesRead += read.length;
      yield { elements, bytesRead };
    }
  } catch (error) {
    throw damaged(error, 'NDJSON');
  } finally {
    stream.destroy();
  }
  if (rest.length > 0) yield { elements: [Buffer.concat(rest)], bytesRead };
}
