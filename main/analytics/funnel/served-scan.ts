import { noMatcher } from '../sequence/gather.ts';
import type { EventBits, EventMatcher, SequenceView } from '../sequence/view.ts';
import { allOnRoad, allValues } from './all-values.ts';
import { eachPerson } from './each-person.ts';
import { PersonReader } from './person-reader.ts';
import { PickedRoad } from './picked-road.ts';
import { RangeGather } from './range-gather.ts';
import type { FunnelOutcome } from './rules.ts';
import { servedWalk } from './served-walk.ts';
import { ServingEvents } from './serving-events.ts';
import type { OnPlace, ValueScan } from './value-scan.ts';
import { funnelWalker } from './walk.ts';

export interface ServedScan extends ValueScan {
  /** Position of the step that only events with the value serve; -1: it is none of these. */
  step: number;
  /** By place: the people with an event that serves the step. Filled where `step` is one, else read. */
  served: readonly EventBits[];
  /** Place of whoever never came to the step; -1 = they are not asked for. */
  withoutStep: number;
}

/** Walks the funnel of every value in which only events with it serve one step (FN9, `step`), on one way through the events. */
export function scanByServed(view: SequenceView, scan: ServedScan, onOutcome: OnPlace): void {
  const road = PickedRoad.of(view, scan);
  if (road) pickedByServed(view, scan, { road, onOutcome });
  else readByServed(view, scan, onOutcome);
}

function pickedByServed(
  view: SequenceView,
  scan: ServedScan,
  { road, onOutcome }: { road: PickedRoad; onOutcome: OnPlace },
): void {
  const { numbers } = road;
  const { step } = scan;
  const walkAll = allOnRoad(view, scan, road);
  const walkLong = longByServed(view, scan);
  const serving = new ServingEvents(view, scan, numbers);
  const { met } = serving;
  let own = new Uint32Array(1024);
  let person = 0;
  let count = 0;
  /** The value of the person whose outcome is that of all values together; -1 = none. */
  let told = -1;
  const onValue = (value: number, outcome: FunnelOutcome): void => {
    if (value !== told && (outcome.reached > 0 || outcome.isExcluded)) onOutcome(met[value] as number, outcome);
  };
  const walkAlone = (value: number): void => {
    const { at } = road;
    const { valueAt } = serving;
    if (count > own.length) own = new Uint32Array(count * 2);
    let length = 0;
    for (let j = 0; j < count; j += 1) {
      own[length] = at[j] as number;
      const its = valueAt[j] as number;
      length += its === -2 || its === value ? 1 : 0;
    }
    const outcome = road.walk(own, length) ?? walkLong(person, met[value] as number);
    if (outcome) onValue(value, outcome);
  };
  const walkTogether = servedWalk(view, scan, { numbers, step }, walkAlone);
  eachPerson(scan, (one) => {
    person = one;
    count = road.take(person);
    const { at } = road;
    // It may change the order at one instant, so it goes first.
    const all = count === 0 ? null : walkAll(person, count);
    met.length = 0;
    const isServed = step < 0 || serving.read(at, count, person);
    placesMet(scan, { person, isServed }, met);
    // Whoever is not in the funnel of all values is in none with fewer events.
    if (all === null || met.length === 0) return;
    if (!isServed || step < 0 || serving.isOfOne || isBefore(scan, all)) {
      for (const place of met) onOutcome(place, all);
      return;
    }
    const { from, to } = spanOfStep(scan, all);
    const asAll = all.isExcluded ? -1 : serving.valueWithin(from, to);
    met.forEach((place, value) => {
      if (asAll === null || asAll === value) onOutcome(place, all);
    });
    if (asAll === null || (asAll === 0 && met.length === 1)) return;
    told = asAll;
    serving.placeAmong(at, count);
    const { valueAt } = serving;
    if (walkTogether({ at, count, valueAt, values: met.length }, onValue)) return;
    for (let value = 0; value < met.length; value += 1) if (value !== told) walkAlone(value);
  });
}

/** Where events may serve several steps. */
function readByServed(view: SequenceView, scan: ServedScan, onOutcome: OnPlace): void {
  const { step } = scan;
  const walkAll = allValues(view, scan);
  const walkLong = longByServed(view, scan);
  const matcher = scan.steps[step] ?? null;
  const numbers = Uint8Array.from({ length: view.nameCount }, (_, name) =>
    matcher?.names[name] === 1 ? step : noMatcher,
  );
  const gather = matcher && servingGather(view, scan, matcher);
  const serving = new ServingEvents(view, scan, numbers);
  const { met } = serving;
  eachPerson(scan, (person) => {
    const all = walkAll(person);
    met.length = 0;
    const count = gather?.take(person) ?? 0;
    const isServed = gather === null || serving.read(gather.at, count, person);
    placesMet(scan, { person, isServed }, met);
    if (all === null || met.length === 0) return;
    const isAsAll = !isServed || step < 0 || serving.isOfOne || isBefore(scan, all);
    for (const place of met) {
      const outcome = isAsAll ? all : walkLong(person, place);
      if (outcome) onOutcome(place, outcome);
    }
  });
}

/** Finds the events of a step by itself. */
function servingGather(view: SequenceView, scan: ServedScan, matcher: EventMatcher): RangeGather {
  const byName = matcher.names.map((one) => (one === 1 ? 0 : noMatcher));
  return new RangeGather(view, scan, { matchers: [matcher], byName });
}

/** Whether no chain comes to the step, so that it does not matter what serves it. */
const isBefore = ({ step, rules }: ServedScan, { reached, isExcluded }: FunnelOutcome): boolean =>
  rules.order !== 'unordered' && !isExcluded && reached <= step;

/**
 * Within which the best chain of all is one of a value, too, if no event with another serves the step: the fewer events of
 * the value make no better one.
 */
function spanOfStep({ step, rules }: ServedScan, { reached, times }: FunnelOutcome): { from: number; to: number } {
  const at = (k: number): number => times[k] as number;
  if (rules.order === 'unordered') return { from: at(0), to: at(reached - 1) };
  // Repeats are part of a strict chain.
  return { from: at(step), to: at(rules.order === 'strict' && reached > step + 1 ? step + 1 : step) };
}

/** Places of the values that somebody has at the step, without repeats. */
function placesMet(scan: ServedScan, { person, isServed }: { person: number; isServed: boolean }, met: number[]): void {
  const { step, served, withoutStep } = scan;
  if (!isServed && withoutStep >= 0) met.push(withoutStep);
  if (step >= 0) for (const place of met) setBit(served[place] as EventBits, person);
  else served.forEach((people, place) => void (getBit(people, person) && met.push(place)));
}

/** The funnel of one value of somebody with an event at the step, by the rules of groups; null: they are not in it. */
function longByServed(view: SequenceView, scan: ServedScan): (person: number, place: number) => FunnelOutcome | null {
  const reader = new PersonReader(view, scan, { trims: true });
  const walker = funnelWalker(scan.rules);
  const bit = (1 << scan.step) >>> 0;
  let places = new Int32Array(1024);
  return (person, place) => {
    if (!reader.read(person)) return null;
    const { events, eventAt } = reader;
    if (events.to > places.length) places = new Int32Array(events.to * 2);
    scan.placesOf(eventAt, events.to, person, places);
    for (let i = 0; i < events.to; i += 1) {
      const mask = events.stepMasks[i] as number;
      if ((mask & bit) !== 0 && places[i] !== place) events.stepMasks[i] = (mask & ~bit) >>> 0;
    }
    const outcome = walker.walk(events);
    return outcome.reached > 0 || outcome.isExcluded ? outcome : null;
  };
}

const setBit = (bits: EventBits, i: number): void => {
  bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
};
const getBit = (bits: EventBits, i: number): boolean => (((bits[i >>> 5] as number) >>> (i & 31)) & 1) === 1;
