import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import cubejs from '@cubejs-client/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { at, type Row, startWorld, type World } from './store-world.fixture.ts';

const zone = 'Asia/Shanghai';
const orders: Row[] = Array.from({ length: 40 }, (_, index) => ({
  id: index + 1,
  source_id: 1,
  key: `O${index + 1}`,
  ordered_at: at(zone, `2024-0${1 + (index % 4)}-10 08:00`),
  currency: 'CNY',
  net_minor: 1000 + index,
  country: `Land ${index % 20}`,
}));

let world: World;
let server: Server;
let base: string;

beforeAll(async () => {
  world = await startWorld(
    (path) => openStore(path),
    { timezone: zone, weekStart: 1, currency: 'CNY', exchangeRates: {} },
    { orders },
  );
  server = createServer((request, response) => {
    void world.semantic.handler(request, response, { operatorId: 'tester', role: 'viewer' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cubejs-api/v1`;
});

afterAll(async () => {
  server?.close();
  server?.closeAllConnections();
  await world?.close();
});

const byCountry = { measures: ['orders.revenue', 'orders.count'], dimensions: ['orders.country'] };

interface Body {
  data: Record<string, string | null>[];
  query: { timezone: string };
  annotation: { measures: Record<string, Record<string, unknown>> };
  lastRefreshTime: string;
  truncated?: { shown: number; total: number };
  total?: number;
  results: Body[];
  sql: { sql: [string, unknown[]] };
  error: string;
  code: string;
}

async function get(path: string, query: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}/${path}?query=${encodeURIComponent(JSON.stringify(query))}`, { headers });
  return { status: response.status, body: (await response.json()) as Body };
}

describe('/load over HTTP', () => {
  it('answers GET with rows, annotation and the instant of the data', async () => {
    const before = Date.now();
    const { status, body } = await get('load', { measures: ['orders.revenue'] });
    expect(status).toBe(200);
    expect(body.data).toEqual([{ 'orders.revenue': '407.8' }]); // 40 × 10.00 + (0 + … + 39) ÷ 100
    expect(body.annotation.measures['orders.revenue']).toMatchObject({
      title: 'Revenue',
      type: 'number',
      format: 'currency',
      currency: 'CNY',
      meta: { unit: 'currency', currency: 'CNY' },
    });
    expect(body.query.timezone).toBe(zone);
    expect(new Date(body.lastRefreshTime).getTime()).toBeLessThanOrEqual(before);
    expect(new Date(body.lastRefreshTime).getTime()).toBe(world.replica.state().asOf);
    expect(body.truncated).toBeUndefined();
  });

  it('answers POST the same', async () => {
    const response = await fetch(`${base}/load`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: byCountry }),
    });
    expect(response.status).toBe(200);
    const fromGet = await get('load', byCountry);
    expect(await response.json()).toEqual(fromGet.body);
    expect(fromGet.body.data).toHaveLength(20);
  });

  it('speaks the language of the reader', async () => {
    const { body } = await get('load', { measures: ['orders.revenue'] }, { 'accept-language': 'zh-CN,zh;q=0.9' });
    expect(body.annotation.measures['orders.revenue']?.title).toBe('销售额');
  });

  it('gives compact rows', async () => {
    const { body } = await get('load', { ...byCountry, responseFormat: 'compact', limit: 1 });
    expect(body.data).toEqual({
      members: ['orders.country', 'orders.revenue', 'orders.count'],
      dataset: [[expect.any(String), expect.any(String), '2']],
    });
  });

  it('counts all rows with `total`', async () => {
    const { body } = await get('load', { ...byCountry, total: true, limit: 3 });
    expect(body.total).toBe(20);
    expect(body.data).toHaveLength(3);
  });
});

describe('parts of Cube that are loaded when first asked for', () => {
  it('words for times', async () => {
    const query = {
      measures: ['orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: 'this year' }],
    };
    const { status, body } = await get('load', query);
    expect(status).toBe(200);
    expect(body.data).toEqual([{ 'orders.count': '0' }]);
    const words = {
      ...query,
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: 'from 2024-02-01 to 2024-02-29' }],
    };
    expect((await get('load', words)).body.data).toEqual([{ 'orders.count': '10' }]);
  });

  it('GraphQL', async () => {
    const response = await fetch(base.replace('/v1', '/graphql'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ cube { orders { revenue count } } }' }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ data: { cube: [{ orders: { revenue: 407.8, count: 40 } }] } });
  });
});

describe('limits', () => {
  it('says how many rows a limit cut off', async () => {
    const { body } = await get('load', { ...byCountry, limit: 5, order: { 'orders.country': 'asc' } });
    expect(body.truncated).toEqual({ shown: 5, total: 20 });
    expect(body.data[0]?.['orders.country']).toBe('Land 0');
    expect(Object.keys(body.data[0] ?? {})).toEqual(['orders.country', 'orders.revenue', 'orders.count']);
  });

  it('says nothing when nothing was cut', async () => {
    expect((await get('load', { ...byCountry, limit: 20 })).body.truncated).toBeUndefined();
    expect((await get('load', { ...byCountry, limit: 21 })).body.truncated).toBeUndefined();
  });

  it('tells of rows before an offset too', async () => {
    const { body } = await get('load', { ...byCountry, limit: 10, offset: 15 });
    expect(body.data).toHaveLength(5);
    expect(body.truncated).toEqual({ shown: 5, total: 20 });
  });

  it('counts rows that are not grouped', async () => {
    const { body } = await get('load', { dimensions: ['orders.order_number'], ungrouped: true, limit: 7 });
    expect(body.truncated).toEqual({ shown: 7, total: 40 });
  });

  it('is told per result when several are asked for', async () => {
    const response = await fetch(
      `${base}/load?queryType=multi&query=${encodeURIComponent(JSON.stringify({ ...byCountry, limit: 2 }))}`,
    );
    const body = (await response.json()) as Body;
    expect(body.results[0]?.truncated).toEqual({ shown: 2, total: 20 });
  });
});

describe('mistakes', () => {
  it('an unknown member is 400 with a code, and the next question is answered', async () => {
    const { status, body } = await get('load', { measures: ['orders.nothing'] });
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: 'UserError', code: 'semantic/unknown-member' });
    expect(body.error).toContain("'nothing' not found");
    expect((await get('load', { measures: ['orders.count'] })).status).toBe(200);
  });

  it('members that are not public are refused', async () => {
    const { status, body } = await get('load', { measures: ['base_orders.revenue_minor'] });
    expect(status).toBe(400);
    expect(body.code).toBe('semantic/unknown-member');
  });

  it.each([
    ['no measure at all', {}],
    [
      'a range of dates that is none',
      { measures: ['orders.count'], timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: 'yestermorrow' }] },
    ],
    [
      'an operator nobody knows',
      { measures: ['orders.count'], filters: [{ member: 'orders.country', operator: 'like', values: ['x'] }] },
    ],
    ['a zone nobody knows', { measures: ['orders.count'], timezone: 'Mars/Olympus' }],
    ['more rows than allowed', { measures: ['orders.count'], limit: 2_000_000 }],
  ])('%s is 400', async (_, query) => {
    const { status, body } = await get('load', query);
    expect(status).toBe(400);
    expect(body.code).toBe('api/invalid-input');
  });

  it('text that is no JSON is 400', async () => {
    const response = await fetch(`${base}/load?query=%7Bnot`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'api/invalid-input' });
    const posted = await fetch(`${base}/load`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(posted.status).toBe(400);
    expect(JSON.stringify(await posted.json())).not.toContain('node_modules');
  });

  it('a path that does not exist is 404', async () => {
    expect((await fetch(`${base}/nowhere`)).status).toBe(404);
  });
});

describe('/meta and /sql', () => {
  it('meta lists the public views in the reader’s language', async () => {
    const response = await fetch(`${base}/meta`, { headers: { 'accept-language': 'zh-CN' } });
    const { cubes } = (await response.json()) as { cubes: { name: string; title: string }[] };
    expect(cubes.map((cube) => [cube.name, cube.title])).toEqual([
      ['events', '事件'],
      ['opportunities', '商机'],
      ['order_items', '订单明细'],
      ['orders', '订单'],
      ['products', '商品'],
      ['profiles', '客户'],
      ['survey_responses', '问卷答复'],
      ['tickets', '工单'],
    ]);
  });

  it('sql shows the statement', async () => {
    const { status, body } = await get('sql', { measures: ['orders.count'] });
    expect(status).toBe(200);
    expect(body.sql.sql[0]).toContain('FROM\n      orders AS "base_orders"');
  });
});

describe('the official client', () => {
  const client = () => cubejs('any token', { apiUrl: base });

  it('loads and pivots', async () => {
    const result = await client().load({
      measures: ['orders.count'],
      timeDimensions: [
        { dimension: 'orders.ordered_at', granularity: 'month', dateRange: ['2024-01-01', '2024-06-30'] },
      ],
    });
    expect(result.series()[0]?.series.map((point) => point.value)).toEqual([10, 10, 10, 10, 0, 0]);
  });

  it('compares date ranges', async () => {
    const result = await client().load({
      measures: ['orders.count'],
      timeDimensions: [
        {
          dimension: 'orders.ordered_at',
          compareDateRange: [
            ['2024-01-01', '2024-01-31'],
            ['2024-02-01', '2024-02-29'],
          ],
        },
      ],
    });
    expect(result.decompose().map((part) => part.rawData()[0]?.['orders.count'])).toEqual(['10', '10']);
  });

  it('blends queries', async () => {
    const time = { granularity: 'month' as const, dateRange: ['2024-01-01', '2024-04-30'] as [string, string] };
    const result = await client().load([
      { measures: ['orders.count'], timeDimensions: [{ dimension: 'orders.ordered_at', ...time }] },
      { measures: ['events.count'], timeDimensions: [{ dimension: 'events.occurred_at', ...time }] },
    ]);
    expect(result.chartPivot().map((row) => row['orders.count'])).toEqual([10, 10, 10, 10]);
  });

  it('reads meta and sql', async () => {
    const meta = await client().meta();
    expect(meta.resolveMember('orders.revenue', 'measures')).toMatchObject({ title: 'Revenue', type: 'number' });
    expect((await client().sql({ measures: ['orders.revenue'] })).sql()).toContain('SELECT');
  });

  it('reports mistakes as errors', async () => {
    await expect(client().load({ measures: ['orders.nothing'] })).rejects.toThrow(/not found/);
  });
});
