import { BIGINT, DOUBLE, type DuckDBDataChunk, type DuckDBType, VARCHAR } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ZoneRules } from '../ports/zone.ts';
import { inlineBytes, packRows, wordsPerEntry } from '../store/index.ts';
import type { StageColumn } from './relations.ts';

/** Rows of one DuckDB vector; a data chunk holds no more. */
export const chunkRows = packRows;

/** DuckDB's type of a staged column. */
export const stageTypes: Record<StageColumn['kind'], DuckDBType> = { integer: BIGINT, text: VARCHAR, real: DOUBLE };
export const twoTo32 = 4_294_967_296;
const asItIs = (value: number): number => value;

interface FilledColumn extends StageColumn {
  /** Position of its value in a row. */
  index: number;
}

/** Names of the columns that are read from the store, in order. */
export function storedColumns(columns: readonly StageColumn[]): string[] {
  return columns.filter((column) => column.localOf === undefined).map((column) => column.name);
}

/**
 * Fills a data chunk column by column with plain memory copies. The binding's own setters cost a call per value
 * (some 150 ns per string); here every column costs a handful of calls per 2,048 rows.
 *
 * Strings: an entry is 16 bytes, length first, then the text itself (up to 12 bytes) or 4 bytes of prefix and a pointer.
 * All long texts of a column go into the vector's heap as one string, whose address DuckDB gives back in entry 0; the
 * other entries point into it and live as long as the chunk. The layout is part
 * of DuckDB's C API (`duckdb_string_t`).
 */
export class StageChunk {
  readonly #columns: readonly FilledColumn[];
  readonly #zone: ZoneRules;
  readonly #integers = new Int32Array(chunkRows * 2);
  readonly #reals = new Float64Array(chunkRows);
  readonly #entries = new Uint32Array(chunkRows * wordsPerEntry);
  readonly #entryBytes = new Uint8Array(this.#entries.buffer);
  readonly #validity = new Uint8Array(chunkRows / 8);
  #heap = Buffer.allocUnsafe(256 * 1024);
  #nulls = 0;

  /** @param zone of the columns that are local times of others */
  constructor(columns: readonly StageColumn[], zone: ZoneRules) {
    const read = storedColumns(columns);
    this.#zone = zone;
    this.#columns = columns.map((column) => ({ ...column, index: read.indexOf(column.localOf ?? column.name) }));
  }

  /** Writes up to `chunkRows` rows (number, string or null per stored column, in order) into an empty chunk. */
  fill(rows: readonly unknown[][], chunk: DuckDBDataChunk): void {
    chunk.rowCount = rows.length;
    this.#columns.forEach((column, position) => {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, position);
      this.#validity.fill(255);
      this.#nulls = 0;
      if (column.kind === 'text') this.#fillText(vector, rows, column.index);
      else if (column.kind === 'real') this.#fillReals(vector, rows, column.index);
      else if (column.localOf === undefined) this.#fillIntegers(vector, rows, column.index, asItIs);
      else this.#fillIntegers(vector, rows, column.index, this.#zone.toLocal);
      if (this.#nulls === 0) return;
      duckdb.vector_ensure_validity_writable(vector);
      duckdb.copy_data_to_vector_validity(vector, 0, this.#validity.buffer, 0, Math.ceil(rows.length / 64) * 8);
    });
  }

  #setNull(row: number): void {
    this.#nulls += 1;
    this.#validity[row >> 3] = (this.#validity[row >> 3] as number) & ~(1 << (row & 7));
  }

  #fillIntegers(
    vector: duckdb.Vector,
    rows: readonly unknown[][],
    index: number,
    convert: (value: number) => number,
  ): void {
    const words = this.#integers;
    for (let row = 0; row < rows.length; row += 1) {
      const value = (rows[row] as unknown[])[index];
      if (value === null || value === undefined) {
        this.#setNull(row);
        continue;
      }
      const number = convert(value as number);
      const high = Math.floor(number / twoTo32);
      words[row * 2] = number - high * twoTo32;
      words[row * 2 + 1] = high;
    }
    duckdb.copy_data_to_vector(vector, 0, words.buffer, 0, rows.length * 8);
  }

  #fillReals(vector: duckdb.Vector, rows: readonly unknown[][], index: number): void {
    for (let row = 0; row < rows.length; row += 1) {
      const value = (rows[row] as unknown[])[index];
      if (value === null || value === undefined) this.#setNull(row);
      else this.#reals[row] = value as number;
    }
    duckdb.copy_data_to_vector(vector, 0, this.#reals.buffer, 0, rows.length * 8);
  }

  #fillText(vector: duckdb.Vector, rows: readonly unknown[][], index: number): void {
    const entries = this.#entries;
    const seen = new Map<string, number>();
    let used = 0;
    entries.fill(0, 0, rows.length * wordsPerEntry);
    for (let row = 0; row < rows.length; row += 1) {
      const value = (rows[row] as unknown[])[index] as string | null | undefined;
      if (value === null || value === undefined) {
        this.#setNull(row);
        continue;
      }
      const at = row * wordsPerEntry;
      const known = seen.get(value);
      if (known === undefined) {
        seen.set(value, at);
        used = this.#writeEntry(at, value, used);
      } else {
        // Four assignments; `copyWithin` costs a call of 50 ns.
        entries[at] = entries[known] as number;
        entries[at + 1] = entries[known + 1] as number;
        entries[at + 2] = entries[known + 2] as number;
        entries[at + 3] = entries[known + 3] as number;
      }
    }
    if (used > 0) pointIntoHeap(vector, entries, rows.length, this.#heap.subarray(0, used));
    duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, rows.length * 16);
  }

  /** Writes one entry; a long text goes to the heap and its offset where the pointer will be. Returns the heap in use. */
  #writeEntry(at: number, value: string, used: number): number {
    // A UTF-16 unit takes at most 3 bytes of UTF-8.
    this.#reserve(used + value.length * 3);
    const length = this.#heap.write(value, used);
    this.#entries[at] = length;
    const inside = length <= inlineBytes;
    for (let i = 0; i < (inside ? length : 4); i += 1)
      this.#entryBytes[at * 4 + 4 + i] = this.#heap[used + i] as number;
    if (inside) return used;
    this.#entries[at + 2] = used;
    return used + length;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#heap.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes, this.#heap.length * 2));
    this.#heap.copy(larger);
    this.#heap = larger;
  }
}

/**
 * Gives the vector a heap and lets the long texts among `entries`, which say where in the heap they lie, point to it.
 * The heap lives as long as the vector.
 */
export function pointIntoHeap(vector: duckdb.Vector, entries: Uint32Array, rowCount: number, heap: Uint8Array): void {
  duckdb.vector_assign_string_element_len(vector, 0, heap);
  const entry = duckdb.vector_get_data(vector, 16);
  const view = new DataView(entry.buffer, entry.byteOffset, 16);
  const low = view.getUint32(8, true);
  const high = view.getUint32(12, true);
  for (let row = 0; row < rowCount; row += 1) {
    const at = row * wordsPerEntry;
    if ((entries[at] as number) <= inlineBytes) continue;
    const address = low + (entries[at + 2] as number);
    entries[at + 2] = address;
    entries[at + 3] = high + (address >= twoTo32 ? 1 : 0);
  }
}
