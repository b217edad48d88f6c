import { describe, expect, it } from 'vitest';
import { type Board, boardOutput } from '../boards.ts';
import type { Member, Members } from './members.ts';
import { plainCalendar } from './period.ts';
import { type BoardScope, filtersFor, scopeOf } from './scope.ts';
import { filterMembersOf } from './tile-members.ts';
import { groupQuery, numberQueries, rankingQueries, seriesQueries } from './tile-queries.ts';

const names = [
  'orders.revenue',
  'orders.count',
  'orders.country',
  'orders.ordered_at',
  'order_items.revenue',
  'order_items.country',
  'order_items.ordered_at',
  'order_items.product',
  'profiles.count',
  'profiles.first_seen',
];
const members: Members = new Map(names.map((name) => [name, { name } as Member]));

const title = { 'zh-CN': '', en: '' };
const placement = { x: 0, y: 0, w: 3, h: 2 };
function boardOf(tiles: object[]): Board {
  return boardOutput.parse({
    id: 'b',
    version: 1,
    isBuiltIn: true,
    updatedAt: '2026-01-01T00:00:00Z',
    title,
    filterMembers: ['orders.country'],
    tiles: tiles.map((tile, index) => ({ id: `t${index}`, title, placement, ...tile })),
  });
}
const data = { from: '2009-12-01', to: '2011-12-09' };
const scope: BoardScope = {
  range: { from: '2011-12-01', to: '2011-12-09' },
  preset: null,
  measureFilters: [],
  segment: null,
  calendar: plainCalendar,
  targets: [],
  data,
  filters: [{ member: 'orders.country', values: ['France', 'Korea, South'] }],
  timezone: 'Europe/London',
};
function tileOf<K extends Board['tiles'][number]['kind']>(board: Board, kind: K, place = 0) {
  const tile = board.tiles[place];
  if (tile?.kind !== kind) throw new Error(`tile ${place} is no ${kind}`);
  return tile as Extract<Board['tiles'][number], { kind: K }>;
}

describe('number tiles', () => {
  const comparisons = ['previous_year', 'previous_period'];
  const board = boardOf([
    { kind: 'number', measure: 'orders.revenue', comparisons, sparkline: true },
    { kind: 'number', measure: 'orders.count', comparisons, sparkline: true },
    { kind: 'number', measure: 'profiles.count', timeMember: 'profiles.first_seen', comparisons: [], sparkline: false },
  ]);

  it('ask together, once per period, in the zone of the workspace', () => {
    const first = numberQueries(board.tiles, tileOf(board, 'number', 0), scope, members);
    expect(first.current).toEqual({
      measures: ['orders.revenue', 'orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2011-12-01', '2011-12-09'] }],
      filters: [{ member: 'orders.country', operator: 'equals', values: ['France', 'Korea, South'] }],
      timezone: 'Europe/London',
    });
    expect(numberQueries(board.tiles, tileOf(board, 'number', 1), scope, members)).toEqual(first);
    const dates = (which: 'previous_year' | 'previous_period') =>
      first.compared[which]?.query?.timeDimensions?.[0]?.dateRange;
    expect(dates('previous_year')).toEqual(['2010-12-01', '2010-12-09']);
    expect(dates('previous_period')).toEqual(['2011-11-01', '2011-11-09']);
    expect(first.sparkline.query.timeDimensions?.[0]?.granularity).toBe('day');
    expect(first.sparkline.key).toBe('orders.ordered_at.day');
  });

  it('of another view ask apart and are not narrowed by what that view does not know', () => {
    const profiles = numberQueries(board.tiles, tileOf(board, 'number', 2), scope, members);
    expect(profiles.current.measures).toEqual(['profiles.count']);
    expect(profiles.current.filters).toBeUndefined();
    expect(profiles.unreached).toEqual(['orders.country']);
  });

  it('ask nothing about a period before the data', () => {
    const early = { ...scope, range: { from: '2010-01-01', to: '2010-01-31' } };
    const { compared } = numberQueries(board.tiles, tileOf(board, 'number', 0), early, members);
    expect(compared.previous_period?.query).not.toBeNull();
    expect(compared.previous_year?.query).toBeNull();
    expect(compared.previous_year?.period.range).toEqual({ from: '2009-01-01', to: '2009-01-31' });
  });
});

describe('trends', () => {
  const trend = { kind: 'trend', measures: ['orders.revenue'], granularity: 'month', comparison: 'previous_year' };
  const board = boardOf([{ ...trend, range: { kind: 'trailing-months', months: 13 } }]);

  it('read whole months up to the end of the range and the same dates a year earlier', () => {
    const queries = seriesQueries(tileOf(board, 'trend'), scope, members);
    expect(queries.current.timeDimensions?.[0]).toEqual({
      dimension: 'orders.ordered_at',
      dateRange: ['2010-12-01', '2011-12-09'],
      granularity: 'month',
    });
    expect(queries.compared?.query?.timeDimensions?.[0]?.dateRange).toEqual(['2009-12-01', '2010-12-09']);
  });

  it('draw a comparison that begins late, but none that has no data at all', () => {
    const within = (from: string) =>
      seriesQueries(tileOf(board, 'trend'), { ...scope, data: { from, to: data.to } }, members).compared?.query;
    expect(within('2010-06-01')).not.toBeNull();
    expect(within('2010-12-10')).toBeNull();
  });
});

describe('rankings', () => {
  const board = boardOf([
    { kind: 'ranking', measure: 'orders.revenue', dimension: 'orders.country', limit: 6, isFilter: true },
    { kind: 'ranking', measure: 'order_items.revenue', dimension: 'order_items.product', limit: 10 },
  ]);

  it('keep the values that were not chosen in sight', () => {
    const queries = rankingQueries(tileOf(board, 'ranking', 0), scope, members);
    expect(queries.current.filters).toBeUndefined();
    expect(queries.current.order).toEqual([['orders.revenue', 'desc']]);
    expect(queries.comparedQuery(['France'])).toMatchObject({
      dimensions: ['orders.country'],
      filters: [{ member: 'orders.country', operator: 'equals', values: ['France'] }],
      timeDimensions: [{ dateRange: ['2010-12-01', '2010-12-09'] }],
    });
    expect(queries.comparedQuery([])).toBeNull();
  });

  it('of another view are narrowed and dated by its own members of the same name', () => {
    const { current } = rankingQueries(tileOf(board, 'ranking', 1), scope, members);
    expect(current.timeDimensions?.[0]?.dimension).toBe('order_items.ordered_at');
    expect(current.filters?.[0]).toMatchObject({ member: 'order_items.country' });
  });
});

describe('grouped tiles', () => {
  it('put the conditions of the tile beside those of the board', () => {
    const board = boardOf([
      {
        kind: 'table',
        dimensions: ['orders.country'],
        measures: ['orders.revenue', 'orders.count'],
        orderBy: 'orders.revenue',
        limit: 20,
        filters: [{ member: 'orders.country', operator: 'set' }],
      },
    ]);
    const { query } = groupQuery(tileOf(board, 'table'), scope, members);
    expect(query.filters).toEqual([
      { member: 'orders.country', operator: 'set' },
      { member: 'orders.country', operator: 'equals', values: ['France', 'Korea, South'] },
    ]);
    expect([query.order, query.limit]).toEqual([[['orders.revenue', 'desc']], 20]);
  });
});

describe('the address', () => {
  const read = (search: Record<string, string | string[]>) =>
    scopeOf(search, { filterMembers: ['orders.country'], data, timezone: 'UTC' });

  it('without dates, or with impossible ones, is the newest month with data', () => {
    const newest = { from: '2011-12-01', to: '2011-12-09' };
    expect(read({}).range).toEqual(newest);
    expect(read({ from: '2011-02-30', to: '2011-03-01' }).range).toEqual(newest);
    expect(read({ from: '2011-02-01' }).range).toEqual(newest);
  });

  it('reads dates in either order and values with commas', () => {
    const scope = read({ from: '2011-03-31', to: '2011-03-01', country: ['Korea, South', 'France'] });
    expect(scope.range).toEqual({ from: '2011-03-01', to: '2011-03-31' });
    expect(scope.filters).toEqual([{ member: 'orders.country', values: ['Korea, South', 'France'] }]);
    expect(filtersFor('orders', read({}).filters, members)).toEqual({ filters: [], unreached: [] });
  });

  it('takes a filter of the board by its full name too, before its short one', () => {
    const germany = [{ member: 'orders.country', values: ['Germany'] }];
    expect(read({ 'orders.country': 'Germany' }).filters).toEqual(germany);
    expect(read({ 'orders.country': 'Germany', country: ['France', 'Germany'] }).filters).toEqual(germany);
  });
});

describe('what a board is narrowed to by its address', () => {
  it('short names stand for what the board offers, then for what its tiles show', () => {
    const ranking = { kind: 'ranking', measure: 'order_items.revenue', dimension: 'order_items.product', limit: 5 };
    const filterMembers = filterMembersOf(boardOf([ranking]));
    const { filters } = scopeOf({ country: 'France', product: 'Tea' }, { filterMembers, data, timezone: 'UTC' });
    expect(filters).toEqual([
      { member: 'orders.country', values: ['France'] },
      { member: 'order_items.product', values: ['Tea'] },
    ]);
  });
});
