import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventBits, type EventMatcher, hasBit, type SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import { type FunnelScan, scanFunnel } from './scan.ts';
import { scanByServed } from './served-scan.ts';
import { type PlacesOf, scanByValue } from './value-scan.ts';

/*
 * The funnels of all values on one way through the events, against one long walk per value over the events that are its
 * own. Mostly each name serves one step, so that the quick road is taken; sometimes steps share a name.
 */
const people = 2;
const nameCount = 6;
const valueCount = 4;
interface Event {
  person: number;
  time: number;
  name: number;
  value: number;
  isPassing: boolean;
}
const event = fc.record({
  person: fc.integer({ min: 0, max: people - 1 }),
  time: fc.integer({ min: 0, max: 30 }),
  name: fc.integer({ min: 0, max: nameCount - 1 }),
  // Values 0 to 2 have a funnel of their own, 3 has none.
  value: fc.integer({ min: 0, max: valueCount - 1 }),
  isPassing: fc.boolean(),
});
const apart = fc
  .shuffledSubarray([0, 1, 2, 3], { minLength: 2, maxLength: 4 })
  .map((names) => names.map((name) => [name]));
const overlapping = fc.array(fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 4 });
const cases = fc.record({
  events: fc.array(event, { minLength: 12, maxLength: 60 }),
  steps: fc.oneof({ weight: 4, arbitrary: apart }, { weight: 1, arbitrary: overlapping }),
  order: fc.constantFrom('ordered' as const, 'ordered' as const, 'unordered' as const, 'strict' as const),
  windowMs: fc.option(fc.integer({ min: 1, max: 20 })),
  stepWindows: fc.option(fc.array(fc.option(fc.integer({ min: 0, max: 9 })), { minLength: 4, maxLength: 4 }), {
    freq: 3,
  }),
  out: fc.option(fc.record({ name: fc.integer({ min: 3, max: 5 }), from: fc.nat(2) }), { freq: 1 }),
  isFiltered: fc.boolean(),
  fromMs: fc.integer({ min: 0, max: 5 }),
  lastEntryMs: fc.constantFrom(15, 28),
  step: fc.nat(3),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function bitsOf(events: Event[], of: (event: Event) => boolean): EventBits {
  const bits = new Uint32Array((events.length >>> 5) + 1);
  events.forEach((one, i) => {
    if (of(one)) bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
  });
  return bits;
}

function scanOf(one: Case) {
  const events = [...one.events].sort((a, b) => a.person - b.person || a.time - b.time);
  const view: SequenceView = {
    ...{ people, nameCount, times: Float64Array.from(events, ({ time }) => time) },
    offsets: Uint32Array.from({ length: people + 1 }, (_, p) => events.filter(({ person }) => person < p).length),
    names: Uint16Array.from(events, ({ name }) => name),
  };
  const passing = one.isFiltered ? bitsOf(events, ({ isPassing }) => isPassing) : null;
  const matcher = (names: readonly number[], filter: EventBits | null): EventMatcher => ({
    names: Uint8Array.from({ length: nameCount }, (_, name) => (names.includes(name) ? 1 : 0)),
    ...{ passing: filter, people: null },
  });
  const last = one.steps.length - 1;
  const fromStep = Math.min(one.out?.from ?? 0, last - 1);
  const scan: FunnelScan = {
    steps: one.steps.map((names, k) => matcher(names, k === 1 ? passing : null)),
    exclusions: one.out ? [matcher([one.out.name], null)] : [],
    rules: {
      ...{ stepCount: last + 1, order: one.order, windowMs: one.windowMs, lastEntryMs: one.lastEntryMs },
      stepWindowsMs: one.order === 'unordered' || !one.stepWindows ? [] : one.stepWindows.slice(0, last + 1),
      exclusions: one.out ? [{ fromStep, toStep: last }] : [],
    },
    ...{ fromMs: one.fromMs, toMs: 28, people: { from: 0, to: people } },
  };
  const placesOf: PlacesOf = (at, count, _person, places) => {
    for (let j = 0; j < count; j += 1) {
      const { value } = events[at[j] as number] as Event;
      places[j] = value === 3 ? -1 : value;
    }
  };
  return { events, view, scan, placesOf };
}

const line = (place: number, { reached, isExcluded, times }: FunnelOutcome): string =>
  [place, isExcluded ? 'out' : reached, ...times.subarray(0, reached)].join(' ');

/** @returns outcomes behind the first step */
function compareByValue(one: Case): number {
  const { events, view, scan, placesOf } = scanOf(one);
  const found: string[] = [];
  scanByValue(view, { ...scan, placeCount: 3, placesOf }, (place, outcome) => found.push(line(place, outcome)));
  const expected: string[] = [];
  for (const place of [0, 1, 2]) {
    const only = bitsOf(events, ({ value }) => value === place);
    scanFunnel(view, { ...scan, only }, (_person, outcome) => expected.push(line(place, outcome)));
  }
  expect(found.sort()).toEqual(expected.sort());
  return found.filter((text) => text.split(' ').length > 3).length;
}

test('every value in a funnel of its events', () => {
  let through = 0;
  fc.assert(
    fc.property(cases, (one) => {
      through += compareByValue(one);
    }),
    { numRuns: 400 },
  );
  expect(through).toBeGreaterThan(20);
});

test('a strict chain begun at the instant of the goal is the later one [FN2] [FN6]', () => {
  const one = (time: number, name: number) => ({ person: 0, time, name, value: 0, isPassing: true });
  const rules = { order: 'strict' as const, windowMs: null, stepWindows: null, out: null, isFiltered: false };
  const steps = [[0], [1]];
  const events = [one(1, 0), one(2, 1), one(2, 0)];
  const { view, scan, placesOf } = scanOf({ ...rules, events, steps, fromMs: 0, lastEntryMs: 28, step: 0 });
  const found: string[] = [];
  scanByValue(view, { ...scan, placeCount: 3, placesOf }, (place, outcome) => found.push(line(place, outcome)));
  expect(found).toEqual(['0 2 2 2']);
});

test('strict chains of values that are ruled out, but not all of them', () => {
  const met = { saved: 0, out: 0 };
  // Names 0 to 2 are the steps, 3 and 4 rule out, 5 is any other.
  const one = fc.record({
    ...{ name: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3, 4, 5), value: fc.constantFrom(0, 0, 1, 2, 3) },
    ...{ gap: fc.constantFrom(1, 1, 1, 1, 1, 2, 0), isPassing: fc.constantFrom(true, true, true, false) },
  });
  fc.assert(
    fc.property(
      fc.array(one, { minLength: 12, maxLength: 40 }),
      fc.array(fc.record({ from: fc.nat(1), length: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 2 }),
      fc.option(fc.integer({ min: 2, max: 20 })),
      fc.option(fc.array(fc.option(fc.integer({ min: 1, max: 6 })), { minLength: 3, maxLength: 3 }), { freq: 1 }),
      fc.constantFrom(15, 28),
      fc.boolean(),
      (history, ranges, windowMs, limits, lastEntryMs, isFiltered) => {
        let time = 0;
        const events = history.map(({ gap, ...event }) => {
          time += gap;
          return { ...event, person: 0, time };
        });
        const rest = { order: 'strict' as const, stepWindows: limits, out: null, step: 0, fromMs: 2 };
        const steps = [[0], [1], [2]];
        const { view, scan, placesOf } = scanOf({ ...rest, events, steps, windowMs, isFiltered, lastEntryMs });
        const passing = isFiltered ? bitsOf(events, ({ isPassing }) => isPassing) : null;
        const exclusions = ranges.map((_, x) => ({
          names: Uint8Array.from({ length: nameCount }, (__, name) => (name === 3 + x ? 1 : 0)),
          ...{ passing, people: null },
        }));
        const rules = {
          ...scan.rules,
          // One may end behind the last step, where fewer steps are asked for than there are.
          exclusions: ranges.map(({ from, length }) => ({ fromStep: from, toStep: from + length })),
        };
        const found: string[] = [];
        const ruled = { ...scan, rules, exclusions };
        scanByValue(view, { ...ruled, placeCount: 3, placesOf }, (place, outcome) => found.push(line(place, outcome)));
        const expected: string[] = [];
        for (const place of [0, 1, 2]) {
          const only = bitsOf(events, ({ value }) => value === place);
          scanFunnel(view, { ...ruled, only }, (_person, outcome) => expected.push(line(place, outcome)));
          scanFunnel(view, { ...scan, only }, (_person, outcome) => {
            const now = expected.at(-1) as string;
            met.out += now.endsWith('out') ? 1 : 0;
            met.saved += now.endsWith('out') || now === line(place, outcome) ? 0 : 1;
          });
        }
        expect(found.sort()).toEqual(expected.sort());
      },
    ),
    { numRuns: 400 },
  );
  expect(met.out).toBeGreaterThan(30);
  expect(met.saved).toBeGreaterThan(5);
});

/** @returns outcomes behind the first step */
function compareByServed(one: Case): number {
  const { events, view, scan, placesOf } = scanOf(one);
  const step = Math.min(one.step, scan.steps.length - 1);
  const served = [0, 1, 2].map(() => new Uint32Array(1));
  const found: string[] = [];
  const byServed = { ...scan, placeCount: 3, placesOf, step, served, withoutStep: 0 };
  scanByServed(view, byServed, (place, outcome) => found.push(line(place, outcome)));
  const matcher = scan.steps[step] as EventMatcher;
  const serves = (event: Event, i: number): boolean =>
    matcher.names[event.name] === 1 &&
    event.time >= scan.fromMs &&
    event.time <= scan.toMs &&
    (matcher.passing === null || hasBit(matcher.passing, i));
  const expected: string[] = [];
  for (const place of [0, 1, 2]) {
    const isIn = (person: number): boolean => {
      const its = events.filter((event, i) => event.person === person && serves(event, i));
      return its.some(({ value }) => value === place) || (place === 0 && its.length === 0);
    };
    const passing = bitsOf(events, (event) => event.value === place && serves(event, events.indexOf(event)));
    const steps = scan.steps.map((other, k) => (k === step ? { ...other, passing } : other));
    scanFunnel(view, { ...scan, steps, includes: isIn }, (_person, outcome) => expected.push(line(place, outcome)));
  }
  expect(found.sort()).toEqual(expected.sort());
  // A funnel of other steps goes by the people found here.
  const again: string[] = [];
  const others = { ...scan, placeCount: 3, placesOf, step: -1, served, withoutStep: 0 };
  scanByServed(view, others, (place, outcome) => again.push(line(place, outcome)));
  const people = [0, 1, 2].flatMap((place) => {
    const lines: string[] = [];
    const includes = (person: number): boolean => hasBit(served[place] as EventBits, person);
    scanFunnel(view, { ...scan, includes }, (_person, outcome) => lines.push(line(place, outcome)));
    return lines;
  });
  expect(again.sort()).toEqual(people.sort());
  return found.filter((text) => text.split(' ').length > 3).length;
}

test('every value in a funnel in which only its events serve one step; who never came there under none', () => {
  let through = 0;
  fc.assert(
    fc.property(cases, (one) => {
      through += compareByServed(one);
    }),
    { numRuns: 400 },
  );
  expect(through).toBeGreaterThan(20);
});

test('somebody with thousands of events, by value and by value of a step', () => {
  const anyCase = { ...{ windowMs: 3, stepWindows: null, fromMs: 1, lastEntryMs: 28 as const }, step: 1 };
  for (const order of ['ordered', 'strict', 'unordered'] as const) {
    for (const steps of [
      [[0], [1], [2]],
      [[0], [0, 1], [2]],
    ]) {
      for (const out of [null, { name: 3, from: 1 }]) {
        // The same every time, and nowhere the same for long.
        const events = Array.from({ length: 3_000 }, (_, i) => ({
          ...{ person: 0, time: i / 100, name: (i * i + (i >>> 3)) % nameCount },
          ...{ value: (i * 7 + (i >>> 4)) % valueCount, isPassing: i % 5 > 0 },
        }));
        const one = { ...anyCase, events, steps, order, out, isFiltered: out === null };
        compareByValue(one);
        compareByServed(one);
      }
    }
  }
});
