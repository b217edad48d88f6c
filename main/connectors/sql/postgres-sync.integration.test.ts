import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sync, streamInput } from '../../../contract/connections.ts';
import { Connections } from '../../connections/index.ts';
import { type Hub, startHub } from '../../hub/index.ts';
import { createJobs, type Jobs } from '../../jobs/index.ts';
import { keyFileSecrets } from '../../ports/key-file.ts';
import { silentLogger } from '../../ports/logger.ts';
import { startPostgres, type TestServer } from './servers.fixture.ts';

let server: TestServer;
let folder: string;
let hub: Hub;
let jobs: Jobs;
let connections: Connections;
let offset = 0;
const clock = { now: () => Date.now() + offset };

beforeAll(async () => {
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'luopan-postgres-sync-'));
  hub = await startHub({
    dataDir: folder,
    logger: silentLogger,
    defaults: { name: 'T', language: 'en', timezone: 'UTC' },
  });
  jobs = createJobs({ store: hub.metadata, clock, logger: silentLogger });
  const secrets = keyFileSecrets(join(folder, 'secret.key'));
  const pieces = { pieceRows: 40_000, pieceBytes: 32_000_000 };
  connections = new Connections({ dataDir: folder, hub, jobs, secrets, clock, logger: silentLogger, pieces });
  await connections.prepare();
  await jobs.start();
  await server.run(
    `CREATE TABLE orders (id bigint PRIMARY KEY, customer text, placed timestamptz, total numeric(12,2), state text, changed timestamptz)`,
    `INSERT INTO orders SELECT n, 'C' || n % 700, '2024-01-01T00:00:00Z'::timestamptz + n * interval '7 minutes', n / 100.0,
       CASE WHEN n % 10 = 0 THEN 'cancelled' ELSE 'paid' END, '2024-06-01T00:00:00Z'::timestamptz + n * interval '1 second'
       FROM generate_series(1, 60000) n`,
  );
});
afterAll(async () => {
  await jobs?.close();
  await hub?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const orders = (changes: object = {}) =>
  streamInput.parse({
    ...{ name: 'public.orders', entity: 'orders', mode: 'incremental', cursorField: 'changed', primaryKey: ['id'] },
    ...{ detectsDeletes: true, currency: 'EUR' },
    mapping: {
      ...{ order_id: { column: 'id' }, ordered_at: { column: 'placed' }, net: { column: 'total' } },
      ...{ customer_id: { column: 'customer' }, status: { column: 'state' } },
    },
    ...changes,
  });

async function sync(id: string): Promise<Sync> {
  await connections.sync(id);
  await jobs.tick();
  await jobs.idle();
  const [latest] = connections.syncs(id, 1, 'en');
  if (!latest) throw new Error('no sync');
  return latest;
}

const totals = () =>
  hub.metadata.all(
    `SELECT count(*) AS n, sum(net_minor) AS net, count(DISTINCT profile_id) AS people, sum(status = 'cancelled') AS cancelled,
       min(currency) AS currency FROM orders`,
  )[0];

describe('PostgreSQL into orders', () => {
  let id: string;

  it('brings every row to the cent, in pieces, over TLS', async () => {
    const config = { ...server.config, host: 'localhost', tls: 'verify' as const, ca: server.certificate };
    id = (
      await connections.create({ name: 'Shop', kind: 'postgres', config, streams: [orders()], schedule: null }, 'en')
    ).id;
    const first = await sync(id);
    expect(first).toMatchObject({
      status: 'succeeded',
      streams: [{ rowsRead: 60_000, rowsAccepted: 60_000, rowsRejected: 0 }],
    });
    // Two pieces of rows and one of keys.
    expect(first.streams[0]?.importIds.length).toBeGreaterThanOrEqual(3);
    // The sum of 1 … 60,000 cents is 60,000 · 60,001 / 2.
    expect(totals()).toEqual({ n: 60_000, net: 1_800_030_000, people: 700, cancelled: 6_000, currency: 'EUR' });
  });

  it('then what changed, what is new and what is gone', async () => {
    await server.run(
      `UPDATE orders SET total = total + 1, changed = '2024-07-01T00:00:00Z' WHERE id <= 100`,
      `INSERT INTO orders VALUES (60001, 'new', now(), 5, 'paid', '2024-07-01T00:00:01Z')`,
      `DELETE FROM orders WHERE id BETWEEN 501 AND 510`,
    );
    const next = await sync(id);
    // The row that holds the last cursor value comes once more.
    expect(next.streams[0]).toMatchObject({ rowsRead: 102, rowsChanged: 101, rowsUnchanged: 1, rowsDeleted: 10 });
    const gone = Array.from({ length: 10 }, (_, i) => 501 + i).reduce((sum, cents) => sum + cents, 0);
    expect(totals()).toMatchObject({ n: 59_991, net: 1_800_030_000 + 100 * 100 + 500 - gone, people: 701 });
  });

  it('numbers too long for a number come as texts, and an infinite time holds up nothing', async () => {
    await server.run(
      'CREATE TABLE ledger (id bigint PRIMARY KEY, owner bigint, size int, due timestamptz)',
      `INSERT INTO ledger SELECT 1460000000000000000 + n, n, n, CASE WHEN n % 10 = 0 THEN 'infinity' ELSE '2024-01-01T00:00:00Z'::timestamptz + n * interval '1 s' END
         FROM generate_series(1, 50) n`,
    );
    const mapping = Object.fromEntries(['id', 'owner', 'size', 'due'].map((column) => [column, { column }]));
    const stream = {
      ...{ name: 'public.ledger', entity: 'table:ledger', mode: 'incremental', cursorField: 'due', mapping },
      detectsDeletes: true,
    };
    const made = await connections.create(
      {
        ...{ name: 'Ledger', kind: 'postgres', config: server.config, schedule: null },
        streams: [streamInput.parse({ ...stream, primaryKey: ['id'] })],
      },
      'en',
    );
    expect(await sync(made.id)).toMatchObject({ streams: [{ rowsAccepted: 50, rowsRejected: 0, rowsUnchanged: 0 }] });
    const table = hub.metadata.all(`SELECT storage_name, columns FROM imported_tables WHERE name = 'ledger'`)[0];
    const types = JSON.parse(String(table?.columns)).map(({ type }: { type: string }) => type);
    expect(types).toEqual(['text', 'integer', 'integer', 'instant']);
    const rows = hub.metadata.all(`SELECT * FROM "${table?.storage_name}" ORDER BY id LIMIT 1`);
    expect(Object.values(rows[0] ?? {})).toContain('1460000000000000001');
    await server.run(
      `INSERT INTO ledger VALUES (1460000000000000099, 51, 51, '2024-01-02T00:00:00Z'), (7, 52, 52, '2024-01-02T00:00:01Z')`,
      'DELETE FROM ledger WHERE size IN (1, 10)',
    );
    const next = await sync(made.id);
    const counted = { rowsRejected: 0, rowsChanged: 2, rowsDeleted: 2 };
    expect(next).toMatchObject({ status: 'succeeded', streams: [counted] });
    expect(hub.counts()['table:ledger']).toBe(50);
    // Nothing is new: the last time and those that are none come once more.
    const again = await sync(made.id);
    expect(again).toMatchObject({ streams: [{ rowsRejected: 0, rowsChanged: 0, rowsDeleted: 0 }] });
  });

  it('a password that no longer holds waits for somebody; with the new one it goes on where it was', async () => {
    await connections.update(id, { config: { password: 'wrong' } }, 'en');
    const failed = await sync(id);
    expect(failed).toMatchObject({ status: 'failed', retryAt: null, error: { failure: 'auth' } });
    expect(JSON.stringify(failed)).not.toContain('wrong"');
    await server.run(`INSERT INTO orders VALUES (60002, 'late', now(), 5, 'paid', '2024-07-02T00:00:00Z')`);
    await connections.update(id, { config: { password: server.config.password } }, 'en');
    expect(await sync(id)).toMatchObject({ status: 'succeeded', streams: [{ rowsChanged: 1, rowsDeleted: 0 }] });
  });

  it('a connection that breaks off is tried again, and nothing is missed', async () => {
    await server.run(
      `INSERT INTO orders SELECT n, 'x', now(), 1, 'paid', '2024-08-01T00:00:00Z'::timestamptz + n * interval '1 second' FROM generate_series(100001, 130000) n`,
      `ALTER TABLE orders RENAME TO orders_table`,
      // Every row takes its time, so that the read is under way when the server ends it.
      `CREATE VIEW orders AS SELECT o.* FROM orders_table o WHERE pg_sleep(0.0002) IS NOT NULL`,
    );
    await connections.update(id, { streams: [orders({ detectsDeletes: false })] }, 'en');
    const before = connections.syncs(id, 1, 'en')[0]?.id;
    await connections.sync(id);
    await jobs.tick();
    await expect
      .poll(async () => {
        await server.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'luopan'`);
        const [latest] = connections.syncs(id, 1, 'en');
        return latest?.id === before ? 'not begun' : latest?.status;
      })
      .toMatch(/failed|succeeded/);
    await jobs.idle();
    const [broken] = connections.syncs(id, 1, 'en');
    expect(broken).toMatchObject({ status: 'failed', error: { failure: 'transient' } });
    await server.run('DROP VIEW orders', 'ALTER TABLE orders_table RENAME TO orders');
    offset += 120_000;
    await jobs.tick();
    await jobs.idle();
    expect(connections.syncs(id, 1, 'en')[0]).toMatchObject({ status: 'succeeded', trigger: 'retry', attempt: 2 });
    expect(totals()?.n).toBe(59_992 + 30_000);
  });
});
