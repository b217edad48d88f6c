import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Board, BoardSummary, BoardVersion, Comment, FilterSet, PlanTarget } from '../../contract/boards.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let running: TemporaryHost;
let viewer: Record<string, string>;
beforeAll(async () => {
  running = await startTemporaryHost();
  const account = { email: 'viewer@example.com', password: 'a long password' };
  await running.json('/api/v1/operators', send('POST', { ...account, role: 'viewer' }));
  const signedIn = await fetch(`${running.host.origin}/api/v1/session`, send('POST', account));
  viewer = { cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
});
afterAll(() => running.discard());

const send = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
/** A call with the viewer’s cookie and no start token. */
const call = (path: string, init: RequestInit = {}) => {
  const isViewer = new Headers(init.headers).has('cookie');
  return isViewer ? fetch(`${running.host.origin}${path}`, init) : running.fetch(path, init);
};
async function read<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await call(path, init);
  expect([path, response.ok]).toEqual([path, true]);
  return (await response.json()) as T;
}
const title = { 'zh-CN': '销售', en: 'Sales' };
const add = (input: object = {}) => read<Board>('/api/v1/boards', send('POST', { title, tiles: [], ...input }));
const list = (init?: RequestInit) => read<BoardSummary[]>('/api/v1/boards', init);
const summary = async (id: string, init?: RequestInit) => (await list(init)).find((board) => board.id === id);

describe('history', () => {
  it('keeps what was saved; quick changes of one author are one entry; an old version can be read', async () => {
    const { id } = await add();
    const path = `/api/v1/boards/${id}`;
    for (const [version, en] of ['Two', 'Three', 'Four'].entries()) {
      await read(path, send('PUT', { title: { ...title, en }, tiles: [] }, { 'if-match': `"${version + 1}"` }));
    }
    const versions = await read<BoardVersion[]>(`${path}/versions`);
    expect(versions.map((one) => one.version)).toEqual([4, 1]);
    expect((await read<Board>(`${path}/versions/1`)).title.en).toBe('Sales');
    expect((await read<Board>(`${path}/versions/4`)).title.en).toBe('Four');
    expect((await call(`${path}/versions/2`)).status).toBe(404);
  });

  it('of two people on one version the second is told and neither loses the other’s work', async () => {
    const { id } = await add();
    const path = `/api/v1/boards/${id}`;
    const change = (en: string) => send('PUT', { title: { ...title, en }, tiles: [] }, { 'if-match': '"1"' });
    expect((await call(path, change('Mine'))).status).toBe(200);
    const refused = await call(path, change('Yours'));
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: { code: 'api/conflict' } }]);
    expect((await read<Board>(path)).title.en).toBe('Mine');
  });
});

describe('folders and marks', () => {
  it('a folder is for all, favourite and home board are one’s own', async () => {
    const { id } = await add({ folder: 'Weekly' });
    expect(await summary(id)).toMatchObject({ folder: 'Weekly', isFavourite: false, isHome: false, tileCount: 0 });
    await read(`/api/v1/boards/${id}/place`, send('PUT', { folder: '周会' }));
    await call(`/api/v1/boards/${id}/mark`, send('PUT', { isFavourite: true, isHome: true }));
    expect(await summary(id)).toMatchObject({ folder: '周会', isFavourite: true, isHome: true });
    expect((await list()).filter((board) => board.isHome)).toHaveLength(1);
    expect(await summary(id, { headers: viewer })).toMatchObject({ folder: '周会', isFavourite: false, isHome: false });
    expect((await call(`/api/v1/boards/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await list()).filter((board) => board.isHome).map((board) => board.id)).toEqual(['overview']);
  });
});

describe('comments, filter sets and targets', () => {
  it('a viewer may comment, and deletes only what is theirs', async () => {
    const path = '/api/v1/boards/overview/comments';
    const own = await read<Comment>(path, send('POST', { tileId: 'revenue', body: 'Why?' }));
    const theirs = await read<Comment>(path, send('POST', { tileId: null, body: '“引号” 100% 🙂' }, viewer));
    expect((await call(`${path}/${own.id}`, { method: 'DELETE', headers: viewer })).status).toBe(403);
    await call(`${path}/${own.id}`, send('PUT', { isResolved: true }));
    const seen = await read<Comment[]>(path, { headers: viewer });
    expect(seen.map(({ body, isOwn, isResolved }) => [body, isOwn, isResolved])).toEqual([
      ['Why?', false, true],
      ['“引号” 100% 🙂', true, false],
    ]);
    expect((await call(`${path}/${theirs.id}`, { method: 'DELETE', headers: viewer })).status).toBe(204);
  });

  it('filter sets are one’s own, keep values as they are, and one is the default', async () => {
    const path = '/api/v1/boards/overview/filter-sets';
    const odd = ['a"b', '50%', '🙂', "O'Neil", 'x'.repeat(10_000)];
    await read(path, send('POST', { name: 'One', search: { country: odd }, isDefault: true }));
    const two = await read<FilterSet>(path, send('POST', { name: 'Two', search: {}, isDefault: true }));
    const sets = await read<FilterSet[]>(path);
    expect(sets.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['One', false],
      ['Two', true],
    ]);
    expect(sets[0]?.search.country).toEqual(odd);
    expect(await read<FilterSet[]>(path, { headers: viewer })).toEqual([]);
    const foreign = await call(`${path}/${two.id}`, { method: 'DELETE', headers: viewer });
    expect(foreign.status).toBe(404);
  });

  it('targets of a measure are replaced as a whole', async () => {
    const put = (targets: object[]) => call('/api/v1/targets', send('PUT', { measure: 'orders.revenue', targets }));
    await put([
      { month: '2011-11', amount: 5 },
      { month: '2011-12', amount: 6.5 },
    ]);
    await put([{ month: '2011-12', member: 'orders.country', value: '德国', amount: 7 }]);
    expect(await read<PlanTarget[]>('/api/v1/targets')).toEqual([
      { measure: 'orders.revenue', month: '2011-12', member: 'orders.country', value: '德国', amount: 7 },
    ]);
    expect((await put([{ month: '2011-13', amount: 1 }])).status).toBe(422);
  });
});

describe('roles', () => {
  it('a viewer changes no board', async () => {
    const { id } = await add();
    const tries: [string, RequestInit][] = [
      ['/api/v1/boards', send('POST', { title, tiles: [] }, viewer)],
      [`/api/v1/boards/${id}`, send('PUT', { title, tiles: [] }, viewer)],
      [`/api/v1/boards/${id}`, { method: 'DELETE', headers: viewer }],
      [`/api/v1/boards/${id}/place`, send('PUT', { folder: 'x' }, viewer)],
      ['/api/v1/targets', send('PUT', { measure: 'orders.revenue', targets: [] }, viewer)],
    ];
    for (const [path, init] of tries) expect([path, (await call(path, init)).status]).toEqual([path, 403]);
    expect((await call(`/api/v1/boards/${id}/mark`, send('PUT', { isFavourite: true }, viewer))).status).toBe(204);
  });
});
