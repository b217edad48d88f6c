import { afterEach, describe, expect, it } from 'vitest';
import type { FailureClass } from '../../../contract/connections.ts';
import { collect, testContext } from '../conformance/index.ts';
import type { ConnectorFailure, ReadRequest } from '../connector.ts';
import { sqlServerConnector } from './index.ts';
import { freePort } from './servers.fixture.ts';
import { startTds, type TdsAnswer, type TdsScript, type TdsServer } from './tds-server.fixture.ts';

const open: TdsServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(script: Partial<TdsScript>): Promise<TdsServer> {
  const server = await startTds({ answer: () => ({}), ...script });
  open.push(server);
  return server;
}
const context = (port: number, changes: object = {}) =>
  testContext(
    sqlServerConnector.config.parse({
      host: '127.0.0.1',
      port,
      database: 'shop',
      user: 'reader',
      password: 'geheim',
      ...changes,
    }),
  );
const request = (changes: Partial<ReadRequest> = {}): ReadRequest => ({
  ...{
    stream: 'dbo.orders',
    query: null,
    mode: 'full',
    cursorField: null,
    lookback: 0,
    primaryKey: ['id'],
    cursor: null,
  },
  ...changes,
});
async function failureOf(work: () => Promise<unknown>): Promise<ConnectorFailure> {
  return sqlServerConnector.classifyFailure(
    await work().then(
      () => new Error('it worked'),
      (error: unknown) => error,
    ),
  );
}
const some: TdsAnswer = { columns: ['id'], rows: [['1'], ['2']] };
const check = async (port: number, changes: object = {}) => sqlServerConnector.check(await context(port, changes));

describe('SQL Server, by its protocol', () => {
  it('signs in, asks inside a transaction, and reads more rows than one batch, the last value being the cursor', async () => {
    const rows = Array.from({ length: 12_001 }, (_, n) => [String(n + 1), n % 5 === 0 ? null : `名 ${n}`]);
    const server = await serve({
      answer(sql) {
        if (sql.includes('@@VERSION')) return { columns: ['v'], rows: [['Microsoft SQL Server 2022\nCopyright']] };
        if (sql.includes('SYSUTCDATETIME')) return { columns: ['now'], rows: [[String(Date.now())]] };
        return sql.includes('IS NULL') ? { columns: ['id', 'name'] } : { columns: ['id', 'name'], rows };
      },
    });
    expect(await check(server.port)).toBe('Microsoft SQL Server 2022');
    const found = await collect(
      sqlServerConnector.read(await context(server.port), request({ mode: 'incremental', cursorField: 'id' })),
    );
    expect(found.records.map(({ id, name }) => [id, name])).toEqual(rows);
    expect(found.checkpoints.at(-1)?.cursor).toEqual({ value: '12001' });
    expect(
      server.asked.some((sql) => sql.includes('SELECT * FROM [dbo].[orders] WHERE [id] IS NOT NULL ORDER BY [id]')),
    ).toBe(true);
  });

  it.each([
    [18456, "Login failed for user 'reader'.", 'auth'],
    [4060, 'Cannot open database "shop" requested by the login.', 'config'],
  ] as const)('a sign-in refused with %i', async (number, message, failure) => {
    const { port } = await serve({ loginError: { number, message } });
    const refused = await failureOf(() => check(port));
    expect(refused.failure).toBe(failure);
    expect(refused.reason).toContain(message);
    expect(JSON.stringify([refused.reason, refused.request])).not.toContain('geheim');
  });

  it('a server without encryption, where encryption is asked for; no server; no name', async () => {
    const { port } = await serve({});
    expect((await failureOf(() => check(port, { tls: 'encrypt' }))).failure).toBe('tls');
    const nobody = await freePort();
    expect((await failureOf(() => check(nobody))).failure).toBe('unreachable');
    expect((await failureOf(() => check(1433, { host: 'nowhere.invalid' }))).failure).toBe('unreachable');
  });

  it.each<[string, TdsAnswer, FailureClass]>([
    ['a table that is not there', { error: { number: 208, message: "Invalid object name 'dbo.orders'." } }, 'gone'],
    ['no right to read', { error: { number: 229, message: 'The SELECT permission was denied.' } }, 'permission'],
    ['a deadlock after some rows', { ...some, error: { number: 1205, message: 'deadlock victim' } }, 'transient'],
    ['a connection that breaks off after some rows', { ...some, isCut: true }, 'transient'],
  ])('%s while it reads', async (_name, answer, failure) => {
    const { port } = await serve({ answer: (sql) => (sql.includes('[dbo].[orders]') ? answer : {}) });
    const given = await context(port);
    const failed = await failureOf(() => collect(sqlServerConnector.read(given, request())));
    expect(failed).toMatchObject({ failure, request: { request: expect.stringContaining('[dbo].[orders]') } });
  });

  it('a connection that has gone before anything was asked', async () => {
    const { port } = await serve({ answer: () => ({ isCut: true }) });
    const given = await context(port);
    expect((await failureOf(() => collect(sqlServerConnector.read(given, request())))).failure).toBe('transient');
  });
});
