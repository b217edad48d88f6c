import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  GovernedMember,
  MemberCheck,
  MemberDetail,
  ModelFileView,
  ModelOverview,
  ModelProblem,
  ModelQueryAnswer,
} from '../../contract/model.ts';
import type { PivotOutput } from '../../contract/pivot.ts';
import { importText, jsonBody } from './import-text.fixture.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/* Revenue 127 = web 107 + app 20, 3 orders of 3 customers. */
const orders = `order_id,ordered_at,customer_id,customer_name,net,channel
O1,2024-03-02T00:30:00Z,1,王芳,100,web
O2,2024-03-03T00:30:00Z,2,Bob,7,web
O3,2024-03-04T00:30:00Z,3,Cy,20,app
`;
const password = 'correct horse battery staple';

let running: TemporaryHost;
const cookies: Record<string, string> = {};
beforeAll(async () => {
  running = await startTemporaryHost();
  await importText(running, 'orders', orders);
  for (const role of ['viewer', 'analyst', 'admin']) {
    const email = `${role}@example.com`;
    await running.json('/api/v1/operators', jsonBody({ email, password, role }));
    const { headers, method, body } = jsonBody({ email, password });
    const answer = await fetch(`${running.host.origin}/api/v1/session`, { headers, method, body } as RequestInit);
    cookies[role] = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }
});
afterAll(() => running?.discard());

async function as(role: string, path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const headers = new Headers(init.headers);
  headers.set('cookie', cookies[role] ?? '');
  headers.set('origin', running.host.origin);
  const answer = await fetch(`${running.host.origin}/api/v1/model${path}`, { ...init, headers });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}
const codeOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { error?: { code: string } })?.error?.code,
];

const webRevenue = {
  type: 'measure',
  view: 'orders',
  name: 'web_revenue',
  words: { 'zh-CN': { title: '网店销售额' }, en: { title: 'Web revenue', description: 'Revenue of the web shop' } },
  format: 'money',
  body: {
    kind: 'filtered',
    measure: 'orders.revenue',
    conditions: [{ member: 'orders.channel', operator: 'equals', values: ['web'] }],
  },
};
const ask = (member: string) => running.fetch('/cubejs-api/v1/load', jsonBody({ query: { measures: [member] } }));
const figure = async (member: string) =>
  ((await (await ask(member)).json()) as { data: Record<string, string>[] }).data?.[0]?.[member];

describe('a metric made in a form', () => {
  let id = '';

  it('is tried by an analyst before it is saved: figures, YAML and SQL', async () => {
    const { body } = await as('analyst', '/members/check', jsonBody(webRevenue));
    const check = body as MemberCheck;
    expect([check.faults, check.before, check.after]).toEqual([[], null, 107]);
    expect(check.yaml).toContain("{channel} IN ('web')");
    expect(check.sql).toMatch(/SELECT[\s\S]+orders/);
    const circle = { ...webRevenue, body: { kind: 'formula', text: '[orders.web_revenue] * 2' } };
    for (const [language, words] of [
      ['en', /go in a circle: orders\.web_revenue → orders\.web_revenue/],
      ['zh-CN', /绕成了一圈/],
    ] as const) {
      const refused = (await as('analyst', '/members/check', jsonBody(circle, 'POST', language))).body as MemberCheck;
      expect(refused.faults[0]).toMatchObject({ code: 'circular', message: expect.stringMatching(words) });
    }
  });

  it('is a draft that no one else can ask for, and waits for a review', async () => {
    const saved = await as('analyst', '/members', jsonBody(webRevenue));
    expect(saved.status).toBe(201);
    ({ id } = saved.body as GovernedMember);
    expect((await ask('orders.web_revenue')).status).toBe(400);
    expect((await as('viewer', '/members')).body).toEqual([]);
    expect(codeOf(await as('analyst', '/members', jsonBody(webRevenue)))).toEqual([409, 'model/name-taken']);
    expect(codeOf(await as('analyst', `/members/${id}/review`, jsonBody({ decision: 'approve' })))).toEqual([
      403,
      'access/not-allowed',
    ]);
    expect((await as('analyst', `/members/${id}/submit`, jsonBody({}))).body).toMatchObject({ state: 'submitted' });
    const returned = await as(
      'admin',
      `/members/${id}/review`,
      jsonBody({ decision: 'return', note: 'Say which shop' }),
    );
    expect(returned.body).toMatchObject({ state: 'returned', note: 'Say which shop' });
    await as('analyst', `/members/${id}`, jsonBody(webRevenue, 'PUT'));
    await as('analyst', `/members/${id}/submit`, jsonBody({}));
  });

  it('is part of the model for everybody the moment an admin approves it', async () => {
    const approved = await as('admin', `/members/${id}/review`, jsonBody({ decision: 'approve' }));
    expect(approved.body).toMatchObject({ state: 'live', pending: null });
    expect(Number(await figure('orders.web_revenue'))).toBe(107);
    const pivot = {
      rows: [{ id: 'r', member: 'orders.channel' }],
      values: [{ id: 'v', source: { measure: 'orders.web_revenue' } }],
    };
    const table = await running.json<PivotOutput>(
      '/api/v1/pivot',
      jsonBody({ pivot, window: { rows: { from: 0, count: 9 }, columns: { from: 0, count: 9 } } }),
    );
    expect(table.cells).toEqual([[null], [107], [107]]);
    const meta = await running.json<{ cubes: { name: string; measures: { name: string; title: string }[] }[] }>(
      '/cubejs-api/v1/meta',
      { headers: { 'accept-language': 'zh-CN' } },
    );
    const view = meta.cubes.find(({ name }) => name === 'orders');
    expect(view?.measures.find(({ name }) => name === 'orders.web_revenue')?.title).toBe('网店销售额');
  });

  it('is shown with its cubes in the reader’s words: their own, else those of the view that starts from them', async () => {
    const titles = async (language: string) => {
      const headers = { 'accept-language': language };
      const { cubes } = await running.json<ModelOverview>('/api/v1/model', { headers });
      return ['orders', 'base_orders', 'base_second_orders'].map(
        (wanted) => cubes.find(({ name }) => name === wanted)?.title,
      );
    };
    expect(await titles('zh-CN')).toEqual(['订单', '订单', '第二单']);
    expect(await titles('en')).toEqual(['Orders', 'Orders', 'Second orders']);
  });

  it('a change is shown with the figures before and after, and goes unnoticed until it is approved', async () => {
    const app = structuredClone(webRevenue);
    app.body.conditions = [{ member: 'orders.channel', operator: 'equals', values: ['app'] }];
    await as('analyst', `/members/${id}`, jsonBody(app, 'PUT'));
    const check = (await as('admin', `/members/check?id=${id}`, jsonBody(app))).body as MemberCheck;
    expect([check.before, check.after]).toEqual([107, 20]);
    expect(Number(await figure('orders.web_revenue'))).toBe(107);
    const stale = await as('admin', `/members/${id}/review`, {
      ...jsonBody({ decision: 'approve' }),
      headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    });
    expect(codeOf(stale)).toEqual([409, 'api/conflict']);
    await as('admin', `/members/${id}/review`, jsonBody({ decision: 'approve' }));
    expect(Number(await figure('orders.web_revenue'))).toBe(20);
  });

  it('says where it is used, is archived and not deleted, and a question for it says so', async () => {
    await running.json(
      '/api/v1/reports',
      jsonBody({
        title: 'Shops',
        description: '',
        definition: { pivot: { values: [{ id: 'v', source: { measure: 'orders.web_revenue' } }] } },
      }),
    );
    const detail = (await as('analyst', `/members/${id}`)).body as MemberDetail;
    expect(detail.uses).toMatchObject([{ kind: 'report', title: 'Shops' }]);
    expect(detail.versions.map(({ action }) => action)).toEqual(
      'approved drafted approved submitted drafted returned submitted drafted'.split(' '),
    );
    await as('admin', `/members/${id}/archive`, jsonBody({}));
    const gone = await running.fetch('/cubejs-api/v1/load', jsonBody({ query: { measures: ['orders.web_revenue'] } }));
    expect([gone.status, await gone.json()]).toMatchObject([
      400,
      { code: 'model/archived-member', error: /Web revenue/ },
    ]);
    expect((await as('admin', `/members/${id}/restore`, jsonBody({}))).body).toMatchObject({ state: 'live' });
    expect(Number(await figure('orders.web_revenue'))).toBe(20);
  });
});

const shop = `cubes:
  - name: big_orders
    extends: base_orders
    sql: SELECT * FROM orders WHERE net_base_minor >= 2000
    public: true
    title: Big orders
    measures:
      - name: big_count
        type: count
        title: Orders of 20 and more
`;
const putFile = (role: string, content: string, name = 'shop') =>
  as(role, `/files/${name}`, jsonBody({ content }, 'PUT'));

describe('a file of the model', () => {
  it('is for admins', async () => {
    for (const role of ['viewer', 'analyst']) {
      expect(codeOf(await putFile(role, shop))).toEqual([403, 'access/not-allowed']);
      expect((await as(role, '/file?name=cubes%2Forders.yml')).status).toBe(403);
      expect((await as(role, '/query', jsonBody({ measures: ['orders.count'] }))).status).toBe(403);
    }
    expect((await as('viewer', '')).status).toBe(403);
    expect((await as('admin', '/file?name=cubes%2Forders.yml')).body).toMatchObject({ origin: 'built-in' });
    expect((await as('admin', '/file?name=..%2F..%2Fpackage.json')).status).toBe(404);
  });

  it('is compiled on a copy first; mistakes name their line', async () => {
    const lineOf = async (content: string) => {
      const { problems } = (await as('admin', '/check', jsonBody({ name: 'shop', content }))).body as {
        problems: ModelProblem[];
      };
      return [problems[0]?.line, problems[0]?.message];
    };
    expect(await lineOf(shop)).toEqual([undefined, undefined]);
    expect(await lineOf(shop.replace('type: count', 'type: summ'))).toEqual([9, expect.stringContaining('type')]);
    expect(await lineOf(shop.replace('    title: Big', '   title: Big'))).toEqual([6, expect.any(String)]);
    expect(await lineOf(shop.replace('extends: base_orders', 'extends: base_nothing'))).toEqual([
      3,
      expect.stringContaining('base_nothing'),
    ]);
    expect(await lineOf(shop.replace('>= 2000', '> {nonsense}'))).toEqual([4, expect.stringContaining('nonsense')]);
    expect(await lineOf(shop.replace('name: big_orders', 'name: orders'))).toEqual([
      2,
      expect.stringContaining('orders'),
    ]);
    expect(await lineOf(shop.replace('type: count', 'typ: count'))).toEqual([9, expect.stringContaining('typ')]);
    const inChinese = async (content: string) => {
      const { body } = await as('admin', '/check', jsonBody({ name: 'shop', content }, 'POST', 'zh-CN'));
      return (body as { problems: ModelProblem[] }).problems[0]?.message;
    };
    expect(await inChinese(shop.replace('type: count', 'type: summ'))).toMatch(/^“.*type”不能是“summ”，可用：.*count/);
    expect(await inChinese(shop.replace('extends: base_orders', 'extends: base_nothing'))).toMatch(
      /没有“base_nothing”/,
    );
    expect(await inChinese(shop.replace('SELECT * FROM orders', 'SELECT * FROM nowhere'))).toBe(
      '数据里没有表“nowhere”。',
    );
    const refused = await putFile('admin', shop.replace('type: count', 'type: summ'));
    expect(codeOf(refused)).toEqual([422, 'model/invalid']);
    expect((await as('admin', '/files')).body).toEqual([]);
  });

  it('is asked before it is saved, saved, asked by everybody, changed, restored, archived', async () => {
    const query = { measures: ['big_orders.big_count'], dimensions: ['big_orders.channel'] };
    const tried = (await as('admin', '/query', jsonBody({ ...query, file: { name: 'shop', content: shop } }))).body;
    expect((tried as ModelQueryAnswer).rows.toSorted()).toEqual([
      ['app', '1'],
      ['web', '1'],
    ]);
    expect((tried as ModelQueryAnswer).sql).toContain('net_base_minor >= 2000');
    expect((await ask('big_orders.big_count')).status).toBe(400);
    expect((await putFile('admin', shop)).body).toMatchObject({ version: 1 });
    expect(await figure('big_orders.big_count')).toBe('2');
    await putFile('admin', shop.replace('2000', '10000'));
    expect(await figure('big_orders.big_count')).toBe('1');
    const versions = (await as('admin', '/files/shop/versions')).body as { version: number; content: string }[];
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    await putFile('admin', versions[1]?.content ?? '');
    expect(await figure('big_orders.big_count')).toBe('2');
    const { cubes } = (await as('analyst', '')).body as ModelOverview;
    const cube = cubes.find(({ name }) => name === 'big_orders');
    expect(cube).toMatchObject({ origin: 'own', file: 'own/shop.yml', from: ['base_orders'] });
    expect(cubes.find(({ name }) => name === 'base_orders')?.joins[0]).toMatchObject({ to: 'base_profiles' });
  });

  it('is not changed or taken away under another file that needs it', async () => {
    const more = `cubes:\n  - name: more_orders\n    extends: big_orders\n    title: More\n    measures:\n      - { name: twice, sql: "{big_count} * 2", type: number }\n`;
    expect((await putFile('admin', more, 'more')).status).toBe(200);
    for (const [language, words] of [
      ['en', /^The file own\/more\.yml would no longer work: .*\{big_count\}/],
      ['zh-CN', /^文件 own\/more\.yml 将不能再用：.*\{big_count\}/],
    ] as const) {
      const refused = await as(
        'admin',
        '/files/shop',
        jsonBody({ content: shop.replace('big_count', 'large_count') }, 'PUT', language),
      );
      expect(codeOf(refused)).toEqual([422, 'model/invalid']);
      expect((refused.body as { error: { details: { message: string }[] } }).error.details).toMatchObject([
        { message: expect.stringMatching(words) },
      ]);
    }
    expect(codeOf(await as('admin', '/files/shop', { method: 'DELETE' }))).toEqual([422, 'model/invalid']);
    expect((await as('admin', '/files/more', { method: 'DELETE' })).status).toBe(200);
    expect((await putFile('admin', shop.replace('big_count', 'large_count'))).status).toBe(200);
    expect((await putFile('admin', shop)).status).toBe(200);
  });

  it('may have a dimension of a million values: across a table the first thousand, with the true total', async () => {
    const many = `cubes:\n  - name: many\n    sql: SELECT unnest(generate_series(1, 1000000)) AS k\n    public: true\n    title: Many\n    dimensions:\n      - { name: k, sql: "'K' || {CUBE}.k", type: string }\n    measures:\n      - { name: n, type: count }\n`;
    expect((await putFile('admin', many, 'many')).status).toBe(200);
    const pivot = {
      columns: [{ id: 'k', member: 'many.k' }],
      values: [{ id: 'v', source: { measure: 'many.n' } }],
    };
    const window = { rows: { from: 0, count: 9 }, columns: { from: 0, count: 1001 } };
    const table = await running.json<PivotOutput>('/api/v1/pivot', jsonBody({ pivot, window }));
    expect(table.truncated).toEqual({ rows: null, columns: { shown: 1000, total: 1_000_000 } });
    expect([table.columnCount, table.cells[0]?.[0], table.cells[0]?.at(-1)]).toEqual([1001, 1, 1_000_000]);
    expect((await as('admin', '/files/many', { method: 'DELETE' })).status).toBe(200);
  });

  it('that no longer compiles is left out and told about; all other figures go on, after a restart too', async () => {
    // With a name that begins like an id.
    const name = 'badcafe0-huge';
    // Two files, one made useless behind the product’s back: as an update of the product would.
    await putFile('admin', shop.replaceAll('big_orders', 'huge_orders').replaceAll('big_count', 'huge_count'), name);
    const { default: Database } = await import('node:sqlite').then(({ DatabaseSync }) => ({ default: DatabaseSync }));
    const file = new Database(`${running.dataDir}/luopan.sqlite`);
    file.exec(`UPDATE model_files SET content = replace(content, 'base_orders', 'base_gone') WHERE name = '${name}'`);
    file.close();
    running = await running.restart();
    expect(await figure('orders.revenue')).toBe('127');
    expect(await figure('big_orders.big_count')).toBe('2');
    expect((await ask('huge_orders.huge_count')).status).toBe(400);
    const overview = await running.json<ModelOverview>('/api/v1/model');
    expect(overview.problems[0]).toMatchObject({ file: `own/${name}.yml` });
    const file2 = await running.json<ModelFileView>('/api/v1/model/files/shop', { method: 'DELETE' });
    expect(file2.archivedAt).not.toBeNull();
    expect((await ask('big_orders.big_count')).status).toBe(400);
  });
});
