import { readDate, type WrittenTime } from './dates.ts';
import type { ColumnProfile, DateOrder, FileFormat } from './format.ts';
import { mostlyShare } from './infer.ts';
import { readDecimal } from './numbers.ts';

type Rewrite = (text: string) => string;

/**
 * Writes the values of a file so that they can stand beside those of files written otherwise: numbers with a comma for
 * their fractions get a point, days like 03/04/2024 become ISO dates by the order of their column. What cannot be read so
 * stays as it is written. Changes the rows it is given.
 *
 * @param order of days and months where the columns do not tell
 */
export function plainValues(
  { profiles }: Pick<FileFormat, 'profiles'>,
  order: DateOrder | null,
): (rows: readonly string[][]) => void {
  const rewrites = profiles.flatMap((profile, column) => {
    const rewrite = rewriteOf(profile, order);
    return rewrite ? [{ column, rewrite }] : [];
  });
  return (rows) => {
    for (const { column, rewrite } of rewrites) {
      for (const row of rows) row[column] = rewrite(row[column] ?? '');
    }
  };
}

function rewriteOf(profile: ColumnProfile, told: DateOrder | null): Rewrite | null {
  const { type, decimalMark, dateOrder, patterns } = profile;
  const isDated = type === 'date' || type === 'instant' || patterns.date >= mostlyShare;
  const order = isDated ? (told ?? dateOrder) : null;
  if (order !== null) return (text) => isoTime(text, order) ?? text;
  return decimalMark === ',' ? withPoint : null;
}

/** Only dates that an order is needed for: all others read the same everywhere. */
const needsOrder = /^\s*\d{1,2}\s*([-/.])\s*\d{1,2}\s*\1\s*\d{1,4}(?!\d)/;

function isoTime(text: string, order: DateOrder): string | null {
  if (!needsOrder.test(text)) return null;
  const read = readDate(text, order);
  return typeof read === 'string' ? null : isoText(read);
}

/** The day and time as written, with the offset where one was given: a date is the day that was written. */
function isoText({ localMs, offsetMs, hasTime }: WrittenTime): string {
  const text = new Date(localMs).toISOString();
  if (!hasTime) return text.slice(0, 10);
  if (offsetMs === 0) return text;
  const zone = offsetMs === null ? '' : `${offsetMs < 0 ? '-' : '+'}${clockOf(Math.abs(offsetMs))}`;
  return `${text.slice(0, -1)}${zone}`;
}

/** `05:30`. */
const clockOf = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

function withPoint(text: string): string {
  // Where there is neither mark nor sign of anything else, it is written the same either way.
  if (/^\s*-?\d*\s*$/.test(text)) return text;
  const read = readDecimal(text, ',');
  if (!read) return text;
  const fraction = Math.max(0, -read.exponent);
  const digits = (read.digits + '0'.repeat(Math.max(0, read.exponent))).padStart(fraction + 1, '0');
  const whole = digits.slice(0, digits.length - fraction);
  return `${read.isNegative ? '-' : ''}${read.sign}${whole}${fraction === 0 ? '' : `.${digits.slice(-fraction)}`}`;
}
