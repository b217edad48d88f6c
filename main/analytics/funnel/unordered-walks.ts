import { Gather, noMatcher } from '../sequence/gather.ts';
import type { EventMasks, SequenceView } from '../sequence/view.ts';
import { StepMatching } from './matching.ts';
import { newEvents } from './person-reader.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import type { StepWalk } from './step-walks.ts';
import type { SwiftWalk } from './swift.ts';
import { UnorderedWalk } from './unordered.ts';

const NEVER = Number.NEGATIVE_INFINITY;
/** Longer than any history, and shorter than since never. */
const forever = Number.MAX_VALUE;

/**
 * FN5: how many different steps lie in the window that ends here; the first to hold most of them counts. Only a step
 * that the window before did not hold can make it more. Events numbered behind the steps rule out what lies before them
 * (FN7).
 */
export function unorderedWalk({ times, names }: SequenceView, scan: FunnelScan, steps: Uint8Array): StepWalk {
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs } = scan.rules;
  const windowMs = scan.rules.windowMs ?? forever;
  /** By step: when it was done last. */
  const lastOf = new Float64Array(n);

  /** Of the windows that end here the one that begins latest, and when it first held one, two, three … steps. */
  const fillTimes = (at: Uint32Array, right: number, { times: reachedAt, reached }: FunnelOutcome): void => {
    const stepAt = (j: number): number => steps[names[at[j] as number] as number] as number;
    let left = right;
    let seen = 1 << stepAt(right);
    for (let missing = reached - 1; missing > 0; ) {
      left -= 1;
      const bit = 1 << stepAt(left);
      if ((seen & bit) === 0) missing -= 1;
      seen |= bit;
    }
    // FN8: it begins in the range.
    while ((times[at[left] as number] as number) > lastEntryMs) left -= 1;
    seen = 0;
    let count = 0;
    for (let j = left; j <= right; j += 1) {
      const bit = 1 << stepAt(j);
      if ((seen & bit) !== 0) continue;
      seen |= bit;
      reachedAt[count] = times[at[j] as number] as number;
      count += 1;
    }
  };

  const isTied = (at: Uint32Array, j: number, begin: number, count: number): boolean => {
    const time = times[at[j] as number] as number;
    return (j > begin && times[at[j - 1] as number] === time) || (j + 1 < count && times[at[j + 1] as number] === time);
  };

  return (at, count, outcome) => {
    for (let k = 0; k < n; k += 1) lastOf[k] = NEVER;
    let begin = 0;
    while (begin < count && (times[at[begin] as number] as number) < fromMs) begin += 1;
    let lastEntry = NEVER;
    let reached = 0;
    let right = -1;
    let isNew = 0;
    for (let j = begin; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      if (time > toMs) break;
      const step = steps[names[event] as number] as number;
      if (step >= n) {
        // What shares its instant counts on both sides.
        if (isTied(at, j, begin, count)) return false;
        for (let k = 0; k < n; k += 1) lastOf[k] = NEVER;
        lastEntry = NEVER;
        continue;
      }
      if (time <= lastEntryMs) lastEntry = time;
      else if (time - lastEntry > windowMs) continue;
      isNew |= time - (lastOf[step] as number) > windowMs ? 1 : 0;
      lastOf[step] = time;
      // Most windows have too few events.
      if (j - begin < reached || time - (times[at[j - reached] as number] as number) > windowMs) continue;
      // All events of an instant are in the window together.
      if (isNew === 0 || (j + 1 < count && times[at[j + 1] as number] === time)) continue;
      isNew = 0;
      let held = 0;
      for (let k = 0; k < n; k += 1) held += time - (lastOf[k] as number) <= windowMs ? 1 : 0;
      if (held <= reached) continue;
      reached = held;
      right = j;
      if (reached === n) break;
    }
    outcome.reached = reached;
    if (reached > 0) fillTimes(at, right, outcome);
    return true;
  };
}

/** Names that serve the same steps: one event of them is as good as another. */
interface Kind {
  mask: number;
  /** More events of it than it has steps add nothing. */
  steps: number;
  /** When its latest ones were, as many as it has steps, the oldest at `next`. */
  latest: Float64Array;
  next: number;
}

/**
 * FN5 where events may serve several steps, none of which has a filter: events of one kind are as good as each other, so
 * a window can hold more than the one before only where there was one too few of the kind that comes.
 */
export function unorderedKindsWalk(view: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk | null {
  const { fromMs, toMs, rules } = scan;
  if (scan.exclusions.length > 0 || toMs > rules.lastEntryMs) return null;
  if (scan.steps.some(({ passing, people }) => passing !== null || people !== null)) return null;
  const { times, names } = view;
  const table = masks.byNameTable;
  const windowMs = rules.windowMs ?? forever;
  const kinds = [...new Set(table)].filter((mask) => mask !== 0).map(newKind);
  /** No step is served by two kinds, so every event that is held serves one. */
  const areApart = kinds.every(({ mask }, i) => kinds.every((other, k) => k === i || (mask & other.mask) === 0));
  const kindOf = Uint8Array.from(table, (mask) =>
    mask === 0 ? noMatcher : kinds.findIndex((kind) => kind.mask === mask),
  );
  const byName = kindOf.map((kind) => (kind === noMatcher ? noMatcher : 0));
  const gather = new Gather(view, { matchers: [anyOf(scan)], byName, only: scan.only ?? null });
  const matching = new StepMatching(rules.stepCount);
  const held = new Uint32Array(kinds.reduce((sum, { steps }) => sum + steps, 0));
  const walker = new UnorderedWalk(rules);
  let events = newEvents(1024, false);

  /** How many steps different events of the window that ends now can serve, if it may be more than `least`. */
  const stepsHeld = (time: number, least: number): number => {
    let count = 0;
    let seen = 0;
    for (const { mask, latest } of kinds) {
      for (const one of latest) {
        if (time - one > windowMs) continue;
        held[count] = mask;
        count += 1;
        seen |= mask;
      }
    }
    if (areApart) return count;
    if (count <= least || bitCount(seen) <= least) return 0;
    matching.reset(held, 0, count);
    let filled = 0;
    for (let step = 0; step < rules.stepCount; step += 1) if (matching.add(step)) filled += 1;
    return filled;
  };

  /** The first of those that end here to hold so many tells the times. */
  const fillTimes = (at: Uint32Array, right: number, outcome: FunnelOutcome): void => {
    const end = times[at[right] as number] as number;
    let left = right;
    while (left > 0 && end - (times[at[left - 1] as number] as number) <= windowMs) left -= 1;
    while (left < right && (times[at[left] as number] as number) < fromMs) left += 1;
    const count = right - left + 1;
    if (count > events.times.length) events = newEvents(count * 2, false);
    for (let j = 0; j < count; j += 1) {
      const event = at[left + j] as number;
      events.times[j] = times[event] as number;
      events.stepMasks[j] = table[names[event] as number] as number;
    }
    events.to = count;
    const { reached, times: reachedAt } = walker.walk(events);
    for (let k = 0; k < reached; k += 1) outcome.times[k] = reachedAt[k] as number;
  };

  return (first, next, _allowed, outcome) => {
    const count = gather.take(first, next, 1);
    const { at } = gather;
    for (const kind of kinds) {
      for (let i = 0; i < kind.steps; i += 1) kind.latest[i] = NEVER;
      kind.next = 0;
    }
    let reached = 0;
    let right = -1;
    let isNew = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      if (time < fromMs) continue;
      if (time > toMs) break;
      const kind = kinds[kindOf[names[event] as number] as number] as Kind;
      isNew |= time - (kind.latest[kind.next] as number) > windowMs ? 1 : 0;
      kind.latest[kind.next] = time;
      kind.next = kind.next + 1 === kind.steps ? 0 : kind.next + 1;
      // Most windows have too few events.
      if (j < reached || time - (times[at[j - reached] as number] as number) > windowMs) continue;
      // All events of an instant are in the window together.
      if (isNew === 0 || (j + 1 < count && times[at[j + 1] as number] === time)) continue;
      isNew = 0;
      const now = stepsHeld(time, reached);
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

const newKind = (mask: number): Kind => {
  const steps = bitCount(mask);
  return { mask, steps, latest: new Float64Array(steps), next: 0 };
};

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
