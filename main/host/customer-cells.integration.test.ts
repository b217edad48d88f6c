import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { churnOutput, rfmOutput, rfmPersonsOutput, survivalOutput } from '../../contract/customer-value.ts';
import type { ImportState } from '../../contract/imports.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/**
 * Ten customers worked by hand. Customer i (1..10) bought on i days in a row, one order of 10.00 a day, the last one i
 * days before 2024-03-15. Odd customers live in 德国, even ones in 中国. Besides, what must not count: an order without a
 * customer, one that was cancelled.
 */
const day = (back: number) => new Date(Date.UTC(2024, 2, 15 - back)).toISOString().slice(0, 10);
const rows = Array.from({ length: 10 }, (_, k) => k + 1).flatMap((i) =>
  Array.from(
    { length: i },
    (_unused, n) => `${i}-${n},${day(i + n)} 00:30:00,C${i},客户${i},10.00,paid,${i % 2 ? '德国' : '中国'}`,
  ),
);
const csv = `no,at,customer,name,net,status,country
${rows.join('\n')}
x1,${day(0)} 10:00:00,,,99.00,paid,中国
x2,${day(0)} 10:00:00,C1,客户1,99.00,cancelled,德国
`;
const asOf = day(0);

let running: TemporaryHost;
const ids = new Map<string, number>();
beforeAll(async () => {
  running = await startTemporaryHost({ language: 'zh-CN' });
  const body = new FormData();
  body.set('file', new Blob([csv]), 'orders.csv');
  body.set('entity', 'orders');
  const columns = { order_id: 'no', ordered_at: 'at', customer_id: 'customer', customer_name: 'name', net: 'net' };
  const mapping = Object.entries({ ...columns, status: 'status', country: 'country' });
  body.set('mapping', JSON.stringify(Object.fromEntries(mapping.map(([field, column]) => [field, { column }]))));
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body });
  for (;;) {
    const state = await running.json<ImportState>(`/api/v1/imports/${id}`);
    if (state.status === 'succeeded') break;
    if (state.status !== 'queued' && state.status !== 'running') throw new Error(JSON.stringify(state));
    await pause(30);
  }
  const everyone = await ask(rfmPersonsOutput, '/rfm/persons', { asOf, cell: {} });
  for (const { profileId, displayName } of everyone.profiles) ids.set(displayName ?? '', profileId);
});
afterAll(() => running.discard());

async function ask<T extends z.ZodType>(schema: T, path: string, body: object): Promise<z.output<T>> {
  const value = await running.json(`/api/v1/analytics${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return schema.parse(value);
}

describe('rfm', () => {
  it('cuts where R does: quantile(1:10, c(.2,.4,.6,.8)) = 2.8 4.6 6.4 8.2, plus one', async () => {
    const { thresholds, customers } = await ask(rfmOutput, '/rfm', { asOf });
    const shown = (bounds: number[]) => bounds.map((bound) => bound.toFixed(1));
    expect(customers).toBe(10);
    expect(shown(thresholds.recency)).toEqual(['3.8', '5.6', '7.4', '9.2']);
    expect(shown(thresholds.frequency)).toEqual(['3.8', '5.6', '7.4', '9.2']);
    expect(shown(thresholds.monetary)).toEqual(['29.0', '47.0', '65.0', '83.0']);
  });

  it('scores and sorts everyone into the cell worked by hand', async () => {
    const { profiles, total } = await ask(rfmPersonsOutput, '/rfm/persons', { asOf, cell: {} });
    expect(total).toBe(10);
    const found = profiles.map(({ displayName, scores, segment }) => [displayName, ...Object.values(scores), segment]);
    expect(found).toEqual([
      ['客户10', 1, 5, 5, 'cannot_lose'],
      ['客户9', 2, 4, 5, 'cannot_lose'],
      ['客户8', 2, 4, 4, 'at_risk'],
      ['客户7', 3, 3, 4, 'loyal'],
      ['客户6', 3, 3, 3, 'need_attention'],
      ['客户5', 4, 2, 3, 'potential_loyalist'],
      ['客户4', 4, 2, 2, 'potential_loyalist'],
      ['客户3', 5, 1, 2, 'potential_loyalist'],
      ['客户2', 5, 1, 1, 'new'],
      ['客户1', 5, 1, 1, 'new'],
    ]);
  });

  it('adds up customers and money per segment and per score', async () => {
    const { segments, scores } = await ask(rfmOutput, '/rfm', { asOf });
    const filled = segments.filter((segment) => segment.customers > 0);
    expect(segments).toHaveLength(11);
    expect(filled.map(({ segment, customers, revenueMinor }) => [segment, customers, revenueMinor])).toEqual([
      ['loyal', 1, 7_000],
      ['potential_loyalist', 3, 12_000],
      ['new', 2, 3_000],
      ['need_attention', 1, 6_000],
      ['cannot_lose', 2, 19_000],
      ['at_risk', 1, 8_000],
    ]);
    expect(scores.reduce((sum, cell) => sum + cell.customers, 0)).toBe(10);
    expect(scores.reduce((sum, cell) => sum + cell.revenueMinor, 0)).toBe(55_000);
  });

  it('opens the people of a cell', async () => {
    const bySegment = await ask(rfmPersonsOutput, '/rfm/persons', { asOf, cell: { segment: 'cannot_lose' }, limit: 1 });
    expect(bySegment.profiles).toEqual([
      {
        profileId: ids.get('客户10'),
        displayName: '客户10',
        recencyDays: 10,
        orders: 10,
        revenueMinor: 10_000,
        scores: { recency: 1, frequency: 5, monetary: 5 },
        segment: 'cannot_lose',
      },
    ]);
    expect([bySegment.total, bySegment.truncated]).toEqual([2, { shown: 1, total: 2 }]);
    const byScore = await ask(rfmPersonsOutput, '/rfm/persons', { asOf, cell: { recency: 5, monetary: 2 } });
    expect(byScore.profiles.map((profile) => profile.displayName)).toEqual(['客户3']);
    // A cell of the grid: the best recency, and a mean of the two other scores that is cut to 2 from 1.5 or 2.
    const all = await ask(rfmPersonsOutput, '/rfm/persons', { asOf, cell: {} });
    const here = all.profiles.filter(({ scores: { recency, frequency, monetary } }) => {
      return recency === 5 && [3, 4].includes(frequency + monetary);
    });
    const inGrid = await ask(rfmPersonsOutput, '/rfm/persons', { asOf, cell: { recency: 5, value: 2 } });
    expect(here.length).toBeGreaterThan(0);
    expect(inGrid.profiles).toEqual(here);
  });

  it('between two days everybody moves once; who had not bought yet comes from nowhere', async () => {
    const { migration } = await ask(rfmOutput, '/rfm', { asOf, compareTo: day(9) });
    expect(migration).toMatchObject({ from: day(9), to: asOf });
    const moves = migration?.moves ?? [];
    expect(moves.reduce((sum, move) => sum + move.customers, 0)).toBe(10);
    // Customers 1 to 4 bought first after that day.
    expect(moves.filter((move) => move.before === null)).toEqual([
      { before: null, after: 'potential_loyalist', customers: 2 },
      { before: null, after: 'new', customers: 2 },
    ]);
    for (const { before, after, customers } of moves.slice(0, 3)) {
      const { total, profiles } = await ask(rfmPersonsOutput, '/rfm/persons', {
        ...{ asOf, compareTo: day(9), cell: { before, after } },
      });
      expect([total, profiles.every(({ segment }) => segment === after)]).toEqual([customers, true]);
    }
    const later = { asOf, compareTo: day(9), cell: { before: null } };
    const came = (await ask(rfmPersonsOutput, '/rfm/persons', later)).profiles.map(({ displayName }) => displayName);
    expect(came.toSorted()).toEqual(['客户1', '客户2', '客户3', '客户4']);
    expect((await ask(rfmOutput, '/rfm', { asOf })).migration).toBeNull();
  });

  it('at an earlier day only those count who had bought', async () => {
    const early = await ask(rfmPersonsOutput, '/rfm/persons', { asOf: day(9), cell: {} });
    // Customers 5 to 10; customer 5 had one order, customer 10 all ten, the last a day before.
    expect(early.profiles.map(({ displayName, orders, recencyDays }) => [displayName, orders, recencyDays])).toEqual([
      ['客户10', 10, 1],
      ['客户9', 9, 0],
      ['客户8', 7, 0],
      ['客户7', 5, 0],
      ['客户6', 3, 0],
      ['客户5', 1, 0],
    ]);
  });
});

describe('survival from orders', () => {
  // With five days of silence customers 5 to 10 have left, after 4 to 9 days; 1 to 4 are censored after 0 to 3.
  it('is the table worked by hand', async () => {
    const { groups, otherGroups, logRank } = await ask(survivalOutput, '/survival', { asOf, inactiveDays: 5 });
    expect(groups).toHaveLength(1);
    expect(
      groups[0]?.points.map(({ time, atRisk, left, survival }) => [time, atRisk, left, survival.toFixed(4)]),
    ).toEqual([
      [4, 6, 1, '0.8333'],
      [5, 5, 1, '0.6667'],
      [6, 4, 1, '0.5000'],
      [7, 3, 1, '0.3333'],
      [8, 2, 1, '0.1667'],
      [9, 1, 1, '0.0000'],
    ]);
    expect(groups[0]).toMatchObject({ group: null, people: 10, left: 6, until: 9, median: 6 });
    expect([otherGroups, logRank]).toEqual([0, null]);
  });

  it('goes by a property of the profile', async () => {
    const { groups, logRank } = await ask(survivalOutput, '/survival', { asOf, inactiveDays: 5, by: 'country' });
    const found = groups.map(({ group, people, left, points }) => [group, people, left, points.map((p) => p.time)]);
    expect(found.sort()).toEqual([
      ['中国', 5, 3, [5, 7, 9]],
      ['德国', 5, 3, [4, 6, 8]],
    ]);
    expect(logRank?.groups.reduce((sum, group) => sum + group.observed, 0)).toBe(6);
    const byTrait = await ask(survivalOutput, '/survival', { asOf, inactiveDays: 5, by: 'trait:no such/~trait' });
    expect(byTrait.groups.map(({ group, people }) => [group, people])).toEqual([['', 10]]);
  });
});

describe('churn', () => {
  it('is counted by hand for a month that is still running', async () => {
    const { months } = await ask(churnOutput, '/churn', { asOf, inactiveDays: 10, months: 2 });
    // March: active at its start are 8 (29 Feb), 9 (27-29 Feb) and 10 (25-29 Feb), worth 10, 30 and 50. On the 15th
    // customer 10 is gone, 9 is worth 10 (6 March), 8 is worth 20 (6 and 7 March); 1 to 7 have come.
    expect(months[1]).toMatchObject({
      start: '2024-03-01',
      isIncomplete: true,
      activeAtStart: 3,
      lost: 1,
      gained: 7,
      revenueAtStartMinor: 9_000,
      grossLostMinor: 7_000,
      netLostMinor: 6_000,
    });
    expect(months[1]?.customerChurn).toBeCloseTo(1 / 3, 12);
    expect(months[1]?.grossRevenueChurn).toBeCloseTo(7 / 9, 12);
    expect(months[1]?.netRevenueChurn).toBeCloseTo(6 / 9, 12);
    expect(months[0]).toMatchObject({ start: '2024-02-01', activeAtStart: 0, gained: 3, customerChurn: null });
  });

  it('a month ends with its last day', async () => {
    const { months } = await ask(churnOutput, '/churn', { asOf: '2024-02-29', inactiveDays: 10, months: 1 });
    expect(months).toEqual([expect.objectContaining({ start: '2024-02-01', isIncomplete: false, gained: 3 })]);
  });
});
