import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { clvOutput, clvPersonsOutput } from '../../contract/customer-value.ts';
import type { Segment } from '../../contract/segments.ts';
import { importText, jsonBody } from './import-text.fixture.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

type Clv = z.infer<typeof clvOutput>;

/*
 * Sixty customers who begin in January or February 2023 and buy one to six times, ten days apart, for 10.00 to 15.00 a
 * time. Customer 1 sent half of everything back. Customer 6 buys on days 0, 10, 20, 30, 40, 50 for 15.00.
 */
const dayMs = 86_400_000;
function orders(): string {
  const rows = ['order_id,ordered_at,customer_id,kind,net'];
  for (let customer = 1; customer <= 60; customer += 1) {
    const begins = Date.UTC(2023, customer % 2, 2);
    const times = 1 + ((customer * 5) % 6);
    for (let i = 0; i < times; i += 1) {
      const date = new Date(begins + i * 10 * dayMs).toISOString().slice(0, 10);
      rows.push([`${customer}-${i}`, date, customer, 'order', 10 + (customer % 6)].join());
    }
  }
  rows.push('R1,2023-05-01,1,return,-33');
  rows.push('last,2023-09-30,2,order,12');
  return `${rows.join('\n')}\n`;
}
const profiles = `customer_id,customer_name,country,acquisition_cost
1,Ada,FR,100
5,Eve,FR,30
7,Gus,FR,0
`;

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost({ timezone: 'UTC' });
  await importText(running, 'orders', orders());
  await importText(running, 'profiles', profiles);
});
afterAll(() => running?.discard());

const clv = (body: object = {}) =>
  running.json<Clv>('/api/v1/analytics/clv', jsonBody({ model: 'bgnbd', profiles: 100, ...body }));
const personsPath = '/api/v1/analytics/clv/persons';
const peopleOf = (body: object) =>
  running.json<z.infer<typeof clvPersonsOutput>>(personsPath, jsonBody({ model: 'bgnbd', ...body }));
const of = (answer: Clv, profileName: string) => answer.profiles.find(({ displayName }) => displayName === profileName);

describe('CLV', () => {
  it('by cohort adds up to the whole', async () => {
    const { breakdown, summary } = await clv({ by: 'cohort' });
    expect(breakdown.map(({ value, customers }) => [value, customers])).toEqual([
      ['2023-01-01', 30],
      ['2023-02-01', 30],
    ]);
    expect(breakdown.reduce((sum, { historicMinor }) => sum + historicMinor, 0)).toBe(summary.historicMinor);
    expect(breakdown.reduce((sum, row) => sum + row.expectedPurchases, 0)).toBeCloseTo(summary.expectedPurchases, 6);
    const january = await peopleOf({ by: 'cohort', cell: { value: '2023-01-01' } });
    const february = await peopleOf({ by: 'cohort', cell: { value: '2023-02-01' } });
    expect([january.total, february.total]).toEqual([30, 30]);
    const ids = [...january.profiles, ...february.profiles].map(({ profileId }) => profileId);
    expect(new Set(ids).size).toBe(60);
    expect((await running.fetch(personsPath, jsonBody({ model: 'bgnbd', cell: { value: 'x' } }))).status).toBe(422);
  });

  it('by segment is of its people', async () => {
    const people = { analysis: { kind: 'rfm', body: {}, cell: { frequency: 5 } } };
    const { id, count } = await running.json<Segment>('/api/v1/segments', jsonBody({ name: 'Often', people }));
    expect((await clv({ by: 'segment' })).breakdown).toMatchObject([{ value: id, label: 'Often', customers: count }]);
    expect((await peopleOf({ by: 'segment', cell: { value: id } })).total).toBe(count);
    expect((await clv({ segmentId: id, profiles: 1 }).catch(() => null))?.summary.customers ?? count).toBe(count);
  });

  it('of margin is that share of revenue, and returns come off who sent things back', async () => {
    const [whole, half, net] = await Promise.all([clv(), clv({ marginRate: 0.5 }), clv({ returns: 'taken_off' })]);
    expect(half.summary.clvMinor).toBeCloseTo((whole.summary.clvMinor ?? 0) / 2, -1);
    expect(half.summary.historicMinor).toBe(whole.summary.historicMinor / 2);
    // Customer 1 bought six times for 11.00 and returned 33.00: half is left.
    expect(net.summary.historicMinor).toBe(whole.summary.historicMinor - 3_300);
    expect(of(net, 'Ada')?.clv).toBeCloseTo((of(whole, 'Ada')?.clv ?? 0) / 2, -1);
    expect(of(net, 'Eve')?.clv).toBe(of(whole, 'Eve')?.clv);
  });

  it('tracks repeat purchases against the model', async () => {
    const { tracking } = await clv();
    const actual = tracking.map((point) => point.actual);
    expect(actual).toEqual(actual.toSorted((a, b) => a - b));
    // Sixty customers, 1 + (5 · i mod 6) times each: 3.5 on average, so 150 repeats by the end of April.
    expect(tracking.find(({ date }) => date > '2023-05-01')?.actual).toBe(150);
    const last = tracking.at(-1);
    expect(last?.expected).toBeGreaterThan(75);
    expect(last?.expected).toBeLessThan(300);
  });

  it('opens who bought again between two points of the tracking', async () => {
    const since = (after: string | null, to: string) => peopleOf({ cell: { repeats: { after, to } }, limit: 100 });
    // By number modulo 6: 2 and 4 begin on 2 January and buy five and three times, 1, 3 and 5 on 2 February and buy six,
    // four and two times, ten days apart; customer 2 once more at the end of September; 0 never again.
    const spans: [string | null, string, number][] = [
      [null, '2023-01-11', 0],
      [null, '2023-01-12', 20],
      ['2023-01-12', '2023-02-11', 20],
      ['2023-02-11', '2023-02-12', 30],
      ['2023-02-12', '2023-02-22', 20],
      ['2023-03-14', '2023-12-31', 11],
      [null, '2023-12-31', 50],
    ];
    for (const [after, to, wanted] of spans) expect([to, (await since(after, to)).total]).toEqual([to, wanted]);
    const lates = await since('2023-02-12', '2023-02-22');
    expect(lates.profiles.map(({ frequency }) => frequency).toSorted()).toEqual([
      ...new Array(10).fill(3),
      ...new Array(10).fill(5),
    ]);
    const { tracking } = await clv({ profiles: 1 });
    for (const [i, { date, actual }] of tracking.slice(0, 8).entries()) {
      const before = tracking[i - 1];
      const { total } = await since(before?.date ?? null, date);
      // Points are a week apart, purchases ten days: nobody stands behind two of them.
      expect(total).toBe(actual - (before?.actual ?? 0));
    }
    const analysis = { kind: 'clv', body: { model: 'bgnbd' }, cell: { repeats: { after: null, to: '2023-12-31' } } };
    const people = { analysis };
    expect((await running.json<Segment>('/api/v1/segments', jsonBody({ name: 'Again', people }))).count).toBe(50);
  });

  it('is paid back on the day that margin covers the cost', async () => {
    const { payback } = await clv({ acquisitionCostTrait: 'acquisition_cost' });
    // Ada: 66 − 33 of 100. Eve (customer 5): twice 15 = 30 after 10 days.
    expect(payback).toMatchObject({
      customers: 2,
      costMinor: 13_000,
      historicMinor: 3_300 + 3_000,
      paidBack: 1,
      medianDays: 10,
    });
    expect((await clv()).payback).toBeNull();
    const cost = { acquisitionCostTrait: 'acquisition_cost' };
    const paid = await peopleOf({ ...cost, cell: { hasPaidBack: true } });
    const unpaid = await peopleOf({ ...cost, cell: { hasPaidBack: false } });
    expect([paid, unpaid].map(({ profiles }) => profiles.map(({ displayName }) => displayName))).toEqual([
      ['Eve'],
      ['Ada'],
    ]);
    expect((await running.fetch(personsPath, jsonBody({ model: 'bgnbd', cell: { hasPaidBack: true } }))).status).toBe(
      422,
    );
  });

  it('opens the people of every bar of P(alive), which are all customers together', async () => {
    const { alive, summary } = await clv({ profiles: 1 });
    expect(alive.reduce((sum, count) => sum + count, 0)).toBe(summary.customers);
    for (const [aliveTenth, count] of alive.entries()) {
      const { total, profiles: people } = await peopleOf({ cell: { aliveTenth }, limit: 60 });
      expect(total).toBe(count);
      for (const { pAlive } of people) expect(Math.min(9, Math.floor(pAlive * 10))).toBe(aliveTenth);
    }
  });

  it('opens all customers, and those who bought again', async () => {
    const { summary } = await clv({ profiles: 1 });
    const everybody = await peopleOf({ cell: { counted: 'customers' }, limit: 60 });
    expect(everybody.total).toBe(summary.customers);
    const repeaters = await peopleOf({ cell: { counted: 'repeatCustomers' }, limit: 60 });
    expect(repeaters.total).toBe(summary.repeatCustomers);
    expect(repeaters.total).toBeLessThan(everybody.total);
    expect(repeaters.profiles.every(({ frequency }) => frequency > 0)).toBe(true);
  });

  it('opens the people of every row of the holdout', async () => {
    const { holdout } = await clv();
    const rows = holdout?.byFrequency ?? [];
    expect(rows.length).toBeGreaterThan(2);
    for (const { frequency, customers } of rows) {
      const { total, profiles: people } = await peopleOf({ cell: { calibrationFrequency: frequency }, limit: 60 });
      expect(total).toBe(customers);
      // Whoever had bought again so often by then has by now.
      for (const one of people) expect(one.frequency).toBeGreaterThanOrEqual(frequency);
    }
  });
});
