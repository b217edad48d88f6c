import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunnelOutput, PersonsOutput } from '../../contract/analytics.ts';
import type { JourneyOutput } from '../../contract/stages.ts';
import type { Status } from '../../contract/workspace.ts';
import { importText, jsonBody } from './import-text.fixture.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/*
 * Four people on one day, minutes after ten. "Placed an order", "opened a ticket" and "answered a survey" come from
 * imported records; nobody tracks them.
 *
 *   Ada  :00 view  :10 order  :30 ticket (complaint)  :50 answer 3
 *   Bob  :00 view  :20 order
 *   Cy   :00 view             :40 ticket
 *   Di             :00 order                          :10 answer 9
 */
const events = `event,occurred_at,customer_id,customer_name
view,2024-03-01T10:00:00Z,1,Ada
view,2024-03-01T10:00:00Z,2,Bob
view,2024-03-01T10:00:00Z,3,Cy
`;
const orders = `order_id,ordered_at,customer_id,customer_name,net
O1,2024-03-01T10:10:00Z,1,Ada,1
O2,2024-03-01T10:20:00Z,2,Bob,1
O3,2024-03-01T10:00:00Z,4,Di,1
`;
const tickets = `ticket_id,created_at,customer_id,category,channel
T1,2024-03-01T10:30:00Z,1,Complaint,mail
T2,2024-03-01T10:40:00Z,3,Question,phone
`;
const answers = `nps,answered_at,customer_id
3,2024-03-01T10:50:00Z,1
9,2024-03-01T10:10:00Z,4
`;

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost({ timezone: 'UTC' });
  await importText(running, 'events', events);
  await importText(running, 'orders', orders);
  await importText(running, 'tickets', tickets);
  await importText(running, 'survey_responses', answers);
});
afterAll(() => running?.discard());

const ask = <T>(kind: string, body: object) => running.json<T>(`/api/v1/analytics/${kind}`, jsonBody(body));
const people = async (kind: string, body: object) =>
  (await ask<PersonsOutput>(`${kind}/persons`, body)).profiles.map(({ displayName }) => displayName);

describe('records as events', () => {
  const steps = [{ event: 'order_placed' }, { event: 'ticket_opened' }, { event: 'survey_answered' }];

  it('make a funnel without tracking', async () => {
    const { steps: found } = await ask<FunnelOutput>('funnel', { steps });
    expect(found.map(({ label, count, averageSeconds }) => [label, count, averageSeconds])).toEqual([
      ['Placed an order', 3, null],
      ['Opened a ticket', 1, 1200],
      ['Answered a survey', 1, 1200],
    ]);
  });

  it('can be filtered and broken down by their own properties', async () => {
    const complaint = {
      event: 'ticket_opened',
      filters: [{ property: 'is_complaint', operator: 'exact', value: 'true' }],
    };
    const happy = { event: 'survey_answered', filters: [{ property: 'score', operator: 'gte', value: 9 }] };
    expect(await people('funnel', { steps: [complaint, { event: null }], cell: { step: 0 } })).toEqual(['Ada']);
    expect(await people('funnel', { steps: [{ event: 'order_placed' }, happy], cell: { step: 1 } })).toEqual(['Di']);
    const { breakdown } = await ask<FunnelOutput>('funnel', {
      steps: [{ event: 'ticket_opened' }, { event: null }],
      breakdown: { properties: ['channel'] },
    });
    expect(breakdown.map(({ value }) => value[0]).sort()).toEqual(['mail', 'phone']);
  });

  it('that arrive later are in the next answer', async () => {
    await importText(running, 'tickets', 'ticket_id,created_at,customer_id\nT3,2024-03-01T11:00:00Z,2\n');
    const { steps: found } = await ask<FunnelOutput>('funnel', { steps });
    expect(found.map(({ count }) => count)).toEqual([3, 2, 1]);
    await importText(running, 'tickets', 'ticket_id,created_at\nT3,2024-03-01T11:00:00Z\n');
  });
});

describe('journey map', () => {
  const points = ['view', 'order_placed', 'ticket_opened', 'survey_answered'];
  const body = {
    touchpoints: points.map((event) => ({ event })),
    dateRange: { from: '2024-03-01T00:00:00Z', to: '2024-03-01T10:55:00Z' },
  };

  it('puts touchpoints in the order people meet them, with time and where they end', async () => {
    const { persons, touchpoints } = await ask<JourneyOutput>('journey', body);
    expect(persons).toBe(4);
    expect(
      touchpoints.map(({ event, persons: met, averagePosition, averageSecondsFromStart, ended }) => [
        ...[event, met, averagePosition, averageSecondsFromStart, ended],
      ]),
    ).toEqual([
      ['view', 3, 1, 0, 0],
      // Ada and Bob second, Di first: 5/3; 600, 1200 and 0 seconds.
      ['order_placed', 3, 5 / 3, 600, 1],
      ['ticket_opened', 2, 2.5, 2100, 1],
      ['survey_answered', 2, 3, 1800, 2],
    ]);
  });

  it('says who goes on, takes another way or stops between two of them', async () => {
    const { links } = await ask<JourneyOutput>('journey', body);
    expect(
      links.map(({ from, to, persons, continued, detoured, dropped, averageSeconds }) => [
        ...[points[from], points[to], persons, continued, detoured, dropped, averageSeconds],
      ]),
    ).toEqual([
      ['view', 'order_placed', 3, 2, 1, 0, 900],
      ['order_placed', 'ticket_opened', 3, 1, 1, 1, 1200],
      ['ticket_opened', 'survey_answered', 2, 1, 0, 1, 1200],
    ]);
  });

  it('finds touchpoints by itself, with the same figures', async () => {
    const { touchpoints: _, ...rest } = body;
    const { touchpoints } = await ask<JourneyOutput>('journey', rest);
    expect(touchpoints.map(({ event, label, persons }) => [event, label, persons])).toEqual([
      ['view', 'view', 3],
      ['order_placed', 'Placed an order', 3],
      ['ticket_opened', 'Opened a ticket', 2],
      ['survey_answered', 'Answered a survey', 2],
    ]);
  });

  it('can begin at a point of its own', async () => {
    const { persons, touchpoints } = await ask<JourneyOutput>('journey', {
      ...body,
      startPoint: { event: 'ticket_opened' },
    });
    expect(persons).toBe(2);
    expect(touchpoints.map(({ event }) => event)).toEqual(['ticket_opened', 'survey_answered']);
  });

  it.each([
    [{ touchpoint: 1, state: 'ended' }, ['Bob']],
    [{ touchpoint: 2 }, ['Ada', 'Cy']],
    [{ from: 0, to: 1, state: 'detoured' }, ['Cy']],
    [{ from: 1, to: 2, state: 'continued' }, ['Ada']],
    [{ from: 1, to: 2, state: 'dropped' }, ['Bob']],
  ])('finds the people of %j', async (cell, names) => {
    expect(await people('journey', { ...body, cell })).toEqual(names);
  });

  it('is empty where nobody met anything', async () => {
    expect(await ask('journey', { touchpoints: [{ event: 'a' }, { event: 'b' }] })).toMatchObject({
      persons: 0,
      touchpoints: [],
      links: [],
    });
  });
});

it('the status tells where the index of histories stands', async () => {
  await ask('funnel', { steps: [{ event: 'view' }, { event: 'order_placed' }] });
  const { index } = await running.json<Status>('/api/v1/status');
  // Three views, orders and tickets and two answers of four people.
  expect(index).toMatchObject({ state: 'ready', events: 11, people: 4 });
});
