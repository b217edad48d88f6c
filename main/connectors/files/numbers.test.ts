import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberReader } from './numbers.ts';

const point = createNumberReader('.');
const comma = createNumberReader(',');

describe('numbers as people write them, in hundredths', () => {
  it.each([
    ['1,234.50', 123_450],
    ['1234.5', 123_450],
    ['¥1 234', 123_400],
    ['￥1,234.00', 123_400],
    ['(12.00)', -1200],
    ['（12.00）', -1200],
    ['($1,200.75)', -120_075],
    ['１２３', 12_300],
    ['１，２３４．５', 123_450],
    ['−5', -500],
    ['-$12', -1200],
    ['$-12', -1200],
    ['12.50-', -1250],
    ['1e3', 100_000],
    ['1.5E-1', 15],
    ['12%', 12],
    ['1.2万', 1_200_000],
    ['3亿', 30_000_000_000],
    ['12.50元', 1250],
    ['USD 12', 1200],
    ['12 EUR', 1200],
    ["1'234.50", 123_450],
    ['1\u00a0234.50', 123_450],
    ['12,34,567.00', 123_456_700],
    ['.5', 50],
    ['5.', 500],
    ['+7', 700],
    ['0', 0],
    ['-0', 0],
    ['007', 700],
    ['178.79999999999998', 17_880],
    ['0.005', 1],
    ['-0.005', -1],
    ['0.0049999', 0],
  ])('%s', (text, hundredths) => {
    expect(point.scaled(text, 2)).toBe(hundredths);
  });

  it.each([
    '',
    '-',
    'abc',
    '1.2.3',
    '12,5',
    '1,23',
    '1 23',
    '--5',
    '(-5)',
    '1e',
    '5 apples',
    '0x10',
    '1,234,5',
    'NaN',
    'Infinity',
    '١٢٣',
  ])('%s is none', (text) => {
    expect(point.scaled(text, 2)).toBeNaN();
  });

  it('reads a decimal comma where the column writes one, and never both ways at once', () => {
    expect(comma.scaled('1.234,50', 2)).toBe(123_450);
    expect(comma.scaled('12,5', 2)).toBe(1250);
    expect(comma.scaled('1.5', 2)).toBeNaN();
    expect(point.scaled('1.234,50', 2)).toBeNaN();
  });

  it('tells numbers too large for an exact integer from no numbers', () => {
    expect(point.scaled('9007199254740991', 0)).toBe(Number.MAX_SAFE_INTEGER);
    expect(point.scaled('9007199254740993', 0)).toBe(Number.POSITIVE_INFINITY);
    expect(point.scaled('-1e30', 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(point.scaled('1e-300', 2)).toBe(0);
  });

  it('tells the currency sign of the value read last', () => {
    point.scaled('£12', 2);
    expect(point.sign).toBe('£');
    point.scaled('12', 2);
    expect(point.sign).toBe('');
    point.scaled('12元', 2);
    expect(point.sign).toBe('CNY');
  });

  it('never depends on binary fractions: any decimal text equals exact integer arithmetic', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(
        fc.boolean(),
        digits,
        digits,
        fc.integer({ min: 0, max: 4 }),
        (isNegative, whole, fraction, scale) => {
          // Oracle: shift the mark in the text, then round on the remaining digits.
          const padded = fraction.padEnd(scale, '0');
          const kept = BigInt(whole + padded.slice(0, scale));
          const up = Number(padded.slice(scale, scale + 1) || '0') >= 5 ? 1n : 0n;
          const expected = Number(kept + up);
          const text = `${isNegative ? '-' : ''}${whole}.${fraction}`;
          expect(Math.abs(point.scaled(text, scale))).toBe(expected);
          expect(point.scaled(text, scale) < 0).toBe(isNegative && expected > 0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('gives a number, NaN or an infinity for any text', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'0123456789.,-+()eE%¥$ 万元A￥１'), maxLength: 70 });
    fc.assert(
      fc.property(odd, (text) => {
        const value = point.scaled(text, 2);
        expect(Number.isNaN(value) || !Number.isFinite(value) || Number.isSafeInteger(value)).toBe(true);
        expect(Object.is(value, -0)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
