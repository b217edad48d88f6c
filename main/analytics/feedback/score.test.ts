import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeOf, rankDrivers, scoreOf, wilson, without } from './score.ts';

const nps = { kind: 'nps', satisfiedFrom: 9 } as const;
const csat = { kind: 'csat', satisfiedFrom: 4 } as const;
const counts = (...pairs: [number, number][]) => new Map(pairs);

describe('CSAT', () => {
  test('Wilson’s interval has a width where everybody agrees', () => {
    const { score, lower, upper } = scoreOf(counts([5, 10]), csat);
    expect(score).toBe(100);
    // 10 of 10: 72.25 % to 100 % (Newcombe 1998, table of score intervals).
    expect(lower).toBeCloseTo(72.25, 1);
    expect(upper).toBeCloseTo(100, 10);
  });

  test('Wilson’s interval of 81 of 263 is 25.53 % to 36.62 %', () => {
    // Newcombe 1998, Statistics in Medicine 17, table I, method 3: 0.2553 to 0.3662.
    const { lower, upper } = wilson(81, 263);
    expect(lower).toBeCloseTo(0.2553, 4);
    expect(upper).toBeCloseTo(0.3662, 4);
  });
});

describe('change', () => {
  test('of ten points is chance with twenty answers and none with two thousand', () => {
    const earlier = (n: number) => scoreOf(counts([10, 6 * n], [0, 4 * n]), nps);
    const later = (n: number) => scoreOf(counts([10, 5.5 * n], [0, 4.5 * n]), nps);
    expect(changeOf(earlier(2), later(2))).toEqual({ points: expect.closeTo(-10, 8), isSignificant: false });
    expect(changeOf(earlier(200), later(200))).toEqual({ points: expect.closeTo(-10, 8), isSignificant: true });
  });

  test('from nothing, or from a score without spread, cannot be told', () => {
    const some = scoreOf(counts([10, 5], [0, 5]), nps);
    expect(changeOf(null, some)).toEqual({ points: null, isSignificant: null });
    expect(changeOf(scoreOf(counts([10, 9]), nps), some)).toEqual({ points: -100, isSignificant: null });
  });
});

describe('drivers', () => {
  test('of equal answers none is significant; a real one is', () => {
    const all = counts([10, 500], [0, 500]);
    const even = Array.from({ length: 40 }, (_, i) => ({
      property: 'p',
      value: `v${i}`,
      counts: counts([10, 12 + (i % 3)], [0, 14 - (i % 3)]),
    }));
    expect(rankDrivers(all, even, nps).some(({ isSignificant }) => isSignificant)).toBe(false);
    const [first] = rankDrivers(
      all,
      [...even, { property: 'p', value: 'bad', counts: counts([10, 20], [0, 120]) }],
      nps,
    );
    expect(first).toMatchObject({ value: 'bad', isSignificant: true });
  });

  test('the impact is what the whole would gain were they like the others', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
        const own = counts([10, a ?? 0], [0, b ?? 0]);
        const all = counts([10, (a ?? 0) + (c ?? 0)], [0, (b ?? 0) + (d ?? 0)]);
        const [driver] = rankDrivers(all, [{ property: 'p', value: 'v', counts: own }], nps);
        if (!driver) return;
        const whole = scoreOf(all, nps).score ?? Number.NaN;
        const others = scoreOf(without(all, own), nps).score ?? Number.NaN;
        expect(whole + driver.impact).toBeCloseTo(others, 8);
      }),
    );
  });
});
