/** How a sheet's numbers are meant, told by their number format. */
export type NumberStyle = 'number' | 'date' | 'time' | 'instant';

/** Formats every workbook has without defining them; those left out are numbers (ECMA-376 part 1, 18.8.30). */
const builtIn: Record<number, NumberStyle> = {
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'time',
  19: 'time',
  20: 'time',
  21: 'time',
  22: 'instant',
  45: 'time',
  46: 'number',
  47: 'time',
  // East Asian date and time formats.
  ...Object.fromEntries([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'])),
  ...Object.fromEntries([32, 33, 34, 35, 55, 56].map((id) => [id, 'time'])),
};

/** @param code the format's own code where the workbook defines it */
export function styleOf(formatId: number, code: string | null): NumberStyle {
  if (code === null) return builtIn[formatId] ?? 'number';
  // Quoted and escaped text, colours and conditions say nothing about the value; [h] counts hours and is a number.
  const plain = (code.split(';')[0] ?? '')
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h|m|s)[^\]]*\]/gi, '')
    .toLowerCase();
  if (/\[(h|m|s)+\]/.test(plain)) return 'number';
  const hasDay = /y|d|年|月|日/.test(plain) || /^m{1,5}$/.test(plain.trim());
  const hasTime = /h|s|时|分|秒/.test(plain);
  if (hasDay) return hasTime ? 'instant' : 'date';
  return hasTime ? 'time' : 'number';
}

const dayMs = 86_400_000;
/** Day 1 of the older system is 1900-01-01, but it counts a 29 February 1900 that never was (day 60). */
const epoch1900 = Date.UTC(1899, 11, 30);
const epoch1904 = Date.UTC(1904, 0, 1);
/** 9999-12-31 */
const maxSerial = 2_958_465;

/**
 * A day number as ISO text without a zone: a date, a time of day, or both.
 *
 * @returns null when the number is no day of the calendar
 */
export function serialText(serial: number, style: NumberStyle, is1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial > maxSerial || serial < -657_434) return null;
  if (style === 'time' && serial >= 0 && serial < 1) return isoTime(Math.round(serial * dayMs));
  const days = !is1904 && serial >= 0 && serial < 60 ? serial + 1 : serial;
  const ms = Math.round(days * dayMs) + (is1904 ? epoch1904 : epoch1900);
  const text = new Date(ms).toISOString();
  const day = text.slice(0, 10);
  const hasTime = ms % dayMs !== 0;
  if (style === 'date' && !hasTime) return day;
  return hasTime ? `${day}T${isoTime(((ms % dayMs) + dayMs) % dayMs)}` : day;
}

function isoTime(ms: number): string {
  const text = new Date(ms % dayMs).toISOString().slice(11, 23);
  return text.endsWith('.000') ? text.slice(0, 8) : text;
}

/**
 * A number as people would write it. Sheets keep binary fractions with 17 digits (12.300000000000001); 15 are what they
 * show and what is meant.
 */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded);
  return text.includes('e') ? rounded.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : text;
}
