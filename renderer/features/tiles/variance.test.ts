import { expect, it } from 'vitest';
import { variances } from './variance.ts';

it('holds every value against what was expected, from the largest gain to the largest loss', () => {
  const actual = new Map([
    ['a', 80],
    ['b', 150],
    ['new', 5],
    [null, 10],
  ] as [string | null, number][]);
  const expected = new Map([
    ['a', 100],
    ['b', 100],
    ['gone', 40],
    [null, 0],
  ] as [string | null, number][]);
  const found = variances(actual, expected, true);
  expect(found.map(({ value }) => value)).toEqual(['b', null, 'a', 'gone', 'new']);
  expect(found.map(({ difference }) => difference)).toEqual([50, 10, -20, -40, null]);
  expect(found.map(({ share }) => share)).toEqual([0.5, null, -0.2, -1, null]);
});

it('does not call a ratio nought where there is none, and measures shares of losses by their size', () => {
  const [lost] = variances(new Map(), new Map([['x', 0.5]]), false);
  expect(lost).toMatchObject({ actual: null, difference: null });
  expect(variances(new Map([['x', -50]]), new Map([['x', -100]]), true)[0]?.share).toBe(0.5);
});
