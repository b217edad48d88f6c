import { describe, expect, it } from 'vitest';
import type { ModelParts, Part } from '../semantic/index.ts';
import { RolledLevels } from './rolled-levels.ts';

const part = (kind: 'count' | 'sum' | 'min' | 'max'): Part => ({
  cube: 'c',
  reach: ['c'],
  kind,
  isOfPeriod: false,
  rows: null,
});
const model: ModelParts = {
  measures: {},
  dimensions: {},
  parts: { 'c.n': part('count'), 'c.s': part('sum'), 'c.least': part('min'), 'c.most': part('max') },
};
const parts = ['c.n', 's', 'c.least', 'c.most'].map((name) => (name === 's' ? 'c.s' : name));
const members = ['v.a', 'v.b', ...parts];
type Row = (string | number | null)[];
const levels = (list: Row[]) => {
  const columns = members.map((_, place) => list.map((row) => row[place] ?? null));
  return new RolledLevels({ members, columns, rowCount: list.length, truncated: null }, ['v.a', 'v.b'], parts, model);
};
const rows = (of: RolledLevels, fields: string[]) => {
  const groups = of.level(fields);
  return (
    groups &&
    Array.from({ length: groups.count }, (_, group) => [
      ...groups.values(group),
      ...parts.map((name) => groups.part(group, name)),
    ])
  );
};

describe('levels', () => {
  const small: Row[] = [
    ['x', null, '2', '-150', '7', '9'],
    ['x', 'y', '1', null, null, null],
    ['z', 'y', '4', '1000', '3', '3'],
  ];

  it('are added up, or the least or greatest of theirs; what is missing adds nothing', () => {
    expect(rows(levels(small), ['v.a'])).toEqual([
      ['x', 3, -150, 7, 9],
      ['z', 4, 1000, 3, 3],
    ]);
    expect(rows(levels(small), ['v.b'])).toEqual([
      [null, 2, -150, 7, 9],
      ['y', 5, 1000, 3, 3],
    ]);
    expect(rows(levels(small), [])).toEqual([[7, 850, 3, 9]]);
    expect(rows(levels(small), ['v.b', 'v.a'])).toHaveLength(3);
  });

  it('of nothing are one group without figures, and none where there are fields', () => {
    expect(rows(levels([]), [])).toEqual([[0, null, null, null]]);
    expect(rows(levels([]), ['v.a'])).toEqual([]);
  });

  it('are not made of sums that doubles do not add exactly; the smallest groups are as they came', () => {
    for (const figure of ['0.1', '9007199254740993']) {
      const inexact = levels([...small, ['z', null, '1', figure, '1', '1']]);
      expect(inexact.level(['v.a'])).toBeNull();
      expect(rows(inexact, ['v.a', 'v.b'])).toHaveLength(4);
    }
    const large = levels([
      ['x', 'a', '1', String(2 ** 52), null, null],
      ['x', 'b', '1', String(2 ** 52), null, null],
    ]);
    expect(large.level(['v.a'])).toBeNull();
  });

  it('of fields that were not asked are not known', () => {
    expect(levels(small).level(['v.c'])).toBeNull();
  });
});
