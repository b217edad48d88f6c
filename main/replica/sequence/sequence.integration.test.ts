import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { type Replica, sequenceArrays, startReplica } from '../index.ts';
import { event, item, london, order, profile, Scribe } from '../scribe.fixture.ts';

let scribe: Scribe;
beforeEach(() => {
  scribe = new Scribe();
  scribe.insert('profiles', [profile(7), profile(9), profile(12)]);
  scribe.insert('events', [
    event(1, { name: 'view', profile_id: 9, occurred_at: 5_000 }),
    event(2, { name: 'buy', profile_id: 9, occurred_at: 2_000 }),
    event(3, { name: 'view', profile_id: 7, occurred_at: 2_000 }),
    event(4, { name: 'view', profile_id: null, occurred_at: 1_000 }),
    event(5, { name: 'view', profile_id: 9, occurred_at: 2_000 }),
  ]);
  scribe.insert('orders', [
    order(1, { profile_id: 9, ordered_at: 2_000 }),
    order(2, { profile_id: 9, ordered_at: 1_000, status: 'cancelled' }),
    order(3, { profile_id: 7, ordered_at: 9_000, kind: 'return', net_minor: -5 }),
    order(4, { profile_id: null, ordered_at: 9_000 }),
    order(5, { profile_id: 12, ordered_at: 1, kind: 'adjustment' }),
  ]);
});
afterEach(() => scribe.remove());

const path = () => join(scribe.folder, 'sequence.idx');

/** Everything in the index, person by person. */
async function histories(replica: Replica): Promise<Record<number, string[]>> {
  const sequence = await replica.sequence();
  const { offsets, profileIds, times, names, rowIds } = sequenceArrays(sequence);
  const found: Record<number, string[]> = {};
  profileIds.forEach((id, person) => {
    const events: string[] = [];
    for (let i = offsets[person] as number; i < (offsets[person + 1] as number); i += 1) {
      events.push(`${times[i]} ${sequence.names[names[i] as number]?.name} ${rowIds[i]}`);
    }
    found[id] = events;
  });
  return found;
}

const expected = {
  7: ['2000 view 3', '9000 order_returned 3'],
  9: ['2000 buy 2', '2000 view 5', '2000 order_placed 1', '5000 view 1'],
};

describe('sequence index', () => {
  it('holds events and documents of known people by time, then arrival', async () => {
    expect(await histories(await scribe.replica())).toEqual(expected);
  });

  it('reflects what was committed before the question: new, changed and erased rows', async () => {
    const replica = await scribe.replica();
    expect(await histories(replica)).toEqual(expected);
    scribe.insert('events', [event(6, { name: 'pay', profile_id: 12, occurred_at: 3_000 })]);
    expect(await histories(replica)).toEqual({ ...expected, 12: ['3000 pay 6'] });
    scribe.change('update', 'events', 2, 2, 'UPDATE events SET profile_id = 12 WHERE id = 2');
    scribe.change('delete', 'events', 3, 3, 'DELETE FROM events WHERE id = 3');
    scribe.change('update', 'orders', 1, 1, "UPDATE orders SET status = 'cancelled' WHERE id = 1");
    expect(await histories(replica)).toEqual({
      7: ['9000 order_returned 3'],
      9: ['2000 view 5', '5000 view 1'],
      12: ['2000 buy 2', '3000 pay 6'],
    });
  });

  it('moves the events of people who are merged between two syncs, and moves them back when they are split', async () => {
    const replica = await scribe.replica();
    expect(await histories(replica)).toEqual(expected);
    // 7 turns out to be 9, while a sync brings an event of either.
    scribe.insert('events', [event(6, { name: 'pay', profile_id: 7, occurred_at: 4_000 })]);
    scribe.change('update', 'events', 3, 3, 'UPDATE events SET profile_id = 9 WHERE id = 3');
    scribe.change('update', 'events', 6, 6, 'UPDATE events SET profile_id = 9 WHERE id = 6');
    scribe.change('update', 'orders', 3, 3, 'UPDATE orders SET profile_id = 9 WHERE id = 3');
    scribe.insert('events', [event(7, { name: 'pay', profile_id: 9, occurred_at: 1_000 })]);
    const merged = [
      ...['1000 pay 7', '2000 buy 2', '2000 view 3', '2000 view 5', '2000 order_placed 1', '4000 pay 6'],
      ...['5000 view 1', '9000 order_returned 3'],
    ];
    expect(await histories(replica)).toEqual({ 9: merged });
    scribe.change('update', 'events', 3, 3, 'UPDATE events SET profile_id = 7 WHERE id = 3');
    scribe.change('update', 'orders', 3, 3, 'UPDATE orders SET profile_id = 7 WHERE id = 3');
    expect(await histories(replica)).toEqual({
      7: expected[7],
      9: merged.filter((one) => !expected[7].includes(one)),
    });
  });

  it('takes in new rows of all kinds, also after a start with an older file', async () => {
    const first = await scribe.replica();
    await histories(first);
    await first.close();
    scribe.insert('profiles', [profile(8), profile(20)]);
    scribe.insert('events', [
      event(6, { name: 'brand new', profile_id: 8, occurred_at: 3_000 }),
      event(7, { name: 'view', profile_id: 9, occurred_at: 2_000 }),
      event(8, { name: 'view', profile_id: null }),
    ]);
    scribe.insert('orders', [order(6, { profile_id: 20, ordered_at: 4_000 }), order(7, { status: 'open' })]);
    const after = {
      ...{ 7: expected[7], 8: ['3000 brand new 6'], 20: ['4000 order_placed 6'] },
      9: ['2000 buy 2', '2000 view 5', '2000 view 7', '2000 order_placed 1', '5000 view 1'],
    };
    let built = 0;
    const second = await startReplica({
      ...{ storePath: scribe.storePath, replicaPath: scribe.replicaPath, configuration: london, clock: systemClock },
      logger: {
        log: (_, message) => {
          if (message === 'sequence index made') built += 1;
        },
      },
    });
    expect(await histories(second)).toEqual(after);
    scribe.insert('events', [event(9, { name: 'last', profile_id: 20, occurred_at: 1 })]);
    expect(await histories(second)).toEqual({ ...after, 20: ['1 last 9', '4000 order_placed 6'] });
    scribe.insert('events', [event(30, { name: 'far', profile_id: 20, occurred_at: 2 })]);
    await histories(second);
    expect(built).toBe(0);
    // A row with an id below the highest known, as a slow import publishes it.
    scribe.insert('events', [event(29, { name: 'late', profile_id: 20, occurred_at: 3 })]);
    expect((await histories(second))[20]).toEqual(['1 last 9', '2 far 30', '3 late 29', '4000 order_placed 6']);
    // One that moves to another person, one that gets a person only now, and one that is no more.
    scribe.change('update', 'events', 29, 29, 'UPDATE events SET profile_id = 8 WHERE id = 29');
    scribe.change('update', 'events', 4, 4, 'UPDATE events SET profile_id = 8 WHERE id = 4');
    scribe.change('delete', 'events', 7, 7, 'DELETE FROM events WHERE id = 7');
    scribe.change('update', 'orders', 6, 6, "UPDATE orders SET status = 'cancelled' WHERE id = 6");
    expect(await histories(second)).toEqual({
      ...{ ...after, 9: after[9].filter((one) => one !== '2000 view 7') },
      ...{ 8: ['3 late 29', '1000 view 4', '3000 brand new 6'], 20: ['1 last 9', '2 far 30'] },
    });
    expect(built).toBe(0);
    // A name that nobody has any more is forgotten: the index is made anew.
    scribe.change('delete', 'events', 30, 30, 'DELETE FROM events WHERE id = 30');
    expect((await histories(second))[20]).toEqual(['1 last 9']);
    expect((await second.sequence()).names.map(({ name }) => name)).not.toContain('far');
    expect(built).toBe(1);
    await second.close();
  });

  it('is waited for by no start and by no question that does without it', async () => {
    const replica = await scribe.replica();
    await replica.catchUp();
    const { rows } = await replica.query('SELECT count(*)::INTEGER FROM events');
    expect(rows).toEqual([[5]]);
    // What was under way would be finished first, and put in its file.
    await replica.close();
    expect(existsSync(path())).toBe(false);
  });

  it('is read from its file at the next start, and made anew when that is damaged or cut', async () => {
    const first = await scribe.replica();
    await histories(first);
    await first.close();
    const whole = readFileSync(path());
    const { ino } = statSync(path());
    const second = await scribe.replica();
    expect(await histories(second)).toEqual(expected);
    await second.close();
    // Making it anew would have put another file in its place.
    expect(statSync(path()).ino).toBe(ino);
    for (const damage of [
      () =>
        writeFileSync(
          path(),
          whole.map((byte, i) => (i === whole.length - 3 ? byte ^ 4 : byte)),
        ),
      () =>
        writeFileSync(
          path(),
          whole.map((byte, i) => (i === 40 ? byte ^ 4 : byte)),
        ),
      () => truncateSync(path(), whole.length - 8),
      () => truncateSync(path(), 5),
      () => writeFileSync(path(), 'not an index at all, but long enough to look at'),
    ]) {
      damage();
      const replica = await scribe.replica();
      expect(await histories(replica)).toEqual(expected);
      await replica.close();
      expect(readFileSync(path()).equals(whole)).toBe(true);
    }
  });

  describe('in its file', () => {
    /** Whether another file has been put in the place of the one that was there before `work`. */
    async function isReplaced(work: (replica: Replica) => Promise<unknown>): Promise<boolean> {
      // One that was read from its file would be written again before long anyway.
      rmSync(path(), { force: true });
      const replica = await scribe.replica();
      await histories(replica);
      await expect.poll(() => existsSync(path()), { timeout: 20_000 }).toBe(true);
      const { ino } = statSync(path());
      await work(replica);
      await replica.close();
      return existsSync(path()) && statSync(path()).ino !== ino;
    }
    const erase = async (replica: Replica) => {
      scribe.change('delete', 'events', 3, 3, 'DELETE FROM events WHERE id = 3');
      expect(await histories(replica)).toEqual({ ...expected, 7: ['9000 order_returned 3'] });
    };

    it('is written anew at once when part of a history was erased, not for anything else', async () => {
      const other = async (replica: Replica) => {
        scribe.change('delete', 'segment_members', 1, 1, "DELETE FROM products WHERE key = 'none'");
        expect(await histories(replica)).toEqual(expected);
      };
      expect(await isReplaced(other)).toBe(false);
      expect(await isReplaced(erase)).toBe(true);
    });

    it('is removed when what was erased cannot be written out of it', async () => {
      await isReplaced((replica) => {
        mkdirSync(`${path()}.new`);
        return erase(replica);
      });
      expect(existsSync(path())).toBe(false);
    });
  });

  it('of another store is not believed', async () => {
    const first = await scribe.replica();
    await histories(first);
    await first.close();
    const foreign = readFileSync(path());
    await scribe.remove();
    scribe = new Scribe();
    scribe.insert('profiles', [profile(1)]);
    scribe.insert('events', [event(1, { name: 'other', profile_id: 1, occurred_at: 1 })]);
    scribe.insert('products', [{ id: 1, source_id: 1, key: 'p' }]);
    writeFileSync(path(), foreign);
    expect(await histories(await scribe.replica())).toEqual({ 1: ['1 other 1'] });
  });

  it('is empty where nobody is known', async () => {
    await scribe.remove();
    scribe = new Scribe();
    expect(await histories(await scribe.replica())).toEqual({});
  });

  it('of lines takes in changed orders and lines, and is made anew only after lines went alone', async () => {
    const add = (id: number, orderId: number, over = {}) => item(id, orderId, { product_id: 1 + (id % 2), ...over });
    scribe.insert(
      'products',
      [1, 2].map((id) => ({ id, source_id: 1, key: `p${id}` })),
    );
    scribe.insert('order_items', [add(1, 1), add(2, 1, { line_type: 'delivery' }), add(3, 2), add(4, 4), add(5, 3)]);
    let built = 0;
    const replica = await startReplica({
      ...{ storePath: scribe.storePath, replicaPath: scribe.replicaPath, configuration: london, clock: systemClock },
      logger: {
        log: (_, message) => {
          if (message === 'sequence index made') built += 1;
        },
      },
    });
    /** By customer, order and product: the type and time of each line. */
    const lines = async (of: 'line customers' | 'line orders' | 'line products') => {
      const sequence = await replica.sequence(of);
      const { offsets, profileIds, times, names, rowIds, products } = sequenceArrays(sequence);
      return [...profileIds].flatMap((owner, index) =>
        [...rowIds.subarray(offsets[index], offsets[index + 1])]
          .map((id, at) => {
            const row = (offsets[index] as number) + at;
            return `${owner}: ${times[row]} ${sequence.names[names[row] as number]?.name} ${id} ${products?.[row]}`;
          })
          .sort(),
      );
    };
    try {
      expect(await lines('line customers')).toEqual(['9: 2000 delivery 1 1', '9: 2000 goods 1 2']);
      expect(await lines('line orders')).toEqual(['1: 2000 delivery 1 1', '1: 2000 goods 1 2', '4: 9000 goods 4 1']);
      expect(await lines('line products')).toEqual(['1: 9000 goods 4 1', '2: 2000 goods 1 2', '2: 9000 goods 3 2']);
      expect(built).toBe(3);
      // The order of a merged customer, one that counts only now, another product, and a line that is new.
      scribe.change('update', 'orders', 1, 2, "UPDATE orders SET profile_id = 7, status = 'paid' WHERE id IN (1, 2)");
      scribe.change('update', 'order_items', 4, 4, 'UPDATE order_items SET product_id = 2 WHERE id = 4');
      scribe.insert('order_items', [add(6, 1, { line_type: 'discount' })]);
      const ofSeven = ['7: 1000 goods 2 2', '7: 2000 delivery 1 1', '7: 2000 discount 1 1', '7: 2000 goods 1 2'];
      expect(await lines('line customers')).toEqual(ofSeven);
      const first = ['1: 2000 delivery 1 1', '1: 2000 discount 1 1', '1: 2000 goods 1 2', '2: 1000 goods 2 2'];
      expect(await lines('line orders')).toEqual([...first, '4: 9000 goods 4 2']);
      const sold = ['2: 1000 goods 2 2', '2: 2000 goods 1 2', '2: 9000 goods 3 2', '2: 9000 goods 4 2'];
      expect(await lines('line products')).toEqual(sold);
      expect(built).toBe(3);
      scribe.change('delete', 'order_items', 3, 3, 'DELETE FROM order_items WHERE id = 3');
      expect(await lines('line customers')).toEqual(ofSeven.slice(1));
      expect(built).toBe(4);
    } finally {
      await replica.close();
    }
  });

  it('selects ids and texts by id', async () => {
    const replica = await scribe.replica();
    await replica.catchUp();
    const { words } = await replica.idSet('SELECT id FROM events WHERE name = ?', ['view']);
    expect(new Uint32Array(words)[0]).toBe(0b111010);
    const { labels, codes } = await replica.idLabels('SELECT id, name FROM events ORDER BY id');
    expect([...new Uint32Array(codes)].map((code) => labels[code])).toEqual([
      '',
      'view',
      'buy',
      'view',
      'view',
      'view',
    ]);
    await expect(replica.idSet('DELETE FROM events')).rejects.toMatchObject({ code: 'replica/query-refused' });
  });
});
