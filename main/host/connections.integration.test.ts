import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, Sync } from '../../contract/connections.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let host: TemporaryHost;
let path: string;
const body = (value: unknown, method = 'POST'): RequestInit => ({
  ...{ method, body: JSON.stringify(value) },
  headers: { 'content-type': 'application/json', 'accept-language': 'zh-CN' },
});

beforeAll(async () => {
  host = await startTemporaryHost();
  path = join(host.folder, 'shop.sqlite');
  const db = new DatabaseSync(path);
  db.exec(`CREATE TABLE orders (order_no TEXT PRIMARY KEY, order_date TEXT, total_amount TEXT, updated_at TEXT)`);
  db.exec(
    `INSERT INTO orders VALUES ('A', '2024-03-01', '10.50', '2024-03-01 08:00:00'), ('C', '2024-03-03', '3.20', '2024-03-01 08:10:00'),
    ('D', '2024-03-04', '4.00', '2024-03-01 08:20:00'), ('B', 'soon', '7', '2024-03-01 09:00:00')`,
  );
  db.close();
});
afterAll(() => host.discard());

async function ended(id: string): Promise<Sync> {
  let latest: Sync | undefined;
  await expect
    .poll(async () => {
      [latest] = await host.json<Sync[]>(`/api/v1/connections/${id}/syncs?limit=1`);
      return latest?.status ?? 'none';
    })
    .not.toMatch(/none|queued|running/);
  if (!latest) throw new Error('no sync');
  return latest;
}

describe('a connection over HTTP', () => {
  it('is tried, made, synced, watched, changed and taken away', async () => {
    const kinds = await host.json<{ kind: string }[]>('/api/v1/connectors');
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['postgres', 'mysql', 'sqlserver', 'sqlite']));
    const probe = { kind: 'sqlite', config: { path } };
    expect(await host.json('/api/v1/connections/test', body(probe))).toMatchObject({ isOk: true });
    const [found] = await host.json<{ name: string; fields: unknown[] }[]>('/api/v1/connections/discover', body(probe));
    expect(found?.name).toBe('orders');
    const preview = await host.json<{ entity: string; mapping: object }>(
      '/api/v1/connections/preview',
      body({ ...probe, stream: { name: 'orders' } }),
    );
    expect(preview.entity).toBe('orders');
    const made = await host.json<Connection>(
      '/api/v1/connections',
      body({
        ...{ ...probe, name: '我的店铺', schedule: { cron: '0 6 * * *', timezone: 'Asia/Shanghai' } },
        streams: [
          {
            name: 'orders',
            entity: 'orders',
            mapping: preview.mapping,
            mode: 'incremental',
            cursorField: 'updated_at',
            primaryKey: ['order_no'],
          },
        ],
      }),
    );
    expect(made.nextRuns[0]?.local).toMatch(/ 06:00$/);
    expect((await host.fetch(`/api/v1/connections/${made.id}/sync`, { method: 'POST' })).status).toBe(202);
    expect(await ended(made.id)).toMatchObject({
      status: 'succeeded',
      streams: [{ rowsRead: 4, rowsAccepted: 3, rowsRejected: 1 }],
    });
    const rejects = await host.json<{
      total: number;
      rows: { importId: string; values: string[]; rowNumber: number; reasons: { message: string }[] }[];
    }>(`/api/v1/connections/${made.id}/rejects`, { headers: { 'accept-language': 'zh-CN' } });
    expect(rejects).toMatchObject({ total: 1, rows: [{ reasons: [{ message: '不是能识别的日期或时间。' }] }] });
    const [row] = rejects.rows;
    const values = row?.values.map((value) => (value === 'soon' ? '2024-03-02' : value));
    await host.json(
      `/api/v1/connections/${made.id}/replay`,
      body({ importId: row?.importId, rows: [{ rowNumber: row?.rowNumber, values }] }),
    );
    await expect
      .poll(async () => (await host.json<{ counts: { orders: number } }>('/api/v1/status')).counts.orders)
      .toBe(4);
    expect(await host.json('/api/v1/freshness')).toMatchObject([{ stream: 'orders', state: 'fresh' }]);
    expect(await host.json('/api/v1/imports')).toEqual([]);
    expect(
      await host.json<Connection>(`/api/v1/connections/${made.id}`, body({ name: 'Shop', isPaused: true }, 'PATCH')),
    ).toMatchObject({ name: 'Shop', nextRuns: [] });
    expect((await host.fetch(`/api/v1/connections/${made.id}?data=true`, { method: 'DELETE' })).status).toBe(204);
    await expect
      .poll(async () => (await host.json<{ counts: { orders: number } }>('/api/v1/status')).counts.orders)
      .toBe(0);
  });

  it('what runs programs on this machine is for owners only', async () => {
    const password = 'correct horse battery';
    const made = await host.fetch('/api/v1/operators', body({ email: 'admin@example.com', password, role: 'admin' }));
    expect(made.status).toBeLessThan(300);
    const plain = (path: string, value: unknown, headers: Record<string, string> = {}) =>
      fetch(`${host.host.origin}${path}`, {
        ...{ method: 'POST', body: JSON.stringify(value) },
        headers: { 'content-type': 'application/json', ...headers },
      });
    const signedIn = await plain('/api/v1/session', { email: 'admin@example.com', password });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const asAdmin = (kind: string) =>
      plain(
        '/api/v1/connections/test',
        { kind, config: { program: '/bin/true' } },
        { cookie, origin: host.host.origin },
      );
    expect((await asAdmin('sqlite')).status).toBe(200);
    expect((await asAdmin('singer')).status).toBe(403);
  });

  it('refuses who is not signed in, and what it does not know', async () => {
    for (const route of ['/api/v1/connections', '/api/v1/freshness', '/api/v1/connectors']) {
      expect((await host.fetch(route, { headers: { authorization: 'Bearer no' } })).status).toBe(401);
    }
    expect((await host.fetch('/api/v1/connections/none')).status).toBe(404);
    expect((await host.fetch('/api/v1/connections', body({ name: 'x', kind: 'sqlite', config: {} }))).status).toBe(422);
    expect(
      (await host.fetch('/api/v1/connections', body({ name: 'x', kind: 'sqlite', config: {}, more: 1 }))).status,
    ).toBe(422);
  });
});
