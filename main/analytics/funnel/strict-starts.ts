import { noMatcher } from '../sequence/gather.ts';
import type { SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { stepLimits } from './step-limits.ts';
import type { StepWalk } from './step-walks.ts';

/**
 * Events of one funnel in order, no two at one instant. The number of each says its step, or the number of steps and its
 * exclusion; any other breaks a chain.
 */
export interface NumberedEvents {
  times: Float64Array;
  numbers: Uint8Array;
  count: number;
}

export const newNumberedEvents = (room: number): NumberedEvents => ({
  times: new Float64Array(room),
  numbers: new Uint8Array(room),
  count: 0,
});

/**
 * Of strict chains as far as the furthest, which `outcome.reached` tells: which one is clean, ends first and begins last?
 * All that begin among repeats of the first step come to the goal with the same event, and later ones with a later one,
 * so one way through the events is enough.
 */
export function strictStarts({ rules }: FunnelScan): (events: NumberedEvents, outcome: FunnelOutcome) => void {
  const { stepCount: n, lastEntryMs, exclusions } = rules;
  const windowMs = rules.windowMs ?? Number.POSITIVE_INFINITY;
  const limits = stepLimits(rules);
  const row = new Float64Array(n);

  /** Follows the chain from one first step; its times are in `row`. Where it comes to the goal, or -1. */
  const goalFrom = ({ times, numbers, count }: NumberedEvents, from: number, goal: number): number => {
    let level = 0;
    for (let j = from + 1; j < count; j += 1) {
      const k = numbers[j] as number;
      // A repeat of the step just done does not break it.
      if (k === level) continue;
      if (k !== level + 1) return -1;
      level = k;
      row[k] = times[j] as number;
      // How far the first step may lie back differs from start to start.
      if (k > 1 && limits !== null && (row[k] as number) - (row[k - 1] as number) > (limits[k] as number)) return -1;
      if (level === goal) return j;
    }
    return -1;
  };

  return (events, outcome) => {
    const { times, numbers, count } = events;
    const goal = outcome.reached - 1;
    const isInDanger = exclusions.map(({ fromStep, toStep }) => fromStep <= goal && goal < toStep);
    let bestEnd = Number.POSITIVE_INFINITY;
    let isRepeat = false;
    let goalAt = -1;
    let out = 0;
    for (let j = 0; j < count; j += 1) {
      const time = times[j] as number;
      // No later start can end as early.
      if (time > bestEnd || time > lastEntryMs) break;
      if (numbers[j] !== 0) {
        isRepeat = false;
        continue;
      }
      if (goal === 0) goalAt = j;
      else if (!isRepeat) goalAt = goalFrom(events, j, goal);
      isRepeat = true;
      if (goalAt < 0) continue;
      const endsAt = times[goalAt] as number;
      if (endsAt > bestEnd || endsAt - time > windowMs) continue;
      if (goal > 0 && limits !== null && (row[1] as number) - time > (limits[1] as number)) continue;
      if (out <= goalAt) out = goalAt + 1;
      while (out < count && isInDanger[(numbers[out] as number) - n] !== true) out += 1;
      if (out < count && (times[out] as number) - time < windowMs) continue;
      bestEnd = endsAt;
      row[0] = time;
      for (let k = 0; k <= goal; k += 1) outcome.times[k] = row[k] as number;
    }
    if (bestEnd < Number.POSITIVE_INFINITY) return;
    outcome.reached = 0;
    outcome.isExcluded = true;
  };
}

/** The same for events gathered from a history: where others lie between two, they break the chain. */
export function strictStartsWalk({ times, names }: SequenceView, scan: FunnelScan, numbers: Uint8Array): StepWalk {
  const { fromMs, toMs } = scan;
  const total = times.length;
  const settle = strictStarts(scan);
  let found = newNumberedEvents(2048);

  return (at, count, outcome) => {
    if (count * 2 > found.times.length) found = newNumberedEvents(count * 4);
    let kept = 0;
    let neighbour = -1;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      if (time < fromMs) continue;
      if (time > toMs) break;
      // FN6: what shares an instant has no order.
      if ((event > 0 && times[event - 1] === time) || (event + 1 < total && times[event + 1] === time)) return false;
      if (event !== neighbour && kept > 0) {
        found.times[kept] = time;
        found.numbers[kept] = noMatcher;
        kept += 1;
      }
      found.times[kept] = time;
      found.numbers[kept] = numbers[names[event] as number] as number;
      kept += 1;
      neighbour = event + 1;
    }
    found.count = kept;
    settle(found, outcome);
    return true;
  };
}
