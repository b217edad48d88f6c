import { type DuckDBDataChunk, type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api';
import { type ResultColumn, valuesOf } from '../ports/result-column.ts';
import { converterOf, type ResultValue } from './values.ts';

/** More different texts than this are not numbered. */
const mostLabels = 65_536;

const numberTypes = new Set<DuckDBTypeId>(
  (
    [
      ...['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'],
      ...['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL'],
    ] as (keyof typeof DuckDBTypeId)[]
  ).map((name) => DuckDBTypeId[name]),
);
/** What tells one text or time from another without making its text. */
const keys = new Map<DuckDBTypeId, (value: DuckDBValue) => unknown>([
  [DuckDBTypeId.VARCHAR, (value) => value],
  [DuckDBTypeId.DATE, (value) => (value as unknown as { days: number }).days],
  [DuckDBTypeId.TIMESTAMP, (value) => (value as unknown as { micros: bigint }).micros],
]);

/** Takes the chunks of one column, one after the other. */
export class ColumnPacker {
  readonly #convert: (value: DuckDBValue) => ResultValue;
  readonly #keyOf: ((value: DuckDBValue) => unknown) | null;
  readonly #codes = new Map<unknown, number>();
  readonly #labels: (string | null)[] = [null];
  readonly #numbers: Float64Array[] = [];
  readonly #texts: Uint32Array[] = [];
  /** Once it is no column of numbers or few texts: all values. */
  #values: ResultValue[] | null;

  constructor(type: DuckDBType) {
    this.#convert = converterOf(type);
    this.#keyOf = keys.get(type.typeId) ?? null;
    this.#values = this.#keyOf === null && !numberTypes.has(type.typeId) ? [] : null;
  }

  /** The first `count` rows of a chunk. */
  take(chunk: DuckDBDataChunk, index: number, count: number): void {
    const vector = chunk.getColumnVector(index);
    const item = (row: number): DuckDBValue => vector.getItem(row);
    const isTaken = this.#values === null && (this.#keyOf ? this.#asTexts(item, count) : this.#asNumbers(item, count));
    if (isTaken) return;
    const values = this.#allValues();
    for (let row = 0; row < count; row += 1) {
      const value = item(row);
      values.push(value === null ? null : this.#convert(value));
    }
  }

  column(): ResultColumn {
    if (this.#values) return { kind: 'values', values: this.#values };
    if (this.#keyOf) return { kind: 'texts', codes: joined(this.#texts, Uint32Array), labels: this.#labels };
    return { kind: 'numbers', values: joined(this.#numbers, Float64Array) };
  }

  #asNumbers(item: (row: number) => DuckDBValue, count: number): boolean {
    const numbers = new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      const value = item(row);
      const converted = value === null ? null : this.#convert(value);
      if (typeof converted === 'string') return false;
      numbers[row] = converted === null ? Number.NaN : (converted as number);
    }
    this.#numbers.push(numbers);
    return true;
  }

  #asTexts(item: (row: number) => DuckDBValue, count: number): boolean {
    const codes = new Uint32Array(count);
    for (let row = 0; row < count; row += 1) {
      const value = item(row);
      if (value === null) continue;
      const key = this.#keyOf?.(value);
      let code = this.#codes.get(key);
      if (code === undefined) {
        code = this.#labels.length;
        if (code > mostLabels) return false;
        this.#codes.set(key, code);
        this.#labels.push(String(this.#convert(value)));
      }
      codes[row] = code;
    }
    this.#texts.push(codes);
    return true;
  }

  /** What was taken so far, as values. */
  #allValues(): ResultValue[] {
    if (this.#values) return this.#values;
    const values = valuesOf(this.column()) as ResultValue[];
    this.#values = values;
    return values;
  }
}

function joined<T extends Float64Array | Uint32Array>(parts: readonly T[], Kind: new (length: number) => T) {
  const all = new Kind(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all as T & (Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>);
}
