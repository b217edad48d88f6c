import type { StoredRow, StoredValue } from './handle.ts';
import { shortText } from './row-sheet.ts';

/** Rows of a pack at most: those of one DuckDB vector. */
export const packRows = 2048;
/** Length in a text entry that stands for null. */
export const nullLength = 0xffffffff;
/** Texts up to this many bytes lie in their entry. */
export const inlineBytes = 12;
export const wordsPerEntry = 4;

/**
 * Values of one column. Numbers: NaN is null. Texts: an entry of four words each, as DuckDB lays its strings out
 * (length; up to 12 bytes of text, or 4 bytes and then, where the address will be, the place in `heap`).
 */
export type PackedColumn =
  | { kind: 'constant'; value: string | number | null }
  | { kind: 'number'; values: Float64Array<ArrayBuffer> }
  | { kind: 'text'; entries: Uint32Array<ArrayBuffer>; heap: Uint8Array<ArrayBuffer> };

/** Rows of one table as columns, in a form that crosses threads without being copied or taken apart. */
export interface RowPack {
  table: string;
  count: number;
  columns: Record<string, PackedColumn>;
}

/** Packs rows as they are inserted. Values that have no form here (bigint, bytes) leave out the pack they are in. */
export class RowPacker {
  readonly #table: string;
  readonly #fixed: Record<string, PackedColumn>;
  readonly #columns: ColumnPacker[];
  #count = 0;

  /** @param fixed columns that have one value in all rows */
  constructor(table: string, columns: readonly string[], fixed: Readonly<Record<string, string | number | null>>) {
    this.#table = table;
    this.#columns = columns.map((name) => new ColumnPacker(name));
    this.#fixed = Object.fromEntries(
      Object.entries(fixed).map(([name, value]) => [name, { kind: 'constant', value } as const]),
    );
  }

  /** Takes rows; hands on every pack this fills. */
  add(rows: readonly StoredRow[], emit: (pack: RowPack) => void): void {
    for (let done = 0; done < rows.length; ) {
      const some = Math.min(rows.length - done, packRows - this.#count);
      this.#columns.forEach((column, index) => {
        column.add(rows, { index, first: done, at: this.#count, count: some });
      });
      this.#count += some;
      done += some;
      if (this.#count === packRows) this.flush(emit);
    }
  }

  /** Hands on what is left. */
  flush(emit: (pack: RowPack) => void): void {
    const count = this.#count;
    if (count === 0) return;
    this.#count = 0;
    const columns: Record<string, PackedColumn> = { ...this.#fixed };
    // All columns in one buffer: posting one costs a tenth of posting twenty.
    const place = new Place(this.#columns.reduce((sum, column) => sum + column.bytes(count), 0));
    let isWhole = true;
    for (const column of this.#columns) {
      const packed = column.take(count, place);
      if (packed) columns[column.name] = packed;
      else isWhole = false;
    }
    if (isWhole) emit({ table: this.#table, count, columns });
  }
}

/** Gives out the parts of one buffer, one behind the other. */
export class Place {
  readonly #buffer: ArrayBuffer;
  #used = 0;

  constructor(bytes: number) {
    this.#buffer = new ArrayBuffer(bytes);
  }

  numbers(values: Float64Array): Float64Array<ArrayBuffer> {
    const part = new Float64Array(this.#buffer, this.#next(values.byteLength), values.length);
    part.set(values);
    return part;
  }

  words(values: Uint32Array): Uint32Array<ArrayBuffer> {
    const part = new Uint32Array(this.#buffer, this.#next(values.byteLength), values.length);
    part.set(values);
    return part;
  }

  bytes(values: Uint8Array): Uint8Array<ArrayBuffer> {
    const part = new Uint8Array(this.#buffer, this.#next(values.byteLength), values.length);
    part.set(values);
    return part;
  }

  #next(bytes: number): number {
    const at = this.#used;
    this.#used += aligned(bytes);
    return at;
  }
}

/** Every part begins where a number may stand. */
const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** The values of one column in some rows, and where they go in the pack. */
interface Stretch {
  index: number;
  first: number;
  at: number;
  count: number;
}

/** One column of a pack. As long as all values are the same there is only that value. */
class ColumnPacker {
  readonly name: string;
  #kind: 'constant' | 'number' | 'text' | 'other' = 'constant';
  #value: StoredValue = null;
  #numbers: Float64Array<ArrayBuffer> | null = null;
  #texts: TextPacker | null = null;

  constructor(name: string) {
    this.name = name;
  }

  add(rows: readonly StoredRow[], stretch: Stretch): void {
    const { index, first, at, count } = stretch;
    const valueAt = (row: number) => (rows[first + row] as StoredRow)[index] as StoredValue;
    let row = 0;
    if (this.#kind === 'constant') {
      if (at === 0) this.#value = valueAt(0);
      while (row < count && valueAt(row) === this.#value) row += 1;
      if (row === count) return;
      this.#spread(valueAt(row), at + row);
    }
    if (this.#kind === 'number') this.#addNumbers(rows, stretch, row);
    else if (this.#kind === 'text') this.#addTexts(rows, stretch, row);
  }

  /** Memory `take` needs. */
  bytes(count: number): number {
    if (this.#kind === 'number') return aligned(count * 8);
    return this.#kind === 'text' && this.#texts ? this.#texts.bytes(count) : 0;
  }

  take(count: number, place: Place): PackedColumn | null {
    const kind = this.#kind;
    this.#kind = 'constant';
    if (kind === 'number' && this.#numbers) return { kind, values: place.numbers(this.#numbers.subarray(0, count)) };
    if (kind === 'text' && this.#texts) return this.#texts.take(count, place);
    const value = this.#value;
    if (kind === 'other' || typeof value === 'bigint' || value instanceof Uint8Array) return null;
    return { kind: 'constant', value };
  }

  /** The value before stood in all rows before `rows`; another one comes now. */
  #spread(next: StoredValue, rows: number): void {
    const before = this.#value;
    const type = typeof (before === null ? next : before);
    if (type === 'number') {
      this.#kind = 'number';
      this.#numbers ??= new Float64Array(packRows);
      this.#numbers.fill(before === null ? Number.NaN : (before as number), 0, rows);
    } else if (type === 'string') {
      this.#kind = 'text';
      this.#texts ??= new TextPacker();
      this.#texts.fill(before as string | null, rows);
    } else this.#kind = 'other';
  }

  #addNumbers(rows: readonly StoredRow[], { index, first, at, count }: Stretch, from: number): void {
    const numbers = this.#numbers as Float64Array<ArrayBuffer>;
    for (let row = from; row < count; row += 1) {
      const value = (rows[first + row] as StoredRow)[index];
      if (typeof value === 'number') numbers[at + row] = value;
      else if (value === null) numbers[at + row] = Number.NaN;
      else this.#kind = 'other';
    }
  }

  #addTexts(rows: readonly StoredRow[], { index, first, at, count }: Stretch, from: number): void {
    const texts = this.#texts as TextPacker;
    for (let row = from; row < count; row += 1) {
      const value = (rows[first + row] as StoredRow)[index];
      if (typeof value === 'string' || value === null) texts.set(at + row, value);
      else this.#kind = 'other';
    }
  }
}

/** Texts as entries and one heap. Where many repeat, each is written once. */
export class TextPacker {
  readonly #entries = new Uint32Array(packRows * wordsPerEntry);
  readonly #bytes = Buffer.from(this.#entries.buffer);
  readonly #seen = new Map<string, number>();
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

/** The buffers of packs, to be moved rather than copied when posted to another thread. */
export function buffersOf(packs: readonly RowPack[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { columns } of packs) {
    for (const column of Object.values(columns)) {
      if (column.kind === 'number') buffers.add(column.values.buffer);
      else if (column.kind === 'text') buffers.add(column.entries.buffer).add(column.heap.buffer);
    }
  }
  return [...buffers];
}

/**
 * Gives the memory of packs back at once. Left to the garbage collector it stays for seconds, as to JavaScript a buffer
 * is a small object.
 */
export function releasePacks(packs: readonly RowPack[]): void {
  for (const buffer of buffersOf(packs)) releaseBuffer(buffer);
}

/** Gives the memory of a buffer back at once; it is empty afterwards. */
export function releaseBuffer(buffer: ArrayBuffer): void {
  buffer.transfer(0);
}

/** Memory the values of a pack take, in bytes. */
export function packBytes({ columns }: RowPack): number {
  let bytes = 0;
  for (const column of Object.values(columns)) {
    if (column.kind === 'number') bytes += column.values.byteLength;
    else if (column.kind === 'text') bytes += column.entries.byteLength + column.heap.byteLength;
  }
  return bytes;
}

/** The rows of a pack that `keeps` says yes to. */
export function filterPack(pack: RowPack, keeps: (row: number) => boolean): RowPack {
  const kept: number[] = [];
  for (let row = 0; row < pack.count; row += 1) if (keeps(row)) kept.push(row);
  if (kept.length === pack.count) return pack;
  const columns: Record<string, PackedColumn> = {};
  for (const [name, column] of Object.entries(pack.columns)) {
    if (column.kind === 'number') {
      columns[name] = { kind: 'number', values: Float64Array.from(kept, (row) => column.values[row] as number) };
    } else if (column.kind === 'text') {
      const entries = new Uint32Array(kept.length * wordsPerEntry);
      kept.forEach((row, index) => {
        entries.set(column.entries.subarray(row * wordsPerEntry, (row + 1) * wordsPerEntry), index * wordsPerEntry);
      });
      columns[name] = { kind: 'text', entries, heap: column.heap };
    } else columns[name] = column;
  }
  return { table: pack.table, count: kept.length, columns };
}
