import { zoneRules } from '../../ports/zone.ts';
import { civilMs } from './dates.ts';

const tokens: Record<string, { pattern: string; part: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' }> = {
  YYYY: { pattern: '(\\d{4})', part: 'year' },
  YY: { pattern: '(\\d{2})', part: 'year' },
  MM: { pattern: '(\\d{1,2})', part: 'month' },
  M: { pattern: '(\\d{1,2})', part: 'month' },
  DD: { pattern: '(\\d{1,2})', part: 'day' },
  D: { pattern: '(\\d{1,2})', part: 'day' },
  HH: { pattern: '(\\d{1,2})', part: 'hour' },
  H: { pattern: '(\\d{1,2})', part: 'hour' },
  mm: { pattern: '(\\d{1,2})', part: 'minute' },
  ss: { pattern: '(\\d{1,2})', part: 'second' },
};
const compiled = new Map<string, { shape: RegExp; parts: string[] }>();

/** Reads a time by a format such as `DD/MM/YYYY HH:mm`; zoneless, in the given zone. Fails with RangeError. */
export function readDateAs(text: string, format: string, zone: string): Date {
  const { shape, parts } = compileFormat(format);
  const match = shape.exec(text.trim());
  if (!match) throw new RangeError(`date: “${text.slice(0, 40)}” is not ${format}`);
  const values: Record<string, number> = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  parts.forEach((part, index) => {
    const digits = match[index + 1] ?? '0';
    values[part] = part === 'year' && digits.length === 2 ? shortYear(Number(digits)) : Number(digits);
  });
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = values;
  const dateMs = civilMs(year, month, day);
  if (Number.isNaN(dateMs) || hour > 23 || minute > 59 || second > 59) {
    throw new RangeError(`date: “${text.slice(0, 40)}” does not exist`);
  }
  return new Date(zoneRules(zone).toUtc(dateMs + hour * 3_600_000 + minute * 60_000 + second * 1000));
}

function shortYear(year: number): number {
  return year >= 69 ? 1900 + year : 2000 + year;
}

function compileFormat(format: string): { shape: RegExp; parts: string[] } {
  let known = compiled.get(format);
  if (!known) {
    const parts: string[] = [];
    const source = format
      .slice(0, 60)
      .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      .replace(/YYYY|YY|MM?|DD?|HH?|mm|ss/g, (token) => {
        parts.push(tokens[token]?.part ?? '');
        return tokens[token]?.pattern ?? token;
      });
    known = { shape: new RegExp(`^${source}$`), parts };
    if (compiled.size > 100) compiled.clear();
    compiled.set(format, known);
  }
  return known;
}
