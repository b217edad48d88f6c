import { afterEach, describe, expect, it } from 'vitest';
import { collect, testContext } from '../conformance/index.ts';
import type { Connector, Cursor } from '../connector.ts';
import { hubspotConnector, shopifyConnector, stripeConnector, woocommerceConnector, youzanConnector } from './index.ts';
import { type Asked, type Reply, startApi, type TestApi } from './server.fixture.ts';

/**
 * Servers that answer as the public documentation of each service says, with the shapes of its examples. They show that
 * a description and the documentation agree, not that the service does what it documents.
 */
const open: TestApi[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});
async function api(reply: (asked: Asked, number: number) => Reply): Promise<TestApi> {
  const started = await startApi(reply);
  open.push(started);
  return started;
}
async function read(connector: Connector, config: Record<string, unknown>, stream: string, cursor?: Cursor) {
  const context = await testContext(connector.config.parse(config) as Record<string, unknown>, {
    clock: { now: () => Date.UTC(2026, 2, 1) },
  });
  const mode = cursor === undefined ? 'full' : 'incremental';
  return collect(
    connector.read(context, {
      stream,
      query: null,
      mode,
      cursorField: null,
      lookback: 0,
      primaryKey: [],
      cursor: cursor ?? null,
    }),
  );
}
const column = (found: { records: Record<string, unknown>[] }, name: string) =>
  found.records.map((record) => record[name]);

describe('Shopify', () => {
  it('reads orders through the Link header, keeps filters to the first page, and refunds per order', async () => {
    const { origin, asked } = await api(({ url, headers }) => {
      if (headers['x-shopify-access-token'] !== 'shpat_1')
        return { status: 401, body: { errors: '[API] Invalid API key or access token' } };
      if (url.pathname.endsWith('/orders/450789469/refunds.json'))
        return { body: { refunds: [{ id: 509562969, order_id: 450789469 }] } };
      if (url.pathname.includes('/refunds')) return { body: { refunds: [] } };
      if (url.searchParams.has('page_info')) {
        if (url.searchParams.has('updated_at_min'))
          return { status: 400, body: { errors: { updated_at_min: 'cannot be passed when page_info is present' } } };
        return {
          body: {
            orders: [{ id: 450789470, name: '#1002', total_price: '10.00', updated_at: '2026-01-11T11:00:00-05:00' }],
          },
        };
      }
      const next = `<${origin}/admin/api/2026-10/orders.json?limit=250&page_info=abc>; rel="next"`;
      const order = {
        id: 450789469,
        name: '#1001',
        currency: 'USD',
        total_price: '598.94',
        updated_at: '2026-01-10T11:00:00-05:00',
        customer: { id: 207119551, email: 'bob.norman@mail.example.com' },
      };
      return { body: { orders: [order] }, headers: { link: next, 'x-shopify-shop-api-call-limit': '1/40' } };
    });
    const config = { origin, accessToken: 'shpat_1' };
    const found = await read(shopifyConnector, config, 'orders', '2026-01-01T00:00:00Z');
    expect(column(found, 'id')).toEqual(['450789469', '450789470']);
    expect(found.records[0]).toMatchObject({ 'customer.email': 'bob.norman@mail.example.com', total_price: '598.94' });
    expect(found.checkpoints.at(-1)?.cursor).toBe('2026-01-11T11:00:00-05:00');
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      status: 'any',
      order: 'updated_at asc',
      updated_at_min: '2026-01-01T00:00:00.000Z',
      limit: '250',
    });
    const refunds = await read(shopifyConnector, config, 'refunds');
    expect(refunds.records).toEqual([{ order_id: '450789469', id: '509562969' }]);
    await expect(read(shopifyConnector, { ...config, accessToken: 'gone' }, 'orders')).rejects.toMatchObject({
      failure: 'auth',
    });
  });
});

describe('WooCommerce', () => {
  it('reads as many pages as the header says, with GMT times', async () => {
    const { origin, asked } = await api(({ url, headers }) => {
      if (headers.authorization !== `Basic ${Buffer.from('ck_1:cs_1').toString('base64')}`) {
        return {
          status: 401,
          body: { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.' },
        };
      }
      const page = Number(url.searchParams.get('page'));
      const order = {
        id: 720 + page,
        status: 'processing',
        currency: 'USD',
        total: '29.35',
        date_modified_gmt: `2026-01-0${page}T10:00:00`,
        line_items: [{ id: 315 }],
      };
      return { body: [order], headers: { 'X-WP-Total': '3', 'X-WP-TotalPages': '3' } };
    });
    const config = { origin: `${origin}/shop`, consumerKey: 'ck_1', consumerSecret: 'cs_1' };
    const found = await read(woocommerceConnector, config, 'orders', '2025-12-31T00:00:00');
    expect(column(found, 'id')).toEqual(['721', '722', '723']);
    expect(found.records[0]?.line_items).toBe('[{"id":315}]');
    expect(found.checkpoints.at(-1)?.cursor).toBe('2026-01-03T10:00:00');
    expect(asked).toHaveLength(3);
    expect(asked[0]?.url.pathname).toBe('/shop/wp-json/wc/v3/orders');
    // A second earlier, as `modified_after` leaves out its own; without a zone, which WordPress would convert.
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toMatchObject({
      modified_after: '2025-12-30T23:59:59',
      dates_are_gmt: 'true',
      orderby: 'modified',
      order: 'asc',
    });
    await expect(read(woocommerceConnector, { ...config, consumerSecret: 'x' }, 'orders')).rejects.toMatchObject({
      failure: 'auth',
    });
  });
});

describe('Stripe', () => {
  it('goes on after the last object while there is more, and asks for what was created since', async () => {
    const { origin, asked } = await api(({ url, headers }) => {
      if (headers.authorization !== 'Bearer rk_live_1')
        return { status: 401, body: { error: { message: 'Invalid API Key provided' } } };
      const isFirst = !url.searchParams.has('starting_after');
      const charge = isFirst
        ? { id: 'ch_2', amount: 1099, currency: 'usd', created: 1_767_312_000 }
        : { id: 'ch_1', amount: 100, currency: 'jpy', created: 1_767_225_600 };
      return { body: { object: 'list', url: '/v1/charges', has_more: isFirst, data: [charge] } };
    });
    const config = { origin, secretKey: 'rk_live_1' };
    const found = await read(stripeConnector, config, 'charges', '1767225600');
    expect(column(found, 'id')).toEqual(['ch_2', 'ch_1']);
    // Cents become dollars; a yen has no hundredths.
    expect(found.records.map(({ amount, currency }) => [amount, currency])).toEqual([
      ['10.99', 'usd'],
      ['100', 'jpy'],
    ]);
    expect(asked.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
      { 'created[gte]': '1767225600', limit: '100' },
      { 'created[gte]': '1767225600', limit: '100', starting_after: 'ch_2' },
    ]);
    expect(found.checkpoints.at(-1)?.cursor).toBe('1767312000');
    expect(asked[0]?.headers).not.toHaveProperty('stripe-version');
    await read(stripeConnector, { ...config, version: '2025-09-30.clover' }, 'charges', '1767225600');
    expect(asked.at(-1)?.headers['stripe-version']).toBe('2025-09-30.clover');
  });
});

describe('HubSpot', () => {
  it('searches what was changed, month by month, page by page', async () => {
    const { origin, asked } = await api(({ body, headers }) => {
      if (headers.authorization !== 'Bearer pat-1')
        return { status: 401, body: { category: 'INVALID_AUTHENTICATION' } };
      const { after, filterGroups } = JSON.parse(body) as {
        after?: string;
        filterGroups: { filters: { value: string }[] }[];
      };
      const from = Number(filterGroups[0]?.filters[0]?.value);
      if (from > Date.UTC(2026, 0, 15)) return { body: { total: 0, results: [] } };
      const contact = (id: string) => ({
        id,
        properties: { email: `${id}@example.com`, lastmodifieddate: '2026-01-09T10:00:00.000Z' },
        archived: false,
      });
      return after === undefined
        ? {
            body: {
              total: 2,
              results: [contact('512')],
              paging: { next: { after: 'NTI1Cg==', link: '?after=NTI1Cg==' } },
            },
          }
        : { body: { total: 2, results: [contact('513')] } };
    });
    const found = await read(hubspotConnector, { origin, accessToken: 'pat-1', since: '2026-01-01' }, 'contacts', null);
    expect(column(found, 'properties.email')).toEqual(['512@example.com', '513@example.com']);
    expect(asked.map(({ body }) => (JSON.parse(body) as { after?: string }).after)).toEqual([
      undefined,
      'NTI1Cg==',
      undefined,
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      limit: 100,
      sorts: [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }],
      filterGroups: [
        {
          filters: [
            { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(Date.UTC(2026, 0, 1)) },
            { propertyName: 'lastmodifieddate', operator: 'LTE', value: String(Date.UTC(2026, 1, 1)) },
          ],
        },
      ],
    });
    expect(found.checkpoints.length).toBeGreaterThan(1);
  });
});

describe('有赞', () => {
  it('asks for a token, searches trades by time of change, and hears what 200 answers say', async () => {
    const trade = (tid: string, update: string) => ({
      full_order_info: {
        order_info: {
          tid,
          status: 'TRADE_SUCCESS',
          created: '2026-02-20 10:00:00',
          update_time: update,
          pay_time: '2026-02-20 10:01:00',
        },
        pay_info: { payment: '88.00', total_fee: '98.00', post_fee: '0.00' },
        buyer_info: { buyer_id: 12345678901, buyer_phone: '13800000000', yz_open_id: 'yz1' },
        address_info: { delivery_province: '广东省', delivery_city: '深圳市' },
        orders: [{ oid: `${tid}-1`, title: '茶叶', num: 2, price: '44.00' }],
      },
    });
    const { origin, asked } = await api((one) => {
      if (one.url.pathname === '/auth/token') {
        const sent = JSON.parse(one.body) as Record<string, unknown>;
        if (sent.client_secret !== 'secret-1')
          return { body: { success: false, code: 1000, data: null, message: '应用信息错误' } };
        expect(sent).toEqual({
          client_id: 'app',
          client_secret: 'secret-1',
          authorize_type: 'silent',
          grant_id: '4321',
          refresh: false,
        });
        return {
          body: { success: true, code: 200, data: { access_token: 'yz-token', expires: Date.now() + 86_400_000 } },
        };
      }
      if (one.url.searchParams.get('access_token') !== 'yz-token') {
        return { body: { gw_err_resp: { trace_id: 'yz7-0', err_msg: 'Token 不存在', err_code: 4203 } } };
      }
      const { page_no } = JSON.parse(one.body) as { page_no: number };
      const isLast = JSON.stringify(one.body).includes('2026-03-01');
      const trades = isLast && page_no === 1 ? [trade('E20260220100000000100001', '2026-02-21 08:00:00')] : [];
      return {
        body: {
          trace_id: 'yz7-0',
          success: true,
          code: 200,
          data: { full_order_info_list: trades },
          message: 'successful',
        },
      };
    });
    const config = { origin, clientId: 'app', clientSecret: 'secret-1', shopId: '4321', since: '2026-01-15' };
    const found = await read(youzanConnector, config, 'trades', null);
    expect(found.records).toHaveLength(1);
    expect(found.records[0]).toMatchObject({
      'order_info.tid': 'E20260220100000000100001',
      'pay_info.payment': '88.00',
      'buyer_info.buyer_id': '12345678901',
      'address_info.delivery_city': '深圳市',
      orders: '[{"oid":"E20260220100000000100001-1","title":"茶叶","num":2,"price":"44.00"}]',
    });
    const calls = asked.filter(({ url }) => url.pathname.includes('trades'));
    expect(calls.map(({ body }) => JSON.parse(body))).toEqual([
      { start_update: '2026-01-15 00:00:00', end_update: '2026-02-14 00:00:00', page_no: 1, page_size: 100 },
      { start_update: '2026-02-14 00:00:00', end_update: '2026-03-01 08:00:00', page_no: 1, page_size: 100 },
    ]);
    await expect(read(youzanConnector, { ...config, clientSecret: 'wrong' }, 'trades')).rejects.toMatchObject({
      failure: 'auth',
    });
  });

  it('asks for customers by when they became one, in seconds, and for refunds, whose times it is told in text', async () => {
    const { origin, asked } = await api((one) => {
      if (one.url.pathname === '/auth/token') return token();
      if (one.url.pathname.endsWith('/youzan.scrm.customer.list/1.0.0')) {
        const record = { yz_open_id: 'LnhGm4rh', name: '李雷', mobile: '13800000000', created_at: 1_772_000_000 };
        return success({ total: 1, record_list: [record] });
      }
      const refund = {
        ...{ refund_id: '202602210000000100001', tid: 'E20260220100000000100001', status: 'SUCCESS' },
        ...{ refund_fee: '44.00', created: '2026-02-20 12:00:00', modified: '2026-02-21 08:00:00' },
      };
      return success({ total: 1, refunds: [refund] });
    });
    const config = { origin, clientId: 'app', clientSecret: 'secret-1', shopId: '4321', since: '2026-02-15' };
    const customers = await read(youzanConnector, config, 'customers', null);
    expect(customers.records).toEqual([
      { yz_open_id: 'LnhGm4rh', name: '李雷', mobile: '13800000000', created_at: '1772000000' },
    ]);
    const refunds = await read(youzanConnector, config, 'refunds', '2026-02-20 00:00:00');
    expect(column(refunds, 'refund_fee')).toEqual(['44.00']);
    expect(refunds.checkpoints.at(-1)?.cursor).toBe('2026-03-01 08:00:00');
    const [listed, searched] = asked.filter(({ url }) => url.pathname.startsWith('/api/')).map(({ body }) => body);
    expect(JSON.parse(listed ?? '')).toEqual({
      created_at_start: Date.UTC(2026, 1, 15) / 1000,
      created_at_end: Date.UTC(2026, 2, 1) / 1000,
      page_no: 1,
      page_size: 50,
    });
    expect(JSON.parse(searched ?? '')).toEqual({
      // Midnight in Shanghai.
      update_time_start: Date.UTC(2026, 1, 19, 16) / 1000,
      update_time_end: Date.UTC(2026, 2, 1) / 1000,
      page_no: 1,
      page_size: 50,
    });
  });

  it.each([
    [4007, 'permission'],
    [4204, 'permission'],
    [5002, 'config'],
  ])('hears what the gateway says: %i is a matter of %s', async (err_code, failure) => {
    const { origin } = await api((one) =>
      one.url.pathname === '/auth/token' ? token() : { body: { gw_err_resp: { err_code, err_msg: '源IP地址非法' } } },
    );
    const config = { origin, clientId: 'app', clientSecret: 'secret-1', shopId: '4321', since: '2026-02-15' };
    await expect(read(youzanConnector, config, 'trades', null)).rejects.toMatchObject({
      failure,
      reason: '源IP地址非法',
    });
  });
});

const success = (data: unknown): Reply => ({ body: { trace_id: 'yz7-0', success: true, code: 200, data } });
const token = (): Reply => success({ access_token: 'yz-token', expires: Date.now() + 7 * 86_400_000 });
