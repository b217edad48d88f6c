import { describe, expect, it } from 'vitest';
import { cellFormatInput, lookOf, nameInScale } from './pivot-formats.ts';

const format = (part: object) => cellFormatInput.parse({ id: 'f', valueId: 'v', ...part });
const ranges = { members: { min: -50, max: 150 }, totals: { min: 0, max: 1000 } };
const look = (parts: object[], figure: number | null, isTotal = false) =>
  lookOf(parts.map(format), figure, isTotal, ranges);

describe('formats of cells', () => {
  it.each([
    ['lt', 10, 9, true],
    ['lt', 10, 10, false],
    ['lte', 10, 10, true],
    ['gt', 10, 10, false],
    ['gte', 10, 10, true],
    ['equals', 0, 0, true],
    ['empty', 0, null, true],
    ['gt', 0, null, false],
  ] as const)('a rule %s %s meets %s: %s', (operator, first, figure, expected) => {
    expect(look([{ kind: 'rule', operator, first, fill: 'red' }], figure).fill).toBe(expected ? 'red' : null);
  });

  it('of two rules that fit the first decides; bounds of "between" may stand in any order', () => {
    const rules = [
      { kind: 'rule', operator: 'between', first: 20, second: 10, fill: 'green' },
      { kind: 'rule', operator: 'gt', first: 0, fill: 'red', ink: 'blue' },
    ];
    expect(look(rules, 15)).toMatchObject({ fill: 'green', ink: 'blue' });
    expect(look(rules, 25)).toMatchObject({ fill: 'red' });
  });

  it('members, totals and both are different cells', () => {
    const rule = (cells: string) => [{ kind: 'rule', operator: 'gt', first: 0, fill: 'red', cells }];
    const fills = (cells: string) => [false, true].map((isTotal) => look(rule(cells), 5, isTotal).fill);
    expect([fills('members'), fills('totals'), fills('all')]).toEqual([
      ['red', null],
      [null, 'red'],
      ['red', 'red'],
    ]);
  });

  it('bars start at zero, go left of it below, and are as long as their figure', () => {
    const bar = (figure: number) => look([{ kind: 'bar' }], figure).bar;
    expect(bar(150)).toMatchObject({ from: 0.25, to: 1, isNegative: false });
    expect(bar(50)).toMatchObject({ from: 0.25, to: 0.5 });
    expect(bar(-50)).toMatchObject({ from: 0, to: 0.25, isNegative: true });
    expect(look([{ kind: 'bar', cells: 'all' }], 1000, true).bar).toMatchObject({ from: 0, to: 1 });
  });

  it('a scale of two tones has its middle between least and greatest', () => {
    const scale = [{ kind: 'scale', low: 'red', high: 'green' }];
    expect(look(scale, -50)).toMatchObject({ fill: 'red', strength: 1 });
    expect(look(scale, 50)).toMatchObject({ fill: 'green', strength: 0 });
    expect(look(scale, 150)).toMatchObject({ fill: 'green', strength: 1 });
  });

  it('arrows: up from the upper bound on, down below the lower one', () => {
    const icons = [{ kind: 'icons', up: 10, down: -10 }];
    expect([10, 9, -10, -11].map((figure) => look(icons, figure).icon)).toEqual(['up', 'level', 'level', 'down']);
  });
});

it('a value told in a scale says so in the words of the reader', () => {
  const named = (language: 'en' | 'zh-CN') =>
    (['none', 'thousand', 'wan', 'million', 'yi'] as const).map((scale) => nameInScale('N', scale, language));
  expect(named('zh-CN')).toEqual(['N', 'N (千)', 'N (万)', 'N (百万)', 'N (亿)']);
  expect(named('en')).toEqual(['N', 'N (K)', 'N (万)', 'N (M)', 'N (亿)']);
});
