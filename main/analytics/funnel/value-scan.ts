import type { EventBits, SequenceView } from '../sequence/view.ts';
import { mayEnter, newEvents, PersonReader } from './person-reader.ts';
import type { FunnelOutcome, PersonEvents } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { type FunnelWalker, funnelWalker } from './walk.ts';

export interface ValueScan extends FunnelScan {
  /** Number of the values that have a funnel of their own. */
  places: number;
  /** Which of them an event has; -1 = none of these. */
  placeOf: (event: number, person: number) => number;
}
type OnOutcome = (place: number, outcome: FunnelOutcome) => void;

/**
 * Walks the funnel of every value on the way through the events once (FN9, `all_events`): of the events that have the
 * value, and of no others.
 */
export function scanByValue(view: SequenceView, scan: ValueScan, onOutcome: OnOutcome): void {
  const reader = new PersonReader(view, scan);
  const walker = funnelWalker(scan.rules);
  /** Where the events of each place begin, once they are sorted by it. */
  const starts = new Uint32Array(scan.places + 1);
  let sorted = newEvents(1024, scan.exclusions.length > 0);
  let places = new Int32Array(1024);
  eachPerson(scan, (person) => {
    if (!reader.read(person)) return;
    const { events, eventAt } = reader;
    if (events.to > places.length) {
      sorted = newEvents(events.to * 2, scan.exclusions.length > 0);
      places = new Int32Array(events.to * 2);
    }
    starts.fill(0);
    for (let i = 0; i < events.to; i += 1) {
      const place = scan.placeOf(eventAt[i] as number, person);
      places[i] = place;
      if (place >= 0) starts[place + 1] = (starts[place + 1] as number) + 1;
    }
    for (let place = 0; place < scan.places; place += 1)
      starts[place + 1] = (starts[place + 1] as number) + (starts[place] as number);
    // Afterwards each start has become the end of its place.
    for (let i = 0; i < events.to; i += 1) {
      const place = places[i] as number;
      if (place < 0) continue;
      const at = starts[place] as number;
      starts[place] = at + 1;
      sorted.times[at] = events.times[i] as number;
      sorted.stepMasks[at] = events.stepMasks[i] as number;
      if (sorted.exclusionMasks) sorted.exclusionMasks[at] = events.exclusionMasks?.[i] as number;
    }
    let from = 0;
    for (let place = 0; place < scan.places; place += 1) {
      const to = starts[place] as number;
      if (to > from) {
        sorted.from = from;
        sorted.to = to;
        walk(walker, scan, sorted, (outcome) => onOutcome(place, outcome));
      }
      from = to;
    }
  });
}

export interface ServedScan extends ValueScan {
  /** Position of the step that only events with the value serve; -1: it is none of these. */
  step: number;
  /** By place: the people with an event that serves the step. Filled where `step` is one, else read. */
  served: readonly EventBits[];
  /** Place of whoever never came to the step; -1 = they are not asked for. */
  withoutStep: number;
}

/** Walks the funnel of every value in which only events with it serve one step (FN9, `step`), on one way through the events. */
export function scanByServed(view: SequenceView, scan: ServedScan, onOutcome: OnOutcome): void {
  const reader = new PersonReader(view, scan);
  const walker = funnelWalker(scan.rules);
  const { step, served, withoutStep } = scan;
  const bit = step < 0 ? 0 : (1 << step) >>> 0;
  let places = new Int32Array(1024);
  let masks = new Uint32Array(1024);
  const found: number[] = [];
  eachPerson(scan, (person) => {
    const isIn = reader.read(person);
    const { events, eventAt } = reader;
    found.length = 0;
    let isServed = step < 0;
    if (step >= 0) {
      if (events.to > places.length) {
        places = new Int32Array(events.to * 2);
        masks = new Uint32Array(events.to * 2);
      }
      for (let i = 0; i < events.to; i += 1) {
        const mask = events.stepMasks[i] as number;
        masks[i] = mask;
        if ((mask & bit) === 0) continue;
        isServed = true;
        const place = scan.placeOf(eventAt[i] as number, person);
        places[i] = place;
        if (place >= 0 && !found.includes(place)) found.push(place);
      }
    }
    if (!isServed && withoutStep >= 0) found.push(withoutStep);
    for (const place of found) setBit(served[place] as EventBits, person);
    if (step < 0) served.forEach((people, place) => void (getBit(people, person) && found.push(place)));
    if (!isIn) return;
    for (const place of found) {
      if (isServed && step >= 0) {
        for (let i = 0; i < events.to; i += 1) {
          const mask = masks[i] as number;
          events.stepMasks[i] = (mask & bit) !== 0 && places[i] !== place ? (mask & ~bit) >>> 0 : mask;
        }
      }
      walk(walker, scan, events, (outcome) => onOutcome(place, outcome));
    }
  });
}

function eachPerson({ people, check }: FunnelScan, take: (person: number) => void): void {
  for (let person = people.from; person < people.to; person += 1) {
    if ((person & 8191) === 0) check?.();
    take(person);
  }
}

function walk(
  walker: FunnelWalker,
  { rules }: FunnelScan,
  events: PersonEvents,
  take: (outcome: FunnelOutcome) => void,
): void {
  let seen = 0;
  for (let i = events.from; i < events.to; i += 1) seen |= events.stepMasks[i] as number;
  if (!mayEnter(rules, seen)) return;
  const outcome = walker.walk(events);
  if (outcome.reached > 0 || outcome.isExcluded) take(outcome);
}

const getBit = (bits: EventBits, at: number): boolean => (((bits[at >>> 5] as number) >>> (at & 31)) & 1) === 1;
function setBit(bits: EventBits, at: number): void {
  bits[at >>> 5] = (bits[at >>> 5] as number) | (1 << (at & 31));
}
