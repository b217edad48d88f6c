import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunnelOutput, PersonsOutput } from '../../contract/analytics.ts';
import type { AuditLine, AuditPage } from '../../contract/audit.ts';
import {
  type CustomerList,
  customerSorts,
  type Profile,
  type ProfileSearchResult,
  type Timeline,
} from '../../contract/profiles.ts';
import type { Segment, SegmentMembers } from '../../contract/segments.ts';
import { importText, jsonBody } from './import-text.fixture.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/* 王芳 and Bob looked; only 王芳 put something into the cart. Cy bought without looking. */
const events = `event,occurred_at,customer_id,customer_name,email
view,2024-03-01T10:00:00Z,1,王芳,Fang@Example.com
cart,2024-03-01T10:08:00Z,1,王芳,Fang@Example.com
view,2024-03-01T11:00:00Z,2,Bob,
`;
const orders = `order_id,ordered_at,customer_id,customer_name,net,channel
O1,2024-03-02T00:30:00Z,1,王芳,100,app
O2,2024-03-03T00:30:00Z,2,Bob,7,web
O3,2024-03-04T00:30:00Z,3,Cy,20,web
`;
const answers = `nps,answered_at,customer_id,comment
9,2024-03-05,1,fine
`;
const steps = [{ event: 'view' }, { event: 'cart' }];
const dropped = { kind: 'funnel', body: { steps }, cell: { step: 1, state: 'dropped' } };

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost();
  await importText(running, 'events', events);
  await importText(running, 'orders', orders);
  await importText(running, 'survey_responses', answers);
});
afterAll(() => running?.discard());

const call = async (path: string, init?: RequestInit) => running.fetch(`/api/v1${path}`, init);
const make = (body: object) => running.json<Segment>('/api/v1/segments', jsonBody({ name: 'Test', ...body }));
const patch = (id: string, body: object) => running.json<Segment>(`/api/v1/segments/${id}`, jsonBody(body, 'PATCH'));
const search = (text: string) =>
  running.json<ProfileSearchResult>(`/api/v1/profiles?search=${encodeURIComponent(text)}`);
const idOf = async (text: string): Promise<number> => (await search(text)).profiles[0]?.id ?? 0;
const names = async (id: string) =>
  (await running.json<SegmentMembers>(`/api/v1/segments/${id}/members`)).profiles.map(({ displayName }) => displayName);

describe('a segment', () => {
  it('of an analysis holds the people of its cell and remembers where they came from', async () => {
    const segment = await make({ name: 'Looked, left', people: { analysis: dropped } });
    expect(segment).toMatchObject({ count: 1, origin: { kind: 'analysis', analysis: dropped } });
    expect(segment.origin).toHaveProperty('asOf', expect.stringMatching(/^20/));
    expect(await names(segment.id)).toEqual(['Bob']);
  });

  it('narrows analyses, boards and customer value to its people', async () => {
    const { id } = await make({ people: { profileIds: [await idOf('Bob'), await idOf('Cy')] } });
    const funnel = await running.json<FunnelOutput>('/api/v1/analytics/funnel', jsonBody({ steps, segmentId: id }));
    expect(funnel.steps.map(({ count }) => count)).toEqual([1, 0]);
    const rfm = await running.json<{ customers: number }>('/api/v1/analytics/rfm', jsonBody({ segmentId: id }));
    expect(rfm.customers).toBe(2);
    const churned = await running.json<PersonsOutput>(
      '/api/v1/analytics/churn/persons',
      jsonBody({ inactiveDays: 30, segmentId: id, cell: { start: '2024-03-01', state: 'gained' } }),
    );
    expect(churned.profiles.map(({ displayName }) => displayName)).toEqual(['Bob', 'Cy']);
    const query = {
      measures: ['orders.revenue'],
      filters: [{ member: 'orders.segment', operator: 'equals', values: [id] }],
    };
    const load = await running.json<{ data: Record<string, unknown>[] }>(
      `/cubejs-api/v1/load?query=${encodeURIComponent(JSON.stringify(query))}`,
    );
    expect(Number(load.data[0]?.['orders.revenue'])).toBe(27);
  });

  it('takes and lets go of people, and can be renamed', async () => {
    const { id } = await make({ people: { profileIds: [await idOf('Bob')] } });
    const changed = await patch(id, { name: 'Both', add: [await idOf('Cy')], remove: [await idOf('Bob')] });
    expect(changed).toMatchObject({ name: 'Both', count: 1 });
    expect(await names(id)).toEqual(['Cy']);
  });

  it('asked again follows the data', async () => {
    const { id } = await make({ people: { analysis: { ...dropped, cell: { step: 1, state: 'reached' } } } });
    expect(await names(id)).toEqual(['王芳']);
    await importText(
      running,
      'events',
      'event,occurred_at,customer_id\nview,2024-03-06T10:00:00Z,3\ncart,2024-03-06T10:01:00Z,3\n',
    );
    expect(await names(id)).toEqual(['王芳']);
    expect((await patch(id, { refresh: true })).count).toBe(2);
    expect(await names(id)).toEqual(['王芳', 'Cy']);
  });

  it('is gone when it was deleted; its people stay', async () => {
    const { id } = await make({ people: { profileIds: [await idOf('Bob')] } });
    expect((await call(`/segments/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await call(`/segments/${id}`)).status).toBe(404);
    expect((await call(`/segments/${id}/members`)).status).toBe(404);
    expect(await idOf('Bob')).toBeGreaterThan(0);
  });

  it.each([
    ['nobody', { people: { profileIds: [] } }],
    ['somebody unknown', { people: { profileIds: [1, 999_999] } }],
    ['an analysis that is none', { people: { analysis: { ...dropped, kind: 'guess' } } }],
    ['a cell that cannot be', { people: { analysis: { ...dropped, cell: { step: 9 } } } }],
    ['no name', { name: ' ', people: { profileIds: [1] } }],
  ])('of %s is refused', async (_, body) => {
    expect((await call('/segments', jsonBody({ name: 'Test', ...body }))).status).toBe(422);
  });

  it('that is not there is refused where people are asked', async () => {
    const segmentId = '0198b9d4-0000-7000-8000-00000000000f';
    for (const [kind, body] of [
      ['funnel', { steps, segmentId }],
      ['rfm', { segmentId }],
    ] as const) {
      const answer = await call(`/analytics/${kind}`, jsonBody(body));
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ error: { details: [{ path: 'segmentId' }] } });
    }
  });
});

describe('customers', () => {
  it.each([
    ['a part of the name', '芳', '王芳'],
    ['pinyin', 'wangfang', '王芳'],
    ['the initials of pinyin', 'wf', '王芳'],
    ['Latin letters in any case', 'bOB', 'Bob'],
    ['an e-mail address', 'fang@example', '王芳'],
    ['a customer number', '3', 'Cy'],
  ])('are found by %s', async (_, text, name) => {
    expect((await search(text)).profiles.map(({ displayName }) => displayName)).toContain(name);
  });

  it('are not found by a text nobody has, nor by one that looks like SQL', async () => {
    expect(await search("x' OR 1=1 --")).toEqual({ total: 0, profiles: [] });
    expect((await search('%')).total).toBe(0);
  });

  it('have a card with identifiers, figures and story', async () => {
    const id = await idOf('王芳');
    const { id: segment } = await make({ name: 'Fans', people: { profileIds: [id] } });
    const card = await running.json<Profile>(`/api/v1/profiles/${id}`);
    expect(card).toMatchObject({
      displayName: '王芳',
      summary: { orders: 1, revenueMinor: 10_000, events: 2, surveyResponses: 1, lastNps: 9 },
    });
    expect(card.identifiers.map(({ type, value }) => [type, value])).toEqual([
      ['customer_id', '1'],
      ['email', 'fang@example.com'],
    ]);
    expect(card.segments).toContainEqual({ id: segment, name: 'Fans' });
    expect(card.timeline.items.map(({ kind, name }) => [kind, name])).toEqual([
      ['survey_response', 'NPS'],
      ['order', 'O1'],
      ['event', 'cart'],
      ['event', 'view'],
    ]);
    expect(card.timeline.items[1]?.details).toMatchObject({ netMinor: 10_000, channel: 'app' });
  });

  it('have an average of their counted orders alone, which returns do not lower', async () => {
    const more = `order_id,ordered_at,customer_id,customer_name,net
D1,2024-03-05T00:30:00Z,4,Dee,100
D2,2024-03-06T00:30:00Z,4,Dee,50
D3,2024-03-07T00:30:00Z,4,Dee,-40
E1,2024-03-07T00:40:00Z,5,Eve,-5
`;
    await importText(running, 'orders', more);
    const summary = async (name: string) =>
      (await running.json<Profile>(`/api/v1/profiles/${await idOf(name)}`)).summary;
    // (100 + 50) ÷ 2 = 75; what came back counts as revenue, not as an order.
    expect(await summary('Dee')).toMatchObject({ orders: 2, revenueMinor: 11_000, averageOrderMinor: 7_500 });
    expect(await summary('Eve')).toMatchObject({ orders: 0, revenueMinor: -500, averageOrderMinor: null });
  });

  it('have a story in pages that miss and repeat nothing', async () => {
    const id = await idOf('王芳');
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const before: string = next === '' ? '' : `&before=${next}`;
      const page: Timeline = await running.json<Timeline>(`/api/v1/profiles/${id}/timeline?limit=1${before}`);
      seen.push(...page.items.map(({ name }) => name));
      next = page.next;
    }
    expect(seen).toEqual(['NPS', 'O1', 'cart', 'view']);
    const events = await running.json<Timeline>(`/api/v1/profiles/${id}/timeline?kind=event&limit=1`);
    const older = await running.json<Timeline>(`/api/v1/profiles/${id}/timeline?kind=event&before=${events.next}`);
    expect([events, older].map(({ items }) => items.map(({ name }) => name))).toEqual([['cart'], ['view']]);
    expect(older.next).toBeNull();
    const tickets = await running.json<Timeline>(`/api/v1/profiles/${id}/timeline?kind=ticket`);
    expect(tickets).toEqual({ items: [], next: null });
    expect((await call(`/profiles/${id}/timeline?kind=visit`)).status).toBe(422);
    expect((await call(`/profiles/${id}/timeline?before=x`)).status).toBe(422);
    expect((await call('/profiles/999999')).status).toBe(404);
  });
});

describe('the list of customers', () => {
  /* Counted orders, revenue and days are worked out by hand: a return lowers revenue and is no order. */
  const own = `order_id,ordered_at,customer_id,customer_name,email,net
L1,2023-01-01T00:30:00Z,L1,List Ada,ada@list.example,30
L2,2023-02-01T00:30:00Z,L1,List Ada,ada@list.example,40
L3,2023-03-01T00:30:00Z,L2,List Bea,,70
L4,2023-03-02T00:30:00Z,L2,List Bea,,-5
L5,2023-01-15T00:30:00Z,L3,"=List ""Cem""",,70
`;
  const known = `customer_id,name,first_seen
L4,List Dan,2022-05-01
L5,List Eli,
`;
  beforeAll(async () => {
    await importText(running, 'orders', own);
    await importText(running, 'profiles', known);
  });
  const list = (query: string) => running.json<CustomerList>(`/api/v1/customers?${query}`);
  const namesOf = ({ customers }: CustomerList) => customers.map(({ displayName }) => displayName?.split('List ')[1]);
  const cem = '"Cem"';

  it('says what each of them bought, and how to reach them', async () => {
    const { total, customers } = await list('search=list%20ada');
    expect(total).toBe(1);
    expect(customers).toMatchObject([
      {
        ...{ displayName: 'List Ada', email: 'ada@list.example', phone: null, customerNumber: 'L1' },
        ...{ orders: 2, revenueMinor: 7_000 },
        ...{ lastOrderAt: '2023-02-01T00:30:00.000Z', firstSeenAt: '2023-01-01T00:30:00.000Z' },
      },
    ]);
    const bea = await list('search=list%20bea');
    expect(bea.customers).toMatchObject([{ orders: 1, revenueMinor: 6_500, lastOrderAt: '2023-03-01T00:30:00.000Z' }]);
    expect((await list('search=ada%40list')).customers.map(({ displayName }) => displayName)).toEqual(['List Ada']);
  });

  it.each([
    ['revenue', 'desc', ['Ada', cem, 'Bea', 'Dan', 'Eli']],
    ['revenue', 'asc', ['Dan', 'Eli', 'Bea', 'Ada', cem]],
    ['orders', 'desc', ['Ada', 'Bea', cem, 'Dan', 'Eli']],
    ['lastOrder', 'desc', ['Bea', 'Ada', cem, 'Dan', 'Eli']],
    ['lastOrder', 'asc', [cem, 'Ada', 'Bea', 'Dan', 'Eli']],
    ['firstSeen', 'asc', ['Dan', 'Ada', cem, 'Bea', 'Eli']],
    ['name', 'asc', [cem, 'Ada', 'Bea', 'Dan', 'Eli']],
    ['name', 'desc', ['Eli', 'Dan', 'Bea', 'Ada', cem]],
  ])('in order of %s %s, who has none last, whole and page by page', async (sort, direction, names) => {
    const asked = `search=list%20&sort=${sort}&direction=${direction}`;
    expect(namesOf(await list(asked))).toEqual(names);
    const seen: (string | undefined)[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: CustomerList = await list(`${asked}&limit=2${next === '' ? '' : `&after=${next}`}`);
      expect(page.total).toBe(5);
      seen.push(...namesOf(page));
      next = page.next;
    }
    expect(seen).toEqual(names);
  });

  it('narrowed to buyers, to others, and to a segment, which can be made of what is shown', async () => {
    expect(namesOf(await list('search=list%20&bought=no&sort=name&direction=asc'))).toEqual(['Dan', 'Eli']);
    const people = { customers: { search: 'list ', bought: 'yes' } };
    const segment = await make({ name: 'Listed buyers', people });
    expect(segment).toMatchObject({ count: 3, origin: { kind: 'list' } });
    const inside = await list(`segmentId=${segment.id}&sort=name&direction=asc`);
    expect([inside.total, namesOf(inside)]).toEqual([3, [cem, 'Ada', 'Bea']]);
    expect(inside.known).toBeGreaterThanOrEqual(8);
    expect((await call('/customers?segmentId=0198b9d4-0000-7000-8000-00000000000f')).status).toBe(404);
  });

  it('is a file that no spreadsheet runs as a formula, in the order shown', async () => {
    const response = await call('/customers/file?search=list%20&bought=yes&sort=name&direction=asc');
    const [head, ...lines] = new TextDecoder('utf-8', { ignoreBOM: true })
      .decode(await response.arrayBuffer())
      .split('\r\n');
    expect(head).toMatch(/^\ufeffProfile number,Name,Email/);
    expect(lines.map((line) => line.slice(line.indexOf(',') + 1))).toEqual([
      `"'=List ""Cem""",,,L3,,,,1,70.00,2023-01-15T00:30:00.000Z,2023-01-15T00:30:00.000Z`,
      'List Ada,ada@list.example,,L1,,,,2,70.00,2023-02-01T00:30:00.000Z,2023-01-01T00:30:00.000Z',
      'List Bea,,,L2,,,,1,65.00,2023-03-01T00:30:00.000Z,2023-03-01T00:30:00.000Z',
      '',
    ]);
    const { lines: exports } = await running.json<AuditPage>('/api/v1/audit?kind=export&limit=1');
    expect(exports).toMatchObject([{ action: 'customers exported', details: { count: 3 } }]);
  });

  it.each([
    ...customerSorts.map((sort) => [`a cursor of another order than ${sort}`, `sort=${sort}&after=WyJ4IiwxLDFd`]),
    ['a cursor that is none', 'after=%22'],
    ['a segment that can be none', 'segmentId=1'],
    ['an order that is none', 'sort=luck'],
    ['a page without end', 'limit=100000'],
  ])('refuses %s', async (_, query) => {
    expect((await call(`/customers?${query}`)).status).toBe(422);
  });
});

describe('the audit', () => {
  const account = { email: 'ann@example.com', password: 'a long password' };
  let ann: { id: string; cookie: string };
  beforeAll(async () => {
    const operator = { ...account, role: 'viewer', displayName: 'Ann' };
    const { id } = await running.json<{ id: string }>('/api/v1/operators', jsonBody(operator));
    const signedIn = await call('/session', jsonBody(account));
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    ann = { id, cookie };
  });
  const asAnn = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', ann.cookie);
    const response = await fetch(`${running.host.origin}${path}`, { ...init, headers });
    expect(response.status, path).toBe(200);
    return response.json();
  };
  const views = async () =>
    (await running.json<AuditPage>(`/api/v1/audit?kind=view&actor=${ann.id}`)).lines.map(
      ({ action, target, targetName, details }: AuditLine) => ({ action, target, targetName, ...details }),
    );

  it('tells who looked at which customer, once an hour', async () => {
    const id = await idOf('王芳');
    await asAnn(`/api/v1/profiles/${id}`);
    await asAnn(`/api/v1/profiles/${id}`);
    await asAnn(`/api/v1/profiles/${id}/timeline`);
    const line = { action: 'customer viewed', target: String(id), targetName: '王芳' };
    await expect.poll(views).toContainEqual(line);
    expect((await views()).filter(({ action }) => action === line.action)).toEqual([line]);
  });

  it('tells who listed the people behind a figure, where from and how many', async () => {
    const page = (limit: number) => jsonBody({ ...dropped.body, cell: dropped.cell, offset: 0, limit });
    await asAnn('/api/v1/analytics/funnel/persons', page(50));
    await asAnn('/api/v1/analytics/funnel/persons', page(1));
    await asAnn('/api/v1/analytics/funnel', jsonBody(dropped.body));
    const { id } = await make({ name: 'Looked at', people: { profileIds: [await idOf('Bob')] } });
    await asAnn(`/api/v1/segments/${id}/members`);
    const isList = ({ target }: { target: string | null }) => target === 'funnel' || target === id;
    await expect
      .poll(async () => (await views()).filter(isList))
      .toEqual([
        { action: 'customers listed', target: id, targetName: 'Looked at', count: 1 },
        {
          ...{ action: 'customers listed', target: 'funnel', targetName: null, count: 1 },
          cell: '{"step":1,"state":"dropped"}',
        },
      ]);
  });

  it('tells of a look at all customers even where a narrow one came before', async () => {
    const { total } = (await asAnn(`/api/v1/customers?search=${encodeURIComponent('王')}`)) as CustomerList;
    const { known } = (await asAnn('/api/v1/customers?limit=1')) as CustomerList;
    await asAnn('/api/v1/customers?search=Bo');
    expect(total).toBeLessThan(known);
    await expect
      .poll(async () => (await views()).filter(({ target }) => target === 'customers'))
      .toMatchObject([{ count: known }, { count: total }]);
  });

  it('tells who read names in a question or a pivot, and of nothing else in them', async () => {
    const query = { measures: ['orders.revenue'], dimensions: ['orders.channel'] };
    await asAnn('/cubejs-api/v1/load', jsonBody({ query }));
    await asAnn('/cubejs-api/v1/load', jsonBody({ query: { ...query, dimensions: ['orders.customer_name'] } }));
    const named = { measures: ['profiles.count'], dimensions: ['profiles.display_name'] };
    await asAnn(`/cubejs-api/v1/load?query=${encodeURIComponent(JSON.stringify(named))}`);
    const window = { rows: { from: 0, count: 10 }, columns: { from: 0, count: 10 } };
    const pivot = {
      rows: [{ id: 'd1', member: 'tickets.customer_name' }],
      values: [{ id: 'v1', source: { measure: 'tickets.count' } }],
    };
    await asAnn('/api/v1/pivot', jsonBody({ pivot, window }));
    // However a name is written, it is the same field.
    const escaped = '{"query":{"dimensions":["order_items.\\u0063ustomer_name"]}}';
    await asAnn('/cubejs-api/v1/load', { ...jsonBody({}), body: escaped });
    const graphql = (view: string) => `{ cube { ${view} { customer_name } } }`;
    await asAnn('/cubejs-api/graphql', jsonBody({ query: graphql('survey_responses') }));
    await asAnn(`/cubejs-api/graphql?query=${encodeURIComponent(graphql('opportunities'))}`);
    const fields = async () =>
      (await views()).filter(({ action }) => action === 'personal field read').map(({ target }) => target);
    await expect
      .poll(async () => (await fields()).sort())
      .toEqual([
        ...['opportunities.customer_name', 'order_items.customer_name', 'orders.customer_name'],
        ...['profiles.display_name', 'survey_responses.customer_name', 'tickets.customer_name'],
      ]);
  });

  it('is read page by page, by administrators alone', async () => {
    const all = await running.json<AuditPage>('/api/v1/audit?limit=500');
    expect(all.next).toBeNull();
    const seen: number[] = [];
    for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; ) {
      const page: AuditPage = await running.json<AuditPage>(`/api/v1/audit?limit=2&before=${before}`);
      seen.push(...page.lines.map(({ id }) => id));
      before = page.next;
    }
    expect(seen).toEqual(all.lines.map(({ id }) => id));
    expect(all.lines.find(({ actor }) => actor === ann.id)?.actorName).toBe('Ann');
    const refused = await fetch(`${running.host.origin}/api/v1/audit`, { headers: { cookie: ann.cookie } });
    expect(refused.status).toBe(403);
    expect((await call('/audit?kind=guess')).status).toBe(422);
  });
});
