import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Briefing } from '../../contract/briefing.ts';
import type { ImportState } from '../../contract/imports.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** February: A 50, B 50. March: A 90, B 30, and 10 without a country. So March is 130 after 100. */
const csv = `order,at,customer,net,country
1,2024-02-01 09:00:00,C1,50.00,A
2,2024-02-02 09:00:00,C2,50.00,B
3,2024-03-01 09:00:00,C1,60.00,A
4,2024-03-02 09:00:00,C1,30.00,A
5,2024-03-03 09:00:00,C2,30.00,B
6,2024-03-31 09:00:00,C3,10.00,
`;
const column = (name: string) => ({ column: name });
const mapping = {
  order_id: column('order'),
  ordered_at: column('at'),
  customer_id: column('customer'),
  net: column('net'),
  country: column('country'),
};

let running: TemporaryHost;
const send = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

beforeAll(async () => {
  running = await startTemporaryHost({ language: 'en' });
  const form = new FormData();
  for (const [name, value] of Object.entries({
    entity: 'orders',
    mapping: JSON.stringify(mapping),
    options: '{"currency":"CNY"}',
  }))
    form.set(name, value);
  form.set('file', new Blob([csv]), 'orders.csv');
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body: form });
  while ((await running.json<ImportState>(`/api/v1/imports/${id}`)).status !== 'succeeded') await pause(50);
});
afterAll(() => running.discard());

it('says what moved, by how much, and which values explain it, each with its figures and its tile', async () => {
  const briefing = await running.json<Briefing>(
    '/api/v1/briefing',
    send('POST', { board: 'overview', view: { from: '2024-03-01', to: '2024-03-31' } }),
  );
  expect(briefing).toMatchObject({
    from: '2024-03-01',
    to: '2024-03-31',
    comparedFrom: '2024-02-01',
    comparedTo: '2024-02-29',
    failed: [],
  });
  const revenue = briefing.sentences.find(({ kind, tileId }) => kind === 'moved' && tileId === 'revenue');
  expect(revenue?.figures).toEqual({ now: 130, before: 100, change: 0.3 });
  expect(revenue?.words.en).toContain('+30.0%');
  expect(revenue?.words['zh-CN']).toContain('净销售额');
  const reason = briefing.sentences.find(({ kind, words }) => kind === 'explained' && words.en.includes('net revenue'));
  expect(reason?.tileId).toBe('revenue-by-country');
  // A rose by 40 of the 30 that the whole rose by; the rest of the way is B and the orders without a country.
  expect(reason?.figures).toMatchObject({ now1: 90, before1: 50 });
  expect(reason?.figures.share1).toBeCloseTo(40 / 30, 10);
  expect(reason?.words.en).toContain('A (+');
});

it('one reader’s briefing is of their value alone, and says which figures it leaves out', async () => {
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const number = (id: string, measure: string, timeMember: string) => ({
    ...{ id, kind: 'number', title: both(id), measure, timeMember, comparisons: [], sparkline: false },
    placement: { x: 0, y: 0, w: 3, h: 2 },
  });
  const tiles = [
    number('net', 'orders.revenue', 'orders.ordered_at'),
    number('people', 'profiles.count', 'profiles.first_seen'),
  ];
  const board = await running.json<{ id: string }>(
    '/api/v1/boards',
    send('POST', { title: both('Two'), tiles: tiles.map((tile) => ({ ...tile, ignores: ['orders.order_number'] })) }),
  );
  const view = { from: '2024-03-01', to: '2024-03-31' };
  // Customers have a country and no order number.
  const slice = { member: 'orders.order_number', value: '5' };
  const briefing = await running.json<Briefing>('/api/v1/briefing', send('POST', { board: board.id, view, slice }));
  expect(briefing.sentences.find(({ tileId }) => tileId === 'net')?.figures).toMatchObject({ now: 30 });
  expect(briefing.sentences.filter(({ tileId }) => tileId === 'people')).toEqual([]);
  expect(briefing).toMatchObject({ failed: [], leftOut: ['people'] });
});

it('a board nobody has is said so', async () => {
  expect((await running.fetch('/api/v1/briefing', send('POST', { board: 'nope' }))).status).toBe(404);
});
