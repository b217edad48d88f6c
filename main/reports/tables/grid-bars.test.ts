import { expect, it } from 'vitest';
import { type CellFormat, lookOf } from '../../../contract/pivot-formats.ts';
import type { PivotGrid } from '../../../contract/pivot-grid.ts';
import { barsOf } from './grid-bars.ts';

const formats: CellFormat[] = [{ id: 'b', kind: 'bar', valueId: 'v', cells: 'members', tone: 'blue' }];
const none = { min: null, max: null };

/** One column of figures under a scale; a total has no bar here. */
function gridOf(figures: (number | null)[], range: { min: number; max: number }): PivotGrid {
  const cell = (value: number | null, isTotal: boolean) => ({
    ...{ value, figure: null },
    look: lookOf(formats, value, isTotal, { members: range, totals: none }),
  });
  const rows = figures.map((value) => ({ heads: ['x'], depth: 0, isTotal: false, cells: [cell(value, false)] }));
  const total = { heads: ['x'], depth: 0, isTotal: true, cells: [cell(99, true)] };
  return { rows: [...rows, total] } as unknown as PivotGrid;
}

const at = { row: 5, column: 1 };
const rows = (bars: ReturnType<typeof barsOf>) => bars.flatMap(({ ranges }) => ranges.map((r) => [r.fromRow, r.toRow]));

it('cells below each other share one range on the scale of the report; totals have none', () => {
  const bars = barsOf(gridOf([10, 4, 7], { min: 4, max: 10 }), at);
  expect(bars).toMatchObject([{ low: 0, high: 10, color: '1F5C7A' }]);
  expect(rows(bars)).toEqual([[5, 7]]);
});

it('negative figures stand on the same scale, with zero where it is', () => {
  const bars = barsOf(gridOf([10, -5, 7 / 3], { min: -5, max: 10 }), at);
  expect(bars).toMatchObject([{ low: -5, high: 10 }]);
  expect(rows(bars)).toEqual([[5, 7]]);
});

it('nothing and nought have no bar', () => {
  expect(rows(barsOf(gridOf([10, null, 3, 0, 1], { min: 0, max: 10 }), at))).toEqual([
    [5, 5],
    [7, 7],
    [9, 9],
  ]);
});
