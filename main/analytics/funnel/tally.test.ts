import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FunnelOutcome } from './rules.ts';
import { ConversionTimeTally, FunnelTally, TrendTally } from './tally.ts';

function outcome(...seconds: number[]): FunnelOutcome {
  return {
    reached: seconds.length,
    isExcluded: false,
    times: Float64Array.from([...seconds.map((value) => value * 1000), 0, 0, 0]),
    events: new Int32Array(6),
  };
}
const excluded: FunnelOutcome = { ...outcome(), isExcluded: true };

test('counts, conversion and seconds from the previous step', () => {
  const tally = new FunnelTally(3);
  for (const one of [outcome(0, 10, 20), outcome(0, 30), outcome(5), outcome(0, 20, 120), excluded]) tally.add(one);
  expect(tally.excluded()).toBe(1);
  expect(tally.steps()).toEqual([
    {
      count: 4,
      conversionFromFirst: 1,
      conversionFromPrevious: 1,
      averageSeconds: null,
      medianSeconds: null,
      p90Seconds: null,
    },
    {
      count: 3,
      conversionFromFirst: 0.75,
      conversionFromPrevious: 1 * 0.75,
      averageSeconds: 20,
      medianSeconds: 20,
      p90Seconds: 28,
    },
    {
      count: 2,
      conversionFromFirst: 0.5,
      conversionFromPrevious: 2 / 3,
      averageSeconds: 55,
      medianSeconds: 55,
      p90Seconds: 91,
    },
  ]);
});

test('a funnel nobody entered has no rates', () => {
  const [first, second] = new FunnelTally(2).steps();
  expect(first).toMatchObject({ count: 0, conversionFromFirst: null, conversionFromPrevious: null });
  expect(second).toMatchObject({ count: 0, conversionFromFirst: null, averageSeconds: null });
});

test('[FN10] people belong to the period of their first step', () => {
  const trend = new TrendTally(Float64Array.of(0, 10_000, 20_000), 0, 1);
  for (const one of [outcome(1, 15), outcome(9), outcome(10, 11), outcome(25)]) trend.add(one);
  expect(trend.points()).toEqual([
    { start: 0, from: 2, to: 1, rate: 0.5 },
    { start: 10_000, from: 1, to: 1, rate: 1 },
  ]);
});

test('time to convert: every person in exactly one bin', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 200 }),
      fc.option(fc.integer({ min: 1, max: 60 })),
      (seconds, bins) => {
        const tally = new ConversionTimeTally(0, 1);
        for (const value of seconds) tally.add(outcome(0, value));
        tally.add(outcome(0));
        const result = tally.histogram(bins === null ? {} : { binCount: bins });
        expect(result.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(seconds.length);
        expect(result.bins[0]?.fromSeconds).toBeCloseTo(Math.min(...seconds), 6);
        expect(result.bins.at(-1)?.toSeconds).toBeCloseTo(Math.max(...seconds), 6);
      },
    ),
  );
});

test('tallies of different people add up', () => {
  const people = [outcome(0, 10, 20), outcome(0, 30), outcome(5), excluded, outcome(2, 3)];
  const whole = new FunnelTally(3);
  const left = new FunnelTally(3);
  const right = new FunnelTally(3);
  people.forEach((one, i) => {
    whole.add(one);
    (i < 2 ? left : right).add(one);
  });
  left.merge(right.read());
  expect(left.steps()).toEqual(whole.steps());
  expect(left.excluded()).toBe(whole.excluded());
});
