import { type ZoneRules, zoneRules } from '../ports/zone.ts';

export const periods = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof periods)[number];

export interface Calendar {
  /** IANA zone in which days, weeks and months are cut. */
  zone: string;
  /** 1 = Monday … 7 = Sunday. */
  weekStart: number;
}

/**
 * Start of every calendar period that touches `fromMs`..`toMs` (UTC ms, inclusive), and the end of the last one: n + 1
 * ascending instants for n periods. Days have 23 to 25 hours where clocks change; a midnight that does not exist is
 * the first instant after the gap, and a day that a zone left out is no period. Hours begin when a clock shows a full
 * hour: they are 3,600 s but where it changes by half an hour.
 */
export function periodBounds(calendar: Calendar, period: Period, fromMs: number, toMs: number): Float64Array {
  const rules = zoneRules(calendar.zone);
  const bounds: number[] = [];
  if (period === 'hour') {
    // Before `fromMs` the clock may have changed within its hour.
    for (let at = fullHour(rules, fromMs - 2 * HOUR); ; at = nextHour(rules, at)) {
      if (at <= fromMs) bounds.length = 0;
      bounds.push(at);
      if (at > toMs) return Float64Array.from(bounds);
    }
  }
  let local = floorLocal(period, rules.toLocal(fromMs), calendar.weekStart);
  for (;;) {
    const at = rules.toUtc(local);
    if (at !== bounds.at(-1)) bounds.push(at);
    if (at > toMs) return Float64Array.from(bounds);
    local = nextLocal(period, local);
  }
}

/** Index of the period an instant lies in, or -1 outside; `bounds` as given by `periodBounds`. */
export function periodIndex(bounds: Float64Array, at: number): number {
  const last = bounds.length - 1;
  if (last < 1 || at < (bounds[0] as number) || at >= (bounds[last] as number)) return -1;
  let low = 0;
  let high = last - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((bounds[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Cells of a table of periods at most: 1 MB, so that it stays near the processor. */
const mostCells = 2 ** 18;

/** Cells of a period about: more of them would lie further from the processor, with fewer more instants need a second look. */
const cellsPerPeriod = 16;

/** Periods by cells of equal length: finding the one of an instant is a division instead of a search. */
export interface PeriodTable {
  startMs: number;
  cellMs: number;
  /** By cell: the period of its first instant; that of an instant in it may be a later one. */
  first: Int32Array;
}

/** @param bounds as given by `periodBounds`, of one period at least */
export function periodTable(bounds: Float64Array): PeriodTable {
  const startMs = bounds[0] as number;
  const length = (bounds.at(-1) as number) - startMs;
  const cellMs = Math.max(
    HOUR,
    Math.ceil(length / mostCells),
    Math.floor(length / (bounds.length - 1) / cellsPerPeriod),
  );
  const first = Int32Array.from({ length: Math.ceil(length / cellMs) }, (_, cell) =>
    periodIndex(bounds, startMs + cell * cellMs),
  );
  return { startMs, cellMs, first };
}

/** The last full hour by the clock as it goes at an instant. */
function fullHour(rules: ZoneRules, at: number): number {
  const offset = rules.offsetMs(at);
  return Math.floor((at + offset) / HOUR) * HOUR - offset;
}

/** Where the next local hour begins: at a full hour, or where the clock jumps into another one. */
function nextHour(rules: ZoneRules, at: number): number {
  const full = fullHour(rules, at) + HOUR;
  if (rules.offsetMs(at) === rules.offsetMs(full)) return full;
  const [change] = rules.transitions(at, full);
  if (!change) return full;
  const local = rules.toLocal(change.at);
  const isFull = local % HOUR === 0;
  const isSame = Math.floor(local / HOUR) === Math.floor(rules.toLocal(at) / HOUR);
  return isSame && !isFull ? nextHour(rules, change.at) : change.at;
}

function floorLocal(period: Exclude<Period, 'hour'>, localMs: number, weekStart: number): number {
  const midnight = Math.floor(localMs / DAY) * DAY;
  const date = new Date(midnight);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (period) {
    case 'day':
      return midnight;
    case 'week': {
      // getUTCDay counts from Sunday = 0; the setting from Monday = 1.
      const isoDay = ((date.getUTCDay() + 6) % 7) + 1;
      return midnight - ((isoDay - weekStart + 7) % 7) * DAY;
    }
    case 'month':
      return Date.UTC(year, month, 1);
    case 'quarter':
      return Date.UTC(year, month - (month % 3), 1);
    case 'year':
      return Date.UTC(year, 0, 1);
  }
}

function nextLocal(period: Exclude<Period, 'hour'>, localMs: number): number {
  const date = new Date(localMs);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (period) {
    case 'day':
      return localMs + DAY;
    case 'week':
      return localMs + 7 * DAY;
    case 'month':
      return Date.UTC(year, month + 1, 1);
    case 'quarter':
      return Date.UTC(year, month + 3, 1);
    case 'year':
      return Date.UTC(year + 1, 0, 1);
  }
}
