import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Export } from '../../contract/exports.ts';
import type { ImportState } from '../../contract/imports.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

const orders = 25_000;
let running: TemporaryHost;

/** One order each of 1.00 to 25,000.00, two in three from China, customers with names that spreadsheets dislike. */
function csv(): string {
  const lines = ['订单号,下单时间,客户编号,客户姓名,实付金额,国家'];
  for (let n = 1; n <= orders; n += 1) {
    const day = String((n % 28) + 1).padStart(2, '0');
    const name = n % 100 === 0 ? '=cmd|calc' : `客户${n}`;
    lines.push(`${n},2024-03-${day} 09:00:00,C${n},${name},${n}.00,${n % 3 === 0 ? '德国' : '中国'}`);
  }
  return `${lines.join('\n')}\n`;
}

const mapping = {
  order_id: { column: '订单号' },
  ordered_at: { column: '下单时间' },
  customer_id: { column: '客户编号' },
  customer_name: { column: '客户姓名' },
  net: { column: '实付金额' },
  country: { column: '国家' },
};

const send = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'accept-language': 'zh-CN', ...headers },
  body: JSON.stringify(body),
});

beforeAll(async () => {
  running = await startTemporaryHost({ language: 'zh-CN' });
  await running.fetch('/api/v1/workspace', { ...send({ currencySetting: 'CNY' }), method: 'PATCH' });
  const form = new FormData();
  form.set('entity', 'orders');
  form.set('mapping', JSON.stringify(mapping));
  form.set('options', JSON.stringify({ currency: 'CNY' }));
  form.set('file', new Blob([csv()]), '订单.csv');
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body: form });
  for (;;) {
    const state = await running.json<ImportState>(`/api/v1/imports/${id}`);
    if (state.status === 'succeeded') break;
    if (state.status === 'failed') throw new Error(JSON.stringify(state));
    await pause(50);
  }
});
afterAll(() => running.discard());

async function exported(body: object): Promise<Export> {
  const { id } = await running.json<{ id: string }>('/api/v1/exports', send(body));
  for (;;) {
    const state = await running.json<Export>(`/api/v1/exports/${id}`, { headers: { 'accept-language': 'zh-CN' } });
    if (state.status !== 'queued' && state.status !== 'running') return state;
    await pause(50);
  }
}

async function fileOf({ id }: Export): Promise<Buffer> {
  const response = await running.fetch(`/api/v1/exports/${id}/file`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

const everyCustomer = {
  query: {
    measures: ['orders.revenue', 'orders.count'],
    dimensions: ['orders.customer_name', 'orders.profile_id', 'orders.country'],
    order: [['orders.revenue', 'desc']],
  },
  title: '全部客户',
};

describe('tables', () => {
  it('a question gives every row as CSV, in order, over several pages of the answer', async () => {
    const state = await exported({ target: everyCustomer, format: 'csv' });
    expect(state).toMatchObject({
      status: 'succeeded',
      rows: orders,
      title: '全部客户',
      fileName: '全部客户.csv',
      error: null,
    });
    const text = (await fileOf(state)).toString('utf8');
    expect(text.startsWith('\ufeff')).toBe(true);
    const lines = text.slice(1).trimEnd().split('\r\n');
    expect(lines).toHaveLength(orders + 1);
    const amounts = lines.slice(1).map((line) => Number(line.split(',')[3]));
    expect(amounts).toEqual(Array.from({ length: orders }, (_, index) => orders - index));
    expect(text).toContain("\r\n'=cmd|calc,");
    expect(text).not.toMatch(/(^|,)=cmd/m);
  });

  it('a limit of the question holds, and GB18030 can be read back', async () => {
    const query = { ...everyCustomer.query, limit: 3 };
    const state = await exported({ target: { ...everyCustomer, query }, format: 'csv', encoding: 'gb18030' });
    const text = new TextDecoder('gb18030').decode(await fileOf(state));
    expect(text.trimEnd().split('\r\n')).toHaveLength(4);
    expect(text).toContain('客户24999');
  });

  it('a board becomes one workbook with a sheet per tile, native charts and formats', async () => {
    const state = await exported({
      target: { board: 'overview', view: { from: '2024-03-01', to: '2024-03-31' } },
      format: 'xlsx',
    });
    expect(state).toMatchObject({ status: 'succeeded', failedTiles: [] });
    const bytes = await fileOf(state);
    const path = join(running.folder, 'board.xlsx');
    await writeFile(path, bytes);
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(path);
    expect(book.worksheets.map((sheet) => sheet.name)).toEqual(
      expect.arrayContaining(['目录', '净销售额', '各国家 地区净销售额', '重点客户', '订单金额分布']),
    );
    const revenue = book.getWorksheet('净销售额');
    const head = (revenue?.getColumn(2).values ?? []).indexOf('数值');
    // 1 + 2 + … + 25,000
    expect(revenue?.getCell(head + 1, 2).value).toBe((orders * (orders + 1)) / 2);
    expect(revenue?.getCell(head + 1, 2).numFmt).toContain('#,##0.00');
    const countries = book.getWorksheet('各国家 地区净销售额');
    const values: unknown[] = [];
    countries?.eachRow((row) => values.push([row.getCell(1).value, row.getCell(2).value]));
    // Multiples of three are Germany's: 3 + 6 + … + 24,999.
    expect(values).toContainEqual(['德国', (3 * 8333 * 8334) / 2]);
    // All customers, not only the ten the tile shows.
    expect(book.getWorksheet('重点客户')?.rowCount).toBeGreaterThan(orders);
  });
});

describe('refusals', () => {
  const refused = async (body: object, code: string, status: number) => {
    const response = await running.fetch('/api/v1/exports', send(body));
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      status,
      code,
    ]);
  };

  it('what cannot be exported is refused before it is queued', async () => {
    await refused({ target: { board: 'nope' }, format: 'pdf' }, 'boards/not-found', 404);
    await refused({ target: { board: 'overview' }, format: 'csv' }, 'exports/format-unsupported', 422);
    await refused({ target: { board: 'overview', tiles: ['nope'] }, format: 'xlsx' }, 'exports/nothing-to-export', 422);
    await refused({ target: { board: 'overview' }, format: 'doc' }, 'api/invalid-input', 422);
    await refused({ target: { query: {}, title: '' }, format: 'csv' }, 'api/invalid-input', 422);
  });

  it('a question nobody understands fails with its reason, and leaves no file', async () => {
    const state = await exported({ target: { query: { measures: ['orders.nope'] }, title: 'x' }, format: 'csv' });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'semantic/unknown-member' } });
    expect((await running.fetch(`/api/v1/exports/${state.id}/file`)).status).toBe(409);
    expect(await readdir(join(running.dataDir, 'exports'))).not.toContain(`${state.id}.csv`);
  });

  it('a machine without a printer says so, and makes tables all the same', async () => {
    const state = await exported({ target: { board: 'overview' }, format: 'pdf' });
    expect(state).toMatchObject({ status: 'failed', error: { code: 'exports/printer-missing' } });
    expect(state.error?.message).toContain('浏览器');
  });

  it('others see neither the export nor its file', async () => {
    const state = await exported({
      target: { ...everyCustomer, query: { measures: ['orders.count'] } },
      format: 'csv',
    });
    const account = { email: 'a@example.com', password: 'long enough words', role: 'analyst' };
    expect((await running.fetch('/api/v1/operators', send(account))).status).toBeLessThan(300);
    const signIn = await fetch(
      `${running.host.origin}/api/v1/session`,
      send({ email: account.email, password: account.password }),
    );
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const asOther = (path: string) => fetch(`${running.host.origin}${path}`, { headers: { cookie } });
    expect((await asOther(`/api/v1/exports/${state.id}`)).status).toBe(404);
    expect((await asOther(`/api/v1/exports/${state.id}/file`)).status).toBe(404);
    expect(await (await asOther('/api/v1/exports')).json()).toEqual([]);
  });
});

it('files and their history survive a restart; what was waiting is made then', async () => {
  const before = await exported({ target: { ...everyCustomer, query: { measures: ['orders.count'] } }, format: 'csv' });
  const { id } = await running.json<{ id: string }>('/api/v1/exports', send({ target: everyCustomer, format: 'xlsx' }));
  running = await running.restart();
  expect((await fileOf(before)).toString('utf8')).toContain('25000');
  await expect.poll(async () => (await running.json<Export>(`/api/v1/exports/${id}`)).status).toBe('succeeded');
});
