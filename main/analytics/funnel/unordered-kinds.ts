import { Gather, noMatcher } from '../sequence/gather.ts';
import type { EventMasks, SequenceView } from '../sequence/view.ts';
import { StepMatching } from './matching.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import type { SwiftWalk } from './swift.ts';

const NEVER = Number.NEGATIVE_INFINITY;
/** Longer than any history, and shorter than since never. */
const forever = Number.MAX_VALUE;

/**
 * FN5 where events may serve several steps, none of which has a filter: events of one kind, of names that serve the same
 * steps, are as good as each other, so a window can hold more than the one before only where there was one too few of the
 * kind that comes.
 */
export function unorderedKindsWalk(view: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk | null {
  const { fromMs, toMs, rules } = scan;
  if (scan.exclusions.length > 0 || toMs > rules.lastEntryMs) return null;
  if (scan.steps.some(({ passing, people }) => passing !== null || people !== null)) return null;
  const { times, names } = view;
  const table = masks.byNameTable;
  const windowMs = rules.windowMs ?? forever;
  /** Of each kind the steps that it serves. */
  const kinds = [...new Set(table)].filter((mask) => mask !== 0);
  const kindOf = Uint8Array.from(table, (mask) => (mask === 0 ? noMatcher : kinds.indexOf(mask)));
  const byName = kindOf.map((kind) => (kind === noMatcher ? noMatcher : 0));
  const gather = new Gather(view, { matchers: [anyOf(scan)], byName, only: scan.only ?? null });
  /** More events of a kind than it serves steps add nothing. */
  const roomOf = Uint8Array.from(kinds, bitCount);
  // A key must be exact.
  if (combinationsOf(roomOf) > Number.MAX_SAFE_INTEGER) return null;
  const rankOf = ranks(kinds, roomOf, rules.stepCount);
  /** By kind: what one event of it adds to the key of a combination. */
  const digitOf = Float64Array.from(kinds, (_, kind) => combinationsOf(roomOf.subarray(0, kind)));
  const baseOf = Uint16Array.from(kinds, (_, kind) => roomOf.subarray(0, kind).reduce((sum, room) => sum + room, 0));
  /** By kind, from `baseOf` on: when its latest ones were, as many as there is room for, the oldest at `next`. */
  const latest = new Float64Array(roomOf.reduce((sum, room) => sum + room, 0));
  const next = new Uint16Array(kinds.length);
  /** By kind: how many of a window there are. */
  const held = new Uint8Array(kinds.length);

  /** How many steps different events of the window that ends now can serve. */
  const stepsHeld = (time: number): number => {
    let i = 0;
    let key = 0;
    for (let kind = 0; kind < kinds.length; kind += 1) {
      let count = 0;
      for (const end = i + (roomOf[kind] as number); i < end; i += 1)
        count += time - (latest[i] as number) <= windowMs ? 1 : 0;
      key += count * (digitOf[kind] as number);
    }
    return rankOf(key);
  };

  /** Takes an event into `held`; 0 = there is no room for it. */
  const digitOfOneMore = (event: number): number => {
    const kind = kindOf[names[event] as number] as number;
    const count = held[kind] as number;
    if (count === roomOf[kind]) return 0;
    held[kind] = count + 1;
    return digitOf[kind] as number;
  };

  /** Of the windows that end here the one that begins latest, and when it first held one, two, three … steps. */
  const fillTimes = (at: Uint32Array, right: number, outcome: FunnelOutcome): void => {
    const { reached, times: reachedAt } = outcome;
    let left = right + 1;
    let key = 0;
    held.fill(0);
    while (rankOf(key) < reached) {
      left -= 1;
      key += digitOfOneMore(at[left] as number);
    }
    key = 0;
    held.fill(0);
    for (let count = 0; count < reached; left += 1) {
      const event = at[left] as number;
      key += digitOfOneMore(event);
      const now = rankOf(key);
      if (now > count) reachedAt[count] = times[event] as number;
      count = now;
    }
  };

  return (first, end, _allowed, outcome) => {
    const count = gather.take(first, end, 1);
    const { at } = gather;
    latest.fill(NEVER);
    next.set(baseOf);
    let reached = 0;
    let right = -1;
    let isNew = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      if (time < fromMs) continue;
      if (time > toMs) break;
      const kind = kindOf[names[event] as number] as number;
      const place = next[kind] as number;
      isNew |= time - (latest[place] as number) > windowMs ? 1 : 0;
      latest[place] = time;
      const base = baseOf[kind] as number;
      next[kind] = place + 1 === base + (roomOf[kind] as number) ? base : place + 1;
      // Most windows have too few events.
      if (j < reached || time - (times[at[j - reached] as number] as number) > windowMs) continue;
      // All events of an instant are in the window together.
      if (isNew === 0 || (j + 1 < count && times[at[j + 1] as number] === time)) continue;
      isNew = 0;
      const now = stepsHeld(time);
      if (now <= reached) continue;
      reached = now;
      right = j;
      if (reached === rules.stepCount) break;
    }
    outcome.isExcluded = false;
    outcome.reached = reached;
    if (reached > 0) fillTimes(at, right, outcome);
    return true;
  };
}

/** Of so many combinations of events each is matched once; of more, whenever it is met. */
const mostRemembered = 2 ** 22;

/**
 * How many steps some events can serve, one each, by a key: of every kind how many there are, in the number system in
 * which the digit of a kind goes up to its room.
 */
function ranks(kinds: readonly number[], roomOf: Uint8Array, stepCount: number): (key: number) => number {
  const matching = new StepMatching(stepCount);
  const masks = new Uint32Array(roomOf.reduce((sum, room) => sum + room, 0));
  const match = (key: number): number => {
    let count = 0;
    let rest = key;
    kinds.forEach((mask, kind) => {
      const base = (roomOf[kind] as number) + 1;
      const of = rest % base;
      masks.fill(mask, count, count + of);
      count += of;
      rest = (rest - of) / base;
    });
    matching.reset(masks, 0, count);
    let filled = 0;
    for (let step = 0; step < stepCount; step += 1) if (matching.add(step)) filled += 1;
    return filled;
  };
  const combinations = combinationsOf(roomOf);
  if (combinations > mostRemembered) return match;
  /** By key: one more than the steps; 0 = not matched yet. */
  const known = new Uint8Array(combinations);
  return (key) => {
    if (known[key] === 0) known[key] = match(key) + 1;
    return (known[key] as number) - 1;
  };
}

const combinationsOf = (roomOf: Uint8Array): number => roomOf.reduce((product, room) => product * (room + 1), 1);

/** Events of any step. */
const anyOf = ({ steps: [first, ...others] }: FunnelScan) => ({
  names: (first?.names ?? new Uint8Array(0)).map(
    (is, name) => is | others.reduce((any, { names }) => any | (names[name] as number), 0),
  ),
  passing: null,
  people: null,
});

function bitCount(mask: number): number {
  let count = 0;
  for (let bits = mask; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}
