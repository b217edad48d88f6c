import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import exceljs from 'exceljs';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Alert, AlertResult } from '../../contract/alerts.ts';
import type { Channel, DeliveryRun, Notice } from '../../contract/deliveries.ts';
import type { ImportState } from '../../contract/imports.ts';
import { openStore } from '../store/index.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let running: TemporaryHost;
let folder = '';
const mails: { to: string[]; text: string }[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  onRcptTo: ({ address }, _session, callback) =>
    callback(address.startsWith('gone@') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
  onData(stream, session, callback) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() });
      callback();
    });
  },
});
const posts: { url: string; body: string; headers: Record<string, unknown> }[] = [];
/** Answers as the documentation of the bots says: zero is success. */
const bots: Server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  posts.push({ url: request.url ?? '', body: Buffer.concat(chunks).toString(), headers: request.headers });
  response.setHeader('content-type', 'application/json');
  const isUpload = request.url?.includes('upload_media');
  const answer = request.url?.includes('angry')
    ? { errcode: 93000, errmsg: 'invalid webhook url' }
    : { errcode: 0, code: 0, errmsg: 'ok', ...(isUpload ? { media_id: 'M1' } : {}) };
  response.end(JSON.stringify(answer));
});

const csv = `订单号,下单时间,客户编号,实付金额,国家
1,2024-03-01 09:00:00,C1,100.00,中国
2,2024-03-02 10:30:00,C2,50.50,中国
3,2024-03-31 23:59:59,C1,20.00,德国
${Array.from({ length: 20 }, (_, n) => `${n + 10},2024-03-10 12:00:00,C3,1.00,德国`).join('\n')}\n`;
const mapping = {
  ...{ order_id: { column: '订单号' }, ordered_at: { column: '下单时间' }, customer_id: { column: '客户编号' } },
  ...{ net: { column: '实付金额' }, country: { column: '国家' } },
};
const send = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', 'accept-language': 'zh-CN' },
  body: JSON.stringify(body),
});
const add = (body: object) => running.json<Channel>('/api/v1/channels', send('POST', body));
const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

let email: Channel;
let local: Channel;

beforeAll(async () => {
  smtp.listen(0, '127.0.0.1');
  bots.listen(0, '127.0.0.1');
  await Promise.all([once(smtp.server, 'listening'), once(bots, 'listening')]);
  folder = await mkdtemp(join(tmpdir(), 'luopan-folder-'));
  running = await startTemporaryHost({ language: 'zh-CN' });
  const form = new FormData();
  for (const [name, value] of Object.entries({
    entity: 'orders',
    mapping: JSON.stringify(mapping),
    options: '{"currency":"CNY"}',
  }))
    form.set(name, value);
  form.set('file', new Blob([csv]), '订单.csv');
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body: form });
  while ((await running.json<ImportState>(`/api/v1/imports/${id}`)).status !== 'succeeded') await pause(50);
  email = await add({
    kind: 'email',
    name: '公司邮箱',
    host: '127.0.0.1',
    port: port(smtp.server),
    security: 'starttls',
    trustsAnyCertificate: true,
    from: 'luopan@example.com',
  });
  local = await add({ kind: 'folder', name: '共享盘', path: folder });
});
afterAll(async () => {
  await running.discard();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  bots.close();
  await rm(folder, { recursive: true, force: true });
});

const byCountry = {
  query: { measures: ['orders.revenue', 'orders.count'], dimensions: ['orders.country'] },
  title: '各国销售',
};
const definition = (changes: object) => ({
  ...{ name: '周报', target: byCountry, format: 'csv', lang: 'zh-CN', recipients: [{ channelId: local.id }] },
  ...{ schedule: { cron: '0 9 * * 1', timezone: 'Asia/Shanghai' } },
  ...changes,
});

/** The plain text of a mail. */
function textIn(mail: string): string {
  const [, head = '', body = ''] = /Content-Type: text\/plain([\s\S]*?)\r\n\r\n([\s\S]*?)\r\n--/.exec(mail) ?? [];
  if (head.includes('base64')) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

async function ran(changes: object): Promise<{ id: string; run: DeliveryRun }> {
  const { id } = await running.json<{ id: string }>('/api/v1/schedules', send('POST', definition(changes)));
  await running.json(`/api/v1/schedules/${id}/run`, send('POST', {}));
  return { id, run: await endOf(id) };
}

async function endOf(id: string): Promise<DeliveryRun> {
  for (;;) {
    const [run] = await running.json<DeliveryRun[]>(`/api/v1/schedules/${id}/runs`, {
      headers: { 'accept-language': 'zh-CN' },
    });
    if (run && run.status !== 'running') return run;
    await pause(40);
  }
}

it('each recipient gets a mail of their own over TLS; one refused address keeps nobody else from theirs', async () => {
  const recipients = ['a@example.com', 'gone@example.com', 'b@example.com'].map((address) => ({
    channelId: email.id,
    address,
  }));
  const { run } = await ran({ name: '周一销售', recipients, subject: '销售周报', message: '请查收' });
  expect(run.status).toBe('partial');
  expect(run.deliveries.map(({ address, status, error }) => [address, status, error?.code])).toEqual([
    ['a@example.com', 'sent', undefined],
    ['gone@example.com', 'failed', 'deliveries/recipient-refused'],
    ['b@example.com', 'sent', undefined],
  ]);
  const own = mails.filter(({ to }) => to[0] === 'a@example.com');
  expect(own).toHaveLength(1);
  expect(own[0]?.text).toContain(`Subject: =?UTF-8?`);
  const attachment = /filename[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(own[0]?.text ?? '')?.[1] ?? '';
  const file = Buffer.from(attachment.replace(/\s/g, ''), 'base64').toString('utf8');
  expect(file).toBe('\ufeff国家/地区,销售额,订单数\r\n中国,150.5,2\r\n德国,40,21\r\n');
  // The owner is told once the run is written as ended.
  const text = expect.stringContaining('gone@example.com');
  await expect.poll(newestNotice).toMatchObject({ kind: 'delivery', isRead: false, text });
});

async function newestNotice(): Promise<Notice | undefined> {
  return (await running.json<Notice[]>('/api/v1/notices', { headers: { 'accept-language': 'zh-CN' } }))[0];
}

it('a test goes to one reader alone, one report of it, and says so in the history', async () => {
  const recipients = ['staff1@example.com', 'staff2@example.com'].map((address) => ({ channelId: email.id, address }));
  const slices = { member: 'orders.country', values: ['中国', '德国'] };
  const target = { board: 'overview', tiles: ['revenue-by-country'] };
  const { id } = await running.json<{ id: string }>(
    '/api/v1/schedules',
    send('POST', definition({ name: '试发', recipients, slices, target, hasPicture: true })),
  );
  const to = { channelId: email.id, address: 'me@example.com' };
  await running.json(`/api/v1/schedules/${id}/run`, send('POST', { trigger: 'test', to }));
  const run = await endOf(id);
  // This machine prints no pages: the picture is left out, the file arrives.
  expect([run.trigger, run.status]).toEqual(['test', 'succeeded']);
  expect(run.deliveries.map(({ value, address }) => [value, address])).toEqual([['中国', 'me@example.com']]);
  expect(mails.filter(({ to: [address] }) => address?.startsWith('staff'))).toEqual([]);
});

it('one report per value, each to its own reader', async () => {
  const { run } = await ran({
    name: '各区经理',
    target: { board: 'overview', tiles: ['revenue-by-country'] },
    slices: { member: 'orders.country', values: ['中国', '德国'] },
    recipients: [
      { channelId: email.id, address: 'cn@example.com', value: '中国' },
      { channelId: email.id, address: 'de@example.com', value: '德国' },
      { channelId: email.id, address: 'boss@example.com' },
    ],
  });
  expect(run.deliveries.map(({ value, address, status }) => `${value} ${address} ${status}`)).toEqual([
    '中国 cn@example.com sent',
    '中国 boss@example.com sent',
    '德国 de@example.com sent',
    '德国 boss@example.com sent',
  ]);
  expect(mails.filter(({ to }) => to[0] === 'cn@example.com')).toHaveLength(1);
  expect(new Set(run.deliveries.map(({ exportId }) => exportId)).size).toBe(2);
});

it('a briefing goes as a page; a machine that prints none tells the owner, and sends nothing', async () => {
  const target = { briefing: 'overview', view: { range: 'latest-month' } };
  const recipients = [{ channelId: email.id, address: 'reader@example.com' }];
  const refused = await running.fetch('/api/v1/schedules', send('POST', definition({ target, recipients })));
  expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
    422,
    'exports/format-unsupported',
  ]);
  const { id, run } = await ran({ name: '每日简报', target, recipients, format: 'pdf' });
  expect(run).toMatchObject({ status: 'failed', reason: { code: 'exports/printer-missing' } });
  expect(mails.filter(({ to }) => to[0] === 'reader@example.com')).toEqual([]);
  await expect.poll(newestNotice).toMatchObject({ subject: id, text: expect.stringContaining('每日简报') });
});

it('plain text goes in the encoding that was chosen', async () => {
  const { run } = await ran({ name: '旧软件', encoding: 'gb18030', target: { ...byCountry, title: '旧编码' } });
  expect(run.status).toBe('succeeded');
  const text = new TextDecoder('gb18030', { fatal: true }).decode(await readFile(join(folder, '旧编码.csv')));
  expect(text).toBe('国家/地区,销售额,订单数\r\n中国,150.5,2\r\n德国,40,21\r\n');
});

it('each reader’s report holds their figures alone, however its tiles are made; what is of all is left out, or wanted', async () => {
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const place = { placement: { x: 0, y: 0, w: 6, h: 4 } };
  const table = { kind: 'table', dimensions: ['orders.country'], measures: ['orders.revenue'], limit: 10 };
  const tiles = [
    // Without a slice a ranking shows the values that are not chosen as well.
    {
      kind: 'ranking',
      id: 'rank',
      title: both('排名'),
      measure: 'orders.revenue',
      dimension: 'orders.country',
      limit: 9,
    },
    { ...table, id: 'all', title: both('不看筛选'), orderBy: 'orders.revenue', ignores: ['orders.country'] },
    { kind: 'analysis', id: 'rfm', title: both('客户分层'), analysis: 'rfm', question: {} },
  ].map((tile) => ({ ...tile, ...place }));
  const body = { title: both('各自一份'), tiles };
  const board = await running.json<{ id: string }>('/api/v1/boards', send('POST', body));
  const sliced = async (name: string, unreached?: string) => {
    const slices = { member: 'orders.country', values: ['德国'], ...(unreached ? { unreached } : {}) };
    const recipients = [{ channelId: local.id }, { channelId: email.id, address: `${unreached ?? 'own'}@example.com` }];
    const changes = { name, target: { board: board.id }, format: 'xlsx', slices, recipients };
    const { run } = await ran(changes);
    expect(run.status).toBe('succeeded');
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(join(folder, '各自一份 德国.xlsx'));
    const rows = new Map(
      book.worksheets.map((sheet) => [
        sheet.name,
        sheet.getSheetValues().flatMap((row) => (Array.isArray(row) ? [row.slice(1)] : [])),
      ]),
    );
    return { rows, told: mails.find(({ to }) => to[0] === `${unreached ?? 'own'}@example.com`)?.text ?? '' };
  };
  const own = await sliced('各自');
  expect(own.rows.get('排名')?.at(-1)).toEqual(['德国', 40]);
  expect(own.rows.get('不看筛选')?.at(-1)).toEqual(['德国', 40]);
  expect(JSON.stringify([...own.rows])).not.toContain('中国');
  expect(own.rows.get('客户分层')).toEqual([['客户分层'], ['“客户分层”未收入：它不能按“国家/地区：德国”筛选']]);
  expect(textIn(own.told)).toContain('以下图表不能按“德国”筛选，未收入：客户分层');
  const whole = await sliced('照发', 'send_whole');
  expect(whole.rows.get('客户分层')?.length).toBeGreaterThan(3);
  expect(textIn(whole.told)).not.toContain('未收入');
});

it('bots get what their documentation asks for, signed; a refusal is told in its own words', async () => {
  const base = `http://127.0.0.1:${port(bots)}`;
  const [wecom, ding, feishu, hook, angry] = await Promise.all([
    add({ kind: 'wecom', name: '企业微信群', url: `${base}/cgi-bin/webhook/send?key=K` }),
    add({ kind: 'dingtalk', name: '钉钉群', url: `${base}/robot/send?access_token=T`, secret: 'SEC1' }),
    add({ kind: 'feishu', name: '飞书群', url: `${base}/open-apis/bot/v2/hook/H`, secret: 'SEC2' }),
    add({ kind: 'webhook', name: '程序', url: `${base}/hook`, secret: 'SEC3' }),
    add({ kind: 'wecom', name: '失效的群', url: `${base}/angry/send?key=K` }),
  ]);
  const { run } = await ran({
    name: '群播',
    recipients: [wecom, ding, feishu, hook, angry].map(({ id }) => ({ channelId: id })),
  });
  expect(run.deliveries.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent', 'sent', 'failed']);
  expect(run.deliveries[4]?.error?.message).toContain('93000');
  const at = (path: string) => posts.filter(({ url }) => url.startsWith(path));
  expect(at('/cgi-bin').map(({ url, body }) => (url.includes('upload') ? 'upload' : JSON.parse(body).msgtype))).toEqual(
    ['markdown', 'upload', 'file'],
  );
  const signed = new URL(at('/robot')[0]?.url ?? '', base).searchParams;
  const expected = createHmac('sha256', 'SEC1')
    .update(`${signed.get('timestamp')}\nSEC1`)
    .digest('base64');
  expect(signed.get('sign')).toBe(expected);
  const feishuBody = JSON.parse(at('/open-apis')[0]?.body ?? '{}');
  expect(feishuBody.sign).toBe(createHmac('sha256', `${feishuBody.timestamp}\nSEC2`).update('').digest('base64'));
  expect(feishuBody.content.post.zh_cn.title).toContain('各国销售');
  expect(at('/hook')[0]?.headers['x-luopan-signature']).toMatch(/^sha256=/);
});

it('with a public address every message leads to the page it is about; without one it leads nowhere', async () => {
  const base = `http://127.0.0.1:${port(bots)}/linked`;
  const channels = await Promise.all([
    add({ kind: 'wecom', name: '企微链接', url: `${base}/wecom/send` }),
    add({ kind: 'dingtalk', name: '钉钉链接', url: `${base}/ding` }),
    add({ kind: 'feishu', name: '飞书链接', url: `${base}/feishu` }),
    add({ kind: 'webhook', name: '程序链接', url: `${base}/hook` }),
  ]);
  const recipients = channels.map(({ id }) => ({ channelId: id }));
  const target = { board: 'overview', tiles: ['revenue-by-country'], view: { range: 'latest-month', country: '德国' } };
  const bodies = (path: string) => posts.filter(({ url }) => url.startsWith(`/linked/${path}`)).map(({ body }) => body);
  const first = await ran({ name: '没有地址', target, recipients });
  expect(first.run.status).toBe('succeeded');
  for (const path of ['wecom', 'ding', 'feishu', 'hook']) expect(bodies(path).join()).not.toContain('在罗盘中打开');
  expect(bodies('hook')[0]).toContain('"link":null');
  for (const publicAddress of ['https://bi.example.com/x', 'javascript:alert(1)', 'https://a:b@bi.example.com']) {
    expect((await running.fetch('/api/v1/workspace', send('PATCH', { publicAddress }))).status).toBe(422);
  }
  await saysItsAddress();
  const mail = { channelId: email.id, address: 'linked@example.com' };
  const second = await ran({ name: '有地址', target, recipients: [...recipients, mail] });
  expect(second.run.status).toBe('succeeded');
  const url = 'https://bi.example.com/boards/overview?range=latest-month&country=%E5%BE%B7%E5%9B%BD';
  expect(bodies('wecom').join()).toContain(`[在罗盘中打开](${url})`);
  expect(bodies('ding').at(-1)).toContain(`[在罗盘中打开](${url})`);
  expect(JSON.parse(bodies('feishu').at(-1) ?? '{}').content.post.zh_cn.content.at(-1)).toEqual([
    { tag: 'a', text: '在罗盘中打开', href: url },
  ]);
  expect(bodies('hook').at(-1)).toContain(`"link":"${url}"`);
  const own = mails.find(({ to }) => to[0] === 'linked@example.com')?.text ?? '';
  expect(textIn(own)).toContain(`在罗盘中打开: ${url}`);
});

/** As an administrator sets it. */
async function saysItsAddress(): Promise<void> {
  const publicAddress = 'https://bi.example.com';
  const workspace = await running.json('/api/v1/workspace', send('PATCH', { publicAddress }));
  expect(workspace).toMatchObject({ publicAddress });
  expect(await running.json('/api/v1/status')).toMatchObject({ linkBase: publicAddress });
}

it('secrets of channels are never given back, and are not in the store as they are', async () => {
  const text = await (await running.fetch('/api/v1/channels')).text();
  for (const secret of ['SEC1', 'SEC2', 'key=K', 'access_token']) expect(text).not.toContain(secret);
});

it('a question is narrowed to each reader’s value; an analysis cannot be, and is refused', async () => {
  const slices = { member: 'orders.country', values: ['中国', '德国'] };
  const recipients = [{ channelId: email.id, address: 'germany@example.com', value: '德国' }];
  const { run } = await ran({ name: '各国问题', slices, recipients });
  expect(run.deliveries.map(({ value, status }) => [value, status])).toEqual([['德国', 'sent']]);
  const own = mails.find(({ to }) => to[0] === 'germany@example.com')?.text ?? '';
  const attachment = /filename[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(own)?.[1] ?? '';
  const file = Buffer.from(attachment.replace(/\s/g, ''), 'base64').toString('utf8');
  expect(file).toBe('\ufeff国家/地区,销售额,订单数\r\n德国,40,21\r\n');
  const target = { analytics: 'rfm', question: {} };
  const refused = await running.fetch('/api/v1/schedules', send('POST', definition({ name: '拆分', target, slices })));
  expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
    422,
    'deliveries/not-divisible',
  ]);
});

it('a report with a missing tile is held back, or sent with a word about it where that is wanted', async () => {
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const tile = { kind: 'ranking', measure: 'orders.revenue', limit: 5, placement: { x: 0, y: 0, w: 6, h: 4 } };
  const board = await running.json<{ id: string }>(
    '/api/v1/boards',
    send('POST', {
      title: both('缺一块'),
      tiles: [
        { ...tile, id: 'good', title: both('国家'), dimension: 'orders.country' },
        { ...tile, id: 'bad', title: both('坏的'), dimension: 'orders.nope' },
      ],
    }),
  );
  const before = await readdir(folder);
  const held = await ran({ name: '扣下', target: { board: board.id }, format: 'xlsx' });
  expect(held.run).toMatchObject({ status: 'failed', reason: { code: 'exports/tiles-failed' } });
  expect(held.run.reason?.message).toContain('坏的');
  expect(await readdir(folder)).toEqual(before);
  const sent = await ran({ name: '照发', target: { board: board.id }, format: 'xlsx', onMissing: 'send' });
  expect(sent.run.status).toBe('succeeded');
  expect(await readdir(folder)).toContain('缺一块.xlsx');
});

it('an alert tells once when a figure falls below its bound, once when it has recovered, by the channels too', async () => {
  const alert = {
    name: '三月销售额过低',
    measure: 'orders.revenue',
    range: 'latest-month',
    conditions: [{ kind: 'threshold', operator: 'lt', value: 200 }],
    by: 'orders.country',
    recipients: [{ channelId: email.id, address: 'watch@example.com' }],
  };
  const { id } = await running.json<{ id: string }>('/api/v1/alerts', send('POST', alert));
  const look = () => running.json<AlertResult>(`/api/v1/alerts/${id}/evaluate`, { method: 'POST' });
  // 100.00 + 50.50 + 20.00 + 20 × 1.00
  expect(await look()).toMatchObject({
    value: 190.5,
    conditions: [{ holds: true }],
    rows: [
      { value: '中国', now: 150.5 },
      { value: '德国', now: 40 },
    ],
  });
  const told = () => mails.filter(({ to }) => to[0] === 'watch@example.com').length;
  await expect.poll(told).toBe(1);
  await look();
  const form = new FormData();
  for (const [name, value] of Object.entries({
    entity: 'orders',
    mapping: JSON.stringify(mapping),
    options: '{"currency":"CNY"}',
  }))
    form.set(name, value);
  const more = csv.replace(/^1,/m, '9001,').replace('100.00', '500.00');
  form.set('file', new Blob([more]), '更多.csv');
  const sent = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body: form });
  while ((await running.json<ImportState>(`/api/v1/imports/${sent.id}`)).status !== 'succeeded') await pause(50);
  // The change of data alone makes it look again.
  await expect.poll(async () => (await running.json<Alert>(`/api/v1/alerts/${id}`)).state).toBe('ok');
  await expect.poll(told).toBe(2);
  const notices = await running.json<Notice[]>('/api/v1/notices', { headers: { 'accept-language': 'zh-CN' } });
  expect(notices.filter(({ subject }) => subject === id).map(({ kind }) => kind)).toEqual(['recovered', 'alert']);
  expect((await running.fetch(`/api/v1/channels/${email.id}`, { method: 'DELETE' })).status).toBe(409);
});

it('an alert on a number tile follows its tile: filters of the tile and of the board, its target, its end', async () => {
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const tile = (changes: object) => ({
    ...{ kind: 'number', id: 'net', title: both('净额'), measure: 'orders.revenue', comparisons: [], sparkline: false },
    ...{ placement: { x: 0, y: 0, w: 3, h: 2 }, target: { kind: 'fixed', value: 80 }, ...changes },
  });
  const germany = [{ member: 'orders.country', operator: 'equals', values: ['德国'] }];
  const title = both('看数');
  await saysItsAddress();
  const board = await running.json<{ id: string; version: number }>(
    '/api/v1/boards',
    send('POST', { title, tiles: [tile({ filters: germany })] }),
  );
  const alert = {
    name: '德国未达标',
    tile: { board: board.id, tile: 'net', view: { range: 'all', from: '2020-01-01', to: '2020-01-31' } },
    range: 'latest-month',
    conditions: [{ kind: 'target', share: 1 }],
    recipients: [{ channelId: email.id, address: 'tile@example.com' }],
  };
  const { id } = await running.json<{ id: string }>('/api/v1/alerts', send('POST', alert));
  const look = () => running.json<AlertResult>(`/api/v1/alerts/${id}/evaluate`, { method: 'POST' });
  const about = async () => (await running.json<Notice[]>('/api/v1/notices')).filter(({ subject }) => subject === id);
  // Germany's orders: 20.00 + 20 × 1.00, half of the tile's own target.
  expect(await look()).toMatchObject({ value: 40, conditions: [{ holds: true }] });
  expect((await running.json<Alert>(`/api/v1/alerts/${id}`)).definition.measure).toBe('orders.revenue');
  await expect.poll(about).toMatchObject([{ kind: 'alert', link: `/boards/${board.id}#tile-net-title` }]);
  const sent = () => mails.filter(({ to }) => to[0] === 'tile@example.com');
  await expect.poll(() => sent().length).toBe(1);
  expect(textIn(sent()[0]?.text ?? '')).toContain(`https://bi.example.com/boards/${board.id}#tile-net-title`);
  const change = (tiles: object[], version: number) =>
    running.json<{ version: number }>(`/api/v1/boards/${board.id}`, send('PUT', { title, tiles, version }));
  const next = await change([tile({ filters: germany, measure: 'orders.count' })], board.version);
  expect(await look()).toMatchObject({ value: 21 });
  // The reader's own filter comes on top: no order is of both countries.
  const narrowed = { ...alert, tile: { ...alert.tile, view: { 'orders.country': '中国' } } };
  await running.json(`/api/v1/alerts/${id}`, send('PUT', narrowed));
  expect(await look()).toMatchObject({ value: 0 });
  await change([], next.version);
  const gone = await running.fetch(`/api/v1/alerts/${id}/evaluate`, { method: 'POST' });
  expect([gone.status, ((await gone.json()) as { error: { code: string } }).error.code]).toEqual([
    409,
    'alerts/tile-gone',
  ]);
  const elsewhere = await running.fetch(
    '/api/v1/alerts',
    send('POST', { ...alert, tile: null, measure: 'orders.count', by: 'products.category' }),
  );
  expect(elsewhere.status).toBe(422);
  const missing = send('POST', { ...alert, tile: { board: 'nope', tile: 'net' } });
  expect((await running.fetch('/api/v1/alerts', missing)).status).toBe(409);
});

it('programs that listen are told of notices, and ask for those they have not told yet', async () => {
  const [newest] = await running.json<Notice[]>('/api/v1/notices?limit=1');
  const stop = new AbortController();
  const stream = await running.fetch('/api/v1/changes', { signal: stop.signal });
  const heard = (async () => {
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += new TextDecoder().decode(chunk);
      const found = /event: notice\ndata: (.+)\n/.exec(text);
      if (found) return JSON.parse(found[1] ?? '{}') as { id: number };
    }
    return null;
  })();
  const recipients = [{ channelId: email.id, address: 'gone@example.com' }];
  const { run } = await ran({ name: '地址失效', recipients });
  expect(run).toMatchObject({ status: 'failed', reason: { code: 'deliveries/recipient-refused' } });
  const event = await heard;
  stop.abort();
  const since = await running.json<Notice[]>(`/api/v1/notices?after=${newest?.id ?? 0}`, {
    headers: { 'accept-language': 'en' },
  });
  const told = since.filter(({ kind }) => kind === 'delivery');
  expect(told.map(({ text }) => text.includes('gone@example.com'))).toEqual([true]);
  expect(since.map(({ id }) => id)).toContain(event?.id);
});

it('what was being sent when the program ended is not sent twice; what waited is sent', async () => {
  const recipients = ['once1@example.com', 'once2@example.com'].map((address) => ({ channelId: email.id, address }));
  const { id, run } = await ran({ name: '只发一次', recipients });
  expect(run.status).toBe('succeeded');
  const cut = await ran({ name: '重发中断', recipients: [{ channelId: email.id, address: 'cut@example.com' }] });
  // As a power cut leaves it: the job and the run open, one mail on its way, one not begun.
  await running.host.close();
  const store = openStore(join(running.dataDir, 'luopan.sqlite'));
  store.run(
    `UPDATE deliveries SET status = CASE recipient WHEN 'once1@example.com' THEN 'sending' ELSE 'waiting' END WHERE run_id = ?`,
    [run.id],
  );
  store.run(`UPDATE delivery_runs SET status = 'running', finished_at = NULL WHERE id = ?`, [run.id]);
  // Of another run that had ended: what was sent again.
  store.run(`UPDATE deliveries SET status = 'sending' WHERE run_id = ?`, [cut.run.id]);
  store.run(`UPDATE job_runs SET status = 'running', finished_at = NULL WHERE id = ?`, [run.id]);
  store.close();
  running = await running.restart();
  const again = await endOf(id);
  expect(again.deliveries.map(({ status }) => status)).toEqual(['unknown', 'sent']);
  expect((await endOf(cut.id)).deliveries.map(({ status }) => status)).toEqual(['unknown']);
  const counts = recipients.map(({ address }) => mails.filter(({ to }) => to[0] === address).length);
  expect(counts).toEqual([1, 2]);
  await running.fetch(`/api/v1/schedules/${id}/runs/${again.id}/resend`, { method: 'POST' });
  expect(mails.filter(({ to }) => to[0] === 'once1@example.com')).toHaveLength(2);
  expect((await endOf(id)).status).toBe('succeeded');
});
