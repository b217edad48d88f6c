import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile } from './quantile.ts';
import { selectNth, selectQuantiles } from './select.ts';

// Without −0, which is as large as 0: which of the two stands where is nobody's promise.
const value = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((one) => one + 0),
);
const values = fc.array(value, { minLength: 1, maxLength: 60 });

test('the n-th value is that of the sorted list', () => {
  fc.assert(
    fc.property(values, fc.nat(), (list, n) => {
      const k = n % list.length;
      expect(selectNth(Float64Array.from(list), k)).toBe(Float64Array.from(list).sort()[k]);
    }),
  );
});

test('quantiles are those of the sorted list', () => {
  fc.assert(
    fc.property(values, (list) => {
      const sorted = Float64Array.from(list).sort();
      const probabilities = [0, 0.25, 0.5, 0.9, 1];
      expect(selectQuantiles(Float64Array.from(list), probabilities)).toEqual(
        probabilities.map((probability) => quantile(sorted, probability)),
      );
    }),
  );
  expect(selectQuantiles(new Float64Array(0), [0.5])).toEqual([null]);
});
