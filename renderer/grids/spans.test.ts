import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PivotLine } from '../../contract/pivot.ts';
import { spansOf, visibleColumns, visibleRange } from './spans.ts';

const line = (path: (string | null)[], kind: PivotLine['kind'] = 'member', value: number | null = null): PivotLine => ({
  kind,
  path,
  value,
  isCollapsed: false,
  isBlank: false,
});

describe('heads', () => {
  const lines = [
    line(['a', 'x'], 'member', 0),
    line(['a', 'x'], 'member', 1),
    line(['a', 'y'], 'member', 0),
    line(['a'], 'subtotal', 0),
    line(['b', 'x'], 'member', 0),
    line([], 'total', 0),
  ];
  it('of equal neighbours are one, groups of another parent are not', () => {
    expect(spansOf(lines, 0)).toEqual([
      { from: 0, to: 2 },
      { from: 3, to: 3 },
      { from: 4, to: 4 },
      { from: 5, to: 5 },
    ]);
    expect(spansOf(lines, 1).map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
  });

  it('of the values of one total are one, and stay apart from the group before', () => {
    const totals = [line(['a'], 'member', 0), line([], 'total', 0), line([], 'total', 1)];
    expect(spansOf(totals, 0).map(({ from, to }) => [from, to])).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });
});

describe('window', () => {
  it('holds everything in sight and little more', () => {
    expect(visibleRange(100, 50, 10, 100, 2)).toEqual({ from: 8, to: 17 });
    expect(visibleRange(0, 500, 10, 3, 2)).toEqual({ from: 0, to: 2 });
  });

  it('finds columns of any widths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 40, max: 300 }), { minLength: 1, maxLength: 60 }),
        fc.nat(8000),
        (widths, scroll) => {
          const starts = [0];
          for (const width of widths) starts.push((starts.at(-1) ?? 0) + width);
          const { from, to } = visibleColumns(scroll, 400, starts, 0);
          widths.forEach((_, index) => {
            const isInSight = (starts[index + 1] ?? 0) > scroll && (starts[index] ?? 0) < scroll + 400;
            if (isInSight) expect(index >= from && index <= to).toBe(true);
          });
        },
      ),
    );
  });
});
