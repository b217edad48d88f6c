import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventNames, EventProperties, PropertyValues } from '../../contract/event-catalogue.ts';
import type { ImportState } from '../../contract/imports.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** Three views of two people, two carts, an event of nobody, two orders and a return. */
const events = `event,occurred_at,customer_id,page,price
view,2024-03-01T10:00:00Z,1,/a,5
view,2024-03-01T11:00:00Z,1,/a,
view,2024-03-01T15:59:00Z,2,/b,7.5
cart,2024-03-01T16:01:00Z,2,/b,7.5
cart,2024-03-02T01:00:00Z,4,"it's / odd~",1
view,2024-03-02T20:00:00Z,,/nobody,9
`;
const orders = `order_id,ordered_at,customer_id,net,channel,country
O1,2024-03-03T00:30:00Z,1,100,app,France
O2,2024-03-02T20:02:00Z,3,20,web,France
O3,2024-03-02T20:03:00Z,3,-5,web,Spain
`;

const tickets = `ticket_id,opened_at,customer_id,category,priority
T1,2024-03-04T02:20:00Z,3,delivery,high
`;

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost();
  await importFile('events', events);
  await importFile('orders', orders);
  await importFile('tickets', tickets);
});
afterAll(() => running.discard());

async function importFile(entity: string, text: string): Promise<void> {
  const body = new FormData();
  body.set('file', new Blob([text]), `${entity}.csv`);
  body.set('entity', entity);
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body });
  for (;;) {
    const state = await running.json<ImportState>(`/api/v1/imports/${id}`);
    if (state.status === 'succeeded') return;
    if (state.status === 'failed') throw new Error(JSON.stringify(state));
    await pause(20);
  }
}

const names = () => running.json<EventNames>('/api/v1/analytics/events');
const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const properties = (body: object) =>
  running.json<EventProperties>('/api/v1/analytics/properties', post(body)).then((answer) => answer.properties);
const values = (body: object) => running.json<PropertyValues>('/api/v1/analytics/property-values', post(body));

describe('names of events', () => {
  it('come with counts of events and people, those without tracking code first', async () => {
    const { events: found, firstAt, lastAt } = await names();
    expect(found).toEqual([
      { name: 'order_placed', isDerived: true, events: 2, people: 2, lastAt: '2024-03-03T00:30:00.000Z' },
      { name: 'order_returned', isDerived: true, events: 1, people: 1, lastAt: '2024-03-02T20:03:00.000Z' },
      { name: 'ticket_opened', isDerived: true, events: 1, people: 1, lastAt: '2024-03-04T02:20:00.000Z' },
      { name: 'view', isDerived: false, events: 3, people: 2, lastAt: '2024-03-01T15:59:00.000Z' },
      { name: 'cart', isDerived: false, events: 2, people: 2, lastAt: '2024-03-02T01:00:00.000Z' },
    ]);
    expect([firstAt, lastAt]).toEqual(['2024-03-01T10:00:00.000Z', '2024-03-04T02:20:00.000Z']);
  });
});

describe('properties', () => {
  it('of an event are those its rows carry, with their share', async () => {
    const found = await properties({ source: 'event', events: ['view'] });
    expect(found).toEqual([
      { name: 'page', isBuiltIn: false, isNumber: false, share: 1 },
      { name: 'price', isBuiltIn: false, isNumber: true, share: 0.75 },
    ]);
  });

  it('of an order are its columns', async () => {
    const found = await properties({ source: 'event', events: ['order_placed'] });
    expect(found.map(({ name, isNumber }) => [name, isNumber])).toEqual(
      expect.arrayContaining([
        ['channel', false],
        ['country', false],
        ['net_base_minor', true],
      ]),
    );
    expect(found.some(({ name }) => name === 'page')).toBe(false);
  });

  it('of a ticket are its columns too', async () => {
    const found = await properties({ source: 'event', events: ['ticket_opened'] });
    expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(['category', 'priority']));
    const body = { source: 'event', events: ['ticket_opened'], property: 'category' };
    expect((await values(body)).values).toEqual([{ value: 'delivery', count: 1 }]);
  });

  it('of people are the columns of the profile', async () => {
    const found = await properties({ source: 'person' });
    expect(found.find(({ name }) => name === 'kind')).toMatchObject({ isBuiltIn: true, share: 1 });
  });
});

describe('values', () => {
  it('come most frequent first, with all characters', async () => {
    expect((await values({ source: 'event', events: ['view', 'cart'], property: 'page' })).values).toEqual([
      { value: '/a', count: 2 },
      { value: '/b', count: 2 },
      { value: '/nobody', count: 1 },
      { value: "it's / odd~", count: 1 },
    ]);
  });

  it('can be searched, and say what is left out', async () => {
    const body = { source: 'event', events: ['order_placed'], property: 'country' };
    expect((await values({ ...body, search: 'fra' })).values).toEqual([{ value: 'France', count: 2 }]);
    expect(await values({ ...body, limit: 1 })).toMatchObject({
      values: [{ value: 'France', count: 2 }],
      truncated: { shown: 1, total: 2 },
    });
  });

  it('takes a property as a name, never as SQL', async () => {
    expect((await values({ source: 'event', property: "x') FROM events --" })).values).toEqual([]);
  });
});
