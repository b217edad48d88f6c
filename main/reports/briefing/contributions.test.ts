import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contributions } from './contributions.ts';

it('the parts of a change, worked out by hand', () => {
  // From 100 to 130: A rose by 40, B fell by 20, and 10 more came from rows without a value.
  const parts = contributions(
    new Map([
      ['A', 90],
      ['B', 30],
    ]),
    new Map([
      ['A', 50],
      ['B', 50],
    ]),
    { now: 130, before: 100 },
    'rest',
  );
  expect(parts.map(({ value, share }) => [value, Math.round(share * 300)])).toEqual([
    ['A', 400],
    ['rest', 100],
    ['B', -200],
  ]);
});

it('always add up to the whole', () => {
  const values = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: -1000, max: 1000 }));
  fc.assert(
    fc.property(
      values,
      values,
      fc.integer({ min: -5000, max: 5000 }),
      fc.integer({ min: -5000, max: 5000 }),
      (a, b, now, before) => {
        const parts = contributions(new Map(Object.entries(a)), new Map(Object.entries(b)), { now, before }, '\u0000');
        if (now === before) expect(parts).toEqual([]);
        else expect(parts.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1, 6);
      },
    ),
  );
});
