import { describe, expect, it } from 'vitest';
import { boardOutput, type Tile } from '../boards.ts';
import type { SavedReport } from '../reports.ts';
import type { Member, Members } from './members.ts';
import { reportPivot } from './report-pivot.ts';
import { scopeOf } from './scope.ts';
import { isWithinSlice } from './slice.ts';
import { targetQuery } from './targets.ts';
import { chartQueries, groupQuery, rankingQueries, tileQuery, varianceQuery } from './tile-queries.ts';

const names = ['orders.revenue', 'orders.count', 'orders.country', 'orders.ordered_at', 'order_items.revenue'];
const more = ['order_items.country', 'order_items.product', 'profiles.count', 'profiles.first_seen', 'plan.amount'];
const members: Members = new Map([...names, ...more].map((name) => [name, { name } as Member]));
const slice = { member: 'orders.country', value: 'France' };
const context = { filterMembers: ['orders.country'], data: { from: '2024-01-01', to: '2024-12-31' }, timezone: 'UTC' };
const scope = scopeOf({ country: ['Germany', 'Spain'] }, { ...context, slice });
const held = { member: 'orders.country', operator: 'equals', values: ['France'] };

const words = { 'zh-CN': '', en: '' };
function tileOf(tile: object): Tile {
  const base = { id: 't', title: words, placement: { x: 0, y: 0, w: 3, h: 2 } };
  const board = { id: 'b', version: 1, isBuiltIn: false, updatedAt: '2026-01-01T00:00:00Z', title: words };
  const [made] = boardOutput.parse({ ...board, tiles: [{ ...base, ...tile }] }).tiles;
  if (made === undefined) throw new Error('no tile');
  return made;
}
const ofKind = <K extends Tile['kind']>(kind: K, tile: object) =>
  tileOf({ kind, ...tile }) as Extract<Tile, { kind: K }>;
const ranking = (changes: object = {}) =>
  ofKind('ranking', { measure: 'orders.revenue', dimension: 'orders.country', limit: 5, ...changes });
const pivot = (measure: string): SavedReport =>
  ({
    ...{ id: 'r', title: 'R', description: '', version: 1, author: '', createdAt: '', updatedAt: '' },
    kind: 'pivot',
    definition: {
      pivot: {
        rows: [],
        columns: [],
        formulas: [],
        filters: [],
        values: [{ id: 'v', source: { measure } }],
        dates: null,
      },
    },
  }) as unknown as SavedReport;

describe('one reader’s part', () => {
  it('takes the place of what the board was narrowed to by the same dimension', () => {
    expect(scope.filters).toEqual([{ member: 'orders.country', values: ['France'] }]);
    expect(scope.slice).toEqual(slice);
    const other = scopeOf({ product: 'Tea' }, { ...context, filterMembers: ['order_items.product'], slice });
    expect(other.filters.map(({ values }) => values)).toEqual([['Tea'], ['France']]);
  });

  it('holds where a tile shows the values not chosen as well, and where it leaves filters of the board aside', () => {
    expect(rankingQueries(ranking(), scope, members).current.filters).toEqual([held]);
    expect(rankingQueries(ranking(), scope, members).whole.filters).toEqual([held]);
    const chart = ofKind('chart', { chart: 'bar', measures: ['orders.revenue'], dimensions: ['orders.country'] });
    expect(chartQueries(chart, scope, members).current.filters).toEqual([held]);
    const ignoring = ofKind('table', {
      ...{ measures: ['orders.revenue'], dimensions: ['orders.country'], orderBy: 'orders.revenue', limit: 5 },
      ignores: ['orders.country'],
    });
    expect(groupQuery(ignoring, scope, members).query.filters).toEqual([held]);
    const report = ofKind('report', { reportId: 'r', ignores: ['orders.country'] });
    const { definition } = pivot('orders.revenue');
    if (!('pivot' in definition)) throw new Error('no pivot');
    expect(reportPivot(definition.pivot, report, scope, members).pivot.filters).toEqual([held]);
  });

  it('reaches another view by a dimension of the same name; a view without one is not of it', () => {
    const items = ranking({ measure: 'order_items.revenue', dimension: 'order_items.product' });
    expect(tileQuery(items, [items], scope, members)?.query.filters).toEqual([
      { ...held, member: 'order_items.country' },
    ]);
    expect(isWithinSlice(items, scope, members)).toBe(true);
    const people = tileOf({ kind: 'histogram', measure: 'profiles.count', dimension: 'profiles.first_seen' });
    expect(isWithinSlice(people, scope, members)).toBe(false);
    const { slice: _, ...whole } = scope;
    expect(isWithinSlice(people, whole, members)).toBe(true);
  });

  it('is not kept by analyses of more than orders, by live figures of other views, nor by reports nobody can read', () => {
    const text = (figure: string) => tileOf({ kind: 'text', text: `Now {{${figure}}}` });
    expect(isWithinSlice(text('orders.count'), scope, members)).toBe(true);
    expect(isWithinSlice(text('profiles.count'), scope, members)).toBe(false);
    expect(isWithinSlice(tileOf({ kind: 'section' }), scope, members)).toBe(true);
    const analysis = tileOf({ kind: 'analysis', analysis: 'rfm', question: {} });
    expect(isWithinSlice(analysis, scope, members)).toBe(false);
    const funnel = (...events: string[]) =>
      tileOf({ kind: 'analysis', analysis: 'funnel', question: { steps: events.map((event) => ({ event })) } });
    expect(isWithinSlice(funnel('order_placed', 'order_returned'), scope, members)).toBe(true);
    expect(isWithinSlice(funnel('order_placed', 'ticket_opened'), scope, members)).toBe(false);
    const report = tileOf({ kind: 'report', reportId: 'r' });
    expect(isWithinSlice(report, scope, members, pivot('orders.count'))).toBe(true);
    expect(isWithinSlice(report, scope, members, pivot('profiles.count'))).toBe(false);
    expect(isWithinSlice(report, scope, members)).toBe(false);
    const lifecycle = (event: string) => {
      const definition = { analysis: 'lifecycle', question: { event: { event } }, settings: {} };
      return { kind: 'analysis', definition } as unknown as SavedReport;
    };
    expect(isWithinSlice(report, scope, members, lifecycle('order_placed'))).toBe(true);
    expect(isWithinSlice(report, scope, members, lifecycle('view'))).toBe(false);
  });

  it('is held against its own plan, never against that of everybody', () => {
    const range = { from: '2024-03-01', to: '2024-03-31' };
    const target = (measure: string, timeMember: string) => ({ kind: 'measure' as const, measure, timeMember });
    const asked = (measure: string, timeMember: string) => {
      const plain = { measure: 'orders.revenue', comparisons: [], sparkline: false };
      const tile = ofKind('number', { ...plain, target: target(measure, timeMember) });
      return targetQuery(tile, range, scope, members);
    };
    expect(asked('plan.amount', 'month')).toBeNull();
    expect(asked('orders.count', 'ordered_at')?.filters).toEqual([held]);
    const variance = ofKind('chart', {
      ...{ chart: 'variance', measures: ['orders.revenue'], dimensions: ['orders.country'], against: 'target' },
      target: target('plan.amount', 'plan.month'),
    });
    expect(varianceQuery(variance, scope, members)).toBeNull();
  });
});
