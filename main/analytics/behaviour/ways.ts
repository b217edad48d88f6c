import { EventMasks, type EventMatcher } from '../sequence/view.ts';
import type { World } from './world.ts';

export interface WayOptions {
  points: readonly EventMatcher[];
  /** A way begins with the first of these; null = with the first touchpoint. */
  start: EventMatcher | null;
  /** UTC ms, both inclusive. */
  fromMs: number;
  toMs: number;
}

/**
 * One person's way through touchpoints: what was met in order, repeats of the same one right behind each other left out.
 * Overwritten for the next person.
 */
export interface Way {
  /** Meetings `from`..`to` (exclusive): the touchpoint, and the event's place in the view. */
  points: Uint8Array;
  at: Uint32Array;
  from: number;
  to: number;
  /** By touchpoint: the first meeting; -1 = never. */
  first: Int32Array;
  startMs: number;
}

/** Walks people from touchpoint to touchpoint, and remembers the ways for a second look. */
export class Ways {
  readonly #world: World;
  readonly #options: WayOptions;
  readonly #first: Int32Array;
  #points = new Uint8Array(1 << 12);
  #at = new Uint32Array(1 << 12);
  #ends = new Uint32Array(1 << 10);
  #count = 0;

  constructor(world: World, options: WayOptions) {
    this.#world = world;
    this.#options = options;
    this.#first = new Int32Array(options.points.length);
  }

  /**
   * Walks everybody of the share who meets a touchpoint.
   *
   * @param isKept whether `again` is going to ask for the ways
   */
  walk(isKept: boolean, take: (way: Way, person: number) => void): void {
    const { view, share } = this.#world;
    const { points, start } = this.#options;
    const masks = new EventMasks(view.nameCount, start ? [...points, start] : points);
    let count = 0;
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      const from = isKept && count > 0 ? (this.#ends[count - 1] as number) : 0;
      const { to, startMs } = this.#follow(person, masks, from);
      if (to === from) continue;
      if (isKept) {
        if (count === this.#ends.length) this.#ends = wider(this.#ends, new Uint32Array(count * 2));
        this.#ends[count] = to;
        count += 1;
      }
      take(this.#way(from, to, startMs), person);
    }
    this.#count = count;
  }

  /** The ways that were kept, in the same order; when they began is not among it. */
  again(take: (way: Way) => void): void {
    let from = 0;
    for (let i = 0; i < this.#count; i += 1) {
      if ((i & 8191) === 0) this.#world.check();
      const to = this.#ends[i] as number;
      take(this.#way(from, to, Number.NaN));
      from = to;
    }
  }

  /** Writes the meetings of a person behind `from`. */
  #follow(person: number, masks: EventMasks, from: number): { to: number; startMs: number } {
    const { offsets, names, times } = this.#world.view;
    const { points, start, fromMs, toMs } = this.#options;
    const allowed = masks.allowedFor(person);
    const table = masks.byNameTable;
    const startBit = start ? 1 << points.length : 0;
    let to = from;
    let startMs = Number.NaN;
    let last = -1;
    const next = offsets[person + 1] as number;
    for (let i = offsets[person] as number; i < next; i += 1) {
      let mask = ((table[names[i] as number] as number) & allowed) >>> 0;
      if (mask === 0) continue;
      const time = times[i] as number;
      if (time > toMs) break;
      if (time < fromMs) continue;
      if (masks.needsFilter(mask)) mask = masks.refine(mask, i);
      if (mask === 0) continue;
      if (Number.isNaN(startMs)) {
        if (startBit !== 0 && (mask & startBit) === 0) continue;
        startMs = time;
      }
      for (let rest = mask & ~startBit; rest !== 0; rest &= rest - 1) {
        const point = 31 - Math.clz32(rest & -rest);
        if (point === last) continue;
        last = point;
        if (to === this.#points.length) {
          this.#points = wider(this.#points, new Uint8Array(to * 2));
          this.#at = wider(this.#at, new Uint32Array(to * 2));
        }
        this.#points[to] = point;
        this.#at[to] = i;
        to += 1;
      }
    }
    return { to, startMs };
  }

  #way(from: number, to: number, startMs: number): Way {
    const points = this.#points;
    const first = this.#first.fill(-1);
    for (let i = to - 1; i >= from; i -= 1) first[points[i] as number] = i;
    return { points, at: this.#at, from, to, first, startMs };
  }
}

function wider<T extends Uint8Array | Uint32Array>(old: T, into: T): T {
  into.set(old);
  return into;
}

/** What became of somebody after first meeting one touchpoint: did they come to the other, elsewhere, or nowhere? */
export function fateOf(
  { points, to, first }: Pick<Way, 'points' | 'to' | 'first'>,
  start: number,
  goal: number,
): { state: 'continued' | 'detoured' | 'dropped' /** The meeting that ended it; -1 = none. */; next: number } {
  const begun = first[start] as number;
  let next = first[goal] as number;
  if (next >= 0 && next <= begun) {
    next = begun + 1;
    while (next < to && points[next] !== goal) next += 1;
    if (next >= to) next = -1;
  }
  if (next >= 0) return { state: 'continued', next };
  // No touchpoint stands twice in a row: whatever follows is another one.
  return { state: begun < to - 1 ? 'detoured' : 'dropped', next: -1 };
}
