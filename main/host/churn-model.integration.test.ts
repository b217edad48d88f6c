import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonsOutput } from '../../contract/analytics.ts';
import type { AtRiskOutput, ChurnModelOutput } from '../../contract/customer-value.ts';
import type { Segment } from '../../contract/segments.ts';
import { importText, jsonBody } from './import-text.fixture.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** Numbers from 0 to 1 that are the same every time (Park & Miller 1988). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * 500 customers over two years. Each buys every so many days of their own and may stop after any purchase; who has
 * slowed down is mostly gone. What decides is therefore lateness, as in life.
 */
function shop(): string {
  const next = random(20_240_301);
  const rows = ['order_id,ordered_at,customer_id,customer_name,net'];
  let order = 0;
  for (let customer = 1; customer <= 500; customer += 1) {
    const gap = 8 + 30 * next();
    const stops = 0.02 + 0.1 * next();
    for (let day = 300 * next(); day < 730; day += gap * (0.6 + 0.8 * next())) {
      order += 1;
      const date = new Date(Date.UTC(2022, 0, 1) + Math.floor(day) * 86_400_000).toISOString();
      rows.push([order, date, customer, `C${customer}`, Math.round(10 + 90 * next())].join());
      if (next() < stops) break;
    }
  }
  return `${rows.join('\n')}\n`;
}

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost({ timezone: 'UTC' });
  await importText(running, 'orders', shop());
});
afterAll(() => running?.discard());

const body = { inactiveDays: 60 };
const ask = <T>(path: string, more: object = {}) =>
  running.json<T>(`/api/v1/analytics/churn/${path}`, jsonBody({ ...body, ...more }));

describe('churn model', () => {
  it('judges customers whose outcomes it has not seen better than the rate does, and about right', async () => {
    const { training, test, calibration, effects, bands, trainedAt, testedAt } = await ask<ChurnModelOutput>('model');
    expect(trainedAt).toHaveLength(4);
    expect(trainedAt.every((date) => date < testedAt)).toBe(true);
    expect(training.customers).toBeGreaterThan(500);
    expect(test.auc ?? 0).toBeGreaterThan(0.65);
    expect(test.brier).toBeLessThan(0.98 * test.brierOfRate);
    expect(test.calibrationSlope ?? 0).toBeGreaterThan(0.6);
    expect(calibration.reduce((sum, { customers }) => sum + customers, 0)).toBe(test.customers);
    const late = effects.find(({ feature }) => feature === 'lateness' || feature === 'days_since_last_order');
    expect(late?.oddsRatio).toBeGreaterThan(1);
    // Nobody has events, tickets or discounts here: what does not differ says nothing.
    expect(effects.map(({ feature }) => feature)).not.toContain('events_recent');
    expect(bands.map(({ from }) => from)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  });

  it('lists customers by probability, with reasons that raise it', async () => {
    const { total, profiles } = await ask<AtRiskOutput>('at-risk', { limit: 20 });
    const probabilities = profiles.map(({ probability }) => probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
    expect(total).toBeGreaterThan(100);
    for (const { reasons } of profiles) {
      expect(reasons.length).toBeGreaterThan(0);
      expect(reasons.every(({ effect, label }) => effect > 0 && label !== '')).toBe(true);
    }
    expect(profiles.some(({ changes }) => changes.length > 0)).toBe(true);
    expect(profiles.some(({ probabilityBefore }) => probabilityBefore !== null)).toBe(true);
  });

  it('reads every page from one model, and from another one once there is new data', async () => {
    const whole = await ask<AtRiskOutput>('at-risk', { limit: 60 });
    const pages = await Promise.all([0, 20, 40].map((offset) => ask<AtRiskOutput>('at-risk', { offset, limit: 20 })));
    expect(pages.flatMap(({ profiles }) => profiles)).toEqual(whole.profiles);
    expect(pages.map(({ total }) => total)).toEqual([whole.total, whole.total, whole.total]);
    const first = whole.profiles[0];
    const order = `order_id,ordered_at,customer_id,net\nnew,${whole.asOf}T12:00:00Z,${first?.displayName?.slice(1)},50\n`;
    await importText(running, 'orders', order);
    const after = await ask<AtRiskOutput>('at-risk', { limit: 1000 });
    const same = after.profiles.find(({ profileId }) => profileId === first?.profileId);
    expect(same?.probability ?? 0).toBeLessThan(first?.probability ?? 0);
    expect(same?.orders).toBe((first?.orders ?? 0) + 1);
  });

  it('bands, list and segment hold the same people', async () => {
    const { bands } = await ask<ChurnModelOutput>('model');
    const cell = { from: 0.8, to: 1 };
    const wanted = bands.at(-1)?.customers;
    expect((await ask<AtRiskOutput>('at-risk', cell)).total).toBe(wanted);
    expect((await ask<PersonsOutput>('at-risk/persons', { cell })).total).toBe(wanted);
    const analysis = { kind: 'churn/at-risk', body, cell };
    const segment = await running.json<Segment>(
      '/api/v1/segments',
      jsonBody({ name: 'At risk', people: { analysis } }),
    );
    expect(segment.count).toBe(wanted);
  });

  it('points of the calibration open the customers of the test they are of, and those who left', async () => {
    const { calibration, test, testedAt } = await ask<ChurnModelOutput>('model');
    const met = new Set<number>();
    let left = 0;
    for (const [calibrationRow, { customers, actual }] of calibration.entries()) {
      const people = (cell: object) => ask<PersonsOutput>('at-risk/persons', { cell: { calibrationRow, ...cell } });
      const [all, leavers] = [await people({}), await people({ hasLeft: true })];
      expect([all.total, leavers.total]).toEqual([customers, Math.round(actual * customers)]);
      const ids = new Set(all.profiles.map(({ id }) => id));
      expect(leavers.profiles.every(({ id }) => ids.has(id))).toBe(true);
      for (const id of ids) met.add(id);
      left += leavers.total;
    }
    expect([met.size, left]).toEqual([test.customers, test.churned]);
    // The same by another road: who left before today by the definition of the survival curves.
    const cell = { calibrationRow: calibration.length - 1 };
    const people = { analysis: { kind: 'churn/at-risk', body, cell } };
    const { id: segmentId } = await running.json<Segment>('/api/v1/segments', jsonBody({ name: 'Tenth', people }));
    const lifetimes = async (state: string) => {
      const answer = jsonBody({ ...body, segmentId, cell: { state } });
      return (await running.json<PersonsOutput>('/api/v1/analytics/survival/persons', answer)).total;
    };
    const { customers = 0, actual = 0 } = calibration.at(-1) ?? {};
    const gone = Math.round(actual * customers);
    expect([await lifetimes('left'), await lifetimes('present')]).toEqual([gone, customers - gone]);
    expect(gone).toBeGreaterThan(0);
    expect(testedAt < (await ask<AtRiskOutput>('at-risk', { limit: 1 })).asOf).toBe(true);
  });

  it.each([
    ['too short a history', { asOf: '2022-03-01' }],
    ['too few who stay or leave', { asOf: '2023-01-01', inactiveDays: 1000 }],
  ])('refuses with %s', async (_, more) => {
    const answer = await running.fetch('/api/v1/analytics/churn/model', jsonBody({ ...body, ...more }));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ error: { code: 'analytics/too-few-outcomes' } });
  });
});
