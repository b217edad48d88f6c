import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Board } from '../../contract/boards.ts';
import type { ImportPreview, ImportState, Mapping } from '../../contract/imports.ts';
import type { Reconciliation } from '../../contract/reconciliation.ts';
import { type Status, statusOutput } from '../../contract/workspace.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost({ language: 'zh-CN' });
});
afterAll(() => running.discard());

const csv = `订单号,下单时间,客户编号,实付金额,国家
1001,2024-03-01 09:00:00,C1,100.00,中国
1002,2024-03-02 10:30:00,C2,50.50,中国
1003,2024-03-31 23:59:59,C1,20.00,德国
1004,昨天,C1,1.00,德国
${Array.from({ length: 16 }, (_, i) => `20${i + 10},2024-03-10 12:00:00,C3,1.00,德国\n`).join('')}`;

const mapping: Mapping = {
  order_id: { column: '订单号' },
  ordered_at: { column: '下单时间' },
  customer_id: { column: '客户编号' },
  net: { column: '实付金额' },
  country: { column: '国家' },
};

const send = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

function form(fields: Record<string, string>, file?: string): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (file !== undefined) body.set('file', new Blob([file]), '订单.csv');
  return { method: 'POST', body };
}

async function ended(id: string): Promise<ImportState> {
  for (;;) {
    const state = await running.json<ImportState>(`/api/v1/imports/${id}`, { headers: { 'accept-language': 'zh' } });
    if (state.status !== 'queued' && state.status !== 'running') return state;
    await pause(30);
  }
}

describe('from a file to a figure', () => {
  it('before there is data, the status says so and nothing fails', async () => {
    const status = statusOutput.parse(await running.json('/api/v1/status'));
    expect(status.dataRange).toEqual({ from: null, to: null });
    expect(status.sample.state).toBe('absent');
    expect(await running.json<Reconciliation>('/api/v1/reconciliation')).toMatchObject({
      all: { lines: 0 },
      asOf: null,
    });
  });

  it('a file is previewed, imported by the id of its preview, and counted at once', async () => {
    const events = await running.fetch('/api/v1/changes');
    const preview = await running.json<ImportPreview & { uploadId: string }>('/api/v1/imports/preview', form({}, csv));
    expect(preview.columns.map((column) => column.name)).toEqual(csv.split('\n')[0]?.split(','));
    const fields = { uploadId: preview.uploadId, entity: 'orders', mapping: JSON.stringify(mapping) };
    const accepted = await running.fetch('/api/v1/imports', form(fields));
    expect(accepted.status).toBe(202);
    const { id } = (await accepted.json()) as { id: string };
    const state = await ended(id);
    expect(state).toMatchObject({ status: 'succeeded', fileName: '订单.csv', rowsAccepted: 19, rowsRejected: 1 });

    const query = { measures: ['orders.revenue', 'orders.count'], timezone: 'Asia/Shanghai' };
    const { data } = await running.json<{ data: object[] }>('/cubejs-api/v1/load', send('POST', { query }));
    expect(data).toEqual([{ 'orders.revenue': '186.5', 'orders.count': '19' }]);

    const heard = await firstEvents(events, ['import', 'data']);
    expect(heard.has('import') && heard.has('data')).toBe(true);
    const again = await running.fetch('/api/v1/imports', form(fields));
    expect([again.status, await again.json()]).toEqual([
      404,
      { error: expect.objectContaining({ code: 'api/upload-expired' }) },
    ]);
  });

  it('the status knows the first and the last instant, and the currency by language', async () => {
    const status = await running.json<Status>('/api/v1/status');
    expect(status.dataRange).toEqual({ from: '2024-03-01T01:00:00.000Z', to: '2024-03-31T15:59:59.000Z' });
    expect(status.recordRanges).toMatchObject({ orders: status.dataRange, events: { from: null, to: null } });
    expect(status).toMatchObject({ counts: { orders: 19, profiles: 3 }, workspace: { currency: 'CNY' } });
  });

  it('the row that was kept out is told in both languages, as JSON and as CSV', async () => {
    const [{ id } = { id: '' }] = await running.json<ImportState[]>('/api/v1/imports');
    const rejects = (language: string) =>
      running.json<{ total: number; rejects: object[] }>(`/api/v1/imports/${id}/rejects`, {
        headers: { 'accept-language': language },
      });
    const [chinese, english] = [await rejects('zh-CN,en;q=0.5'), await rejects('en-GB')];
    expect(chinese).toMatchObject({ total: 1, rejects: [{ rowNumber: 4, field: 'ordered_at', value: '昨天' }] });
    expect(JSON.stringify(chinese)).toMatch(/不是/);
    expect(JSON.stringify(english.rejects)).not.toMatch(/不是/);
    const asCsv = await running.fetch(`/api/v1/imports/${id}/rejects`, { headers: { accept: 'text/csv' } });
    expect(asCsv.headers.get('content-disposition')).toContain(`rejects-${id}.csv`);
    expect((await asCsv.text()).split('\r\n')[1]).toMatch(/^4,ordered_at,昨天,not-a-date,/);
  });

  it('documents without lines are in the reconciliation, by local day', async () => {
    const sheet = (range: string) => running.json<Reconciliation>(`/api/v1/reconciliation${range}`);
    expect((await sheet('')).withoutLines).toEqual({ documents: 19, revenueMinor: 18_650 });
    expect((await sheet('?from=2024-03-31&to=2024-03-31')).withoutLines).toEqual({ documents: 1, revenueMinor: 2000 });
    expect((await running.fetch('/api/v1/reconciliation?from=yesterday')).status).toBe(422);
  });
});

describe('boards', () => {
  const title = { 'zh-CN': '我的看板', en: 'My board' };

  it('the built-in one is there and stays as it is', async () => {
    const board = await running.json<Board>('/api/v1/boards/overview');
    expect([board.isBuiltIn, board.tiles.length >= 12]).toEqual([true, true]);
    const change = await running.fetch('/api/v1/boards/overview', send('PUT', { title, tiles: [] }));
    expect([change.status, await change.json()]).toEqual([
      409,
      { error: expect.objectContaining({ code: 'boards/built-in' }) },
    ]);
    expect((await running.fetch('/api/v1/boards/overview', { method: 'DELETE' })).status).toBe(409);
  });

  it('a copy of it can be added, changed and deleted; of two changes on one version the second is refused', async () => {
    const { tiles } = await running.json<Board>('/api/v1/boards/overview');
    const added = await running.json<Board>('/api/v1/boards', send('POST', { title, tiles }));
    expect(added).toMatchObject({ version: 1, isBuiltIn: false, title });
    const path = `/api/v1/boards/${added.id}`;
    const change = (name: string) => send('PUT', { title: { ...title, en: name }, tiles: [] }, { 'if-match': '"1"' });
    expect(await running.json<Board>(path, change('First'))).toMatchObject({ version: 2 });
    expect((await running.fetch(path, change('Second'))).status).toBe(409);
    const read = await running.fetch(path);
    expect([read.headers.get('etag'), ((await read.json()) as Board).title.en]).toEqual(['"2"', 'First']);
    expect((await running.json<Board[]>('/api/v1/boards')).map((board) => board.id)).toEqual(['overview', added.id]);
    expect((await running.fetch(path, { method: 'DELETE' })).status).toBe(204);
    expect((await running.fetch(path)).status).toBe(404);
  });

  it('two changes at the same moment: one is kept, the other is told', async () => {
    const { id } = await running.json<Board>('/api/v1/boards', send('POST', { title, tiles: [] }));
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((en) =>
        running.fetch(`/api/v1/boards/${id}`, send('PUT', { title: { ...title, en }, tiles: [] })),
      ),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    const { version } = await running.json<Board>(`/api/v1/boards/${id}`);
    expect(statuses.filter((status) => status === 200)).toHaveLength(version - 1);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
  });

  it('a tile off the grid is refused with the place', async () => {
    const tile = { id: 'x', kind: 'number', title, placement: { x: 12, y: 0, w: 1, h: 1 }, measure: 'orders.count' };
    const answer = await running.fetch(
      '/api/v1/boards',
      send('POST', { title, tiles: [{ ...tile, comparisons: [], sparkline: false }] }),
    );
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ error: { details: [{ path: 'tiles.0.placement.x' }] } });
  });
});

describe('answers of the API', () => {
  it('speak the language asked for, down to the details', async () => {
    const refused = (language: string) =>
      running.fetch('/api/v1/workspace', send('PATCH', { name: 7 }, { 'accept-language': language }));
    const [chinese, english] = [await refused('zh-CN'), await refused('en')];
    expect([chinese.status, english.status]).toEqual([422, 422]);
    const [zh, en] = [await chinese.json(), await english.json()] as {
      error: { message: string; details: { path: string; message: string }[] };
    }[];
    expect(zh?.error.message).toMatch(/未做任何改动/);
    expect(zh?.error.details[0]).toMatchObject({ path: 'name', message: expect.stringMatching(/无效/) });
    expect(en?.error.message).toMatch(/nothing was changed/);
    expect(en?.error.details[0]).toMatchObject({ path: 'name', message: expect.stringMatching(/Invalid/) });
  });

  it('say which methods an address takes', async () => {
    const answer = await running.fetch('/api/v1/status', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await running.fetch('/api/v1/nothing')).status).toBe(404);
  });

  it('are all described as OpenAPI 3.1', async () => {
    const document = await running.json<{ openapi: string; paths: Record<string, object> }>('/api/v1/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    for (const path of [
      'status',
      'imports',
      'imports/preview',
      'imports/{id}/rejects',
      'boards/{id}',
      'changes',
      'session',
    ]) {
      expect(document.paths).toHaveProperty([`/api/v1/${path}`]);
    }
    expect(JSON.stringify(document.paths['/api/v1/imports'])).toContain('multipart/form-data');
  });

  it('settings change for everyone who listens', async () => {
    const events = await running.fetch('/api/v1/changes');
    await running.json('/api/v1/workspace', send('PATCH', { name: '罗盘测试' }));
    expect((await firstEvents(events, ['workspace'])).get('workspace')).toMatchObject({ name: '罗盘测试' });
  });
});

describe('the interface', () => {
  it('is cached for good by its hash and never by its name, and packed for those far away', async () => {
    const get = (headers: Record<string, string>) =>
      running.fetch('/assets/main-Ab12Cd34.js', { headers: { 'accept-encoding': 'gzip', ...headers } });
    const near = await get({});
    expect(near.headers.get('content-encoding')).toBe(null);
    expect((await near.text()).startsWith('export {};')).toBe(true);
    const asset = await get({ 'x-forwarded-for': '203.0.113.7' });
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect([asset.headers.get('content-type'), asset.headers.get('content-encoding')]).toEqual([
      'text/javascript; charset=utf-8',
      'gzip',
    ]);
    expect((await asset.text()).startsWith('export {};')).toBe(true);
    const page = await running.fetch('/boards/overview');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const etag = page.headers.get('etag') ?? '';
    expect((await running.fetch('/import', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('a missing asset is missing, not the page', async () => {
    expect((await running.fetch('/assets/gone-Zz99Zz99.js')).status).toBe(404);
    expect((await running.fetch('/', { method: 'POST' })).status).toBe(405);
  });
});

/** Reads the stream until every name was heard; the data of the last of each. */
async function firstEvents(response: Response, names: string[]): Promise<Map<string, unknown>> {
  const heard = new Map<string, unknown>();
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    for (const [, name, data] of text.matchAll(/event: (\w+)\ndata: (.*)\n/g))
      heard.set(name ?? '', JSON.parse(data ?? 'null'));
    if (names.every((name) => heard.has(name))) break;
  }
  return heard;
}
