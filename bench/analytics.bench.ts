import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { activityInput, type FunnelOutput, funnelInput, pathsInput, retentionInput } from '../contract/analytics.ts';
import { rfmInput } from '../contract/customer-value.ts';
import type { Workspace } from '../contract/workspace.ts';
import { Behaviour, CustomerValue } from '../main/analytics/index.ts';
import { type IngestItem, startHub } from '../main/hub/index.ts';
import { systemClock } from '../main/ports/clock.ts';
import { silentLogger } from '../main/ports/logger.ts';
import { type Replica, startReplica } from '../main/replica/index.ts';
import { openStore } from '../main/store/index.ts';
import { shopOf } from './customers.ts';
import { randomFrom } from './random.ts';
import { type Figure, median, milliseconds, ratio, report, seconds } from './report.ts';
import { ensureWorld } from './world.ts';

/** Each figure is the median of so many edits of one question, after one that warms up. */
const rounds = 7;
const workspace = () => ({ timezone: 'Asia/Shanghai', weekStart: 1, currency: 'CNY' }) as Workspace;
const asking = { language: 'en' as const };
const day = 86_400_000;
const codesFolder = 'sequence-codes';

type Edit = (round: number) => Promise<unknown>;

/** Funnel, retention, lifecycle and paths over the bench world, against window SQL in DuckDB; customer models on a million. */
export async function benchAnalytics(folder: string): Promise<void> {
  const dataDir = ensureWorld(join(folder, 'world'));
  const indexPath = join(dataDir, 'sequence.idx');
  rmSync(indexPath, { force: true });
  rmSync(join(dataDir, codesFolder), { recursive: true, force: true });
  const replica = await startReplica({
    storePath: join(dataDir, 'luopan.sqlite'),
    replicaPath: join(dataDir, 'replica.duckdb'),
    configuration: { zone: 'Asia/Shanghai', currency: 'CNY', rates: {} },
    logger: silentLogger,
    clock: systemClock,
  });
  const behaviour = new Behaviour({ replica: () => replica, workspace, clock: systemClock });
  const value = new CustomerValue({ replica: () => replica, workspace });
  try {
    await replica.catchUp();
    const figures = await measure(replica, behaviour, { dataDir, indexPath });
    figures.push(...(await measureModels(value)), await measureRfm());
    report({
      name: 'analytics',
      title: 'Analyses of customers over 10 M events of 500 k people',
      method: `Asked of the analyses' own doors, median of ${rounds} different edits after one to warm up; by hand: window functions in DuckDB over the same replica, best of two. BG/NBD and RFM on a million made-up customers each, RFM from 2.5 M orders with the migration between two dates.`,
      figures,
    });
  } finally {
    await behaviour.close();
    await value.close();
    await replica.close();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

async function warm(edit: Edit): Promise<number> {
  await edit(0);
  const samples: number[] = [];
  for (let round = 1; round <= rounds; round += 1) samples.push((await timed(() => edit(round))).ms);
  return median(samples);
}

function line(what: string, ms: number, barMs: number, reference = ''): Figure {
  return { what, value: milliseconds(ms), reference, bar: `≤ ${milliseconds(barMs)}`, isMet: ms <= barMs };
}

async function measure(
  replica: Replica,
  behaviour: Behaviour,
  { dataDir, indexPath }: { dataDir: string; indexPath: string },
): Promise<Figure[]> {
  const built = await timed(() => replica.sequence());
  const { events } = built.result;
  for (let wait = 0; wait < 100 && !existsSync(indexPath); wait += 1) await new Promise((r) => setTimeout(r, 100));
  const names = ['product_view', 'search', 'add_to_cart', 'purchase'];
  const steps = names.map((event) => ({ event }));
  const window = (round: number) => ({ value: 3 + round, unit: 'day' as const });
  const funnel = (more: object) => (round: number) =>
    behaviour.funnel(funnelInput.parse({ steps, window: window(round), ...more }), 'en');
  const filteredBy = (filters: object[]) => (round: number) =>
    behaviour.funnel(
      funnelInput.parse({
        window: window(round),
        steps: steps.map((step, i) => (i === 1 ? { ...step, filters } : step)),
      }),
      'en',
    );
  const filtered = filteredBy([{ property: 'device', operator: 'exact', value: 'phone' }]);
  const refiltered = (round: number) =>
    filteredBy([{ property: 'page', operator: 'exact', value: `/p/${round}` }])(round);
  const byCountry = (round: number) =>
    behaviour.funnel(
      funnelInput.parse({ steps, window: window(round), breakdown: { properties: ['country'], source: 'person' } }),
      'en',
    );
  const again = (round: number) =>
    behaviour.funnel(
      funnelInput.parse({ steps: [0, 0, 0].map(() => ({ event: 'purchase' })), window: window(10 * round) }),
      'en',
    );
  const exclusions = [{ event: 'remove_from_cart', fromStep: 1, toStep: 3 }];
  const stepWindows = [null, ...[1, 1, 2].map((value) => ({ value, unit: 'day' }))];
  const byPageOf = { breakdown: { properties: ['page'], source: 'event' } };
  const optionalByPage = funnel({
    optionalSteps: [1],
    breakdown: { ...byPageOf.breakdown, attribution: 'first_touch' },
  });
  const byPage = (attribution: string, more: object = {}) =>
    funnel({ breakdown: { properties: ['page'], source: 'event', attribution, ...more } });
  const filterBy = (property: string, value: string) => () => filteredBy([{ property, operator: 'exact', value }])(0);
  // The first question of all: there are no codes yet, every row is looked at.
  const byRows = await timed(filterBy('page', '/p/9'));
  const numbered = await timed(() => codesMade(dataDir));
  const firsts = [await timed(filterBy('page', '/p/8')), await timed(filterBy('device', 'phone'))];
  const codesBytes = codeFiles(dataDir).reduce((sum, path) => sum + statSync(path).size, 0);
  const bytes = (statSync(indexPath).size + codesBytes) / events;
  const ordered = await warm(funnel({}));
  const byHand = Math.min(await sqlFunnel(replica, names, 5), await sqlFunnel(replica, names, 6));
  const figures = [
    line('funnel of 4 steps, ordered', ordered, 150, `${seconds(byHand)} by hand: ${ratio(byHand, ordered)}`),
    {
      ...{ what: 'the same against window SQL', value: ratio(byHand, ordered), reference: seconds(byHand) },
      ...{ bar: '≥ 40 ×', isMet: byHand / ordered >= 40 },
    },
    line('funnel, strict', await warm(funnel({ order: 'strict' })), 150),
    line('funnel, unordered', await warm(funnel({ order: 'unordered' })), 150),
    line('funnel of three purchases', await warm(again), 150),
    line('funnel by country', await warm(byCountry), 150),
    line('funnel with an exclusion', await warm(funnel({ exclusions })), 150),
    line('funnel with a window for each step', await warm(funnel({ stepWindows })), 150),
    line('funnel by page, first touch', await warm(byPage('first_touch')), 300),
    line('funnel by page, all events', await warm(byPage('all_events')), 300),
    line('funnel by page of a step', await warm(byPage('step', { step: 1 })), 300),
    line('funnel with an optional step', await warm(funnel({ optionalSteps: [1] })), 150),
    line('the same by page', await warm(optionalByPage), 300),
    line('funnel with a filter on a property', await warm(filtered), 300),
    line('the same with another value of the filter each time', await warm(refiltered), 300),
    line(
      ...(['a first filter on a property', Math.max(...firsts.map(({ ms }) => ms)), 300] as const),
      `the slower of two; codes in their files ${seconds(numbered.ms)} after the first question; that one, before there were codes: ${milliseconds(byRows.ms)}`,
    ),
    line('retention by month', await warm((round) => retention(behaviour, round)), 150),
    line('retention by month and page', await warm((round) => retention(behaviour, round, byPageOf)), 300),
    line('lifecycle by month', await warm((round) => lifecycle(behaviour, round)), 150),
    line('paths', await warm((round) => behaviour.paths(pathsInput.parse({ stepLimit: 3 + round }))), 1_000),
    line('the index made', built.ms, 15_000, `${events} events`),
    {
      ...{ what: 'bytes per event on disk', value: bytes.toFixed(1), bar: '≤ 16', isMet: bytes <= 16 },
      reference: `of them ${(codesBytes / events).toFixed(1)} for the codes`,
    },
  ];
  const after = await afterNewEvents(dataDir, () => funnel({})(1));
  const joined = await afterJoining(dataDir, names, () =>
    behaviour.funnel(funnelInput.parse({ steps, window: window(1) }), 'en'),
  );
  return [
    ...figures,
    line('next answer after 1,000 new events', after, 500),
    line('next answer after two people became one', joined, 500, 'median of 3'),
  ];
}

/** Properties of the world's events. */
const properties = 2;
const codeFiles = (dataDir: string): string[] => {
  const folder = join(dataDir, codesFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => (name.endsWith('.codes') ? [join(folder, name)] : []));
};

/** Codes of the properties are made in the background after the first question. */
async function codesMade(dataDir: string): Promise<void> {
  for (let wait = 0; wait < 600 && codeFiles(dataDir).length < properties; wait += 1)
    await new Promise((r) => setTimeout(r, 100));
}

const months = (round: number) => ({ from: `2022-${String(1 + (round % 3)).padStart(2, '0')}-01`, to: '2024-12-31' });
const retention = (behaviour: Behaviour, round: number, more: object = {}) =>
  behaviour.retention(
    retentionInput.parse({
      ...{ target: { event: 'sign_in' }, returning: { event: 'purchase' }, period: 'month', dateRange: months(round) },
      ...more,
    }),
  );
const lifecycle = (behaviour: Behaviour, round: number) =>
  behaviour.lifecycle(activityInput.parse({ event: { event: null }, interval: 'month', dateRange: months(round) }));

/** The same funnel in SQL: per event the latest start from which its step was reached in time. */
async function sqlFunnel(replica: Replica, names: readonly string[], windowDays: number): Promise<number> {
  const frame = 'PARTITION BY profile_id ORDER BY t, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
  const levels = names.map((name, k) => {
    const start = k === 0 ? 't' : `st${k - 1}`;
    const inTime = k === 0 ? '' : ` AND t - st${k - 1} <= ${windowDays * day}`;
    return `w${k} AS (SELECT *, max(CASE WHEN name = '${name}'${inTime} THEN ${start} END) OVER (${frame}) AS st${k}
      FROM ${k === 0 ? 'e' : `w${k - 1}`})`;
  });
  const sql = `WITH e AS (SELECT profile_id, id, name, epoch_ms(occurred_at) AS t FROM events
      WHERE profile_id IS NOT NULL AND name IN (${names.map((name) => `'${name}'`).join()})), ${levels.join(', ')}
    SELECT ${names.map((_, k) => `count(DISTINCT profile_id) FILTER (WHERE st${k} IS NOT NULL)`).join()} FROM w${names.length - 1}`;
  return (await timed(() => replica.query(sql))).ms;
}

/** The world keeps them: what is one thousandth of a per cent of it moves no other figure. */
async function afterNewEvents(dataDir: string, ask: () => Promise<unknown>): Promise<number> {
  const store = openStore(join(dataDir, 'luopan.sqlite'));
  try {
    const last = Number(store.get<{ id: number }>('SELECT max(id) AS id FROM events')?.id ?? 0);
    store.transaction(() => {
      const insert = store.prepareWrite(
        `INSERT INTO events (id, source_id, content_hash, profile_id, name, occurred_at, properties)
         VALUES (?, 1, ?, ?, 'purchase', ?, '{}')`,
      );
      for (let i = 1; i <= 1_000; i += 1) insert.run(last + i, last + i, i * 7, Date.UTC(2024, 11, 31) + i);
      store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES ('events', 'insert', ?, ?, ?)", [
        ...[last + 1, last + 1_000, Date.now()],
      ]);
      store.run("UPDATE entity_counters SET row_count = row_count + 1000, last_id = ? WHERE entity = 'events'", [
        last + 1_000,
      ]);
    });
  } finally {
    store.close();
  }
  return (await timed(ask)).ms;
}

/**
 * A visitor without a name takes the first steps of a funnel, a customer the last ones; then they sign in where the
 * visitor was. Each answer must count one person more who got to the end. The world keeps them.
 *
 * @param ask the funnel over four kinds of events, in order
 */
async function afterJoining(
  dataDir: string,
  names: readonly string[],
  ask: () => Promise<FunnelOutput>,
): Promise<number> {
  const defaults = { name: 'B', language: 'en', timezone: 'Asia/Shanghai' } as const;
  const hub = await startHub({ dataDir, logger: silentLogger, defaults });
  try {
    const samples: number[] = [];
    for (let round = 1; round <= 3; round += 1) {
      const one = `${Date.now()} ${round}`;
      const take = (items: readonly IngestItem[]) => hub.ingest({ source: 'bench people', items });
      const message = (place: number): Omit<IngestItem, 'kind'> => ({
        ...{ messageId: `${one} ${place}`, at: Date.UTC(2024, 11, 30) + place * 60_000 },
        ...{ customerId: place < 2 ? null : `customer ${one}`, anonymousId: place < 2 ? `visitor ${one}` : null },
        ...{ email: null, phone: null, event: null, traits: null, otherId: null },
      });
      const event = (name: string) => ({ name, sessionId: null, properties: '{}' });
      await take(names.map((name, place) => ({ ...message(place), kind: 'event', event: event(name) })));
      const before = (await ask()).steps.at(-1)?.count ?? 0;
      await take([{ ...message(names.length), kind: 'identify', anonymousId: `visitor ${one}` }]);
      const { ms, result } = await timed(ask);
      if (result.steps.at(-1)?.count !== before + 1) throw new Error('two people who are one are not counted as one');
      samples.push(ms);
    }
    return median(samples);
  } finally {
    await hub.close();
  }
}

/** The whole answer: read, scored, compared with an earlier day. */
async function measureRfm(): Promise<Figure> {
  const { replica, discard } = await shopOf(1_000_000, 2_500_000);
  const value = new CustomerValue({ replica: () => replica, workspace });
  try {
    const ask = (round: number) => value.rfm(rfmInput.parse({ compareTo: `2024-0${1 + round}-01` }), asking);
    const { customers } = await ask(0);
    const samples: number[] = [];
    for (let round = 1; round <= 3; round += 1) samples.push((await timed(() => ask(round))).ms);
    return line('RFM of 1 M customers', median(samples), 2_000, `${customers} customers, median of 3`);
  } finally {
    await value.close();
    await discard();
  }
}

/** A million customers who buy as the model says: gamma rates, a chance to stop after every purchase. */
async function measureModels(value: CustomerValue): Promise<Figure[]> {
  const random = randomFrom(9);
  const customers = Array.from({ length: 1_000_000 }, () => {
    const T = 20 + 60 * random();
    const rate = -Math.log(1 - random()) / 12;
    const stops = 0.05 + 0.3 * random();
    let frequency = 0;
    let recency = 0;
    for (let at = 0; frequency < 500; ) {
      at += -Math.log(1 - random()) / rate;
      if (at > T) break;
      frequency += 1;
      recency = at;
      if (random() < stops) break;
    }
    return {
      frequency,
      recency: frequency > 0 ? Math.max(0.01, Math.round(recency * 100) / 100) : 0,
      T: Math.round(T * 100) / 100,
    };
  });
  const body = new TextEncoder().encode(JSON.stringify({ model: 'bgnbd', customers, horizons: [] }));
  const fit = await timed(() => value.fitClv(body, asking));
  return [line('BG/NBD fitted to 1 M customers', fit.ms, 10_000)];
}
