import fc from 'fast-check';
import { expect } from 'vitest';
import { answerAlone } from '../behaviour/run.ts';
import { FunnelRun } from '../behaviour/run-funnel.ts';
import type { FunnelTask } from '../behaviour/task.ts';
import type { FunnelRules } from '../funnel/rules.ts';
import { scanFunnel } from '../funnel/scan.ts';
import { funnelBreakdownSql, funnelOfStepsSql, optionalStepSql } from './funnel-breakdown-sql.ts';
import { funnelSql, funnelTimesSql } from './funnel-sql.ts';
import { funnelTrendSql, stepTimesSql, timeToConvertSql } from './funnel-views-sql.ts';
import {
  amountPropertyOf,
  amountTextSql,
  amountTexts,
  entityOf,
  history,
  isMeant,
  nameCount,
  nameSet,
  noFilter,
  people,
  propertyOf,
  type Row,
  type Run,
  rowsSql,
  someFilter,
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
      filter: someFilter,
      from: fc.nat({ max: 2 }),
      length: fc.nat({ max: 2 }),
    }),
    { maxLength: 2 },
  ),
  fromMs: fc.integer({ min: 0, max: 3 }),
  lastEntryMs: fc.integer({ min: 6, max: toMs }),
  /** Of the last step. */
  filter: someFilter,
  /** A breakdown by two properties, and with an optional step where there may be one. */
  isOfTwo: fc.boolean(),
  isOptional: fc.boolean(),
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
    ...steps.map((set, k) => [`s${k}`, isMeant(of, set, k === last ? rest.filter : null)] as const),
    ...exclusions.map(({ name, filter }, x) => [`x${x}`, isMeant(of, [name], filter)] as const),
  ]);
  return { events: rowsSql(of, flags), rules, fromMs: rest.fromMs, toMs };
}

/** The steps and the exclusions of a case, with their filters. */
const entitiesOf = ({ history: of, steps, exclusions, filter }: FunnelCase) => ({
  steps: steps.map((names, k) => entityOf(names, k === steps.length - 1 ? filter : null, of)),
  exclusions: exclusions.map((one) => entityOf([one.name], one.filter, of)),
});

/** How far everybody came, and when: index against SQL. Returns how many came through. */
export async function compareFunnel(one: FunnelCase, run: Run): Promise<number> {
  const reference = referenceOf(one);
  const world = worldOf(one.history);
  const { steps, exclusions } = entitiesOf(one);
  const far: (string | number)[][] = [];
  const times: (string | number)[][] = [];
  scanFunnel(
    world.view,
    {
      ...{ rules: reference.rules, steps: steps.map((entity) => world.matcher(entity)) },
      exclusions: exclusions.map((entity) => world.matcher(entity)),
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
    ...entitiesOf(one),
    rules,
    ...{ optionalSteps: [], fromMs: one.fromMs, toMs, breakdown: null, trendBounds: null, wantsTimes: false },
    ...{ fromStep: 0, toStep: one.steps.length - 1, cell: null },
    ...more,
  };
}

const textOf = (value: readonly string[]): string => (value.some((text) => text !== '') ? value.join('|') : '(none)');

/**
 * FN9 for one attribution: people by value and step, of one property or of two, with an optional step where there may be
 * one. Returns how many values somebody has.
 */
export async function compareBreakdown(
  one: FunnelCase,
  attribution: (typeof attributions)[number],
  run: Run,
): Promise<number> {
  const source = attribution === 'person' ? 'person' : 'event';
  const step = one.steps.length - 1;
  const isOfTwo = one.isOfTwo && attribution !== 'person';
  const mayBeOptional = one.order === 'ordered' && one.exclusions.length === 0 && step > 1;
  const optional = mayBeOptional && one.isOptional ? [1 + (one.fromMs % (step - 1))] : [];
  const properties = [propertyOf(one.history, source), ...(isOfTwo ? [amountPropertyOf(one.history)] : [])];
  const task = taskOf(one, { optionalSteps: optional, breakdown: { properties, attribution, step } });
  const { breakdown } = answerAlone(new FunnelRun(worldOf(one.history), task));
  const reference = referenceOf(one);
  const both = `CASE WHEN e.value = '' AND e.amount = 0 THEN '' ELSE e.value || '|' || ${amountTextSql('e.amount')} END`;
  const events = isOfTwo ? `(SELECT e.*, ${both} AS both_values FROM ${reference.events} e)` : reference.events;
  const values = isOfTwo
    ? ['', ...texts.flatMap((a) => amountTexts.map((b) => `${a}|${b}`)).filter((v) => v !== '|')]
    : texts;
  const required = one.steps.map((_, k) => k).filter((k) => !optional.includes(k));
  const expected = new Map<string, number[]>();
  const count = async (chain: readonly number[], isCounted: (k: number) => boolean): Promise<void> => {
    const asked = { ...reference, events, attribution, step, values, required, chain };
    const rows = await run(funnelBreakdownSql({ ...asked, ...(isOfTwo ? { column: 'both_values' } : {}) }));
    for (const [value, reached, persons] of rows) {
      const key = String(value || '(none)');
      const counts = expected.get(key) ?? one.steps.map(() => 0);
      expected.set(key, counts);
      chain.slice(0, Number(reached)).forEach((k) => {
        if (isCounted(k)) counts[k] = (counts[k] as number) + Number(persons);
      });
    }
  };
  await count(required, () => true);
  for (const k of optional) await count([...required.filter((other) => other < k), k], (of) => of === k);
  const found = breakdown.map(({ value, steps }): Row => [textOf(value), ...steps.map((one) => one.count)]);
  const isMet = ([, first]: Row): boolean => first !== 0;
  expect(tidy([...expected].map(([value, counts]): Row => [value, ...counts]).filter(isMet))).toEqual(
    tidy(found.filter(isMet)),
  );
  return breakdown.length;
}

const rounded = (value: unknown): string => (value === null ? '-' : Number(value).toFixed(6));
const inMs = (seconds: number | null): string => rounded(seconds === null ? null : seconds * 1_000);

/** Trend, times between steps and bins of the time to convert, of ordered and strict funnels. Returns how many came to both steps. */
export async function compareViews(given: FunnelCase, run: Run): Promise<number> {
  // Many should come through: what keeps people out is compared above.
  const one: FunnelCase = {
    ...{ ...given, windowMs: null, filter: noFilter, stepWindows: given.stepWindows.map(() => null) },
    order: given.order === 'unordered' ? 'ordered' : given.order,
  };
  const toStep = 1 + (one.lastEntryMs % (one.steps.length - 1));
  const fromStep = one.fromMs % toStep;
  const bounds = [one.fromMs, 4, 7, one.lastEntryMs + 1].filter((at, i, all) => i === 0 || at > (all[i - 1] as number));
  const bins = 1 + (one.lastEntryMs % 4);
  const reference = referenceOf(one);
  const task = taskOf(one, {
    ...{ trendBounds: Float64Array.from(bounds), wantsTimes: true, fromStep, toStep },
    bins: { binning: 'equal', binCount: bins },
  });
  const { steps, trend, timeToConvert } = answerAlone(new FunnelRun(worldOf(one.history), task));
  const times = (await run(stepTimesSql(reference))).map(
    ([step, persons, ...took]): Row => [...[step ?? null, persons ?? null, ...took.map(rounded)]],
  );
  expect(tidy(times)).toEqual(
    tidy(
      steps.flatMap((of, step): Row[] =>
        of.count > 0 ? [[step, of.count, inMs(of.averageSeconds), inMs(of.medianSeconds), inMs(of.p90Seconds)]] : [],
      ),
    ),
  );
  const periods = trend.flatMap(({ from, to }, i): Row[] => (from > 0 ? [[i, from, to]] : []));
  expect(tidy(await run(funnelTrendSql(reference, { bounds, fromStep, toStep })))).toEqual(tidy(periods));
  const rows = await run(timeToConvertSql(reference, { fromStep, toStep, bins }));
  const histogram = rows.map(
    ([bin, persons, ...figures]): Row => [Number(bin), persons ?? null, ...figures.map(rounded)],
  );
  const through = steps[toStep]?.count ?? 0;
  const expected = timeToConvert?.bins.flatMap(({ count }, i): Row[] => (count > 0 ? [[i, count, '-', '-']] : []));
  const all: Row = [
    -1,
    through,
    inMs(timeToConvert?.averageSeconds ?? null),
    inMs(timeToConvert?.medianSeconds ?? null),
  ];
  expect(tidy(histogram)).toEqual(tidy([...(expected ?? []), all]));
  return through;
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
