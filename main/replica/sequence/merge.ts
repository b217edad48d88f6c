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
}

/**
 * The index with new events taken in: everything between two people with news is copied in one piece.
 *
 * @param names those of the index, with new ones at the end
 */
export function mergeSequence(
  old: Sequence,
  added: NewEvents,
  names: Sequence['names'],
  head: { seq: number; fingerprint: string },
): Sequence {
  const from = sequenceArrays(old);
  const shape = {
    people: old.people + countNewPeople(from.profileIds, added.profileIds),
    events: old.events + added.times.length,
    nameCount: names.length,
  };
  const buffer = new SharedArrayBuffer(sequenceBytes(shape));
  const merger = new Merger(from, arraysIn(buffer, shape), added, names);
  merger.run(old.people);
  const news = added.times.concat(old.events > 0 ? [old.firstMs, old.lastMs] : []);
  const { firstMs, lastMs } = news.reduce(
    (span, time) => ({ firstMs: Math.min(span.firstMs, time), lastMs: Math.max(span.lastMs, time) }),
    { firstMs: news[0] ?? 0, lastMs: news[0] ?? 0 },
  );
  const highestIds = [...old.highestIds];
  added.rowIds.forEach((id, i) => {
    const origin = originNumber(names, added.names[i]);
    highestIds[origin] = Math.max(highestIds[origin] ?? 0, id);
  });
  return { ...head, people: shape.people, events: shape.events, firstMs, lastMs, highestIds, names, buffer };
}

class Merger {
  readonly #from: SequenceArrays;
  readonly #to: SequenceArrays;
  readonly #added: NewEvents;
  /** By name: the place of its relation among events of one instant. */
  readonly #originOf: Uint8Array;
  #event = 0;
  #person = 0;

  constructor(from: SequenceArrays, to: SequenceArrays, added: NewEvents, names: Sequence['names']) {
    this.#from = from;
    this.#to = to;
    this.#added = added;
    this.#originOf = Uint8Array.from(names, (_, name) => originNumber(names, name));
  }

  run(oldPeople: number): void {
    const { profileIds } = this.#added;
    let old = 0;
    for (let next = 0; next < profileIds.length; ) {
      const profile = profileIds[next] as number;
      const here = firstAtLeast(this.#from.profileIds, profile);
      this.#copyPeople(old, here);
      const isKnown = here < oldPeople && this.#from.profileIds[here] === profile;
      let end = next;
      while (profileIds[end] === profile) end += 1;
      this.#begin(profile);
      this.#interleave(isKnown ? here : null, next, end);
      old = isKnown ? here + 1 : here;
      next = end;
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
    for (const key of ['times', 'names', 'rowIds'] as const) {
      this.#to[key].set(this.#from[key].subarray(begin, end), this.#event);
    }
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
      this.#event += 1;
    }
    this.#copyEvents(old, oldEnd);
  }

  /** New rows have the highest ids of their relation, so between equals only the relation decides. */
  #isBefore(old: number, added: number): boolean {
    const before = this.#from.times[old] as number;
    const time = this.#added.times[added] as number;
    if (before !== time) return before < time;
    return this.#origin(this.#from.names[old]) <= this.#origin(this.#added.names[added]);
  }

  #origin(name: number | undefined): number {
    return this.#originOf[name ?? 0] ?? 0;
  }
}

const originNumber = (names: Sequence['names'], name: number | undefined): number =>
  sequenceOrigins.indexOf(names[name ?? 0]?.origin ?? 'events');

function countNewPeople(known: Uint32Array, sorted: readonly number[]): number {
  let count = 0;
  sorted.forEach((profile, i) => {
    if (profile !== sorted[i - 1] && known[firstAtLeast(known, profile)] !== profile) count += 1;
  });
  return count;
}

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
