import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FormHook, NewFormHook, NewWriteKey } from '../../contract/ingest.ts';
import { openStore, type Reader } from '../store/index.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let key: NewWriteKey;
let store: Reader;
beforeAll(async () => {
  temporary = await startTemporaryHost();
  key = await makeKey({ name: 'Shop', source: 'shop' });
  store = openStore(`${temporary.dataDir}/luopan.sqlite`, { readOnly: true });
});
afterAll(async () => {
  store.close();
  await temporary.discard();
});

const makeKey = (input: { name: string; source?: string }) =>
  temporary.json<NewWriteKey>('/api/v1/write-keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
const basic = (user: string) => `Basic ${Buffer.from(`${user}:`).toString('base64')}`;
function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${temporary.host.origin}${path}`, {
    method: 'POST',
    headers: { authorization: basic(key.key), 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
const count = (sql: string, ...params: (string | number)[]) =>
  Number(store.get<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`, params)?.n);
const event = (messageId: string) =>
  store.get<{ name: string; occurred_at: number; profile_id: number; session_id: string | null; properties: string }>(
    'SELECT name, occurred_at, profile_id, session_id, properties FROM events WHERE message_id = ?',
    [messageId],
  );
const profileOf = (type: string, value: string) =>
  store.get<{ profile_id: number }>('SELECT profile_id FROM identifiers WHERE type = ? AND value = ?', [type, value])
    ?.profile_id;
const eventsCount = async () => {
  const query = encodeURIComponent(JSON.stringify({ measures: ['events.count'] }));
  const { data } = await temporary.json<{ data: { 'events.count': string }[] }>(`/cubejs-api/v1/load?query=${query}`);
  return Number(data[0]?.['events.count']);
};

describe('the public client, unchanged', () => {
  it('sends events, traits, companies and aliases that arrive whole', async () => {
    const failures: unknown[] = [];
    const analytics = new Analytics({ writeKey: key.key, host: temporary.host.origin, flushAt: 4, maxRetries: 0 });
    analytics.on('error', (error) => failures.push(error));
    const timestamp = new Date('2026-03-04T05:06:07.089Z');
    analytics.track({
      userId: 'u1',
      event: 'Order Placed',
      properties: { total: 12.5 },
      timestamp,
      messageId: 'sdk-1',
    });
    analytics.page({ anonymousId: 'a1', name: 'Home', properties: { path: '/' }, messageId: 'sdk-2' });
    analytics.screen({ anonymousId: 'a1', name: 'Start', messageId: 'sdk-3' });
    analytics.identify({
      userId: 'u1',
      traits: { email: 'Li@Example.com', firstName: '雷', lastName: '李', plan: 'pro', address: { city: '杭州' } },
    });
    analytics.group({ userId: 'u1', groupId: 'g1', traits: { name: 'Acme', employees: 12 } });
    analytics.alias({ userId: 'u1', previousId: 'old-u1' });
    await analytics.closeAndFlush({ timeout: 10_000 });

    expect(failures).toEqual([]);
    const profileId = profileOf('customer_id', 'u1');
    expect(event('sdk-1')).toMatchObject({
      name: 'Order Placed',
      occurred_at: timestamp.getTime(),
      profile_id: profileId,
    });
    expect(JSON.parse(event('sdk-1')?.properties ?? '')).toMatchObject({
      total: 12.5,
      context: { library: { name: '@segment/analytics-node' } },
    });
    expect(event('sdk-2')).toMatchObject({ name: 'Page Viewed' });
    expect(JSON.parse(event('sdk-2')?.properties ?? '')).toMatchObject({ name: 'Home', path: '/' });
    expect(event('sdk-3')).toMatchObject({ name: 'Screen Viewed', profile_id: event('sdk-2')?.profile_id });
    const profile = store.get<{ display_name: string; city: string; traits: string }>(
      'SELECT display_name, city, traits FROM profiles WHERE id = ?',
      [profileId ?? 0],
    );
    expect(profile).toMatchObject({ display_name: '李雷', city: '杭州' });
    expect(JSON.parse(profile?.traits ?? '')).toEqual({
      plan: 'pro',
      address: { city: '杭州' },
      group_id: 'g1',
      group: 'Acme',
    });
    expect(profileOf('email', 'li@example.com')).toBe(profileId);
    expect(profileOf('anonymous_id', 'old-u1')).toBe(profileId);
    expect(
      store.get('SELECT kind, display_name, traits FROM profiles WHERE id = ?', [profileOf('group_id', 'g1') ?? 0]),
    ).toEqual({ kind: 'company', display_name: 'Acme', traits: '{"employees":12}' });
  });
});

describe('a batch', () => {
  it('is seen by the next question, and counts once however often it is sent', async () => {
    const before = await eventsCount();
    const batch = Array.from({ length: 30 }, (_, index) => ({
      type: 'track',
      event: 'Clicked',
      userId: `b${index % 3}`,
      messageId: `batch-${index}`,
    }));
    for (let round = 0; round < 3; round += 1) {
      const response = await post('/api/v1/ingest/batch', { batch });
      expect([response.status, await response.json()]).toEqual([200, { success: true }]);
      expect(await eventsCount()).toBe(before + 30);
    }
    await Promise.all(Array.from({ length: 10 }, () => post('/v1/batch', { batch: [...batch, ...batch] })));
    expect(await eventsCount()).toBe(before + 30);
  });

  it('among two hundred at once, many of them sent again, is counted once, while questions are asked', async () => {
    const before = await eventsCount();
    const sent = (number: number) =>
      Array.from({ length: 50 }, (_, index) => ({
        ...{ type: 'track', event: 'Rushed', userId: `r${(number * 50 + index) % 400}` },
        messageId: `rush-${number * 50 + index}`,
      }));
    const isAnswered = async (number: number) => (await post('/v1/batch', { batch: sent(number) })).status === 200;
    // Every third batch comes again at the same time, as from a sender that did not wait for the answer.
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const [told, asked] = await Promise.all([
      Promise.all([...numbers, ...numbers.filter((number) => number % 3 === 0)].map(isAnswered)),
      Promise.all(Array.from({ length: 5 }, eventsCount)),
    ]);
    expect(told.every(Boolean)).toBe(true);
    for (const seen of asked) expect(seen >= before && seen <= before + 10_000).toBe(true);
    expect(await eventsCount()).toBe(before + 10_000);
    expect(count(`events WHERE name = 'Rushed'`)).toBe(10_000);
    expect(
      Number(store.get<{ n: number }>(`SELECT count(DISTINCT profile_id) AS n FROM events WHERE name = 'Rushed'`)?.n),
    ).toBe(400);
  });

  it('is refused whole when one message is wrong, and says which', async () => {
    const good = { type: 'track', event: 'Kept?', userId: 'x' };
    const wrong: [unknown, string][] = [
      [{ type: 'track', userId: 'x' }, 'batch.1.event'],
      [{ type: 'track', event: 'e' }, 'batch.1.userId'],
      [{ type: 'paint', userId: 'x' }, 'batch.1.type'],
      [{ type: 'group', userId: 'x' }, 'batch.1.groupId'],
      [{ type: 'alias', userId: 'x' }, 'batch.1.previousId'],
      [{ ...good, properties: [1] }, 'batch.1.properties'],
      [{ ...good, timestamp: 'yesterday' }, 'batch.1.timestamp'],
      [{ ...good, userId: { id: 1 } }, 'batch.1.userId'],
      [{ ...good, properties: { text: 'x'.repeat(33_000) } }, 'batch.1'],
      [null, 'batch.1'],
    ];
    for (const [bad, path] of wrong) {
      const response = await post('/v1/batch', { batch: [good, bad, good] });
      const body = (await response.json()) as { error: { code: string; message: string; details: { path: string }[] } };
      expect([response.status, body.error.code, body.error.details[0]?.path]).toEqual([
        400,
        'ingest/bad-message',
        path,
      ]);
      expect(body.error.message).toContain('1');
    }
    expect(count(`events WHERE name = 'Kept?'`)).toBe(0);
  });

  it('may be packed, but not to hide its size', async () => {
    const send = (bytes: Buffer<ArrayBuffer>) =>
      fetch(`${temporary.host.origin}/v1/batch`, {
        method: 'POST',
        headers: { authorization: basic(key.key), 'content-encoding': 'gzip' },
        body: bytes,
      });
    const batch = [{ type: 'track', event: 'Packed', userId: 'p', messageId: 'packed-1' }];
    expect((await send(gzipSync(JSON.stringify({ batch })))).status).toBe(200);
    expect(event('packed-1')?.name).toBe('Packed');
    expect((await send(gzipSync(Buffer.alloc(40_000_000, 32)))).status).toBe(413);
    expect((await send(Buffer.from('not gzip'))).status).toBe(400);
    expect((await post('/v1/batch', `{"batch":[${' '.repeat(4_100_000)}]}`)).status).toBe(413);
    expect((await post('/v1/batch', '{"batch":[')).status).toBe(400);
    expect((await post('/v1/batch', '[]')).status).toBe(400);
  });

  it('corrects a clock that is an hour ahead, and leaves one alone that is right', async () => {
    const now = Date.now();
    const at = (ms: number) => new Date(ms).toISOString();
    const message = { type: 'track', event: 'Timed', userId: 't' };
    await post('/v1/batch', {
      sentAt: at(now + 3_600_000),
      batch: [{ ...message, messageId: 'skew-1', timestamp: at(now + 3_600_000 - 30_000) }],
    });
    const then = Date.now();
    await post('/v1/batch', {
      sentAt: at(then),
      batch: [{ ...message, messageId: 'skew-2', timestamp: at(then - 86_400_000) }],
    });
    // Half a minute before it arrived, which was between then and now.
    const corrected = event('skew-1')?.occurred_at ?? 0;
    expect(corrected).toBeGreaterThanOrEqual(now - 30_000);
    expect(corrected).toBeLessThanOrEqual(Date.now() - 30_000);
    expect(event('skew-2')?.occurred_at).toBe(then - 86_400_000);
  });
});

describe('who somebody is', () => {
  it('[IN4] joins an anonymous visitor into the customer they turn out to be, with all they did', async () => {
    const batch = (messages: object[]) => post('/v1/batch', { batch: messages });
    await batch([{ type: 'track', event: 'Bought', userId: 'known', messageId: 'join-1' }]);
    await batch([
      { type: 'page', anonymousId: 'phone', messageId: 'join-2' },
      { type: 'page', anonymousId: 'phone', messageId: 'join-3' },
    ]);
    const customer = profileOf('customer_id', 'known');
    const visitor = profileOf('anonymous_id', 'phone');
    expect(visitor).not.toBe(customer);
    const people = count('profiles');
    await batch([{ type: 'identify', userId: 'known', anonymousId: 'phone', traits: {} }]);
    expect(event('join-2')?.profile_id).toBe(customer);
    expect(event('join-3')?.profile_id).toBe(customer);
    expect(profileOf('anonymous_id', 'phone')).toBe(customer);
    expect(count('profiles')).toBe(people - 1);
    expect(store.get('SELECT kept_id, gone_id, reason FROM profile_merges ORDER BY id DESC LIMIT 1')).toEqual({
      kept_id: customer,
      gone_id: visitor,
      reason: 'identify',
    });
    const query = encodeURIComponent(
      JSON.stringify({
        measures: ['events.persons'],
        filters: [{ member: 'events.name', operator: 'equals', values: ['Page Viewed', 'Bought'] }],
      }),
    );
    const { data } = await temporary.json<{ data: { 'events.persons': string }[] }>(
      `/cubejs-api/v1/load?query=${query}`,
    );
    expect(Number(data[0]?.['events.persons'])).toBe(
      count(`(SELECT DISTINCT profile_id FROM events WHERE name IN ('Page Viewed', 'Bought'))`),
    );
  });

  it('[IN5] never joins two people who have both said who they are', async () => {
    await post('/v1/batch', {
      batch: [
        { type: 'identify', userId: 'first', anonymousId: 'shared', traits: {} },
        { type: 'identify', userId: 'second', anonymousId: 'shared', traits: {} },
      ],
    });
    expect(profileOf('customer_id', 'first')).not.toBe(profileOf('customer_id', 'second'));
    expect(profileOf('anonymous_id', 'shared')).toBe(profileOf('customer_id', 'first'));
  });

  it('keeps the newest traits when an old identify is sent again', async () => {
    const identify = (messageId: string, plan: string | null) =>
      post('/v1/identify', { userId: 'trait', messageId, traits: { plan } });
    await identify('t-1', 'free');
    await identify('t-2', 'paid');
    await identify('t-1', 'free');
    const traits = () =>
      store.get<{ traits: string }>('SELECT traits FROM profiles WHERE id = ?', [
        profileOf('customer_id', 'trait') ?? 0,
      ]);
    expect(traits()?.traits).toBe('{"plan":"paid"}');
    await identify('t-3', null);
    expect(traits()?.traits).toBe('{}');
  });
});

describe('keys', () => {
  it('open nothing else, are never shown again and never kept in clear', async () => {
    const bearer = { authorization: `Bearer ${key.key}` };
    expect((await post('/v1/track', { userId: 'k', event: 'By bearer', messageId: 'key-1' }, bearer)).status).toBe(200);
    expect((await temporary.fetch('/api/v1/status', { headers: bearer })).status).toBe(401);
    const list = await temporary.fetch('/api/v1/write-keys');
    expect(await list.text()).not.toContain(key.key);
    for (const file of ['luopan.sqlite', 'luopan.sqlite-wal']) {
      const bytes = await import('node:fs/promises').then(({ readFile }) => readFile(`${temporary.dataDir}/${file}`));
      expect(bytes.includes(key.key)).toBe(false);
    }
    expect(temporary.log()).not.toContain(key.key);
  });

  it('are needed, may stand in the body, and end when revoked', async () => {
    const message = { userId: 'k', event: 'Keyed' };
    for (const authorization of [basic('wrong'), 'Bearer ', 'Basic %%%', basic('')]) {
      expect((await post('/v1/track', message, { authorization })).status).toBe(401);
    }
    const plain = (body: object) =>
      fetch(`${temporary.host.origin}/v1/track`, { method: 'POST', body: JSON.stringify(body) });
    expect((await plain(message)).status).toBe(401);
    expect((await plain({ ...message, writeKey: key.key })).status).toBe(200);
    const short = await makeKey({ name: 'Short' });
    expect((await post('/v1/track', message, { authorization: basic(short.key) })).status).toBe(200);
    await temporary.fetch(`/api/v1/write-keys/${short.id}`, { method: 'DELETE' });
    expect((await post('/v1/track', message, { authorization: basic(short.key) })).status).toBe(401);
    expect((await temporary.fetch(`/api/v1/write-keys/${short.id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('are what a page of another site may use; the rest of the host is closed to it', async () => {
    const origin = { origin: 'https://shop.example' };
    const asked = await fetch(`${temporary.host.origin}/v1/batch`, { method: 'OPTIONS', headers: origin });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const sent = await post('/v1/batch', { batch: [] }, origin);
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    const other = await temporary.fetch('/api/v1/write-keys', { method: 'POST', headers: origin, body: '{}' });
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

it('keeps every acknowledged event over a restart, also those that waited for an import', async () => {
  const own = await startTemporaryHost();
  try {
    const csv = `event,occurred_at,customer_id\n${'Filed,2026-01-02T03:04:05Z,c\n'.repeat(60_000)}`;
    const form = new FormData();
    form.set('file', new Blob([csv]), 'events.csv');
    form.set('entity', 'events');
    await own.json('/api/v1/imports', { method: 'POST', body: form });
    const send = (index: number, origin: string, token: string) =>
      fetch(`${origin}/v1/track`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ userId: 'c', event: 'Sent', messageId: `w-${index}` }),
      });
    for (let index = 0; index < 20; index += 1) {
      expect((await send(index, own.host.origin, own.host.token)).status).toBe(200);
    }
    const again = await own.restart();
    const reader = openStore(`${again.dataDir}/luopan.sqlite`, { readOnly: true });
    await expect
      .poll(() => reader.get('SELECT count(*) AS n FROM events WHERE message_id IS NOT NULL'))
      .toEqual({ n: 20 });
    await expect.poll(() => reader.get(`SELECT count(*) AS n FROM events WHERE name = 'Filed'`)).toEqual({ n: 60_000 });
    expect(reader.get('SELECT count(*) AS n FROM ingest_inbox')).toEqual({ n: 0 });
    expect(await again.json('/api/v1/events-waiting')).toEqual({ waitsSince: null });
    expect((await again.fetch('/api/v1/events-waiting', { headers: { authorization: 'Bearer none' } })).status).toBe(
      401,
    );
    reader.close();
    await again.discard();
  } catch (error) {
    await own.discard();
    throw error;
  }
});

describe('forms', () => {
  const makeHook = (input: object) =>
    temporary.json<NewFormHook>('/api/v1/form-hooks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
  const send = (path: string, body: string | URLSearchParams | FormData, headers: Record<string, string> = {}) =>
    fetch(`${temporary.host.origin}${path}`, {
      method: 'POST',
      body,
      headers: { origin: 'https://shop.example', ...headers },
    });
  const rowsOf = (table: string) => {
    const found = store.get<{ storage_name: string }>('SELECT storage_name FROM imported_tables WHERE name = ?', [
      table,
    ]);
    return found ? count(found.storage_name) : 0;
  };

  it('go into a table by a signed address, as JSON or as fields, and once each', async () => {
    const hook = await makeHook({ name: 'Contact', entity: 'table:contact' });
    const form = new FormData();
    form.set('name', '韩梅梅');
    form.set('phone', '13800000000');
    expect((await send(hook.path, '{"name":"李雷","phone":"+86 138","about":{"topic":"茶"}}')).status).toBe(200);
    expect(
      (
        await send(
          hook.path,
          new URLSearchParams([
            ['name', 'Ann'],
            ['pick', 'a'],
            ['pick', 'b'],
          ]),
        )
      ).status,
    ).toBe(200);
    expect((await send(hook.path, form)).status).toBe(200);
    await expect.poll(() => rowsOf('contact')).toBe(3);
    expect(count('form_posts')).toBe(0);
    expect((await send(hook.path, form)).status).toBe(200);
    await expect.poll(() => rowsOf('contact')).toBe(4);
    expect(count(`imports WHERE rows_rejected > 0 AND entity = 'table:contact'`)).toBe(0);
  });

  it('may become events of customers, by mapping', async () => {
    const hook = await makeHook({ name: 'Signed up', entity: 'events', mapping: { email: { column: 'mail' } } });
    expect((await send(hook.path, '[{"mail":"new@example.com","plan":"pro"}]')).status).toBe(200);
    await expect.poll(() => count(`events WHERE name = 'Signed up'`)).toBe(1);
    expect(profileOf('email', 'new@example.com')).toBeGreaterThan(0);
  });

  it('are refused with a wrong signature, or none, or to a closed address; nothing of them is kept', async () => {
    const hook = await makeHook({ name: 'Closed', entity: 'table:closed' });
    const [address = ''] = hook.path.split('?');
    const body = '{"a":1}';
    const signed = (text: string) => ({
      'x-luopan-signature': `sha256=${createHmac('sha256', hook.secret).update(text).digest('hex')}`,
    });
    expect((await send(address, body)).status).toBe(403);
    expect((await send(`${address}?signature=${'A'.repeat(43)}`, body)).status).toBe(403);
    expect((await send(address, body, signed('{"a":2}'))).status).toBe(403);
    expect((await send(hook.path, body, signed('{"a":2}'))).status).toBe(403);
    expect((await send(hook.path, 'not json')).status).toBe(400);
    expect((await send(hook.path, '{"a":"'.padEnd(300_000, 'x'))).status).toBe(413);
    expect(count('form_posts WHERE hook_id = ?', hook.id)).toBe(0);
    expect((await send(address, body, signed(body))).status).toBe(200);
    const known = await temporary.json<FormHook[]>('/api/v1/form-hooks');
    expect(JSON.stringify(known)).not.toContain(hook.secret);
    await temporary.fetch(`/api/v1/form-hooks/${hook.id}`, { method: 'DELETE' });
    expect((await send(hook.path, body)).status).toBe(404);
  });
});

it('serves a snippet that any page may load', async () => {
  const response = await fetch(`${temporary.host.origin}/snippet.js`);
  expect(response.headers.get('content-type')).toContain('text/javascript');
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const text = await response.text();
  expect(() => new Function(text)).not.toThrow();
  expect(text).not.toMatch(/document\.cookie/);
});
