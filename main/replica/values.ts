import {
  type DuckDBDataChunk,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';

/** A value of a result: what JSON can carry. Whole numbers beyond 2^53 and exact decimals are text. */
export type ResultValue = null | boolean | number | string | ResultValue[] | { [key: string]: ResultValue };

type Converter = (value: DuckDBValue) => ResultValue;

const whole: Converter = (value) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
};
/** Infinity and NaN have no JSON; they are null like every other undefined figure. */
const real: Converter = (value) => (Number.isFinite(value) ? (value as number) : null);
const plainText: Converter = (value) => String(value);
const asIs: Converter = (value) => value as ResultValue;

/** UTC or wall-clock time without a zone: `2024-03-04T05:06:07.089`. */
const isoFromMicros = (micros: bigint): string => isoFromMs(Number(micros / 1000n));
const isoFromMs = (ms: number): string => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, -1);
};
const field =
  <K extends string, V>(name: K, convert: (value: V) => ResultValue): Converter =>
  (value) =>
    convert((value as unknown as Record<K, V>)[name]);

const integerTypes = [
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'BIGINT',
  'UBIGINT',
  'HUGEINT',
  'UHUGEINT',
  'BIGNUM',
] as const;
const textTypes = ['ENUM', 'UUID', 'TIME', 'TIME_TZ', 'TIME_NS', 'INTERVAL', 'BIT', 'BLOB'] as const;

const converters = new Map<DuckDBTypeId, Converter>([
  ...integerTypes.map((name) => [DuckDBTypeId[name], whole] as const),
  ...textTypes.map((name) => [DuckDBTypeId[name], plainText] as const),
  [DuckDBTypeId.BOOLEAN, asIs],
  [DuckDBTypeId.VARCHAR, asIs],
  [DuckDBTypeId.SQLNULL, asIs],
  [DuckDBTypeId.FLOAT, real],
  [DuckDBTypeId.DOUBLE, real],
  [DuckDBTypeId.DECIMAL, decimal],
  [DuckDBTypeId.DATE, field('days', (days: number) => isoFromMs(days * 86_400_000))],
  [DuckDBTypeId.TIMESTAMP, field('micros', isoFromMicros)],
  [DuckDBTypeId.TIMESTAMP_TZ, field('micros', isoFromMicros)],
  [DuckDBTypeId.TIMESTAMP_S, field('seconds', (seconds: bigint) => isoFromMs(Number(seconds) * 1000))],
  [DuckDBTypeId.TIMESTAMP_MS, field('millis', (millis: bigint) => isoFromMs(Number(millis)))],
  [DuckDBTypeId.TIMESTAMP_NS, field('nanos', (nanos: bigint) => isoFromMs(Number(nanos / 1_000_000n)))],
]);

/** A number when that loses nothing, else its digits. */
function decimal(value: DuckDBValue): ResultValue {
  const text = String(value);
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const number = Number(trimmed);
  return String(number) === trimmed ? number : trimmed;
}

/** The converter of a column; nested types become arrays and objects of JSON. */
export function converterOf(type: DuckDBType): Converter {
  const converter = converters.get(type.typeId);
  if (converter) return converter;
  return (value) => JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter) as ResultValue;
}

/** Appends up to `limit` rows of a chunk, column by column: each vector is decoded once. */
export function appendRows(
  chunk: DuckDBDataChunk,
  columnConverters: readonly Converter[],
  limit: number,
  rows: ResultValue[][],
): void {
  const count = Math.min(chunk.rowCount, limit);
  const start = rows.length;
  for (let row = 0; row < count; row += 1) rows.push(new Array<ResultValue>(columnConverters.length).fill(null));
  columnConverters.forEach((convert, index) => {
    const vector = chunk.getColumnVector(index);
    for (let row = 0; row < count; row += 1) {
      const value = vector.getItem(row);
      if (value !== null) (rows[start + row] as ResultValue[])[index] = convert(value);
    }
  });
}
