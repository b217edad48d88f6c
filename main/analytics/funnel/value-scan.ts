import type { SequenceView } from '../sequence/view.ts';
import { allOnRoad, allValues } from './all-values.ts';
import { eachPerson } from './each-person.ts';
import { mayEnter, newEvents, PersonReader } from './person-reader.ts';
import { PickedRoad } from './picked-road.ts';
import { type FunnelOutcome, newOutcome, type PersonEvents } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { StrictByValue } from './strict-by-value.ts';
import { type FunnelWalker, funnelWalker } from './walk.ts';

/** Which of the values with a funnel of their own some events of a person have, at the same places; -1 = none of these. */
export type PlacesOf = (at: Uint32Array, count: number, person: number, places: Int32Array) => void;
export type OnPlace = (place: number, outcome: FunnelOutcome) => void;

export interface ValueScan extends FunnelScan {
  /** Values with a funnel of their own. */
  placeCount: number;
  placesOf: PlacesOf;
  /** Told everybody's outcome in the funnel of all values together, which many a value's own is as well. */
  onAll?: (outcome: FunnelOutcome) => void;
}

/**
 * Walks the funnel of every value on one way through the events (FN9, `all_events`): of the events that have the value,
 * and of no others.
 */
export function scanByValue(view: SequenceView, scan: ValueScan, onOutcome: OnPlace): void {
  // What other values there are is no gap in a strict chain of one.
  const road = scan.rules.order === 'strict' ? null : PickedRoad.of(view, scan);
  if (road) {
    pickedByValue(view, scan, { road, onOutcome });
    return;
  }
  const walkAll = scan.onAll ? allValues(view, scan) : null;
  const strict = StrictByValue.of(view, scan);
  const long = longByValue(view, scan, onOutcome);
  eachPerson(scan, (person) => {
    walkAll?.(person);
    if (!strict?.walk(person, onOutcome)) long(person);
  });
}

/** The events of each value are chained one to the next. */
function pickedByValue(
  view: SequenceView,
  scan: ValueScan,
  { road, onOutcome }: { road: PickedRoad; onOutcome: OnPlace },
): void {
  const { times, names } = view;
  const { numbers } = road;
  const { stepCount, lastEntryMs } = scan.rules;
  /** Of somebody who has one event with a value. */
  const lone: FunnelOutcome = { ...newOutcome(stepCount), reached: 1 };
  const walkAll = scan.onAll ? allOnRoad(view, scan, road) : null;
  const entry = scan.rules.order === 'unordered' ? stepCount : 1;
  let places = new Int32Array(1024);
  /** By event of the person: the next one with the same value; -1 = it is the last. */
  let following = new Int32Array(1024);
  let own = new Uint32Array(1024);
  /** By place: its first and last event among the person's, -1 between persons; and whether one may begin a chain. */
  const first = new Int32Array(scan.placeCount).fill(-1);
  const last = new Int32Array(scan.placeCount);
  const enters = new Uint8Array(scan.placeCount);
  const met: number[] = [];
  /** Fills all of these. */
  const chain = (at: Uint32Array, count: number): void => {
    const found = places;
    const next = following;
    for (let j = 0; j < count; j += 1) {
      const place = found[j] as number;
      if (place < 0) continue;
      if (first[place] === -1) {
        met.push(place);
        first[place] = j;
        enters[place] = 0;
      } else next[last[place] as number] = j;
      last[place] = j;
      next[j] = -1;
      if ((numbers[names[at[j] as number] as number] as number) < entry) enters[place] = 1;
    }
  };
  eachPerson(scan, (person) => {
    const count = road.take(person);
    if (count === 0) return;
    walkAll?.(person, count);
    const { at } = road;
    if (count > places.length) {
      places = new Int32Array(count * 2);
      following = new Int32Array(count * 2);
      own = new Uint32Array(count * 2);
    }
    scan.placesOf(at, count, person, places);
    met.length = 0;
    chain(at, count);
    for (const place of met) {
      const begin = first[place] as number;
      first[place] = -1;
      if (enters[place] === 0) continue;
      // Most values are met once.
      if (last[place] === begin) {
        const time = times[at[begin] as number] as number;
        lone.times[0] = time;
        if (time <= lastEntryMs) onOutcome(place, lone);
        continue;
      }
      let length = 0;
      for (let j = begin; j >= 0; j = following[j] as number) {
        own[length] = at[j] as number;
        length += 1;
      }
      const outcome = road.walk(own, length);
      if (outcome && (outcome.reached > 0 || outcome.isExcluded)) onOutcome(place, outcome);
    }
  });
}

/** The funnels of all values of one person, by the rules of groups. */
function longByValue(view: SequenceView, scan: ValueScan, onOutcome: OnPlace): (person: number) => void {
  const reader = new PersonReader(view, scan, { trims: true });
  const walker = funnelWalker(scan.rules);
  const sorter = new ValueSorter(scan.exclusions.length > 0);
  let places = new Int32Array(1024);
  return (person) => {
    if (!reader.read(person)) return;
    const { events, eventAt } = reader;
    if (events.to > places.length) places = new Int32Array(events.to * 2);
    scan.placesOf(eventAt, events.to, person, places);
    sorter.each(events, places, (place, own) => {
      const outcome = walk(walker, scan, own);
      if (outcome) onOutcome(place, outcome);
    });
  };
}

/** Parts the events of a person by value, those without one (-1) left out; among themselves they stay in order. */
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
      const value = values[i] as number;
      if (value < 0) continue;
      const place = this.#places[value] as number;
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
      if (value < 0) continue;
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

/** Null: the person is in no funnel of these events. */
function walk(walker: FunnelWalker, { rules }: FunnelScan, events: PersonEvents): FunnelOutcome | null {
  let seen = 0;
  for (let i = events.from; i < events.to; i += 1) seen |= events.stepMasks[i] as number;
  if (!mayEnter(rules, seen)) return null;
  const outcome = walker.walk(events);
  return outcome.reached > 0 || outcome.isExcluded ? outcome : null;
}
