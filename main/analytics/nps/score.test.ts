import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSignificantChange, netPromoterScore } from './score.ts';

const answers = (...values: number[]): number[] => {
  const counts = new Array<number>(11).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

test('9 and 10 promote, 0 to 6 detract, 7 and 8 only count', () => {
  const result = netPromoterScore(answers(10, 10, 9, 9, 9, 8, 7, 6, 3, 0));
  expect(result).toMatchObject({ responses: 10, promoters: 5, passives: 2, detractors: 3 });
  expect(result.score).toBeCloseTo(20, 12);
  // By hand: √((0.5 + 0.3 − 0.04)/10) = 0.27568.
  expect(result.standardError).toBeCloseTo(27.568, 3);
  expect(result.lower).toBeCloseTo(-34.03, 2);
  expect(result.upper).toBeCloseTo(74.03, 2);
});

test('ten promoters of ten are not certain', () => {
  const result = netPromoterScore(answers(...new Array<number>(10).fill(10)));
  expect(result.score).toBe(100);
  expect(result.upper).toBe(100);
  // Wilson's lower bound of 10/10 is 72.2 %; the rest at its worst detracts.
  expect(result.lower).toBeCloseTo(100 - 2 * 27.75, 1);
  expect(result.interval).toBe('wilson');
});

test('no answers have no score', () => {
  expect(netPromoterScore(answers())).toMatchObject({ responses: 0, score: null, lower: null, upper: null });
});

test('the interval holds the score, stays in range and narrows with more of the same answers', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 11, maxLength: 11 }), (counts) => {
      const once = netPromoterScore(counts);
      const twice = netPromoterScore(counts.map((count) => count * 4));
      if (once.score === null || once.lower === null || once.upper === null) return;
      expect(once.lower).toBeLessThanOrEqual(once.score + 1e-9);
      expect(once.upper).toBeGreaterThanOrEqual(once.score - 1e-9);
      expect(once.lower).toBeGreaterThanOrEqual(-100);
      expect(once.upper).toBeLessThanOrEqual(100);
      expect((twice.upper ?? 0) - (twice.lower ?? 0)).toBeLessThanOrEqual(once.upper - once.lower + 1e-9);
      if (once.interval === 'wald') expect(twice.standardError).toBeCloseTo((once.standardError ?? 0) / 2, 9);
    }),
  );
});

test('a change is marked only beyond chance', () => {
  const before = netPromoterScore([10, 0, 0, 0, 0, 0, 0, 10, 0, 0, 20]);
  const alike = netPromoterScore([9, 0, 0, 0, 0, 0, 0, 10, 0, 0, 21]);
  const other = netPromoterScore([0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 35]);
  expect(isSignificantChange(before, alike)).toBe(false);
  expect(isSignificantChange(before, other)).toBe(true);
  expect(isSignificantChange(before, netPromoterScore(answers()))).toBeNull();
});
