import type { Granularity } from './cube-query.ts';

/** A calendar day without a zone, `YYYY-MM-DD`. */
export type LocalDate = string;

/** Local days of the workspace, both ends inclusive. */
export interface DateRange {
  from: LocalDate;
  to: LocalDate;
}

const dayMs = 86_400_000;
const toMs = (date: LocalDate) => Date.parse(`${date}T00:00:00Z`);
const fromMs = (ms: number): LocalDate => new Date(ms).toISOString().slice(0, 10);

/** True for an existing calendar day written `YYYY-MM-DD`. */
export function isLocalDate(text: unknown): text is LocalDate {
  return (
    typeof text === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(toMs(text)) &&
    fromMs(toMs(text)) === text
  );
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromMs(toMs(date) + days * dayMs);
}

/** Days of a range, both ends counted. */
export function dayCount(range: DateRange): number {
  return Math.round((toMs(range.to) - toMs(range.from)) / dayMs) + 1;
}

/** The same day number of another month; a day that month lacks becomes its last. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const first = `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`;
  const day = Math.min(Number(date.slice(8, 10)), Number(endOfMonth(first).slice(8, 10)));
  return `${first.slice(0, 8)}${String(day).padStart(2, '0')}`;
}

export function startOfMonth(date: LocalDate): LocalDate {
  return `${date.slice(0, 8)}01`;
}

export function endOfMonth(date: LocalDate): LocalDate {
  return fromMs(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0));
}

const earlier = (a: LocalDate, b: LocalDate) => (a < b ? a : b);
const later = (a: LocalDate, b: LocalDate) => (a > b ? a : b);

export const presets = [
  'latest-month',
  'last-full-month',
  'last-7-days',
  'last-7-complete-days',
  'last-complete-week',
  'last-30-days',
  'last-90-days',
  'quarter-to-date',
  'last-full-quarter',
  'year-to-date',
  'last-full-year',
  'fiscal-quarter-to-date',
  'fiscal-year-to-date',
  'last-fiscal-year',
  'last-12-months',
  'all',
] as const;
export type Preset = (typeof presets)[number];

/** What named ranges depend on in the workspace. */
export interface CalendarSettings {
  /** 1..12 */
  fiscalYearStartMonth: number;
  /** 1 = Monday … 7 = Sunday. */
  weekStart: number;
}
export const plainCalendar: CalendarSettings = { fiscalYearStartMonth: 1, weekStart: 1 };

/** The named ranges worth offering: where the fiscal year is the calendar year, its own would only repeat them. */
export function offeredPresets({ fiscalYearStartMonth }: CalendarSettings): Preset[] {
  return presets.filter((preset) => fiscalYearStartMonth !== 1 || !preset.includes('fiscal'));
}

/**
 * A named range relative to the newest data, never to today: `data.to` is the last local day with data.
 * Ranges begin no earlier than the data does, except weeks, months, quarters and years, which keep their own first
 * day so that they stay comparable. *Complete* days leave the newest one out, which may still be running.
 */
export function presetRange(preset: Preset, data: DateRange, calendar: CalendarSettings = plainCalendar): DateRange {
  const { to } = data;
  const fiscal = calendar.fiscalYearStartMonth;
  switch (preset) {
    case 'latest-month':
      return { from: startOfMonth(to), to };
    case 'last-full-month':
      return lastFull(to, 1, 1);
    case 'last-7-days':
      return { from: later(addDays(to, -6), data.from), to };
    case 'last-7-complete-days':
      return { from: addDays(to, -7), to: addDays(to, -1) };
    case 'last-complete-week': {
      const weekday = ((new Date(toMs(to)).getUTCDay() + 6) % 7) + 1;
      const sinceStart = (weekday - calendar.weekStart + 7) % 7;
      const end = sinceStart === 6 ? to : addDays(to, -sinceStart - 1);
      return { from: addDays(end, -6), to: end };
    }
    case 'last-30-days':
      return { from: later(addDays(to, -29), data.from), to };
    case 'last-90-days':
      return { from: later(addDays(to, -89), data.from), to };
    case 'quarter-to-date':
      return { from: startOfMonths(to, 3, 1), to };
    case 'last-full-quarter':
      return lastFull(to, 3, 1);
    case 'year-to-date':
      return { from: startOfMonths(to, 12, 1), to };
    case 'last-full-year':
      return lastFull(to, 12, 1);
    case 'fiscal-quarter-to-date':
      return { from: startOfMonths(to, 3, fiscal), to };
    case 'fiscal-year-to-date':
      return { from: startOfMonths(to, 12, fiscal), to };
    case 'last-fiscal-year':
      return lastFull(to, 12, fiscal);
    case 'last-12-months':
      return { from: addMonths(startOfMonth(to), -11), to };
    case 'all':
      return { from: data.from, to };
  }
}

/** First day of the block of so many months, counted from a month of the year, in which a day falls. */
function startOfMonths(date: LocalDate, length: number, firstMonth: number): LocalDate {
  const month = Number(date.slice(5, 7));
  return addMonths(startOfMonth(date), -((month - firstMonth + 12) % length));
}

/** The newest block of so many months that has ended by a day. */
function lastFull(to: LocalDate, length: number, firstMonth: number): DateRange {
  const from = startOfMonths(to, length, firstMonth);
  if (to === endOfMonth(addMonths(from, length - 1))) return { from, to };
  return { from: addMonths(from, -length), to: addDays(from, -1) };
}

/** The preset that gives exactly this range, if one does; the first one listed wins. */
export function presetOf(range: DateRange, data: DateRange, calendar: CalendarSettings = plainCalendar): Preset | null {
  return (
    presets.find((preset) => {
      const candidate = presetRange(preset, data, calendar);
      return candidate.from === range.from && candidate.to === range.to;
    }) ?? null
  );
}

/**
 * Whole months that end with the month of the range's last day; the last month stops where the range does. Months
 * before the first one with data are left out.
 */
export function trailingMonths(range: DateRange, months: number, data: DateRange): DateRange {
  const from = addMonths(startOfMonth(range.to), 1 - months);
  const firstMonth = startOfMonth(data.from);
  return { from: firstMonth <= range.to ? later(from, firstMonth) : from, to: range.to };
}

/** With what a range is compared, and how far that is fair. */
export interface ComparedPeriod {
  range: DateRange;
  /** Days of the compared range; smaller than `expectedDays` where a shorter month or February cut it. */
  days: number;
  expectedDays: number;
  /** False when the compared range reaches before the first day with data: then there is nothing to compare with. */
  hasData: boolean;
}

/**
 * Like for like. A range inside one calendar month that starts on its first day is compared with the same day numbers
 * of the month before (cut to that month's length); any other range with as many days right before it.
 */
export function previousPeriod(range: DateRange, firstDataDay: LocalDate): ComparedPeriod {
  if (comparesMonths(range)) {
    return compared(range, { from: addMonths(range.from, -1), to: addMonths(range.to, -1) }, firstDataDay);
  }
  const days = dayCount(range);
  return compared(range, { from: addDays(range.from, -days), to: addDays(range.from, -1) }, firstDataDay);
}

/** True where the previous period is the month before, day for day. */
export function comparesMonths(range: DateRange): boolean {
  return range.from.slice(0, 7) === range.to.slice(0, 7) && range.from.endsWith('-01');
}

/** The same calendar dates a year earlier; 29 February is compared with the 28th. */
export function previousYear(range: DateRange, firstDataDay: LocalDate): ComparedPeriod {
  return compared(range, { from: addMonths(range.from, -12), to: addMonths(range.to, -12) }, firstDataDay);
}

function compared(range: DateRange, other: DateRange, firstDataDay: LocalDate): ComparedPeriod {
  return {
    range: other,
    days: dayCount(other),
    expectedDays: dayCount(range),
    hasData: other.from >= firstDataDay,
  };
}

/**
 * The range of the same kind before or after: whole months move by as many months, anything else by as many days.
 * A month that is still running counts as whole; it gets its full length back on the way.
 */
export function shiftedRange(range: DateRange, direction: -1 | 1, data: DateRange): DateRange {
  const isWhole = range.from.endsWith('-01') && (range.to === endOfMonth(range.to) || range.to === data.to);
  if (isWhole) {
    const months = stepsOf(range, 'month').length * direction;
    const to = endOfMonth(addMonths(startOfMonth(range.to), months));
    return { from: addMonths(range.from, months), to: direction === 1 ? earlier(to, later(data.to, range.to)) : to };
  }
  const days = dayCount(range) * direction;
  return { from: addDays(range.from, days), to: addDays(range.to, days) };
}

/** True when any day of the range can have data. */
export function overlaps(range: DateRange, data: DateRange): boolean {
  return range.from <= data.to && range.to >= data.from;
}

/** Steps fine enough to show a shape and few enough to read in a line as small as a word. */
export function sparklineGranularity(range: DateRange): Granularity {
  const days = dayCount(range);
  return days <= 45 ? 'day' : days <= 200 ? 'week' : 'month';
}

const stepMonths: Partial<Record<Granularity, number>> = { month: 1, quarter: 3, year: 12 };

/** First day of the step in which a day falls; weeks are ISO weeks from Monday, as Cube cuts them. */
export function startOfStep(date: LocalDate, granularity: Granularity): LocalDate {
  const months = stepMonths[granularity];
  if (months !== undefined) return startOfMonths(date, months, 1);
  if (granularity === 'day') return date;
  const weekday = (new Date(toMs(date)).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
}

/** Last day of the step that starts on a day. */
export function endOfStep(start: LocalDate, granularity: Granularity): LocalDate {
  const months = stepMonths[granularity];
  if (months !== undefined) return endOfMonth(addMonths(start, months - 1));
  return granularity === 'day' ? start : addDays(start, 6);
}

/** First days of all steps that a range touches, in order. */
export function stepsOf(range: DateRange, granularity: Granularity): LocalDate[] {
  const steps: LocalDate[] = [];
  let step = startOfStep(range.from, granularity);
  while (step <= range.to) {
    steps.push(step);
    step = addDays(endOfStep(step, granularity), 1);
  }
  return steps;
}

/** True when a range, or the data, ends before the step does (or begins after its first day). */
export function isIncompleteStep(
  start: LocalDate,
  granularity: Granularity,
  range: DateRange,
  data: DateRange,
): boolean {
  return endOfStep(start, granularity) > earlier(range.to, data.to) || start < later(range.from, data.from);
}
