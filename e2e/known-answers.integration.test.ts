import cube, { type Query } from '@cubejs-client/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import answers from '../fixtures/known-answers/online-retail.json' with { type: 'json' };
import type { Row } from './support/api.ts';
import { HostProcess } from './support/host-process.ts';

let host: HostProcess;
const timezone = 'Asia/Shanghai';

beforeAll(async () => {
  host = await HostProcess.start({ withSample: true, timezone });
  await host.api.sampleImported();
});
afterAll(() => host.discard());

/** Major units as Cube sends them, in pence; the figure must be a whole number of them. */
function pence(value: unknown): number {
  const amount = Math.round(Number(value ?? 0) * 100);
  expect(Math.abs(amount / 100 - Number(value ?? 0))).toBeLessThan(1e-9);
  return amount;
}

const headlineMeasures = [
  'orders.revenue',
  'orders.count',
  'orders.average_order_value',
  'orders.customers',
  'orders.repeat_rate',
  'orders.returns_count',
  'orders.anonymous_count',
];

interface Range {
  from: string;
  to: string;
  country?: string;
}

function queryOf({ from, to, country }: Range, rest: Query): Query {
  return {
    ...rest,
    timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: [from, to] }],
    ...(country ? { filters: [{ member: 'orders.country', operator: 'equals', values: [country] }] } : {}),
    timezone,
  };
}

function headlineOf(row: Row | undefined) {
  const orders = Number(row?.['orders.count']);
  const customers = Number(row?.['orders.customers']);
  const aov = row?.['orders.average_order_value'];
  const rate = row?.['orders.repeat_rate'];
  return {
    revenue: pence(row?.['orders.revenue']),
    orders,
    customers,
    returns: Number(row?.['orders.returns_count']),
    anonymous_orders: Number(row?.['orders.anonymous_count']),
    order_net: aov === null ? null : Math.round(Number(aov) * 100 * orders),
    repeat_customers: rate === null ? null : Math.round(Number(rate) * customers),
    average_order_value: aov === null ? null : Number(aov),
    repeat_rate: rate === null ? null : Number(rate),
  };
}

describe('the headline measures of the sample', () => {
  const cases = Object.entries(answers.headlines);
  it.each(cases)('[RV1] [RV2] [RV4] [RV8] [RV9] %s', async (_name, { range, figures }) => {
    const [row] = await host.api.load(queryOf(range, { measures: headlineMeasures }));
    const shown = headlineOf(row);
    const { revenue, orders, customers, returns, anonymous_orders, order_net, repeat_customers } = figures;
    expect(shown).toMatchObject({ revenue, orders, customers, returns, anonymous_orders });
    expect(shown.order_net).toBe(orders === 0 ? null : order_net);
    expect(shown.repeat_customers).toBe(customers === 0 ? null : repeat_customers);
    if (orders > 0) expect(shown.average_order_value).toBeCloseTo(order_net / 100 / orders, 9);
    if (customers > 0) expect(shown.repeat_rate).toBeCloseTo(repeat_customers / customers, 12);
  });

  it('are the same through the client library of Cube', async () => {
    const client = cube(host.api.token, { apiUrl: `${host.api.origin}/cubejs-api/v1` });
    for (const { range } of Object.values(answers.headlines)) {
      const query = queryOf(range, { measures: headlineMeasures });
      const [plain] = await host.api.load(query);
      const [library] = (await client.load(query)).rawData();
      expect(library).toEqual(plain);
    }
  });
});

const year: [string, string] = ['2010-12-01', '2011-11-30'];
const november: [string, string] = ['2011-11-01', '2011-11-30'];

describe('the breakdowns of the sample', () => {
  it('[RV1] [RV7] by month', async () => {
    const rows = await host.api.load({
      measures: ['orders.revenue', 'orders.count', 'orders.customers', 'orders.new_customers', 'orders.returns_count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', granularity: 'month', dateRange: year }],
      timezone,
    });
    const shown = rows.map((row) => ({
      month: String(row['orders.ordered_at.month']).slice(0, 7),
      revenue: pence(row['orders.revenue']),
      orders: Number(row['orders.count']),
      customers: Number(row['orders.customers']),
      new_customers: Number(row['orders.new_customers']),
      returns: Number(row['orders.returns_count']),
    }));
    const known = answers.tables.months.map(({ month, revenue, orders, customers, new_customers, returns }) => ({
      ...{ month, revenue, orders, customers, new_customers, returns },
    }));
    expect(shown).toEqual(known);
  });

  it('[RV7] new profiles by month are the new customers', async () => {
    const rows = await host.api.load({
      measures: ['profiles.new'],
      timeDimensions: [{ dimension: 'profiles.first_seen', granularity: 'month', dateRange: year }],
      timezone,
    });
    expect(rows.map((row) => Number(row['profiles.new']))).toEqual(
      answers.tables.months.map((row) => row.new_customers),
    );
  });

  it.each([
    ['twelve months', year, answers.tables.countries],
    ['November 2011', november, answers.tables.countries_2011_11],
  ])('by country, %s', async (_name, dateRange, known) => {
    const rows = await host.api.load({
      measures: ['orders.revenue', 'orders.count', 'orders.customers'],
      dimensions: ['orders.country'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange }],
      order: [
        ['orders.revenue', 'desc'],
        ['orders.country', 'asc'],
      ],
      timezone,
    });
    const shown = rows.map((row) => ({
      country: row['orders.country'],
      revenue: pence(row['orders.revenue']),
      orders: Number(row['orders.count']),
      customers: Number(row['orders.customers']),
    }));
    expect(shown).toEqual(known);
  });

  it.each([
    ['twelve months', year, answers.tables.top_products],
    ['November 2011', november, answers.tables.top_products_2011_11],
  ])('top products, %s', async (_name, dateRange, known) => {
    const rows = await host.api.load({
      measures: ['order_items.revenue', 'order_items.quantity'],
      dimensions: ['order_items.product_key'],
      segments: ['order_items.goods'],
      timeDimensions: [{ dimension: 'order_items.ordered_at', dateRange }],
      order: [
        ['order_items.revenue', 'desc'],
        ['order_items.product_key', 'asc'],
      ],
      limit: 20,
      timezone,
    });
    const shown = rows.map((row) => ({
      product: row['order_items.product_key'],
      revenue: pence(row['order_items.revenue']),
      quantity: Number(row['order_items.quantity']),
    }));
    expect(shown).toEqual(known);
  });

  it.each([
    ['twelve months', year, answers.tables.weekday_hours],
    ['November 2011', november, answers.tables.weekday_hours_2011_11],
  ])('[RV12] by weekday and hour, %s', async (_name, dateRange, known) => {
    const rows = await host.api.load({
      measures: ['orders.revenue', 'orders.count'],
      dimensions: ['orders.weekday', 'orders.hour'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange }],
      order: [
        ['orders.weekday', 'asc'],
        ['orders.hour', 'asc'],
      ],
      timezone,
    });
    const shown = rows.map((row) => ({
      weekday: Number(row['orders.weekday']),
      hour: Number(row['orders.hour']),
      revenue: pence(row['orders.revenue']),
      orders: Number(row['orders.count']),
    }));
    expect(shown).toEqual(known);
  });

  it('[RV2] order values by band, November 2011', async () => {
    const rows = await host.api.load({
      measures: ['orders.count'],
      dimensions: ['orders.value_band'],
      filters: [{ member: 'orders.value_band', operator: 'set' }],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: november }],
      order: [['orders.value_band', 'asc']],
      timezone,
    });
    const shown = rows.map((row) => ({
      band: Number(row['orders.value_band']),
      orders: Number(row['orders.count']),
    }));
    expect(shown).toEqual(answers.tables.order_values_2011_11);
  });

  it('top customers, by the number the shop knows them by', async () => {
    const rows = await host.api.load({
      measures: ['orders.revenue', 'orders.count'],
      dimensions: ['orders.profile_id', 'orders.customer_name'],
      filters: [{ member: 'orders.profile_id', operator: 'set' }],
      order: [['orders.revenue', 'desc']],
      limit: 20,
      timezone,
    });
    const shown = rows.map((row) => ({
      customer: row['orders.customer_name'],
      revenue: pence(row['orders.revenue']),
      orders: Number(row['orders.count']),
    }));
    expect(shown).toEqual(answers.tables.top_customers);
  });

  it('[RV10] every line by type, in the model and in the reconciliation', async () => {
    const rows = await host.api.load({
      measures: ['order_items.lines'],
      dimensions: ['order_items.line_type'],
      timezone,
    });
    const shown = Object.fromEntries(
      rows.map((row) => [row['order_items.line_type'], Number(row['order_items.lines'])]),
    );
    expect(shown).toEqual(Object.fromEntries(answers.tables.reconciliation.map((row) => [row.line_type, row.lines])));

    const sheet = (await host.api.json('/api/v1/reconciliation')) as {
      all: { lines: number };
      inRevenue: { lines: number; amountMinor: number };
      leftOut: { lines: number };
    };
    const sales = answers.tables.reconciliation.filter((row) => row.is_sale);
    expect(sheet.all.lines).toBe(516_384);
    expect(sheet.inRevenue).toMatchObject({
      lines: sales.reduce((sum, row) => sum + row.lines, 0),
      amountMinor: answers.headlines.all.figures.revenue,
    });
    expect(sheet.inRevenue.lines + sheet.leftOut.lines).toBe(sheet.all.lines);
  });
});

it('[RV12] in another zone, with daylight saving in the middle of the data, no day shifts', async () => {
  const zone = 'America/New_York';
  const other = await HostProcess.start({ withSample: true, timezone: zone });
  try {
    await other.api.sampleImported();
    const rows = await other.api.load({
      measures: ['orders.revenue', 'orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', granularity: 'month', dateRange: year }],
      timezone: zone,
    });
    const shown = rows.map((row) => [pence(row['orders.revenue']), Number(row['orders.count'])]);
    expect(shown).toEqual(answers.tables.months.map(({ revenue, orders }) => [revenue, orders]));
    const hours = await other.api.load({
      measures: ['orders.count'],
      dimensions: ['orders.weekday', 'orders.hour'],
      order: [
        ['orders.weekday', 'asc'],
        ['orders.hour', 'asc'],
      ],
      timezone: zone,
    });
    expect(hours.map((row) => Number(row['orders.count']))).toEqual(
      answers.tables.weekday_hours.map(({ orders }) => orders),
    );
  } finally {
    await other.discard();
  }
});
