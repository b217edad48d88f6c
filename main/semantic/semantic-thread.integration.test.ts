import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { startWorld, type World } from './store-world.fixture.ts';

let world: World;
const orders = [1, 2, 3].map((id) => ({
  id,
  source_id: 1,
  key: `O${id}`,
  ordered_at: Date.UTC(2024, 0, id),
  currency: 'CNY',
  net_minor: 100,
}));

beforeAll(async () => {
  world = await startWorld(
    (path) => openStore(path),
    { timezone: 'UTC', weekStart: 1, currency: 'CNY', exchangeRates: {} },
    { orders },
  );
});

afterAll(() => world?.close());

const count = async () => (await world.semantic.load({ measures: ['orders.count'] }))[0]?.data[0]?.['orders.count'];

/** Replaces the replica's answers for the time of `work`. */
async function withReplica<T>(query: World['replica']['query'], work: () => Promise<T>): Promise<T> {
  const own = world.replica.query;
  world.replica.query = query;
  try {
    return await work();
  } finally {
    world.replica.query = own;
  }
}

describe('a long question', () => {
  it('is told to wait, and the next poll joins the run under way though the data have moved on', async () => {
    const own = world.replica.query;
    let runs = 0;
    const gate = Promise.withResolvers<void>();
    const slow: World['replica']['query'] = async (...args) => {
      runs += 1;
      await gate.promise;
      return own.apply(world.replica, args);
    };
    const poll = () =>
      world.semantic.ask({
        method: 'GET',
        url: `/cubejs-api/v1/load?query=${encodeURIComponent('{"measures":["orders.documents"]}')}`,
        headers: { 'x-request-id': 'one-client-span-1' },
      });
    await withReplica(slow, async () => {
      const first = await poll();
      expect([first.status, JSON.parse(Buffer.from(first.body).toString())]).toEqual([200, { error: 'Continue wait' }]);
      world.insert('orders', [{ ...orders[0], id: 4, key: 'O4' } as Record<string, string | number>]);
      const second = poll();
      // Nothing tells from outside that it has joined; it waits longer than this.
      setTimeout(gate.resolve, 2_500);
      let answer = JSON.parse(Buffer.from((await second).body).toString());
      while (answer.error === 'Continue wait') answer = JSON.parse(Buffer.from((await poll()).body).toString());
      expect(answer.data).toEqual([{ 'orders.documents': '4' }]); // read at its own time, after the write
      expect(runs).toBe(1);
    });
  });

  it('is given up when nobody waits for it any more', async () => {
    let wasAborted = false;
    const begun = Promise.withResolvers<void>();
    const endless: World['replica']['query'] = (_sql, _params, options) =>
      new Promise((_, reject) => {
        begun.resolve();
        options?.signal?.addEventListener('abort', () => {
          wasAborted = true;
          reject(new Error('stopped'));
        });
      });
    await withReplica(endless, async () => {
      const leave = new AbortController();
      const asked = world.semantic.ask(
        { method: 'GET', url: `/cubejs-api/v1/load?query=${encodeURIComponent('{"measures":["orders.customers"]}')}` },
        { signal: leave.signal },
      );
      await begun.promise;
      leave.abort();
      await asked;
      await expect.poll(() => wasAborted).toBe(true);
    });
    expect((await world.semantic.load({ measures: ['orders.customers'] }))[0]?.data).toEqual([
      { 'orders.customers': '0' },
    ]);
  });
});

describe('a failure', () => {
  it('of the replica is told with its code, and is not kept', async () => {
    const failing: World['replica']['query'] = () =>
      Promise.reject(Object.assign(new Error('too long'), { code: 'replica/query-timeout' }));
    for (let round = 1; round <= 20; round += 1) {
      // A limit of its own makes every round a new question.
      const query = { measures: ['orders.returns_count'], limit: 1000 + round };
      await withReplica(failing, () =>
        expect(world.semantic.load(query)).rejects.toMatchObject({ code: 'replica/query-timeout' }),
      );
      expect((await world.semantic.load(query))[0]?.data).toEqual([{ 'orders.returns_count': '0' }]);
    }
  });

  it('of one question does not touch the others', async () => {
    const answers = await Promise.allSettled([
      count(),
      world.semantic.load({ measures: ['nothing.at_all'] }),
      world.semantic.load({ filters: 'nonsense' }),
      world.semantic.load([]),
      count(),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(await count()).toBe('4');
  });
});
