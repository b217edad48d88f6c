import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { launchBrowser, newContext } from '../support/browser.ts';
import { exportsOf, readPdf } from '../support/exports.ts';

/** A picture of one point. */
const redDot =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

const { api, call, origin, exported } = exportsOf(inject('sampleUrl'));

describe('a board as PDF', () => {
  it('has cover, contents and definitions, every title in order, vector charts, embedded faces and bookmarks', async () => {
    const { state, bytes } = await exported({
      target: { board: 'overview', view: { from: '2011-11-01', to: '2011-11-30' } },
      format: 'pdf',
      lang: 'zh-CN',
      page: { author: '财务部 Finance' },
    });
    expect(state.failedTiles).toEqual([]);
    const { raw, pdf, pages, whole, bookmarks } = await readPdf(bytes);
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
      page: {
        ...{ paper: 'Letter', orientation: 'portrait', margins: 'wide', title: 'For the board meeting', logo: redDot },
        ...{ breaksBefore: ['top-products'], notes: { orders: 'Counted once they are paid.' } },
      },
    });
    const { pdf, pages, raw, whole } = await readPdf(bytes);
    const { view } = await pdf.getPage(1);
    const [width, height] = [Number(view[2]), Number(view[3])];
    expect(Math.abs(width - 612)).toBeLessThan(1.5);
    expect(Math.abs(height - 792)).toBeLessThan(1.5);
    expect(pages[0]).toContain('For the board meeting');
    // The only picture is the logo.
    expect(raw).toMatch(/\/Subtype\s*\/Image/);
    expect(pages[1]).toContain('Contents');
    // Every title of the contents leads to its page.
    const links = (await (await pdf.getPage(2)).getAnnotations()).filter(({ subtype }) => subtype === 'Link');
    expect(links.length).toBeGreaterThan(10);
    expect(whole).toContain('Counted once they are paid.');
    // A page begins with the tile that was to begin one.
    const opened = pages.map((page) => page.replace(/\s+/g, ' ')).filter((page) => page.includes('Top products'));
    expect(opened.at(-1)).toMatch(/^For the board meeting Nov 2011 Data as of 30 Nov 2011 Page \d of \d Top products/);
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
  const { pages, whole } = await readPdf(bytes);
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
    const { whole, bookmarks, pdf } = await readPdf(bytes);
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
    const { whole, pages } = await readPdf(bytes);
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
  const { pages, bookmarks } = await readPdf(bytes);
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

it.each(['zh-CN', 'en'] as const)('a briefing is one upright page with every sentence in order (%s)', async (lang) => {
  const view = { from: '2011-11-01', to: '2011-11-30', country: 'United Kingdom' };
  const { sentences } = await call<{ sentences: { tileId: string; words: Record<string, string> }[] }>(
    '/api/v1/briefing',
    { method: 'POST', body: JSON.stringify({ board: 'overview', view }) },
  );
  expect(sentences.length).toBeGreaterThan(5);
  await call('/api/v1/workspace', { method: 'PATCH', body: '{"publicAddress":"https://bi.example.com"}' });
  onTestFinished(() => call('/api/v1/workspace', { method: 'PATCH', body: '{"publicAddress":null}' }));
  const { state, bytes } = await exported({ target: { briefing: 'overview', view }, format: 'pdf', lang });
  expect(state).toMatchObject({ pages: 1, failedTiles: [] });
  const { pdf, raw, whole } = await readPdf(bytes);
  expect(pdf.numPages).toBe(1);
  const sheet = await pdf.getPage(1);
  // Every sentence leads to its chart, of the same dates and country; one of two lines is two areas of one link.
  const led = (await sheet.getAnnotations()).map(({ url }) => String(url ?? ''));
  const board = 'https://bi.example.com/boards/overview?from=2011-11-01&to=2011-11-30&country=United%20Kingdom';
  const wanted = sentences.map(({ tileId }) => `${board}#tile-${tileId}-title`);
  expect(led.filter((url, n) => url !== led[n - 1])).toEqual(wanted.filter((url, n) => url !== wanted[n - 1]));
  const { view: paper } = sheet;
  expect(Math.abs(Number(paper[2]) - 595.3)).toBeLessThan(1.5);
  expect(Math.abs(Number(paper[3]) - 841.9)).toBeLessThan(1.5);
  const together = whole.replaceAll(' ', '');
  expect(together).toContain(`${lang === 'en' ? 'Filters:Country' : '筛选:国家/地区'}:UnitedKingdom`);
  let at = 0;
  for (const { words } of sentences) {
    const sentence = (words[lang] ?? '').replaceAll(' ', '');
    at = together.indexOf(sentence, at);
    expect(at, sentence).toBeGreaterThan(0);
  }
  const title = lang === 'en' ? 'Briefing: Business overview' : '经营总览 简报';
  expect((await pdf.getMetadata()).info).toMatchObject({ Title: title });
  expect(raw).not.toMatch(/\/Subtype\s*\/Image/);
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
  expect((await readPdf(bytes)).whole).toContain('No rows for these dates and filters.');
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
