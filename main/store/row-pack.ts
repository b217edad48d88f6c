import type { StoredRow, StoredValue } from './handle.ts';
import { aligned, type PackedColumn, Place, packRows, wordsPerEntry } from './pack-form.ts';
import type { StoredColumn } from './stored-columns.ts';
import { TextPacker } from './text-packer.ts';

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

  /** The same of the rows `from` to before `to` of columns; each call begins a pack of its own. */
  addColumns(
    columns: readonly StoredColumn[],
    { from, to }: { from: number; to: number },
    emit: (pack: RowPack) => void,
  ): void {
    this.flush(emit);
    for (let first = from; first < to; first += packRows) {
      this.#count = Math.min(packRows, to - first);
      this.#columns.forEach((column, index) => {
        column.set(columns[index] as StoredColumn, first, this.#count);
      });
      this.flush(emit);
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

  /** Takes some rows of a column; there are no others in the pack. */
  set(column: StoredColumn, from: number, count: number): void {
    if (column.kind === 'constant') {
      this.#kind = 'constant';
      this.#value = column.value;
    } else if (column.kind === 'numbers') {
      this.#kind = 'number';
      this.#numbers ??= new Float64Array(packRows);
      this.#numbers.set(column.values.subarray(from, from + count));
    } else {
      this.#kind = 'text';
      this.#texts ??= new TextPacker();
      this.#texts.setColumn(column, from, count);
    }
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
