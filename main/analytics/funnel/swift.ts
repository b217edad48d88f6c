import { type EventMasks, hasBit, type SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';

/** Walks one person's events; false where two of them share an instant, so that the rules of groups are needed. */
export type SwiftWalk = (first: number, next: number, allowed: number, outcome: FunnelOutcome) => boolean;

const NONE = Number.NEGATIVE_INFINITY;

/**
 * The quick road through a funnel: one pass over a person's events without a copy, for rules that need no more (no
 * exclusions, no step windows; unordered: no name in two steps, no chain finished after the range). The outcome is that
 * of the walkers in `walk.ts`, to the last time; `scan.test.ts` holds both against the brute force. `events` of the
 * outcome are not filled.
 *
 * @returns null where the rules need the long road
 */
export function swiftWalk(view: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk | null {
  const { rules } = scan;
  const hasStepWindows = rules.stepWindowsMs.some((limit) => limit !== null && limit !== undefined);
  if (scan.exclusions.length > 0 || hasStepWindows) return null;
  if (rules.order !== 'unordered') return chainWalk(view, scan, masks);
  const isShared = masks.byNameTable.some((mask) => (mask & (mask - 1)) !== 0);
  return isShared || scan.toMs > rules.lastEntryMs ? null : unorderedWalk(view, scan, masks);
}

const isPlain = (scan: FunnelScan): boolean =>
  (scan.only ?? null) === null && scan.steps.every(({ passing }) => passing === null);

/** FN1 to FN4: per step the chain with the latest start (see `ChainTable`). */
function chainWalk({ times, names }: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk {
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const isStrict = scan.rules.order === 'strict';
  const table = masks.byNameTable;
  const plain = isPlain(scan);
  const only = scan.only ?? null;
  /** Valid up to `highest`. */
  const startOf = new Float64Array(n);
  const rows = new Float64Array(n * n);
  const last = n - 1;
  return (first, next, allowed, outcome) => {
    const reachedAt = outcome.times;
    let reached = 0;
    let previous = Number.NaN;
    let highest = -1;
    for (let i = first; i < next; i += 1) {
      let mask = (table[names[i] as number] as number) & allowed;
      // Before a chain begins nothing can break it, and only a first step matters.
      if (highest < 0 ? (mask & 1) === 0 : mask === 0 && !isStrict) continue;
      const time = times[i] as number;
      if (time < fromMs || time > toMs) continue;
      if (!plain) {
        if (only !== null && !hasBit(only, i)) continue;
        if (masks.needsFilter(mask)) mask = masks.refine(mask, i);
        if (highest < 0 ? (mask & 1) === 0 : mask === 0 && !isStrict) continue;
      }
      // Those passed over before the first step may share its instant.
      if (time === previous || (highest < 0 && i > first && times[i - 1] === time)) return false;
      previous = time;
      const before = highest;
      for (let k = before < last ? before + 1 : last; k > 0; k -= 1) {
        if (((mask >>> k) & 1) === 0) {
          // FN4: only a repeat of the step just done may lie between.
          if (isStrict) startOf[k] = NONE;
          continue;
        }
        if (k > before) startOf[k] = NONE;
        const start = startOf[k - 1] as number;
        if (start === NONE || time - start > windowMs || start <= (startOf[k] as number)) continue;
        startOf[k] = start;
        const row = k * n;
        for (let j = 0; j < k; j += 1) rows[row + j] = rows[row - n + j] as number;
        rows[row + k] = time;
        if (k > highest) highest = k;
        if (k < reached) continue;
        reached = k + 1;
        for (let j = 0; j <= k; j += 1) reachedAt[j] = rows[row + j] as number;
      }
      if ((mask & 1) === 0) {
        if (isStrict) startOf[0] = NONE;
      } else if (time <= lastEntryMs) {
        startOf[0] = time;
        rows[0] = time;
        if (highest < 0) highest = 0;
        if (reached === 0) {
          reached = 1;
          reachedAt[0] = time;
        }
      }
      if (reached <= last) continue;
      // The next event may share this instant and begin a later chain.
      if (i + 1 < next && times[i + 1] === time) return false;
      break;
    }
    outcome.reached = reached;
    outcome.isExcluded = false;
    return true;
  };
}

/** FN5 where each event serves one step at most: a step counts while its latest event lies in the window. */
function unorderedWalk({ times, names }: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk {
  const { fromMs, toMs } = scan;
  const { stepCount: n } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const table = masks.byNameTable;
  const plain = isPlain(scan);
  const only = scan.only ?? null;
  const latest = new Float64Array(n);
  const stepOf = (event: number, allowed: number): number => {
    let mask = (table[names[event] as number] as number) & allowed;
    if (mask !== 0 && !plain) {
      if (only !== null && !hasBit(only, event)) return -1;
      if (masks.needsFilter(mask)) mask = masks.refine(mask, event);
    }
    return mask === 0 ? -1 : 31 - Math.clz32(mask);
  };
  return (first, next, allowed, outcome) => {
    latest.fill(NONE);
    let reached = 0;
    let previous = Number.NaN;
    let from = Number.NaN;
    let to = first;
    for (let i = first; i < next && reached < n; i += 1) {
      if (((table[names[i] as number] as number) & allowed) === 0) continue;
      const time = times[i] as number;
      if (time < fromMs || time > toMs) continue;
      const step = stepOf(i, allowed);
      if (step < 0) continue;
      if (time === previous) return false;
      previous = time;
      latest[step] = time;
      let filled = 0;
      let earliest = time;
      for (let k = 0; k < n; k += 1) {
        const at = latest[k] as number;
        if (time - at > windowMs || at === NONE) continue;
        filled += 1;
        if (at < earliest) earliest = at;
      }
      if (filled <= reached) continue;
      reached = filled;
      from = earliest;
      to = i;
    }
    if (reached === n && to + 1 < next && times[to + 1] === times[to]) return false;
    outcome.isExcluded = false;
    outcome.reached = reached;
    if (reached > 0) fillTimes(outcome, from, to);
    return true;

    /** When the window that counts first held one, two, three … different steps. */
    function fillTimes({ times: reachedAt }: FunnelOutcome, fromTime: number, right: number): void {
      let left = right;
      while (left > first && (times[left - 1] as number) >= fromTime) left -= 1;
      let seen = 0;
      let count = 0;
      for (let i = left; i <= right; i += 1) {
        const step = stepOf(i, allowed);
        if (step < 0 || ((seen >>> step) & 1) === 1) continue;
        seen |= 1 << step;
        reachedAt[count] = times[i] as number;
        count += 1;
      }
    }
  };
}
