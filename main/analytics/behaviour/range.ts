import { type DateRange, type Duration, maxPeriods } from '../../../contract/analytics.ts';
import { AppError } from '../../../contract/errors.ts';
import { zoneRules } from '../../ports/zone.ts';
import { type Calendar, type Period, periodBounds } from '../calendar.ts';

/** UTC ms, both inclusive. */
export interface Span {
  fromMs: number;
  toMs: number;
}

const dayMs = 86_400_000;
const unitMs: Record<Duration['unit'], number> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
  month: 30 * dayMs,
};
/** Shortest and longest length a calendar period can have (but for the one hour of a year that clocks make shorter). */
const lengths: Record<Period, [number, number]> = {
  hour: [3_600_000, 5_400_000],
  day: [22 * 3_600_000, 26 * 3_600_000],
  week: [6 * dayMs, 8 * dayMs],
  month: [27 * dayMs, 32 * dayMs],
  quarter: [89 * dayMs, 93 * dayMs],
  year: [364 * dayMs, 367 * dayMs],
};

export const durationMs = ({ value, unit }: Duration): number => value * unitMs[unit];

export const outOfBounds = (path: string, message: string): AppError =>
  new AppError('api/invalid-input', { details: [{ path, message }] });

/** A local date means its first instant, or as an end its last millisecond. */
export function momentMs(text: string, zone: string, isEnd = false): number {
  if (text.includes('T')) return Date.parse(text);
  const midnight = Date.parse(`${text}T00:00:00Z`);
  const { toUtc } = zoneRules(zone);
  return isEnd ? toUtc(midnight + dayMs) - 1 : toUtc(midnight);
}

/** @throws api/invalid-input when the range ends before it begins */
export function spanOf(range: DateRange, zone: string): Span {
  const span = { fromMs: momentMs(range.from, zone), toMs: momentMs(range.to, zone, true) };
  if (span.toMs < span.fromMs) throw outOfBounds('dateRange.to', '< from');
  return span;
}

/** @throws api/invalid-input when there would be more periods than anybody can read */
export function boundsOf(calendar: Calendar, period: Period, { fromMs, toMs }: Span): Float64Array {
  if ((toMs - fromMs) / lengths[period][0] > maxPeriods) throw outOfBounds('dateRange', `> ${maxPeriods}`);
  return periodBounds(calendar, period, fromMs, toMs);
}

/** Bounds of a number of periods from the one that holds an instant on. */
export function boundsFrom(calendar: Calendar, period: Period, fromMs: number, count: number): Float64Array {
  return periodBounds(calendar, period, fromMs, fromMs + count * lengths[period][1]).slice(0, count + 1);
}

/** Local date of a period's start; for hours with the time. */
export function startText(zone: string, period: Period, startMs: number): string {
  const local = new Date(zoneRules(zone).toLocal(startMs)).toISOString();
  // A day may begin after midnight, where the clock jumps over it.
  return period === 'hour' ? local.slice(0, 19) : local.slice(0, 10);
}
