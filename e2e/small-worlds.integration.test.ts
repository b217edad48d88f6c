import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomShop } from '../fixtures/random-shop.ts';
import { lines, linesCsv, mapping, months, quarter, workspace } from '../fixtures/tea-shop/index.ts';
import type { Row } from './support/api.ts';
import { HostProcess } from './support/host-process.ts';

const timezone = 'Asia/Shanghai';
const measures = [
  'orders.revenue',
  'orders.count',
  'orders.customers',
  'orders.new_customers',
  'orders.repeat_rate',
  'orders.returns_count',
  'orders.anonymous_count',
  'orders.unconverted_count',
];

function figuresOf(row: Row | undefined) {
  const customers = Number(row?.['orders.customers']);
  return {
    revenue: Math.round(Number(row?.['orders.revenue']) * 100),
    orders: Number(row?.['orders.count']),
    customers,
    newCustomers: Number(row?.['orders.new_customers']),
    repeatCustomers: Math.round(Number(row?.['orders.repeat_rate']) * customers),
    returns: Number(row?.['orders.returns_count']),
    anonymousOrders: Number(row?.['orders.anonymous_count']),
    unconverted: Number(row?.['orders.unconverted_count']),
  };
}

const json = (body: unknown): RequestInit => ({
  method: 'PATCH',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('the tea shop, checked by hand', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await HostProcess.start({ language: 'zh-CN', timezone });
    await host.api.json('/api/v1/workspace', json(workspace));
  });
  afterAll(() => host.discard());

  const encodings: [string, (text: string) => Uint8Array<ArrayBuffer>][] = [
    ['UTF-8', (text) => Uint8Array.from(iconv.encode(text, 'utf-8'))],
    ['UTF-8 with BOM', (text) => Uint8Array.from(iconv.encode(text, 'utf-8', { addBOM: true }))],
    ['GB18030', (text) => Uint8Array.from(iconv.encode(text, 'gb18030'))],
    ['UTF-16', (text) => Uint8Array.from(iconv.encode(text, 'utf-16le', { addBOM: true }))],
  ];
  it.each(encodings)('in %s, imported again and again, gives the same figures', async (name, encode) => {
    const content = encode(await readFile(linesCsv, 'utf8'));
    const state = await host.api.import({ name: `${name}.csv`, content }, { entity: 'order_items', mapping });
    expect(state).toMatchObject({ status: 'succeeded', rowsRead: lines.all, rowsAccepted: lines.all, rowsRejected: 0 });

    const byMonth = await host.api.load({
      measures,
      timeDimensions: [
        { dimension: 'orders.ordered_at', granularity: 'month', dateRange: ['2024-01-01', '2024-03-31'] },
      ],
      timezone,
    });
    const shown = byMonth.map((row) => ({
      month: String(row['orders.ordered_at.month']).slice(0, 7),
      ...figuresOf(row),
    }));
    expect(shown).toEqual(months);
    const [whole] = await host.api.load({ measures, timezone });
    expect(figuresOf(whole)).toMatchObject(quarter);
  });

  it('[RV10] every line is in revenue or left out for a reason', async () => {
    const sheet = (await host.api.json('/api/v1/reconciliation')) as {
      all: { lines: number };
      inRevenue: { lines: number; amountMinor: number };
      leftOut: { byReason: { reason: string; lineType: string; lines: number }[] };
      unconverted: { currency: string; lines: number; amountMinor: number }[];
    };
    expect(sheet.all.lines).toBe(lines.all);
    expect(sheet.inRevenue).toMatchObject({ lines: lines.inRevenue, amountMinor: quarter.revenue });
    const reasons = sheet.leftOut.byReason.map(({ reason, lineType, lines: count }) => [reason, lineType, count]);
    expect(reasons.sort()).toEqual([
      ['cancelled', 'goods', 1],
      ['line_type', 'fee', 1],
      ['line_type', 'sample', 1],
      ['unconverted', 'goods', 1],
    ]);
    expect(sheet.unconverted).toEqual([{ currency: 'HKD', lines: 1, amountMinor: 15_000 }]);
  });

  it('[RV13] a rate that comes later counts at once', async () => {
    await host.api.json('/api/v1/workspace', json({ exchangeRates: { ...workspace.exchangeRates, HKD: '0.9' } }));
    const [row] = await host.api.load({ measures, timezone });
    expect(figuresOf(row)).toMatchObject({ revenue: quarter.revenue + 13_500, unconverted: 0 });
    await host.api.json('/api/v1/workspace', json(workspace));
  });

  it('days follow the zone of the workspace: the last second of January is still January in London', async () => {
    await host.api.json('/api/v1/workspace', json({ timezone: 'Europe/London' }));
    const rows = await host.api.load({
      measures: ['orders.revenue'],
      timeDimensions: [
        { dimension: 'orders.ordered_at', granularity: 'month', dateRange: ['2024-01-01', '2024-03-31'] },
      ],
      timezone: 'Europe/London',
    });
    // A1003, at midnight in Shanghai on 1 February, is 31 January in London.
    const shown = rows.map((row) => Math.round(Number(row['orders.revenue']) * 100));
    expect(shown).toEqual([66_790 + 12_800, 110_780 - 12_800, 20_800]);
  });
});

describe('random shops', () => {
  let host: HostProcess;
  beforeEach(async () => {
    host = await HostProcess.start({ timezone: 'America/New_York' });
    return () => host.discard();
  });

  it('give the figures their generator worked out, line for line', async () => {
    for (const seed of [1, 2, 3]) {
      const { csv, lineCount, tally } = randomShop(seed, 400);
      const request = { entity: 'order_items', options: { mode: 'replace' as const } };
      const state = await host.api.import({ name: `shop-${seed}.csv`, content: csv }, request);
      expect(state).toMatchObject({ status: 'succeeded', rowsRead: lineCount, rowsAccepted: lineCount });
      const [row] = await host.api.load({ measures, timezone: 'America/New_York' });
      const { revenueByMonth, ...whole } = tally;
      expect({ seed, ...figuresOf(row) }).toMatchObject({ seed, ...whole });
      const rows = await host.api.load({
        measures: ['orders.revenue'],
        timeDimensions: [
          { dimension: 'orders.ordered_at', granularity: 'month', dateRange: ['2023-01-01', '2023-12-31'] },
        ],
        timezone: 'America/New_York',
      });
      const shown = rows.map((month) => [
        String(month['orders.ordered_at.month']).slice(0, 7),
        Math.round(Number(month['orders.revenue']) * 100),
      ]);
      expect(Object.fromEntries(shown)).toEqual(revenueByMonth);
    }
  });
});
