import { describe, expect, it } from 'vitest';
import { fitValue } from './table-writer.ts';

describe('what a column of an own table takes', () => {
  it.each([
    ['5', 'integer', 5],
    ['-17', 'integer', -17],
    ['0.25', 'decimal', 0.25],
    ['-3', 'decimal', -3],
    [12, 'text', '12'],
    [null, 'integer', null],
    // A code, a fraction where whole numbers are, digits that would be lost, words.
    ['007', 'integer', undefined],
    ['0.5', 'integer', undefined],
    ['12345678901234567', 'integer', undefined],
    ['1e3', 'decimal', undefined],
    [' 5', 'decimal', undefined],
    ['many', 'integer', undefined],
    ['', 'decimal', undefined],
    // Not everything made of digits is a time or a yes.
    ['1', 'boolean', undefined],
    ['1700000000', 'instant', undefined],
  ] as const)('%s as %s is %s', (value, type, expected) => expect(fitValue(value, type)).toBe(expected));
});
