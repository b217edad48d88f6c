import {
  arraysIn,
  type Sequence,
  type SequenceArrays,
  sequenceArrays,
  sequenceBytes,
  sequenceOrigins,
} from './sequence.ts';

/** Events to be taken in, sorted by person, time, origin and id like the index itself. */
export interface NewEvents {
  profileIds: number[];
  times: number[];
  /** Numbers in the list of names of the outcome. */
  names: number[];
  rowIds: number[];
  /** Of an index of lines. */
  products?: number[];
}

/** What the outcome of a merge is of. */
export interface Merging {
  /** Those of the index, with new ones at the end. */
  names: Sequence['names'];
  head: { seq: number; fingerprint: string };
  /** Positions of events that are no more, or are among those added, ascending; null = none. */
  gone: Uint32Array | null;
}

const nothing = new Uint32Array(0);

/**
 * The index with new events taken in and others left out: everything between two people with news is copied in one piece.
 * Lines, which lie in no order within their owner, come somewhere among its others.
 * Null when a name is left without an event: what nobody has any more must not stay behind as a text.
 */
export function mergeSequence(old: Sequence, added: NewEvents, { names, head, gone }: Merging): Sequence | null {
  const from = sequenceArrays(old);
  const touched = touchedPeople(from, added, gone ?? nothing);
  const shape = {
    people: old.people + touched.reduce((sum, { change }) => sum + change, 0),
    events: old.events + added.times.length - (gone?.length ?? 0),
    nameCount: names.length,
  };
  const buffer = new SharedArrayBuffer(sequenceBytes(shape));
  const products = old.products && new SharedArrayBuffer(shape.events * 4);
  const to = { ...arraysIn(buffer, shape), ...(products ? { products: new Uint32Array(products) } : {}) };
  new Merger({ from, to, added, gone: gone ?? nothing, names }).run(touched, old.people);
  if (gone && !areAllUsed(new Set(Array.from(gone, (at) => from.names[at] as number)), to.names)) return null;
  const news = added.times.concat(old.events > 0 ? [old.firstMs, old.lastMs] : []);
  const isEdgeGone = gone?.some((at) => from.times[at] === old.firstMs || from.times[at] === old.lastMs) ?? false;
  const { firstMs, lastMs } = spanOf(isEdgeGone ? to.times : news);
  const highestIds = [...old.highestIds];
  added.rowIds.forEach((id, i) => {
    const origin = originNumber(names, added.names[i]);
    highestIds[origin] = Math.max(highestIds[origin] ?? 0, id);
  });
  const { people, events } = shape;
  return { ...head, people, events, firstMs, lastMs, highestIds, names, buffer, ...(products ? { products } : {}) };
}

/** A person with events to come or to go: where in the list of those added, and whether they come (1) or leave (-1) themselves. */
interface TouchedPerson {
  profile: number;
  first: number;
  next: number;
  change: -1 | 0 | 1;
}

function touchedPeople(from: SequenceArrays, added: NewEvents, gone: Uint32Array): TouchedPerson[] {
  const goneOf = new Map<number, number>();
  let person = 0;
  for (const at of gone) {
    if (at >= (from.offsets[person + 1] as number)) person = lastAtMost(from.offsets, at);
    const profile = from.profileIds[person] as number;
    goneOf.set(profile, (goneOf.get(profile) ?? 0) + 1);
  }
  const touched = new Map<number, TouchedPerson>();
  added.profileIds.forEach((profile, i) => {
    const known = touched.get(profile);
    if (known) known.next = i + 1;
    else touched.set(profile, { profile, first: i, next: i + 1, change: 0 });
  });
  for (const profile of goneOf.keys())
    if (!touched.has(profile)) touched.set(profile, { profile, first: 0, next: 0, change: 0 });
  for (const one of touched.values()) {
    const here = firstAtLeast(from.profileIds, one.profile);
    const isKnown = from.profileIds[here] === one.profile;
    const own = isKnown ? (from.offsets[here + 1] as number) - (from.offsets[here] as number) : 0;
    const left = own - (goneOf.get(one.profile) ?? 0) + one.next - one.first;
    one.change = isKnown ? (left === 0 ? -1 : 0) : 1;
  }
  return [...touched.values()].sort((a, b) => a.profile - b.profile);
}

function areAllUsed(wanted: Set<number>, names: SequenceArrays['names']): boolean {
  for (let i = 0; i < names.length && wanted.size > 0; i += 1) wanted.delete(names[i] as number);
  return wanted.size === 0;
}

function spanOf(times: ArrayLike<number>): { firstMs: number; lastMs: number } {
  let firstMs = times[0] ?? 0;
  let lastMs = firstMs;
  for (let i = 1; i < times.length; i += 1) {
    const time = times[i] as number;
    if (time < firstMs) firstMs = time;
    if (time > lastMs) lastMs = time;
  }
  return { firstMs, lastMs };
}

interface MergerOptions {
  from: SequenceArrays;
  to: SequenceArrays;
  added: NewEvents;
  gone: Uint32Array;
  names: Sequence['names'];
}

class Merger {
  readonly #from: SequenceArrays;
  readonly #to: SequenceArrays;
  readonly #added: NewEvents;
  readonly #gone: Uint32Array;
  /** By name: the place of its relation among events of one instant. */
  readonly #originOf: Uint8Array;
  #event = 0;
  #person = 0;
  /** Of those gone, the first that has not been passed. */
  #nextGone = 0;

  constructor({ from, to, added, gone, names }: MergerOptions) {
    this.#from = from;
    this.#to = to;
    this.#added = added;
    this.#gone = gone;
    this.#originOf = Uint8Array.from(names, (_, name) => originNumber(names, name));
  }

  run(touched: readonly TouchedPerson[], oldPeople: number): void {
    let old = 0;
    for (const { profile, first, next, change } of touched) {
      const here = firstAtLeast(this.#from.profileIds, profile);
      this.#copyPeople(old, here);
      if (change >= 0) this.#begin(profile);
      this.#interleave(change > 0 ? null : here, first, next);
      old = change > 0 ? here : here + 1;
    }
    this.#copyPeople(old, oldPeople);
    this.#to.offsets[this.#person] = this.#event;
  }

  #begin(profile: number): void {
    this.#to.profileIds[this.#person] = profile;
    this.#to.offsets[this.#person] = this.#event;
    this.#person += 1;
  }

  #copyPeople(first: number, next: number): void {
    const begin = this.#from.offsets[first] as number;
    const shift = this.#event - begin;
    for (let person = first; person < next; person += 1) {
      this.#to.profileIds[this.#person] = this.#from.profileIds[person] as number;
      this.#to.offsets[this.#person] = (this.#from.offsets[person] as number) + shift;
      this.#person += 1;
    }
    this.#copyEvents(begin, this.#from.offsets[next] as number);
  }

  #copyEvents(begin: number, end: number): void {
    let from = begin;
    for (; (this.#gone[this.#nextGone] ?? end) < end; this.#nextGone += 1) {
      const gone = this.#gone[this.#nextGone] as number;
      this.#copyAll(from, gone);
      from = gone + 1;
    }
    this.#copyAll(from, end);
  }

  #copyAll(begin: number, end: number): void {
    if (begin === end) return;
    for (const key of ['times', 'names', 'rowIds'] as const) {
      this.#to[key].set(this.#from[key].subarray(begin, end), this.#event);
    }
    if (this.#from.products) this.#to.products?.set(this.#from.products.subarray(begin, end), this.#event);
    this.#event += end - begin;
  }

  #interleave(known: number | null, first: number, next: number): void {
    let old = known === null ? 0 : (this.#from.offsets[known] as number);
    const oldEnd = known === null ? 0 : (this.#from.offsets[known + 1] as number);
    for (let i = first; i < next; i += 1) {
      const begin = old;
      while (old < oldEnd && this.#isBefore(old, i)) old += 1;
      this.#copyEvents(begin, old);
      this.#to.times[this.#event] = this.#added.times[i] as number;
      this.#to.names[this.#event] = this.#added.names[i] as number;
      this.#to.rowIds[this.#event] = this.#added.rowIds[i] as number;
      if (this.#to.products) this.#to.products[this.#event] = this.#added.products?.[i] ?? 0;
      this.#event += 1;
    }
    this.#copyEvents(old, oldEnd);
  }

  #isBefore(old: number, added: number): boolean {
    const before = this.#from.times[old] as number;
    const time = this.#added.times[added] as number;
    if (before !== time) return before < time;
    const origin = this.#origin(this.#from.names[old]);
    const own = this.#origin(this.#added.names[added]);
    if (origin !== own) return origin < own;
    return (this.#from.rowIds[old] as number) < (this.#added.rowIds[added] as number);
  }

  #origin(name: number | undefined): number {
    return this.#originOf[name ?? 0] ?? 0;
  }
}

const originNumber = (names: Sequence['names'], name: number | undefined): number =>
  sequenceOrigins.indexOf(names[name ?? 0]?.origin ?? 'events');

function firstAtLeast(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Position of the last that is not above a value. */
const lastAtMost = (sorted: Uint32Array, value: number): number => firstAtLeast(sorted, value + 1) - 1;
