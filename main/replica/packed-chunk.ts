import type { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ZoneRules } from '../ports/zone.ts';
import { inlineBytes, nullLength, type PackedColumn, packRows, type RowPack, wordsPerEntry } from '../store/index.ts';
import type { StageColumn } from './relations.ts';
import { pointIntoHeap, twoTo32 } from './stage-chunk.ts';

const asItIs = (value: number): number => value;

/** Fills data chunks from packs of rows: memory copies, no value is looked at but numbers and the address of texts. */
export class PackedChunk {
  readonly #columns: readonly StageColumn[];
  readonly #zone: ZoneRules;
  readonly #integers = new Int32Array(packRows * 2);
  readonly #reals = new Float64Array(packRows);
  readonly #entries = new Uint32Array(packRows * wordsPerEntry);
  readonly #validity = new Uint8Array(packRows / 8);
  #nulls = 0;

  /** @param zone of the columns that are local times of others */
  constructor(columns: readonly StageColumn[], zone: ZoneRules) {
    this.#columns = columns;
    this.#zone = zone;
  }

  /** Writes the rows of a pack into an empty chunk. Fails when the pack lacks a column. */
  fill(pack: RowPack, chunk: DuckDBDataChunk): void {
    chunk.rowCount = pack.count;
    this.#columns.forEach((column, position) => {
      const packed = pack.columns[column.localOf ?? column.name];
      if (!packed) throw new Error(`${pack.table}: rows come without ${column.localOf ?? column.name}`);
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, position);
      this.#validity.fill(255);
      this.#nulls = 0;
      if (column.kind === 'text') this.#fillText(vector, packed, pack.count);
      else if (column.kind === 'real') this.#fillReals(vector, packed, pack.count);
      else this.#fillIntegers(vector, packed, pack.count, column.localOf === undefined ? asItIs : this.#zone.toLocal);
      if (this.#nulls === 0) return;
      duckdb.vector_ensure_validity_writable(vector);
      duckdb.copy_data_to_vector_validity(vector, 0, this.#validity.buffer, 0, Math.ceil(pack.count / 64) * 8);
    });
  }

  #setNull(row: number): void {
    this.#nulls += 1;
    this.#validity[row >> 3] = (this.#validity[row >> 3] as number) & ~(1 << (row & 7));
  }

  #setAllNull(count: number): void {
    this.#nulls = count;
    this.#validity.fill(0);
  }

  #fillIntegers(vector: duckdb.Vector, packed: PackedColumn, count: number, convert: (value: number) => number): void {
    const words = this.#integers;
    if (packed.kind === 'constant' && typeof packed.value === 'number') {
      writeInteger(words, 0, convert(packed.value));
      repeat(words, 2, count);
      duckdb.copy_data_to_vector(vector, 0, words.buffer, 0, count * 8);
      return;
    }
    const values = floatsOf(packed, count);
    if (values === null) {
      this.#setAllNull(count);
      return;
    }
    for (let row = 0; row < count; row += 1) {
      const value = values[row] as number;
      if (Number.isNaN(value)) {
        this.#setNull(row);
        continue;
      }
      writeInteger(words, row, convert(value));
    }
    duckdb.copy_data_to_vector(vector, 0, words.buffer, 0, count * 8);
  }

  #fillReals(vector: duckdb.Vector, packed: PackedColumn, count: number): void {
    const values = floatsOf(packed, count);
    if (values === null) {
      this.#setAllNull(count);
      return;
    }
    for (let row = 0; row < count; row += 1) {
      const value = values[row] as number;
      if (Number.isNaN(value)) this.#setNull(row);
      else this.#reals[row] = value;
    }
    duckdb.copy_data_to_vector(vector, 0, this.#reals.buffer, 0, count * 8);
  }

  #fillText(vector: duckdb.Vector, packed: PackedColumn, count: number): void {
    if (packed.kind === 'constant' && packed.value === null) {
      this.#setAllNull(count);
      return;
    }
    const own = this.#entries;
    if (packed.kind === 'constant') {
      const heap = this.#repeatText(textOf(packed), count);
      if (heap.length > 0) pointIntoHeap(vector, own, count, heap);
      duckdb.copy_data_to_vector(vector, 0, own.buffer, 0, count * 16);
      return;
    }
    if (packed.kind !== 'text') throw new Error('numbers came where texts belong');
    const { entries, heap } = packed;
    own.set(entries);
    for (let row = 0; row < count; row += 1) {
      if (own[row * wordsPerEntry] !== nullLength) continue;
      this.#setNull(row);
      own.fill(0, row * wordsPerEntry, (row + 1) * wordsPerEntry);
    }
    if (heap.length > 0) pointIntoHeap(vector, own, count, heap);
    duckdb.copy_data_to_vector(vector, 0, own.buffer, 0, count * 16);
  }

  /** The same text in all rows. Result: its bytes, when they do not lie in the entries. */
  #repeatText(text: Buffer, count: number): Uint8Array {
    const own = this.#entries;
    const isInside = text.length <= inlineBytes;
    own.fill(0, 0, wordsPerEntry);
    own[0] = text.length;
    new Uint8Array(own.buffer).set(isInside ? text : text.subarray(0, 4), 4);
    repeat(own, wordsPerEntry, count);
    return isInside ? new Uint8Array(0) : text;
  }
}

/** Null: there is none but nulls. */
function floatsOf(packed: PackedColumn, count: number): Float64Array | null {
  if (packed.kind === 'number') return packed.values;
  if (packed.kind === 'constant' && packed.value === null) return null;
  if (packed.kind === 'text' || typeof packed.value !== 'number') throw new Error('texts came where numbers belong');
  return new Float64Array(count).fill(packed.value);
}

function textOf({ value }: { value: string | number | null }): Buffer {
  if (typeof value !== 'string') throw new Error('numbers came where texts belong');
  return Buffer.from(value);
}

function writeInteger(words: Int32Array, row: number, value: number): void {
  const high = Math.floor(value / twoTo32);
  words[row * 2] = value - high * twoTo32;
  words[row * 2 + 1] = high;
}

/** What stands in the first row goes into `count` rows of `width` words each. */
function repeat(words: Int32Array | Uint32Array, width: number, count: number): void {
  for (let done = 1; done < count; done *= 2) {
    words.copyWithin(done * width, 0, Math.min(done, count - done) * width);
  }
}

/** Values of a number column, NaN for null. Fails when the pack lacks it. */
export function numbersOf(pack: RowPack, name: string): Float64Array {
  const packed = pack.columns[name];
  if (!packed) throw new Error(`${pack.table}: rows come without ${name}`);
  return floatsOf(packed, pack.count) ?? new Float64Array(pack.count).fill(Number.NaN);
}

export const idsOf = (pack: RowPack): Float64Array => numbersOf(pack, 'id');

/** Which rows of a text column hold this text; it must be short enough to lie in its entry. */
export function rowsWith(pack: RowPack, name: string, text: string): (row: number) => boolean {
  const packed = pack.columns[name];
  if (packed?.kind === 'constant') {
    const isIt = packed.value === text;
    return () => isIt;
  }
  if (packed?.kind !== 'text') throw new Error(`${pack.table}: rows come without ${name}`);
  const bytes = Buffer.alloc(wordsPerEntry * 4);
  if (bytes.write(text, 4) > inlineBytes) throw new Error(`${text} is too long to be compared`);
  bytes.writeUInt32LE(Buffer.byteLength(text), 0);
  const wanted = [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at));
  const { entries } = packed;
  return (row) => wanted.every((word, index) => entries[row * wordsPerEntry + index] === word);
}
