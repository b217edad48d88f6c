import type { SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { orderedWalk, type StepWalk, strictWalk } from './step-walks.ts';

/**
 * FN7 on the quick road: among the events are those that rule out, numbered behind the steps. The best chain of all is
 * the one that counts where it is clean; only where it is not, other starts are looked at.
 *
 * @param numbers by name: a step, or the number of steps and an exclusion
 */
export function excludingWalk(view: SequenceView, scan: FunnelScan, numbers: Uint8Array): StepWalk {
  const { times, names } = view;
  const { stepCount: n, exclusions, order } = scan.rules;
  const isStrict = order === 'strict';
  const walk = isStrict ? strictWalk(view, scan, numbers) : orderedWalk(view, scan, numbers);
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const otherStarts = isStrict ? strictStartsWalk(view, scan, numbers) : startsWalk(view, scan, numbers);
  let steps = new Uint32Array(1024);
  let outs = new Uint32Array(1024);

  const isClean = (count: number, { reached, times: reachedAt }: FunnelOutcome): boolean => {
    for (let j = 0; j < count; j += 1) {
      const event = outs[j] as number;
      const exclusion = exclusions[(numbers[names[event] as number] as number) - n];
      if (!exclusion || reached <= exclusion.fromStep) continue;
      const time = times[event] as number;
      const { fromStep, toStep } = exclusion;
      const before = reached > toStep ? (reachedAt[toStep] as number) : (reachedAt[0] as number) + windowMs;
      // Whoever stopped between the steps may be ruled out until the range or the window ends.
      if (time > (reachedAt[fromStep] as number) && time < before && time <= scan.toMs) return false;
    }
    return true;
  };

  return (at, count, outcome) => {
    if (count >= steps.length) {
      steps = new Uint32Array(count * 2);
      outs = new Uint32Array(count * 2);
    }
    let stepEvents = 0;
    let outEvents = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const isOut = (numbers[names[event] as number] as number) < n ? 0 : 1;
      steps[stepEvents] = event;
      outs[outEvents] = event;
      stepEvents += 1 - isOut;
      outEvents += isOut;
    }
    if (!walk(steps, stepEvents, outcome)) return false;
    return outcome.reached === 0 || isClean(outEvents, outcome) || otherStarts(at, count, outcome);
  };
}

/** Chains as far as the furthest from each start by itself: which one is clean, ends first and begins last? */
function startsWalk({ times, names }: SequenceView, scan: FunnelScan, numbers: Uint8Array): StepWalk {
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs, exclusions } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  /** By exclusion: bit k = a chain that stands at step k is ruled out. */
  const ruledOut = exclusions.map(({ fromStep, toStep }) => 2 ** Math.min(toStep, n) - 2 ** Math.min(fromStep, n));
  const rows = new Float64Array(n * n);
  const numberAt = (event: number): number => numbers[names[event] as number] as number;

  /** Whether a chain that begins with the event at `from` stands clean at `goal` as its window ends; its times are row `goal`. */
  const isCleanFrom = (at: Uint32Array, from: number, end: number, goal: number, isInDanger: boolean): boolean => {
    const start = times[at[from] as number] as number;
    let alive = 1;
    rows[0] = start;
    if (goal === 0 && !isInDanger) return true;
    for (let j = from + 1; j < end; j += 1) {
      const event = at[j] as number;
      const since = (times[event] as number) - start;
      if (since > windowMs) break;
      const k = numberAt(event);
      if (k >= n) {
        if (since < windowMs) alive &= ~(ruledOut[k - n] as number);
        if (alive === 0) return false;
      } else if (k > 0 && k <= goal && ((alive >>> (k - 1)) & 3) === 1) {
        const row = k * n;
        for (let i = 0; i < k; i += 1) rows[row + i] = rows[row - n + i] as number;
        rows[row + k] = times[event] as number;
        alive |= 1 << k;
        if (k === goal && !isInDanger) return true;
      }
    }
    return ((alive >>> goal) & 1) === 1;
  };

  return (at, count, outcome) => {
    const goal = outcome.reached - 1;
    let begin = 0;
    while (begin < count && (times[at[begin] as number] as number) < fromMs) begin += 1;
    let end = begin;
    for (; end < count && (times[at[end] as number] as number) <= toMs; end += 1) {
      // FN6: what shares an instant has no order.
      if (end > begin && times[at[end] as number] === times[at[end - 1] as number]) return false;
    }
    const isInDanger = exclusions.some(({ fromStep, toStep }) => fromStep <= goal && goal < toStep);
    let bestEnd = Number.POSITIVE_INFINITY;
    for (let j = begin; j < end; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      // No later start can end as early.
      if (time > bestEnd || time > lastEntryMs) break;
      if (numberAt(event) !== 0 || !isCleanFrom(at, j, end, goal, isInDanger)) continue;
      const endsAt = rows[goal * n + goal] as number;
      if (endsAt > bestEnd) continue;
      bestEnd = endsAt;
      for (let k = 0; k <= goal; k += 1) outcome.times[k] = rows[goal * n + k] as number;
    }
    if (bestEnd < Number.POSITIVE_INFINITY) return true;
    outcome.reached = 0;
    outcome.isExcluded = true;
    return true;
  };
}

/**
 * The same for strict chains: all that begin among repeats of the first step come to the goal with the same event, and
 * later ones with a later one, so one way through the events is enough.
 */
function strictStartsWalk({ times, names }: SequenceView, scan: FunnelScan, numbers: Uint8Array): StepWalk {
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs, exclusions } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const total = times.length;
  const row = new Float64Array(n);
  const numberAt = (event: number): number => numbers[names[event] as number] as number;
  const isTied = (event: number, time: number): boolean =>
    (event > 0 && times[event - 1] === time) || (event + 1 < total && times[event + 1] === time);

  /** Follows the chain from one first step; its times are in `row`. Where it comes to the goal, or -1. */
  const goalFrom = (at: Uint32Array, from: number, end: number, goal: number): number => {
    let level = 0;
    for (let j = from + 1; j < end; j += 1) {
      const event = at[j] as number;
      // Any other event in between breaks it; a repeat of the step just done does not.
      if (event !== (at[j - 1] as number) + 1) return -1;
      const k = numberAt(event);
      if (k === level) continue;
      if (k !== level + 1) return -1;
      level = k;
      row[k] = times[event] as number;
      if (level === goal) return j;
    }
    return -1;
  };

  return (at, count, outcome) => {
    const goal = outcome.reached - 1;
    let begin = 0;
    while (begin < count && (times[at[begin] as number] as number) < fromMs) begin += 1;
    let end = begin;
    for (; end < count && (times[at[end] as number] as number) <= toMs; end += 1) {
      // FN6: what shares an instant has no order.
      if (isTied(at[end] as number, times[at[end] as number] as number)) return false;
    }
    const isInDanger = exclusions.map(({ fromStep, toStep }) => fromStep <= goal && goal < toStep);
    let bestEnd = Number.POSITIVE_INFINITY;
    let isRepeat = false;
    let goalAt = -1;
    let out = begin;
    for (let j = begin; j < end; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      // No later start can end as early.
      if (time > bestEnd || time > lastEntryMs) break;
      isRepeat = isRepeat && event === (at[j - 1] as number) + 1;
      if (numberAt(event) !== 0) {
        isRepeat = false;
        continue;
      }
      if (goal === 0) goalAt = j;
      else if (!isRepeat) goalAt = goalFrom(at, j, end, goal);
      isRepeat = true;
      if (goalAt < 0) continue;
      const endsAt = times[at[goalAt] as number] as number;
      if (endsAt > bestEnd || endsAt - time > windowMs) continue;
      if (out <= goalAt) out = goalAt + 1;
      while (out < end && isInDanger[numberAt(at[out] as number) - n] !== true) out += 1;
      if (out < end && (times[at[out] as number] as number) - time < windowMs) continue;
      bestEnd = endsAt;
      row[0] = time;
      for (let k = 0; k <= goal; k += 1) outcome.times[k] = row[k] as number;
    }
    if (bestEnd < Number.POSITIVE_INFINITY) return true;
    outcome.reached = 0;
    outcome.isExcluded = true;
    return true;
  };
}
