import type { SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { stepLimits } from './step-limits.ts';

/**
 * Walks the events `at[0]`..`at[count - 1]` (exclusive end) of one person, each of which serves exactly one step; false
 * where the rules of groups are needed. The order of events at one instant may be changed.
 */
export type StepWalk = (at: Uint32Array, count: number, outcome: FunnelOutcome) => boolean;

const NONE = Number.NEGATIVE_INFINITY;

/** FN6: events at one instant may serve in any order, so those of earlier steps go first. */
function sortTies({ times, names }: SequenceView, steps: Uint8Array, at: Uint32Array, count: number): void {
  const stepAt = (j: number): number => steps[names[at[j] as number] as number] as number;
  for (let j = 1; j < count; j += 1) {
    for (let k = j; k > 0 && times[at[k] as number] === times[at[k - 1] as number] && stepAt(k) < stepAt(k - 1); ) {
      const swapped = at[k] as number;
      at[k] = at[k - 1] as number;
      at[k - 1] = swapped;
      k -= 1;
    }
  }
}

/** Whether events at one instant stand in the order of their steps. */
export function isInStepOrder(
  { times, names }: SequenceView,
  steps: Uint8Array,
  at: Uint32Array,
  count: number,
): boolean {
  for (let j = 1; j < count; j += 1) {
    const event = at[j] as number;
    const before = at[j - 1] as number;
    if (times[event] !== times[before]) continue;
    if ((steps[names[event] as number] as number) < (steps[names[before] as number] as number)) return false;
  }
  return true;
}

/** FN1 to FN3: per step the chain with the latest start (see `ChainTable`). */
export function orderedWalk(view: SequenceView, scan: FunnelScan, steps: Uint8Array): StepWalk {
  const { times, names } = view;
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const limits = stepLimits(scan.rules);
  const startOf = new Float64Array(n);
  const rows = new Float64Array(n * n);
  const last = n - 1;

  /** An event of an earlier step at the instant of the last may make a chain that started later. */
  const hasEarlierStep = (at: Uint32Array, from: number, count: number, time: number): boolean => {
    for (let j = from; j < count && times[at[j] as number] === time; j += 1) {
      if ((steps[names[at[j] as number] as number] as number) < last) return true;
    }
    return false;
  };

  const walk: StepWalk = (at, count, outcome) => {
    const reachedAt = outcome.times;
    for (let k = 0; k < n; k += 1) startOf[k] = NONE;
    let reached = 0;
    let previous = Number.NaN;
    let before = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      if (time < fromMs) continue;
      if (time > toMs) break;
      const k = steps[names[event] as number] as number;
      if (time === previous && k < before) {
        sortTies(view, steps, at, count);
        return walk(at, count, outcome);
      }
      previous = time;
      before = k;
      if (k === 0) {
        if (time > lastEntryMs) continue;
        startOf[0] = time;
        rows[0] = time;
        if (reached > 0) continue;
        reached = 1;
        reachedAt[0] = time;
        continue;
      }
      const start = startOf[k - 1] as number;
      const known = startOf[k] as number;
      if (start < known || time - start > windowMs) continue;
      const row = k * n;
      if (limits === null) {
        if (start === known) continue;
      } else if (start === NONE || time - (rows[row - n + k - 1] as number) > (limits[k] as number)) continue;
      startOf[k] = start;
      for (let i = 0; i < k; i += 1) rows[row + i] = rows[row - n + i] as number;
      rows[row + k] = time;
      if (k < reached) continue;
      reached = k + 1;
      for (let i = 0; i <= k; i += 1) reachedAt[i] = rows[row + i] as number;
      if (k < last) continue;
      if (hasEarlierStep(at, j + 1, count, time)) {
        sortTies(view, steps, at, count);
        return walk(at, count, outcome);
      }
      break;
    }
    outcome.reached = reached;
    return true;
  };
  return walk;
}

/**
 * FN4: as each event serves one step, only a chain that stands at the step of the last event is alive, and two events
 * that are not neighbours in the history have another one between them.
 */
export function strictWalk({ times, names }: SequenceView, scan: FunnelScan, steps: Uint8Array): StepWalk {
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const limits = stepLimits(scan.rules);
  const row = new Float64Array(n);
  const total = times.length;
  return (at, count, outcome) => {
    const reachedAt = outcome.times;
    let reached = 0;
    let level = -1;
    let neighbour = -1;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      if (time < fromMs) continue;
      if (time > toMs) break;
      // Another person's event at this instant sends this one the long way too, which is right all the same.
      if ((event > 0 && times[event - 1] === time) || (event + 1 < total && times[event + 1] === time)) return false;
      const k = steps[names[event] as number] as number;
      if (event !== neighbour) level = -1;
      neighbour = event + 1;
      if (k === 0) {
        if (time > lastEntryMs) {
          if (level !== 0) level = -1;
          continue;
        }
        level = 0;
        row[0] = time;
        if (reached > 0) continue;
        reached = 1;
        reachedAt[0] = time;
        continue;
      }
      const isInTime =
        time - (row[0] as number) <= windowMs &&
        (limits === null || time - (row[k - 1] as number) <= (limits[k] as number));
      if (level === k - 1 && isInTime) {
        level = k;
        row[k] = time;
        if (k < reached) continue;
        reached = k + 1;
        for (let i = 0; i <= k; i += 1) reachedAt[i] = row[i] as number;
        if (reached === n) break;
      } else if (level !== k) {
        level = -1;
      }
    }
    outcome.reached = reached;
    return true;
  };
}
