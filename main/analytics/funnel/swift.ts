import { Gather, matcherByName } from '../sequence/gather.ts';
import type { EventMasks, SequenceView } from '../sequence/view.ts';
import { chainWalk } from './one-pass.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { orderedWalk, type StepWalk, strictWalk, unorderedWalk } from './step-walks.ts';

/** Walks one person's events; false where two of them share an instant, so that the rules of groups are needed. */
export type SwiftWalk = (first: number, next: number, allowed: number, outcome: FunnelOutcome) => boolean;

/**
 * The quick road through a funnel, for rules that need no more (no exclusions, no step windows; unordered: no name in
 * two steps, no chain finished after the range). The outcome is that of the walkers in `walk.ts`, to the last time;
 * `scan.test.ts` holds both against each other. `events` of the outcome are not filled.
 *
 * @returns null where the rules need the long road
 */
export function swiftWalk(view: SequenceView, scan: FunnelScan, masks: EventMasks): SwiftWalk | null {
  const { rules, steps, only } = scan;
  const hasStepWindows = rules.stepWindowsMs.some((limit) => limit !== null && limit !== undefined);
  if (scan.exclusions.length > 0 || hasStepWindows) return null;
  const byName = matcherByName(view.nameCount, steps);
  if (byName === null) return rules.order === 'unordered' ? null : chainWalk(view, scan, masks);
  // Events that are not looked at at all are no gap in a strict chain; gathering would make them one.
  if (rules.order === 'strict' && (only ?? null) !== null) return chainWalk(view, scan, masks);
  if (rules.order === 'unordered' && scan.toMs > rules.lastEntryMs) return null;
  const gather = new Gather(view, { matchers: steps, byName, only: only ?? null });
  const walk = walkOf(view, scan, byName);
  return (first, next, allowed, outcome) => {
    outcome.isExcluded = false;
    outcome.reached = 0;
    const count = gather.take(first, next, allowed);
    return count === 0 || walk(gather.at, count, outcome);
  };
}

function walkOf(view: SequenceView, scan: FunnelScan, stepByName: Uint8Array): StepWalk {
  if (scan.rules.order === 'unordered') return unorderedWalk(view, scan, stepByName);
  return scan.rules.order === 'strict' ? strictWalk(view, scan, stepByName) : orderedWalk(view, scan, stepByName);
}
