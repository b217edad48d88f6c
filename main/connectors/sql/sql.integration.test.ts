import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../store/index.ts';
import { type ConformanceSubject, collect, conformanceRules, testContext } from '../conformance/index.ts';
import type { Connector, ReadRequest } from '../connector.ts';
import { parseCsv } from '../files/index.ts';
import { mysqlConnector, postgresConnector, sqliteConnector } from './index.ts';
import { freePort, mariadbMissing, startMariadb, startPostgres, type TestServer } from './servers.fixture.ts';

const rowCount = 12_345;
const request = (stream: string, changes: Partial<ReadRequest> = {}): ReadRequest => ({
  ...{
    stream,
    query: null,
    mode: 'incremental',
    cursorField: 'updated_at',
    lookback: 0,
    primaryKey: ['id'],
    cursor: null,
  },
  ...changes,
});
const folderOf = () => mkdtemp(join(tmpdir(), 'luopan-sql-'));

/** The rules for all connectors, and those for databases, against one product. */
function databaseRules(
  connector: Connector,
  subject: () => Promise<ConformanceSubject & { run: (sql: string) => Promise<void> }>,
): void {
  for (const rule of conformanceRules(connector, subject)) it(rule.name, rule.run, 30_000);

  it('reads a query of the user’s, and only one', async () => {
    const of = await subject();
    const context = await testContext(connector.config.parse(of.config));
    const query = `SELECT id, name FROM ${of.request.stream} WHERE id <= 7 -- the first ones`;
    const found = await collect(connector.read(context, request('mine', { query, mode: 'full', cursorField: null })));
    expect(found.records.map(({ id }) => Number(id))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const shape = await connector.describeQuery?.(context, { name: 'mine', query });
    expect(shape?.fields.map(({ name }) => name)).toEqual(['id', 'name']);
    const two = request('mine', { query: `SELECT 1; DROP TABLE ${of.request.stream}`, mode: 'full' });
    await expect(collect(connector.read(context, two))).rejects.toMatchObject({ failure: 'config' });
  });

  it('never writes, whatever the query says', async () => {
    const of = await subject();
    const context = await testContext(connector.config.parse(of.config));
    const count = async () =>
      (await collect(connector.read(context, request(of.request.stream, { mode: 'full' })))).records.length;
    const before = await count();
    for (const query of [
      `DELETE FROM ${of.request.stream}`,
      `SELECT 1) x UNION (DELETE FROM ${of.request.stream} RETURNING 1`,
    ]) {
      await expect(collect(connector.read(context, request('bad', { query, mode: 'full' })))).rejects.toThrow();
    }
    expect(await count()).toBe(before);
  });

  it('[SY9] a row committed late is found by looking back', async () => {
    const of = await subject();
    const context = await testContext(connector.config.parse(of.config));
    await of.run('CREATE TABLE late (id integer PRIMARY KEY, updated_at varchar(30))');
    await of.run(`INSERT INTO late VALUES (1, '2024-03-01 10:00:00'), (2, '2024-03-01 10:05:00')`);
    const first = await collect(connector.read(context, request('late')));
    await of.run(`INSERT INTO late VALUES (3, '2024-03-01 10:03:00')`);
    const cursor = first.checkpoints.at(-1)?.cursor ?? null;
    const ids = async (lookback: number) =>
      (await collect(connector.read(context, request('late', { cursor, lookback })))).records.map(({ id }) =>
        Number(id),
      );
    expect(await ids(0)).toEqual([2]);
    expect(await ids(300)).toEqual([1, 3, 2]);
  });

  it('[SY10] a cursor that went backwards is told, and everything is read again', async () => {
    const of = await subject();
    const context = await testContext(connector.config.parse(of.config));
    await of.run('CREATE TABLE restored (id integer PRIMARY KEY, updated_at integer)');
    await of.run('INSERT INTO restored VALUES (1, 10), (2, 20), (3, 30)');
    const first = await collect(connector.read(context, request('restored')));
    await of.run('DELETE FROM restored WHERE id = 3');
    await of.run('UPDATE restored SET updated_at = 15 WHERE id = 2');
    const again = await collect(
      connector.read(context, request('restored', { cursor: first.checkpoints.at(-1)?.cursor ?? null })),
    );
    expect(again.notes).toEqual(['cursor-went-back']);
    expect(again.records.map(({ id }) => Number(id))).toEqual([1, 2]);
  });

  it('[SY11] a row dated in the future does not move the cursor past now', async () => {
    const of = await subject();
    const context = await testContext(connector.config.parse(of.config));
    await of.run('CREATE TABLE ahead (id integer PRIMARY KEY, updated_at varchar(30))');
    await of.run(`INSERT INTO ahead VALUES (1, '2024-03-01 10:00:00'), (2, '2999-01-01 00:00:00')`);
    const first = await collect(connector.read(context, request('ahead')));
    expect(first.notes).toEqual(['cursor-in-future']);
    await of.run(`INSERT INTO ahead VALUES (3, '2024-03-02 10:00:00')`);
    const next = await collect(
      connector.read(context, request('ahead', { cursor: first.checkpoints.at(-1)?.cursor ?? null })),
    );
    expect(next.records.map(({ id }) => Number(id))).toContain(3);
  });

  it('rows without a cursor value come with the first read', async () => {
    const of = await subject();
    const context = await testContext(connector.config.parse(of.config));
    await of.run('CREATE TABLE blanks (id integer PRIMARY KEY, updated_at integer)');
    await of.run('INSERT INTO blanks VALUES (1, NULL), (2, 5)');
    const first = await collect(connector.read(context, request('blanks')));
    expect(first.records.map(({ id }) => Number(id))).toEqual([1, 2]);
  });

  it('a table or column that is gone is told as such, with the statement', async () => {
    const of = await subject();
    const context = await testContext(connector.config.parse(of.config));
    const failure = await collect(connector.read(context, request('nowhere', { mode: 'full' }))).catch(
      (error: unknown) => connector.classifyFailure(error),
    );
    expect(failure).toMatchObject({ failure: 'gone', request: { request: expect.stringContaining('nowhere') } });
  });
}

const inserts = (from: number, to: number, at: (n: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, i) => `(${from + i}, 'n''${from + i}', '${at(from + i)}')`).join(', ');
const instant = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 1000).toISOString().slice(0, 19).replace('T', ' ');

it('the store of this program is no source, whoever asks', async () => {
  const folder = await folderOf();
  openStore(join(folder, 'luopan.sqlite')).close();
  const context = await testContext(sqliteConnector.config.parse({ path: join(folder, 'luopan.sqlite') }));
  const failure = await sqliteConnector
    .check(context)
    .catch((error: unknown) => sqliteConnector.classifyFailure(error));
  expect(failure).toMatchObject({ failure: 'permission' });
  await rm(folder, { recursive: true, force: true });
});

describe('SQLite files', () => {
  let folder: string;
  let made = 0;
  beforeAll(async () => {
    folder = await folderOf();
    await writeFile(
      join(folder, 'text.sqlite'),
      'this is a text file and no database at all, long enough for a header',
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  databaseRules(sqliteConnector, async () => {
    made += 1;
    const path = join(folder, `${made}.sqlite`);
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, name TEXT, updated_at TEXT)');
    db.exec(`INSERT INTO orders VALUES ${inserts(1, rowCount, instant)}`);
    return {
      ...{ connector: sqliteConnector, config: { path }, recordCount: rowCount },
      request: { stream: 'orders', query: null, cursorField: 'updated_at', lookback: 0, primaryKey: ['id'] },
      keyOf: (record) => String(record.id),
      async change() {
        db.exec(`UPDATE orders SET name = 'changed', updated_at = '${instant(99_999)}' WHERE id = 7`);
        return ['7'];
      },
      broken: [
        { name: 'no file', config: { path: join(folder, 'none') }, failure: 'config' },
        { name: 'not a database', config: { path: join(folder, 'text.sqlite') }, failure: 'data' },
      ],
      run: async (sql: string) => db.exec(sql),
    };
  });
});

/** A table of its own per rule, on a server that all of them share. */
function serverSubject(connector: Connector, server: () => TestServer, counter: { made: number }) {
  return async () => {
    counter.made += 1;
    const { config, run, certificate } = server();
    const isPostgres = connector.kind === 'postgres';
    const name = `orders_${counter.made}`;
    await run('DROP TABLE IF EXISTS late, restored, ahead, blanks');
    await run(
      `CREATE TABLE ${name} (id integer PRIMARY KEY, name varchar(40), updated_at ${isPostgres ? 'timestamptz' : 'timestamp'})`,
    );
    const zone = isPostgres ? '+00' : '';
    await run(
      ...(isPostgres ? [] : [`SET time_zone = '+00:00'`]),
      `INSERT INTO ${name} VALUES ${inserts(1, rowCount, (n) => instant(n) + zone)}`,
    );
    return {
      ...{ connector, config, recordCount: rowCount },
      request: {
        stream: isPostgres ? `public.${name}` : name,
        query: null,
        cursorField: 'updated_at',
        lookback: 0,
        primaryKey: ['id'],
      },
      keyOf: (record: Record<string, unknown>) => String(record.id),
      async change() {
        await run(`UPDATE ${name} SET name = 'changed', updated_at = '${instant(99_999)}${zone}' WHERE id = 7`);
        return ['7'];
      },
      broken: [
        { name: 'wrong password', config: { ...config, password: 'no' }, failure: 'auth' as const },
        { name: 'nobody at the port', config: { ...config, port: await freePort() }, failure: 'unreachable' as const },
        { name: 'no such host', config: { ...config, host: 'nowhere.invalid' }, failure: 'unreachable' as const },
        { name: 'no such database', config: { ...config, database: 'nothing' }, failure: 'config' as const },
        ...(certificate === ''
          ? [{ name: 'no TLS on offer', config: { ...config, tls: 'encrypt' }, failure: 'tls' as const }]
          : [
              {
                name: 'a certificate nobody knows',
                config: { ...config, host: 'localhost', tls: 'verify' },
                failure: 'tls' as const,
              },
            ]),
      ],
      run: async (sql: string) => void (await run(sql)),
    };
  };
}

describe('PostgreSQL', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  databaseRules(
    postgresConnector,
    serverSubject(postgresConnector, () => server, { made: 0 }),
  );

  it('encrypts, and trusts a certificate it was given', async () => {
    const { config, certificate } = server;
    for (const tls of [{ tls: 'encrypt' }, { tls: 'verify', ca: certificate, host: 'localhost' }]) {
      const context = await testContext(postgresConnector.config.parse({ ...config, ...tls }));
      expect(await postgresConnector.check(context)).toMatch(/^PostgreSQL \d/);
    }
  });

  it('gives every type as text that says what it is', async () => {
    await server.run(
      `CREATE TABLE kinds (id bigint PRIMARY KEY, yes boolean, amount numeric(20,4), far numeric, at timestamptz, local timestamp,
         day date, doc jsonb, bytes bytea, nothing text, names text[])`,
      `INSERT INTO kinds VALUES (9007199254740993, true, 1234567890123456.7890, 'NaN', '2024-03-10 01:02:03.456789+08', '2024-03-10 01:02:03',
         '1899-12-30', '{"a": [1, "二"]}', '\\xdeadbeef', NULL, ARRAY['a', 'b,c'])`,
    );
    const context = await testContext(postgresConnector.config.parse(server.config));
    const found = await collect(postgresConnector.read(context, request('public.kinds', { mode: 'full' })));
    expect(found.records).toEqual([
      {
        ...{ id: '9007199254740993', yes: true, amount: '1234567890123456.7890', far: null },
        ...{ at: '2024-03-09 17:02:03.456789+00', local: '2024-03-10 01:02:03', day: '1899-12-30' },
        ...{ doc: '{"a": [1, "二"]}', bytes: '\\xdeadbeef', nothing: null, names: '{a,"b,c"}' },
      },
    ]);
    const streams = await postgresConnector.discover(context);
    expect(streams.find(({ name }) => name === 'public.kinds')).toMatchObject({
      primaryKey: ['id'],
      cursorFields: ['at', 'local', 'day', 'id'],
      fields: expect.arrayContaining([
        { name: 'amount', type: 'decimal' },
        { name: 'at', type: 'instant' },
      ]),
    });
  });

  it('writes CSV itself, with the same values and checkpoints as row by row', async () => {
    await server.run(
      `CREATE TABLE texts (id int PRIMARY KEY, truth boolean, at timestamptz, far float8, exact numeric, words text, doc jsonb)`,
      `INSERT INTO texts SELECT n, n % 3 = 0, CASE WHEN n % 50 = 0 THEN 'infinity' ELSE '2024-03-10 01:02:03.4+00'::timestamptz + n * interval '1 s' END,
         CASE n % 7 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' ELSE n / 8.0 END, CASE WHEN n % 5 = 0 THEN 'NaN' ELSE n / 100.0 END,
         CASE n % 6 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a "b", c' WHEN 3 THEN E'two\nlines\r' WHEN 4 THEN ' 龍 🐉' ELSE repeat('x', CASE WHEN n % 3000 = 5 THEN 500000 ELSE n % 90 END) END,
         jsonb_build_object('n', n) FROM generate_series(1, 20000) n`,
    );
    const context = await testContext(postgresConnector.config.parse(server.config));
    const query = request('public.texts', { mode: 'incremental', cursorField: 'id', checkpointRows: 4_000 });
    const plain = await collect(postgresConnector.read(context, query));
    const rows: string[][] = [];
    const checkpoints: { cursor: unknown; after: number }[] = [];
    let columns: readonly string[] = [];
    for await (const message of postgresConnector.read(context, { ...query, takesEncoded: true })) {
      if (message.kind === 'encoded') {
        const told = parseCsv(Buffer.from(message.csv).toString('utf8'));
        expect(told.length).toBe(message.rows);
        rows.push(...told);
        columns = message.columns;
      }
      if (message.kind === 'checkpoint') checkpoints.push({ cursor: message.cursor, after: rows.length });
    }
    const texts = plain.records.map((record) => columns.map((name) => String(record[name] ?? '')));
    expect(rows).toEqual(texts);
    for (const { cursor, after } of checkpoints) expect(cursor).toEqual({ value: rows[after - 1]?.[0] });
    expect([checkpoints.length > 3, checkpoints.at(-1)?.after]).toEqual([true, 20_000]);
  });

  it('columns of the same name are read under names of their own, by either road', async () => {
    await server.run(
      'CREATE TABLE twice (id int PRIMARY KEY, buyer int, id_2 text)',
      `INSERT INTO twice SELECT n, n % 3, 'x' || n FROM generate_series(1, 9) n`,
    );
    const context = await testContext(postgresConnector.config.parse(server.config));
    const query = 'SELECT a.id, b.id, a.id_2 FROM twice a JOIN twice b ON b.id = a.buyer + 1';
    const shape = await postgresConnector.describeQuery?.(context, { name: 'joined', query });
    expect(shape?.fields.map(({ name }) => name)).toEqual(['id', 'id_3', 'id_2']);
    const wish = request('joined', { query, mode: 'incremental', cursorField: 'id' });
    const wanted = Array.from({ length: 9 }, (_, i) => [`${i + 1}`, `${((i + 1) % 3) + 1}`, `x${i + 1}`]);
    const plain = await collect(postgresConnector.read(context, wish));
    expect(plain.records.map(({ id, id_2, id_3 }) => [id, id_3, id_2])).toEqual(wanted);
    const copied: string[][] = [];
    for await (const message of postgresConnector.read(context, { ...wish, takesEncoded: true })) {
      if (message.kind === 'encoded') copied.push(...parseCsv(Buffer.from(message.csv).toString('utf8')));
    }
    expect(copied).toEqual(wanted);
  });

  it('a row of nothing in a single column, and what the server says in between, disturb no row of CSV', async () => {
    await server.run(
      'CREATE TABLE single AS SELECT CASE WHEN n % 2 = 0 THEN NULL ELSE n END AS n FROM generate_series(1, 6) n',
      `CREATE FUNCTION told(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
         RAISE NOTICE 'at %', n; PERFORM set_config('application_name', 'luopan ' || n, true); RETURN n; END $$`,
    );
    const context = await testContext(postgresConnector.config.parse(server.config));
    const csvOf = async (stream: string, query: string | null) => {
      let csv = '';
      let rows = 0;
      const wish = request(stream, { query, mode: 'full', cursorField: null, takesEncoded: true });
      for await (const message of postgresConnector.read(context, wish)) {
        if (message.kind !== 'encoded') continue;
        csv += Buffer.from(message.csv).toString('utf8');
        rows += message.rows;
      }
      return { csv, rows };
    };
    expect(await csvOf('public.single', null)).toEqual({ csv: '1\n\n3\n\n5\n\n', rows: 6 });
    const numbers = Array.from({ length: 3_000 }, (_, i) => `${i + 1}`);
    expect(await csvOf('told', 'SELECT told(n) FROM generate_series(1, 3000) n')).toEqual({
      ...{ csv: `${numbers.join('\n')}\n`, rows: 3_000 },
    });
  });

  it('a query that is wrong is told with its statement, by either road', async () => {
    const context = await testContext(postgresConnector.config.parse(server.config));
    for (const takesEncoded of [false, true]) {
      const wish = request('wrong', { query: 'SELECT * FROM nowhere', mode: 'full', takesEncoded });
      const failure = await collect(postgresConnector.read(context, wish)).catch((error: unknown) =>
        postgresConnector.classifyFailure(error),
      );
      expect(failure).toMatchObject({ failure: 'gone', request: { request: expect.stringContaining('nowhere') } });
    }
  });

  it('what fails while the server writes CSV is told with its statement, and the connection is not left hanging', async () => {
    const context = await testContext(postgresConnector.config.parse(server.config));
    const query = 'SELECT n, 1 / (n - 15000) AS q FROM generate_series(1, 20000) n';
    const reading = collect(
      postgresConnector.read(context, request('broken', { query, mode: 'full', takesEncoded: true })),
    ).catch((error: unknown) => postgresConnector.classifyFailure(error));
    expect(await reading).toMatchObject({ failure: 'data', request: { request: expect.stringContaining(query) } });
  });

  it('[SY12] a row updated during the read is read as it was at the start, whole and once', async () => {
    await server.run(
      'CREATE TABLE moving AS SELECT n AS id, 0 AS version, now() AS updated_at FROM generate_series(1, 20000) n',
    );
    const context = await testContext(postgresConnector.config.parse(server.config));
    const versions: unknown[] = [];
    let hasChanged = false;
    for await (const message of postgresConnector.read(context, request('public.moving', { mode: 'full' }))) {
      if (message.kind !== 'records') continue;
      for (const row of message.rows) versions.push(row[1]);
      if (!hasChanged) await server.run('UPDATE moving SET version = 1, updated_at = now()');
      hasChanged = true;
    }
    expect([versions.length, new Set(versions)]).toEqual([20_000, new Set(['0'])]);
  });

  it('an account without the right to read is told from a wrong password', async () => {
    await server.run(`CREATE ROLE nobody LOGIN PASSWORD 'x'`, 'CREATE TABLE private (id int)');
    const context = await testContext(
      postgresConnector.config.parse({ ...server.config, user: 'nobody', password: 'x' }),
    );
    const failure = await collect(postgresConnector.read(context, request('public.private', { mode: 'full' }))).catch(
      (error: unknown) => postgresConnector.classifyFailure(error),
    );
    expect(failure).toMatchObject({ failure: 'permission' });
  });
});

describe.skipIf(mariadbMissing !== null)(`MariaDB${mariadbMissing === null ? '' : `: ${mariadbMissing}`}`, () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.stop());
  databaseRules(
    mysqlConnector,
    serverSubject(mysqlConnector, () => server, { made: 0 }),
  );

  it('a connection that is cut off ends the read, and may be tried again', async () => {
    await server.run(
      'CREATE TABLE slow (id integer)',
      `INSERT INTO slow VALUES ${Array.from({ length: 500 }, (_, i) => `(${i})`)}`,
    );
    const context = await testContext(mysqlConnector.config.parse(server.config));
    const query = 'SELECT id, sleep(0.05) AS s FROM slow';
    const reading = collect(mysqlConnector.read(context, request('slow', { query, mode: 'full' }))).catch(
      (error: unknown) => mysqlConnector.classifyFailure(error),
    );
    const cut = async () => {
      const [found] = await server.rows(
        `SELECT max(id) AS id FROM information_schema.processlist WHERE info LIKE '%sleep(0.05)%' AND id <> connection_id()`,
      );
      const id = Number(found ? Object.values(found)[0] : 0);
      if (id > 0) await server.run(`KILL ${id}`);
      return id;
    };
    await expect.poll(cut).toBeGreaterThan(0);
    expect(await reading).toMatchObject({ failure: 'transient' });
  });

  it('gives every type as text that says what it is', async () => {
    await server.run(
      `SET time_zone = '+08:00'`,
      `CREATE TABLE kinds (id bigint unsigned PRIMARY KEY, yes tinyint(1), amount decimal(20,4), at timestamp(3), local_at datetime, day date, words text)`,
      `INSERT INTO kinds VALUES (18446744073709551615, 1, 1234567890123456.7890, '2024-03-10 01:02:03.456', '2024-03-10 01:02:03', '1899-12-30', '龍 🐉')`,
    );
    const context = await testContext(mysqlConnector.config.parse(server.config));
    const found = await collect(mysqlConnector.read(context, request('kinds', { mode: 'full' })));
    expect(found.records).toEqual([
      {
        ...{ id: '18446744073709551615', yes: 1, amount: '1234567890123456.7890', at: '2024-03-09T17:02:03.456Z' },
        ...{ local_at: '2024-03-10T01:02:03', day: '1899-12-30', words: '龍 🐉' },
      },
    ]);
  });
});
