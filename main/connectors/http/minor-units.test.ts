import { describe, expect, it } from 'vitest';
import { inMajorUnits } from './minor-units.ts';

const units = { fields: ['amount', 'refunded'], currency: 'currency', digits: { ISK: 2, MGA: 0 } };
const amountOf = (amount: string, currency: string) =>
  inMajorUnits(
    new Map([
      ['amount', amount],
      ['currency', currency],
    ]),
    units,
  ).get('amount');

describe('amounts in the smallest unit', () => {
  it.each([
    ['1099', 'usd', '10.99'],
    ['5', 'EUR', '0.05'],
    ['0', 'usd', '0.00'],
    ['-1050', 'gbp', '-10.50'],
    ['1099', 'jpy', '1099'],
    ['1500', 'kwd', '1.500'],
    ['90071992547409931', 'usd', '900719925474099.31'],
    // As the API counts them, not as ISO 4217 does.
    ['1000', 'isk', '10.00'],
    ['1000', 'mga', '1000'],
    // No whole number, no currency: nothing is guessed.
    ['10.99', 'usd', '10.99'],
    ['', 'usd', ''],
    ['1099', '', '1099'],
    ['1099', 'dollars', '1099'],
  ])('%s %s is %s', (amount, currency, expected) => expect(amountOf(amount, currency)).toBe(expected));

  it('leaves fields alone that the record does not have', () => {
    expect([...inMajorUnits(new Map([['currency', 'usd']]), units).keys()]).toEqual(['currency']);
  });
});
