import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculate } from './values.ts';

const none = Number.NaN;

describe('calculations along a group', () => {
  it('[PV8] a running total repeats where nothing is added and begins with the first figure', () => {
    expect(calculate([none, 1, none, 3], { kind: 'running_total', along: 'rows' })).toEqual([none, 1, 1, 4]);
  });

  it('[PV8] equal figures share a rank and the next one is skipped', () => {
    const rank = (figures: number[], direction: 'asc' | 'desc') =>
      calculate(figures, { kind: 'rank', along: 'rows', direction });
    expect(rank([5, 9, 5, none, 1], 'desc')).toEqual([2, 1, 2, none, 4]);
    expect(rank([5, 9, 5, none, 1], 'asc')).toEqual([2, 4, 2, none, 1]);
  });

  it('[PV8] a moving average waits for its steps and leaves out what is missing', () => {
    expect(calculate([2, 4, none, 6, none, none], { kind: 'moving_average', along: 'columns', count: 2 })).toEqual([
      none,
      3,
      4,
      6,
      6,
      none,
    ]);
  });

  it('[PV8] the last running total of whole figures is their sum', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 }), (figures) => {
        expect(calculate(figures, { kind: 'running_total', along: 'rows' }).at(-1)).toBe(
          figures.reduce((a, b) => a + b, 0),
        );
      }),
    );
  });
});
