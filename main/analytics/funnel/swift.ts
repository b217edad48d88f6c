import { Gather, matcherByName } from '../sequence/gather.ts';
import { EventMasks, type SequenceView } from '../sequence/view.ts';
import { excludingChains, excludingWalk } from './excluding.ts';
import { chainWalk } from './one-pass.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { orderedWalk, type StepWalk, strictWalk } from './step-walks.ts';
import { unorderedKindsWalk } from './unordered-kinds.ts';
import { unorderedWalk } from './unordered-walks.ts';

/** Walks one person's events; false where two of them share an instant, so that the rules of groups are needed. */
export type SwiftWalk = (first: number, next: number, allowed: number, outcome: FunnelOutcome) => boolean;

export interface SwiftRoad {
  /** Of the steps and, behind them, the exclusions: what a walk is `allowed`. */
  masks: EventMasks;
  walk: SwiftWalk;
}

/** Steps and exclusions together must fit a mask. */
const mostMatchers = 32;

/**
 * The quick road through a funnel, for rules that need no more (unordered: no name in two steps, unless without filters,
 * exclusions and chains finished after the range). The outcome is that
 * of the walkers in `walk.ts`, to the last time; `scan.test.ts` holds both against each other. `events` of the outcome
 * are not filled.
 *
 * @returns null where the rules need the long road
 */
export function swiftRoad(view: SequenceView, scan: FunnelScan): SwiftRoad | null {
  const { rules, only } = scan;
  const matchers = [...scan.steps, ...scan.exclusions];
  if (matchers.length > mostMatchers) return null;
  const masks = new EventMasks(view.nameCount, matchers);
  const hasExclusions = scan.exclusions.length > 0;
  const byName = matcherByName(view.nameCount, matchers);
  // Events that are not looked at at all are no gap in a strict chain; gathering would make them one.
  if (byName === null || (rules.order === 'strict' && (only ?? null) !== null)) {
    if (rules.order === 'unordered') {
      const walk = unorderedKindsWalk(view, scan, masks);
      return walk && { masks, walk };
    }
    return { masks, walk: (hasExclusions ? excludingChains : chainWalk)(view, scan, masks) };
  }
  const gather = new Gather(view, { matchers, byName, only: only ?? null });
  const walk = walkOf(view, scan, byName);
  return {
    masks,
    walk: (first, next, allowed, outcome) => {
      outcome.isExcluded = false;
      outcome.reached = 0;
      const count = gather.take(first, next, allowed);
      return count === 0 || walk(gather.at, count, outcome);
    },
  };
}

export function walkOf(view: SequenceView, scan: FunnelScan, byName: Uint8Array): StepWalk {
  if (scan.rules.order === 'unordered') return unorderedWalk(view, scan, byName);
  if (scan.exclusions.length > 0) return excludingWalk(view, scan, byName);
  return scan.rules.order === 'strict' ? strictWalk(view, scan, byName) : orderedWalk(view, scan, byName);
}
