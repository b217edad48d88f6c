import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  activityInput,
  funnelInput,
  funnelPersonsInput,
  lifecyclePersonsInput,
  pathsInput,
  retentionInput,
  retentionPersonsInput,
} from '../../contract/analytics.ts';
import type { Workspace } from '../../contract/workspace.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import { type Replica, startReplica } from '../replica/index.ts';
import { openStore } from '../store/index.ts';
import { Behaviour } from './index.ts';

/*
 * The index against SQL over the same rows: a person has reached step k when k + 1 different rows of theirs join in time
 * order. Times lie on a grid of two hours over five days, so that ties and exact ends of windows are common.
 */
const base = Date.UTC(2024, 2, 1);
const gridMs = 2 * 3_600_000;
const names = ['a', 'b', 'c', 'd'];
const folder = mkdtempSync(join(tmpdir(), 'luopan-behaviour-'));
let replica: Replica;
let behaviour: Behaviour;
/** Answers with two threads that share the people. */
let shared: Behaviour;

const history = fc.array(
  fc.record({
    name: fc.constantFrom(...names),
    at: fc.integer({ min: 0, max: 60 }),
    page: fc.constantFrom('x', 'y', null),
  }),
  { maxLength: 9 },
);

beforeAll(async () => {
  const store = openStore(join(folder, 'luopan.sqlite'));
  store.transaction(() => {
    store.run("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'files', 'file', 0)");
    let id = 0;
    fc.sample(history, { numRuns: 300, seed: 5 }).forEach((events, person) => {
      store.run('INSERT INTO profiles (id, source_id, country) VALUES (?, 1, ?)', [
        person + 1,
        person % 3 ? 'CN' : 'FR',
      ]);
      const late = person < 280 ? [] : ['x', 'y'].map((page, i) => ({ ...{ name: 'late', at: 10 + i }, page }));
      for (const { name, at, page } of [...events, ...late]) {
        id += 1;
        store.run(
          'INSERT INTO events (id, source_id, content_hash, profile_id, name, occurred_at, properties) VALUES (?, 1, ?, ?, ?, ?, ?)',
          // Hardly anybody shares a serial with somebody else.
          [id, id, person + 1, name, base + at * gridMs, JSON.stringify({ ...(page && { page }), serial: id % 997 })],
        );
      }
    });
    for (const [entity, last] of [
      ['profiles', 300],
      ['events', id],
    ]) {
      store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'insert', 1, ?, 1)", [
        ...[entity as string, last as number],
      ]);
    }
  });
  store.close();
  replica = await startReplica({
    storePath: join(folder, 'luopan.sqlite'),
    replicaPath: join(folder, 'replica.duckdb'),
    configuration: { zone: 'UTC', currency: 'CNY', rates: {} },
    logger: silentLogger,
    clock: systemClock,
    memoryLimitBytes: 512 * 1024 ** 2,
  });
  const workspace = () => ({ timezone: 'UTC', weekStart: 1 }) as Workspace;
  behaviour = new Behaviour({ replica: () => replica, workspace, clock: systemClock });
  shared = new Behaviour({ replica: () => replica, workspace, clock: systemClock, sharesFrom: 1 });
});
afterAll(async () => {
  await behaviour.close();
  await shared.close();
  await replica.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Step {
  anyOf: string[];
  page: 'x' | 'y' | null;
}
const step = fc.record({
  anyOf: fc.subarray(names, { minLength: 1, maxLength: 3 }),
  page: fc.constantFrom('x' as const, 'y' as const, null, null, null),
});
const entity = ({ anyOf, page }: Step) => ({
  anyOf,
  filters: page === null ? [] : [{ property: 'page', operator: 'exact' as const, value: page }],
});
const matches = (row: string, { anyOf, page }: Step): string =>
  `${row}.name IN (${anyOf.map((name) => `'${name}'`).join()})` +
  (page === null ? '' : ` AND ${row}.properties LIKE '%"${page}"%'`);

/** People who reached the last of the steps. */
async function reachedBySql(steps: Step[], windowMs: number | null, toMs: number): Promise<number> {
  const joins = steps.slice(1).map((next, k) => {
    const row = `e${k + 1}`;
    const others = steps.slice(0, k + 1).map((_, i) => `${row}.id <> e${i}.id`);
    const inWindow =
      windowMs === null ? 'true' : `epoch_ms(${row}.occurred_at) - epoch_ms(e0.occurred_at) <= ${windowMs}`;
    return `JOIN events ${row} ON ${row}.profile_id = e0.profile_id AND ${row}.occurred_at >= e${k}.occurred_at
      AND ${others.join(' AND ')} AND ${inWindow} AND epoch_ms(${row}.occurred_at) <= ${toMs} AND ${matches(row, next)}`;
  });
  const first = matches('e0', steps[0] as Step);
  const { rows } = await replica.query(
    `SELECT count(DISTINCT e0.profile_id) FROM events e0 ${joins.join(' ')} WHERE epoch_ms(e0.occurred_at) <= ${toMs} AND ${first}`,
  );
  return Number(rows[0]?.[0]);
}

describe('two threads that share the people say what one says', () => {
  const steps = names.slice(0, 3).map((event) => ({ event }));
  const common = { dateRange: { from: '2024-03-01', to: '2024-03-05' } };
  const window = { value: 2, unit: 'day' };

  it.each(['ordered', 'strict', 'unordered'])(
    'in %s funnels with trend, times and (in order) an optional step',
    async (order) => {
      for (const view of ['steps', 'trend', 'time_to_convert']) {
        const input = funnelInput.parse({
          steps,
          window,
          order,
          optionalSteps: order === 'ordered' ? [1] : [],
          view,
          ...common,
        });
        expect(await shared.funnel(input, 'en')).toEqual(await behaviour.funnel(input, 'en'));
      }
    },
  );

  it.each(['first_touch', 'last_touch', 'all_events', 'step'])(
    'in funnels by one and two properties, attributed %s, and the people behind each value',
    async (attribution) => {
      for (const properties of [['page'], ['page', 'nobody has it']]) {
        const breakdown = { properties, source: 'event', attribution, ...(attribution === 'step' ? { step: 1 } : {}) };
        const body = { steps, window, breakdown, ...common };
        const whole = await behaviour.funnel(funnelInput.parse(body), 'en');
        expect(whole.breakdown.length).toBe(3);
        expect(await shared.funnel(funnelInput.parse(body), 'en')).toEqual(whole);
        for (const { value, steps: of } of whole.breakdown) {
          const asked = funnelPersonsInput.parse({ ...body, cell: { step: 1, breakdown: value }, limit: 1_000 });
          const persons = await shared.funnelPersons(asked);
          expect(persons.total).toBe(of[1]?.count);
          expect(persons).toEqual(await behaviour.funnelPersons(asked));
        }
      }
    },
  );

  it.each(['first_touch', 'last_touch', 'all_events', 'step'])(
    'in funnels with an optional step, filters and more values than are shown, attributed %s',
    async (attribution) => {
      const filters = [{ property: 'page', operator: 'is_set' }];
      for (const properties of [['serial'], ['serial', 'page']]) {
        const breakdown = { properties, source: 'event', attribution, ...(attribution === 'step' ? { step: 2 } : {}) };
        const optional = { steps: steps.map((one) => ({ ...one, filters })), window, optionalSteps: [1], breakdown };
        const whole = await behaviour.funnel(funnelInput.parse({ ...optional, ...common }), 'en');
        expect(whole.breakdown.length).toBe(50);
        expect(whole.truncated?.total).toBeGreaterThan(50);
        expect(await shared.funnel(funnelInput.parse({ ...optional, ...common }), 'en')).toEqual(whole);
      }
      // Whoever is behind a figure is found by another road than the figure.
      const byPage = {
        ...{ steps, window, optionalSteps: [1] },
        breakdown: {
          properties: ['page'],
          source: 'event',
          attribution,
          ...(attribution === 'step' ? { step: 2 } : {}),
        },
      };
      const whole = await behaviour.funnel(funnelInput.parse({ ...byPage, ...common }), 'en');
      let people = 0;
      for (const { value, steps: of } of whole.breakdown) {
        for (const step of [1, 2]) {
          const cell = { step, breakdown: value };
          const asked = funnelPersonsInput.parse({ ...byPage, ...common, cell, limit: 1_000 });
          const persons = await shared.funnelPersons(asked);
          expect(persons.total).toBe(of[step]?.count);
          expect(persons).toEqual(await behaviour.funnelPersons(asked));
          people += persons.total;
        }
      }
      expect(people).toBeGreaterThan(50);
    },
  );

  it.each([
    { attribution: 'first_touch', source: 'event', property: 'page', sizes: { x: 20 } },
    { attribution: 'last_touch', source: 'event', property: 'page', sizes: { y: 20 } },
    { attribution: 'all_events', source: 'event', property: 'page', sizes: { x: 20, y: 20 } },
    { attribution: 'first_touch', source: 'person', property: 'country', sizes: { CN: 14, FR: 6 } },
  ])('in funnels with people of the second share only, by $property, attributed $attribution', async (of) => {
    const { attribution, source, property, sizes } = of;
    const breakdown = { properties: [property], source, attribution };
    const body = { steps: [{ event: 'late' }, { event: 'late' }], window, breakdown, ...common };
    const whole = await behaviour.funnel(funnelInput.parse(body), 'en');
    expect(Object.fromEntries(whole.breakdown.map(({ value, steps: [first] }) => [value[0], first?.count]))).toEqual(
      sizes,
    );
    expect(await shared.funnel(funnelInput.parse(body), 'en')).toEqual(whole);
    // Others have the value, but nobody in the funnel.
    const nobody = { ...body, steps: [{ event: 'late' }, { event: 'nobody did this' }] };
    const asked = { ...nobody, cell: { step: 1, breakdown: Object.keys(sizes).slice(0, 1) }, limit: 1_000 };
    expect((await shared.funnelPersons(funnelPersonsInput.parse(asked))).total).toBe(0);
  });

  it.each(['first_time', 'recurring'])(
    'in %s retention by a property, filtered, and about the people of a value',
    async (type) => {
      const filters = [{ property: 'page', operator: 'is_set' }];
      const breakdowns = [
        { properties: ['serial'], source: 'event' },
        { properties: ['page', 'serial'], source: 'event' },
      ];
      for (const breakdown of breakdowns) {
        const body = { target: { event: 'a', filters }, returning: { event: 'b' }, type, breakdown, ...common };
        const whole = await behaviour.retention(retentionInput.parse(body));
        expect(whole.breakdown.length).toBe(50);
        expect(whole.truncated?.total).toBeGreaterThan(50);
        expect(await shared.retention(retentionInput.parse(body))).toEqual(whole);
        const [{ value } = { value: [] }] = whole.breakdown;
        const cell = { cohort: 0, breakdown: value };
        const asked = retentionPersonsInput.parse({ ...body, cell, limit: 1_000 });
        expect(await shared.retentionPersons(asked)).toEqual(await behaviour.retentionPersons(asked));
      }
    },
  );

  it('in retention with revenue, lifecycle, stickiness and paths', async () => {
    const retention = retentionInput.parse({
      target: { event: 'a' },
      returning: { event: 'b' },
      revenue: true,
      ...common,
    });
    expect(await shared.retention(retention)).toEqual(await behaviour.retention(retention));
    const activity = activityInput.parse({ event: { event: null }, interval: 'day', ...common });
    expect(await shared.lifecycle(activity)).toEqual(await behaviour.lifecycle(activity));
    expect(await shared.stickiness(activity)).toEqual(await behaviour.stickiness(activity));
    const paths = pathsInput.parse({ sessionGapMinutes: 1_440, ...common });
    const sorted = async (of: Behaviour) =>
      (await of.paths(paths)).edges.map(({ source, target, value }) => `${source} ${target} ${value}`).sort();
    expect(await sorted(shared)).toEqual(await sorted(behaviour));
  });

  it('about the people of a cell, in ascending order', async () => {
    const funnel = funnelPersonsInput.parse({ steps, window, ...common, cell: { step: 1, state: 'dropped' } });
    const retention = retentionPersonsInput.parse({
      ...{ target: { event: 'a' }, returning: { event: 'b' }, ...common, cell: { cohort: 0 } },
    });
    const lifecycle = lifecyclePersonsInput.parse({
      ...{ event: { event: null }, interval: 'day', ...common, cell: { interval: 1, state: 'returning' } },
    });
    const cells = [
      [await shared.funnelPeople(funnel), await behaviour.funnelPeople(funnel)],
      [await shared.retentionPeople(retention), await behaviour.retentionPeople(retention)],
      [await shared.lifecyclePeople(lifecycle), await behaviour.lifecyclePeople(lifecycle)],
    ] as const;
    for (const [mine, expected] of cells) {
      expect(expected.profileIds.length).toBeGreaterThan(1);
      expect([...mine.profileIds]).toEqual([...expected.profileIds]);
      expect([...mine.profileIds].sort((a, b) => a - b)).toEqual([...mine.profileIds]);
    }
  });

  it('when many questions are asked at once, and some are called off', async () => {
    const input = (days: number) => funnelInput.parse({ steps, window: { value: days, unit: 'day' }, ...common });
    const expected = await Promise.all([1, 2, 3, 4].map((days) => behaviour.funnel(input(days), 'en')));
    const gone = new AbortController();
    const asked = [1, 2, 3, 4].map((days) => shared.funnel(input(days), 'en'));
    const called = shared.funnel(input(5), 'en', gone.signal).catch(({ code }) => code);
    gone.abort();
    expect(await called).toBe('replica/query-cancelled');
    expect(await Promise.all(asked)).toEqual(expected);
  });
});

describe('events in the future', () => {
  const early = Date.UTC(2024, 2, 3, 12);
  const of = (clock: Clock) =>
    new Behaviour({ replica: () => replica, workspace: () => ({ timezone: 'UTC', weekStart: 1 }) as Workspace, clock });
  const question = retentionInput.parse({
    ...{ target: { event: 'a' }, returning: { event: 'b' }, dateRange: { from: '2024-03-01', to: '2024-03-05' } },
  });

  it('make no interval that has not begun, and count in the one that runs', async () => {
    const then = of({ now: () => early });
    try {
      const { cohorts } = await then.retention(question);
      expect(cohorts.map(({ start }) => start)).toEqual(['2024-03-01', '2024-03-02', '2024-03-03']);
      expect(cohorts.map(({ counts }) => counts.length)).toEqual([3, 2, 1]);
      expect(cohorts.map(({ incomplete }) => incomplete.at(-1))).toEqual([true, true, true]);
      const later = (await behaviour.retention(question)).cohorts;
      // Written before noon or after: what is known of the day counts.
      expect(cohorts.map(({ counts }) => counts)).toEqual(
        later.slice(0, 3).map(({ counts }, i) => counts.slice(0, 3 - i)),
      );
      expect(later.map(({ counts }) => counts.length)).toEqual([5, 4, 3, 2, 1]);
    } finally {
      await then.close();
    }
  });
});

describe('index and SQL agree', () => {
  it('on ordered funnels', async () => {
    const definition = fc.record({
      steps: fc.array(step, { minLength: 2, maxLength: 4 }),
      window: fc.option(fc.integer({ min: 1, max: 20 })),
      lastDay: fc.integer({ min: 1, max: 6 }),
    });
    let reached = 0;
    await fc.assert(
      fc.asyncProperty(definition, async ({ steps, window, lastDay }) => {
        const input = funnelInput.parse({
          steps: steps.map(entity),
          window: window === null ? null : { value: window * 2, unit: 'hour' },
          dateRange: { from: '2024-03-01', to: `2024-03-0${lastDay}` },
        });
        const found = (await behaviour.funnel(input, 'en')).steps.map(({ count }) => count);
        const toMs = base + lastDay * 86_400_000 - 1;
        const expected: number[] = [];
        for (let k = 1; k <= steps.length; k += 1) {
          expected.push(await reachedBySql(steps.slice(0, k), window === null ? null : window * gridMs, toMs));
        }
        expect(found).toEqual(expected);
        reached += found.at(-1) ?? 0;
      }),
      { numRuns: 60 },
    );
    // The comparison is worth something only where people get through.
    expect(reached).toBeGreaterThan(100);
  });

  it('on first-time retention, in a zone where days begin elsewhere', async () => {
    const definition = fc.record({ target: step, returning: step, minimum: fc.constantFrom(1, 1, 2) });
    await fc.assert(
      fc.asyncProperty(definition, async ({ target, returning, minimum }) => {
        const input = retentionInput.parse({
          target: entity(target),
          returning: entity(returning),
          minimumOccurrences: minimum,
          timezone: 'Asia/Shanghai',
          // History before the range decides who is new in it.
          dateRange: { from: '2024-03-02', to: '2024-03-06' },
        });
        const { cohorts } = await behaviour.retention(input);
        const { rows } = await replica.query(
          `WITH days AS (SELECT *, (occurred_at + INTERVAL 8 HOUR)::DATE AS day FROM events),
                cohorts AS (SELECT profile_id, min(day) AS first FROM days d WHERE ${matches('d', target)} GROUP BY 1),
                returns AS (SELECT profile_id, day FROM days d WHERE ${matches('d', returning)}
                             GROUP BY ALL HAVING count(*) >= ${minimum})
           SELECT first - DATE '2024-03-02', day - first, count(*) FROM cohorts JOIN returns USING (profile_id)
            WHERE day > first GROUP BY ALL
           UNION ALL SELECT first - DATE '2024-03-02', 0, count(*) FROM cohorts GROUP BY ALL`,
        );
        const expected = Array.from({ length: 5 }, (_, cohort) => new Array<number>(5 - cohort).fill(0));
        for (const [cohort, interval, count] of rows.map((row) => row.map(Number))) {
          const row = expected[cohort as number];
          if (row && (interval as number) < row.length) row[interval as number] = count as number;
        }
        expect(cohorts.map(({ counts }) => counts)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
