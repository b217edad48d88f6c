import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statusOutput } from '../../../contract/workspace.ts';
import { runProgram, SpawnedProgram } from './spawned-program.ts';

let folder: string;
let dataDir: string;
const started: SpawnedProgram[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-serve-'));
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  for (const program of started.splice(0)) if (program.child.exitCode === null) await program.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const quiet = ['--no-open', '--no-sample', '--port', '0'];
function start(...args: string[]): SpawnedProgram {
  const program = new SpawnedProgram(['--data', dataDir, ...quiet, ...args]);
  started.push(program);
  return program;
}

const hostFile = () => join(dataDir, 'host.json');
const readHostFile = async () => JSON.parse(await readFile(hostFile(), 'utf8')) as Record<string, string | number>;

describe('a server', () => {
  it('says where it is on one line, keeps it in a private file, and takes the file away when it stops', async () => {
    const program = start();
    const url = await program.ready();
    const token = url.searchParams.get('token') ?? '';
    expect(await readHostFile()).toEqual({
      url: url.origin,
      token,
      pid: program.child.pid,
      version: expect.stringMatching(/^\d/),
    });
    expect((await stat(hostFile())).mode & 0o777).toBe(0o600);
    const health = await fetch(`${url.origin}/healthz`);
    expect(await health.json()).toMatchObject({ status: 'ok' });
    const answer = await fetch(`${url.origin}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);

    const ended = await program.stop();
    expect(ended.code).toBe(0);
    expect(ended.stdout).toBe(`Luopan ready: ${url}\n`);
    expect(ended.stderr).not.toContain(token);
    expect(existsSync(hostFile())).toBe(false);
  });

  it('stops on an interrupt as on a termination, also with a client that listens for changes', async () => {
    const program = start();
    const url = await program.ready();
    const headers = { authorization: `Bearer ${url.searchParams.get('token')}` };
    const stream = await fetch(`${url.origin}/api/v1/changes`, { headers });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const ended = await program.stop('SIGINT');
    expect(ended.code).toBe(0);
    // It gives up waiting after nine seconds, and says so.
    expect(ended.stderr).not.toContain('did not stop in time');
    await stream.body?.cancel().catch(() => {});
  });

  it('takes over the folder of one that was killed, with a new token', async () => {
    const first = start();
    const firstUrl = await first.ready();
    await first.stop('SIGKILL');
    expect(existsSync(hostFile())).toBe(true);
    const second = start();
    const url = await second.ready();
    expect((await readHostFile()).url).toBe(url.origin);
    expect(url.searchParams.get('token')).not.toBe(firstUrl.searchParams.get('token'));
  });

  it('gives a new workspace the language and zone asked for, once', async () => {
    const workspaceOf = async (program: SpawnedProgram) => {
      const url = await program.ready();
      const headers = { authorization: `Bearer ${url.searchParams.get('token')}` };
      return (await fetch(`${url.origin}/api/v1/workspace`, { headers })).json();
    };
    const program = start('--lang', 'zh-CN', '--tz', 'Asia/Shanghai');
    expect(await workspaceOf(program)).toMatchObject({ language: 'zh-CN', timezone: 'Asia/Shanghai', currency: 'CNY' });
  });
});

describe('it does not start, and says why', () => {
  it('when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const port = String((other.address() as { port: number }).port);
    const [english, chinese] = [
      await runProgram(['--data', dataDir, '--no-open', '--no-sample', '--port', port]),
      await runProgram(['--data', dataDir, '--no-open', '--no-sample', '--port', port, '--lang', 'zh-CN']),
    ];
    other.close();
    expect([english.code, english.stdout]).toEqual([1, '']);
    expect(english.stderr).toContain(`Port ${port} is taken`);
    expect(chinese.stderr).toContain(`端口 ${port} 已被占用`);
  });

  it('when another one has the folder open: it says where', async () => {
    const url = await start().ready();
    const second = await runProgram(['--data', dataDir, ...quiet]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(url.origin);
    expect(second.stderr).not.toContain(url.searchParams.get('token'));
    expect((await fetch(`${url.origin}/healthz`)).status).toBe(200);
  });

  it('on an open address without an owner; with one it does', async () => {
    const refused = await runProgram(['--data', dataDir, ...quiet, '--host', '0.0.0.0']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('npm run luopan -- user add');
    const account = ['user', 'add', '--data', dataDir, '--email', 'owner@example.com', '--role', 'owner'];
    const added = await runProgram(account, { entry: 'tooling/luopan.mjs', input: 'correct horse battery\n' });
    expect(added.code).toBe(0);
    const url = await start('--host', '0.0.0.0').ready();
    expect((await fetch(`${url.origin}/healthz`)).status).toBe(200);
  });

  it.each([
    [['--port', '99999'], '--port'],
    [['--tz', 'Mars/Olympus'], '--tz'],
    [['--nonsense'], '--nonsense'],
    [['nonsense'], 'nonsense'],
  ])('with %j', async (args, named) => {
    const ended = await runProgram(args);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(named);
  });

  it('when the data folder cannot be made', async () => {
    writeFileSync(dataDir, 'a file where the folder should be');
    const ended = await runProgram(['--data', dataDir, ...quiet]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('cannot be written');
  });
});

it('helps in the language of the terminal', async () => {
  const chinese = await runProgram(['--help'], { env: { LC_ALL: 'zh_CN.UTF-8' } });
  expect([chinese.code, chinese.stdout]).toEqual([0, expect.stringContaining('启动服务')]);
  const english = await runProgram([], { entry: 'tooling/luopan.mjs' });
  expect([english.code, english.stdout]).toEqual([0, expect.stringContaining('Start the service')]);
});

it('told to stop in the middle of an import it is gone in time, and the next start brings every row, once', async () => {
  const rows = 300_000;
  const lines = Array.from(
    { length: rows },
    (_, i) => `O${i},2024-01-${String((i % 28) + 1).padStart(2, '0')},${i % 97}.50`,
  );
  const file = join(folder, 'orders.csv');
  await writeFile(file, `order_id,ordered_at,net\n${lines.join('\n')}\n`);
  const first = start();
  const url = await first.ready();
  const form = new FormData();
  form.set('entity', 'orders');
  form.set('file', new Blob([await readFile(file)]), 'orders.csv');
  const headers = { authorization: `Bearer ${url.searchParams.get('token')}` };
  const accepted = await fetch(`${url.origin}/api/v1/imports`, { method: 'POST', headers, body: form });
  expect(accepted.status).toBe(202);
  const { id } = (await accepted.json()) as { id: string };
  const ended = await first.stop();
  expect(ended.code).toBe(0);
  expect(ended.stderr).not.toContain('did not stop in time');

  const second = start();
  const again = await second.ready();
  const token = { authorization: `Bearer ${again.searchParams.get('token')}` };
  const stateOf = async () =>
    (await (await fetch(`${again.origin}/api/v1/imports/${id}`, { headers: token })).json()) as { status: string };
  await expect.poll(async () => (await stateOf()).status, { timeout: 60_000 }).toBe('succeeded');
  const answer = await fetch(`${again.origin}/api/v1/status`, { headers: token });
  const status = statusOutput.parse(await answer.json());
  expect(status.counts.orders).toBe(rows);
});
