import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  FunnelOutput,
  LifecycleOutput,
  PathsOutput,
  PersonsOutput,
  RetentionOutput,
  StickinessOutput,
} from '../../contract/analytics.ts';
import type { ImportState } from '../../contract/imports.ts';
import type { AnalysisReport, ReportEntry } from '../../contract/reports.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/*
 * A world small enough to follow with a finger. Shanghai is 8 hours ahead: what happens from 16:00 UTC on is the next
 * day there.
 *
 *        1 March                          2 March                          3 March
 *   Ada  10:00 view, :08 cart, :09 buy                                     00:30 order (app)
 *   Bob  15:59 view, 16:01 cart
 *   Cy                                    20:00 view, :01 buy, :02 order (web)
 *   Dan                                   01:00 cart
 */
const events = `event,occurred_at,customer_id,customer_name,page,price
view,2024-03-01T10:00:00Z,1,Ada,/a,5
cart,2024-03-01T10:08:00Z,1,Ada,/a,5
buy,2024-03-01T10:09:00Z,1,Ada,/b,12
view,2024-03-01T15:59:00Z,2,Bob,/b,7.5
cart,2024-03-01T16:01:00Z,2,Bob,/b,7.5
view,2024-03-02T20:00:00Z,3,Cy,,
buy,2024-03-02T20:01:00Z,3,Cy,/c,0
cart,2024-03-02T01:00:00Z,4,Dan,/a,1
`;
const orders = `order_id,ordered_at,customer_id,net,channel
O1,2024-03-03T00:30:00Z,1,100,app
O2,2024-03-02T20:02:00Z,3,20,web
O3,2024-03-02T20:03:00Z,3,-5,web
`;

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost();
  await importFile('events', events);
  await importFile('orders', orders);
});
afterAll(() => running.discard());

async function importFile(entity: string, text: string): Promise<void> {
  const body = new FormData();
  body.set('file', new Blob([text]), `${entity}.csv`);
  body.set('entity', entity);
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body });
  for (;;) {
    const state = await running.json<ImportState>(`/api/v1/imports/${id}`);
    if (state.status === 'succeeded') return;
    if (state.status === 'failed') throw new Error(JSON.stringify(state));
    await pause(20);
  }
}

const post = (body: unknown, language = 'en'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'accept-language': language },
  body: JSON.stringify(body),
});
const ask = <T>(kind: string, body: unknown, language?: string): Promise<T> =>
  running.json<T>(`/api/v1/analytics/${kind}`, post(body, language));
const funnel = (body: object) => ask<FunnelOutput>('funnel', body);
const counts = async (body: object) => (await funnel(body)).steps.map(({ count }) => count);
const people = async (kind: string, body: unknown) =>
  (await ask<PersonsOutput>(`${kind}/persons`, body)).profiles.map(({ displayName }) => displayName);

const steps = [{ event: 'view' }, { event: 'cart' }, { event: 'buy' }];
const days = { from: '2024-03-01', to: '2024-03-03' };
const utc = { dateRange: days, timezone: 'UTC' };
const shanghai = { dateRange: days, timezone: 'Asia/Shanghai' };

describe('funnel', () => {
  it('counts people, shares and times', async () => {
    const { steps: found, excluded, asOf, timezone } = await funnel({ steps });
    expect(found.map(({ label, count }) => [label, count])).toEqual([
      ['view', 3],
      ['cart', 2],
      ['buy', 1],
    ]);
    expect(found.map(({ conversionFromFirst }) => conversionFromFirst)).toEqual([1, 2 / 3, 1 / 3]);
    expect(found.map(({ conversionFromPrevious }) => conversionFromPrevious)).toEqual([1, 2 / 3, 1 / 2]);
    // 8 minutes and 2 minutes; the 90th percentile lies nine tenths of the way between them.
    expect(found[1]).toMatchObject({ averageSeconds: 300, medianSeconds: 300, p90Seconds: 444 });
    expect(found[2]).toMatchObject({ averageSeconds: 60, medianSeconds: 60, p90Seconds: 60 });
    expect(found[0]).toMatchObject({ averageSeconds: null });
    expect([excluded, timezone, Number.isNaN(Date.parse(asOf ?? ''))]).toEqual([0, 'Asia/Shanghai', false]);
  });

  it('takes windows, both ends inclusive, and limits between steps', async () => {
    expect(await counts({ steps, window: { value: 9, unit: 'minute' } })).toEqual([3, 2, 1]);
    expect(await counts({ steps, window: { value: 539, unit: 'second' } })).toEqual([3, 2, 0]);
    expect(await counts({ steps, stepWindows: [null, { value: 2, unit: 'minute' }] })).toEqual([3, 1, 0]);
  });

  it('cuts days in the zone asked for; the last step lies in the range unless it may come after', async () => {
    const first = { steps, dateRange: { from: '2024-03-01', to: '2024-03-01' } };
    expect(await counts({ ...first, timezone: 'UTC' })).toEqual([2, 2, 1]);
    // Bob's cart is at one minute past midnight.
    expect(await counts({ ...first, timezone: 'Asia/Shanghai' })).toEqual([2, 1, 1]);
    expect(await counts({ ...first, timezone: 'Asia/Shanghai', countAfterRange: true })).toEqual([2, 2, 1]);
    const instants = { from: '2024-03-01T15:59:00Z', to: '2024-03-02T00:01:00+08:00' };
    expect(await counts({ steps, dateRange: instants })).toEqual([1, 1, 0]);
  });

  it('shows the trend by local day of entry', async () => {
    const trend = async (over: object) =>
      (await funnel({ steps, view: 'trend', ...over })).trend.map(({ start, from, to }) => [start, from, to]);
    expect(await trend(utc)).toEqual([
      ['2024-03-01', 2, 1],
      ['2024-03-02', 1, 0],
      ['2024-03-03', 0, 0],
    ]);
    expect(await trend(shanghai)).toEqual([
      ['2024-03-01', 2, 1],
      ['2024-03-02', 0, 0],
      ['2024-03-03', 1, 0],
    ]);
  });

  it('shows the time to convert between two steps', async () => {
    const { timeToConvert } = await funnel({ steps, view: 'time_to_convert', toStep: 1, binCount: 2 });
    expect(timeToConvert).toEqual({
      bins: [
        { fromSeconds: 120, toSeconds: 300, count: 1 },
        { fromSeconds: 300, toSeconds: 480, count: 1 },
      ],
      averageSeconds: 300,
      medianSeconds: 300,
    });
  });

  it('knows orders and returns without any tracking, and their columns', async () => {
    const placed = (filters: object[]) => ({ steps: [{ event: 'view' }, { event: 'order_placed', filters }] });
    const { steps: found } = await funnel(placed([]));
    expect(found.map(({ label, count }) => [label, count])).toEqual([
      ['view', 3],
      ['Placed an order', 2],
    ]);
    expect((await ask<FunnelOutput>('funnel', placed([]), 'zh-CN')).steps[1]?.label).toBe('下单');
    expect(await counts(placed([{ property: 'channel', operator: 'exact', value: 'web' }]))).toEqual([3, 1]);
    expect(await counts(placed([{ property: 'net_minor', operator: 'gt', value: 2000 }]))).toEqual([3, 1]);
    expect(await counts({ steps: [{ event: 'order_placed' }, { event: 'order_returned' }] })).toEqual([2, 1]);
  });

  it('strict, unordered and exclusions', async () => {
    const two = [{ event: 'view' }, { event: 'buy' }];
    expect(await counts({ steps: two })).toEqual([3, 2]);
    expect(await counts({ steps: two, order: 'strict' })).toEqual([3, 1]);
    // Dan has only a cart.
    expect(
      await counts({ steps: [{ event: 'buy' }, { event: 'view' }, { event: 'cart' }], order: 'unordered' }),
    ).toEqual([4, 3, 1]);
    const excluding = { steps: two, exclusions: [{ event: 'cart', fromStep: 0, toStep: 1 }] };
    // Ada bought after a cart; Bob stopped after one.
    expect(await funnel(excluding)).toMatchObject({ excluded: 2, steps: [{ count: 1 }, { count: 1 }] });
    expect(await people('funnel', { ...excluding, cell: { step: 0, state: 'excluded' } })).toEqual(['Ada', 'Bob']);
  });

  it('asks nobody for an optional step', async () => {
    const { steps: found } = await funnel({ steps, optionalSteps: [1] });
    expect(found.map(({ count, conversionFromPrevious }) => [count, conversionFromPrevious])).toEqual([
      [3, 1],
      [2, 2 / 3],
      [2, 2 / 3],
    ]);
  });

  it.each([
    ['exact', '/a', 1],
    ['exact', ['/a', '/b'], 2],
    ['is_not', '/a', 2],
    ['icontains', 'A', 1],
    ['not_icontains', 'A', 2],
    ['regex', '^/[ab]$', 2],
    ['is_set', undefined, 2],
    ['is_not_set', undefined, 1],
  ])('filters events by text: %s %j', async (operator, value, expected) => {
    const filters = [{ property: 'page', operator, ...(value === undefined ? {} : { value }) }];
    expect((await counts({ steps: [{ event: 'view', filters }, { event: 'buy' }] }))[0]).toBe(expected);
  });

  it.each([
    ['gt', 5, 1],
    ['gte', 5, 2],
    ['lt', 7.5, 1],
    ['lte', '7.50', 2],
    ['exact', 5, 1],
  ])('filters events by number: %s %j', async (operator, value, expected) => {
    const filters = [{ property: 'price', operator, value }];
    expect((await counts({ steps: [{ event: 'view', filters }, { event: 'buy' }] }))[0]).toBe(expected);
  });

  it('filters people, for one step and for all', async () => {
    const bob = [{ property: 'display_name', operator: 'icontains', value: 'BO' }];
    expect(await counts({ steps, filters: bob })).toEqual([1, 1, 0]);
    expect(await counts({ steps: [{ event: 'view' }, { event: 'cart', personFilters: bob }] })).toEqual([3, 1]);
  });

  it('breaks down by the first or last value, by all values, by the value at a step, by the person', async () => {
    const split = async (breakdown: object) =>
      Object.fromEntries(
        (await funnel({ steps: [{ event: 'view' }, { event: 'buy' }], breakdown })).breakdown.map(
          ({ value, steps: found }) => [value.join('|'), found.map(({ count }) => count)],
        ),
      );
    const page = { properties: ['page'] };
    // Cy viewed nothing in particular, then bought on /c.
    expect(await split(page)).toEqual({ '/a': [1, 1], '/b': [1, 0], '/c': [1, 1] });
    expect(await split({ ...page, attribution: 'last_touch' })).toEqual({ '/b': [2, 1], '/c': [1, 1] });
    expect(await split({ ...page, attribution: 'step', step: 0 })).toEqual({ '/a': [1, 1], '/b': [1, 0], '': [1, 1] });
    expect(await split({ ...page, attribution: 'step', step: 1 })).toEqual({ '/b': [1, 1], '/c': [1, 1], '': [1, 0] });
    expect(await split({ ...page, attribution: 'all_events' })).toEqual({
      '/a': [1, 0],
      '/b': [1, 0],
      '/c': [0, 0],
      '': [1, 0],
    });
    expect(await split({ properties: ['display_name'], source: 'person' })).toEqual({
      ...{ Ada: [1, 1], Bob: [1, 0], Cy: [1, 1] },
    });
    expect(await split({ properties: ['page', 'price'] })).toEqual({
      '/a|5': [1, 1],
      '/b|7.5': [1, 0],
      '/c|0': [1, 1],
    });
  });

  it('opens the people of a cell', async () => {
    expect(await people('funnel', { steps, cell: { step: 1 } })).toEqual(['Ada', 'Bob']);
    expect(await people('funnel', { steps, cell: { step: 1, state: 'dropped' } })).toEqual(['Cy']);
    const page = { steps, breakdown: { properties: ['page'] } };
    expect(await people('funnel', { ...page, cell: { step: 0, breakdown: ['/b'] } })).toEqual(['Bob']);
    expect(await people('funnel', { steps, ...shanghai, cell: { step: 0, period: 2 } })).toEqual(['Cy']);
    const optional = { steps, optionalSteps: [1] };
    expect(await people('funnel', { ...optional, cell: { step: 1 } })).toEqual(['Ada', 'Bob']);
    expect(await people('funnel', { ...optional, cell: { step: 1, state: 'dropped' } })).toEqual(['Cy']);
    const optionalByPage = { ...optional, ...page, cell: { step: 1, breakdown: ['/b'] } };
    expect(await people('funnel', optionalByPage)).toEqual(['Bob']);
    // One minute and nine: two bins.
    const times = { steps: [{ event: 'view' }, { event: 'buy' }], view: 'time_to_convert', binCount: 2 };
    expect((await funnel(times)).timeToConvert?.bins.map(({ count }) => count)).toEqual([1, 1]);
    expect(await people('funnel', { ...times, cell: { step: 1, bin: 0 } })).toEqual(['Cy']);
    expect(await people('funnel', { ...times, cell: { step: 1, bin: 1 } })).toEqual(['Ada']);
    // Between steps of time: 1–5 and 5–15 minutes.
    const steady = { ...times, binning: 'durations' };
    expect((await funnel(steady)).timeToConvert?.bins).toEqual([
      { fromSeconds: 60, toSeconds: 300, count: 1 },
      { fromSeconds: 300, toSeconds: 900, count: 1 },
    ]);
    expect(await people('funnel', { ...steady, cell: { step: 1, bin: 0 } })).toEqual(['Cy']);
    expect(await people('funnel', { ...steady, cell: { step: 1, bin: 1 } })).toEqual(['Ada']);
    const cut = await ask<PersonsOutput>('funnel/persons', { steps, cell: { step: 0 }, limit: 1, offset: 1 });
    expect(cut).toMatchObject({ total: 3, profiles: [{ displayName: 'Bob' }], truncated: { shown: 1, total: 3 } });
  });
});

describe('retention', () => {
  const body = { target: { event: 'view' }, returning: { event: null }, period: 'day' };
  const table = async (over: object) =>
    (await ask<RetentionOutput>('retention', { ...body, ...over })).cohorts.map((row) => [row.start, row.counts]);

  it('counts who came back by local day', async () => {
    expect(await table(utc)).toEqual([
      ['2024-03-01', [2, 0, 1]],
      ['2024-03-02', [1, 0]],
      ['2024-03-03', [0]],
    ]);
    expect(await table(shanghai)).toEqual([
      ['2024-03-01', [2, 1, 1]],
      ['2024-03-02', [0, 0]],
      ['2024-03-03', [1]],
    ]);
    const { cohorts } = await ask<RetentionOutput>('retention', { ...body, ...shanghai });
    expect(cohorts[0]?.rates).toEqual([1, 0.5, 0.5]);
    expect(cohorts[1]?.rates).toEqual([null, null]);
    expect(cohorts[0]?.incomplete).toEqual([false, false, false]);
  });

  it('on or after, brackets, rows, recurring', async () => {
    expect(await table({ ...utc, mode: 'on_or_after' })).toMatchObject([['2024-03-01', [2, 1, 1]], {}, {}]);
    expect(await table({ ...utc, brackets: [[1, 2]], rows: 1 })).toEqual([['2024-03-01', [2, 1]]]);
    expect(await table({ ...utc, rows: 2, intervals: 2 })).toEqual([
      ['2024-03-01', [2, 0]],
      ['2024-03-02', [1, 0]],
    ]);
    expect(await table({ ...utc, target: { event: null }, type: 'recurring' })).toEqual([
      ['2024-03-01', [2, 0, 1]],
      ['2024-03-02', [2, 0]],
      ['2024-03-03', [1]],
    ]);
  });

  it('by the value of the first event, and the people of a cell', async () => {
    const byPage = { ...body, ...shanghai, breakdown: { properties: ['page'] } };
    const { breakdown } = await ask<RetentionOutput>('retention', byPage);
    expect(breakdown.map(({ value, cohorts }) => [value, cohorts[0]?.counts])).toEqual([
      [[''], [0, 0, 0]],
      [['/a'], [1, 0, 1]],
      [['/b'], [1, 1, 0]],
    ]);
    expect(await people('retention', { ...body, ...shanghai, cell: { cohort: 0, column: 2 } })).toEqual(['Ada']);
    expect(await people('retention', { ...body, ...shanghai, cell: { cohort: 0 } })).toEqual(['Ada', 'Bob']);
    expect(await people('retention', { ...byPage, cell: { cohort: 0, breakdown: ['/b'] } })).toEqual(['Bob']);
  });

  it('the people of a column over all cohorts, once each', async () => {
    const any = { target: { event: null }, returning: { event: null }, period: 'day', ...utc };
    // Ada and Bob come on 1 March, Cy and Dan on the 2nd; only Ada is there again, on the 3rd.
    const came = (column: number, over: object = {}) => people('retention', { ...any, ...over, cell: { column } });
    expect(await came(1)).toEqual([]);
    expect(await came(2)).toEqual(['Ada']);
    expect(await came(0)).toEqual(['Ada', 'Bob', 'Cy', 'Dan']);
    // Each day anew: Ada's cohorts of 1 and of 3 March share her.
    expect(await came(0, { type: 'recurring' })).toEqual(['Ada', 'Bob', 'Cy', 'Dan']);
    // The fourth day lies beyond the dates; with one whole row it does not.
    expect(await came(1, { brackets: [[1, 3]] })).toEqual([]);
    expect(await came(1, { brackets: [[1, 3]], rows: 1 })).toEqual(['Ada']);
  });

  it('what has not begun is absent, and what runs is marked', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const dateRange = { from: today, to: '2030-01-01' };
    const { cohorts } = await ask<RetentionOutput>('retention', { ...body, timezone: 'UTC', dateRange, intervals: 3 });
    expect(cohorts).toMatchObject([{ start: today, counts: [0], incomplete: [true] }]);
  });
});

describe('revenue of cohorts', () => {
  it('is the net of every document of their people, reversals included, with a running total', async () => {
    const { cohorts } = await ask<RetentionOutput>('retention', {
      ...{ target: { event: 'view' }, returning: { event: 'buy' }, period: 'day', revenue: true },
      ...{ dateRange: { from: '2024-03-01', to: '2024-03-03' }, timezone: 'UTC' },
    });
    // Ada and Bob on the 1st, Cy on the 2nd: Cy's 20 − 5 on his own day, Ada's 100 two days after hers.
    expect(cohorts.map(({ revenueMinor }) => revenueMinor)).toEqual([[0, 0, 10_000], [1_500, 0], [0]]);
    expect(cohorts[0]?.cumulativeRevenueMinor).toEqual([0, 0, 10_000]);
    expect(cohorts[1]?.cumulativeRevenueMinor).toEqual([1_500, 1_500]);
  });
});

describe('lifecycle and stickiness', () => {
  const any = { event: { event: null }, interval: 'day' };
  const states = async (over: object) =>
    (await ask<LifecycleOutput>('lifecycle', { ...any, ...over })).intervals.map((row) => [
      ...[row.new, row.returning, row.resurrecting, row.dormant],
    ]);

  it('tells new, returning, resurrecting and dormant people', async () => {
    expect(await states(utc)).toEqual([
      [2, 0, 0, 0],
      [2, 0, 0, -2],
      [0, 0, 1, -2],
    ]);
    expect(await states(shanghai)).toEqual([
      [2, 0, 0, 0],
      [1, 1, 0, -1],
      [1, 0, 1, -2],
    ]);
    const later = { dateRange: { from: '2024-03-03', to: '2024-03-03' }, timezone: 'Asia/Shanghai' };
    expect(await states(later)).toEqual([[1, 0, 1, -2]]);
    const cell = { interval: 1, state: 'dormant' };
    expect(await people('lifecycle', { ...any, ...shanghai, cell })).toEqual(['Ada']);
    const active = { interval: 1, state: 'active' };
    expect(await people('lifecycle', { ...any, ...shanghai, cell: active })).toEqual(['Bob', 'Dan']);
  });

  it('counts active days', async () => {
    const sticky = async (over: object) =>
      (await ask<StickinessOutput>('stickiness', { ...any, ...over })).intervals.map(({ persons }) => persons);
    expect(await sticky(utc)).toEqual([3, 1, 0]);
    expect(await sticky(shanghai)).toEqual([2, 2, 0]);
    expect(await people('stickiness', { ...any, ...shanghai, cell: { activeIntervals: 2 } })).toEqual(['Ada', 'Bob']);
  });
});

describe('paths', () => {
  const edges = (found: PathsOutput) => found.edges.map(({ source, target, value }) => `${source} ${target} ${value}`);

  it('go from event to event in sessions', async () => {
    const found = await ask<PathsOutput>('paths', {});
    expect(found.sessions).toBe(5);
    expect(edges(found).sort()).toEqual([
      '1_view 2_buy 1',
      '1_view 2_cart 2',
      '2_buy 3_order_placed 1',
      '2_cart 3_buy 1',
      '3_order_placed 4_order_returned 1',
    ]);
    expect(found.edges[0]).toEqual({ source: '1_view', target: '2_cart', value: 2, averageSeconds: 300 });
    expect(await people('paths', { cell: { source: '1_view', target: '2_cart' } })).toEqual(['Ada', 'Bob']);
    expect(await people('paths', { cell: { node: '2_buy' } })).toEqual(['Cy']);
  });

  it('from and to a node, by a property, and with the rest as one', async () => {
    expect(edges(await ask<PathsOutput>('paths', { startPoint: 'cart' }))).toEqual(['1_cart 2_buy 1']);
    expect(edges(await ask<PathsOutput>('paths', { endPoint: 'cart' }))).toEqual(['1_view 2_cart 2']);
    expect(await ask<PathsOutput>('paths', { startPoint: 'nowhere' })).toMatchObject({ sessions: 0, edges: [] });
    const tracked = { include: [{ anyOf: ['view', 'cart', 'buy'] }], nodeProperty: 'page' };
    expect(edges(await ask<PathsOutput>('paths', tracked)).sort()).toEqual(['1_ 2_/c 1', '1_/a 2_/b 1']);
    const cut = await ask<PathsOutput>('paths', { nodeLimit: 2, stepLimit: 2 });
    expect(edges(cut).sort()).toEqual(['1_view 2_$rest 1', '1_view 2_cart 2']);
    expect(cut.truncated).toEqual({ shown: 2, total: 3 });
  });
});

describe('the door', () => {
  it('lets nobody in without signing in', async () => {
    const init = post({ steps });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer nobody' };
    expect((await running.fetch('/api/v1/analytics/funnel', { ...init, headers })).status).toBe(401);
  });

  it.each([
    ['funnel', { steps: [{ event: 'view' }] }, 'steps'],
    ['funnel', { steps: [{ event: 'view' }, { evnt: 'buy' }] }, 'steps.1'],
    ['funnel', { steps, segmentId: 'x' }, 'segmentId'],
    ['funnel', { steps, toStep: 3 }, 'toStep'],
    ['funnel', { steps, exclusions: [{ event: 'x', fromStep: 2, toStep: 1 }] }, 'exclusions.0.toStep'],
    ['funnel', { steps, optionalSteps: [0] }, 'optionalSteps.0'],
    ['funnel', { steps, timezone: 'Mars/Olympus' }, 'timezone'],
    ['funnel', { steps, dateRange: { from: '2024-03-02', to: '2024-03-01' } }, 'dateRange.to'],
    [
      'funnel',
      { steps: [{ event: 'view', filters: [{ property: 'page', operator: 'regex', value: '(' }] }, { event: 'buy' }] },
      'steps.0.filters.0.value',
    ],
    [
      'funnel',
      { steps: [{ event: 'view', filters: [{ property: 'page', operator: 'gt' }] }, { event: 'buy' }] },
      'steps.0.filters.0.value',
    ],
    ['lifecycle', { event: {}, interval: 'hour', dateRange: { from: '1700-01-01', to: '2024-01-01' } }, 'dateRange'],
    ['funnel/persons', { steps, cell: { step: 0, state: 'dropped' } }, 'cell.step'],
  ])('refuses %s %j and says where', async (kind, body, path) => {
    const response = await running.fetch(`/api/v1/analytics/${kind}`, post(body));
    expect(response.status).toBe(422);
    const { error } = (await response.json()) as { error: { details: { path: string }[] } };
    expect(error.details.map((detail) => detail.path)).toContain(path);
  });

  it('is in the description of the API', async () => {
    const { paths } = await running.json<{ paths: Record<string, unknown> }>('/api/v1/openapi.json');
    for (const kind of ['funnel', 'retention', 'lifecycle', 'stickiness', 'paths']) {
      expect(paths).toHaveProperty([`/api/v1/analytics/${kind}`]);
      expect(paths).toHaveProperty([`/api/v1/analytics/${kind}/persons`]);
    }
  });

  it('has what was imported a moment ago, also for filters asked before', async () => {
    const filters = [{ property: 'page', operator: 'exact', value: '/new' }];
    const body = { steps: [{ event: 'ping', filters }, { event: 'pong' }] };
    expect(await counts(body)).toEqual([0, 0]);
    const row = (event: string, minute: number) => `${event},2025-05-05T10:0${minute}:00Z,9,Eve,/new,1\n`;
    await importFile(
      'events',
      `event,occurred_at,customer_id,customer_name,page,price\n${row('ping', 1)}${row('pong', 2)}`,
    );
    expect(await counts(body)).toEqual([1, 1]);
  });
});

describe('saved analyses', () => {
  const path = '/api/v1/reports';
  const question = { steps, dateRange: days, window: { value: 1, unit: 'day' } };
  const report = {
    kind: 'analysis',
    title: 'From view to buy',
    description: 'Within a day',
    definition: { analysis: 'funnel', settings: { steps, range: { preset: 'last-12-months' } }, question },
  };
  const put = (id: string, body: unknown, version: number): Promise<Response> =>
    running.fetch(`${path}/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
      body: JSON.stringify(body),
    });

  it('are kept as reports with their versions, beside those of the builder', async () => {
    const saved = await running.json<AnalysisReport>(path, post(report));
    expect(saved).toMatchObject({ ...report, version: 1 });
    const changed = { ...report, title: 'Renamed' };
    expect((await put(saved.id, changed, 1)).status).toBe(200);
    expect((await put(saved.id, changed, 1)).status).toBe(409);
    expect(await running.json(`${path}/${saved.id}`)).toMatchObject({ title: 'Renamed', version: 2 });
    expect(await running.json(`${path}/${saved.id}/versions/1`)).toMatchObject({ title: 'From view to buy' });

    const pivot = { title: 'A table', definition: { pivot: {} } };
    await running.json(path, post(pivot));
    const list = await running.json<ReportEntry[]>(path);
    expect(list.map((one) => (one.kind === 'analysis' ? one.analysis : one.view))).toEqual(['table', 'funnel']);
  });

  it.each([
    ['funnel', { ...question, steps: [{ event: 'view' }] }, 'definition.question.steps'],
    ['feedback', { kind: 'nps' }, 'definition.question.kind'],
    ['rfm', { dateRange: days }, 'definition.question'],
  ])('take no question that %s would refuse', async (analysis, refused, where) => {
    const body = { ...report, definition: { analysis, settings: {}, question: refused } };
    const response = await running.fetch(path, post(body));
    expect(response.status).toBe(422);
    const { error } = (await response.json()) as { error: { details: { path: string }[] } };
    expect(error.details.map((detail) => detail.path)).toContain(where);
  });
});
