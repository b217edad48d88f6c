import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startPostgres } from '../connectors/sql/servers.fixture.ts';
import { openStore } from '../store/index.ts';

const rounds = 26;
const compareEvery = 13;
const fixture = join(import.meta.dirname, 'sync-until-killed.fixture.ts');

/** A small generator with a seed, so that a run that failed can be repeated: LUOPAN_KILL_SEED. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A database, and how a connection reaches it. */
interface Database {
  kind: string;
  config: object;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<unknown[][]>;
  stop(): Promise<void>;
}

/** Read row by row. */
async function sqliteFile(folder: string): Promise<Database> {
  const path = join(folder, 'source.sqlite');
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  return {
    ...{ kind: 'sqlite', config: { path } },
    run: async (sql) => db.exec(sql),
    rows: async (sql) =>
      db
        .prepare(sql)
        .all()
        .map((row) => Object.values(row)),
    stop: async () => db.close(),
  };
}

/** Read by COPY. */
async function postgresServer(): Promise<Database> {
  const { config, run, rows, stop } = await startPostgres();
  return { kind: 'postgres', config, run, rows, stop };
}

const databases = [sqliteFile, postgresServer];

/** A shop that goes on working while the process that reads it is killed again and again. */
class Source {
  readonly database: Database;
  readonly #random: () => number;
  #version = 0;
  #items = 0;
  #lines = 0;
  #orders = 0;

  constructor(database: Database, random: () => number) {
    this.database = database;
    this.#random = random;
  }

  async open(): Promise<void> {
    await this.database.run(`CREATE TABLE items (id INTEGER PRIMARY KEY, value TEXT, version INTEGER); CREATE INDEX v ON items (version);
      CREATE TABLE log (n INTEGER, text TEXT);
      CREATE TABLE orders (no TEXT PRIMARY KEY, day TEXT, total TEXT);`);
    await this.work(12_000);
  }

  /** New rows, changed rows, deleted rows. */
  async work(items: number): Promise<void> {
    this.#version += 1;
    const [first, last] = [this.#items + 1, this.#items + items];
    this.#items = last;
    await this.database.run(`BEGIN;
      WITH RECURSIVE n(i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM n WHERE i < ${last})
        INSERT INTO items SELECT i, 'new ' || i, ${this.#version} FROM n;
      UPDATE items SET value = 'changed ' || ${this.#version}, version = ${this.#version}
        WHERE id % 37 = ${Math.floor(this.#random() * 37)};
      DELETE FROM items WHERE id % 211 = ${Math.floor(this.#random() * 211)};
      WITH RECURSIVE n(i) AS (SELECT ${this.#lines + 1} UNION ALL SELECT i + 1 FROM n WHERE i < ${this.#lines + items})
        INSERT INTO log SELECT i, 'line ' || i FROM n;
      WITH RECURSIVE n(i) AS (SELECT ${this.#orders + 1} UNION ALL SELECT i + 1 FROM n WHERE i < ${this.#orders + 40})
        INSERT INTO orders SELECT 'O' || i, '2024-03-01', i || '.50' FROM n;
      DELETE FROM orders WHERE no = 'O' || ${Math.ceil(this.#random() * (this.#orders + 1))};
      COMMIT;`);
    this.#lines += items;
    this.#orders += 40;
  }

  all(sql: string): Promise<unknown[][]> {
    return this.database.rows(sql);
  }
}

function start(dataDir: string, { kind, config }: Database, mode: 'loop' | 'once'): ChildProcess {
  const told = [fixture, dataDir, kind, JSON.stringify(config), mode];
  return spawn(process.execPath, told, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/**
 * Resolves after so many lines of output, however long a busy machine takes for them: kills that come by the clock would
 * all hit the start of a process there.
 */
async function lines(child: ChildProcess, count: number): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => {
      seen += text.toString().split('\n').length - 1;
      if (seen >= count) resolve();
    });
    child.once('exit', (code) => reject(new Error(`ended by itself with ${code}`)));
    if (count === 0) resolve();
  });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const same = { missing: [], tooMany: [] };
function difference(stored: unknown[][], wanted: unknown[][]): { missing: string[]; tooMany: string[] } {
  const left = new Map<string, number>();
  for (const row of wanted) left.set(JSON.stringify(row), (left.get(JSON.stringify(row)) ?? 0) + 1);
  for (const row of stored) left.set(JSON.stringify(row), (left.get(JSON.stringify(row)) ?? 0) - 1);
  const rows = (isMeant: (count: number) => boolean) =>
    [...left]
      .filter(([, count]) => isMeant(count))
      .map(([row]) => row)
      .slice(0, 40);
  return { missing: rows((count) => count > 0), tooMany: rows((count) => count < 0) };
}

/** What the store has, and what the source has: the very same, each row once. */
async function compare(dataDir: string, source: Source): Promise<void> {
  const store = openStore(join(dataDir, 'luopan.sqlite'), { readOnly: true });
  try {
    const rows = (sql: string) => store.prepare<unknown[]>(sql).raw().all();
    const table = (name: string) =>
      store.get<{ storage_name: string }>('SELECT storage_name FROM imported_tables WHERE name = ?', [name])
        ?.storage_name;
    const items = rows(`SELECT c1_id, c2_value, c3_version FROM "${table('items')}" ORDER BY 1`);
    expect(difference(items, await source.all('SELECT id, value, version FROM items'))).toEqual(same);
    const log = rows(`SELECT c1_n, c2_text FROM "${table('log')}" ORDER BY 1`);
    expect(difference(log, await source.all('SELECT n, text FROM log'))).toEqual(same);
    const orders = rows(`SELECT key, printf('%d.%02d', net_minor / 100, net_minor % 100) FROM orders ORDER BY 1`);
    expect(difference(orders, await source.all('SELECT no, total FROM orders'))).toEqual(same);
    expect(
      rows('SELECT 1 FROM pending_changes UNION ALL SELECT 1 FROM sync_segments WHERE settled_at IS NULL'),
    ).toEqual([]);
  } finally {
    store.close();
  }
}

interface Told {
  inSync: number;
  withOpenPiece: number;
  inImport: number;
}

async function world(seed: number, open: (folder: string) => Promise<Database>): Promise<Told> {
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'luopan-kill-'));
  const dataDir = join(folder, 'data');
  const database = await open(folder);
  const source = new Source(database, random);
  const told: Told = { inSync: 0, withOpenPiece: 0, inImport: 0 };
  try {
    await source.open();
    for (let round = 1; round <= rounds; round += 1) {
      const child = start(dataDir, database, 'loop');
      // The first has made the store and the connection; without them there is nothing to lose yet.
      if (round === 1 && child.stdout) await once(child.stdout, 'data');
      // Some are killed while starting, most around the steps of an import: there a gap or a duplicate would be made.
      await lines(child, Math.floor(random() * 12));
      await pause(Math.floor(random() * 60));
      await kill(child);
      const store = openStore(join(dataDir, 'luopan.sqlite'), { readOnly: true });
      if (store.get(`SELECT 1 FROM syncs WHERE status = 'running'`)) told.inSync += 1;
      if (store.get('SELECT 1 FROM sync_segments WHERE settled_at IS NULL')) told.withOpenPiece += 1;
      if (store.get(`SELECT 1 FROM imports WHERE status IN ('queued', 'running')`)) told.inImport += 1;
      store.close();
      await source.work(1 + Math.floor(random() * 400));
      if (round % compareEvery === 0 || round === rounds) {
        const last = start(dataDir, database, 'once');
        let output = '';
        last.stdout?.on('data', (text: Buffer) => {
          output += text.toString();
        });
        await once(last, 'exit');
        expect(last.exitCode).toBe(0);
        expect(output).toContain('"status":"succeeded"');
        await compare(dataDir, source);
      }
    }
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return told;
}

const kills = rounds * databases.length;

it(`[SY2] killed at ${kills} random points, every stream goes on without a gap and without a duplicate`, async () => {
  const seed = Number(process.env.LUOPAN_KILL_SEED ?? Date.now() % 1_000_000);
  const told = await Promise.all(databases.map((open, n) => world(seed + n, open))).catch((error: unknown) => {
    throw new Error(`with LUOPAN_KILL_SEED=${seed}`, { cause: error });
  });
  const sum = (of: (one: Told) => number) => told.reduce((total, one) => total + of(one), 0);
  const [inSync, withOpenPiece, inImport] = [
    sum((one) => one.inSync),
    sum((one) => one.withOpenPiece),
    sum((one) => one.inImport),
  ];
  process.stdout.write(
    `${kills} kills: ${inSync} in a sync, ${withOpenPiece} between landing and cursor, ${inImport} in an import (seed ${seed})\n`,
  );
  // A test whose kills all miss would prove nothing. In 14 runs there were 46 to 52 of the first, 16 to 46 of the second.
  expect(inSync).toBeGreaterThan(kills / 4);
  expect(withOpenPiece).toBeGreaterThan(0);
}, 600_000);
