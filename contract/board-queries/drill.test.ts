import { describe, expect, it } from 'vitest';
import { type Tile, tileInput } from '../tiles.ts';
import { drilledTile, drillThroughQuery, finerSteps, nextLevel, personFields, stepDates } from './drill.ts';
import { type Member, type Members, unknownMember } from './members.ts';
import { plainCalendar } from './period.ts';
import { type BoardScope, blankValue, datesOf, datesWord, scopeOf } from './scope.ts';
import { missingMembers } from './tile-members.ts';
import { chartQueries, rangeOf, searchFilters, tileQuery, valuesQuery } from './tile-queries.ts';

const member = (name: string, part: Partial<Member> = {}): [string, Member] => [
  name,
  { ...unknownMember(name), kind: 'dimension', type: 'string', ...part },
];
const members: Members = new Map([
  member('orders.revenue', { kind: 'measure', type: 'number', isAdditive: true }),
  member('orders.ordered_at', { type: 'time' }),
  member('orders.order_number'),
  member('orders.country'),
  member('orders.region'),
  member('orders.channel'),
  member('orders.customer_name'),
  member('orders.profile_id', { type: 'number', namedBy: 'orders.customer_name' }),
]);
const scope: BoardScope = {
  range: { from: '2011-11-01', to: '2011-11-30' },
  preset: null,
  data: { from: '2010-12-01', to: '2011-12-09' },
  filters: [{ member: 'orders.channel', values: ['web', blankValue] }],
  measureFilters: [],
  segment: null,
  timezone: 'Asia/Shanghai',
  calendar: plainCalendar,
  targets: [],
};
const title = { 'zh-CN': '', en: '' };
const chart = (part: object): Tile =>
  tileInput.parse({
    ...{ id: 'a', kind: 'chart', chart: 'bar', title, placement: { x: 0, y: 0, w: 4, h: 4 } },
    ...{ measures: ['orders.revenue'], dimensions: ['orders.country'] },
    ...part,
  });

describe('going down', () => {
  it('follows a declared way before a natural one, and ends at the bottom', () => {
    const declared = [{ title, members: ['orders.country', 'orders.channel', 'orders.customer_name'] }];
    expect(nextLevel('orders.country', declared, members)).toBe('orders.channel');
    expect(nextLevel('orders.country', [], members)).toBe('orders.region');
    expect(nextLevel('orders.customer_name', declared, members)).toBeNull();
  });

  it('a chosen step of time narrows all tiles but those over time, and knows the dates from before', () => {
    const context = { filterMembers: [], data: scope.data, timezone: 'UTC' };
    const before = scopeOf({ range: 'last-full-month' }, context);
    const was = datesWord(before);
    expect(datesOf(was)).toEqual({ range: 'last-full-month' });
    expect(datesOf('2011-01-01..2011-06-30')).toEqual({ from: '2011-01-01', to: '2011-06-30' });
    const after = scopeOf({ from: '2011-03-01', to: '2011-03-31', was }, context);
    expect(after.filters).toEqual([]);
    expect(rangeOf(chart({}), after)).toEqual({ from: '2011-03-01', to: '2011-03-31' });
    expect(rangeOf(chart({ granularity: 'month' }), after)).toEqual(before.range);
  });

  it('from a step of time leads to finer steps, a dimension, or a value within it, for the days the tile has', () => {
    const trend = tileInput.parse({
      ...{ id: 'a', kind: 'trend', title, placement: { x: 0, y: 0, w: 4, h: 4 }, measures: ['orders.revenue'] },
      ...{ granularity: 'month', comparison: null, range: { kind: 'all' } },
    });
    const december = { start: '2011-12-01', granularity: 'month' as const };
    const dates = stepDates(trend, scope, december);
    expect(dates).toEqual({ from: '2011-12-01', to: '2011-12-09' });
    expect(finerSteps('month')).toEqual(['week', 'day']);
    const range = { kind: 'fixed', ...dates };
    const daily = drilledTile(trend, [{ ...december, dates, next: 'day' }]);
    expect(daily).toMatchObject({ kind: 'trend', granularity: 'day', range });
    const byCountry = { ...december, dates, next: { member: 'orders.country' } };
    const bars = { kind: 'chart', chart: 'bar', granularity: null, dimensions: ['orders.country'], range };
    expect(drilledTile(trend, [byCountry])).toMatchObject(bars);
    const further = { member: 'orders.country', value: 'UK', next: 'orders.region' };
    const filters = [{ member: 'orders.country', operator: 'equals', values: ['UK'] }];
    expect(drilledTile(trend, [byCountry, further])).toMatchObject({ ...bars, dimensions: ['orders.region'], filters });
  });

  it('opens a trend of more lines than a chart has measures, with the first of them', () => {
    const names = Array.from({ length: 9 }, (_, n) => `orders.m${n}`);
    const stacked = tileInput.parse({
      ...{ id: 'a', kind: 'stacked-trend', title, placement: { x: 0, y: 0, w: 4, h: 4 } },
      ...{ measures: names, granularity: 'month' },
    });
    const dates = { from: '2011-11-01', to: '2011-11-30' };
    const step = { start: dates.from, granularity: 'month' as const, dates, next: { member: 'orders.country' } };
    expect(drilledTile(stacked, [step])).toMatchObject({ kind: 'chart', measures: names.slice(0, 8) });
  });

  it('narrows to every mark on the way and shows the last step; the saved tile stays as it is', () => {
    const tile = chart({});
    const path = [
      { member: 'orders.country', value: 'UK', next: 'orders.region' },
      { member: 'orders.region', value: blankValue, next: 'orders.channel' },
    ];
    const drilled = drilledTile(tile, path);
    expect(drilled).toMatchObject({
      dimensions: ['orders.channel'],
      filters: [
        { member: 'orders.country', operator: 'equals', values: ['UK'] },
        { member: 'orders.region', operator: 'notSet' },
      ],
    });
    expect(tile.filters).toEqual([]);
    expect(drilledTile(tile, [])).toBe(tile);
  });
});

describe('rows behind a mark', () => {
  it('obey the dates of the mark, the filters of board and tile, and the mark itself', () => {
    const tile = chart({
      filters: [{ member: 'orders.region', operator: 'set' }],
      range: { kind: 'trailing-months', months: 3 },
    });
    const step = { start: '2011-10-01', granularity: 'month' as const };
    const query = drillThroughQuery(tile, [{ member: 'orders.country', value: 'UK' }], 'rows', scope, members, step);
    expect(query?.timeDimensions?.[0]?.dateRange).toEqual(['2011-10-01', '2011-10-31']);
    expect(query?.filters).toEqual([
      { member: 'orders.region', operator: 'set' },
      {
        or: [
          { member: 'orders.channel', operator: 'equals', values: ['web'] },
          { member: 'orders.channel', operator: 'notSet' },
        ],
      },
      { member: 'orders.country', operator: 'equals', values: ['UK'] },
    ]);
    // With the number of the customer beside the name, which several may have.
    expect(query?.dimensions).toEqual([
      ...['orders.order_number', 'orders.ordered_at', 'orders.customer_name', 'orders.country', 'orders.channel'],
      'orders.profile_id',
    ]);
  });

  it('people are those of the view', () => {
    const query = drillThroughQuery(chart({}), [], 'people', scope, members);
    expect(query?.dimensions).toEqual(['orders.profile_id', 'orders.customer_name']);
  });

  it('nobody is behind rows that name no person', () => {
    const named = { type: 'number', namedBy: 'profiles.display_name' } as const;
    const view: Members = new Map([
      member('profiles.id', named),
      member('profiles.display_name'),
      member('products.id', { type: 'number', namedBy: 'products.name' }),
      member('products.name'),
      member('visits.profile_id', { type: 'number' }),
    ]);
    expect(personFields('profiles', view)).toEqual(['profiles.id', 'profiles.display_name']);
    expect(personFields('products', view)).toEqual([]);
    expect(personFields('visits', view)).toEqual([]);
    const tile = chart({ measures: ['products.count'], dimensions: ['products.name'] });
    expect(drillThroughQuery(tile, [], 'people', scope, view)).toBeNull();
  });
});

describe('chart questions', () => {
  it('the axis does not narrow itself; the limit and the whole go to the data model', () => {
    const narrowed = { ...scope, filters: [{ member: 'orders.country', values: ['UK'] }] };
    const { current, whole } = chartQueries(chart({ limit: 5 }) as never, narrowed, members);
    expect([current.filters, current.limit, current.order]).toEqual([undefined, 5, [['orders.revenue', 'desc']]]);
    expect(whole?.dimensions).toBeUndefined();
  });

  it('a tile keeps out the filters it ignores, and follows the zone of the workspace when that changes', () => {
    const tile = chart({ ignores: ['orders.channel'] });
    const asked = tileQuery(tile, [tile], { ...scope, timezone: 'Europe/London' }, members);
    expect([asked?.query.filters, asked?.query.timezone]).toEqual([undefined, 'Europe/London']);
  });

  it('bounds on measures hold for groups; what the others make up is no whole of those', () => {
    const bounded = {
      ...scope,
      filters: [],
      measureFilters: [{ member: 'orders.revenue', operator: 'gte' as const, bound: '100' }],
    };
    const { current, whole } = chartQueries(chart({}) as never, bounded, members);
    expect(current.filters).toEqual([{ member: 'orders.revenue', operator: 'gte', values: ['100'] }]);
    expect(whole).toBeNull();
    const elsewhere = { ...bounded, measureFilters: [{ ...bounded.measureFilters[0], member: 'products.count' }] };
    expect(chartQueries(chart({}) as never, elsewhere as never, members).whole).not.toBeNull();
  });

  it('names every field that the data model lost', () => {
    const tile = chart({ measures: ['table_gone.amount'], dimensions: ['orders.country'] });
    expect(missingMembers(tile, members)).toEqual(['table_gone.amount']);
  });

  it('a filter’s list is searched where the data is, under the filters beside it', () => {
    const query = valuesQuery(
      'orders.country',
      { ...scope, filters: [{ member: 'orders.region', values: ['North'] }] },
      members,
      '100%',
    );
    expect(query.filters).toEqual([
      { member: 'orders.region', operator: 'equals', values: ['North'] },
      { member: 'orders.country', operator: 'contains', values: ['100%'] },
    ]);
  });
});

describe('the address', () => {
  const read = (search: Record<string, string | string[]>) =>
    scopeOf(search, { filterMembers: ['orders.country', 'items.country'], data: scope.data, timezone: 'UTC' });

  it('keeps named ranges relative, and takes any field by its full name', () => {
    expect(read({ range: 'last-7-complete-days' })).toMatchObject({
      range: { from: '2011-12-02', to: '2011-12-08' },
      preset: 'last-7-complete-days',
    });
    expect(read({ country: 'UK', 'orders.channel': ['web', '🙂 "50%"'] }).filters).toEqual([
      { member: 'orders.country', values: ['UK'] },
      { member: 'orders.channel', values: ['web', '🙂 "50%"'] },
    ]);
  });

  it('reads lists of one as the one, as saved filter sets hold them', () => {
    expect(read({ range: ['all'], country: ['UK'] })).toMatchObject({ preset: 'all', range: scope.data });
    expect(read({ from: ['2011-03-01'], to: ['2011-03-31'] }).range).toEqual({ from: '2011-03-01', to: '2011-03-31' });
  });

  it('leaves out bounds that are none', () => {
    const { measureFilters } = read({
      where: ['orders.revenue~gte~100', 'orders.revenue~like~1', 'x~gt~1', 'orders.revenue~lt~abc'],
    });
    expect(measureFilters).toEqual([{ member: 'orders.revenue', operator: 'gte', bound: '100' }]);
  });

  it('is searched by a part of a text or by a number, never by a part of a number', () => {
    const by = (operator: string, values: string[], member: string) => [{ member, operator, values }];
    expect(searchFilters('orders.country', ' 1 ', members)).toEqual(by('contains', ['1'], 'orders.country'));
    expect(searchFilters('orders.profile_id', '12', members)).toEqual(by('equals', ['12'], 'orders.profile_id'));
    expect(searchFilters('orders.profile_id', 'x', members)).toEqual([]);
    expect(searchFilters('orders.ordered_at', '2011', members)).toEqual([]);
    expect(searchFilters('orders.country', '  ', members)).toEqual([]);
  });
});
