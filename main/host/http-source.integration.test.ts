import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Connection, Sync } from '../../contract/connections.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let host: TemporaryHost;
let shop: Server;
let origin: string;
/** A shop that answers as WooCommerce's documentation says, on loopback. */
const orders = [
  { id: 727, date_created: '2026-01-05T10:00:00', total: '29.35', customer_id: 26 },
  { id: 728, date_created: '2026-01-06T10:00:00', total: '70.65', customer_id: 26 },
].map((order, index) => ({
  ...{ ...order, status: 'completed', currency: 'CNY', date_modified_gmt: `2026-01-0${index + 5}T11:00:00` },
  billing: { email: 'john.doe@example.com', city: 'Hangzhou', country: 'CN' },
}));
const asked: URL[] = [];

beforeAll(async () => {
  host = await startTemporaryHost();
  shop = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://shop');
    asked.push(url);
    const after = url.searchParams.get('modified_after') ?? '';
    const isRight = request.headers.authorization === `Basic ${Buffer.from('ck:cs-secret-value').toString('base64')}`;
    response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json', 'x-wp-totalpages': '1' });
    const found = url.pathname.endsWith('/orders')
      ? orders.filter((order) => `${order.date_modified_gmt}Z` >= after)
      : [];
    response.end(JSON.stringify(isRight ? found : { code: 'woocommerce_rest_cannot_view' }));
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});
afterAll(async () => {
  shop.close();
  await host.discard();
});

const post = (value: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});
async function sync(id: string): Promise<Sync> {
  const before = await host.json<Sync[]>(`/api/v1/connections/${id}/syncs?limit=1`);
  await host.json(`/api/v1/connections/${id}/sync`, post({}));
  let latest: Sync | undefined;
  await expect
    .poll(async () => {
      [latest] = await host.json<Sync[]>(`/api/v1/connections/${id}/syncs?limit=1`);
      return latest?.id !== before[0]?.id && latest !== undefined && !['queued', 'running'].includes(latest.status);
    })
    .toBe(true);
  if (!latest) throw new Error('no sync');
  return latest;
}
async function revenue(): Promise<number> {
  const query = encodeURIComponent(JSON.stringify({ measures: ['orders.revenue'] }));
  const { data } = await host.json<{ data: Record<string, string>[] }>(`/cubejs-api/v1/load?query=${query}`);
  return Number(data[0]?.['orders.revenue']);
}

it('a ready description becomes orders on the board, then only what changed is asked for', async () => {
  const config = { origin, consumerKey: 'ck', consumerSecret: 'cs-secret-value' };
  const probe = { kind: 'woocommerce', config };
  expect(
    await host.json('/api/v1/connections/test', post({ ...probe, config: { ...config, consumerSecret: 'wrong' } })),
  ).toMatchObject({ isOk: false });
  const found = await host.json<{ name: string; cursorFields: string[] }[]>(
    '/api/v1/connections/discover',
    post(probe),
  );
  expect(found.find(({ name }) => name === 'orders')?.cursorFields).toEqual(['date_modified_gmt']);
  const column = (name: string) => ({ column: name });
  const made = await host.json<Connection>(
    '/api/v1/connections',
    post({
      ...{ ...probe, name: 'Shop' },
      streams: [
        {
          ...{
            name: 'orders',
            entity: 'orders',
            mode: 'incremental',
            cursorField: 'date_modified_gmt',
            primaryKey: ['id'],
          },
          mapping: {
            order_id: column('id'),
            ordered_at: column('date_created'),
            customer_id: column('customer_id'),
            email: column('billing.email'),
            net: column('total'),
            currency: column('currency'),
            status: column('status'),
            city: column('billing.city'),
          },
        },
      ],
    }),
  );
  expect(JSON.stringify(made)).not.toContain('cs-secret-value');
  const first = await sync(made.id);
  expect(first.streams[0]?.error).toBeNull();
  expect(first).toMatchObject({ status: 'succeeded', streams: [{ rowsRead: 2, rowsAccepted: 2 }] });
  expect(await revenue()).toBe(100);

  const [, second] = orders;
  if (second) Object.assign(second, { total: '170.65', date_modified_gmt: '2026-01-09T11:00:00' });
  asked.length = 0;
  expect(await sync(made.id)).toMatchObject({ status: 'succeeded', streams: [{ rowsRead: 1 }] });
  // The shop leaves the second itself out, and is asked without a zone.
  expect(asked[0]?.searchParams.get('modified_after')).toBe('2026-01-06T10:59:59');
  expect(await revenue()).toBe(200);
});
