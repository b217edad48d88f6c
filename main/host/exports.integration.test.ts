import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import exceljs from 'exceljs';
import { unzipSync } from 'fflate';
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
    // A share changes by points: 77 % after 70 % are seven of them, not ten hundredths more.
    const heads = (name: string) => [book.getWorksheet(name)?.getRow(head).values ?? []].flat().join(' ');
    expect(heads('净销售额')).toMatch(/较上期(?!（)/);
    expect(heads('复购率')).toContain('较上期（百分点）');
    const countries = book.getWorksheet('各国家 地区净销售额');
    const values: unknown[] = [];
    countries?.eachRow((row) => values.push([row.getCell(1).value, row.getCell(2).value]));
    // Multiples of three are Germany's: 3 + 6 + … + 24,999.
    expect(values).toContainEqual(['德国', (3 * 8333 * 8334) / 2]);
    // All customers, not only the ten the tile shows.
    expect(book.getWorksheet('重点客户')?.rowCount).toBeGreaterThan(orders);
  });
});

/** As exceljs reads it; its types leave it out. */
interface ConditionalFormatting {
  ref: string;
  rules: object[];
}

const both = (text: string) => ({ 'zh-CN': text, en: text });

async function savedReport(title: string, more: object = {}): Promise<string> {
  const pivot = {
    rows: [{ id: 'country', member: 'orders.country' }],
    columns: [{ id: 'day', member: 'orders.ordered_at', granularity: 'day' }],
    values: [
      { id: 'net', source: { measure: 'orders.revenue' } },
      { id: 'count', source: { measure: 'orders.count' } },
    ],
    dates: { member: 'orders.ordered_at', range: { from: '2024-03-02', to: '2024-03-03' } },
  };
  const body = { title, definition: { pivot, ...more } };
  return (await running.json<{ id: string }>('/api/v1/reports', send(body))).id;
}

/** Sum of the orders n of 1..25,000 on a day of March: n % 28 + 1 = day, with or without the multiples of three. */
function onDay(day: number, country: '中国' | '德国'): { net: number; count: number } {
  let [net, count] = [0, 0];
  for (let n = 1; n <= orders; n += 1) {
    if ((n % 28) + 1 !== day || (n % 3 === 0) !== (country === '德国')) continue;
    net += n;
    count += 1;
  }
  return { net, count };
}

const cellsOf = async (state: Export, name: string) => {
  const path = join(running.folder, `${state.id}.xlsx`);
  await writeFile(path, await fileOf(state));
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(path);
  const sheet = book.getWorksheet(name);
  const rows: unknown[][] = [];
  sheet?.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return { book, sheet, rows };
};

describe('reports and analyses', () => {
  const china = [onDay(2, '中国'), onDay(3, '中国')] as const;
  const germany = [onDay(2, '德国'), onDay(3, '德国')] as const;
  const sum = (...of: { net: number; count: number }[]) => [
    of.reduce((all, { net }) => all + net, 0),
    of.reduce((all, { count }) => all + count, 0),
  ];

  it('a report becomes a workbook with its layout: merged heads, every figure, totals, its own dates', async () => {
    const bar = { id: 'bar', kind: 'bar', valueId: 'net', tone: 'green' };
    const report = await savedReport('各国每日', { formats: [bar] });
    const state = await exported({ target: { report }, format: 'xlsx' });
    expect(state).toMatchObject({ status: 'succeeded', title: '各国每日', failedTiles: [], error: null });
    const { sheet, rows } = await cellsOf(state, '各国每日');
    expect(rows.slice(0, 2)).toEqual([['各国每日'], ['日期: 2024-03-02 – 2024-03-03']]);
    const days = rows.findIndex((row) => row[1] === '2024年3月2日');
    expect(rows[days]?.[3]).toBe('2024年3月3日');
    expect(sheet?.getCell(days + 2, 2).isMerged).toBe(true);
    const figures = rows.slice(days + 2);
    expect(figures).toEqual([
      ['德国', ...sum(germany[0]), ...sum(germany[1]), ...sum(...germany)],
      ['中国', ...sum(china[0]), ...sum(china[1]), ...sum(...china)],
      ['总计', ...sum(china[0], germany[0]), ...sum(china[1], germany[1]), ...sum(...china, ...germany)],
    ]);
    // Bars behind the revenue of the two countries on the two days, on one scale from nothing to the largest of them.
    const largest = Math.max(...[...china, ...germany].map(({ net }) => net));
    const rules = (sheet as unknown as { conditionalFormattings: ConditionalFormatting[] }).conditionalFormattings;
    expect(rules.map(({ ref }) => ref)).toEqual([`B${days + 4}:B${days + 5} D${days + 4}:D${days + 5}`]);
    expect(rules[0]?.rules[0]).toMatchObject({
      type: 'dataBar',
      cfvo: [
        { type: 'num', value: 0 },
        { type: 'num', value: largest },
      ],
      color: { argb: 'FF1F7A4D' },
    });
  });

  it('the reader’s dates and filters take the place of a report’s own, in CSV too', async () => {
    const report = await savedReport('按国家');
    const view = { from: '2024-03-03', to: '2024-03-03', 'orders.country': '德国' };
    const state = await exported({ target: { report, view }, format: 'csv' });
    const text = (await fileOf(state)).toString('utf8');
    const [net, count] = sum(germany[1]);
    expect(text.split('\r\n').slice(1, 2)).toEqual([`德国,${net},${count},${net},${count}`]);
    expect(text).not.toContain('中国');
  });

  it('a pivot of more than two hundred columns keeps them all', async () => {
    const customers = Array.from({ length: 210 }, (_, index) => `C${index + 1}`);
    const report = await savedReport('很宽', {
      pivot: {
        columns: [{ id: 'who', member: 'orders.customer_name' }],
        values: [{ id: 'count', source: { measure: 'orders.count' } }],
        filters: [
          { member: 'orders.customer_name', operator: 'equals', values: customers.map((id) => `客户${id.slice(1)}`) },
        ],
      },
    });
    const state = await exported({ target: { report }, format: 'xlsx' });
    const { rows } = await cellsOf(state, '很宽');
    // 210 customers but two whose names look like formulas, and the total.
    expect(rows.at(-1)).toHaveLength(1 + 208 + 1);
    expect(rows.at(-1)?.slice(1)).toEqual([...Array.from({ length: 208 }, () => 1), 208]);
  });

  it('a board with a report and an analysis has a sheet for each; an analysis alone is a file as well', async () => {
    const reportId = await savedReport('在看板上', { view: 'bar' });
    const question = { event: { event: 'order_placed' }, interval: 'month' };
    const placement = { x: 0, y: 0, w: 6, h: 4 };
    const board = await running.json<{ id: string }>(
      '/api/v1/boards',
      send({
        title: both('混合'),
        tiles: [
          { id: 'r', kind: 'report', reportId, title: both('报表'), placement },
          { id: 'a', kind: 'analysis', analysis: 'lifecycle', question, title: both('生命周期'), placement },
        ],
      }),
    );
    const view = { from: '2024-03-01', to: '2024-03-31', 'orders.customer_name': '客户1' };
    const state = await exported({ target: { board: board.id, view }, format: 'xlsx' });
    expect(state.failedTiles).toEqual([]);
    const { book, rows } = await cellsOf(state, '生命周期');
    expect(book.worksheets.map(({ name }) => name)).toEqual(['目录', '报表', '生命周期']);
    // Everybody ordered once and in March: all are new. Orders have no name of a customer: the file says so.
    expect(rows.flat()).toContainEqual(expect.stringMatching(/^未按.+筛选$/));
    expect(rows.at(-1)).toEqual(['2024-03-01', orders, 0, 0, 0]);
    const alone = await exported({
      target: {
        analytics: 'lifecycle',
        question: { ...question, dateRange: { from: '2024-03-01', to: '2024-03-31' } },
      },
      format: 'csv',
    });
    expect([alone.title, alone.fileName]).toEqual(['生命周期', '生命周期.csv']);
    expect((await fileOf(alone)).toString('utf8')).toContain(`2024-03-01,${orders},0,0,0`);
  });
});

describe('slides', () => {
  const partsOf = async (state: Export) => {
    const parts = unzipSync(new Uint8Array(await fileOf(state)));
    const text = (name: string) => new TextDecoder().decode(parts[name]);
    const slides = Object.keys(parts).filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name)).length;
    return { parts, text, slides };
  };

  it('a board has one slide per tile, with title, notes, charts of PowerPoint’s own and their figures', async () => {
    const state = await exported({
      target: { board: 'overview', view: { from: '2024-03-01', to: '2024-03-31' } },
      format: 'pptx',
    });
    expect(state).toMatchObject({ status: 'succeeded', failedTiles: [], fileName: '经营总览.pptx' });
    const { text, slides, parts } = await partsOf(state);
    const { tiles } = await running.json<{ tiles: { id: string }[] }>('/api/v1/boards/overview');
    expect([slides, state.pages]).toEqual([tiles.length + 1, tiles.length + 1]);
    expect(text('ppt/slides/slide1.xml')).toContain('经营总览');
    const all = Array.from({ length: slides }, (_, index) => text(`ppt/slides/slide${index + 1}.xml`));
    for (const slide of all) expect(slide.match(/<p:ph[^>]*type="title"/g)).toHaveLength(1);
    const revenue = all.findIndex((slide) => slide.includes('净销售额'));
    expect(all[revenue]).toContain('¥312,512,500.00');
    expect(text(`ppt/notesSlides/notesSlide${revenue + 1}.xml`)).toMatch(/销售额: .*2024-03-01 – 2024-03-31/);
    const charts = Object.keys(parts).filter((name) => /charts\/chart\d+\.xml$/.test(name));
    const byCountry = charts.map(text).find((chart) => chart.includes('德国'));
    expect(byCountry).toContain(`<c:v>${(3 * 8333 * 8334) / 2}</c:v>`);
    // Bars of one figure are of one colour, and its scale has no digits that say nothing.
    expect(byCountry).not.toContain('<c:dPt>');
    expect(byCountry).toContain('formatCode="&quot;¥&quot;#,##0;-&quot;¥&quot;#,##0"');
    // Figures can be edited: each chart brings its workbook.
    expect(Object.keys(parts).filter((name) => /embeddings\/.*\.xlsx$/.test(name))).toHaveLength(charts.length);
  });

  it('texts with emoji, control characters and forty letters without a space come through', async () => {
    const name = `${'W'.repeat(40)} 😀 <&> \u0007`;
    const tile = { kind: 'text', id: 't', text: name, title: both(name), placement: { x: 0, y: 0, w: 6, h: 4 } };
    const board = await running.json<{ id: string }>('/api/v1/boards', send({ title: both(name), tiles: [tile] }));
    const { text } = await partsOf(await exported({ target: { board: board.id }, format: 'pptx' }));
    expect(text('ppt/slides/slide2.xml')).toContain(`${'W'.repeat(40)} 😀 &lt;&amp;&gt; <`);
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

it('a tile that takes too long is named as late, in its sheet and in the answer, and the others are whole', async () => {
  running = await running.restart({ tileWaitMs: 1 });
  const state = await exported({ target: { board: 'overview' }, format: 'xlsx' });
  expect(state.status).toBe('succeeded');
  expect(state.failedTiles.length).toBeGreaterThan(3);
  const { rows } = await cellsOf(state, '净销售额');
  expect(rows).toEqual([['净销售额'], ['“净销售额”没有取到数据：等待 0 秒仍未取到数据。']]);
  running = await running.restart({ tileWaitMs: 180_000 });
});

it('files and their history survive a restart; what was waiting is made then', async () => {
  const before = await exported({ target: { ...everyCustomer, query: { measures: ['orders.count'] } }, format: 'csv' });
  const { id } = await running.json<{ id: string }>('/api/v1/exports', send({ target: everyCustomer, format: 'xlsx' }));
  running = await running.restart();
  expect((await fileOf(before)).toString('utf8')).toContain('25000');
  await expect.poll(async () => (await running.json<Export>(`/api/v1/exports/${id}`)).status).toBe('succeeded');
});
