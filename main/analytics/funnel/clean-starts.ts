import type { SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { stepLimits } from './step-limits.ts';
import type { StepWalk } from './step-walks.ts';

const NONE = Number.NEGATIVE_INFINITY;

/** Chains as far as the furthest from each start by itself: which one is clean, ends first and begins last? */
export function startsWalk(view: SequenceView, scan: FunnelScan, numbers: Uint8Array): StepWalk {
  const { times, names } = view;
  const { fromMs, toMs } = scan;
  const { stepCount: n, lastEntryMs, exclusions } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const limits = stepLimits(scan.rules);
  const inOnePass = onePassOfClean(view, scan, numbers);
  /** By exclusion: bit k = a chain that stands at step k is ruled out. */
  const ruledOut = exclusions.map(({ fromStep, toStep }) => 2 ** Math.min(toStep, n) - 2 ** Math.min(fromStep, n));
  const rows = new Float64Array(n * n);
  const numberAt = (event: number): number => numbers[names[event] as number] as number;

  /** Whether the chain stands at the step before k, and is not there yet: with step windows the later event may be the better. */
  const mayGoOn = (alive: number, k: number, goal: number): boolean =>
    ((alive >>> (k - 1)) & 1) === 1 && (((alive >>> k) & 1) === 0 || (limits !== null && k !== goal));

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
      } else if (k > 0 && k <= goal && mayGoOn(alive, k, goal)) {
        const row = k * n;
        if (limits !== null && (times[event] as number) - (rows[row - n + k - 1] as number) > (limits[k] as number))
          continue;
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
    if (!isInDanger || windowMs === Number.POSITIVE_INFINITY) {
      inOnePass(at, { begin, end, isInDanger }, outcome);
      return true;
    }
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
 * The same on one way through the events, which rule out whatever stands between their steps: right where a chain that
 * has come to the goal is safe there, or in danger for good.
 */
function onePassOfClean(
  { times, names }: SequenceView,
  scan: FunnelScan,
  numbers: Uint8Array,
): (at: Uint32Array, of: { begin: number; end: number; isInDanger: boolean }, outcome: FunnelOutcome) => void {
  const { stepCount: n, lastEntryMs, exclusions } = scan.rules;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const limits = stepLimits(scan.rules);
  const startOf = new Float64Array(n);
  const rows = new Float64Array(n * n);
  const fromStep = Uint8Array.from(exclusions, (one) => one.fromStep);
  const toStep = Uint8Array.from(exclusions, (one) => Math.min(one.toStep, n));
  return (at, { begin, end, isInDanger }, outcome) => {
    const goal = outcome.reached - 1;
    let isThere = false;
    for (let k = 0; k <= goal; k += 1) startOf[k] = NONE;
    for (let j = begin; j < end; j += 1) {
      const event = at[j] as number;
      const k = numbers[names[event] as number] as number;
      if (k >= n) {
        const to = toStep[k - n] as number;
        for (let step = fromStep[k - n] as number; step < to && step <= goal; step += 1) {
          startOf[step] = NONE;
          if (step === goal) isThere = false;
        }
        continue;
      }
      if (k > goal) continue;
      const time = times[event] as number;
      const row = k * n;
      if (k === 0) {
        if (time > lastEntryMs) continue;
        startOf[0] = time;
      } else {
        const start = startOf[k - 1] as number;
        const known = startOf[k] as number;
        if (start === NONE || start < known || time - start > windowMs) continue;
        if (limits === null ? start === known : time - (rows[row - n + k - 1] as number) > (limits[k] as number))
          continue;
        startOf[k] = start;
        for (let i = 0; i < k; i += 1) rows[row + i] = rows[row - n + i] as number;
      }
      rows[row + k] = time;
      if (k < goal || isThere) continue;
      isThere = true;
      for (let i = 0; i <= goal; i += 1) outcome.times[i] = rows[row + i] as number;
      if (!isInDanger) return;
    }
    if (isThere) return;
    outcome.reached = 0;
    outcome.isExcluded = true;
  };
}
