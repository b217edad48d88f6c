import { describe, expect, it } from 'vitest';
import { normalizeIdentifier } from './identifier-values.ts';

describe('normalizeIdentifier', () => {
  it.each([
    ['email', ' Ann@Example.COM ', 'ann@example.com'],
    ['email', 'ann at example', null],
    ['email', '@example.com', null],
    ['email', 'a@b@c', null],
    ['phone', '138 0013 8000', '+8613800138000'],
    ['phone', '8613800138000', '+8613800138000'],
    ['phone', '+86-138-0013-8000', '+8613800138000'],
    ['phone', '０１０－１２３４５６７８', '+861012345678'],
    ['phone', '0044 20 7946 0958', '+442079460958'],
    ['phone', '123', null],
    ['phone', '138****8000', null],
    ['email', 'a***@example.com', null],
    ['customer_id', 'tb*7', 'tb*7'],
    ['phone', 'n/a', null],
    ['customer_id', 'A-7', 'A-7'],
    ['customer_id', '', null],
  ] as const)('%s %j is %j', (type, given, expected) => {
    expect(normalizeIdentifier(type, given)).toBe(expected);
  });
});
