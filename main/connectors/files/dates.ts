import type { RejectCode } from '../../../contract/imports.ts';
import type { ZoneRules } from '../../ports/zone.ts';
import type { DateOrder } from './format.ts';
import { foldWidth } from './numbers.ts';

/** A date or time as written: wall clock as if UTC, and the offset when the text gives one. */
export interface WrittenTime {
  localMs: number;
  /** Offset of the text in ms; null = zoneless. */
  offsetMs: number | null;
  hasTime: boolean;
}

export interface DateReader {
  /**
   * UTC ms. A zoneless time is read in the zone; in a daylight-saving gap it moves forward by the gap, of a repeated
   * hour it is the first. NaN: no date, see `problem`.
   */
  instant(text: string): number;
  /** The calendar day as `YYYY-MM-DD`, whatever the zone; null: no date, see `problem`. */
  day(text: string): string | null;
  readonly problem: RejectCode;
}

const dayMs = 86_400_000;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const maxCached = 8192;

export function createDateReader(zone: ZoneRules, order: DateOrder | null): DateReader {
  const cache = new Map<string, number>();
  let lastDate = 0;
  let lastDateMs = 0;
  const reader = {
    problem: 'not-a-date' as RejectCode,
    instant(text: string): number {
      const fast = fastIso(text);
      if (!Number.isNaN(fast)) return zone.toUtc(fast);
      const exact = fastUtc(text);
      if (!Number.isNaN(exact)) return exact;
      const cached = cache.get(text);
      if (cached !== undefined) return cached;
      const read = readDate(text, order);
      if (typeof read === 'string') {
        reader.problem = read;
        return Number.NaN;
      }
      const utcMs = read.offsetMs === null ? zone.toUtc(read.localMs) : read.localMs - read.offsetMs;
      if (cache.size >= maxCached) cache.clear();
      cache.set(text, utcMs);
      return utcMs;
    },
    day(text: string): string | null {
      const read = readDate(text, order);
      if (typeof read !== 'string') return new Date(read.localMs).toISOString().slice(0, 10);
      reader.problem = read;
      return null;
    },
  };
  /** UTC ms of `YYYY-MM-DD HH:MM:SS` (also with T and a fraction) that ends in `Z` or `+00`, as programs write it. */
  const fastUtc = (text: string): number => {
    const length = text.length;
    const end = text.charCodeAt(length - 1) === 90 ? length - 1 : text.endsWith('+00') ? length - 3 : 0;
    if (end < 19 || end > 29) return Number.NaN;
    const wholeMs = fastIso(text.slice(0, 19));
    if (end === 19 || Number.isNaN(wholeMs)) return wholeMs;
    if (text.charCodeAt(19) !== 46 || end === 20) return Number.NaN;
    let ms = 0;
    for (let at = 20; at < end; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) return Number.NaN;
      if (at < 23) ms += digit * 10 ** (22 - at);
    }
    return wholeMs + ms;
  };
  /** Local ms of `YYYY-MM-DD`, `YYYY-MM-DD HH:MM` and `…:SS` (also with T); NaN for anything else. */
  const fastIso = (text: string): number => {
    const length = text.length;
    if (length !== 19 && length !== 10 && length !== 16) return Number.NaN;
    if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
    const date = two(text, 0) * 1_000_000 + two(text, 2) * 10_000 + two(text, 5) * 100 + two(text, 8);
    if (date !== lastDate) {
      const dateMs = civilMs(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
      if (Number.isNaN(dateMs)) return Number.NaN;
      lastDate = date;
      lastDateMs = dateMs;
    }
    if (length === 10) return lastDateMs;
    const separator = text.charCodeAt(10);
    if ((separator !== 32 && separator !== 84) || text.charCodeAt(13) !== 58) return Number.NaN;
    const hour = two(text, 11);
    const minute = two(text, 14);
    let second = 0;
    if (length === 19) {
      if (text.charCodeAt(16) !== 58) return Number.NaN;
      second = two(text, 17);
    }
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    return lastDateMs + hour * 3_600_000 + minute * 60_000 + second * 1000;
  };
  return reader;
}

/** Two digits at a position, NaN if they are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Midnight of a calendar day as if UTC; NaN when there is no such day. Years 1 to 9999. */
export function civilMs(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 1 && year <= 9999)) return Number.NaN;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0);
  if (day > days) return Number.NaN;
  // Days since 1970-01-01 of the proleptic Gregorian calendar, the year beginning in March.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const total = era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
  return total * dayMs;
}

const time =
  '(?:[T,\\s]*(上午|下午|[AP]M\\b)?\\s*(\\d{1,2})\\s*[:时点]\\s*(\\d{1,2})(?:\\s*[:分]\\s*(\\d{1,2})(?:[.,](\\d{1,9}))?)?\\s*[分秒]?' +
  '\\s*(AM|PM|A\\.M\\.|P\\.M\\.)?\\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\\d{1,2}:?(?:\\d{2})?)?(?:\\s*\\([^)]*\\))?)?';
const weekday = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+)?';
const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const yearFirst = new RegExp(`^(\\d{4})\\s*([-/.年])\\s*(\\d{1,2})\\s*[-/.月]\\s*(\\d{1,2})\\s*日?${time}$`, 'i');
const numeric = new RegExp(`^(\\d{1,2})\\s*([-/.])\\s*(\\d{1,2})\\s*\\2\\s*(\\d{4}|\\d{1,2})${time}$`, 'i');
const dayName = new RegExp(
  `^${weekday}(\\d{1,2})(?:st|nd|rd|th)?[-/\\s]*${month}[-/,\\s]*(\\d{4}|\\d{2})${time}$`,
  'i',
);
const nameDay = new RegExp(`^${weekday}${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})${time}$`, 'i');
const nameDayTimeYear = new RegExp(
  `^${weekday}${month}\\s+(\\d{1,2})\\s+(\\d{1,2}:\\d{2}:\\d{2})\\s+(?:[A-Z]{3,4}\\s+)?(\\d{4})$`,
  'i',
);
const compact = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(Z)?)?$/;
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads any of the spellings; otherwise the reason why not. */
export function readDate(text: string, order: DateOrder | null): WrittenTime | RejectCode {
  if (text.length > 64) return 'not-a-date';
  const body = foldWidth(text).trim();
  let match = yearFirst.exec(body);
  if (match) return assemble(Number(match[1]), Number(match[3]), Number(match[4]), match.slice(5));
  match = compact.exec(body);
  if (match && !isUnixTime(body)) {
    const clock =
      match[4] === undefined ? [] : [undefined, match[4], match[5], match[6], undefined, undefined, match[7]];
    return assemble(Number(match[1]), Number(match[2]), Number(match[3]), clock);
  }
  match = numeric.exec(body);
  if (match) return readNumeric(match, order);
  match = dayName.exec(body);
  if (match) return assemble(fullYear(match[3] ?? ''), monthNumber(match[2]), Number(match[1]), match.slice(4));
  match = nameDay.exec(body);
  if (match) return assemble(fullYear(match[3] ?? ''), monthNumber(match[1]), Number(match[2]), match.slice(4));
  match = nameDayTimeYear.exec(body);
  if (match) {
    const clock = (match[3] ?? '').split(':');
    return assemble(Number(match[4]), monthNumber(match[1]), Number(match[2]), [undefined, ...clock]);
  }
  return readCount(body);
}

/** `3/4/24` and the like: a number above 12 decides, else the order known for the column; dots mean day first. */
function readNumeric(match: RegExpExecArray, order: DateOrder | null): WrittenTime | RejectCode {
  const first = Number(match[1]);
  const second = Number(match[3]);
  const clock = match.slice(5);
  if (order === 'ymd' && (match[4]?.length ?? 4) < 4)
    return assemble(fullYear(match[1] ?? ''), second, Number(match[4]), clock);
  if (match[4]?.length === 1) return 'not-a-date';
  const year = fullYear(match[4] ?? '');
  const effective = order === 'dmy' || order === 'mdy' ? order : match[2] === '.' ? 'dmy' : null;
  if (effective === 'dmy') return assemble(year, second, first, clock);
  if (effective === 'mdy') return assemble(year, first, second, clock);
  if (first > 12) return assemble(year, second, first, clock);
  if (second > 12 || first === second) return assemble(year, first, second, clock);
  return 'ambiguous-date';
}

/** Unix seconds (10 digits), milliseconds (13), microseconds (16), nanoseconds (19), or the day number of a spreadsheet. */
function readCount(body: string): WrittenTime | RejectCode {
  if (isUnixTime(body)) {
    const digits = body.replace(/\..*/, '').length;
    const localMs =
      digits > 13 ? Number(body.slice(0, 13)) : digits === 13 ? Number(body) : Math.round(Number(body) * 1000);
    return { localMs, offsetMs: 0, hasTime: true };
  }
  if (/^\d{5}(\.\d{1,15})?$/.test(body)) {
    const days = Number(body);
    if (days >= 20_000 && days <= 80_000) {
      const seconds = Math.round((days - 25_569) * 86_400);
      return { localMs: seconds * 1000, offsetMs: null, hasTime: body.includes('.') };
    }
  }
  return 'not-a-date';
}

/** 10 digits from 2001 to 2030 (later ones begin like the date 20…), or 13, 16 or 19 digits. */
function isUnixTime(body: string): boolean {
  return /^1[0-8]\d{8}(\.\d{1,6})?$/.test(body) || /^(?:[12]\d{12}|1\d{15}|1\d{18})$/.test(body);
}

/** `clock`: am/pm before, hour, minute, second, fraction, am/pm after, offset. */
function assemble(
  year: number,
  monthOfYear: number,
  day: number,
  clock: (string | undefined)[],
): WrittenTime | RejectCode {
  const dateMs = civilMs(year, monthOfYear, day);
  if (Number.isNaN(dateMs)) return 'impossible-date';
  const [before, hourText, minuteText, secondText, fraction, after, offset] = clock;
  if (hourText === undefined) return { localMs: dateMs, offsetMs: null, hasTime: false };
  const half = (before ?? after ?? '').replaceAll('.', '').toUpperCase();
  let hour = Number(hourText);
  if (half !== '') {
    if (hour > 12 && (half === 'AM' || half === '上午')) return 'time-does-not-exist';
    if ((half === 'PM' || half === '下午') && hour < 12) hour += 12;
    else if ((half === 'AM' || half === '上午') && hour === 12) hour = 0;
  }
  const minute = Number(minuteText);
  const second = Number(secondText ?? 0);
  const isEndOfDay = hour === 24 && minute === 0 && second === 0;
  // Second 60 is a leap second; it is read as the second after.
  if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 60) return 'time-does-not-exist';
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  const offsetMs = offset === undefined ? null : readOffset(offset);
  if (offsetMs !== null && Math.abs(offsetMs) > 15 * 3_600_000) return 'not-a-date';
  return { localMs: dateMs + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms, offsetMs, hasTime: true };
}

function readOffset(text: string): number {
  const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000;
}

/** Two digits: 69 to 99 are 19…, 00 to 68 are 20… (as POSIX reads them). */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}

function monthNumber(name: string | undefined): number {
  return monthNames.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}
