import type { SequenceView } from '../sequence/view.ts';
import { newOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import type { ServedEvents, ServedStep, ServedWalk } from './served-walk.ts';

const NEVER = Number.NEGATIVE_INFINITY;
/** Longer than any history, and shorter than since never. */
const forever = Number.MAX_VALUE;

/**
 * `ServedWalk` of unordered funnels: the window that ends at an event holds the same other steps for all values. The rules
 * are those of `unorderedWalk`.
 */
export function servedUnordered({ times, names }: SequenceView, scan: FunnelScan, of: ServedStep): ServedWalk {
  const { numbers, step } = of;
  const { stepCount: n, lastEntryMs } = scan.rules;
  // FN8: which of the events after the range may be in a chain differs from value to value.
  if (scan.toMs > lastEntryMs) return () => false;
  const windowMs = scan.rules.windowMs ?? forever;
  const outcome = newOutcome(n);
  /** By step: when it was done last; of the step in question see `lastWith`. */
  const lastOf = new Float64Array(n);
  /** By value: when the step was done last with it, how many steps the best window holds, and with which event that ends. */
  let lastWith = new Float64Array(64);
  let reached = new Uint8Array(64);
  let right = new Uint32Array(64);

  const held = (time: number): number => {
    let count = 0;
    for (let k = 0; k < n; k += 1) count += time - (lastOf[k] as number) <= windowMs ? 1 : 0;
    return count;
  };
  const forget = (values: number): void => {
    for (let k = 0; k < n; k += 1) lastOf[k] = NEVER;
    for (let value = 0; value < values; value += 1) lastWith[value] = NEVER;
  };
  /** @returns how many steps the best window of every value holds at least */
  const holdAll = (time: number, j: number, values: number): number => {
    const others = held(time);
    let least = n;
    for (let value = 0; value < values; value += 1) {
      const count = others + (time - (lastWith[value] as number) <= windowMs ? 1 : 0);
      if (count > (reached[value] as number)) {
        reached[value] = count;
        right[value] = j;
      }
      if ((reached[value] as number) < least) least = reached[value] as number;
    }
    return least;
  };

  /** Of the windows that end with the event of a value the one that begins latest, and when it first held one, two … steps. */
  const fillTimes = ({ at, valueAt }: ServedEvents, value: number): void => {
    /** Bit of its step; 0 = it is another value's. */
    const bitAt = (j: number): number => {
      const k = numbers[names[at[j] as number] as number] as number;
      return k === step && valueAt[j] !== value ? 0 : 1 << k;
    };
    const end = right[value] as number;
    let left = end;
    let seen = bitAt(end);
    for (let missing = outcome.reached - 1; missing > 0; ) {
      left -= 1;
      const bit = bitAt(left);
      if ((seen & bit) !== bit) missing -= 1;
      seen |= bit;
    }
    seen = 0;
    let count = 0;
    for (let j = left; j <= end; j += 1) {
      const bit = bitAt(j);
      if ((seen & bit) === bit) continue;
      seen |= bit;
      outcome.times[count] = times[at[j] as number] as number;
      count += 1;
    }
  };

  return (events, take) => {
    const { at, count, valueAt, values } = events;
    if (values > reached.length) {
      lastWith = new Float64Array(values * 2);
      reached = new Uint8Array(values * 2);
      right = new Uint32Array(values * 2);
    }
    forget(values);
    for (let value = 0; value < values; value += 1) reached[value] = 0;
    let least = 0;
    let previous = NEVER;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      // What shares an instant is in the windows together.
      if (time === previous) return false;
      previous = time;
      const k = numbers[names[event] as number] as number;
      if (k >= n) {
        forget(values);
        continue;
      }
      // Only what the window before did not hold can make it more, and most windows have too few events.
      const value = k === step ? (valueAt[j] as number) : -1;
      if (k !== step) {
        const isNew = time - (lastOf[k] as number) > windowMs;
        lastOf[k] = time;
        if (isNew && j >= least && time - (times[at[j - least] as number] as number) <= windowMs)
          least = holdAll(time, j, values);
      } else if (value >= 0) {
        const isNew = time - (lastWith[value] as number) > windowMs;
        lastWith[value] = time;
        const most = reached[value] as number;
        if (!isNew || j < most || time - (times[at[j - most] as number] as number) > windowMs) continue;
        const now = held(time) + 1;
        if (now <= most) continue;
        reached[value] = now;
        right[value] = j;
      }
    }
    for (let value = 0; value < values; value += 1) {
      outcome.reached = reached[value] as number;
      fillTimes(events, value);
      take(value, outcome);
    }
    return true;
  };
}
