import { describe, expect, it } from 'vitest';
import { formulaOf, formulaValue, partsIn } from './formula-parts.ts';

const read = (sql: string) => formulaOf(sql, (name) => (name === 'unknown' ? null : { part: `c.${name}` }));
const value = (sql: string, figures: Record<string, number | null>) => {
  const formula = read(sql);
  return formula && formulaValue(formula, (part) => figures[part.slice(2)] ?? null);
};

describe('a measure made of measures', () => {
  it('is read with its signs in their order', () => {
    expect(value('{a} - {b} - {c} * 2', { a: 10, b: 3, c: 2 })).toBe(3);
    expect(value('100.0 * ({a} - {b}) / NULLIF({n}, 0)', { a: 7, b: 2, n: 8 })).toBe(62.5);
    expect(value('({CUBE.a} - COALESCE({b}, 0)) / 100', { a: 150, b: null })).toBe(1.5);
    expect(value('CAST({a} AS DOUBLE) / CAST({b} AS DOUBLE)', { a: 1, b: 4 })).toBe(0.25);
    expect(partsIn(read('{a} / NULLIF({a} + {b}, 0)') ?? { number: 0 })).toEqual(['c.a', 'c.b']);
  });

  it('is missing where something in it is', () => {
    expect(value('{a} / NULLIF({n}, 0)', { a: 1, n: 0 })).toBeNull();
    expect(value('{a} + {b}', { a: 1, b: null })).toBeNull();
  });

  it.each([
    '{a} * 0.1',
    '{a} || {b}',
    'round({a})',
    '{unknown} / 2',
    '{a} /',
    '({a}',
    '{a} {b}',
    '{base_orders}.net + 1',
    'sum({a})',
    'NULLIF({a})',
  ])('is left to the database where it is anything else: %s', (sql) => {
    expect(read(sql)).toBeNull();
  });

  it('is left to the database where doubles would not do', () => {
    expect(value('{a} / {n}', { a: 1, n: 0 })).toBeUndefined();
    expect(value('{a} * {b}', { a: 2 ** 40, b: 2 ** 20 })).toBeUndefined();
  });
});
