import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventMatcher, SequenceView } from '../sequence/view.ts';
import { expectedOutcome } from './brute-force.ts';
import type { FunnelRules, PersonEvents } from './rules.ts';
import { scanFunnel } from './scan.ts';

const NAMES = 6;
const eventFields = {
  person: fc.integer({ min: 0, max: 3 }),
  time: fc.integer({ min: 0, max: 9 }),
  name: fc.integer({ min: 0, max: 3 }),
  isPassing: fc.boolean(),
};
const event = fc.record(eventFields);
type Event = { person: number; time: number; name: number; isPassing: boolean };

function viewOf(events: Event[], people: number): { view: SequenceView; sorted: Event[] } {
  const sorted = [...events].sort((a, b) => a.person - b.person || a.time - b.time);
  const offsets = Uint32Array.from({ length: people + 1 }, (_, p) => sorted.filter((one) => one.person < p).length);
  const view: SequenceView = {
    people,
    offsets,
    times: Float64Array.from(sorted, (one) => one.time),
    names: Uint16Array.from(sorted, (one) => one.name),
    nameCount: NAMES,
  };
  return { view, sorted };
}

function bitsOf(flags: boolean[]): Uint32Array {
  const bits = new Uint32Array(Math.ceil(flags.length / 32) + 1);
  flags.forEach((flag, i) => {
    if (flag) bits[i >>> 5] = (((bits[i >>> 5] as number) | (1 << (i & 31))) >>> 0) as number;
  });
  return bits;
}

test('a scan sees, person by person, what the rules say of the events that match', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 24 }),
      fc.constantFrom('ordered' as const, 'strict' as const, 'unordered' as const),
      fc.boolean(),
      fc.boolean(),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      (events, order, hasFilter, hasExclusion, allowedPeople) => {
        const { view, sorted } = viewOf(events, 4);
        const matcher = (names: number[], isFiltered = false): EventMatcher => ({
          names: Uint8Array.from({ length: NAMES }, (_, name) => (names.includes(name) ? 1 : 0)),
          passing: isFiltered ? bitsOf(sorted.map((one) => one.isPassing)) : null,
          people: isFiltered ? bitsOf(allowedPeople) : null,
        });
        const steps = [matcher([0]), matcher([0, 1], hasFilter), matcher([2])];
        const exclusions = hasExclusion ? [matcher([3], hasFilter)] : [];
        const rules: FunnelRules = {
          stepCount: 3,
          order,
          windowMs: 5,
          stepWindowsMs: [],
          exclusions: hasExclusion ? [{ fromStep: 0, toStep: 2 }] : [],
          lastEntryMs: 6,
        };
        const found = new Map<number, { reached: number; isExcluded: boolean }>();
        scanFunnel(
          view,
          { rules, steps, exclusions, fromMs: 1, toMs: 8, people: { from: 0, to: 4 } },
          (person, outcome, eventAt) => {
            found.set(person, { reached: outcome.reached, isExcluded: outcome.isExcluded });
            for (let step = 0; step < outcome.reached; step += 1) {
              expect(view.times[eventAt[outcome.events[step] as number] as number]).toBe(outcome.times[step]);
            }
          },
        );
        for (let person = 0; person < 4; person += 1) {
          const own = sorted.filter((one) => one.person === person && one.time >= 1 && one.time <= 8);
          const isIn = (one: Event): boolean => !hasFilter || (one.isPassing && allowedPeople[person] === true);
          const slice: PersonEvents = {
            times: Float64Array.from(own, (one) => one.time),
            stepMasks: Uint32Array.from(
              own,
              (one) => (one.name === 0 ? 1 : 0) | (one.name <= 1 && isIn(one) ? 2 : 0) | (one.name === 2 ? 4 : 0),
            ),
            exclusionMasks: hasExclusion ? Uint32Array.from(own, (one) => (one.name === 3 && isIn(one) ? 1 : 0)) : null,
            from: 0,
            to: own.length,
          };
          const { reached, isExcluded } = expectedOutcome(slice, rules);
          expect(found.get(person) ?? { reached: 0, isExcluded: false }).toEqual({ reached, isExcluded });
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('the quick road says what the long one says, to the last time', () => {
  const sparse = fc.record({
    ...eventFields,
    time: fc.integer({ min: 0, max: 40 }),
    name: fc.integer({ min: 0, max: NAMES - 1 }),
  });
  let through = 0;
  let excluded = 0;
  fc.assert(
    fc.property(
      fc.array(sparse, { maxLength: 30 }),
      fc.constantFrom('ordered' as const, 'strict' as const, 'unordered' as const),
      fc.option(fc.integer({ min: 1, max: 30 })),
      fc.oneof(
        fc.array(fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 4 }),
        fc.shuffledSubarray([0, 1, 2], { minLength: 2 }).map((names) => names.map((name) => [name])),
      ),
      fc.constantFrom(...(['none', 'passing', 'only', 'people'] as const)),
      fc.constantFrom(25, 40),
      fc.constantFrom(...(['none', 'exclusions', 'exclusions', 'step windows', 'both', 'both'] as const)),
      fc.array(fc.option(fc.integer({ min: 0, max: 12 })), { minLength: 4, maxLength: 4 }),
      fc.array(fc.record({ names: fc.subarray([3, 4, 5], { minLength: 1, maxLength: 2 }), at: fc.nat(11) }), {
        minLength: 1,
        maxLength: 2,
      }),
      (events, order, windowMs, stepNames, filter, lastEntryMs, limit, limits, outs) => {
        const { view, sorted } = viewOf(events, 4);
        const steps = stepNames.map(
          (names, step): EventMatcher => ({
            names: Uint8Array.from({ length: NAMES }, (_, name) => (names.includes(name) ? 1 : 0)),
            passing: filter === 'passing' && step === 1 ? bitsOf(sorted.map((one) => one.isPassing)) : null,
            people: filter === 'people' ? bitsOf([true, false, true, true]) : null,
          }),
        );
        const last = steps.length - 1;
        const isExcluding = limit === 'exclusions' || limit === 'both';
        const rules: FunnelRules = {
          ...{ stepCount: steps.length, order, windowMs, lastEntryMs },
          stepWindowsMs: limit === 'step windows' || limit === 'both' ? limits.slice(0, steps.length) : [],
          exclusions: isExcluding
            ? outs.map(({ at }) => ({ fromStep: at % last, toStep: (at % last) + 1 + (at % (last - (at % last))) }))
            : [],
        };
        const exclusions = (isExcluding ? outs : []).map(
          (out): EventMatcher => ({
            names: Uint8Array.from({ length: NAMES }, (_, name) => (out.names.includes(name) ? 1 : 0)),
            passing: filter === 'passing' ? bitsOf(sorted.map((one) => !one.isPassing)) : null,
            people: filter === 'people' ? bitsOf([true, true, false, true]) : null,
          }),
        );
        const only = filter === 'only' ? bitsOf(sorted.map((one) => one.isPassing)) : null;
        const scan = { rules, steps, exclusions, fromMs: 2, toMs: 38, only, people: { from: 0, to: 4 } };
        const outcomes = (wantsEvents: boolean): unknown[] => {
          const list: unknown[] = [];
          scanFunnel(view, { ...scan, wantsEvents }, (person, { reached, isExcluded, times }) => {
            list.push([person, isExcluded, ...times.subarray(0, reached)]);
            if (!wantsEvents && reached === steps.length) through += 1;
            if (!wantsEvents && isExcluded) excluded += 1;
          });
          return list;
        };
        expect(outcomes(false)).toEqual(outcomes(true));
      },
    ),
    {
      numRuns: 2_500,
      examples: [
        // A chain that is done at an instant where a later one begins.
        [
          [
            { person: 0, time: 2, name: 3, isPassing: false },
            { person: 0, time: 5, name: 0, isPassing: false },
            { person: 0, time: 5, name: 3, isPassing: false },
          ],
          ...([
            'ordered',
            null,
            [[3], [0]],
            'none',
            25,
            'none',
            [null, null, null, null],
            [{ names: [4], at: 0 }],
          ] as const),
        ],
        // The same, with a repeat of the last step between.
        [
          [
            { person: 0, time: 2, name: 3, isPassing: false },
            { person: 0, time: 25, name: 0, isPassing: false },
            { person: 0, time: 25, name: 0, isPassing: false },
            { person: 0, time: 25, name: 3, isPassing: false },
          ],
          ...([
            'ordered',
            null,
            [[3], [0, 2]],
            'none',
            25,
            'none',
            [null, null, null, null],
            [{ names: [4], at: 0 }],
          ] as const),
        ],
      ] as never,
    },
  );
  // The comparison is worth something only where people get through.
  expect(through).toBeGreaterThan(30);
  expect(excluded).toBeGreaterThan(0);
});

test('chains that are ruled out, but not all: the quick road says what the long one says', () => {
  const found = { saved: 0, excluded: 0 };
  fc.assert(
    fc.property(
      // Names 0 to 2 are the steps, 3 and 4 rule out, 5 is any other.
      fc.array(
        fc.record({ name: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4, 5), gap: fc.constantFrom(1, 1, 1, 1, 2, 5, 0) }),
        {
          minLength: 6,
          maxLength: 24,
        },
      ),
      fc.integer({ min: 2, max: 3 }),
      fc.option(fc.integer({ min: 1, max: 12 })),
      fc.array(fc.nat(3), { minLength: 2, maxLength: 2 }),
      fc.constantFrom(12, 40),
      fc.constantFrom('strict' as const, 'ordered' as const),
      fc.option(fc.array(fc.option(fc.integer({ min: 1, max: 6 })), { minLength: 3, maxLength: 3 }), { freq: 1 }),
      (history, stepCount, windowMs, ranges, lastEntryMs, order, limits) => {
        let time = 0;
        const events = history.map(({ name, gap }) => {
          // Few share an instant: those send everybody the long way.
          time += gap;
          return { person: 0, time, name, isPassing: true };
        });
        const { view } = viewOf(events, 1);
        const alone = (name: number): EventMatcher => ({
          names: Uint8Array.from({ length: NAMES }, (_, other) => (other === name ? 1 : 0)),
          ...{ passing: null, people: null },
        });
        const rules: FunnelRules = {
          ...{ stepCount, order, windowMs, stepWindowsMs: limits?.slice(0, stepCount) ?? [], lastEntryMs },
          exclusions: ranges.map((at) => {
            const fromStep = at % (stepCount - 1);
            return { fromStep, toStep: at < 2 ? stepCount - 1 : fromStep + 1 };
          }),
        };
        const outcomeOf = (exclusions: EventMatcher[], wantsEvents: boolean): unknown => {
          const steps = [0, 1, 2].slice(0, stepCount).map(alone);
          let said: unknown = null;
          const ruled = { ...rules, exclusions: rules.exclusions.slice(0, exclusions.length) };
          const scan = { rules: ruled, steps, exclusions, fromMs: 2, toMs: 38, people: { from: 0, to: 1 } };
          scanFunnel(view, { ...scan, wantsEvents }, (_person, { reached, isExcluded, times }) => {
            said = [isExcluded, ...times.subarray(0, reached)];
          });
          return said;
        };
        const quick = outcomeOf([alone(3), alone(4)], false);
        expect(quick).toEqual(outcomeOf([alone(3), alone(4)], true));
        const isOut = Array.isArray(quick) && quick[0] === true;
        if (isOut) found.excluded += 1;
        else if (JSON.stringify(quick) !== JSON.stringify(outcomeOf([], true))) found.saved += 1;
      },
    ),
    { numRuns: 2_000 },
  );
  expect(found.saved).toBeGreaterThan(5);
  expect(found.excluded).toBeGreaterThan(5);
});

test.each(['ordered', 'strict', 'unordered'] as const)('one person with a million events, %s', (order) => {
  const count = 1_000_000;
  // Again and again view, cart, buy, a second apart; the other person has but one view.
  const view: SequenceView = {
    people: 2,
    offsets: Uint32Array.of(0, count, count + 1),
    times: Float64Array.from({ length: count + 1 }, (_, i) => (i % count) * 1_000),
    names: Uint16Array.from({ length: count + 1 }, (_, i) => (i < count ? i % 3 : 0)),
    nameCount: NAMES,
  };
  const matcher = (name: number): EventMatcher => ({
    names: Uint8Array.from({ length: NAMES }, (_, other) => (other === name ? 1 : 0)),
    ...{ passing: null, people: null },
  });
  const scan = (
    names: number[],
    windowMs: number | null,
    exclusion: number | null,
  ): (readonly [number, number, boolean])[] => {
    const found: (readonly [number, number, boolean])[] = [];
    const last = names.length - 1;
    scanFunnel(
      view,
      {
        rules: {
          ...{ stepCount: names.length, order, windowMs, stepWindowsMs: [], lastEntryMs: 1e12 },
          exclusions: exclusion === null ? [] : [{ fromStep: 0, toStep: last }],
        },
        steps: names.map(matcher),
        exclusions: exclusion === null ? [] : [matcher(exclusion)],
        ...{ fromMs: 0, toMs: 1e12, people: { from: 0, to: 2 }, wantsEvents: false },
      },
      (person, { reached, isExcluded }) => found.push([person, reached, isExcluded]),
    );
    return found;
  };
  expect(scan([0, 1, 2], 2_000, null)).toEqual([
    [0, 3, false],
    [1, 1, false],
  ]);
  // Nobody ever does the third: every event has to be looked at.
  expect(scan([0, 1, 3], 2_000, null)).toEqual([
    [0, 2, false],
    [1, 1, false],
  ]);
  // From view to buy there is always a cart between; the last view of all has nothing behind it, and in any order a
  // view follows the buy.
  const expected = { ordered: [0, 0, true], strict: [0, 1, false], unordered: [0, 2, false] };
  expect(scan([0, 2], null, 1)[0]).toEqual(expected[order]);
});

test('thirty steps and thirty exclusions', () => {
  const steps = 30;
  const alone = (name: number): EventMatcher => ({
    names: Uint8Array.from({ length: 2 * steps }, (_, other) => (other === name ? 1 : 0)),
    ...{ passing: null, people: null },
  });
  const numbers = Array.from({ length: steps }, (_, i) => i);
  // Everybody does all steps; the second one does a thing that rules out just before the last, the third one just after.
  const before = [...numbers.slice(0, -1), 2 * steps - 1, steps - 1];
  const histories = [numbers, before, [...numbers, 2 * steps - 1], numbers.slice(0, 7)];
  const offsets = histories.map((_, p) => histories.slice(0, p).reduce((sum, { length }) => sum + length, 0));
  const view: SequenceView = {
    people: histories.length,
    offsets: Uint32Array.from([...offsets, histories.flat().length]),
    times: Float64Array.from(histories.flatMap((history) => history.map((_, at) => at))),
    names: Uint16Array.from(histories.flat()),
    nameCount: 2 * steps,
  };
  for (const wantsEvents of [true, false]) {
    const found: (readonly [number, number, boolean])[] = [];
    scanFunnel(
      view,
      {
        rules: {
          ...{ stepCount: steps, order: 'ordered', windowMs: 100, stepWindowsMs: [], lastEntryMs: 1_000 },
          exclusions: numbers.map((one) => ({ fromStep: Math.max(0, one - 1), toStep: Math.max(1, one) })),
        },
        steps: numbers.map(alone),
        exclusions: numbers.map((one) => alone(steps + one)),
        ...{ fromMs: 0, toMs: 1_000, people: { from: 0, to: histories.length }, wantsEvents },
      },
      (person, { reached, isExcluded }) => found.push([person, reached, isExcluded]),
    );
    expect(found).toEqual([
      [0, 30, false],
      [1, 0, true],
      [2, 30, false],
      [3, 7, false],
    ]);
  }
});
