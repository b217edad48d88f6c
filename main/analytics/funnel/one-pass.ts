import { type EventMasks, hasBit, type SequenceView } from '../sequence/view.ts';
import type { FunnelScan } from './scan.ts';
import { stepLimits } from './step-limits.ts';
import type { SwiftWalk } from './swift.ts';

const NONE = Number.NEGATIVE_INFINITY;

const isPlain = (scan: FunnelScan): boolean =>
  (scan.only ?? null) === null && scan.steps.every(({ passing }) => passing === null);

/**
 * FN1 to FN4 for events that may serve several steps, in one pass without a copy: per step the chain with the latest
 * start (see `ChainTable`).
 */
export function chainWalk({ times, names }: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk {
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const limits = stepLimits(scan.rules);
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
        const known = startOf[k] as number;
        if (start === NONE || time - start > windowMs || start < known) continue;
        const row = k * n;
        if (limits === null) {
          if (start === known) continue;
        } else if (time - (rows[row - n + k - 1] as number) > (limits[k] as number)) continue;
        startOf[k] = start;
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
