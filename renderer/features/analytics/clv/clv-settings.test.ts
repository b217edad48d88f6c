import { expect, it } from 'vitest';
import { isFalling, survivorsOf } from './clv-settings.ts';

it.each([
  ['1000,869,743', [1000, 869, 743]],
  ['1000, 869 743', [1000, 869, 743]],
  ['１０００，８６９、743', [1000, 869, 743]],
  ['1,000\n869\n743\n', [1000, 869, 743]],
  ['12,500\t9 870\t8,001', [12_500, 9_870, 8_001]],
  ['1000, 869\n743\r\n653', [1000, 869, 743, 653]],
  ['1,000.00\t869.00\t743.0', [1000, 869, 743]],
  ["1'000\t\t869\n", [1000, 869]],
  ['', []],
  [' \n', []],
])('numbers of customers are read from %j', (text, numbers) => {
  expect(survivorsOf(text)).toEqual({ numbers, unread: null });
});

it.each([
  ['none', 'none'],
  ['Left\n1000\n869', 'Left'],
  ['1.000\t869', '1.000'],
  ['1000\t869.5', '869.5'],
  ['1000, -869', '-869'],
  ['1000\t1234567890123', '1234567890123'],
])('of %j nothing is taken, because of %j', (text, unread) => {
  expect(survivorsOf(text)).toEqual({ numbers: [], unread });
});

it.each([
  [[100, 90, 90], true],
  [[100, 90, 95], false],
  [[100, 100, 100], false],
])('of %j a model can be fitted: %s', (survivors, isUsable) => {
  expect(isFalling(survivors)).toBe(isUsable);
});
