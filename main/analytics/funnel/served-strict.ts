import type { SequenceView } from '../sequence/view.ts';
import { newOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import type { ServedStep, ServedWalk } from './served-walk.ts';
import { stepLimits } from './step-limits.ts';

/**
 * `ServedWalk` of strict funnels: an event with one value breaks the chains of all others like one of no step, so behind
 * the step at most one value has a chain. The rules are those of `strictWalk`; exclusions break chains, too.
 */
export function servedStrict({ times, names }: SequenceView, scan: FunnelScan, of: ServedStep): ServedWalk {
  const { numbers, step } = of;
  const { stepCount: n, lastEntryMs } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const limits = stepLimits(scan.rules);
  const total = times.length;
  /** Times of the chain that is alive. */
  const row = new Float64Array(n);
  /** What all values have in common: how far the best chain came before the step. */
  const before = newOutcome(n);
  const outcome = newOutcome(n);
  /** By value, from the step on. */
  let reached = new Uint8Array(64);
  let reachedAt = new Float64Array(64 * n);

  /** The chain of a value has come to a step. */
  const come = (value: number, k: number): void => {
    if (k < (reached[value] as number)) return;
    reached[value] = k + 1;
    for (let i = 0; i <= k; i += 1) reachedAt[value * n + i] = row[i] as number;
  };
  const comeBefore = (k: number): void => {
    if (k < before.reached) return;
    before.reached = k + 1;
    for (let i = 0; i <= k; i += 1) before.times[i] = row[i] as number;
  };
  const isInTime = (k: number, time: number): boolean =>
    time - (row[0] as number) <= windowMs &&
    (limits === null || time - (row[k - 1] as number) <= (limits[k] as number));

  return ({ at, count, valueAt, values }, take) => {
    if (values > reached.length) {
      reached = new Uint8Array(values * 2);
      reachedAt = new Float64Array(values * 2 * n);
    }
    reached.fill(0, 0, values);
    before.reached = 0;
    let level = -1;
    /** Whose chain it is, from the step on. */
    let chained = -1;
    let neighbour = -1;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      // Another person's event at this instant sends this one the long way too, which is right all the same.
      if ((event > 0 && times[event - 1] === time) || (event + 1 < total && times[event + 1] === time)) return false;
      const k = numbers[names[event] as number] as number;
      if (event !== neighbour) level = -1;
      neighbour = event + 1;
      const value = valueAt[j] as number;
      // A repeat of the step just done does not break it.
      const isRepeat = k === level && (k !== step || value === chained);
      if (k >= n || (k === step && value < 0)) level = -1;
      else if (k === 0 ? time <= lastEntryMs : k === level + 1 && isInTime(k, time)) {
        level = k;
        row[k] = time;
        if (k === step) chained = value;
        if (k < step) comeBefore(k);
        else come(chained, k);
      } else if (!isRepeat) level = -1;
    }
    for (let value = 0; value < values; value += 1) {
      const own = reached[value] as number;
      outcome.reached = own > 0 ? own : before.reached;
      for (let k = 0; k < outcome.reached; k += 1)
        outcome.times[k] = (own > 0 ? reachedAt[value * n + k] : before.times[k]) as number;
      take(value, outcome);
    }
    return true;
  };
}
