import { toneColor } from '../../../contract/pivot-formats.ts';
import type { PivotGrid } from '../../../contract/pivot-grid.ts';
import type { CellRange, DataBars } from '../../workbook/index.ts';

/** Where a laid-out pivot has data bars, by scale and colour; every cell that has one is in exactly one range. */
export function barsOf({ rows }: PivotGrid, at: { row: number; column: number }): DataBars[] {
  const found = new Map<string, { low: number; high: number; color: string; ranges: CellRange[] }>();
  /** Of each column the range that may still grow, and whose it is. */
  const growing = new Map<number, { key: string; range: CellRange }>();
  for (const [rowIndex, { cells }] of rows.entries()) {
    for (const [column, { value, look }] of cells.entries()) {
      const scale = look.bar !== null && typeof value === 'number' ? scaleOf(value, look.bar) : null;
      if (scale === null || look.bar === null) {
        growing.delete(column);
        continue;
      }
      const color = toneColor(look.bar.tone).slice(1).toUpperCase();
      const key = `${scale.low} ${scale.high} ${color}`;
      const open = growing.get(column);
      if (open?.key === key) {
        open.range.toRow = at.row + rowIndex;
        continue;
      }
      const [row, place] = [at.row + rowIndex, at.column + column];
      const range: CellRange = { fromRow: row, toRow: row, fromColumn: place, toColumn: place };
      const bars = found.get(key) ?? { ...scale, color, ranges: [] };
      bars.ranges.push(range);
      found.set(key, bars);
      growing.set(column, { key, range });
    }
  }
  return [...found.values()];
}

/**
 * The figures at both ends of a bar's cell, from the bar itself: it is as wide as its figure, and begins or ends at
 * zero. A figure of zero has no width to tell by; it needs no bar.
 */
function scaleOf(value: number, bar: { from: number; to: number }): { low: number; high: number } | null {
  const width = bar.to - bar.from;
  if (value === 0 || width <= 0) return null;
  const span = Math.abs(value) / width;
  const zero = value > 0 ? bar.from : bar.to;
  return { low: tidy(-zero * span), high: tidy((1 - zero) * span) };
}

/** Without the last digits, which differ from cell to cell by rounding; never -0. */
const tidy = (value: number) => Number(value.toPrecision(10)) + 0;
