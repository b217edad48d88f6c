import { describe, expect, it } from 'vitest';
import type { TileOf } from '../boards.ts';
import type { Member, Members } from './members.ts';
import { scopeOf } from './scope.ts';
import { fixedTarget, plannedTarget, statusOf, targetQuery, tileTarget } from './targets.ts';

const revenue = { name: 'orders.revenue', isAdditive: true };
const rate = { name: 'orders.repeat_rate', isAdditive: false };
const target = (measure: string, month: string, amount: number, member = '', value = '') => ({
  measure,
  month,
  amount,
  member,
  value,
});
const targets = [
  target('orders.revenue', '2011-10', 310),
  target('orders.revenue', '2011-11', 600),
  target('orders.revenue', '2011-11', 90, 'orders.country', 'France'),
  target('orders.revenue', '2011-11', 60, 'orders.country', 'Germany'),
  target('orders.repeat_rate', '2011-10', 0.4),
  target('orders.repeat_rate', '2011-11', 0.5),
];
const scope = (country: string[] = [], channel: string[] = []) => ({
  targets,
  segment: null as string | null,
  filters: [
    { member: 'orders.country', values: country },
    { member: 'orders.channel', values: channel },
  ],
});

describe('typed targets of a tile', () => {
  const november = { from: '2011-11-01', to: '2011-11-30' };
  const revenue = { name: 'orders.revenue', isAdditive: true };
  const country = (operator: 'equals' | 'notEquals', values: string[]) => ({
    ...{ ignores: ['orders.country'] },
    filters: [{ member: 'orders.country', operator, values }],
  });

  it('are those of its own filters, beside what it heeds of the board', () => {
    expect(tileTarget(country('equals', ['France']), revenue, november, scope(['Germany']))).toBe(90);
    expect(tileTarget(country('notEquals', ['France']), revenue, november, scope())).toBeNull();
    expect(tileTarget({ filters: [], ignores: [] }, revenue, november, scope(['Germany']))).toBe(60);
  });
});

describe('typed targets', () => {
  it('a month to date is held to its share of days', () => {
    expect(plannedTarget(revenue, { from: '2011-11-01', to: '2011-11-30' }, scope())).toBe(600);
    expect(plannedTarget(revenue, { from: '2011-11-01', to: '2011-11-10' }, scope())).toBeCloseTo(200, 9);
    expect(plannedTarget(revenue, { from: '2011-10-22', to: '2011-11-10' }, scope())).toBeCloseTo(100 + 200, 9);
  });

  it('a ratio takes the mean of the months by days', () => {
    expect(plannedTarget(rate, { from: '2011-10-22', to: '2011-11-30' }, scope())).toBeCloseTo(
      (0.4 * 10 + 0.5 * 30) / 40,
      9,
    );
  });

  it('a figure typed on a tile is of everybody together: beside one reader’s part it is left out', () => {
    const typed = { kind: 'fixed' as const, value: 500 };
    expect(fixedTarget(typed, {})).toBe(500);
    expect(fixedTarget(typed, { slice: { member: 'orders.country', value: 'France' } })).toBeNull();
  });

  it('a board narrowed to values with targets takes theirs; narrowed to others it has none', () => {
    const november = { from: '2011-11-01', to: '2011-11-30' };
    expect(plannedTarget(revenue, november, scope(['France', 'Germany']))).toBe(150);
    expect(plannedTarget(revenue, november, scope(['France', 'Spain']))).toBeNull();
    expect(plannedTarget(revenue, november, scope(['France'], ['web']))).toBeNull();
    expect(plannedTarget(revenue, { from: '2011-11-01', to: '2011-12-31' }, scope())).toBeNull();
    expect(plannedTarget(revenue, november, { ...scope(), segment: '7' })).toBeNull();
  });
});

describe('a target of a plan', () => {
  const names = ['orders.revenue', 'orders.country', 'orders.channel', 'plan.amount', 'plan.month', 'plan.country'];
  const members: Members = new Map(names.map((name) => [name, { name } as Member]));
  const words = { 'zh-CN': '', en: '' };
  const tile = (ignores: string[], filters: unknown[]) =>
    ({
      ...{ id: 't', kind: 'number', title: words, measure: 'orders.revenue', ignores, filters },
      target: { kind: 'measure', measure: 'plan.amount', timeMember: 'month' },
    }) as unknown as TileOf<'number'>;
  const data = { from: '2024-01-01', to: '2024-12-31' };
  const filterMembers = ['orders.country', 'orders.channel'];
  const asked = (
    search: Record<string, string[]>,
    ignores: string[] = [],
    filters: unknown[] = [],
    known = members,
  ) => {
    const scope = scopeOf(search, { filterMembers, data, timezone: 'UTC' });
    return targetQuery(tile(ignores, filters), { from: '2024-03-01', to: '2024-03-31' }, scope, known);
  };

  it('is narrowed as the figure is, by the member of the same name', () => {
    expect(asked({})?.filters).toBeUndefined();
    expect(asked({ country: ['Germany'] })).toEqual({
      measures: ['plan.amount'],
      timeDimensions: [{ dimension: 'plan.month', dateRange: ['2024-03-01', '2024-03-31'] }],
      filters: [{ member: 'plan.country', operator: 'equals', values: ['Germany'] }],
      timezone: 'UTC',
    });
  });

  it('is narrowed by a filter of the tile that the plan knows', () => {
    const [france, web] = [
      { member: 'orders.country', operator: 'equals' as const, values: ['France'] },
      { member: 'orders.channel', operator: 'equals' as const, values: ['web'] },
    ];
    expect(asked({}, [], [france, web])?.filters).toEqual([{ ...france, member: 'plan.country' }]);
  });

  it('is none for the people of a segment, except beside a figure that is of everybody', () => {
    expect(asked({ segment: ['7'] })?.filters).toBeUndefined();
    const known = new Map([...members, ['orders.segment', { name: 'orders.segment' } as Member]]);
    expect(asked({ segment: ['7'] }, [], [], known)).toBeNull();
    // A column of the plan that happens to be called segment holds no people.
    known.set('plan.segment', { name: 'plan.segment' } as Member);
    expect(asked({ segment: ['7'] }, [], [], known)).toBeNull();
  });

  it('is none where the figure is narrowed by what the plan does not know', () => {
    expect(asked({ country: ['Germany'], channel: ['web'] })).toBeNull();
    expect(asked({ channel: ['web'] }, ['orders.channel'])?.filters).toBeUndefined();
  });
});

describe('status', () => {
  const rules = [
    { of: 'target' as const, operator: 'gte' as const, bound: 1, status: 'good' as const },
    { of: 'target' as const, operator: 'gte' as const, bound: 0.9, status: 'fair' as const },
    { of: 'value' as const, operator: 'lt' as const, bound: 1000, status: 'bad' as const },
  ];
  it.each([
    [120, 120, 'good'],
    [110, 120, 'fair'],
    [50, 120, 'bad'],
    [5000, 10_000, null],
    [50, null, 'bad'],
    [50, 0, 'bad'],
    [null, 100, null],
  ] as const)('%s of %s is %s', (value, goal, status) => {
    expect(statusOf(rules, value, goal)).toBe(status);
  });
});
