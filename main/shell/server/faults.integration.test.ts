import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { statusOutput } from '../../../contract/workspace.ts';
import { ballast, canMount, readOnly, smallDisk } from './isolated-folder.ts';
import { type ProgramOptions, runProgram, SpawnedProgram } from './spawned-program.ts';

let folder: string;
let dataDir: string;
const started: SpawnedProgram[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-faults-'));
  dataDir = join(folder, 'data');
  await mkdir(dataDir);
});
afterEach(async () => {
  for (const program of started.splice(0)) if (program.child.exitCode === null) await program.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const quiet = ['--no-open', '--no-sample', '--port', '0'];
function start(options: ProgramOptions = {}, args: readonly string[] = ['--data', dataDir]): SpawnedProgram {
  const program = new SpawnedProgram([...args, ...quiet], options);
  started.push(program);
  return program;
}

/** Asks a host in the name of whoever started it. */
function askerOf(url: URL) {
  const headers = { authorization: `Bearer ${url.searchParams.get('token')}` };
  return async (path: string, init: RequestInit = {}): Promise<unknown> =>
    (await fetch(url.origin + path, { ...init, headers })).json();
}

const headersOf = (url: URL) => ({
  authorization: `Bearer ${url.searchParams.get('token')}`,
  'content-type': 'application/json',
});
const runList = z.array(
  z.looseObject({
    ...{ id: z.string(), status: z.string() },
    reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
);

/** Hands orders over. @returns what asks for the import's state */
async function submitted(ask: ReturnType<typeof askerOf>, name: string, text: string) {
  const form = new FormData();
  form.set('entity', 'orders');
  form.set('file', new File([text], name));
  const { id } = z.looseObject({ id: z.string() }).parse(await ask('/api/v1/imports', { method: 'POST', body: form }));
  return () => ask(`/api/v1/imports/${id}`);
}

/** What the program says that may not start on the data folder. */
const inBothLanguages = (under: readonly string[]) => {
  const say = (language: string) => runProgram(['--data', dataDir, ...quiet, '--lang', language], { under });
  return Promise.all([say('en'), say('zh-CN')]);
};

/** Every file with its size and time of change. */
const contentOf = (path: string) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(path, name));
      return [name, size, mtimeMs];
    });

describe.skipIf(!canMount)('a data folder (needs Linux and unshare)', () => {
  it('that may only be read is refused in both languages and stays as it is', async () => {
    await start().ready();
    await started[0]?.stop();
    const before = contentOf(dataDir);
    const under = readOnly(dataDir);
    const [english, chinese] = await inBothLanguages(under);
    expect([english.code, english.stdout, chinese.code]).toEqual([1, '', 1]);
    expect(english.stderr).toContain('cannot be written to');
    expect(chinese.stderr).toContain('数据文件夹不可写');
    expect(contentOf(dataDir)).toEqual(before);
  });

  it('on a full disk is refused in both languages', async () => {
    const under = smallDisk(dataDir, 8_000_000, 8192);
    const [english, chinese] = await inBothLanguages(under);
    expect([english.code, english.stdout, chinese.code]).toEqual([1, '', 1]);
    expect(english.stderr).toContain('The disk is full');
    expect(chinese.stderr).toContain('磁盘空间不足');
  });

  it('on a disk that gets full goes on answering, shows nothing half, and takes the import once there is room', async () => {
    const program = start({ under: smallDisk(dataDir, 120_000_000, 12_000_000) });
    const url = await program.ready();
    const ask = askerOf(url);
    const counted = async () => statusOutput.parse(await ask('/api/v1/status')).counts.orders;
    const few = await submitted(ask, 'few.csv', 'order_id,ordered_at,net\nA,2024-01-01,1\n');
    await expect.poll(few).toMatchObject({ status: 'succeeded' });
    const rows = Array.from({ length: 120_000 }, (_, n) => `ORDER-${n},2024-03-01,${(n * 2_654_435_761) % 1e9}.5`);
    const orders = `order_id,ordered_at,net\n${rows.join('\n')}\n`;
    const many = await submitted(ask, 'many.csv', orders);
    // To take back what is written takes room, too: where there is none, the import waits, and runs again later.
    const reason = async () =>
      z.looseObject({ error: z.looseObject({ code: z.string() }).nullable() }).parse(await many());
    await expect
      .poll(async () => ['store/disk-full', 'import/waits-for-space'].includes((await reason()).error?.code ?? ''))
      .toBe(true);
    expect(await counted()).toBe(1);
    rmSync(`/proc/${program.child.pid}/root${dataDir}/${ballast}`);
    await expect.poll(many).toMatchObject({ status: expect.stringMatching(/succeeded|failed/) });
    const again = await submitted(ask, 'again.csv', orders);
    await expect.poll(again).toMatchObject({ status: 'succeeded', rowsAccepted: 120_000 });
    expect(await counted()).toBe(120_001);
    expect((await program.stop()).code).toBe(0);
  });
});

describe.skipIf(!canMount)('a report (needs Linux and unshare)', () => {
  it('that finds the disk full is told as that and to its owner, keeps what was sent before, and goes once there is room', async () => {
    const program = start({ under: smallDisk(dataDir, 80_000_000, 60_000_000) });
    const url = await program.ready();
    const ask = askerOf(url);
    const rows = Array.from({ length: 5_000 }, (_, n) => `ORDER-${n}-${(n * 2_654_435_761) % 1e9},2024-03-01,${n}.5`);
    const many = await submitted(ask, 'many.csv', `order_id,ordered_at,net\n${rows.join('\n')}\n`);
    await expect.poll(many).toMatchObject({ status: 'succeeded' });
    const posted = async (path: string, body: unknown) => {
      const init = { method: 'POST', body: JSON.stringify(body) };
      const answer = await fetch(url.origin + path, { ...init, headers: headersOf(url) });
      return z.looseObject({ id: z.string() }).parse(await answer.json()).id;
    };
    // Where it goes to is another disk.
    const shelf = join(folder, 'shelf');
    const channelId = await posted('/api/v1/channels', { kind: 'folder', name: 'Shelf', path: shelf });
    const query = { measures: ['orders.revenue'], dimensions: ['orders.order_number'] };
    const schedule = await posted('/api/v1/schedules', {
      ...{ name: 'Daily', target: { query, title: 'Orders' }, format: 'csv', lang: 'en', recipients: [{ channelId }] },
      schedule: { cron: '0 9 * * *', timezone: 'UTC' },
    });
    const runs = async () => runList.parse(await ask(`/api/v1/schedules/${schedule}/runs`));
    const newest = async () => (await runs())[0]?.status;
    await posted(`/api/v1/schedules/${schedule}/run`, {});
    await expect.poll(newest).toBe('succeeded');
    const first = readFileSync(join(shelf, 'Orders.csv'), 'utf8');
    expect(first.trimEnd().split('\r\n')).toHaveLength(5_001);

    const disk = `/proc/${program.child.pid}/root${dataDir}`;
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'more-ballast'), Buffer.alloc(bavail * bsize - 64_000));
    const failing = await posted(`/api/v1/schedules/${schedule}/run`, {});
    // What it came to can be kept while there is a little room, and else as soon as there is.
    await expect
      .poll(() => program.log.includes('disk is full') || runs().then(([run]) => run?.status === 'failed'))
      .toBe(true);
    expect(readFileSync(join(shelf, 'Orders.csv'), 'utf8')).toBe(first);
    rmSync(join(disk, 'more-ballast'));
    await expect.poll(newest).toBe('failed');
    const [run] = await runs();
    expect(run).toMatchObject({ id: failing, reason: { code: 'store/disk-full' } });
    expect(run?.reason?.message).toContain('disk is full');
    const told = z.array(z.looseObject({ kind: z.string(), text: z.string() })).parse(await ask('/api/v1/notices'));
    expect(told.map(({ kind, text }) => [kind, text.includes('Daily')])).toEqual([['delivery', true]]);
    rmSync(join(shelf, 'Orders.csv'));
    await ask(`/api/v1/schedules/${schedule}/runs/${failing}/resend`, { method: 'POST' }).catch(() => undefined);
    expect((await runs()).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(readFileSync(join(shelf, 'Orders.csv'), 'utf8')).toBe(first);
    expect((await program.stop()).code).toBe(0);
  });
});

it('a folder and a file may be called what people and attackers call them', async () => {
  dataDir = join(
    folder,
    `用户 With Spaces '); DROP TABLE orders;-- 100% 😀 ${process.platform === 'win32' ? '' : '"<b>\\'}`,
  );
  const url = await start().ready();
  const names = [
    `=cmd|' /C calc'!A0 "><img src=x onerror=alert(1)>.csv`,
    '../../../etc/订单 😀.csv',
    '‮gnp.exe\r\nX-Injected: 1.csv',
    `${'长'.repeat(200)}.csv`,
  ];
  const ask = askerOf(url);
  for (const [index, name] of names.entries()) {
    const state = await submitted(ask, name, `order_id,ordered_at,net\nO${index},2024-01-0${index + 1},1\n`);
    await expect.poll(state, { message: name }).toMatchObject({ status: 'succeeded', rowsAccepted: 1 });
  }
  expect(statusOutput.parse(await ask('/api/v1/status')).counts.orders).toBe(names.length);
  expect((await started[0]?.stop())?.code).toBe(0);
  expect(readdirSync(folder)).toHaveLength(2);
});

it('two people on one machine each have a host, a folder nobody else may enter, and a token the other host refuses', async () => {
  const homes = ['alice', '王芳'].map((name) => join(folder, name));
  for (const home of homes) mkdirSync(home);
  const env = (home: string) => ({ HOME: home, APPDATA: home, XDG_DATA_HOME: '', LUOPAN_DATA: '' });
  const programs = homes.map((home) => start({ env: env(home) }, []));
  const urls = await Promise.all(programs.map((program) => program.ready()));
  const [mine, theirs] = urls as [URL, URL];
  expect(mine.port).not.toBe(theirs.port);
  const state = await submitted(askerOf(mine), 'orders.csv', 'order_id,ordered_at,net\nA,2024-01-01,1\n');
  await expect.poll(state).toMatchObject({ status: 'succeeded' });
  const counts = await Promise.all(urls.map((url) => askerOf(url)('/api/v1/status')));
  expect(counts).toMatchObject([{ counts: { orders: 1 } }, { counts: { orders: 0 } }]);
  const swapped = new URL(theirs);
  swapped.searchParams.set('token', mine.searchParams.get('token') ?? '');
  expect(await askerOf(swapped)('/api/v1/status')).toMatchObject({ error: { code: 'access/not-signed-in' } });
  if (process.platform !== 'linux') return;
  for (const [index, home] of homes.entries()) {
    const data = join(home, '.local/share/luopan');
    expect(JSON.parse(readFileSync(join(data, 'host.json'), 'utf8'))).toMatchObject({ url: urls[index]?.origin });
    expect(statSync(data).mode & 0o077).toBe(0);
  }
});
