import { describe, expect, it } from 'vitest';
import { reportDefinitionInput } from '../reports.ts';
import { type TileOf, tileInput } from '../tiles.ts';
import { type Member, unknownMember } from './members.ts';
import { plainCalendar } from './period.ts';
import { reportPivot } from './report-pivot.ts';
import { type BoardScope, blankValue } from './scope.ts';

const members = new Map<string, Member>(
  ['orders.revenue', 'orders.ordered_at', 'orders.country', 'orders.channel', 'orders.segment'].map((name) => [
    name,
    unknownMember(name),
  ]),
);
const range = { from: '2011-11-01', to: '2011-11-30' };
const scopeOf = (filters: BoardScope['filters']): BoardScope => ({
  ...{ range, preset: null, data: range, filters, measureFilters: [], segment: null },
  ...{ timezone: 'UTC', calendar: plainCalendar, targets: [] },
});
const tile = tileInput.parse({
  ...{ id: 'r', kind: 'report', reportId: 'x', title: { 'zh-CN': '', en: '' } },
  ...{ placement: { x: 0, y: 0, w: 6, h: 4 }, ignores: ['orders.channel'] },
}) as TileOf<'report'>;
const { pivot } = reportDefinitionInput.parse({
  pivot: {
    rows: [{ id: 'a', member: 'orders.country' }],
    values: [{ id: 'v', source: { measure: 'orders.revenue' } }],
    filters: [{ member: 'orders.country', operator: 'set', values: [] }],
    dates: { member: 'orders.ordered_at', range: { preset: 'all' } },
  },
});
const asked = (filters: BoardScope['filters']) => reportPivot(pivot, tile, scopeOf(filters), members);

describe('a report on a board', () => {
  it('takes the dates of the board and its filters beside its own, but not those it ignores', () => {
    const { pivot: question, unreached } = asked([
      { member: 'orders.country', values: ['UK', 'a"b'] },
      { member: 'orders.channel', values: ['web'] },
    ]);
    expect(question.dates).toEqual({ member: 'orders.ordered_at', ...range });
    expect(question.filters).toEqual([
      { member: 'orders.country', operator: 'set', values: [] },
      { member: 'orders.country', operator: 'equals', values: ['UK', 'a"b'] },
    ]);
    expect(unreached).toEqual([]);
  });

  it('is of the people of the segment a board is narrowed to', () => {
    const { pivot: question, unreached } = reportPivot(pivot, tile, { ...scopeOf([]), segment: '7' }, members);
    expect(question.filters.slice(1)).toEqual([{ member: 'orders.segment', operator: 'equals', values: ['7'] }]);
    expect(unreached).toEqual([]);
  });

  it('says which filters do not reach it', () => {
    const { unreached, pivot: question } = asked([
      { member: 'events.name', values: ['click'] },
      { member: 'orders.country', values: ['UK', blankValue] },
    ]);
    expect(unreached).toEqual(['events.name', 'orders.country']);
    expect(question.filters).toHaveLength(1);
    expect(asked([{ member: 'orders.country', values: [blankValue] }]).pivot.filters[1]).toEqual({
      member: 'orders.country',
      operator: 'notSet',
      values: [],
    });
  });
});
