import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeBins } from './time-bins.ts';

const minute = 60;
const hour = 3_600;
const day = 86_400;
const edgesOf = (seconds: number[], binCount?: number) => {
  const asked = { binning: 'durations' as const, ...(binCount === undefined ? {} : { binCount }) };
  return [
    ...timeBins(
      Float64Array.from(seconds, (one) => one * 1_000),
      asked,
    ).edges,
  ].map((edge) => edge / 1_000);
};

test('times from minutes to weeks stand between steps as people count time', () => {
  const seconds = [3 * minute, 20 * minute, 2 * hour, 5 * hour, 30 * hour, 9 * day, 20 * day];
  expect(edgesOf(seconds)).toEqual(
    [0, 5, 15, 30, 60, 180, 360, 720, 1_440, 4_320, 10_080, 20_160, 43_200].map((minutes) => minutes * minute),
  );
  expect(edgesOf(seconds, 8)).toEqual([minute, 10 * minute, hour, 6 * hour, day, 7 * day, 30 * day]);
});

test('a few far off are held by one bin on either side', () => {
  const usual = Array.from({ length: 96 }, (_, i) => (1 + (i % 12)) * 2 * day);
  const edges = edgesOf([5, 70, ...usual, 300 * day, 301 * day]);
  expect([edges[0], edges[1]]).toEqual([0, 2 * day]);
  expect([edges.at(-2), edges.at(-1)]).toEqual([30 * day, 365 * day]);
});

test('a bin begins with its lower edge and ends before its upper one', () => {
  const seconds = [0, 1, 59, minute, hour - 1, hour, day, 40 * day];
  const { edges, binOf } = timeBins(
    Float64Array.from(seconds, (one) => one * 1_000),
    { binning: 'durations' },
  );
  for (const [i, edge] of [...edges].slice(0, -1).entries()) {
    expect(binOf(edge)).toBe(i);
    if (i > 0) expect(binOf(edge - 1)).toBe(i - 1);
  }
});

test('times much alike keep bins of one width', () => {
  const edges = edgesOf([600, 640, 700, 820, 840], 4);
  expect(edges).toEqual([600, 660, 720, 780, 840]);
});

test('every time lies between the edges of its bin, and no more bins than asked for are made', () => {
  const times = fc.array(fc.integer({ min: 0, max: 200 * 365 * day * 1_000 }), { minLength: 1 });
  const scaled = fc
    .tuple(times, fc.constantFrom(1, 1e3, 1e6, 1e9))
    .map(([list, by]) => list.map((ms) => Math.floor(ms / by)));
  fc.assert(
    fc.property(scaled, fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }), (list, binCount) => {
      const values = Float64Array.from(list);
      const asked = { binning: 'durations' as const, ...(binCount === undefined ? {} : { binCount }) };
      const { edges, binOf } = timeBins(values, asked);
      expect(edges.length - 1).toBeLessThanOrEqual(binCount ?? 12);
      expect([...edges]).toEqual([...edges].toSorted((a, b) => a - b));
      // Edges of bins of one width are rounded.
      const slack = 1e-9 * Math.max(...list);
      for (const value of values) {
        const bin = binOf(value);
        expect(value).toBeGreaterThanOrEqual((edges[bin] as number) - slack);
        expect(value).toBeLessThanOrEqual((edges[bin + 1] as number) + slack);
      }
    }),
  );
});
