import { periodBounds, periodIndex, periodTable } from '../calendar.ts';
import type { SequenceView } from './view.ts';

/**
 * Local days of events. Days, weeks, months, quarters and years are looked up by the day of an event: two bytes instead
 * of eight, and a table of a few thousand instead of a division and a comparison.
 */
export interface EventDays {
  /** By event, in the order of the view: its day. Right for the events asked for. */
  numbers: Uint16Array;
  /** Starts of the days and the end of the last, UTC ms. */
  bounds: Float64Array;
}

/** Days that can be numbered. */
const mostDays = 0x10000;
const shortestDayMs = 22 * 3_600_000;

/**
 * Days in a zone of the events from one position to another (exclusive); null where they are further apart than days
 * can be numbered.
 */
export function eventDays({ times }: SequenceView, zone: string, from: number, to: number): EventDays | null {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i += 1) {
    const time = times[i] as number;
    if (time < firstMs) firstMs = time;
    if (time > lastMs) lastMs = time;
  }
  if (from >= to || (lastMs - firstMs) / shortestDayMs > mostDays - 2) return null;
  const bounds = periodBounds({ zone, weekStart: 1 }, 'day', firstMs, lastMs);
  const { startMs, cellMs, first } = periodTable(bounds);
  const numbers = new Uint16Array(times.length);
  // A little less: an instant may fall into the cell before its own, never behind it.
  const cellsPerMs = (1 - 1e-12) / cellMs;
  for (let i = from; i < to; i += 1) {
    const time = times[i] as number;
    let day = first[((time - startMs) * cellsPerMs) | 0] as number;
    while (time >= (bounds[day + 1] as number)) day += 1;
    numbers[i] = day;
  }
  return { numbers, bounds };
}

/**
 * By day: the interval it lies in, -1 before the first and their number behind the last. Null where an interval begins
 * within a day.
 *
 * @param bounds starts of the intervals and the end of the last, UTC ms
 */
export function intervalsByDay(days: EventDays, bounds: Float64Array): Int32Array | null {
  const starts = days.bounds;
  const count = starts.length - 1;
  const intervals = bounds.length - 1;
  for (const bound of bounds) {
    if (bound <= (starts[0] as number) || bound >= (starts[count] as number)) continue;
    if (starts[periodIndex(starts, bound)] !== bound) return null;
  }
  return Int32Array.from({ length: count }, (_, day) => {
    const start = starts[day] as number;
    return start >= (bounds[intervals] as number) ? intervals : periodIndex(bounds, start);
  });
}
