import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rfmSegment, rfmSegments } from './grid.ts';
import { scoreRfm } from './scores.ts';

interface Customer {
  recencyDays: number;
  frequency: number;
  monetary: number;
}
const columnsOf = (customers: Customer[]) => ({
  recency: Float64Array.from(customers, ({ recencyDays }) => recencyDays),
  frequency: Float64Array.from(customers, ({ frequency }) => frequency),
  monetary: Float64Array.from(customers, ({ monetary }) => monetary),
});

const customer = fc.record({
  recencyDays: fc.integer({ min: 0, max: 400 }),
  frequency: fc.integer({ min: 1, max: 30 }),
  monetary: fc.integer({ min: 1, max: 5000 }),
});

test('the bounds are the type 7 quantiles plus one, as in R', () => {
  // quantile(1:10, c(.2,.4,.6,.8)) in R gives 2.8 4.6 6.4 8.2.
  const customers: Customer[] = Array.from({ length: 10 }, (_, i) => ({
    recencyDays: i + 1,
    frequency: i + 1,
    monetary: 10 * (i + 1),
  }));
  const { scores, thresholds } = scoreRfm(columnsOf(customers));
  expect(thresholds.frequency.map((bound) => Number(bound.toFixed(6)))).toEqual([3.8, 5.6, 7.4, 9.2]);
  expect(thresholds.monetary.map((bound) => Number(bound.toFixed(6)))).toEqual([29, 47, 65, 83]);
  expect([...scores.frequency]).toEqual([1, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
  expect([...scores.recency]).toEqual([5, 5, 5, 4, 4, 3, 3, 2, 2, 1]);
  expect([...scores.monetary]).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
});

test('ties never split, and more never scores less', () => {
  fc.assert(
    fc.property(
      fc.array(customer, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('rfm' as const, 'quantile' as const),
      (customers, rule) => {
        const { scores } = scoreRfm(columnsOf(customers), rule);
        customers.forEach((a, i) => {
          customers.forEach((b, j) => {
            const score = (of: Uint8Array): [number, number] => [of[i] as number, of[j] as number];
            const [lessOften, moreOften] = score(scores.frequency);
            if (a.frequency <= b.frequency) expect(lessOften).toBeLessThanOrEqual(moreOften);
            const [less, more] = score(scores.monetary);
            if (a.monetary <= b.monetary) expect(less).toBeLessThanOrEqual(more);
            const [sooner, later] = score(scores.recency);
            if (a.recencyDays <= b.recencyDays) expect(sooner).toBeGreaterThanOrEqual(later);
          });
        });
      },
    ),
  );
});

test('each of the 125 scores belongs to one of eleven segments, and all eleven occur', () => {
  const seen = new Set<string>();
  for (let recency = 1; recency <= 5; recency += 1)
    for (let frequency = 1; frequency <= 5; frequency += 1)
      for (let monetary = 1; monetary <= 5; monetary += 1) seen.add(rfmSegment({ recency, frequency, monetary }));
  expect([...seen].sort()).toEqual([...rfmSegments].sort());
  expect(rfmSegment({ recency: 5, frequency: 5, monetary: 5 })).toBe('champions');
  expect(rfmSegment({ recency: 1, frequency: 5, monetary: 5 })).toBe('cannot_lose');
  expect(rfmSegment({ recency: 5, frequency: 1, monetary: 1 })).toBe('new');
});
