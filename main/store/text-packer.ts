import {
  aligned,
  inlineBytes,
  nullLength,
  type PackedColumn,
  type Place,
  packRows,
  wordsPerEntry,
} from './pack-form.ts';
import { shortText } from './record-format.ts';
import { type StoredColumn, startOf } from './stored-columns.ts';

/** Bytes that are copied by a call rather than one by one. */
const longCopy = 48;

/** Texts as entries and one heap. Where many repeat, each is written once. */
export class TextPacker {
  readonly #entries = new Uint32Array(packRows * wordsPerEntry);
  readonly #bytes = Buffer.from(this.#entries.buffer);
  readonly #seen = new Map<string, number>();
  /** Behind the first entry of a numbered text in this pack; 0 = there is none. */
  #entryOfWord = new Int32Array(0);
  #heap = Buffer.allocUnsafeSlow(64 * 1024);
  #used = 0;
  /** Looking for repeats costs more than writing where there are few. */
  #looksForRepeats = true;
  #written = 0;
  #packs = 0;

  set(row: number, text: string | null): void {
    const at = row * wordsPerEntry;
    const entries = this.#entries;
    if (text === null) {
      entries[at] = nullLength;
      return;
    }
    if (this.#looksForRepeats) {
      const known = this.#seen.get(text);
      if (known !== undefined) {
        entries[at] = entries[known] as number;
        entries[at + 1] = entries[known + 1] as number;
        entries[at + 2] = entries[known + 2] as number;
        entries[at + 3] = entries[known + 3] as number;
        return;
      }
      this.#seen.set(text, at);
    }
    this.#write(at, text);
  }

  /** Texts that are UTF-8 already, in the first `count` rows. */
  setColumn(column: Exclude<StoredColumn, { kind: 'constant' | 'numbers' }>, from: number, count: number): void {
    const entries = this.#entries;
    if (column.kind === 'texts') {
      for (let row = 0; row < count; row += 1) {
        const end = column.ends[from + row] as number;
        if (end < 0) entries[row * wordsPerEntry] = nullLength;
        else this.#writeBytes(row * wordsPerEntry, column.bytes, startOf(column.ends, from + row), end);
      }
      return;
    }
    const { bytes, ends, texts } = column.words;
    if (this.#entryOfWord.length < texts.length) this.#entryOfWord = new Int32Array(texts.length * 2);
    else this.#entryOfWord.fill(0, 0, texts.length);
    const known = this.#entryOfWord;
    for (let row = 0; row < count; row += 1) {
      const code = column.codes[from + row] as number;
      const at = row * wordsPerEntry;
      if (code < 0) {
        entries[at] = nullLength;
        continue;
      }
      const first = (known[code] as number) - 1;
      if (first < 0) {
        this.#writeBytes(at, bytes, startOf(ends, code), ends[code] as number);
        known[code] = at + 1;
        continue;
      }
      entries[at] = entries[first] as number;
      entries[at + 1] = entries[first + 1] as number;
      entries[at + 2] = entries[first + 2] as number;
      entries[at + 3] = entries[first + 3] as number;
    }
  }

  /** The same text in the first `rows` rows. */
  fill(text: string | null, rows: number): void {
    for (let row = 0; row < rows; row += 1) this.set(row, text);
  }

  /** Memory `take` needs. */
  bytes(count: number): number {
    return aligned(count * wordsPerEntry * 4) + aligned(this.#used);
  }

  take(count: number, place: Place): PackedColumn {
    const entries = place.words(this.#entries.subarray(0, count * wordsPerEntry));
    const heap = place.bytes(this.#heap.subarray(0, this.#used));
    this.#packs += 1;
    this.#looksForRepeats = this.#looksForRepeats ? this.#written < count / 2 : this.#packs % 32 === 0;
    this.#seen.clear();
    this.#used = 0;
    this.#written = 0;
    return { kind: 'text', entries, heap };
  }

  #write(at: number, text: string): void {
    this.#written += 1;
    // A UTF-16 unit takes at most 3 bytes of UTF-8.
    this.#reserve(this.#used + text.length * 3);
    const length = writeText(this.#heap, text, this.#used);
    const entries = this.#entries;
    entries[at] = length;
    if (length <= inlineBytes) {
      entries[at + 1] = 0;
      entries[at + 2] = 0;
      entries[at + 3] = 0;
      for (let index = 0; index < length; index += 1) {
        this.#bytes[at * 4 + 4 + index] = this.#heap[this.#used + index] as number;
      }
      return;
    }
    for (let index = 0; index < 4; index += 1) {
      this.#bytes[at * 4 + 4 + index] = this.#heap[this.#used + index] as number;
    }
    entries[at + 2] = this.#used;
    entries[at + 3] = 0;
    this.#used += length;
  }

  #writeBytes(at: number, source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const entries = this.#entries;
    const target = this.#bytes;
    entries[at] = length;
    entries[at + 1] = 0;
    entries[at + 2] = 0;
    entries[at + 3] = 0;
    const inside = length <= inlineBytes ? length : 4;
    for (let index = 0; index < inside; index += 1) target[at * 4 + 4 + index] = source[start + index] as number;
    if (length <= inlineBytes) return;
    this.#reserve(this.#used + length);
    const heap = this.#heap;
    const used = this.#used;
    if (length > longCopy) heap.set(source.subarray(start, end), used);
    else for (let index = 0; index < length; index += 1) heap[used + index] = source[start + index] as number;
    entries[at + 2] = used;
    this.#used = used + length;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#heap.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, this.#heap.length * 2));
    this.#heap.copy(larger, 0, 0, this.#used);
    this.#heap = larger;
  }
}

/** A call into the runtime costs more than writing a short text of ASCII here. Result: bytes written. */
function writeText(heap: Buffer, text: string, at: number): number {
  const { length } = text;
  if (length > shortText) return heap.write(text, at);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return heap.write(text, at);
    heap[at + index] = code;
  }
  return length;
}
