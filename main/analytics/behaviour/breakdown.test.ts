import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributions, type FunnelCase, funnels, taskOf } from '../reference/funnels.fixture.ts';
import {
  entityOf,
  type History,
  noFilter,
  people,
  propertyOf,
  texts,
  worldOf,
} from '../reference/histories.fixture.ts';
import { answerAlone } from './run.ts';
import { FunnelRun } from './run-funnel.ts';
import type { FunnelTask, ResolvedProperty } from './task.ts';

/** `view:x@1 buy@2` per person: name, value (none = not set), time; names are view (0) and buy (1). */
function historyOf(...lines: string[]): History {
  const events = lines.flatMap((line, person) =>
    line.split(' ').map((word) => {
      const [what = '', at] = word.split('@');
      const [name, value = ''] = what.split(':');
      const number = texts.indexOf(value as (typeof texts)[number]);
      return { person, at: Number(at), name: name === 'view' ? 0 : 1, value: number, amount: 0 };
    }),
  );
  return { events, traits: [0, 0, 0, 0] };
}

const shop = historyOf('view@1 buy:0@2', 'view:x@1 buy:y@2', 'view@1');

function table(history: History, attribution: (typeof attributions)[number]): Record<string, number[]> {
  const task: FunnelTask = {
    ...{ kind: 'funnel', steps: [entityOf([0]), entityOf([1])], exclusions: [], optionalSteps: [], fromMs: 0, toMs: 9 },
    rules: {
      ...{ stepCount: 2, order: 'ordered', windowMs: null, stepWindowsMs: [], exclusions: [], lastEntryMs: 9 },
    },
    breakdown: { properties: [propertyOf(history, 'event')], attribution, step: 1 },
    ...{
      trendBounds: null,
      wantsTimes: false,
      bins: { binning: 'equal' as const },
      fromStep: 0,
      toStep: 1,
      cell: null,
    },
  };
  const { breakdown } = answerAlone(new FunnelRun(worldOf(history), task));
  return Object.fromEntries(breakdown.map(({ value, steps }) => [value.join(), steps.map(({ count }) => count)]));
}

describe('[FN9] a breakdown', () => {
  test('first_touch: the first event with a value; 0 is one, none at all has its own row', () => {
    expect(table(shop, 'first_touch')).toEqual({ 0: [1, 1], x: [1, 1], '': [1, 0] });
  });

  test('last_touch: the last event with a value', () => {
    expect(table(shop, 'last_touch')).toEqual({ 0: [1, 1], y: [1, 1], '': [1, 0] });
  });

  test('all_events: a funnel of its own per value, of its events only', () => {
    expect(table(shop, 'all_events')).toEqual({ '': [2, 0], x: [1, 0], 0: [0, 0], y: [0, 0] });
    expect(table(historyOf('view:x@1 view:y@2 buy:y@3'), 'all_events')).toEqual({ x: [1, 0], y: [1, 1] });
  });

  test('step: the value of the event that served it, several for one person; who never came there has none', () => {
    expect(table(shop, 'step')).toEqual({ 0: [1, 1], y: [1, 1], '': [1, 0] });
    expect(table(historyOf('view@1 buy:x@2 buy:y@3'), 'step')).toEqual({ x: [1, 1], y: [1, 1] });
    // An event before the funnel begins serves no chain, but its value is met.
    expect(table(historyOf('buy:x@1 view@2 buy:y@3'), 'step')).toEqual({ x: [1, 0], y: [1, 1] });
  });
});

const answer = (history: History, task: FunnelTask) => answerAlone(new FunnelRun(worldOf(history), task));

test('two properties are one of the texts of both', () => {
  let values = 0;
  fc.assert(
    fc.property(funnels, fc.constantFrom(...attributions), (one, attribution) => {
      const { events, traits } = one.history;
      const [event, person] = [propertyOf(one.history, 'event'), propertyOf(one.history, 'person')];
      const codes = new SharedArrayBuffer(events.length);
      new Uint8Array(codes).set(events.map(({ value, person: who }) => value * texts.length + (traits[who] ?? 0)));
      // Code 0 is neither of them.
      const labels = texts.flatMap((a) => texts.map((b) => (a || b ? `${a}|${b}` : '')));
      const both: ResolvedProperty = {
        ...{ key: 'both', source: 'event', people: null, rows: { orders: { labels, codes, width: 1 as const } } },
      };
      const by = (properties: ResolvedProperty[]) =>
        answer(one.history, taskOf(one, { breakdown: { properties, attribution, step: one.steps.length - 1 } }))
          .breakdown.map(({ value, steps }) => ({ value: value.join('|').replace(/^\|$/, ''), steps }))
          .sort((a, b) => (a.value < b.value ? -1 : 1));
      // A property of the person alone has another meaning than one of events.
      if (attribution === 'person') return;
      const found = by([event, person]);
      expect(found).toEqual(by([both]));
      values += found.length;
    }),
    { numRuns: 100 },
  );
  expect(values).toBeGreaterThan(100);
});

/** The figures of one value by its rule, as a funnel without a breakdown over a history that is its own. */
function ownFigures(one: FunnelCase, attribution: 'all_events' | 'step', value: number, more: Partial<FunnelTask>) {
  const step = one.steps.length - 1;
  const served = (person: number) =>
    one.history.events.filter(
      ({ person: who, name, at }) => who === person && one.steps[step]?.includes(name) && at >= one.fromMs && at <= 12,
    );
  const isIn = (person: number): boolean =>
    served(person).some((event) => event.value === value) || (value === 0 && served(person).length === 0);
  const persons = Array.from({ length: people }, (_, person) => person).filter(isIn);
  const events = one.history.events.filter((event) =>
    attribution === 'all_events'
      ? event.value === value
      : persons.includes(event.person) && (event.value === value || !one.steps[step]?.includes(event.name)),
  );
  return answer({ ...one.history, events }, taskOf(one, more)).steps;
}

/** Mostly each name serves one step, and there is time enough. */
const apart = fc.tuple(funnels, fc.shuffledSubarray([0, 1, 2], { minLength: 3 })).map(
  ([one, names]): FunnelCase => ({
    ...one,
    ...{ steps: names.map((name) => [name]), windowMs: null, filter: noFilter },
    exclusions: one.exclusions.map((exclusion) => ({ ...exclusion, filter: noFilter })),
  }),
);

test('a value of all events or of a step, with an optional step, is a funnel over a history of its own', () => {
  let through = 0;
  fc.assert(
    fc.property(apart, fc.constantFrom('all_events' as const, 'step' as const), (given, attribution) => {
      // Where a step's events are another one or an exclusion too, leaving them out says something else.
      const names = [...given.steps.flat(), ...given.exclusions.map(({ name }) => name)];
      const isApart = new Set(names).size === names.length;
      if (attribution === 'step' && (!isApart || given.order === 'strict')) return;
      const optionalSteps = given.order === 'ordered' && given.exclusions.length === 0 ? [1] : [];
      const step = given.steps.length - 1;
      const { breakdown } = answer(
        given.history,
        taskOf(given, {
          optionalSteps,
          breakdown: { properties: [propertyOf(given.history, 'event')], attribution, step },
        }),
      );
      for (const { value, steps } of breakdown) {
        const number = texts.indexOf(value[0] as (typeof texts)[number]);
        expect(steps).toEqual(ownFigures(given, attribution, number, { optionalSteps }));
        if ((steps[2]?.count ?? 0) > 0) through += 1;
      }
    }),
    { numRuns: 400 },
  );
  expect(through).toBeGreaterThan(10);
});
