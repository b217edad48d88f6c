import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { Api } from '../support/api.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { freshName } from '../support/names.ts';

interface State {
  id: string;
  status: string;
  pages: number | null;
  failedTiles: { id: string; title: string }[];
  error: { code: string } | null;
}

const { origin, searchParams } = new URL(inject('sampleUrl'));
const api = new Api(origin, searchParams.get('token') ?? '');
const headers = { authorization: `Bearer ${searchParams.get('token')}`, 'content-type': 'application/json' };
const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  const response = await fetch(`${origin}${path}`, { ...init, headers });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? null : await response.json()) as T;
};

async function exported(order: object): Promise<{ state: State; bytes: Uint8Array }> {
  const { id } = await call<{ id: string }>('/api/v1/exports', { method: 'POST', body: JSON.stringify(order) });
  for (;;) {
    const state = await call<State>(`/api/v1/exports/${id}`);
    if (state.status === 'succeeded') {
      const file = await fetch(`${origin}/api/v1/exports/${id}/file`, { headers });
      return { state, bytes: new Uint8Array(await file.arrayBuffer()) };
    }
    if (state.status === 'failed') throw new Error(JSON.stringify(state));
    await pause(100);
  }
}

async function read(bytes: Uint8Array) {
  const raw = Buffer.from(bytes).toString('latin1');
  const pdf = await getDocumentProxy(bytes);
  const { text } = await extractText(pdf, { mergePages: false });
  const outline = (await pdf.getOutline()) ?? [];
  const flat = (items: typeof outline): string[] => items.flatMap((item) => [item.title, ...flat(item.items)]);
  return { raw, pdf, pages: text, whole: text.join('\n').replace(/\s+/g, ' '), bookmarks: flat(outline) };
}

describe('a board as PDF', () => {
  it('has cover, contents and definitions, every title in order, vector charts, embedded faces and bookmarks', async () => {
    const { state, bytes } = await exported({
      target: { board: 'overview', view: { from: '2011-11-01', to: '2011-11-30' } },
      format: 'pdf',
      lang: 'zh-CN',
      page: { author: '财务部 Finance' },
    });
    expect(state.failedTiles).toEqual([]);
    const { raw, pdf, pages, whole, bookmarks } = await read(bytes);
    expect(pdf.numPages).toBe(state.pages);
    const { view } = await pdf.getPage(1);
    expect(Number(view[2])).toBeGreaterThan(Number(view[3]));
    expect(pages[0]).toContain('经营总览');
    expect(pages[0]).toContain('财务部 Finance');
    expect(pages[1]).toContain('目录');
    expect(pages.at(-1)).toContain('指标说明');
    expect(pages.at(-1)).toContain(`第 ${pdf.numPages} 页，共 ${pdf.numPages} 页`);
    // The figures of the sample's November, known from the answers worked out apart.
    const answer = await api.load({
      measures: ['orders.count', 'orders.customers'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2011-11-01', '2011-11-30'] }],
      timezone: 'Asia/Shanghai',
    });
    const figures = answer[0] ?? {};
    for (const measure of ['orders.count', 'orders.customers']) {
      expect(whole).toContain(Number(figures[measure]).toLocaleString('en'));
    }
    const titles = [
      '净销售额',
      '订单数',
      '下单客户',
      '客单价',
      '复购率',
      '净销售额走势',
      '重点商品',
      '重点客户',
      '订单金额分布',
    ];
    for (const title of titles) expect(bookmarks).toContain(title);
    expect(bookmarks.indexOf('净销售额')).toBeLessThan(bookmarks.indexOf('重点商品'));
    expect(raw).toContain('/FontFile2');
    expect(raw).toMatch(/NotoSansSC/);
    expect(raw).not.toMatch(/\/Subtype\s*\/Image/);
    expect(raw).toContain('/StructTreeRoot');
    expect((await pdf.getMetadata()).info).toMatchObject({ Title: '经营总览', Author: '财务部 Finance' });
  });

  it('is set in English with the same pages, upright on the paper asked for', async () => {
    const { bytes } = await exported({
      target: { board: 'overview' },
      format: 'pdf',
      lang: 'en',
      paper: 'Letter',
      orientation: 'portrait',
    });
    const { pdf, pages, whole } = await read(bytes);
    const { view } = await pdf.getPage(1);
    const [width, height] = [Number(view[2]), Number(view[3])];
    expect(Math.abs(width - 612)).toBeLessThan(1.5);
    expect(Math.abs(height - 792)).toBeLessThan(1.5);
    expect(pages[1]).toContain('Contents');
    expect(whole).toContain('Net revenue by country');
    expect(whole).not.toMatch(/[\u4e00-\u9fff]/);
  });
});

it('a table of five thousand rows runs over pages with every row, repeated heads, sums carried on, its true total', async () => {
  const query = {
    measures: ['orders.revenue', 'orders.count'],
    dimensions: ['orders.customer_name'],
    timeDimensions: [{ dimension: 'orders.ordered_at', granularity: 'month', dateRange: ['2011-08-01', '2011-11-30'] }],
    filters: [{ member: 'orders.customer_name', operator: 'set' }],
    // Month and name after the figure: rows of equal figures have no order of their own.
    order: [
      ['orders.revenue', 'desc'],
      ['orders.ordered_at', 'asc'],
      ['orders.customer_name', 'asc'],
    ],
    timezone: 'Asia/Shanghai',
  };
  const expected = await api.load({ ...query, limit: 20_000 });
  expect(expected.length).toBeGreaterThan(5000);
  const { state, bytes } = await exported({
    target: { query, title: '客户月度' },
    format: 'pdf',
    lang: 'zh-CN',
    orientation: 'portrait',
  });
  const { pages, whole } = await read(bytes);
  let at = 0;
  for (const row of expected) {
    const month = String(row['orders.ordered_at.month']).slice(0, 10);
    const line = ` ${month} ${row['orders.customer_name']} `;
    at = whole.indexOf(line, at);
    expect(at, line).toBeGreaterThan(0);
  }
  const tablePages = pages.filter((page) => page.includes('转下页') || page.includes('合计'));
  expect(tablePages).toHaveLength((state.pages ?? 0) - 2);
  for (const page of tablePages) expect(page).toContain('订单数');
  const total = expected.reduce((sum, row) => sum + Number(row['orders.count']), 0);
  expect(tablePages.at(-1)?.replace(/\s+/g, ' ')).toContain(` ${total.toLocaleString('en')}`);
  expect(tablePages.at(-1)).toContain(`合计 (${expected.length.toLocaleString('en')} 行)`);
});

it('sixty tiles, words without a break, emoji, a heading at the foot and a tile that fails: all named, none cut', async () => {
  const word = 'Donaudampfschifffahrtsgesellschaftskapitän';
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const tiles = Array.from({ length: 58 }, (_, n) => ({
    ...{
      id: `t${n}`,
      kind: 'ranking',
      title: both(`Tile ${n} 😀`),
      measure: 'orders.revenue',
      dimension: 'orders.country',
      limit: 5,
    },
    placement: { x: (n % 3) * 4, y: Math.floor(n / 3) * 4, w: 4, h: 4 },
  }));
  const board = await call<{ id: string }>('/api/v1/boards', {
    method: 'POST',
    body: JSON.stringify({
      title: both(`${word} 🚀`),
      tiles: [
        ...tiles,
        {
          id: 'late',
          kind: 'table',
          title: both('Nobody'),
          dimensions: ['orders.country'],
          measures: ['orders.revenue'],
          orderBy: 'orders.revenue',
          limit: 5,
          filters: [{ member: 'orders.country', operator: 'equals', values: ['Nowhere'] }],
          placement: { x: 4, y: 76, w: 8, h: 4 },
        },
        {
          id: 'broken',
          kind: 'ranking',
          title: both('Broken tile'),
          measure: 'orders.revenue',
          dimension: 'orders.nope',
          limit: 5,
          placement: { x: 0, y: 80, w: 12, h: 4 },
        },
      ],
    }),
  });
  try {
    const { state, bytes } = await exported({ target: { board: board.id }, format: 'pdf', lang: 'en' });
    expect(state.failedTiles.map(({ title }) => title)).toEqual(['Broken tile']);
    const { whole, bookmarks, pdf } = await read(bytes);
    expect(pdf.numPages).toBe(state.pages);
    expect(whole).toContain('Could not be read: Broken tile');
    expect(whole).toContain(word);
    for (let n = 0; n < 58; n += 1) expect(bookmarks.filter((title) => title.startsWith(`Tile ${n} `))).toHaveLength(1);
  } finally {
    await call(`/api/v1/boards/${board.id}`, { method: 'DELETE' });
  }
});

it('a pivot of two hundred columns stands on paper with all of them, side by side, each once', async () => {
  const dates = ['2010-12-01', '2011-08-31'];
  const uk = [{ member: 'orders.country', operator: 'equals', values: ['United Kingdom'] }];
  const days = await api.load({
    measures: ['orders.count'],
    timeDimensions: [{ dimension: 'orders.ordered_at', granularity: 'day', dateRange: dates }],
    filters: uk,
    timezone: 'Asia/Shanghai',
  });
  expect(days.length).toBeGreaterThan(200);
  const pivot = {
    rows: [{ id: 'country', member: 'orders.country' }],
    columns: [{ id: 'day', member: 'orders.ordered_at', granularity: 'day' }],
    values: [{ id: 'count', source: { measure: 'orders.count' } }],
    filters: uk,
    dates: { member: 'orders.ordered_at', range: { from: dates[0], to: dates[1] } },
  };
  const report = await call<{ id: string }>('/api/v1/reports', {
    method: 'POST',
    body: JSON.stringify({ title: 'Two hundred days', definition: { pivot } }),
  });
  try {
    const { state, bytes } = await exported({ target: { report: report.id }, format: 'pdf', lang: 'zh-CN' });
    expect(state.failedTiles).toEqual([]);
    const { whole, pages } = await read(bytes);
    const together = whole.replaceAll(' ', '');
    const heads = days.map((row) => {
      const [year, month, day] = String(row['orders.ordered_at.day']).slice(0, 10).split('-').map(Number);
      return `${year}年${month}月${day}日`;
    });
    let at = 0;
    for (const head of heads) {
      at = together.indexOf(head, at) + head.length;
      expect(at, head).toBeGreaterThan(head.length);
    }
    // Parts of the table follow each other without a gap to the last column, the total.
    const parts = [...together.matchAll(/第(\d+)–(\d+)列，共(\d+)列/g)].map((part) => part.slice(1, 4).map(Number));
    expect(parts.length).toBeGreaterThan(5);
    expect(parts[0]?.[0]).toBe(1);
    for (const [index, [from]] of parts.entries()) if (index > 0) expect(from).toBe((parts[index - 1]?.[1] ?? 0) + 1);
    expect(parts.at(-1)?.slice(1)).toEqual([days.length + 1, days.length + 1]);
    // The measure that stands in the report is explained at its end.
    expect(pages.at(-1)).toContain('指标说明');
    expect(pages.at(-1)).toContain('订单数');
  } finally {
    await call(`/api/v1/reports/${report.id}`, { method: 'DELETE' });
  }
});

it('an analysis by itself has pages of its own: its name, every row of its table in order, heads on each page', async () => {
  const question = {
    steps: [{ event: 'order_placed' }, { event: 'order_placed' }],
    window: { value: 30, unit: 'day' },
    breakdown: { properties: ['country'], source: 'event', attribution: 'first_touch' },
  };
  const { breakdown } = await call<{ breakdown: { value: string[]; steps: { count: number }[] }[] }>(
    '/api/v1/analytics/funnel',
    { method: 'POST', body: JSON.stringify(question) },
  );
  expect(breakdown.length).toBeGreaterThan(25);
  const { state, bytes } = await exported({
    target: { analytics: 'funnel', question },
    format: 'pdf',
    lang: 'en',
    page: { hasCover: false },
  });
  expect(state.failedTiles).toEqual([]);
  const { pages, bookmarks } = await read(bytes);
  expect(pages.length).toBeGreaterThan(2);
  expect(bookmarks).toContain('Funnel');
  expect(pages[0]).toContain('How this is counted');
  const tables = pages.slice(1).map((page) => page.replace(/\s+/g, ' '));
  for (const page of tables) expect(page).toContain('Median time');
  const rows = tables.join(' ');
  let at = 0;
  for (const { value, steps } of breakdown) {
    if (value[0] === '') continue;
    const row = `${value[0]} ${(steps[0]?.count ?? 0).toLocaleString('en')} `;
    at = rows.indexOf(row, at);
    expect(at, row).toBeGreaterThan(-1);
  }
});

it('a table without rows says so on its page; a tile is a drawing of lines', async () => {
  const query = {
    measures: ['orders.count'],
    dimensions: ['orders.country'],
    filters: [{ member: 'orders.country', operator: 'equals', values: ['Nowhere'] }],
    timezone: 'Asia/Shanghai',
  };
  const { state, bytes } = await exported({ target: { query, title: 'Nobody' }, format: 'pdf', lang: 'en' });
  expect(state).toMatchObject({ status: 'succeeded', failedTiles: [] });
  expect((await read(bytes)).whole).toContain('No rows for these dates and filters.');
  const drawn = await exported({
    target: { board: 'overview', tiles: ['revenue-by-country'] },
    format: 'svg',
    lang: 'en',
  });
  const svg = new TextDecoder().decode(drawn.bytes);
  expect(svg.startsWith('<svg')).toBe(true);
  expect(svg).toContain('United Kingdom');
  expect(svg).not.toContain('<image');
});

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('a tile that has no answer in its time is named on the page and in the report, never left blank', async () => {
    const { id } = await call<{ id: string }>('/api/v1/exports', {
      method: 'POST',
      body: JSON.stringify({
        target: { board: 'overview', tiles: ['orders', 'revenue-by-country'] },
        format: 'xlsx',
        lang: 'en',
      }),
    });
    const context = await newContext(browser, { language: 'en' });
    onTestFinished(async () => {
      await context.close();
      await call(`/api/v1/exports/${id}`, { method: 'DELETE' });
    });
    const page = await context.newPage();
    // The question of one tile is never answered.
    await page.route('**/cubejs-api/v1/load', (route) =>
      route.request().postData()?.includes('orders.country') ? undefined : route.continue(),
    );
    await page.goto(inject('sampleUrl'));
    await page.goto(`${origin}/print/${id}?wait=2000&lang=en`);
    const report = page.locator('#print-report');
    await report.waitFor({ state: 'attached' });
    const told = JSON.parse((await report.textContent()) ?? '{}') as { failedTiles: { id: string; message: string }[] };
    expect(told.failedTiles.find(({ id: tile }) => tile === 'revenue-by-country')?.message).toContain('2 seconds');
    const tile = page.getByTestId('tile-revenue-by-country');
    expect(await tile.getAttribute('data-state')).toBe('failed');
    expect(await tile.textContent()).toContain('Net revenue by country');
    await page.getByRole('alert').filter({ hasText: 'Net revenue by country' }).first().waitFor();
  });

  it('an alert is set from the menu of a number tile, a schedule from that of a report', async () => {
    const mark = freshName('e2e');
    const report = await call<{ id: string }>('/api/v1/reports', {
      method: 'POST',
      body: JSON.stringify({
        title: mark,
        definition: {
          pivot: {
            rows: [{ id: 'country', member: 'orders.country' }],
            columns: [],
            values: [{ id: 'count', source: { measure: 'orders.count' } }],
          },
        },
      }),
    });
    const alerts = () => call<{ id: string; definition: { name: string; tile: object } }[]>('/api/v1/alerts');
    const named = async () => (await alerts()).filter(({ definition }) => definition.name === mark);
    const context = await newContext(browser, { language: 'en' });
    onTestFinished(async () => {
      await context.close();
      for (const { id } of await named()) await call(`/api/v1/alerts/${id}`, { method: 'DELETE' });
      await call(`/api/v1/reports/${report.id}`, { method: 'DELETE' });
    });
    const page = await context.newPage();
    const faults = watchFaults(page);
    await page.goto(inject('sampleUrl'));
    await page.goto(`${origin}/boards/overview?country=France`);
    await page.getByTestId('tile-orders-value').waitFor();
    await page.getByTestId('menu-orders').click();
    await page.getByRole('menuitem', { name: 'Add alert…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(mark);
    await page.getByText('Narrowed as on the board: France').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(named).toHaveLength(1);
    const [own] = await named();
    expect(own?.definition.tile).toEqual({ board: 'overview', tile: 'orders', view: { 'orders.country': ['France'] } });
    // The figure is that of the tile, asked for apart.
    const { value } = await call<{ value: number }>(`/api/v1/alerts/${own?.id}/evaluate`, { method: 'POST' });
    const [answer] = await api.load({
      measures: ['orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2011-11-01', '2011-11-30'] }],
      filters: [{ member: 'orders.country', operator: 'equals', values: ['France'] }],
      timezone: 'Asia/Shanghai',
    });
    expect(value).toBe(Number(answer?.['orders.count']));
    await page.goto(`${origin}/deliveries?tab=alerts&alert=${own?.id}`);
    await page.locator('tr[aria-current]').filter({ hasText: mark }).waitFor();
    await page.goto(`${origin}/explore?report=${report.id}`);
    await page.getByTestId('export').click();
    await page.getByRole('menuitem', { name: 'Send on schedule…' }).click();
    await page.getByRole('dialog', { name: 'Add schedule' }).waitFor();
    await page.getByTestId('schedule-target').getByText(mark).waitFor();
    expect(faults).toEqual([]);
  });
});

it('the lent token of the printer reads and changes nothing; a board is a picture too', async () => {
  const { bytes } = await exported({
    target: { board: 'overview', tiles: ['revenue-by-country'] },
    format: 'png',
    lang: 'en',
  });
  expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(16)).toBeGreaterThan(1000);
});
