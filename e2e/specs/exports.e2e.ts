import { setTimeout as pause } from 'node:timers/promises';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, inject, it } from 'vitest';
import { Api } from '../support/api.ts';

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

  it('is set in English with the same pages, upright and wide', async () => {
    for (const orientation of ['portrait', 'landscape'] as const) {
      const { bytes } = await exported({
        target: { board: 'overview' },
        format: 'pdf',
        lang: 'en',
        paper: 'Letter',
        orientation,
      });
      const { pdf, pages, whole } = await read(bytes);
      const { view } = await pdf.getPage(1);
      const [width, height] = [Number(view[2]), Number(view[3])];
      expect(width < height).toBe(orientation === 'portrait');
      expect(Math.abs(Math.min(width, height) - 612)).toBeLessThan(1.5);
      expect(pages[1]).toContain('Contents');
      expect(whole).toContain('Net revenue by country');
      expect(whole).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

it('a long table runs over pages with every row, repeated heads, sums carried on, and its true total', async () => {
  const query = {
    measures: ['orders.revenue', 'orders.count'],
    dimensions: ['orders.customer_name'],
    filters: [
      { member: 'orders.country', operator: 'notEquals', values: ['United Kingdom'] },
      { member: 'orders.customer_name', operator: 'set' },
    ],
    // The name after the figure: rows of equal figures have no order of their own.
    order: [
      ['orders.revenue', 'desc'],
      ['orders.customer_name', 'asc'],
    ],
    timezone: 'Asia/Shanghai',
  };
  const expected = await api.load(query);
  expect(expected.length).toBeGreaterThan(300);
  const { state, bytes } = await exported({
    target: { query, title: '海外客户' },
    format: 'pdf',
    lang: 'zh-CN',
    orientation: 'portrait',
  });
  const { pages, whole } = await read(bytes);
  let at = 0;
  for (const row of expected) {
    at = whole.indexOf(` ${row['orders.customer_name']} `, at);
    expect(at, String(row['orders.customer_name'])).toBeGreaterThan(0);
  }
  const tablePages = pages.filter((page) => page.includes('转下页') || page.includes('合计'));
  expect(tablePages).toHaveLength((state.pages ?? 0) - 2);
  for (const page of tablePages) expect(page).toContain('订单数');
  const total = expected.reduce((sum, row) => sum + Number(row['orders.count']), 0);
  expect(tablePages.at(-1)?.replace(/\s+/g, ' ')).toContain(` ${total.toLocaleString('en')}`);
  expect(tablePages.at(-1)).toContain(`合计 (${expected.length} 行)`);
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

it('the lent token of the printer reads and changes nothing; a board is a picture too', async () => {
  const { bytes } = await exported({
    target: { board: 'overview', tiles: ['revenue-by-country'] },
    format: 'png',
    lang: 'en',
  });
  expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(16)).toBeGreaterThan(1000);
});
