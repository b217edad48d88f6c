import type { Language } from '../../../contract/language.ts';
import { formatWeekday } from '../../format/index.ts';
import { type CubeRow, figure } from '../../transport/index.ts';

/** Weekdays are ISO numbers 1 = Monday … 7 = Sunday, hours 0..23; anything else is shown as it is. */
export type AxisKind = 'weekday' | 'hour' | 'plain';

export interface HeatGrid {
  rows: string[];
  columns: string[];
  valueAt: (row: string, column: string) => number | null;
  total: number;
  peak: { x: string; y: string; value: number } | null;
}

/** Every weekday in the workspace's order and every hour between the first and the last with data; null where none. */
export function gridOf(
  source: readonly CubeRow[],
  tile: { x: string; y: string; measure: string },
  kinds: { x: AxisKind; y: AxisKind },
  weekStart: number,
): HeatGrid {
  const cells = new Map<string, number>();
  let total = 0;
  let peak: HeatGrid['peak'] = null;
  for (const row of source) {
    const value = figure(row[tile.measure]);
    if (value === null) continue;
    const x = String(row[tile.x]);
    const y = String(row[tile.y]);
    cells.set(`${y}\n${x}`, value);
    total += value;
    if (!peak || value > peak.value) peak = { x, y, value };
  }
  const seen = (member: string) => [...new Set(source.map((row) => String(row[member])))];
  return {
    rows: axisOf(seen(tile.y), kinds.y, weekStart),
    columns: axisOf(seen(tile.x), kinds.x, weekStart),
    valueAt: (row, column) => cells.get(`${row}\n${column}`) ?? null,
    total,
    peak,
  };
}

function axisOf(seen: string[], kind: AxisKind, weekStart: number): string[] {
  if (kind === 'weekday') return Array.from({ length: 7 }, (_, index) => String(((weekStart - 1 + index) % 7) + 1));
  const numbers = seen.map(Number);
  if (kind === 'hour' && numbers.length > 0) {
    const first = Math.min(...numbers);
    return Array.from({ length: Math.max(...numbers) - first + 1 }, (_, index) => String(first + index));
  }
  return seen.toSorted((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}

export function labelOf(value: string, kind: AxisKind, language: Language): string {
  return kind === 'weekday' ? formatWeekday(Number(value), language) : value;
}

/** The same in full: an hour as its span. */
export function longLabelOf(value: string, kind: AxisKind, language: Language): string {
  if (kind !== 'hour') return labelOf(value, kind, language);
  const hour = Number(value);
  const clock = (one: number) => `${String(one).padStart(2, '0')}:00`;
  return `${clock(hour)}–${clock((hour + 1) % 24)}`;
}
