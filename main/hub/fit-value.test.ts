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
    // A thousand, as many write it, and not one; a fraction is one only where fractions are.
    ['1.000', 'integer', undefined],
    ['1.000', 'decimal', 1],
    ['123456789012.345', 'decimal', 123456789012.345],
    ['0.000000000001234', 'decimal', 1.234e-12],
    ['123456789012345', 'integer', 123456789012345],
    ['9007199254740991', 'integer', 9007199254740991],
    ['9007199254740992', 'integer', undefined],
    ['-9007199254740993', 'integer', undefined],
    ['123456789012345.123456789', 'decimal', undefined],
    ['1234567890123.456', 'decimal', undefined],
    // Zero is zero: a hash of minus zero would be another row.
    ['-0', 'integer', 0],
    ['-0.0', 'decimal', 0],
    ['1e3', 'decimal', undefined],
    [' 5', 'decimal', undefined],
    ['many', 'integer', undefined],
    ['', 'decimal', undefined],
    // Not everything made of digits is a time or a yes.
    ['1', 'boolean', undefined],
    ['1700000000', 'instant', undefined],
  ] as const)('%s as %s is %s', (value, type, expected) => expect(fitValue(value, type)).toBe(expected));
});
