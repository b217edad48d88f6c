import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { at, type Row, startWorld, type World } from './store-world.fixture.ts';

/**
 * A world small enough to work out by hand; zone Asia/Shanghai, money in CNY, 1 USD = 7 CNY, no rate for EUR.
 *
 * | order | customer | local time  | document         | net      | place, channel |
 * |-------|----------|-------------|------------------|----------|----------------|
 * | A1    | Ann      | 01-05 10:00 | paid order       | 100 CNY  | FR web         |
 * | A2    | Bob      | 01-20 12:00 | paid order       | 50 CNY   | DE web         |
 * | A3    | Ann      | 02-03 09:00 | paid order       | 200 CNY  | DE web         |
 * | A4    | Ann      | 02-10 09:00 | return           | −30 CNY  | FR web         |
 * | A5    | nobody   | 02-11 15:00 | paid order       | 40 CNY   | FR store       |
 * | A6    | Cai      | 02-12 15:00 | cancelled order  | 999 CNY  | CN app         |
 * | A7    | Cai      | 02-15 15:00 | paid order       | 10 USD   | CN app         |
 * | A8    | Bob      | 02-20 15:00 | unpaid order     | 77 CNY   | DE web         |
 * | A9    | Cai      | 02-29 23:30 | paid order       | 20 CNY   | FR app         |
 * | A10   | Bob      | 03-01 00:10 | paid order       | 5 EUR    | DE web         |
 * | A11   | Ann      | 03-09 10:00 | paid order       | 60 CNY   | FR web         |
 *
 * Ann looked around on 2023-12-01; Dot did on 2024-02-02 and never bought.
 */
const zone = 'Asia/Shanghai';
const [ann, bob, cai, dot] = [1, 2, 3, 4];

function order(id: number, profile: number | null, local: string, net: number, more: Row): Row {
  return {
    id,
    source_id: 1,
    key: `A${id}`,
    profile_id: profile,
    ordered_at: at(zone, `2024-${local}`),
    currency: 'CNY',
    net_minor: net * 100,
    ...more,
  };
}

const web = { channel: 'web' };
const orders = [
  order(1, ann, '01-05 10:00', 100, { ...web, country: 'FR' }),
  order(2, bob, '01-20 12:00', 50, { ...web, country: 'DE' }),
  order(3, ann, '02-03 09:00', 200, { ...web, country: 'DE' }),
  order(4, ann, '02-10 09:00', -30, { ...web, country: 'FR', kind: 'return' }),
  order(5, null, '02-11 15:00', 40, { channel: 'store', country: 'FR' }),
  order(6, cai, '02-12 15:00', 999, { channel: 'app', country: 'CN', status: 'cancelled' }),
  order(7, cai, '02-15 15:00', 10, { channel: 'app', country: 'CN', currency: 'USD' }),
  order(8, bob, '02-20 15:00', 77, { ...web, country: 'DE', status: 'open' }),
  order(9, cai, '02-29 23:30', 20, { channel: 'app', country: 'FR' }),
  order(10, bob, '03-01 00:10', 5, { ...web, country: 'DE', currency: 'EUR' }),
  order(11, ann, '03-09 10:00', 60, { ...web, country: 'FR' }),
];

const line = (
  id: number,
  orderId: number,
  productId: number | null,
  type: string,
  units: number,
  amount: number,
): Row => ({
  id,
  order_id: orderId,
  line_key: String(id),
  product_id: productId,
  line_type: type,
  quantity_milli: units * 1000,
  amount_minor: amount * 100,
});
const [tea, cup] = [1, 2];
const items = [
  line(1, 1, tea, 'goods', 2, 80),
  line(2, 1, null, 'delivery', 1, 20),
  line(3, 1, null, 'fee', 1, 5),
  line(4, 3, tea, 'goods', 3, 150),
  line(5, 3, cup, 'goods', 1, 50),
  line(6, 4, tea, 'goods', -1, -30),
  line(7, 6, cup, 'goods', 9, 999),
  line(8, 7, cup, 'goods', 1, 10),
];

let world: World;

beforeAll(async () => {
  world = await startWorld(
    (path) => openStore(path),
    { timezone: zone, weekStart: 1, currency: 'CNY', exchangeRates: { USD: '7' } },
    {
      profiles: ['Ann', 'Bob', 'Cai', 'Dot'].map((name, index) => ({
        id: index + 1,
        source_id: 1,
        display_name: name,
      })),
      products: [
        { id: tea, source_id: 1, key: 'T1', name: 'Green tea', category: 'tea' },
        { id: cup, source_id: 1, key: 'C1', name: 'Cup', category: 'tableware' },
      ],
      orders,
      order_items: items,
      events: [
        {
          id: 1,
          source_id: 1,
          content_hash: 1,
          profile_id: ann,
          name: 'view',
          occurred_at: at(zone, '2023-12-01 08:00'),
        },
        {
          id: 2,
          source_id: 1,
          content_hash: 2,
          profile_id: dot,
          name: 'view',
          occurred_at: at(zone, '2024-02-02 08:00'),
        },
        {
          id: 3,
          source_id: 1,
          content_hash: 3,
          profile_id: dot,
          name: 'sign_up',
          occurred_at: at(zone, '2024-02-02 08:05'),
        },
        {
          id: 4,
          source_id: 1,
          content_hash: 4,
          profile_id: null,
          name: 'view',
          occurred_at: at(zone, '2024-02-03 08:05'),
        },
      ],
    },
  );
});

afterAll(() => world?.close());

const january = ['2024-01-01', '2024-01-31'];
const february = ['2024-02-01', '2024-02-29'];
const march = ['2024-03-01', '2024-03-31'];

async function figures(measures: string[], dateRange: string[] | null, more: object = {}): Promise<(number | null)[]> {
  const [result] = await world.semantic.load({
    measures: measures.map((name) => `orders.${name}`),
    ...(dateRange ? { timeDimensions: [{ dimension: 'orders.ordered_at', dateRange }] } : {}),
    ...more,
  });
  return measures.map((name) => {
    const value = result?.data[0]?.[`orders.${name}`] ?? null;
    return value === null ? null : Number(value);
  });
}

async function byMonth(measures: string[], dateRange: string[]): Promise<(string | number)[][]> {
  const [result] = await world.semantic.load({
    measures: measures.map((name) => `orders.${name}`),
    timeDimensions: [{ dimension: 'orders.ordered_at', dateRange, granularity: 'month' }],
  });
  return (result?.data ?? []).map((row) => [
    String(row['orders.ordered_at.month']).slice(0, 7),
    ...measures.map((name) => Number(row[`orders.${name}`])),
  ]);
}

const fromFrance = { filters: [{ member: 'orders.country', operator: 'equals', values: ['FR'] }] };

describe('money', () => {
  it('revenue is the net of paid documents, returns on their day, cancelled and unpaid ones left out', async () => {
    expect(await figures(['revenue'], february)).toEqual([300]); // 200 − 30 + 40 + 70 + 20
    expect(await figures(['revenue'], january)).toEqual([150]);
  });

  it('amounts in other currencies are converted, and those without a rate are said to be missing', async () => {
    expect(await figures(['revenue', 'unconverted_count'], march)).toEqual([60, 1]);
    expect(await figures(['revenue', 'unconverted_count'], february)).toEqual([300, 0]);
  });

  it('the average order value divides the net of counted orders by their number', async () => {
    expect(await figures(['average_order_value'], february)).toEqual([82.5]); // (200 + 40 + 70 + 20) ÷ 4
    expect(await figures(['average_order_value'], march)).toEqual([60]); // A10 has no rate: in neither part
  });

  it('returns are shown apart', async () => {
    expect(await figures(['returns_amount', 'returns_count'], february)).toEqual([-30, 1]);
  });

  it('the median is of counted orders', async () => {
    expect(await figures(['median_order_value'], february)).toEqual([55]); // 20 40 70 200
  });

  it('cents are exact', async () => {
    const [result] = await world.semantic.load({
      measures: ['orders.revenue'],
      filters: [{ member: 'orders.order_number', operator: 'equals', values: ['A7'] }],
    });
    expect(result?.data).toEqual([{ 'orders.revenue': '70' }]);
  });
});

describe('orders and customers', () => {
  it('counts paid orders that are no reversals', async () => {
    expect(await figures(['count', 'documents'], february)).toEqual([4, 7]); // A3 A5 A7 A9
  });

  it('anonymous orders are counted, but have no customer', async () => {
    expect(await figures(['customers', 'anonymous_count', 'anonymous_share'], february)).toEqual([2, 1, 0.25]);
  });

  it('the repeat rate counts history before the period', async () => {
    expect(await figures(['repeat_rate'], february)).toEqual([1]); // Ann by A1 + A3, Cai by A7 + A9
    expect(await figures(['repeat_rate'], january)).toEqual([0]);
    expect(await figures(['repeat_customers', 'customers'], ['2024-01-01', '2024-02-29'])).toEqual([2, 3]);
  });

  it('the repeat rate of a month does not look past that month', async () => {
    expect(await byMonth(['repeat_rate', 'customers'], ['2024-01-01', '2024-02-29'])).toEqual([
      ['2024-01', 0, 2],
      ['2024-02', 1, 2],
    ]);
  });

  it('a second order counts wherever it was placed: a filter narrows the customers, not their history', async () => {
    // From France in January and February: Ann (A1; her second, A3, came from Germany) and Cai (A9, his second).
    expect(await figures(['customers', 'repeat_rate'], ['2024-01-01', '2024-02-29'], fromFrance)).toEqual([2, 1]);
  });

  it('new customers have their first order of all history in the period', async () => {
    expect(await figures(['new_customers', 'returning_customers'], february)).toEqual([1, 1]); // Cai; Ann
    expect(await figures(['new_customers', 'returning_customers'], january)).toEqual([2, 0]);
    expect(await byMonth(['new_customers', 'returning_customers'], ['2024-01-01', '2024-03-31'])).toEqual([
      ['2024-01', 2, 0],
      ['2024-02', 1, 1],
      ['2024-03', 0, 2],
    ]);
  });

  it('a new customer is new wherever the first order was placed', async () => {
    expect(await figures(['customers', 'new_customers'], february, fromFrance)).toEqual([1, 1]); // Cai, first in CN
  });

  it('new, returning and anonymous revenue make up revenue', async () => {
    const parts = ['new_customer_revenue', 'returning_customer_revenue', 'anonymous_revenue', 'revenue'];
    expect(await figures(parts, february)).toEqual([90, 170, 40, 300]);
  });

  it('without a date range the period is all of history', async () => {
    expect(await figures(['customers', 'new_customers', 'repeat_customers'], null)).toEqual([3, 3, 3]);
  });
});

describe('local days', () => {
  it('midnight is the workspace’s: 23:30 on the 29th is February, 00:10 is March', async () => {
    expect(await byMonth(['count'], ['2024-02-01', '2024-03-31'])).toEqual([
      ['2024-02', 4],
      ['2024-03', 2],
    ]);
  });

  it('another zone may be asked for', async () => {
    expect(await figures(['count'], february, { timezone: 'UTC' })).toEqual([5]); // A10 is still 29 February there
    const [result] = await world.semantic.load({
      measures: ['orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: february, granularity: 'day' }],
      timezone: 'America/New_York',
      filters: [{ member: 'orders.country', operator: 'equals', values: ['FR'] }],
    });
    expect(result?.data.map((row) => [row['orders.ordered_at.day'], row['orders.count']])).toEqual([
      ['2024-02-09T00:00:00.000', '0'], // the return of 10 February 09:00 in Shanghai
      ['2024-02-11T00:00:00.000', '1'],
      ['2024-02-29T00:00:00.000', '1'],
    ]);
  });

  it('weekday and hour are local', async () => {
    const [result] = await world.semantic.load({
      dimensions: ['orders.weekday', 'orders.hour'],
      measures: ['orders.count'],
      filters: [{ member: 'orders.order_number', operator: 'equals', values: ['A9'] }],
    });
    expect(result?.data).toEqual([{ 'orders.weekday': '4', 'orders.hour': '23', 'orders.count': '1' }]);
  });
});

describe('lines and products', () => {
  const itemRows = async (query: object) => (await world.semantic.load(query))[0]?.data;

  it('revenue by product is of its lines; cancelled documents and fees are left out', async () => {
    expect(
      await itemRows({
        dimensions: ['order_items.product'],
        measures: ['order_items.revenue', 'order_items.quantity', 'order_items.orders', 'order_items.customers'],
        order: { 'order_items.revenue': 'desc' },
        segments: ['order_items.goods'],
      }),
    ).toEqual([
      {
        'order_items.product': 'Green tea',
        'order_items.revenue': '200', // 80 + 150 − 30
        'order_items.quantity': '4',
        'order_items.orders': '2',
        'order_items.customers': '1',
      },
      {
        'order_items.product': 'Cup',
        'order_items.revenue': '120', // 50 + 7 × 10
        'order_items.quantity': '2',
        'order_items.orders': '2',
        'order_items.customers': '2',
      },
    ]);
  });

  it('lines in revenue and lines left out make up all lines', async () => {
    expect(
      await itemRows({
        measures: ['lines', 'lines_in_revenue', 'lines_left_out', 'left_out'].map((name) => `order_items.${name}`),
      }),
    ).toEqual([
      {
        'order_items.lines': '8',
        'order_items.lines_in_revenue': '6',
        'order_items.lines_left_out': '2',
        'order_items.left_out': '1004',
      },
    ]);
  });

  it('[fan-out] an order with several lines counts once, its amount too', async () => {
    expect(
      await itemRows({
        dimensions: ['order_items.category'],
        measures: [
          'orders.count',
          'orders.revenue',
          'order_items.revenue',
          'orders.customers',
          'orders.average_order_value',
        ],
        filters: [{ member: 'order_items.category', operator: 'set' }],
        order: { 'order_items.category': 'asc' },
      }),
    ).toEqual([
      {
        'order_items.category': 'tableware',
        'orders.count': '2', // A3, A7
        'orders.revenue': '270', // 200 + 70
        'order_items.revenue': '120',
        'orders.customers': '2',
        'orders.average_order_value': '135',
      },
      {
        'order_items.category': 'tea',
        'orders.count': '2', // A1, A3
        'orders.revenue': '270', // 100 + 200 − 30
        'order_items.revenue': '200',
        'orders.customers': '1',
        'orders.average_order_value': '150',
      },
    ]);
  });
});

describe('profiles and events', () => {
  it('profiles are new with their first counted order or first event', async () => {
    const [result] = await world.semantic.load({
      measures: ['profiles.new', 'profiles.count'],
      timeDimensions: [{ dimension: 'profiles.first_seen', granularity: 'month' }],
    });
    expect(result?.data.map((row) => [String(row['profiles.first_seen']).slice(0, 7), row['profiles.new']])).toEqual([
      ['2023-12', '1'], // Ann looked before she bought
      ['2024-01', '1'], // Bob
      ['2024-02', '2'], // Cai, whose first order was cancelled but not his second; Dot
    ]);
  });

  it('top customers come with their orders', async () => {
    const [result] = await world.semantic.load({
      dimensions: ['profiles.id', 'profiles.display_name'],
      measures: ['profiles.revenue', 'profiles.orders', 'profiles.last_ordered_at'],
      order: { 'profiles.revenue': 'desc' },
      filters: [{ member: 'profiles.orders', operator: 'gt', values: ['0'] }],
    });
    expect(result?.data.map((row) => Object.values(row))).toEqual([
      ['1', 'Ann', '330', '3', '2024-03-09T10:00:00.000'],
      ['3', 'Cai', '90', '2', '2024-02-29T23:30:00.000'],
      ['2', 'Bob', '50', '2', '2024-03-01T00:10:00.000'],
    ]);
  });

  it('events count once each, people once altogether', async () => {
    const [result] = await world.semantic.load({
      measures: ['count', 'persons', 'anonymous_count', 'events_per_person'].map((name) => `events.${name}`),
    });
    expect(result?.data).toEqual([
      { 'events.count': '4', 'events.persons': '2', 'events.anonymous_count': '1', 'events.events_per_person': '1.5' },
    ]);
  });
});

describe('order value bands', () => {
  it('every counted order lies in the band that its amount begins', async () => {
    const [result] = await world.semantic.load({
      dimensions: ['orders.value_band'],
      measures: ['orders.count'],
      filters: [{ member: 'orders.value_band', operator: 'set' }],
      order: { 'orders.value_band': 'asc' },
    });
    expect(result?.data.map((row) => [row['orders.value_band'], row['orders.count']])).toEqual([
      ['20', '2'], // 40, 20
      ['50', '3'], // 50, 70, 60
      ['100', '1'],
      ['200', '1'],
    ]);
  });
});
