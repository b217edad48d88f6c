import type { SequenceView } from '../sequence/view.ts';
import { ExcludingEvents } from './excluding-events.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { ServedOrdered } from './served-ordered.ts';
import { servedStrict } from './served-strict.ts';
import { servedUnordered } from './served-unordered.ts';

/** Events of one person in the range, in time order, each of which serves one step or is one exclusion. */
export interface ServedEvents {
  at: Uint32Array;
  count: number;
  /** At the events of the step in question: number of the value, 0 to `values` - 1; -1 = none of these. */
  valueAt: Int32Array;
  values: number;
}

export interface ServedStep {
  /** By name: its step, or the number of steps and an exclusion. */
  numbers: Uint8Array;
  /** The step that every value has its own events at. */
  step: number;
}

/** @param outcome overwritten for the next value */
export type OnValue = (value: number, outcome: FunnelOutcome) => void;

/**
 * Walks the funnels of all values of which each has its own events at one step (FN9, `step`), on one way through the
 * events. False, with nothing told, where the rules of groups are needed.
 */
export type ServedWalk = (events: ServedEvents, take: OnValue) => boolean;

/** @param otherwise told a value whose best chain is ruled out, so that other starts must be looked at (FN7) */
export function servedWalk(
  view: SequenceView,
  scan: FunnelScan,
  of: ServedStep,
  otherwise: (value: number) => void,
): ServedWalk {
  if (scan.rules.order === 'unordered') return servedUnordered(view, scan, of);
  const ordered = new ServedOrdered(view, scan, of);
  const best: ServedWalk =
    scan.rules.order === 'strict' ? servedStrict(view, scan, of) : (events, take) => ordered.walk(events, take);
  if (scan.exclusions.length === 0) return best;
  const excluding = new ExcludingEvents(view, scan, of.numbers);
  return (events, take) => {
    excluding.read(events.at, events.count);
    return best(events, (value, outcome) => {
      if (excluding.isClean(outcome)) take(value, outcome);
      else otherwise(value);
    });
  };
}
