import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkFormula,
  evaluateFormula,
  FormulaError,
  FormulaSetError,
  type FormulaType,
  orderFormulas,
} from './index.ts';

const members: Record<string, number | null> = { 'a.x': 12, 'a.y': 4, 'a.zero': 0, 'a.none': null, 'a]b': 7 };
const typeOf = (name: string): FormulaType | null => (name in members ? 'number' : null);
const value = (text: string) => evaluateFormula(checkFormula(text, typeOf).node, (name) => members[name] ?? null);
const fault = (text: string) => {
  try {
    checkFormula(text, typeOf);
  } catch (error) {
    if (error instanceof FormulaError) return [error.code, error.from, error.to];
  }
  return null;
};

describe('formula', () => {
  it.each([
    ['[a.x] / [a.y]', 3],
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['10 - 4 - 3', 3],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['2 ^ 3 ^ 2', 512],
    ['7 % 4', 3],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(1.005, 2)', 1.01],
    ['round(1234, -2)', 1200],
    ['min(3, 1, 2) + max(1, 2)', 3],
    ['if([a.x] > 10 and not([a.y] = 3), 1, 2)', 1],
    ['if([a.none] > 1, 1, 2)', 2],
    ['coalesce([a.none], [a.y])', 4],
    ['if(isnull([a.none]), 0, 1)', 0],
    ['[a]]b] * 2', 14],
    ['（[a.x] ＋ 1）× 2', 26],
  ])('computes %s', (text, expected) => expect(value(text)).toBe(expected));

  it.each([['[a.x] / [a.zero]'], ['[a.x] % 0'], ['[a.none] + 1'], ['sqrt(-1)'], ['ln(0)'], ['10 ^ 400'], ['0 ^ -1']])(
    'has no value for %s',
    (text) => expect(value(text)).toBeNull(),
  );

  it.each([
    ['[a.x', ['unclosed-bracket', 0, 4]],
    ['"abc', ['unclosed-text', 0, 4]],
    ['1 +', ['unexpected-end', 3, 3]],
    ['1 2', ['unexpected-word', 2, 3]],
    ['1 & 2', ['unexpected-sign', 2, 3]],
    ['foo(1)', ['unknown-function', 0, 3]],
    ['constructor(1)', ['unknown-function', 0, 11]],
    ['revenue', ['unexpected-word', 0, 7]],
    ['1 + [a.q]', ['unknown-member', 4, 9]],
    ['abs(1, 2)', ['wrong-count', 0, 9]],
    ['1 + "a"', ['wrong-type', 4, 7]],
    ['if(1, 2, 3)', ['wrong-type', 3, 4]],
    ['if(true, 2, "a")', ['wrong-type', 12, 15]],
    ['1 = "a"', ['wrong-type', 4, 7]],
  ])('refuses %s at its place', (text, expected) => expect(fault(text)).toEqual(expected));

  it('refuses nesting without end instead of running out of stack', () => {
    expect(fault(`${'('.repeat(5000)}1`)?.[0]).toBe('too-deep');
    expect(fault(`${'-'.repeat(5000)}1`)?.[0]).toBe('too-deep');
  });

  it('computes sums and differences of integers as they are', () => {
    const integer = fc.integer({ min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(integer, integer, integer, (a, b, c) => {
        expect(value(`(${a}) + (${b}) * (${c}) - (${a})`)).toBeCloseTo(b * c, 0);
      }),
    );
  });
});

describe('formulas that use each other', () => {
  const formula = (id: string, name: string, text: string) => ({ id, name, text, unit: 'number' as const });

  it('come after what they use', () => {
    const ordered = orderFormulas(
      [formula('c', 'C', '[B] + 1'), formula('b', 'B', '[A] * 2'), formula('a', 'A', '[a.x]')],
      typeOf,
    );
    expect(ordered.map((one) => one.formula.id)).toEqual(['a', 'b', 'c']);
  });

  it('may not go in a circle; the way round is told', () => {
    const circle = [formula('a', 'A', '[B] + 1'), formula('b', 'B', '[C]'), formula('c', 'C', '[A] / 2')];
    expect(() => orderFormulas(circle, typeOf)).toThrow(FormulaSetError);
    try {
      orderFormulas(circle, typeOf);
    } catch (error) {
      const { formula: where, fault: what } = error as FormulaSetError;
      expect([where.name, what.code, what.params.way]).toEqual(['C', 'circular', 'A → B → C → A']);
    }
    expect(() => orderFormulas([formula('a', 'A', '[A]')], typeOf)).toThrow(FormulaSetError);
  });
});
