import type { SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import type { StepWalk } from './step-walks.ts';

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
