import fc from 'fast-check';
import { expect } from 'vitest';
import { answerAlone } from '../behaviour/run.ts';
import { FunnelRun } from '../behaviour/run-funnel.ts';
import type { FunnelTask } from '../behaviour/task.ts';
import type { FunnelRules } from '../funnel/rules.ts';
import { scanFunnel } from '../funnel/scan.ts';
import { funnelBreakdownSql, funnelOfStepsSql, optionalStepSql } from './funnel-breakdown-sql.ts';
import { funnelSql, funnelTimesSql } from './funnel-sql.ts';
import {
  entityOf,
  history,
  nameCount,
  nameSet,
  people,
  propertyOf,
  type Run,
  rowsSql,
  texts,
  tidy,
  worldOf,
} from './histories.fixture.ts';

const toMs = 12;
const limit = (max: number) => fc.option(fc.integer({ min: 0, max }));

export const funnels = fc.record({
  history: history(toMs),
  steps: fc.array(nameSet, { minLength: 2, maxLength: 4 }),
  order: fc.constantFrom('ordered' as const, 'strict' as const, 'unordered' as const),
  windowMs: limit(9),
  stepWindows: fc.array(limit(5), { minLength: 4, maxLength: 4 }),
  exclusions: fc.array(
    fc.record({
      name: fc.integer({ min: 0, max: nameCount - 1 }),
      from: fc.nat({ max: 2 }),
      length: fc.nat({ max: 2 }),
    }),
    { maxLength: 2 },
  ),
  fromMs: fc.integer({ min: 0, max: 3 }),
  lastEntryMs: fc.integer({ min: 6, max: toMs }),
});
export type FunnelCase = typeof funnels extends fc.Arbitrary<infer T> ? T : never;

function referenceOf({ history: of, steps, exclusions, ...rest }: FunnelCase) {
  const last = steps.length - 1;
  const rules: FunnelRules = {
    ...{ order: rest.order, windowMs: rest.windowMs, lastEntryMs: rest.lastEntryMs, stepCount: steps.length },
    stepWindowsMs:
      rest.order === 'unordered' ? [] : steps.map((_, k) => (k === 0 ? null : (rest.stepWindows[k] ?? null))),
    exclusions: exclusions.map(({ from, length }) => {
      const fromStep = Math.min(from, last - 1);
      return { fromStep, toStep: Math.min(last, fromStep + 1 + length) };
    }),
  };
  const flags = Object.fromEntries([
    ...steps.map((set, k) => [`s${k}`, set] as const),
    ...exclusions.map(({ name }, x) => [`x${x}`, [name]] as const),
  ]);
  return { events: rowsSql(of, flags), rules, fromMs: rest.fromMs, toMs };
}

/** How far everybody came, and when: index against SQL. Returns how many came through. */
export async function compareFunnel(one: FunnelCase, run: Run): Promise<number> {
  const reference = referenceOf(one);
  const { view } = worldOf(one.history);
  const far: (string | number)[][] = [];
  const times: (string | number)[][] = [];
  scanFunnel(
    view,
    {
      ...{ rules: reference.rules, steps: one.steps.map((names) => ({ ...entityOf(names) })) },
      exclusions: one.exclusions.map(({ name }) => entityOf([name])),
      ...{ fromMs: one.fromMs, toMs, people: { from: 0, to: people }, wantsEvents: false },
    },
    (person, outcome) => {
      far.push([person, outcome.reached, outcome.isExcluded ? 1 : 0]);
      if (outcome.isExcluded) return;
      const at = Array.from(one.steps, (_, k) => (k < outcome.reached ? (outcome.times[k] as number) : '-'));
      times.push([person, outcome.reached, ...at]);
    },
  );
  const sql = `SELECT person, reached, is_excluded FROM (${funnelSql(reference)}) r WHERE reached > 0 OR is_excluded = 1`;
  expect(tidy(await run(sql))).toEqual(tidy(far));
  if (one.order !== 'unordered') expect(tidy(await run(funnelTimesSql(reference)))).toEqual(tidy(times));
  return far.filter(([, reached]) => reached === one.steps.length).length;
}

export const attributions = ['person', 'first_touch', 'last_touch', 'all_events', 'step'] as const;

/** The task that a case asks for. */
export function taskOf(one: FunnelCase, more: Partial<FunnelTask>): FunnelTask {
  const { rules } = referenceOf(one);
  return {
    kind: 'funnel',
    steps: one.steps.map(entityOf),
    exclusions: one.exclusions.map(({ name }) => entityOf([name])),
    rules,
    ...{ optionalSteps: [], fromMs: one.fromMs, toMs, breakdown: null, trendBounds: null, wantsTimes: false },
    ...{ fromStep: 0, toStep: one.steps.length - 1, cell: null },
    ...more,
  };
}

/** FN9 for one attribution: people by value and step. Returns how many values somebody has. */
export async function compareBreakdown(
  one: FunnelCase,
  attribution: (typeof attributions)[number],
  run: Run,
): Promise<number> {
  const source = attribution === 'person' ? 'person' : 'event';
  const step = one.steps.length - 1;
  const task = taskOf(one, { breakdown: { properties: [propertyOf(one.history, source)], attribution, step } });
  const walk = new FunnelRun(worldOf(one.history), task);
  const { breakdown } = answerAlone(walk);
  const found = breakdown.flatMap(({ value, steps }) =>
    steps.map(({ count }, k) => [value[0] || '(none)', k + 1, count - (steps[k + 1]?.count ?? 0)] as const),
  );
  const rows = await run(funnelBreakdownSql({ ...referenceOf(one), attribution, step, values: texts }));
  const expected = rows.map(([value, reached, count]) => [value || '(none)', reached ?? null, count ?? null]);
  expect(tidy(expected)).toEqual(tidy(found.filter(([, , count]) => count > 0).map((row) => [...row])));
  return breakdown.length;
}

/** People at every step where one of the middle steps is optional. */
export async function compareOptional(one: FunnelCase, run: Run): Promise<void> {
  if (one.steps.length < 3) return;
  const plain: FunnelCase = { ...one, order: 'ordered', exclusions: [] };
  const optional = 1 + (one.fromMs % (one.steps.length - 2));
  const walk = new FunnelRun(worldOf(one.history), taskOf(plain, { optionalSteps: [optional] }));
  const { steps } = answerAlone(walk);
  const reference = referenceOf(plain);
  const count = async (sql: string, least: number): Promise<number> =>
    Number((await run(`SELECT count(*) FROM (${sql}) r WHERE reached >= ${least}`))[0]?.[0]);
  const required = one.steps.map((_, k) => k).filter((k) => k !== optional);
  const expected: number[] = [];
  for (const step of one.steps.keys()) {
    expected.push(
      step === optional
        ? await count(optionalStepSql(reference, [optional], step), optional + 1)
        : await count(funnelOfStepsSql(reference, required), required.indexOf(step) + 1),
    );
  }
  expect(steps.map(({ count: reached }) => reached)).toEqual(expected);
}
