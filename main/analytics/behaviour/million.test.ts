import { expect, test } from 'vitest';
import { retentionRows } from './cohort-rows.ts';
import { answerAlone as answer } from './run.ts';
import { ActivityRun } from './run-activity.ts';
import { FunnelRun } from './run-funnel.ts';
import { JourneyRun } from './run-journey.ts';
import { PathsRun } from './run-paths.ts';
import { RetentionRun } from './run-retention.ts';
import type { FunnelTask, ResolvedEntity, RetentionTask } from './task.ts';
import { World } from './world.ts';

/*
 * One person with a million events: view, cart, buy again and again, a second apart, over twelve days; the first half
 * of it on page x, the rest on y. The other person views once, on y.
 */
const count = 1_000_000;
const dayMs = 86_400_000;
const days = 12;
const codes = new SharedArrayBuffer(count + 1);
new Uint8Array(codes).fill(1, 0, count / 2).fill(2, count / 2);
const world = new World({
  people: 2,
  names: ['view', 'cart', 'buy'].map((name) => ({ name, origin: 'events' as const })),
  arrays: {
    times: Float64Array.from({ length: count + 1 }, (_, i) => (i % count) * 1_000),
    offsets: Uint32Array.of(0, count, count + 1),
    names: Uint16Array.from({ length: count + 1 }, (_, i) => (i < count ? i % 3 : 0)),
    rowIds: Uint32Array.from({ length: count + 1 }, (_, i) => i),
    profileIds: Uint32Array.of(1, 2),
  },
});
const entity = (...names: number[]): ResolvedEntity => ({
  names: Uint8Array.from([0, 1, 2], (name) => (names.includes(name) ? 1 : 0)),
  ...{ passing: null, people: null },
});
const page = {
  key: 'page',
  source: 'event' as const,
  people: null,
  rows: { events: { labels: ['', 'x', 'y'], codes, width: 1 as const } },
};
const range = { fromMs: 0, toMs: days * dayMs };
const bounds = Float64Array.from({ length: days + 1 }, (_, day) => day * dayMs);

test.each([
  ['all_events', { x: [1, 1, 1], y: [2, 1, 1] }],
  ['step', { x: [1, 1, 1], y: [1, 1, 1], '': [1, 0, 0] }],
  ['last_touch', { y: [2, 1, 1] }],
] as const)('a funnel by page, attributed %s', (attribution, expected) => {
  const task: FunnelTask = {
    ...{ kind: 'funnel', steps: [entity(0), entity(1), entity(2)], exclusions: [], optionalSteps: [], ...range },
    rules: {
      ...{ stepCount: 3, order: 'ordered', windowMs: 2_000, stepWindowsMs: [], exclusions: [] },
      lastEntryMs: range.toMs,
    },
    breakdown: { properties: [page], attribution, step: 1 },
    ...{ trendBounds: null, wantsTimes: false, fromStep: 0, toStep: 2, cell: null },
  };
  const { breakdown } = answer(new FunnelRun(world, task));
  expect(
    Object.fromEntries(breakdown.map(({ value, steps }) => [value.join(), steps.map((step) => step.count)])),
  ).toEqual(expected);
});

test('retention, lifecycle and stickiness by day', () => {
  const task: RetentionTask = {
    ...{
      kind: 'retention',
      target: entity(0),
      returning: entity(2),
      columns: days,
      asOfMs: range.toMs,
      completeMs: range.toMs,
    },
    daysIn: 'UTC',
    rules: { bounds, type: 'first_time', mode: 'on', minimumOccurrences: 20_000, cohorts: days, brackets: null },
    ...{ breakdown: [page], amounts: null, cell: null },
  };
  const { cohorts, breakdown } = retentionRows(task, answer(new RetentionRun(world, task)));
  // 28,800 purchases a day, 16,533 on the last one.
  expect(cohorts[0]).toMatchObject({ size: 2, counts: [2, ...new Array(days - 2).fill(1), 0] });
  expect(breakdown.map(({ value, cohorts: [first] }) => [value, first?.size])).toEqual([
    [['x'], 1],
    [['y'], 1],
  ]);
  const activity = { event: entity(0, 1, 2), bounds: Float64Array.of(-dayMs, ...bounds), cell: null };
  const { intervals } = answer(new ActivityRun(world, { ...activity, kind: 'lifecycle' }));
  expect(intervals.slice(0, 3)).toMatchObject([
    { new: 2, returning: 0, resurrecting: 0, dormant: 0 },
    { new: 0, returning: 1, resurrecting: 0, dormant: -1 },
    { new: 0, returning: 1, resurrecting: 0, dormant: 0 },
  ]);
  const stickiness = answer(new ActivityRun(world, { ...activity, kind: 'stickiness' }));
  const active = stickiness.intervals as unknown as { activeIntervals: number; persons: number }[];
  expect(active.filter(({ persons }) => persons > 0)).toMatchObject([
    { activeIntervals: 1, persons: 1 },
    { activeIntervals: days, persons: 1 },
  ]);
});

test('paths and the journey', () => {
  const paths = new PathsRun(world, {
    ...{ kind: 'paths', include: [entity(0, 1, 2)], property: null, startPoint: null, endPoint: null, cell: null },
    ...{ rules: { sessionGapMs: 1_800_000, stepLimit: 3 }, nodeLimit: 30, ...range },
  });
  expect(answer(paths)).toMatchObject({
    sessions: 2,
    edges: [
      { source: '1_view', target: '2_cart', value: 1, averageSeconds: 1 },
      { source: '2_cart', target: '3_buy', value: 1, averageSeconds: 1 },
    ],
  });
  const journey = new JourneyRun(world, {
    ...{ kind: 'journey', touchpoints: [entity(0), entity(1), entity(2)], touchpointLimit: 10, startPoint: null },
    ...{ everybody: entity(0, 1, 2), ...range, cell: null },
  });
  expect(answer(journey)).toMatchObject({
    persons: 2,
    touchpoints: [{ persons: 2 }, { persons: 1 }, { persons: 1 }],
    links: [
      { persons: 2, continued: 1, dropped: 1, dropOff: 0.5, averageSeconds: 1 },
      { persons: 1, continued: 1, averageSeconds: 1 },
    ],
  });
});
