import { type EventMasks, hasBit, type SequenceView } from '../sequence/view.ts';
import { startsWalk } from './clean-starts.ts';
import { ExcludingEvents } from './excluding-events.ts';
import { chainWalk } from './one-pass.ts';
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
  const isStrict = scan.rules.order === 'strict';
  const walk = isStrict ? strictWalk(view, scan, numbers) : orderedWalk(view, scan, numbers);
  const otherStarts = isStrict ? strictStartsWalk(view, scan, numbers) : startsWalk(view, scan, numbers);
  const events = new ExcludingEvents(view, scan, numbers);
  return (at, count, outcome) => {
    events.read(at, count);
    if (!walk(events.steps, events.stepEvents, outcome)) return false;
    return outcome.reached === 0 || events.isClean(outcome) || otherStarts(at, count, outcome);
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
