import { afterEach, describe, expect, it } from 'vitest';
import { collect, conformanceRules, testContext } from '../conformance/index.ts';
import type { Connector, ConnectorContext, ReadRequest } from '../connector.ts';
import { httpConnector as anyApi } from './index.ts';
import { nextLink } from './pages.ts';
import { type Asked, type Reply, startApi, type TestApi } from './server.fixture.ts';

const httpConnector: Connector = anyApi;
const open: TestApi[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});
async function api(reply: (asked: Asked, number: number) => Reply): Promise<TestApi> {
  const started = await startApi(reply);
  open.push(started);
  return started;
}
const request = (changes: Partial<ReadRequest> = {}): ReadRequest => ({
  ...{ stream: 'items', query: null, mode: 'full', cursorField: null, lookback: 0, primaryKey: ['id'], cursor: null },
  ...changes,
});
type Settings = Record<string, unknown>;
const context = (config: Settings, changes: Partial<ConnectorContext<Settings>> = {}) =>
  testContext(httpConnector.config.parse(config) as Settings, changes);
const quick = 'pause_ms: 5\nrequests_per_second: 1000\n';
const yaml = (origin: string, text: string, config: Settings = {}): Settings => ({
  ...{ describedBy: 'yaml', yaml: `base_url: '${origin}/api'\n${quick}${text}` },
  ...config,
});
const oneStream = (pagination = '{ type: none }') =>
  `pagination: ${pagination}\nstreams: [{ name: items, path: /items, records: data }]`;
async function read(config: Settings, changes: Partial<ReadRequest> = {}) {
  return collect(httpConnector.read(await context(config), request(changes)));
}
async function failureOf(config: Settings, changes: Partial<ReadRequest> = {}) {
  const error = await read(config, changes).then(
    () => null,
    (reason: unknown) => reason,
  );
  return httpConnector.classifyFailure(error);
}
const ids = (records: { id?: unknown }[]) => records.map(({ id }) => Number(id));
const items = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ id: from + index }));
const number = (asked: Asked, name: string) => Number(asked.url.searchParams.get(name) ?? Number.NaN);
const all = Array.from({ length: 25 }, (_, index) => index + 1);

describe('pages', () => {
  it('by number, until one is not full', async () => {
    const { origin } = await api((asked) => ({
      body: { data: items(number(asked, 'p') * 10 - 9, Math.min(10, 25 - (number(asked, 'p') - 1) * 10)) },
    }));
    const found = await read(yaml(origin, oneStream('{ type: page, parameter: p, size_parameter: n, size: 10 }')));
    expect(ids(found.records)).toEqual(all);
  });

  it('by offset, by cursor, by the last record, by the address of the next, by Link header', async () => {
    const slice = (from: number) => items(from + 1, Math.min(10, 25 - from));
    const byOffset = await api((asked) => ({ body: { data: slice(number(asked, 'offset')) } }));
    expect(ids((await read(yaml(byOffset.origin, oneStream('{ type: offset, size: 10 }')))).records)).toEqual(all);

    const byCursor = await api((asked) => {
      const from = Number(asked.url.searchParams.get('after') ?? 0);
      return { body: { data: slice(from), paging: from + 10 < 25 ? { next: String(from + 10) } : {} } };
    });
    expect(
      ids(
        (await read(yaml(byCursor.origin, oneStream('{ type: cursor, parameter: after, next: paging.next }')))).records,
      ),
    ).toEqual(all);

    const byLast = await api((asked) => {
      const from = Number(asked.url.searchParams.get('after') ?? 0);
      return { body: { data: slice(from), more: from + 10 < 25 } };
    });
    expect(
      ids(
        (
          await read(
            yaml(byLast.origin, oneStream('{ type: cursor, parameter: after, last_record: id, has_more: more }')),
          )
        ).records,
      ),
    ).toEqual(all);

    for (const way of ['next_url', 'link'] as const) {
      const started = await api((asked) => {
        const from = Number(asked.url.searchParams.get('from') ?? 0);
        const next = from + 10 < 25 ? `/api/items?from=${from + 10}` : null;
        return way === 'link'
          ? {
              body: { data: slice(from) },
              headers: next ? { link: `<${next}>; rel="next", </api/items>; rel="first"` } : {},
            }
          : { body: { data: slice(from), next } };
      });
      const text = way === 'link' ? '{ type: link }' : '{ type: next_url, next: next }';
      expect(ids((await read(yaml(started.origin, oneStream(text)))).records)).toEqual(all);
    }
  });

  it('that go in circles are caught', async () => {
    const same = await api(() => ({ body: { data: items(1, 10) } }));
    expect(await failureOf(yaml(same.origin, oneStream('{ type: page, size: 10 }')))).toMatchObject({
      failure: 'data',
    });
    expect(same.asked.length).toBe(2);
    const circle = await api((asked) => ({
      body: { data: [{ id: asked.url.search }], next: asked.url.search === '?a' ? '/api/items?b' : '/api/items?a' },
    }));
    const failure = await failureOf(yaml(circle.origin, oneStream('{ type: next_url, next: next }')));
    expect(failure.reason).toMatch(/circles/);
    expect(circle.asked.length).toBeLessThan(5);
  });

  it('are never followed to another host with credentials', async () => {
    const other = await api(() => ({ body: { data: [] } }));
    const first = await api(() => ({ body: { data: items(1, 1), next: `${other.origin}/api/items` } }));
    const config = yaml(first.origin, oneStream('{ type: next_url, next: next }'), {
      auth: 'bearer',
      token: 'top-secret',
    });
    expect(await failureOf(config)).toMatchObject({ failure: 'data' });
    const moved = await api(() => ({ status: 302, headers: { location: `${other.origin}/api/items` } }));
    await read(yaml(moved.origin, oneStream(), { auth: 'key', token: 'top-secret', keyName: 'X-Key' }));
    expect(moved.asked[0]?.headers['x-key']).toBe('top-secret');
    expect(other.asked).toHaveLength(1);
    expect(JSON.stringify(other.asked[0]?.headers)).not.toContain('top-secret');
  });

  it.each([
    ['<https://a/x?p=2>; rel="next"', 'https://a/x?p=2'],
    ['<https://a/1>; rel="previous", <https://a/3>; rel="next"', 'https://a/3'],
    ['<https://a/?q=1,2>; title="x"; rel=next', 'https://a/?q=1,2'],
    ['<https://a/1>; rel="nextish"', null],
    [null, null],
  ])('reads the Link header %s', (header, expected) => expect(nextLink(header)).toBe(expected));
});

describe('failures', () => {
  it.each([
    [401, 'auth'],
    [403, 'permission'],
    [404, 'gone'],
    [422, 'config'],
  ] as const)('HTTP %i is told at once, with the request and without secrets', async (status, failure) => {
    const { origin, asked } = await api((one) => ({ status, body: { message: `no: ${one.headers.authorization}` } }));
    const told = await failureOf(yaml(origin, oneStream(), { auth: 'bearer', token: 'sk_very_secret' }));
    expect(told.failure).toBe(failure);
    expect(told.request?.request).toContain(`GET ${origin}/api/items`);
    expect(JSON.stringify(told.request)).not.toContain('sk_very_secret');
    expect(asked).toHaveLength(1);
  });

  it('a storm of 429 and 5xx is waited out, as long as the source says', async () => {
    const { origin, asked } = await api((_, attempt) =>
      attempt === 1
        ? { status: 429, headers: { 'retry-after': '0' } }
        : attempt < 5
          ? { status: 503 }
          : { body: { data: items(1, 2) } },
    );
    expect(ids((await read(yaml(origin, oneStream()))).records)).toEqual([1, 2]);
    expect(asked).toHaveLength(5);
  });

  it('a storm that does not end is told by its kind, with the wait asked for', async () => {
    const slow = await api(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    expect(await failureOf(yaml(slow.origin, oneStream()))).toMatchObject({
      failure: 'rate_limit',
      retryAfterMs: 3_600_000,
    });
    expect(slow.asked).toHaveLength(1);
    const broken = await api(() => ({ status: 500 }));
    expect(await failureOf(yaml(broken.origin, `tries: 3\n${oneStream()}`))).toMatchObject({ failure: 'transient' });
    expect(broken.asked).toHaveLength(3);
  });

  it('an answer cut off, HTML, or without the list is no data', async () => {
    const cut = await api((_, attempt) => ({ body: { data: items(1, 50) }, isCut: attempt === 1 }));
    expect((await read(yaml(cut.origin, oneStream()))).records).toHaveLength(50);
    const half = await api(() => ({ body: '{"data":[{"id":1},' }));
    expect(await failureOf(yaml(half.origin, oneStream()))).toMatchObject({
      failure: 'data',
      reason: 'JSON that is cut off or broken',
    });
    const page = await api(() => ({ headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }));
    expect(await failureOf(yaml(page.origin, oneStream()))).toMatchObject({
      failure: 'data',
      reason: 'HTML instead of JSON',
    });
    expect(page.asked).toHaveLength(1);
    const other = await api(() => ({ body: { data: { not: 'a list' } } }));
    expect(await failureOf(yaml(other.origin, oneStream()))).toMatchObject({ failure: 'data' });
  });

  it('hosts that are not there, that are too slow or forbidden', async () => {
    const { origin, close } = await startApi(() => ({}));
    await close();
    expect(await failureOf(yaml(origin, `tries: 1\n${oneStream()}`))).toMatchObject({ failure: 'unreachable' });
    expect(await failureOf(yaml('http://169.254.169.254', oneStream()))).toMatchObject({ failure: 'config' });
    expect(await failureOf(yaml('file:///etc', oneStream()))).toMatchObject({ failure: 'config' });
    for (const text of [
      'streams: []',
      'streams: [{name: a, path: /a, nonsense: 1}]',
      'streams: [',
      oneStream().replace('/items', '/{nobody}'),
    ]) {
      expect(await failureOf(yaml(origin, text))).toMatchObject({ failure: 'config' });
    }
  });

  it('said inside an answer of 200 are failures too', async () => {
    const { origin } = await api((asked) => ({
      body: { success: false, code: Number(asked.url.searchParams.get('c')), message: 'no' },
    }));
    const text = (code: number) =>
      `failure: { path: success, ok: [true], message: message, code: code, auth_codes: [1], rate_codes: [2] }\nstreams: [{ name: items, path: '/items?c=${code}', records: data }]`;
    expect(await failureOf(yaml(origin, text(1)))).toMatchObject({ failure: 'auth', reason: 'no' });
    expect(await failureOf(yaml(origin, `tries: 2\n${text(2)}`))).toMatchObject({ failure: 'rate_limit' });
    expect(await failureOf(yaml(origin, text(3)))).toMatchObject({ failure: 'config' });
    // Asked for too fast, it waits and asks again; what a gateway says elsewhere is heard too.
    const busy = await api((_, attempt) => ({
      body: attempt < 3 ? { gateway: { code: 9, text: 'slow down' } } : { success: true, data: items(1, 2) },
    }));
    const places = 'message: [gateway.text, message], code: [gateway.code, code], rate_codes: [9]';
    const rule = `failure: { path: success, ok: [true], ${places} }\n`;
    expect(ids((await read(yaml(busy.origin, `${rule}${oneStream()}`))).records)).toEqual([1, 2]);
    expect(busy.asked).toHaveLength(3);
  });
});

describe('signing in', () => {
  const oauth = (origin: string, type: 'oauth2_client' | 'oauth2_refresh'): Settings => ({
    ...{
      auth: type,
      signInUrl: `${origin}/token`,
      clientId: 'me',
      clientSecret: 'client-secret',
      refreshToken: 'first-refresh',
    },
  });

  it('with client credentials, once for all requests, and again when the token is revoked', async () => {
    let valid = 0;
    const { origin, asked } = await api((one) => {
      if (one.url.pathname === '/token') {
        valid += 1;
        return { body: { access_token: `token-${valid}`, expires_in: 3600 } };
      }
      const page = number(one, 'page');
      if (page === 2 && valid === 1) return { status: 401 };
      return one.headers.authorization === `Bearer token-${valid}`
        ? { body: { data: items(page * 10, page < 3 ? 10 : 1) } }
        : { status: 401 };
    });
    const found = await read(yaml(origin, oneStream('{ type: page, size: 10 }'), oauth(origin, 'oauth2_client')));
    expect(found.records).toHaveLength(21);
    const tokens = asked.filter(({ url }) => url.pathname === '/token');
    expect(tokens).toHaveLength(2);
    expect(Object.fromEntries(new URLSearchParams(tokens[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'me',
      client_secret: 'client-secret',
    });
  });

  it('keeps a refresh token that was exchanged before the new one is used', async () => {
    const { origin, asked } = await api((one) =>
      one.url.pathname === '/token'
        ? { body: { access_token: 'access', refresh_token: 'second-refresh' } }
        : { body: { data: items(1, 1) } },
    );
    const kept: string[] = [];
    const config = yaml(origin, oneStream(), oauth(origin, 'oauth2_refresh'));
    const given = await context(config, {
      keepSecret: async (name, value) => {
        kept.push(name, value);
        expect(asked.filter(({ url }) => url.pathname !== '/token')).toEqual([]);
      },
    });
    expect((await collect(httpConnector.read(given, request()))).records).toHaveLength(1);
    expect(kept).toEqual(['refreshToken', 'second-refresh']);
  });

  it('that is refused is a matter of credentials', async () => {
    const { origin } = await api(() => ({ status: 400, body: { error: 'invalid_grant' } }));
    expect(await failureOf(yaml(origin, oneStream(), oauth(origin, 'oauth2_refresh')))).toMatchObject({
      failure: 'auth',
    });
  });

  it('by key and by user and password, from the form', async () => {
    const { origin, asked } = await api(() => ({ body: { items: [{ id: 1 }] } }));
    const form = { baseUrl: origin, path: '/v1/things?x=1', recordPath: 'items', requestsPerSecond: 1000 };
    const found = await collect(
      httpConnector.read(
        await context({ ...form, auth: 'key', keyIn: 'query', keyName: 'k', token: 'abcd' }),
        request({ stream: 'things' }),
      ),
    );
    expect(ids(found.records)).toEqual([1]);
    expect(asked[0]?.url.search).toBe('?x=1&k=abcd');
    await collect(
      httpConnector.read(
        await context({ ...form, auth: 'basic', user: 'u', password: 'p:q' }),
        request({ stream: 'things' }),
      ),
    );
    expect(asked[1]?.headers.authorization).toBe(`Basic ${Buffer.from('u:p:q').toString('base64')}`);
  });
});

describe('records', () => {
  it('come flat, with numbers to the last digit and lists as JSON', async () => {
    const { origin } = await api(() => ({
      body: '{"data":[{"id":123456789012345678,"who":{"name":"李雷","tags":[1]}}]}',
    }));
    expect((await read(yaml(origin, oneStream()))).records).toEqual([
      { id: '123456789012345678', 'who.name': '李雷', 'who.tags': '[1]' },
    ]);
  });

  it('of a child stream are read per parent, with the parent’s key', async () => {
    const { origin } = await api(({ url }) => {
      const [, order] = /orders\/(.+)\/lines/.exec(url.pathname) ?? [];
      return order ? { body: [{ line: `${decodeURIComponent(order)}-1` }] } : { body: [{ id: 'a/b' }, { id: 'c' }] };
    });
    const text = `streams:\n  - { name: orders, path: /orders, key: [id] }\n  - { name: items, path: '/orders/{parent}/lines', parent: { stream: orders, field: id, as: order_id } }`;
    expect((await read(yaml(origin, text))).records).toEqual([
      { order_id: 'a/b', line: 'a/b-1' },
      { order_id: 'c', line: 'c-1' },
    ]);
  });

  it('asked span by span leave a checkpoint after each, and a clock ahead does not move the cursor', async () => {
    const now = Date.UTC(2026, 0, 31);
    const { origin, asked } = await api((one) => {
      const from = one.url.searchParams.get('from') ?? '';
      return { body: [{ id: from, at: from.startsWith('2026-01-21') ? '2031-01-01 00:00:00' : from }] };
    });
    const text = `streams: [{ name: items, path: /items, query: { from: '{cursor}', to: '{until}' }, incremental: { field: at, format: local, zone: Asia/Shanghai, initial: '2026-01-01', window_days: 10 } }]`;
    const given = await context(yaml(origin, text), { clock: { now: () => now } });
    const found = await collect(httpConnector.read(given, request({ mode: 'incremental' })));
    expect(asked.map(({ url }) => `${url.searchParams.get('from')} – ${url.searchParams.get('to')}`)).toEqual([
      '2026-01-01 00:00:00 – 2026-01-11 00:00:00',
      '2026-01-11 00:00:00 – 2026-01-21 00:00:00',
      '2026-01-21 00:00:00 – 2026-01-31 00:00:00',
      '2026-01-31 00:00:00 – 2026-01-31 08:00:00',
    ]);
    expect(found.checkpoints.map(({ cursor }) => cursor)).toEqual([
      '2026-01-11 00:00:00',
      '2026-01-21 00:00:00',
      '2026-01-31 00:00:00',
      '2026-01-31 08:00:00',
      '2026-01-31 08:00:00',
    ]);
    expect(found.notes).toEqual(['cursor-in-future']);
  });

  it('are asked for less at a time where the API shows no more of a listing, and a cursor never runs ahead', async () => {
    const minute = 60_000;
    const start = Date.UTC(2026, 0, 1);
    // Newest first, 40 a minute in the first ten minutes, a few later; the API shows 100 of a listing.
    const there = Array.from({ length: 420 }, (_, index) => ({
      id: index,
      at: index < 400 ? start + Math.floor(index / 40) * minute : start + (index - 300) * minute * 10,
    }));
    const { origin } = await api((one) => {
      const { from, to, page } = JSON.parse(one.body) as { from: number; to: number; page: number };
      if (page > 4) return { body: { message: 'no more than 100' }, status: 400 };
      const found = there.filter(({ at }) => at / 1000 >= from && at / 1000 <= to).reverse();
      return { body: { data: found.slice((page - 1) * 25, page * 25).map(({ id, at }) => ({ id, at: at / 1000 })) } };
    });
    const text = (most: string, key = '[id]') =>
      `pagination: { type: page, parameter: page, size: 25, in: body }\nstreams: [{ name: items, key: ${key}, path: /items, method: POST, records: data, body: { from: '{#cursor}', to: '{#until}' }, incremental: { field: at, format: seconds, initial: '2026-01-01', window_days: 10${most} } }]`;
    const clock = { now: () => start + 5 * 86_400_000 };
    const readAll = async (most: string, key?: string) => {
      const given = await context(yaml(origin, text(most, key)), { clock });
      return collect(httpConnector.read(given, request({ mode: 'incremental' })));
    };
    const found = await readAll(', most_records: 100');
    expect([...new Set(ids(found.records))].sort((a, b) => a - b)).toEqual(there.map(({ id }) => id));
    const cursors = found.checkpoints.map(({ cursor }) => Number(cursor));
    expect(cursors).toEqual([...cursors].sort((a, b) => a - b));
    expect(cursors.at(-1)).toBe(clock.now() / 1000);
    // The first checkpoint comes with the first part that was read whole, not with the newest record ever seen.
    expect(cursors[0]).toBeLessThan(start / 1000 + 15 * 60);
    await expect(readAll('')).rejects.toMatchObject({ failure: 'config' });
    // More of one instant than the API shows cannot be had: said, not lost.
    await expect(readAll(', most_records: 25')).rejects.toMatchObject({ failure: 'data' });
    // What is read of a listing before it ends comes again: without a key it would count twice.
    expect(found.records.length).toBeGreaterThan(there.length);
    await expect(readAll(', most_records: 100', '[]')).rejects.toMatchObject({
      ...{ failure: 'config', reason: expect.stringContaining('items needs a key') },
    });
  });
});

describe('the rules of connectors', () => {
  const rows = Array.from({ length: 230 }, (_, index) => ({
    id: index,
    updated_at: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
  }));
  const subject = async () => {
    const store = rows.map((row) => ({ ...row }));
    const { origin } = await api((asked) => {
      if (asked.headers['x-key'] !== 'right') return { status: 401 };
      const since = asked.url.searchParams.get('since') ?? '';
      const found = store
        .filter((row) => row.updated_at >= since)
        .sort((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
      return { body: { data: found.slice((number(asked, 'page') - 1) * 50, number(asked, 'page') * 50) } };
    });
    const text = `pagination: { type: page, size: 50 }\nstreams: [{ name: items, path: /items, records: data, key: [id], query: { since: '{cursor}' }, incremental: { field: updated_at, ordered: true } }]`;
    const config = yaml(origin, text, { auth: 'key', keyName: 'X-Key', token: 'right' });
    return {
      connector: httpConnector,
      config,
      request: { stream: 'items', query: null, cursorField: 'updated_at', lookback: 0, primaryKey: ['id'] },
      recordCount: rows.length,
      keyOf: (record: { id?: unknown }) => String(record.id),
      async change() {
        const [first] = store;
        if (first) first.updated_at = new Date(Date.UTC(2026, 1, 1)).toISOString();
        return ['0'];
      },
      broken: [{ name: 'wrong key', config: { ...config, token: 'wrong' }, failure: 'auth' as const }],
    };
  };
  for (const rule of conformanceRules(httpConnector, subject)) it(rule.name, rule.run);
});
