import type { QueryParameter, Replica } from '../../replica/index.ts';

/** Profiles read at a time: some 8 MB of text, which crosses threads in a few milliseconds. */
const profilesAtOnce = 100_000;

/** Whole numbers of many rows, row after row, as digits with blanks between: cheap to hand from thread to thread. */
export type Packed = Uint8Array[];

/**
 * Runs a SELECT of whole numbers for all profiles, in ranges of ids, so that no message and no row set is large.
 *
 * @param columns names of the columns of `sql`
 * @param sql SELECT in which `$1` and `$2` are the first and last profile id; further parameters follow
 * @param range first and last profile id there are
 * @param atOnce ids per range
 */
export async function readPacked(
  replica: Replica,
  range: { first: number; last: number },
  columns: readonly string[],
  sql: string,
  parameters: readonly QueryParameter[],
  signal?: AbortSignal,
  atOnce: number = profilesAtOnce,
): Promise<Packed> {
  const packed: Packed = [];
  const packedSql = `SELECT string_agg(concat_ws(' ', ${columns.join(', ')}), ' ') FROM (${sql})`;
  for (let from = range.first; from <= range.last; from += atOnce) {
    const to = Math.min(range.last, from + atOnce - 1);
    const options = signal === undefined ? {} : { signal };
    const { rows } = await replica.query(packedSql, [from, to, ...parameters], options);
    const text = rows[0]?.[0];
    if (typeof text === 'string') packed.push(new TextEncoder().encode(text));
  }
  return packed;
}

/** The numbers again, all rows in one array. */
export function unpack(packed: Packed): Float64Array {
  let count = 0;
  for (const bytes of packed) {
    if (bytes.length > 0) count += 1;
    for (let i = 0; i < bytes.length; i += 1) if (bytes[i] === BLANK) count += 1;
  }
  const values = new Float64Array(count);
  let index = 0;
  for (const bytes of packed) index = readNumbers(bytes, values, index);
  return values;
}

const BLANK = 32;
const MINUS = 45;
const ZERO = 48;

function readNumbers(bytes: Uint8Array, values: Float64Array, from: number): number {
  if (bytes.length === 0) return from;
  let index = from;
  let value = 0;
  let sign = 1;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === BLANK) {
      values[index] = sign * value;
      index += 1;
      value = 0;
      sign = 1;
    } else if (byte === MINUS) sign = -1;
    else value = value * 10 + (byte - ZERO);
  }
  values[index] = sign * value;
  return index + 1;
}
