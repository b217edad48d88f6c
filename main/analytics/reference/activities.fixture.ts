import fc from 'fast-check';
import { expect } from 'vitest';
import { retentionRows } from '../behaviour/cohort-rows.ts';
import { answerAlone } from '../behaviour/run.ts';
import { ActivityRun } from '../behaviour/run-activity.ts';
import { PathsRun } from '../behaviour/run-paths.ts';
import { RetentionRun } from '../behaviour/run-retention.ts';
import type { CohortResult, PathsTask, RetentionTask } from '../behaviour/task.ts';
import {
  lifecycleSql,
  retentionBreakdownSql,
  retentionRevenueSql,
  retentionSql,
  stickinessSql,
} from './activity-sql.ts';
import {
  amountsOf,
  entityOf,
  type Filter,
  type History,
  history,
  isMeant,
  nameSet,
  noFilter,
  propertyOf,
  type Run,
  rowsSql,
  someFilter,
  texts,
  tidy,
  worldOf,
} from './histories.fixture.ts';
import { pathsSql } from './paths-sql.ts';

const bounds = [0, 5, 10, 15, 20];
const bracketLists = [
  null,
  null,
  [
    [1, 1],
    [2, 3],
  ],
  [[1, 2]],
  [
    [1, 3],
    [2, 2],
  ],
] as [number, number][][];

const dayMs = 86_400_000;
const some = fc.record({ target: nameSet, back: nameSet, targetFilter: someFilter, backFilter: someFilter });
/** Any event by anybody, as target and as return. */
const everything = fc.constant({
  ...{ target: [0, 1, 2, 3], back: [0, 1, 2, 3] },
  ...{ targetFilter: noFilter, backFilter: noFilter },
});

export const retentions = fc.record({
  history: history(24),
  entities: fc.oneof({ weight: 2, arbitrary: some }, { weight: 1, arbitrary: everything }),
  /** Milliseconds of one unit of time: intervals of a few of them, or of whole days. */
  unitMs: fc.constantFrom(1, dayMs),
  type: fc.constantFrom('first_time' as const, 'recurring' as const),
  mode: fc.constantFrom('on' as const, 'on_or_after' as const),
  minimumOccurrences: fc.constantFrom(1, 1, 2),
  startsAt: fc.constantFrom(0, 5),
  brackets: fc.constantFrom(...bracketLists),
  source: fc.constantFrom('event' as const, 'person' as const),
  /** All is over; the instant before an interval begins or ends, the last of it, and one in the middle. */
  asOfMs: fc.constantFrom(1_000, 1_000, 4, 9, 10, 12, 14, 19),
  /** How far the data are behind. */
  unitsBehind: fc.constantFrom(0, 0, 3, 988),
});
export type RetentionCase = typeof retentions extends fc.Arbitrary<infer T> ? T : never;

const cells = (cohorts: readonly CohortResult[]) =>
  cohorts.flatMap(({ size, counts, incomplete }, cohort) =>
    [size, ...counts.slice(1)].map((count, k) => [cohort, k, incomplete[k] ? 0 : 1, count] as const),
  );

/** Bounds and history in the unit of a case. */
function inUnits({ history: of, startsAt, unitMs, asOfMs, unitsBehind }: RetentionCase) {
  const own = bounds.filter((bound) => bound >= startsAt).map((bound) => bound * unitMs);
  const events = of.events.map((event) => ({ ...event, at: event.at * unitMs }));
  // Of the last unit that has begun, the last millisecond.
  const lastOf = (unit: number): number => (unit + 1) * unitMs - 1;
  return { own, of: { ...of, events }, asOfMs: lastOf(asOfMs), completeMs: lastOf(asOfMs - unitsBehind) };
}

export const retentionHistoryOf = (one: RetentionCase): History => inUnits(one).of;

/** The task that a case asks for. */
export function retentionTaskOf(one: RetentionCase): RetentionTask {
  const { type, mode, minimumOccurrences, brackets, source } = one;
  const { target, back, targetFilter, backFilter } = one.entities;
  const { own, of, asOfMs, completeMs } = inUnits(one);
  return {
    target: entityOf(target, targetFilter, of),
    returning: entityOf(back, backFilter, of),
    ...{ kind: 'retention', cell: null, asOfMs, completeMs, daysIn: one.unitMs === dayMs ? 'UTC' : null },
    rules: { bounds: Float64Array.from(own), type, mode, minimumOccurrences, cohorts: own.length - 1, brackets },
    ...{ columns: own.length - 1, breakdown: [propertyOf(of, source)], amounts: amountsOf(of) },
  };
}

/** People by cohort and interval or bracket, by value of a property, and what they brought. */
export async function compareRetention(one: RetentionCase, run: Run): Promise<void> {
  const { type, mode, minimumOccurrences, brackets, source } = one;
  const { target, back, targetFilter, backFilter } = one.entities;
  const { own, of, asOfMs, completeMs } = inUnits(one);
  const walk = new RetentionRun(worldOf(of), retentionTaskOf(one));
  const { cohorts, breakdown } = retentionRows(retentionTaskOf(one), answerAlone(walk));
  const reference = {
    ...{ bounds: own, type, mode, minimumOccurrences, brackets },
    ...{ asOfMs, completeMs },
    events: rowsSql(of, { target: isMeant(of, target, targetFilter), back: isMeant(of, back, backFilter) }),
  };
  const filled = (rows: (readonly (string | number)[])[]) =>
    tidy(rows.filter((row) => row.at(-1) !== 0).map((row) => [...row]));
  // A bracket may lie beyond the last interval of a late cohort.
  expect(tidy(await run(retentionSql(reference)))).toEqual(filled(cells(cohorts)));
  const byValue = breakdown.flatMap(({ value, cohorts: its }) =>
    cells(its).map(([cohort, k, , count]) => [value[0] ?? '', cohort, k, count] as const),
  );
  expect(tidy(await run(retentionBreakdownSql(reference, source)))).toEqual(filled(byValue));
  const revenue = cohorts.flatMap(({ revenueMinor = [] }, cohort) => revenueMinor.map((sum, k) => [cohort, k, sum]));
  const sums = (await run(retentionRevenueSql(reference))).map((row) => row.map(Number));
  expect(filled(sums)).toEqual(filled(revenue));
}

export const activities = fc.record({ history: history(24), target: nameSet, filter: someFilter });

/** Lifecycle states and active intervals. */
export async function compareActivity(
  one: { history: History; target: number[]; filter: Filter },
  run: Run,
): Promise<void> {
  const { history: of, target, filter } = one;
  const task = { event: entityOf(target, filter, of), bounds: Float64Array.from(bounds), cell: null };
  const world = worldOf(one.history);
  const reference = { events: rowsSql(of, { target: isMeant(of, target, filter) }), bounds };
  const lifecycle = new ActivityRun(world, { ...task, kind: 'lifecycle' });
  const { intervals } = answerAlone(lifecycle) as { intervals: Record<string, number>[] };
  const found = intervals.flatMap((interval, i) =>
    ['dormant', 'new', 'resurrecting', 'returning'].flatMap((state) => {
      const count = Math.abs(interval[state] ?? 0);
      return count > 0 ? [[i + 1, state, count]] : [];
    }),
  );
  expect(tidy(await run(lifecycleSql(reference)))).toEqual(tidy(found));
  const stickiness = new ActivityRun(world, { ...task, kind: 'stickiness' });
  const persons = answerAlone(stickiness).intervals as { activeIntervals: number; persons: number }[];
  const active = persons.filter((row) => row.persons > 0).map((row) => [row.activeIntervals, row.persons]);
  expect(tidy(await run(stickinessSql(reference)))).toEqual(tidy(active));
}

const point = fc.option(fc.nat(3), { freq: 1 });
/** Nodes are names of events, or values of a property, the empty one among them. */
export const pathCases = fc.record({
  history: history(30, 40),
  isByProperty: fc.boolean(),
  include: fc.subarray([0, 1, 2, 3], { minLength: 2 }),
  sessionGapMs: fc.integer({ min: 1, max: 6 }),
  stepLimit: fc.integer({ min: 2, max: 5 }),
  startPoint: point,
  endPoint: point,
  nodeLimit: fc.integer({ min: 1, max: 4 }),
  fromMs: fc.integer({ min: 0, max: 5 }),
});
export type PathCase = typeof pathCases extends fc.Arbitrary<infer T> ? T : never;

/** The task that a case asks for. */
export function pathsTaskOf(one: PathCase): PathsTask {
  const { history: of, include, isByProperty, sessionGapMs, stepLimit, startPoint, endPoint, nodeLimit, fromMs } = one;
  const named = (point: number | null): string | null =>
    point === null ? null : isByProperty ? (texts[point] ?? '') : String(point);
  return {
    ...{ kind: 'paths', include: [entityOf(include)], rules: { sessionGapMs, stepLimit }, cell: null },
    property: isByProperty ? propertyOf(of, 'event') : null,
    ...{ startPoint: named(startPoint), endPoint: named(endPoint), nodeLimit, fromMs, toMs: 28 },
  };
}

/** Sessions by edge with their mean time. Returns how many sessions there are. */
export async function comparePaths(one: PathCase, run: Run): Promise<number> {
  const { history: of, include, isByProperty, sessionGapMs, stepLimit } = one;
  const task = pathsTaskOf(one);
  const { fromMs, toMs, startPoint, endPoint, nodeLimit } = task;
  const walk = new PathsRun(worldOf(of), task);
  const { sessions, edges } = answerAlone(walk);
  const shown = rowsSql(of, { wanted: include });
  const events = `(SELECT person, ms, arrival, ${isByProperty ? 'value' : 'name'} AS node FROM ${shown} r WHERE wanted AND ms BETWEEN ${fromMs} AND ${toMs})`;
  const rows = await run(pathsSql({ startPoint, endPoint, nodeLimit, events, sessionGapMs, stepLimit, rest: '$rest' }));
  const found = edges.map(({ source, target, value, averageSeconds }) => {
    const [place = '', ...from] = source.split('_');
    return [place, from.join('_'), target.slice(target.indexOf('_') + 1), value, (averageSeconds * 1000).toFixed(6)];
  });
  const expected = rows
    .filter(([place]) => Number(place) > 0)
    .map(([place, from, to, count, total]) => [
      ...[place ?? null, from ?? null, to ?? null, Number(count), (Number(total) / Number(count)).toFixed(6)],
    ]);
  expect(tidy(expected)).toEqual(tidy(found));
  expect(Number(rows.find(([place]) => Number(place) === 0)?.[3])).toBe(sessions);
  return sessions;
}
