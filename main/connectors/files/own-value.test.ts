import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zoneRules } from '../../ports/zone.ts';
import { buildConverter } from './converters.ts';
import { isOwnText } from './own-value.ts';

const context = {
  failure: { code: 'not-a-number' as const, params: {} },
  zone: zoneRules('UTC'),
  profile: null,
  dateOrder: null,
};
const converters = [buildConverter('text', context), buildConverter('key', context)];

const isOwn = (text: string): boolean => {
  // In the midst of a line, as cells stand.
  const units = Uint16Array.from(`0.${text}.0,`, (char) => char.charCodeAt(0));
  return isOwnText(units, 2, 2 + text.length);
};

it('knows texts that both their converters leave as they are', () => {
  const words = [
    'NULL',
    'null',
    '\\N',
    'n/a',
    '#N/A',
    'undefined',
    'nan',
    '-',
    '17850.0',
    '1.0',
    ' 7',
    '7 ',
    '\u00a07',
    '７',
    '="007"',
    "'007",
    '=7',
  ];
  const text = fc.oneof(
    fc.constantFrom(...words),
    fc.string({ unit: 'binary-ascii', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.nat({ max: 600 }).map((length) => '7'.repeat(length)),
    fc.nat().map((n) => `${n}.0`),
  );
  fc.assert(
    fc.property(text, (one) => {
      if (!isOwn(one)) return;
      expect(converters.map((convert) => convert(one))).toEqual([one, one]);
      expect(Buffer.byteLength(one)).toBe(one.length);
    }),
    { numRuns: 2_000 },
  );
});

it('knows most identifiers there are', () => {
  expect(['O1000001', 'S77', '536365', 'C-9', 'a1.00', 'x@y2.org'].map(isOwn)).toEqual(new Array(6).fill(true));
  expect(['NULL', 'abc', '', '5.0', ' 5', '订单5'].map(isOwn)).toEqual(new Array(6).fill(false));
});
