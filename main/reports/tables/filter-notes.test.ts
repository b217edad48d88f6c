import { expect, it } from 'vitest';
import { type BoardScope, type Member, type Members, plainCalendar } from '../../../contract/board-queries/index.ts';
import { filterNotes } from './filter-notes.ts';

const title = (name: string, text: string): [string, Member] => [name, { name, title: text } as Member];
const members: Members = new Map([title('orders.country', 'Country'), title('orders.channel', 'Channel')]);
const scope: BoardScope = {
  ...{ range: { from: '2024-01-01', to: '2024-01-31' }, preset: null, data: { from: '2024-01-01', to: '2024-12-31' } },
  filters: [
    { member: 'orders.country', values: ['France', 'Spain'] },
    { member: 'orders.channel', values: ['web'] },
    { member: 'orders.store', values: [] },
  ],
  ...{ measureFilters: [], segment: null, timezone: 'UTC', calendar: plainCalendar, targets: [] },
};
const context = { reader: { language: 'en' as const }, scope, members };

it('names the segment whose people the rows are of', () => {
  const narrowed = { ...scope, filters: [], segment: '7', segmentNames: new Map([['7', 'Loyal']]) };
  expect(filterNotes({ ignores: [] }, [], { ...context, scope: narrowed })).toEqual(['Segment: Loyal']);
  expect(filterNotes({ ignores: [] }, ['orders.segment'], { ...context, scope: narrowed })).toEqual([
    'Not filtered by segment',
  ]);
});

it('names the filters that hold with their values, and those that do not reach the tile', () => {
  expect(filterNotes({ ignores: [] }, ['orders.channel'], context)).toEqual([
    'Country: France, Spain',
    'Not filtered by Channel',
  ]);
  expect(filterNotes({ ignores: [] }, [], context)).toEqual(['Country: France, Spain', 'Channel: web']);
});

it('does not name what the tile leaves aside, unless it is one reader’s part', () => {
  expect(filterNotes({ ignores: ['orders.country'] }, [], context)).toEqual(['Channel: web']);
  const slice = { member: 'orders.country', value: 'France' };
  const held = { ...scope, filters: [{ member: slice.member, values: [slice.value] }], slice };
  expect(filterNotes({ ignores: ['orders.country'] }, [], { ...context, scope: held })).toEqual(['Country: France']);
});
