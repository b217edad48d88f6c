import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedTables, expectedRows, replicaRows } from './expected.fixture.ts';
import type { Replica, ReplicaConfiguration } from './index.ts';
import { event, item, london, order, profile, Scribe } from './scribe.fixture.ts';

const day = 86_400_000;
const somewhen = fc.integer({ min: Date.UTC(2023, 11, 1), max: Date.UTC(2024, 11, 1) });
const someProfile = fc.option(fc.integer({ min: 1, max: 6 }));
const orderShape = fc.record({
  profile_id: someProfile,
  ordered_at: somewhen,
  kind: fc.constantFrom('order', 'order', 'order', 'return', 'adjustment'),
  status: fc.constantFrom('paid', 'paid', 'open', 'cancelled'),
  currency: fc.constantFrom('GBP', 'USD', 'JPY', 'CHF'),
  net_minor: fc.integer({ min: -100_000, max: 100_000 }),
  country: fc.constantFrom('中国', 'United Kingdom', null),
});
const eventShape = fc.record({ profile_id: someProfile, occurred_at: somewhen });
const idPair = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 20 }));

const step = fc.oneof(
  fc.record({ does: fc.constant('orders' as const), rows: fc.array(orderShape, { minLength: 1, maxLength: 8 }) }),
  fc.record({ does: fc.constant('items' as const), on: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }) }),
  fc.record({ does: fc.constant('events' as const), rows: fc.array(eventShape, { minLength: 1, maxLength: 8 }) }),
  fc.record({ does: fc.constant('shift orders' as const), ids: idPair, shape: orderShape }),
  fc.record({
    does: fc.constant('declare profile' as const),
    id: fc.integer({ min: 1, max: 6 }),
    at: fc.option(somewhen),
  }),
  fc.record({ does: fc.constant('delete' as const), table: fc.constantFrom('order_items', 'events'), ids: idPair }),
  fc.record({ does: fc.constant('delete orders' as const), ids: idPair }),
  fc.record({
    does: fc.constant('reset' as const),
    table: fc.constantFrom('orders', 'events', 'profiles', 'products'),
  }),
  fc.record({ does: fc.constant('catch up' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class World {
  readonly scribe = new Scribe();
  readonly #next = { orders: 1, order_items: 1, events: 1 };

  constructor() {
    this.scribe.insert(
      'profiles',
      [1, 2, 3, 4, 5, 6].map((id) => profile(id, { display_name: `客户 ${id}`, country: '中国' })),
    );
    this.scribe.insert('products', [{ id: 1, source_id: 1, key: 'P1', name: 'a rather long name of a product' }]);
  }

  async take(action: Step, replica: Replica): Promise<void> {
    const { scribe } = this;
    switch (action.does) {
      case 'orders':
        scribe.insert(
          'orders',
          action.rows.map((row) => order(this.#id('orders'), row)),
        );
        break;
      case 'items': {
        const ids = scribe.store.all<{ id: number }>('SELECT id FROM orders').map((row) => row.id);
        const at = (pick: number) => ids[pick % ids.length];
        const rows = action.on.flatMap((pick) => {
          const orderId = at(pick);
          const type = pick % 3 === 0 ? 'fee' : 'goods';
          return orderId === undefined ? [] : [item(this.#id('order_items'), orderId, { line_type: type })];
        });
        scribe.insert('order_items', rows);
        break;
      }
      case 'events':
        scribe.insert(
          'events',
          action.rows.map((row) => event(this.#id('events'), row)),
        );
        break;
      case 'shift orders': {
        const [first, length] = action.ids;
        const { profile_id, status, currency, ordered_at } = action.shape;
        const set = `profile_id = ${profile_id}, status = '${status}', currency = '${currency}',
          ordered_at = ordered_at + ${ordered_at % day}, channel = 'moved'`;
        scribe.change(
          'update',
          'orders',
          first,
          first + length,
          `UPDATE orders SET ${set} WHERE id BETWEEN ${first} AND ${first + length}`,
        );
        break;
      }
      case 'declare profile':
        scribe.change(
          'update',
          'profiles',
          action.id,
          action.id,
          `UPDATE profiles SET first_seen = ${action.at} WHERE id = ${action.id}`,
        );
        break;
      case 'delete': {
        const [first, length] = action.ids;
        scribe.change(
          'delete',
          action.table,
          first,
          first + length,
          `DELETE FROM ${action.table} WHERE id BETWEEN ${first} AND ${first + length}`,
        );
        break;
      }
      case 'delete orders': {
        const [first, length] = action.ids;
        const which = `BETWEEN ${first} AND ${first + length}`;
        const lines = scribe.store.get<{ a: number; b: number }>(
          `SELECT coalesce(min(id), 0) AS a, coalesce(max(id), 0) AS b FROM order_items WHERE order_id ${which}`,
        );
        scribe.change(
          'delete',
          'order_items',
          lines?.a ?? 0,
          lines?.b ?? 0,
          `DELETE FROM order_items WHERE order_id ${which}`,
        );
        scribe.change('delete', 'orders', first, first + length, `DELETE FROM orders WHERE id ${which}`);
        break;
      }
      case 'reset':
        scribe.change('reset', action.table, 0, 0, `UPDATE ${action.table} SET source_id = 1`);
        break;
      case 'catch up':
        await replica.catchUp();
    }
  }

  async compare(replica: Replica, configuration: ReplicaConfiguration = london): Promise<void> {
    for (const table of comparedTables) {
      expect(await replicaRows(replica, table), table).toEqual(expectedRows(this.scribe.store, table, configuration));
    }
  }

  #id(table: 'orders' | 'order_items' | 'events'): number {
    this.#next[table] += 1;
    return this.#next[table] - 1;
  }
}

describe('replica against the store', () => {
  it('holds the same rows and derived values after any history of changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const world = new World();
        try {
          const replica = await world.scribe.replica();
          for (const action of steps) await world.take(action, replica);
          await replica.catchUp();
          await world.compare(replica);
        } finally {
          await world.scribe.remove();
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('recomputes local and base-currency columns in place when the workspace changes', async () => {
    const world = new World();
    try {
      const replica = await world.scribe.replica();
      const rows = fc.sample(orderShape, { numRuns: 60, seed: 7 });
      await world.take({ does: 'orders', rows }, replica);
      await world.take({ does: 'items', on: rows.map((_, index) => index) }, replica);
      await world.take({ does: 'events', rows: fc.sample(eventShape, { numRuns: 60, seed: 8 }) }, replica);
      await replica.catchUp();
      const chatham = { zone: 'Pacific/Chatham', currency: 'JPY', rates: { GBP: '191.25', USD: '151.3333' } };
      await replica.reconfigure(chatham);
      await world.compare(replica, chatham);
      await replica.close();
      // What was computed is remembered: the next start finds nothing to do, or notices what changed while it was down.
      const again = await world.scribe.replica(london);
      await again.catchUp();
      await world.compare(again, london);
    } finally {
      await world.scribe.remove();
    }
  });

  it('agrees on counts, sums and checksums over many chunks', async () => {
    const world = new World();
    const count = 30_000;
    try {
      const name = (id: number) => `${'界'.repeat(id % 9)}${id % 7 === 0 ? 'x'.repeat(id % 40) : ''}`;
      world.scribe.insert(
        'orders',
        Array.from({ length: count }, (_, i) =>
          order(i + 1, {
            profile_id: (i * 7919) % 6 === 0 ? null : 1 + (i % 6),
            status_text: name(i),
            gross_minor: i % 3 === 0 ? -(2 ** 35) - i : i,
          }),
        ),
      );
      world.scribe.insert(
        'events',
        Array.from({ length: count }, (_, i) => event(i + 1, { name: name(i), properties: `{"n":${i}}` })),
      );
      const replica = await world.scribe.replica();
      await replica.catchUp();
      const sums = {
        orders: 'count(*), sum(net_minor), sum(gross_minor), sum(id * length(status_text)), sum(profile_id)',
        events: 'count(*), sum(id * length(name)), sum(length(properties)), count(DISTINCT name)',
      };
      for (const [table, sum] of Object.entries(sums)) {
        const [expected] = world.scribe.store.prepare<unknown[]>(`SELECT ${sum} FROM ${table}`).raw(true).all();
        expect((await replica.query(`SELECT ${sum} FROM ${table}`)).rows[0]).toEqual(expected);
      }
      expect(await replicaRows(replica, 'orders')).toEqual(expectedRows(world.scribe.store, 'orders', london));
    } finally {
      await world.scribe.remove();
    }
  });
});
