import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IdRange, isInRanges, mergeRanges, planCopy, subtractRanges } from './copy-plan.ts';

const range = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 500 }))
  .map(([first, length]): IdRange => ({ first, last: first + length }));

describe('what to copy', () => {
  it('covers every changed id with few sorted, separate ranges', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 400 }), (ranges) => {
        const merged = mergeRanges(ranges);
        const rows = merged.reduce((sum, { first, last }) => sum + last - first + 1, 0);
        expect(merged.length <= 64 || (merged.length <= 4_000 && rows <= 100_000)).toBe(true);
        for (const { first, last } of ranges) {
          expect(merged.some((whole) => whole.first <= first && whole.last >= last)).toBe(true);
        }
        merged.slice(1).forEach((next, index) => {
          expect(next.first).toBeGreaterThan(merged[index]?.last ?? 0);
        });
      }),
    );
  });

  it('names few rows far apart one by one, and finds them again', () => {
    const scattered = Array.from({ length: 500 }, (_, i) => range1(1_000 * i + 7));
    expect(mergeRanges(scattered)).toEqual(scattered);
    for (const id of [0, 7, 8, 1_006, 1_007, 499_007, 499_008])
      expect(isInRanges(scattered, id)).toBe(id % 1_000 === 7 && id < 500_000);
    const many = Array.from({ length: 4_001 }, (_, i) => range1(1_000 * i + 7));
    expect(mergeRanges(many).length).toBeLessThanOrEqual(64);
  });

  it('leaves far-apart ids alone', () => {
    expect(mergeRanges([range1(5000), range1(1), range1(1000)])).toEqual([range1(1), range1(1000), range1(5000)]);
  });

  it('copies a table whole when the log says reset, whatever else it says', () => {
    const plans = planCopy([
      { entity: 'orders', action: 'insert', firstId: 1, lastId: 9 },
      { entity: 'orders', action: 'reset', firstId: 0, lastId: 0 },
      { entity: 'events', action: 'delete', firstId: 3, lastId: 4 },
    ]);
    expect(plans.get('orders')).toEqual({ isWhole: true, ranges: [] });
    expect(plans.get('events')).toEqual({ isWhole: false, ranges: [{ first: 3, last: 4 }] });
  });
});

const range1 = (id: number): IdRange => ({ first: id, last: id });

describe('subtractRanges', () => {
  const ranges = fc.array(
    fc.tuple(fc.nat(60), fc.nat(12)).map(([first, more]) => ({ first, last: first + more })),
    { maxLength: 8 },
  );
  const idsOf = (list: readonly { first: number; last: number }[]) =>
    new Set(list.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, n) => first + n)));

  const without = (all: Set<number>, gone: Set<number>) => new Set([...all].filter((id) => !gone.has(id)));

  it('leaves the ids of the first that are in none of the second', () => {
    fc.assert(
      fc.property(ranges, ranges, (all, covered) => {
        expect(idsOf(subtractRanges(all, covered))).toEqual(without(idsOf(all), idsOf(covered)));
      }),
    );
  });
});
