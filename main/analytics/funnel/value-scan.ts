import type { EventBits, SequenceView } from '../sequence/view.ts';
import { mayEnter, newEvents, PersonReader } from './person-reader.ts';
import { type FunnelOutcome, newOutcome, type PersonEvents } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { pickedWalk } from './swift.ts';
import { type FunnelWalker, funnelWalker } from './walk.ts';

export interface ValueScan extends FunnelScan {
  /** Number of the value of an event. */
  valueOf: (event: number, person: number) => number;
  /** Told the events of everybody who may have entered, with the value of each. */
  onEvents: ((events: PersonEvents, values: Int32Array) => void) | null;
}

/**
 * Walks the funnel of every value on one way through the events (FN9, `all_events`): of the events that have the value,
 * and of no others.
 */
export function scanByValue(
  view: SequenceView,
  scan: ValueScan,
  onOutcome: (value: number, outcome: FunnelOutcome) => void,
): void {
  const reader = new PersonReader(view, scan);
  const walker = funnelWalker(scan.rules);
  const sorter = new ValueSorter(scan.exclusions.length > 0);
  let values = new Int32Array(1024);
  eachPerson(scan, (person) => {
    if (!reader.read(person)) return;
    const { events, eventAt } = reader;
    if (events.to > values.length) values = new Int32Array(events.to * 2);
    for (let i = 0; i < events.to; i += 1) values[i] = scan.valueOf(eventAt[i] as number, person);
    scan.onEvents?.(events, values);
    sorter.each(events, values, (value, own) => {
      const outcome = walk(walker, scan, own);
      if (outcome) onOutcome(value, outcome);
    });
  });
}

/** Parts the events of a person by value; among themselves they stay in order. */
class ValueSorter {
  readonly #hasExclusions: boolean;
  #sorted: PersonEvents;
  /** By value: its place among those of the person; -1 between persons. */
  #places = new Int32Array(1024).fill(-1);
  readonly #met: number[] = [];
  /** By place: where its events end. */
  #ends = new Uint32Array(64);

  constructor(hasExclusions: boolean) {
    this.#hasExclusions = hasExclusions;
    this.#sorted = newEvents(1024, hasExclusions);
  }

  each(events: PersonEvents, values: Int32Array, take: (value: number, own: PersonEvents) => void): void {
    this.#count(events, values);
    const sorted = this.#sorted;
    const ends = this.#ends;
    for (let i = 0; i < events.to; i += 1) {
      const place = this.#places[values[i] as number] as number;
      const at = ends[place] as number;
      ends[place] = at + 1;
      sorted.times[at] = events.times[i] as number;
      sorted.stepMasks[at] = events.stepMasks[i] as number;
      if (sorted.exclusionMasks) sorted.exclusionMasks[at] = events.exclusionMasks?.[i] as number;
    }
    for (const value of this.#met) this.#places[value] = -1;
    sorted.to = 0;
    this.#met.forEach((value, place) => {
      sorted.from = sorted.to;
      sorted.to = ends[place] as number;
      take(value, sorted);
    });
  }

  /** Gives each value of the person a place; afterwards `ends` says where its events begin. */
  #count(events: PersonEvents, values: Int32Array): void {
    if (events.to > this.#sorted.times.length) this.#sorted = newEvents(events.to * 2, this.#hasExclusions);
    this.#met.length = 0;
    for (let i = 0; i < events.to; i += 1) {
      const value = values[i] as number;
      if (value >= this.#places.length) this.#widen(value);
      let place = this.#places[value] as number;
      if (place < 0) {
        place = this.#met.push(value) - 1;
        this.#places[value] = place;
        if (place >= this.#ends.length)
          this.#ends = Uint32Array.from({ length: place * 2 }, (_, k) => this.#ends[k] ?? 0);
        this.#ends[place] = 0;
      }
      this.#ends[place] = (this.#ends[place] as number) + 1;
    }
    let begin = 0;
    for (let place = 0; place < this.#met.length; place += 1) {
      const count = this.#ends[place] as number;
      this.#ends[place] = begin;
      begin += count;
    }
  }

  #widen(value: number): void {
    const wider = new Int32Array(Math.max(value + 1, this.#places.length * 2)).fill(-1);
    wider.set(this.#places);
    this.#places = wider;
  }
}

export interface ServedScan extends FunnelScan {
  /** Which of the values with a funnel of their own an event has; -1 = none of these. */
  placeOf: (event: number, person: number) => number;
  /** Position of the step that only events with the value serve; -1: it is none of these. */
  step: number;
  /** By place: the people with an event that serves the step. Filled where `step` is one, else read. */
  served: readonly EventBits[];
  /** Place of whoever never came to the step; -1 = they are not asked for. */
  withoutStep: number;
}

/** Walks the funnel of every value in which only events with it serve one step (FN9, `step`), on one way through the events. */
export function scanByServed(
  view: SequenceView,
  scan: ServedScan,
  onOutcome: (place: number, outcome: FunnelOutcome) => void,
): void {
  const reader = new PersonReader(view, scan);
  const walker = funnelWalker(scan.rules);
  const { step, served, withoutStep } = scan;
  const bit = step < 0 ? 0 : (1 << step) >>> 0;
  let places = new Int32Array(1024);
  let masks = new Uint32Array(1024);
  let picked = new Uint32Array(1024);
  const swift = pickedWalk(view, scan);
  const quick = newOutcome(scan.steps.length);
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
    if (swift && events.to > picked.length) picked = new Uint32Array(events.to * 2);
    for (const place of found) {
      if (swift) {
        let count = 0;
        for (let i = 0; i < events.to; i += 1) {
          picked[count] = eventAt[i] as number;
          count += isServed && step >= 0 && ((masks[i] as number) & bit) !== 0 && places[i] !== place ? 0 : 1;
        }
        quick.reached = 0;
        if (swift(picked, count, quick)) {
          if (quick.reached > 0) onOutcome(place, quick);
          continue;
        }
      }
      if (isServed && step >= 0) {
        for (let i = 0; i < events.to; i += 1) {
          const mask = masks[i] as number;
          events.stepMasks[i] = (mask & bit) !== 0 && places[i] !== place ? (mask & ~bit) >>> 0 : mask;
        }
      }
      const outcome = walk(walker, scan, events);
      if (outcome) onOutcome(place, outcome);
    }
  });
}

function eachPerson({ people, check }: FunnelScan, take: (person: number) => void): void {
  for (let person = people.from; person < people.to; person += 1) {
    if ((person & 8191) === 0) check?.();
    take(person);
  }
}

/** Null: the person is in no funnel of these events. */
function walk(walker: FunnelWalker, { rules }: FunnelScan, events: PersonEvents): FunnelOutcome | null {
  let seen = 0;
  for (let i = events.from; i < events.to; i += 1) seen |= events.stepMasks[i] as number;
  if (!mayEnter(rules, seen)) return null;
  const outcome = walker.walk(events);
  return outcome.reached > 0 || outcome.isExcluded ? outcome : null;
}

const getBit = (bits: EventBits, at: number): boolean => (((bits[at >>> 5] as number) >>> (at & 31)) & 1) === 1;
function setBit(bits: EventBits, at: number): void {
  bits[at >>> 5] = (bits[at >>> 5] as number) | (1 << (at & 31));
}
