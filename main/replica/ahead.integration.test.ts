import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AheadWorld, eventsFile, linesFile, ordersFile } from './ahead.fixture.ts';
import { comparedTables, expectedRows, replicaRows } from './expected.fixture.ts';
import { london } from './scribe.fixture.ts';

let world: AheadWorld;
beforeEach(async () => {
  world = await AheadWorld.open(london);
});
afterEach(() => world.remove());

/** Every table of the replica against plain SQL over the store. */
async function expectEqual(configuration = london): Promise<void> {
  await world.replica.catchUp();
  for (const table of comparedTables) {
    expect(await replicaRows(world.replica, table), table).toEqual(expectedRows(world.reader, table, configuration));
  }
}

describe('rows copied while their import runs', () => {
  it('are the same as rows copied afterwards, for every kind of file', async () => {
    for (const [entity, text] of [
      ['orders', ordersFile(4_000, 1)],
      ['order_items', linesFile(5_000, 2)],
      ['events', eventsFile(4_000, 3)],
    ] as const) {
      expect(await world.import(text, entity)).toBe('succeeded');
      await expectEqual();
    }
    expect(world.copies).toEqual(['ahead', 'ahead', 'ahead']);
    expect(world.troubles).toEqual([]);
  });

  it('join what is there: later files bring orders in between, other values for known ones, and known people', async () => {
    await world.import(ordersFile(2_000, 5, true), 'orders');
    await expectEqual();
    await world.import(ordersFile(3_000, 5), 'orders');
    await expectEqual();
    await world.import(linesFile(3_000, 6), 'order_items');
    await expectEqual();
    await world.import(linesFile(4_000, 6), 'order_items', 'replace');
    await expectEqual();
    await world.import(eventsFile(2_000, 7), 'events');
    await expectEqual();
    await world.import(eventsFile(1_000, 7), 'events', 'replace');
    await expectEqual();
    // The last file brings nothing that could come ahead.
    expect(world.copies).toEqual(['ahead', 'ahead', 'ahead', 'ahead', 'ahead', 'afterwards']);
    expect(world.troubles).toEqual([]);
  });

  it('bring their amounts to orders that came without any: on the days and for the customers of the orders', async () => {
    const at = (n: number) => `2024-0${1 + (n % 3)}-05 10:00`;
    const orders = (status: string) =>
      `order_id,customer_id,order_status,order_purchase_timestamp,currency\n${Array.from({ length: 2_400 }, (_, n) => `A${n},c${n % 400},${n < 3 ? status : 'delivered'},${at(n)},GBP`).join('\n')}\n`;
    const lines = Array.from(
      { length: 4_800 },
      (_, n) => `A${n % 2_400},${n < 2_400 ? 1 : 2},p${n % 50},${n < 2_400 ? 2 : 1}.50,GBP`,
    );
    const read = async (sql: string) => (await world.replica.query(sql)).rows.map((row) => row.map(String));
    expect(await world.import(orders('delivered'), 'orders')).toBe('succeeded');
    await expectEqual();
    expect(
      await world.import(`order_id,order_item_id,product_id,price,currency\n${lines.join('\n')}\n`, 'order_items'),
    ).toBe('succeeded');
    await expectEqual();
    // Every order: 2.50 + 1.50; 800 of them in each of the three months.
    const byMonth = `SELECT strftime(ordered_at, '%Y-%m'), sum(net_minor), count(DISTINCT profile_id) FROM orders WHERE is_revenue GROUP BY 1 ORDER BY 1`;
    const months = ['2024-01', '2024-02', '2024-03'];
    expect(await read(byMonth)).toEqual(months.map((month) => [month, '320000', '400']));
    const ofLines = `SELECT strftime(ordered_at, '%Y-%m'), sum(amount_minor), count(DISTINCT profile_id) FROM order_items WHERE is_revenue GROUP BY 1 ORDER BY 1`;
    expect(await read(ofLines)).toEqual(months.map((month) => [month, '320000', '400']));
    expect(await world.import(orders('canceled'), 'orders')).toBe('succeeded');
    await expectEqual();
    expect((await read(ofLines)).map((row) => row[1])).toEqual(['319600', '319600', '319600']);
    expect(world.troubles).toEqual([]);
  });

  it('are seen by nobody before the import is published, and at once after it', async () => {
    await world.import(ordersFile(500, 11), 'orders');
    await world.replica.catchUp();
    const id = await world.submit(ordersFile(12_000, 12, true), 'orders');
    const count = async () => {
      await world.replica.catchUp();
      return (await world.replica.query('SELECT count(*) FROM orders')).rows[0]?.[0];
    };
    const before = await count();
    await world.until(id, (_, rowsRead) => rowsRead > 4_000);
    expect(world.hub.getImport(id)?.status).toBe('running');
    const during = await count();
    expect(await world.ended(id)).toBe('succeeded');
    expect([before, during]).toEqual([before, before]);
    expect(await count()).toBe(world.hub.counts().orders);
    await expectEqual();
    expect(world.copies.at(-1)).toBe('ahead');
  });

  it('go without a trace when the import is cancelled, and come when it is run again', async () => {
    await world.import(ordersFile(500, 21), 'orders');
    const text = ordersFile(12_000, 22);
    const id = await world.submit(text, 'orders');
    await world.until(id, (_, rowsRead) => rowsRead > 4_000);
    await world.hub.cancelImport(id);
    expect(await world.ended(id)).toBe('cancelled');
    await expectEqual();
    expect(await world.import(text, 'orders')).toBe('succeeded');
    await expectEqual();
    expect(world.copies.at(-1)).toBe('ahead');
  });

  it('wait for their turn beside another import, a table of its own and small changes', async () => {
    const table = `code,size\n${Array.from({ length: 3_000 }, (_, n) => `M${n},${n % 7}`).join('\n')}\n`;
    const ids = [
      await world.submit(ordersFile(6_000, 31), 'orders'),
      await world.submit(ordersFile(6_000, 32), 'orders'),
      await world.submit(table, 'table:sizes'),
      await world.submit(eventsFile(6_000, 33), 'events'),
    ];
    while (ids.some((id) => /queued|running/.test(world.hub.getImport(id)?.status ?? ''))) {
      await world.replica.catchUp();
      await after(5);
    }
    expect(ids.map((id) => world.hub.getImport(id)?.status)).toEqual(ids.map(() => 'succeeded'));
    await expectEqual();
    const sizes = (await world.replica.tables()).find(({ name }) => name === 'sizes')?.storageName;
    const { rows } = await world.replica.query(`SELECT count(*) FROM ${sizes}`);
    expect(rows).toEqual([[3_000]]);
  });

  it('are those of a table of its own too, once its columns are there; they stay right when its columns change', async () => {
    const rows = (from: number, count: number, extra = '') =>
      `code,size,price,seen,name${extra && ',note'}\n${Array.from({ length: count }, (_, index) => {
        const n = from + index;
        const seen = n % 5 === 0 ? '' : `2024-03-0${1 + (n % 9)} 10:00:0${n % 10}`;
        return `M${n},${n % 7 || ''},${n}.25,${seen},${n % 3 === 0 ? '一个相当长的名字' : 'short'}${extra && `,${extra}`}`;
      }).join('\n')}\n`;
    const equal = async () => {
      await world.replica.catchUp();
      const [table] = await world.replica.tables();
      if (!table) throw new Error('no table');
      const columns = table.columns.map(({ storageName }) => storageName);
      const inReplica = columns.map((name) => (/seen/.test(name) ? `epoch_ms(${name})::DOUBLE` : `${name}`));
      const read = `SELECT id::INTEGER, ${inReplica.join(', ')} FROM ${table.storageName} ORDER BY id`;
      const stored = world.reader.all(`SELECT id, ${columns.join(', ')} FROM ${table.storageName} ORDER BY id`);
      const there = await world.replica.query(read, []);
      expect(there.rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)))).toEqual(
        stored.map((row) => Object.values(row as object)),
      );
      return stored.length;
    };
    for (const [text, count] of [
      [rows(0, 1_000), 1_000],
      [rows(500, 9_000), 9_500],
      [rows(3_000, 1_500, 'new'), 11_000],
      [rows(4_100, 9_000, 'new'), 19_600],
    ] as const) {
      expect(await world.import(text, 'table:sizes')).toBe('succeeded');
      expect(await equal()).toBe(count);
    }
    expect(world.copies).toEqual(['afterwards', 'ahead', 'afterwards', 'ahead']);
    expect(world.troubles).toEqual([]);
  });

  it('are copied again when the workspace changes its zone and rates while they come', async () => {
    const elsewhere = { zone: 'Asia/Shanghai', currency: 'USD', rates: { GBP: '1.31' } };
    const id = await world.submit(ordersFile(12_000, 41), 'orders');
    await world.until(id, (_, rowsRead) => rowsRead > 2_000);
    await world.replica.reconfigure(elsewhere);
    expect(await world.ended(id)).toBe('succeeded');
    await expectEqual(elsewhere);
    expect(world.copies).toEqual(['afterwards']);
  });
});

it('is consistent after being killed while rows come ahead', async () => {
  await world.import(ordersFile(1_000, 51), 'orders');
  for (const delayMs of [80, 250]) {
    await world.submit(ordersFile(6_000, 52 + delayMs), 'orders');
    await world.close();
    const script = fileURLToPath(new URL('./ahead-until-killed.fixture.ts', import.meta.url));
    const child = spawn(process.execPath, [script, world.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    await after(delayMs);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    world = await AheadWorld.open(london, world.folder);
  }
  while (world.hub.listImports(10).some(({ status }) => status === 'running' || status === 'queued')) await after(20);
  expect(world.hub.counts().orders).toBe(world.reader.get<{ n: number }>('SELECT count(*) AS n FROM orders')?.n);
  expect(world.hub.listImports(10).every(({ status }) => status === 'succeeded')).toBe(true);
  await expectEqual();
});
