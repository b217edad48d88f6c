import { expect, it } from 'vitest';
import { isFalling, survivorsOf } from './clv-settings.ts';

it.each([
  ['1000,869,743', [1000, 869, 743]],
  ['1000, 869 743', [1000, 869, 743]],
  ['１０００，８６９、743', [1000, 869, 743]],
  ['1,000\n869\n743\n', [1000, 869, 743]],
  ['12,500\t9 870\t8,001', [12_500, 9_870, 8_001]],
  ['', []],
  ['none', []],
])('numbers of customers are read from %j', (text, numbers) => {
  expect(survivorsOf(text)).toEqual(numbers);
});

it.each([
  [[100, 90, 90], true],
  [[100, 90, 95], false],
  [[100, 100, 100], false],
])('of %j a model can be fitted: %s', (survivors, isUsable) => {
  expect(isFalling(survivors)).toBe(isUsable);
});
