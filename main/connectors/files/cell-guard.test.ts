import { expect, it } from 'vitest';
import { zoneRules } from '../../ports/zone.ts';
import { cellValue } from './cell-guard.ts';
import { buildConverter } from './converters.ts';
import { readDate } from './dates.ts';
import { profileColumn } from './infer.ts';
import { readScore } from './score.ts';

it.each([
  ['="0012345678901234567"', '0012345678901234567'],
  ['=" 7 "', '7'],
  ["'+4420", '+4420'],
  ["'78701", '78701'],
  [' 5 ', '5'],
  ["'tis", "'tis"],
  ['="a"&"b"', '="a"&"b"'],
  ["'5' x", "'5' x"],
])('the value of the cell %s is %s', (cell, value) => {
  expect(cellValue(cell)).toBe(value);
});

it('is what is stored, and what tells the type of a column', () => {
  const context = {
    failure: { code: 'not-a-number' as const, params: {} },
    zone: zoneRules('UTC'),
    profile: null,
    dateOrder: null,
  };
  expect(buildConverter('key', context)('="00123"')).toBe('00123');
  expect(buildConverter('quantity', context)('="2"')).toBe(2000);
  expect(profileColumn('n', ['="12"', '="13"']).type).toBe('integer');
});

it.each([
  ['10 - Extremely likely', '10'],
  ['0 – gar nicht', '0'],
  ['4 stars', '4'],
  ['5分', '5'],
  ['4/5', '4'],
  ['3 (neutral)', '3'],
  ['★★★★☆', '4'],
  ['⭐️⭐️', '2'],
  ['9', null],
  ['10-12', null],
  ['very good', null],
])('the score %s is %s', (text, score) => {
  expect(readScore(text)).toBe(score);
});

it('micro- and nanoseconds are times', () => {
  const at = { localMs: 1_709_532_306_123, offsetMs: 0, hasTime: true };
  expect(readDate('1709532306123456', null)).toEqual(at);
  expect(readDate('1709532306123456789', null)).toEqual(at);
});
