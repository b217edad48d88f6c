import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mapping } from '../../../../contract/imports.ts';
import { statusOutput } from '../../../../contract/workspace.ts';
import { type Ended, runProgram, SpawnedProgram } from '../spawned-program.ts';

let folder: string;
let file: string;
let mappingFile: string;

const csv = `nr,day,sum,who
A1,2024-05-01,10.00,K1
A2,2024-05-02,20.50,K2
A3,not a day,5.00,K3
A4,2024-05-03,=1+1,K1
`;
const mapping: Mapping = {
  order_id: { column: 'nr' },
  ordered_at: { column: 'day' },
  net: { column: 'sum' },
  customer_id: { column: 'who' },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-commands-'));
  file = join(folder, '订单.csv');
  mappingFile = join(folder, 'mapping.json');
  await writeFile(file, csv);
  await writeFile(mappingFile, JSON.stringify(mapping));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const luopan = (args: string[], input?: string): Promise<Ended> =>
  runProgram(args, { entry: 'tooling/luopan.mjs', ...(input === undefined ? {} : { input }) });
const importArgs = (dataDir: string, ...more: string[]) => [
  ...['import', file, '--entity', 'orders', '--mapping', mappingFile, '--currency', 'EUR', '--data', dataDir],
  ...more,
];

describe('without a running host', () => {
  const dataDir = () => join(folder, 'alone');

  it('imports a file, tells what became of its rows and saves the reasons', async () => {
    const rejects = join(folder, 'rejects.csv');
    const ended = await luopan(importArgs(dataDir(), '--json', '--rejects', rejects));
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      ...{ status: 'succeeded', entity: 'orders', fileName: '订单.csv', isSample: false },
      ...{ rowsRead: 4, rowsAccepted: 2, rowsRejected: 2, rowsUnchanged: 0, error: null },
    });
    const lines = (await readFile(rejects, 'utf8')).split('\r\n');
    expect(lines[0]).toBe('\uFEFFrowNumber,field,value,code,message');
    expect(lines[1]).toMatch(/^3,ordered_at,not a day,not-a-date,/);
    expect(lines[2]).toMatch(/^4,net,'=1\+1,not-a-number,/);
    expect(existsSync(join(dataDir(), 'host.json'))).toBe(false);
  });

  it('importing it again changes nothing, in words', async () => {
    const ended = await luopan(importArgs(dataDir(), '--lang', 'zh-CN'));
    expect(ended.stdout).toContain('已导入 2 行');
    expect(ended.stdout).toContain('2 行此前已有且相同');
    expect(ended.stdout).toContain('2 行未导入');
  });

  it('status counts what is there', async () => {
    const ended = await luopan(['status', '--json', '--data', dataDir()]);
    const { counts, dataRange } = JSON.parse(ended.stdout);
    expect(counts).toMatchObject({ orders: 2, profiles: 2 });
    expect(dataRange.from).toMatch(/^2024-0[45]-\d\dT/);
  });

  it.each([
    ['no such file', ['import', '/nonexistent.csv', '--entity', 'orders'], 1, 'could not be found'],
    ['no entity', ['import', 'FILE'], 2, '--entity'],
    ['no file', ['import', '--entity', 'orders'], 2, 'import FILE'],
    ['an entity there is not', ['import', 'FILE', '--entity', 'invoices'], 1, 'entity'],
    [
      'a column there is not',
      ['import', 'FILE', '--entity', 'orders', '--mapping', '{"order_id":{"column":"x"}}'],
      1,
      '',
    ],
    ['a mapping that is no JSON', ['import', 'FILE', '--entity', 'orders', '--mapping', '{'], 2, '--mapping'],
    ['a currency there is not', ['import', 'FILE', '--entity', 'orders', '--currency', 'euro'], 2, '--currency'],
  ])('%s: said, and the exit code tells', async (_name, args, code, words) => {
    const ended = await luopan([...args.map((arg) => (arg === 'FILE' ? file : arg)), '--data', dataDir()]);
    expect(ended.stderr).toContain(words);
    expect(ended.stderr.trim()).not.toBe('');
    expect([ended.code, ended.stdout]).toEqual([code, '']);
  });

  it('accounts: added with a password from standard input, listed, removed', async () => {
    const user = (...args: string[]) => ['user', ...args, '--data', dataDir()];
    const added = await luopan(user('add', '--email', 'ann@example.com', '--role', 'owner'), 'correct horse battery\n');
    expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('ann@example.com')]);
    const short = await luopan(user('add', '--email', 'bob@example.com', '--role', 'viewer'), 'short\n');
    expect([short.code, short.stderr]).toEqual([1, expect.stringContaining('password')]);
    const listed = await luopan(user('list', '--json'));
    expect(JSON.parse(listed.stdout)).toMatchObject([{ email: 'ann@example.com', role: 'owner', displayName: 'ann' }]);
    expect(listed.stdout).not.toContain('argon2');
    const last = await luopan(user('remove', '--email', 'ann@example.com'));
    expect([last.code, last.stderr]).toEqual([1, expect.stringContaining('last owner')]);
  });

  it('the doctor finds a healthy folder healthy', async () => {
    const ended = await luopan(['doctor', '--json', '--data', dataDir()]);
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: true });
    expect(ended.code).toBe(0);
  });
});

describe('with a running host', () => {
  let program: SpawnedProgram;
  let url: URL;
  const dataDir = () => join(folder, 'running');
  beforeAll(async () => {
    program = new SpawnedProgram(['--data', dataDir(), '--no-open', '--no-sample', '--port', '0']);
    url = await program.ready();
  });
  afterAll(() => program.stop());

  it('syncs a connection by its name, says what it did, and refuses a name there is not', async () => {
    const path = join(folder, 'shop.sqlite');
    const source = new DatabaseSync(path);
    source.exec(
      `CREATE TABLE visits (id INTEGER PRIMARY KEY, page TEXT); INSERT INTO visits VALUES (1, 'a'), (2, 'b')`,
    );
    source.close();
    const connection = {
      ...{ name: '门店 Shop', kind: 'sqlite', config: { path }, schedule: null },
      streams: [
        {
          ...{ name: 'visits', entity: 'table:visits', primaryKey: ['id'] },
          mapping: { id: { column: 'id' }, page: { column: 'page' } },
        },
      ],
    };
    const headers = {
      authorization: `Bearer ${url.searchParams.get('token')}`,
      'content-type': 'application/json',
    };
    const made = await fetch(`${url.origin}/api/v1/connections`, {
      ...{ method: 'POST', headers, body: JSON.stringify(connection) },
    });
    expect([made.status, await made.text()]).toEqual([201, expect.stringContaining('visits')]);
    const sync = (...args: string[]) => luopan(['sync', ...args, '--data', dataDir()]);
    const first = await sync('门店 shop', '--json');
    expect([first.code, JSON.parse(first.stdout)]).toMatchObject([
      0,
      { status: 'succeeded', trigger: 'manual', streams: [{ stream: 'visits', rowsRead: 2, rowsChanged: 2 }] },
    ]);
    const second = await sync('门店 Shop', '--lang', 'zh-CN');
    expect([second.code, second.stdout]).toEqual([0, expect.stringContaining('读取 2 行，变化 0，未变 2')]);
    await rm(path);
    const broken = await sync('门店 Shop');
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('was not synced completely')]);
    const nobody = await sync('Nobody');
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('门店 Shop')]);
  });

  it('imports into it, and leaves it running', async () => {
    const ended = await luopan(importArgs(dataDir(), '--json'));
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'succeeded', rowsAccepted: 2 });
    const headers = { authorization: `Bearer ${url.searchParams.get('token')}` };
    const answer = await fetch(`${url.origin}/api/v1/status`, { headers });
    const status = statusOutput.parse(await answer.json());
    expect(status.counts.orders).toBe(2);
  });
});
