import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kaplanMeier, type Lifetime, survivalAt } from './kaplan-meier.ts';
import { logRank } from './log-rank.ts';

const lifetimes = (text: string): Lifetime[] =>
  text.split(' ').map((entry) => ({ duration: Number.parseInt(entry, 10), observed: !entry.endsWith('+') }));

// Weeks of remission of leukaemia patients, 6-MP and placebo: Freireich et al. (1963), the example of most textbooks
// (for one, Cox & Oakes 1984, table 1.1).
const treated = lifetimes('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+');
const placebo = lifetimes('1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23');

describe('Kaplan–Meier on the 6-MP table', () => {
  const curve = kaplanMeier(treated);

  test('survival as printed', () => {
    const printed: [number, number, number][] = [
      [6, 21, 0.857],
      [7, 17, 0.807],
      [10, 15, 0.753],
      [13, 12, 0.69],
      [16, 11, 0.627],
      [22, 7, 0.538],
      [23, 6, 0.448],
    ];
    expect(curve.points.map((point) => [point.time, point.atRisk, Number(point.survival.toFixed(3))])).toEqual(printed);
    expect(curve.median).toBe(23);
    expect(curve.left).toBe(9);
    // The last relapse is at 23; the last patient was watched for 35 weeks.
    expect(curve.until).toBe(35);
  });

  test('Greenwood standard errors and the three intervals', () => {
    const first = curve.points[0];
    expect(first?.standardError).toBeCloseTo(0.0764, 4);
    // By hand at t = 6: S = 18/21, Greenwood sum 3/(21·18).
    const spread = 1.959963984540054 * Math.sqrt(3 / (21 * 18));
    const S = 18 / 21;
    expect(kaplanMeier(treated, 'plain').points[0]?.lower).toBeCloseTo(S - S * spread, 12);
    expect(kaplanMeier(treated, 'plain').points[0]?.upper).toBe(1);
    expect(kaplanMeier(treated, 'log').points[0]?.lower).toBeCloseTo(S * Math.exp(-spread), 12);
    expect(first?.lower).toBeCloseTo(0.6197, 3);
    expect(first?.upper).toBeCloseTo(0.9516, 3);
  });

  test('somebody censored at t is at risk at t', () => {
    expect(survivalAt(curve, 6)).toBeCloseTo(1 - 3 / 21, 12);
    expect(survivalAt(curve, 5.9)).toBe(1);
    expect(curve.points.reduce((sum, point) => sum + point.left + point.censored, 0)).toBe(21);
  });
});

test('log-rank of 6-MP against placebo is 16.79', () => {
  const result = logRank([treated, placebo]);
  expect(result?.statistic).toBeCloseTo(16.79, 2);
  expect(result?.observed).toEqual([9, 21]);
  expect(result?.expected[0]).toBeCloseTo(19.25, 2);
  expect(result?.pValue).toBeLessThan(0.0001);
});

test('the order of people and of groups does not matter', () => {
  const lives = fc.array(fc.record({ duration: fc.integer({ min: 0, max: 9 }), observed: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(lives, lives, (one, other) => {
      expect(kaplanMeier([...one].reverse())).toEqual(kaplanMeier(one));
      const there = logRank([one, other]);
      const back = logRank([other, one]);
      expect(there === null).toBe(back === null);
      if (there && back) expect(there.statistic).toBeCloseTo(back.statistic, 8);
    }),
  );
});

test('without a censored customer the curve is the plain share of those left', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 50 }), (durations) => {
      const curve = kaplanMeier(durations.map((duration) => ({ duration, observed: true })));
      for (const time of durations) {
        const share = durations.filter((duration) => duration > time).length / durations.length;
        expect(survivalAt(curve, time)).toBeCloseTo(share, 10);
      }
    }),
  );
});

test('a negative duration is refused; nobody gives an empty curve', () => {
  expect(() => kaplanMeier([{ duration: -1, observed: true }])).toThrow(RangeError);
  expect(kaplanMeier([])).toEqual({ points: [], people: 0, left: 0, until: 0, median: null });
  expect(logRank([treated])).toBeNull();
});
