import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clvOutput, clvPersonsOutput } from '../../contract/customer-value.ts';
import type { ImportState } from '../../contract/imports.ts';
import { clvFitOutput } from '../../contract/model-fits.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost({ language: 'zh-CN' });
});
afterAll(() => running.discard());

const post = (path: string, body: object, language = 'en') =>
  running.fetch(`/api/v1/analytics${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify(body),
  });

async function answered<T extends z.ZodType>(schema: T, path: string, body: object): Promise<z.output<T>> {
  const response = await post(path, body);
  const value = await response.json();
  expect([response.status, value]).toEqual([200, expect.anything()]);
  return schema.parse(value);
}

const errorOutput = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.array(z.object({ path: z.string() })) }),
});
async function refused(path: string, body: object, language = 'en') {
  const response = await post(path, body, language);
  const { error } = errorOutput.parse(await response.json());
  return { status: response.status, code: error.code, message: error.message, path: error.details[0]?.path };
}

/** Numbers 0..1, the same on every run (Park & Miller 1988). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * 150 customers who buy at rates and leave at times of their own, over a year; several orders on one day, orders at
 * both sides of midnight, orders that do not count, and some without a customer or an exchange rate.
 */
function world(): string {
  const random = randomNumbers(20_240_301);
  const rows: string[] = [];
  const start = Date.UTC(2023, 0, 1);
  const add = (customer: string, day: number, net: string, rest = 'paid,CNY') => {
    const at = new Date(start + day * 86_400_000 + Math.floor(random() * 86_400) * 1000).toISOString();
    rows.push(`N${rows.length},${at.slice(0, 19).replace('T', ' ')},${customer},${net},${rest}`);
  };
  for (let i = 0; i < 150; i += 1) {
    const customer = `C${i}`;
    const [gap, value, first] = [5 + random() * 60, 20 + random() * 200, Math.floor(random() * 120)];
    const last = Math.min(364, first - Math.log(random()) * (20 + random() * 300));
    for (let day = first; day <= last; day += Math.max(1, Math.round(-Math.log(random()) * gap))) {
      add(customer, day, (value * (0.5 + random())).toFixed(2));
      if (random() < 0.1) add(customer, day, '5.00');
    }
    if (i % 10 === 0) add(customer, 364, '77.00', 'cancelled,CNY');
    if (i % 15 === 0) add(customer, 200, '-12.00');
  }
  add('C3', 300, '40.00', 'paid,USD');
  add('', 364, '9.99');
  return `no,at,customer,net,status,currency\n${rows.join('\n')}\n`;
}

async function importOrders(csv: string, extra: object = {}) {
  const body = new FormData();
  body.set('file', new Blob([csv]), 'orders.csv');
  body.set('entity', 'orders');
  const mapping = {
    order_id: { column: 'no' },
    ordered_at: { column: 'at' },
    customer_id: { column: 'customer' },
    net: { column: 'net' },
    status: { column: 'status' },
    currency: { column: 'currency' },
    ...extra,
  };
  body.set('mapping', JSON.stringify(mapping));
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body });
  for (;;) {
    const state = await running.json<ImportState>(`/api/v1/imports/${id}`);
    if (state.status === 'succeeded') return state;
    if (state.status !== 'queued' && state.status !== 'running') throw new Error(JSON.stringify(state));
    await pause(30);
  }
}

/** Straight from the store's rows; Shanghai has been eight hours ahead since 1991. Days since 1970. */
const historiesSql = `
WITH days AS (
  SELECT profile_id, (ordered_at + 28800000) / 86400000 AS day, sum(CASE currency WHEN 'CNY' THEN net_minor END) AS minor
    FROM orders WHERE status = 'paid' AND kind = 'order' AND profile_id IS NOT NULL GROUP BY 1, 2),
numbered AS (SELECT *, row_number() OVER (PARTITION BY profile_id ORDER BY day) AS number FROM days)
SELECT profile_id AS profileId, count(*) - 1 AS frequency, min(day) AS first, max(day) AS last,
       avg(CASE WHEN number > 1 THEN minor END) AS monetary,
       sum(day > ?) AS later, min(day) <= ? AS wasCustomer
  FROM numbered GROUP BY profile_id ORDER BY profile_id`;
const historyRow = z.object({
  profileId: z.number(),
  frequency: z.number(),
  first: z.number(),
  last: z.number(),
  monetary: z.number().nullable(),
  later: z.number(),
  wasCustomer: z.number(),
});

function historiesFromStore(calibrationDay: number) {
  const store = new DatabaseSync(join(running.dataDir, 'luopan.sqlite'), { readOnly: true });
  const rows = store.prepare(historiesSql).all(calibrationDay, calibrationDay);
  store.close();
  return rows.map((row) => historyRow.parse(row));
}

const asOf = '2023-12-31';
const asOfDay = Date.UTC(2023, 11, 31) / 86_400_000;

describe('clv before there is an order', () => {
  it('says that there is too little data', async () => {
    for (const path of ['/clv', '/rfm', '/churn', '/survival']) {
      const body = { '/clv': { model: 'bgnbd' }, '/rfm': {} }[path] ?? { inactiveDays: 30 };
      const { status, code } = await refused(path, body);
      expect([path, status, code]).toEqual([path, 422, 'analytics/too-little-data']);
    }
  });
});

describe('clv of the workspace', () => {
  beforeAll(async () => {
    await importOrders(world());
  });

  it('counts frequency, recency, T and monetary as straight SQL over the rows does', async () => {
    const { profiles, summary } = await answered(clvOutput, '/clv', { model: 'bgnbd', asOf, profiles: 1000 });
    const expected = historiesFromStore(0).map(({ profileId, frequency, first, last, monetary }) => ({
      profileId,
      frequency,
      recency: (last - first) / 7,
      T: (asOfDay - first) / 7,
      monetary: monetary === null ? null : Math.round(monetary),
    }));
    const counted = profiles
      .map(({ profileId, frequency, recency, T, monetary }) => ({ profileId, frequency, recency, T, monetary }))
      .sort((a, b) => a.profileId - b.profileId);
    expect(counted).toEqual(expected);
    expect(counted.length).toBe(150);
    expect(summary).toMatchObject({ customers: 150, unconvertedOrders: 1 });
    expect(summary.repeatCustomers).toBe(expected.filter((one) => one.frequency > 0).length);
  });

  it.each(['bgnbd', 'paretonbd'] as const)(
    '%s gives what clv/fit gives for these histories, discounted',
    async (model) => {
      const body = { model, asOf, profiles: 1000, horizonDays: 100, discountRateAnnual: 0.5, unit: 'day' };
      const result = await answered(clvOutput, '/clv', body);
      const customers = historiesFromStore(0).map(({ frequency, first, last, monetary }) => ({
        frequency,
        recency: last - first,
        T: asOfDay - first,
        monetary: monetary === null ? null : monetary / 100,
      }));
      const ends = [30, 60, 90, 100];
      const fit = await answered(clvFitOutput, '/clv/fit', { model, customers, horizons: ends });
      const byId = new Map(result.profiles.map((profile) => [profile.profileId, profile]));
      historiesFromStore(0).forEach(({ profileId }, i) => {
        const one = fit.customers[i];
        const steps = ends.map((end, k) => {
          const from = ends[k - 1] ?? 0;
          const purchases = (one?.expectedPurchases[k] ?? 0) - (one?.expectedPurchases[k - 1] ?? 0);
          return purchases / 1.5 ** ((from + end) / 2 / 365);
        });
        const clv = steps.reduce((sum, step) => sum + step, 0) * (one?.expectedSpend ?? Number.NaN) * 100;
        const profile = byId.get(profileId);
        expect(profile?.pAlive).toBeCloseTo(one?.pAlive ?? -1, 6);
        expect(profile?.expectedPurchases).toBeCloseTo(one?.expectedPurchases.at(-1) ?? -1, 6);
        expect(Math.abs((profile?.clv ?? Number.NaN) - clv)).toBeLessThanOrEqual(0.51);
      });
    },
  );

  it('withholds parameters below a thousand customers, in words, and gives expectations all the same', async () => {
    const result = await answered(clvOutput, '/clv', { model: 'bgnbd', asOf });
    expect(result).toMatchObject({ parameters: null, standardErrors: null, logLikelihood: null, gammaGamma: null });
    expect(result.withheld).toMatchObject({ customers: 150, minimum: 1000 });
    expect(result.withheld?.message).toContain('150 customers');
    expect(result.summary.expectedPurchases).toBeGreaterThan(0);
    const chinese = await (await post('/clv', { model: 'bgnbd' }, 'zh-CN')).json();
    expect(clvOutput.parse(chinese).withheld?.message).toMatch(/客户数 150/);
  });

  it('shows the most valuable first and says what it does not show; deciles hold everybody', async () => {
    const result = await answered(clvOutput, '/clv', { model: 'bgnbd', asOf, profiles: 20 });
    expect(result.truncated).toEqual({ shown: 20, total: 150 });
    const values = result.profiles.map((profile) => profile.clv ?? -1);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(result.deciles.map(({ decile, customers }) => [decile, customers])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 15]),
    );
    const sum = (pick: (decile: (typeof result.deciles)[number]) => number) =>
      result.deciles.reduce((total, decile) => total + pick(decile), 0);
    expect(sum((decile) => decile.historicMinor)).toBe(result.summary.historicMinor);
    expect(Math.abs(sum((decile) => decile.clvMinor ?? 0) - (result.summary.clvMinor ?? 0))).toBeLessThanOrEqual(10);
  });

  it('opens the customers of a decile, page by page', async () => {
    const all = await answered(clvOutput, '/clv', { model: 'bgnbd', asOf, profiles: 1000 });
    const page = { model: 'bgnbd', asOf, cell: { decile: 2 }, offset: 5, limit: 5 };
    const persons = await answered(clvPersonsOutput, '/clv/persons', page);
    expect(persons.profiles).toEqual(all.profiles.slice(20, 25));
    expect([persons.total, persons.truncated]).toEqual([15, { shown: 5, total: 15 }]);
  });

  it('the holdout compares with the purchase days that came', async () => {
    const calibrationEnd = '2023-08-31';
    const calibrationDay = Date.UTC(2023, 7, 31) / 86_400_000;
    const { holdout } = await answered(clvOutput, '/clv', { model: 'bgnbd', asOf, calibrationEnd });
    const known = historiesFromStore(calibrationDay).filter((row) => row.wasCustomer === 1);
    expect(holdout).toMatchObject({
      calibrationEnd,
      days: 122,
      customers: known.length,
      actual: known.reduce((sum, row) => sum + row.later, 0),
    });
    // The world follows the model's own story, so the prediction has to be near.
    expect((holdout?.predicted ?? 0) / (holdout?.actual ?? 1)).toBeGreaterThan(0.6);
    expect((holdout?.predicted ?? 0) / (holdout?.actual ?? 1)).toBeLessThan(1.6);
    expect(holdout?.byFrequency.reduce((sum, row) => sum + row.customers, 0)).toBe(known.length);
  });

  it('an earlier day knows nothing of what came later', async () => {
    const early = await answered(clvOutput, '/clv', { model: 'bgnbd', asOf: '2023-06-30', profiles: 1000 });
    const store = historiesFromStore(Date.UTC(2023, 5, 30) / 86_400_000);
    expect(early.asOf).toBe('2023-06-30');
    const counted = new Map(early.profiles.map((profile) => [profile.profileId, profile.frequency]));
    expect(counted).toEqual(
      new Map(
        store
          .filter((row) => row.wasCustomer === 1)
          .map((row) => [row.profileId, row.frequency - row.later])
          .sort(([a = 0], [b = 0]) => [...counted.keys()].indexOf(a) - [...counted.keys()].indexOf(b)) as [
          number,
          number,
        ][],
      ),
    );
  });

  it.each([
    ['/clv', { model: 'magic' }, 'model'],
    ['/clv', { model: 'bgnbd', horizonDays: 0 }, 'horizonDays'],
    ['/clv', { model: 'bgnbd', discountRateAnnual: -0.1 }, 'discountRateAnnual'],
    ['/clv', { model: 'bgnbd', asOf: '2023-02-30' }, 'asOf'],
    ['/clv', { model: 'bgnbd', unit: 'month' }, 'unit'],
    ['/clv', { model: 'bgnbd', currency: 'USD' }, 'currency'],
    ['/clv', { model: 'bgnbd', profiles: 1001 }, 'profiles'],
    ['/clv', { model: 'bgnbd', asOf, calibrationEnd: asOf }, 'calibrationEnd'],
    ['/clv/persons', { model: 'bgnbd', cell: { decile: 11 } }, 'cell.decile'],
    ['/rfm', { rule: 'thirds' }, 'rule'],
    ['/rfm', { asOf, compareTo: asOf }, 'compareTo'],
    ['/rfm/persons', { cell: { segment: 'vip' } }, 'cell'],
    ['/survival', { inactiveDays: 0 }, 'inactiveDays'],
    ['/survival', { inactiveDays: 30, by: 'password' }, 'by'],
    ['/churn', { inactiveDays: 30, months: 37 }, 'months'],
    ['/churn', {}, 'inactiveDays'],
  ])('%s refuses %j at %s', async (path, body, place) => {
    const found = await refused(path, body);
    expect([found.status, found.code, found.path]).toEqual([422, 'api/invalid-input', place]);
  });

  it('has nobody to look at before the first order', async () => {
    expect(await refused('/clv', { model: 'bgnbd', asOf: '2020-01-01' })).toMatchObject({
      status: 422,
      code: 'analytics/too-little-data',
    });
  });
});
