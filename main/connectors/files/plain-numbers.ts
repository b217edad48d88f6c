import type { ZoneRules } from '../../ports/zone.ts';
import type { CellTable } from './cell-cutter.ts';
import { civilMs } from './dates.ts';
import type { StoredType } from './format.ts';

/**
 * Reads the numbers of a column that are written plainly, and those only: from the units of the cells, without a text
 * being made of any. All other cells get `untold`, and are for the converter of the column, which gives the same for
 * those that are told here.
 */
export type PlainNumbers = (cells: CellTable, column: number, values: Float64Array) => void;

/** Stands where a cell was not understood. */
export const untold = Number.POSITIVE_INFINITY;

/** As many digits as a number of a program holds without rounding. */
const maxDigits = 15;
const pow10 = Float64Array.from({ length: maxDigits + 1 }, (_, exponent) => 10 ** exponent);
const zero = 48;
const minus = 45;
const point = 46;
const colon = 58;

/**
 * Null: numbers of this type are never read so; where the column has a comma for its fractions, a point groups digits.
 */
export function plainNumbersOf(type: StoredType, zone: ZoneRules, decimalMark: '.' | ','): PlainNumbers | null {
  switch (type) {
    case 'integer':
      return wholeNumbers;
    case 'decimal':
      return decimalMark === '.' ? decimals : null;
    case 'instant':
      return instantsIn(zone);
    default:
      return null;
  }
}

/** `-12`. */
const wholeNumbers: PlainNumbers = ({ units, starts, ends, width, count }, column, values) => {
  for (let row = 0, cell = column; row < count; row += 1, cell += width) {
    const end = ends[cell] as number;
    let at = starts[cell] as number;
    const isNegative = units[at] === minus && at < end;
    if (isNegative) at += 1;
    let number = 0;
    let digits = end - at;
    if (digits === 0 || digits > maxDigits) digits = -1;
    else {
      for (; at < end; at += 1) {
        const digit = (units[at] as number) - zero;
        if (digit >>> 0 > 9) digits = -1;
        number = number * 10 + digit;
      }
    }
    values[row] = digits < 0 ? untold : isNegative && number > 0 ? -number : number;
  }
};

/**
 * `-12.50`; the quotient of two numbers that are exact is the nearest there is to what is written. Zeros at the end, of
 * which databases write many, say nothing.
 */
const decimals: PlainNumbers = ({ units, starts, ends, width, count }, column, values) => {
  for (let row = 0, cell = column; row < count; row += 1, cell += width) {
    const end = ends[cell] as number;
    let at = starts[cell] as number;
    const isNegative = units[at] === minus && at < end;
    if (isNegative) at += 1;
    const first = at;
    let number = 0;
    let digits = 0;
    /** Digits behind the point; -1 = there was none. */
    let fraction = -1;
    let isPlain = at < end;
    for (; isPlain && at < end; at += 1) {
      const unit = units[at] as number;
      if (unit === point && fraction < 0) {
        fraction = 0;
        isPlain = at > first && at < end - 1;
        continue;
      }
      const digit = unit - zero;
      if (digit >>> 0 > 9) isPlain = false;
      else if (digits < maxDigits) {
        number = number * 10 + digit;
        digits += 1;
        if (fraction >= 0) fraction += 1;
      } else isPlain = digit === 0 && fraction >= 0;
    }
    const size = fraction > 0 ? number / (pow10[fraction] as number) : number;
    values[row] = isPlain ? (isNegative ? -size : size) : untold;
  }
};

/**
 * `YYYY-MM-DD`, `YYYY-MM-DD HH:MM` and `…:SS` (also with T) in the zone; the last one, with or without a fraction, in UTC
 * where it ends in `Z` or `+00`.
 */
function instantsIn(zone: ZoneRules): PlainNumbers {
  let lastDay = -1;
  let lastDayMs = 0;
  return ({ units, starts, ends, width, count }, column, values) => {
    for (let row = 0, cell = column; row < count; row += 1, cell += width) {
      const start = starts[cell] as number;
      const length = (ends[cell] as number) - start;
      values[row] = untold;
      if (length < 10 || length > 32 || units[start + 4] !== minus || units[start + 7] !== minus) continue;
      const century = two(units, start);
      const year = two(units, start + 2);
      const month = two(units, start + 5);
      const date = two(units, start + 8);
      if ((century | year | month | date) < 0) continue;
      const day = (century * 100 + year) * 10_000 + month * 100 + date;
      if (day !== lastDay) {
        const dayMs = civilMs(century * 100 + year, month, date);
        if (Number.isNaN(dayMs)) continue;
        lastDay = day;
        lastDayMs = dayMs;
      }
      if (length === 10) {
        values[row] = zone.toUtc(lastDayMs);
        continue;
      }
      const clockMs = length < 16 ? -1 : clock(units, start + 10, length === 16);
      if (clockMs < 0) continue;
      const localMs = lastDayMs + clockMs;
      if (length === 16 || length === 19) {
        values[row] = zone.toUtc(localMs);
        continue;
      }
      const end = start + length - zoneLength(units, start + length);
      if (end === start + length || end < start + 19) continue;
      const ms = end === start + 19 ? 0 : fractionMs(units, start + 19, end);
      if (ms >= 0) values[row] = localMs + ms;
    }
  };
}

/** Two digits; -1 = they are none. */
function two(units: Uint16Array, at: number): number {
  const tens = (units[at] as number) - zero;
  const ones = (units[at + 1] as number) - zero;
  return tens >>> 0 <= 9 && ones >>> 0 <= 9 ? tens * 10 + ones : -1;
}

/** Ms of ` HH:MM:SS` (or T, without the seconds); -1 = it is none. */
function clock(units: Uint16Array, at: number, isShort: boolean): number {
  const separator = units[at];
  if ((separator !== 32 && separator !== 84) || units[at + 3] !== colon) return -1;
  const hour = two(units, at + 1);
  const minute = two(units, at + 4);
  const second = isShort ? 0 : units[at + 6] === colon ? two(units, at + 7) : -1;
  if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) return -1;
  return hour * 3_600_000 + minute * 60_000 + second * 1000;
}

/** Units of `Z` or `+00` before `end`; 0 = neither. */
function zoneLength(units: Uint16Array, end: number): number {
  if (units[end - 1] === 90) return 1;
  return units[end - 1] === zero && units[end - 2] === zero && units[end - 3] === 43 ? 3 : 0;
}

/** Whole ms of `.` and up to nine digits; -1 = it is none. */
function fractionMs(units: Uint16Array, start: number, end: number): number {
  if (units[start] !== point || end - start < 2 || end - start > 10) return -1;
  let ms = 0;
  let weight = 100;
  for (let at = start + 1; at < end; at += 1) {
    const digit = (units[at] as number) - zero;
    if (digit >>> 0 > 9) return -1;
    ms += digit * weight;
    weight = weight === 100 ? 10 : weight === 10 ? 1 : 0;
  }
  return ms;
}
