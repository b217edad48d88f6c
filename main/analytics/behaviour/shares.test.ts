import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  activities,
  pathCases,
  pathsTaskOf,
  retentionHistoryOf,
  retentions,
  retentionTaskOf,
} from '../reference/activities.fixture.ts';
import { attributions, funnels, taskOf } from '../reference/funnels.fixture.ts';
import { entityOf, type History, propertyOf, worldOf } from '../reference/histories.fixture.ts';
import { journeys } from '../reference/journeys.fixture.ts';
import { alone, answerAlone, type Rounds, type Run } from './run.ts';
import { ActivityRun } from './run-activity.ts';
import { FunnelRun } from './run-funnel.ts';
import { JourneyRun } from './run-journey.ts';
import { PathsRun } from './run-paths.ts';
import { RetentionRun } from './run-retention.ts';
import type { FunnelTask, JourneyTask, RetentionTask } from './task.ts';
import type { World } from './world.ts';

/*
 * What threads that share the people say is what one alone says: to figures, and to the people of a cell. Here they
 * take turns, each with a world of its own, and tell each other copies only.
 */
type AnyRun = Run<unknown, unknown>;
type NewRun = (world: World) => AnyRun;

function inTurns<T>(history: History, count: number, begin: (world: World) => Rounds<T>): T[] {
  const shares = Array.from({ length: count }, (_, index) => {
    const world = worldOf(history);
    world.takeShare({ index, count });
    return begin(world);
  });
  let given: unknown[] = [];
  for (;;) {
    const steps = shares.map((rounds) => rounds.next(given));
    const done = steps.filter((step) => step.done === true);
    if (done.length > 0) {
      // Nobody may be left waiting for what another does not tell.
      expect(done).toHaveLength(count);
      return structuredClone(done.map(({ value }) => value as T));
    }
    given = structuredClone(steps.map(({ value }) => value));
  }
}

function expectSame(history: History, newRun: NewRun): unknown {
  const expected = answerAlone(newRun(worldOf(history)));
  for (const count of [2, 3]) {
    const runs: AnyRun[] = [];
    const parts = inTurns(history, count, (world) => {
      const run = newRun(world);
      runs.push(run);
      return run.part();
    });
    expect(runs[0]?.figures(parts)).toEqual(expected);
  }
  return expected;
}

function expectSamePeople(history: History, newRun: NewRun): number {
  const expected = [...alone(newRun(worldOf(history)).people())];
  const lists = inTurns(history, 2, (world) => newRun(world).people());
  expect(lists.flatMap((list) => [...list])).toEqual(expected);
  return expected.length;
}

const text = fc.constantFrom('', '0', 'x', 'y');

test('funnels by every attribution, of one property and of two, with optional steps, trend, times and cells', () => {
  let values = 0;
  let people = 0;
  fc.assert(
    fc.property(
      funnels,
      fc.constantFrom(...attributions),
      fc.record({ isOfTwo: fc.boolean(), isOptional: fc.boolean(), step: fc.nat(3), bin: fc.option(fc.nat(3)), text }),
      (one, attribution, { isOfTwo, isOptional, step, bin, text: value }) => {
        const source = attribution === 'person' ? 'person' : 'event';
        const property = propertyOf(one.history, source);
        const last = one.steps.length - 1;
        const more: Partial<FunnelTask> = {
          breakdown: {
            properties: isOfTwo ? [property, propertyOf(one.history, 'person')] : [property],
            attribution,
            step: last,
          },
          ...{
            trendBounds: Float64Array.of(0, 4, 8, 13),
            wantsTimes: true,
            bins: { binning: 'equal' as const, binCount: 4 },
          },
          optionalSteps: isOptional && last > 1 ? [1] : [],
        };
        const task = taskOf(one, more);
        const { breakdown } = expectSame(one.history, (world) => new FunnelRun(world, task)) as {
          breakdown: { value: string[] }[];
        };
        values += breakdown.length;
        const at = Math.min(step, last);
        const cell = {
          ...{ step: bin === null ? at : last, state: at > 0 && bin === null ? 'dropped' : 'reached' },
          ...(bin === null ? { breakdown: isOfTwo ? [value, 'x'] : [value] } : { bin }),
        } as FunnelTask['cell'];
        expectSamePeople(one.history, (world) => new FunnelRun(world, { ...task, cell }));
        for (const { value: shown } of breakdown.slice(0, 2)) {
          const entered: FunnelTask['cell'] = { step: 0, state: 'reached', breakdown: shown };
          people += expectSamePeople(one.history, (world) => new FunnelRun(world, { ...task, cell: entered }));
        }
      },
    ),
    { numRuns: 80 },
  );
  expect(values).toBeGreaterThan(50);
  expect(people).toBeGreaterThan(20);
});

test('retention by a property, lifecycle and stickiness', () => {
  fc.assert(
    fc.property(retentions, fc.nat(2), text, (one, column, value) => {
      const task: RetentionTask = retentionTaskOf(one);
      const history = retentionHistoryOf(one);
      expectSame(history, (world) => new RetentionRun(world, task));
      const cell = { cohort: 0, column, breakdown: [value] };
      expectSamePeople(history, (world) => new RetentionRun(world, { ...task, cell }));
    }),
    { numRuns: 60 },
  );
  fc.assert(
    fc.property(activities, ({ history, target }) => {
      const task = { event: entityOf(target), bounds: Float64Array.of(0, 6, 12, 18, 25), cell: null };
      expectSame(history, (world) => new ActivityRun(world, { ...task, kind: 'lifecycle' }));
      expectSame(history, (world) => new ActivityRun(world, { ...task, kind: 'stickiness' }));
    }),
    { numRuns: 60 },
  );
});

test('paths of names and of values, with a start, an end, both or none', () => {
  let people = 0;
  fc.assert(
    fc.property(pathCases, (one) => {
      const { history } = one;
      const task = pathsTaskOf(one);
      const { edges } = expectSame(history, (world) => new PathsRun(world, task)) as {
        edges: { source: string; target: string }[];
      };
      const [first] = edges;
      if (!first) return;
      people += expectSamePeople(history, (world) => new PathsRun(world, { ...task, cell: first }));
      people += expectSamePeople(history, (world) => new PathsRun(world, { ...task, cell: { node: first.source } }));
    }),
    { numRuns: 80 },
  );
  expect(people).toBeGreaterThan(10);
});

test('journeys through touchpoints asked for or found', () => {
  let people = 0;
  fc.assert(
    fc.property(journeys, fc.boolean(), ({ history, touchpoints, start, fromMs }, areFound) => {
      const task: JourneyTask = {
        ...{
          kind: 'journey',
          touchpoints: areFound ? null : touchpoints.map((names) => entityOf(names)),
          touchpointLimit: 2,
          fromMs,
        },
        ...{ startPoint: start && entityOf(start), everybody: entityOf([0, 1, 2, 3]), toMs: 11, cell: null },
      };
      expectSame(history, (world) => new JourneyRun(world, task));
      const cells: JourneyTask['cell'][] = [
        { touchpoint: 0, state: 'met' },
        { from: 0, to: 1, state: 'dropped' },
      ];
      for (const cell of cells)
        people += expectSamePeople(history, (world) => new JourneyRun(world, { ...task, cell }));
    }),
    { numRuns: 80 },
  );
  expect(people).toBeGreaterThan(10);
});
