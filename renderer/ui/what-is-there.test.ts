import { expect, it } from 'vitest';
import type { Status } from '../../contract/workspace.ts';
import { reachOf, whatIsThere } from './what-is-there.ts';

const nothing = { from: null, to: null };
const none: Status['recordRanges'] = {
  orders: nothing,
  events: nothing,
  survey_responses: nothing,
  tickets: nothing,
  opportunities: nothing,
};
const to = (day: string) => ({ from: '2010-01-01T00:00:00.000Z', to: `${day}T12:00:00.000Z` });
const workspace = { timezone: 'Asia/Shanghai' };

it('a stamp names what it is of where other records are newer', () => {
  const reach = (recordRanges: Status['recordRanges'], newest: string) =>
    reachOf({ counts: {}, dataRange: to(newest), recordRanges, workspace });
  expect(reach({ ...none, orders: to('2011-12-09') }, '2011-12-09').kind).toBe('all');
  const surveyed = { ...none, events: to('2019-10-01'), survey_responses: to('2024-05-03') };
  expect(reach(surveyed, '2019-10-01')).toMatchObject({ kind: 'events', later: [{ record: 'survey_responses' }] });
  const ordered = { ...none, orders: to('2024-05-03'), tickets: to('2024-05-04'), events: to('2024-05-03') };
  expect(reach(ordered, '2024-05-03')).toMatchObject({ kind: 'orders', later: [{ record: 'tickets' }] });
});

it('without a date it is told whether there is nothing, nothing dated, or no order that counts', () => {
  const kindOf = (counts: Record<string, number>) =>
    reachOf({ counts, dataRange: nothing, recordRanges: none, workspace }).kind;
  expect(kindOf({ orders: 0, profiles: 0 })).toBe('none');
  expect(kindOf({ orders: 0, profiles: 3 })).toBe('undated');
  expect(kindOf({ orders: 2, profiles: 2 })).toBe('uncounted');
  expect(kindOf({ 'table:plan': 9 })).toBe('undated');
});

it('own tables are counted as tables', () => {
  expect(whatIsThere({ 'table:a': 5, 'table:b': 6, 'table:c': 0, profiles: 4 })).toEqual([
    { what: 'profiles', count: 4 },
    { what: 'tables', count: 2 },
  ]);
});
