import type { TimeStep } from '../../contract/pivot.ts';

/** Local wall-clock times as Cube tells them, `YYYY-MM-DDTHH:mm:ss.SSS`, counted as if they were UTC. */
const toMs = (key: string) => Date.parse(`${key.length === 10 ? `${key}T00:00:00.000` : key.slice(0, 23)}Z`);
const fromMs = (ms: number) => new Date(ms).toISOString().slice(0, 23);
const dayMs = 86_400_000;

/** Fine to coarse. */
export const fineness: readonly TimeStep[] = [
  ...(['hour', 'day', 'week', 'month', 'quarter', 'fiscal_quarter', 'year', 'fiscal_year'] as const),
];

/** Steps that begin and end with months. */
export const isOfMonths = (step: TimeStep): boolean => !['hour', 'day', 'week'].includes(step);

/** Where weeks and fiscal years begin: an ISO weekday, and a month. */
export interface Beginnings {
  weekStart: number;
  fiscalStart: number;
}

/** The start of the step a local time lies in. */
export function truncate(key: string, step: TimeStep, { weekStart, fiscalStart }: Beginnings): string {
  const date = new Date(toMs(key));
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (step) {
    case 'hour':
      return fromMs(Math.floor(date.getTime() / 3_600_000) * 3_600_000);
    case 'day':
      return fromMs(Math.floor(date.getTime() / dayMs) * dayMs);
    case 'week': {
      const day = Math.floor(date.getTime() / dayMs) * dayMs;
      const isoWeekday = date.getUTCDay() || 7;
      return fromMs(day - ((isoWeekday - weekStart + 7) % 7) * dayMs);
    }
    case 'month':
      return fromMs(Date.UTC(year, month));
    case 'quarter':
      return fromMs(Date.UTC(year, month - (month % 3)));
    case 'year':
      return fromMs(Date.UTC(year, 0));
    case 'fiscal_quarter':
    case 'fiscal_year':
      return fromMs(Date.UTC(year, month - ((month + 13 - fiscalStart) % (step === 'fiscal_year' ? 12 : 3))));
  }
}

/** The start of the step `count` steps later (or earlier). */
export function shiftStep(key: string, step: TimeStep, count: number): string {
  switch (step) {
    case 'hour':
      return fromMs(toMs(key) + count * 3_600_000);
    case 'day':
      return fromMs(toMs(key) + count * dayMs);
    case 'week':
      return fromMs(toMs(key) + count * 7 * dayMs);
    case 'month':
      return shiftMonths(key, count);
    case 'quarter':
    case 'fiscal_quarter':
      return shiftMonths(key, 3 * count);
    case 'year':
    case 'fiscal_year':
      return shiftMonths(key, 12 * count);
  }
}

/** The same place in another month; a day that month lacks becomes its last. */
function shiftMonths(key: string, months: number): string {
  const date = new Date(toMs(key));
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const last = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
  const day = Math.min(last, date.getUTCDate());
  const midnight = Date.UTC(Math.floor(month / 12), month % 12, day);
  return fromMs(midnight + (date.getTime() % dayMs));
}

/** Last millisecond of the step that starts at `key`. */
export function endOfStep(key: string, step: TimeStep): string {
  return fromMs(toMs(shiftStep(key, step, 1)) - 1);
}

/** A step and its predecessor: what a figure of one step is compared with. */
export interface Shift {
  step: TimeStep;
  /** Steps that a compared time is moved forward to meet its counterpart. */
  count: number;
}

/**
 * How far back the compared time lies: one step, or a year. Weeks are compared with the week 52 weeks before, which
 * starts on the same weekday; everything else with the same calendar date.
 */
export function shiftOf(basis: 'previous_period' | 'previous_year', finest: TimeStep): Shift {
  if (basis === 'previous_period') return { step: finest, count: 1 };
  if (finest === 'week') return { step: 'week', count: 52 };
  return { step: 'year', count: 1 };
}

/**
 * The dates whose figures are compared with those of a range. A range that ends within a month, quarter or year is
 * compared with as many days of the one before (1–21 November with 1–21 October); one that ends with a month's last
 * day, with the whole of it.
 */
export function shiftRange(range: { from: string; to: string }, { step, count }: Shift): { from: string; to: string } {
  // Hours cannot be told in days; what is read too much meets no counterpart.
  if (step === 'hour') return { from: shiftStep(range.from, 'day', -1).slice(0, 10), to: range.to };
  const from = shiftStep(range.from, step, -count).slice(0, 10);
  const to = shiftStep(range.to, step, -count).slice(0, 10);
  return {
    from,
    to: isOfMonths(step) && isMonthEnd(range.to) ? endOfStep(`${to.slice(0, 7)}-01`, 'month').slice(0, 10) : to,
  };
}

function isMonthEnd(date: string): boolean {
  return shiftStep(date, 'day', 1).slice(8, 10) === '01';
}
