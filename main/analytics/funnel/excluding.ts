import { type EventMasks, hasBit, type SequenceView } from '../sequence/view.ts';
import { startsWalk } from './clean-starts.ts';
import { chainWalk } from './one-pass.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { orderedWalk, type StepWalk, strictWalk } from './step-walks.ts';
import { strictStartsWalk } from './strict-starts.ts';
import type { SwiftWalk } from './swift.ts';

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

/** FN7 for events that may serve several steps; false where the best chain of all is ruled out. */
export function excludingChains(view: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk {
  const { times, names } = view;
  const { fromMs, toMs } = scan;
  const { stepCount: n, exclusions } = scan.rules;
  const only = scan.only ?? null;
  const windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  const walk = chainWalk(view, scan, masks);
  const table = masks.byNameTable;
  return (first, next, allowed, outcome) => {
    if (!walk(first, next, allowed, outcome)) return false;
    const { reached, times: reachedAt } = outcome;
    if (reached === 0) return true;
    for (let i = first; i < next; i += 1) {
      let outs = (((table[names[i] as number] as number) & allowed) >>> 0) >>> n;
      if (outs === 0) continue;
      const time = times[i] as number;
      if (time <= (reachedAt[0] as number) || time < fromMs) continue;
      if (time > toMs) return true;
      if (only !== null && !hasBit(only, i)) continue;
      outs = masks.refine((table[names[i] as number] as number) & allowed, i) >>> n;
      for (let x = 0; outs >>> x !== 0; x += 1) {
        const exclusion = exclusions[x];
        if (((outs >>> x) & 1) === 0 || !exclusion || reached <= exclusion.fromStep) continue;
        const { fromStep, toStep } = exclusion;
        const before = reached > toStep ? (reachedAt[toStep] as number) : (reachedAt[0] as number) + windowMs;
        if (time > (reachedAt[fromStep] as number) && time < before) return false;
      }
    }
    return true;
  };
}
