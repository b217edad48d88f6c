/**
 * A funnel with all names and filters already turned into bits: bit k of an event's step mask says that it can serve
 * step k (0-based), bit x of its exclusion mask that it is exclusion x. Times are milliseconds. Rule numbers in this
 * folder (FN1 …) are those of `docs/spec/funnel.md`.
 */
export interface FunnelRules {
  /** 2..30 */
  stepCount: number;
  order: 'ordered' | 'strict' | 'unordered';
  /** From the first event of a chain, both ends inclusive; null = no limit. */
  windowMs: number | null;
  /** Limit from the previous step, by step; entry 0 is not used. Null = no limit. */
  stepWindowsMs: readonly (number | null)[];
  exclusions: readonly { fromStep: number; toStep: number }[];
  /** Chains begin no later than this (the end of the date range); later events are there to finish them only. */
  lastEntryMs: number;
}

/** All events of one person in time order: the slice `from`..`to` (exclusive) of arrays that hold many people. */
export interface PersonEvents {
  times: Float64Array;
  stepMasks: Uint32Array;
  /** Null when the funnel has no exclusions. */
  exclusionMasks: Uint32Array | null;
  from: number;
  to: number;
}

/** What one person did; reused from person to person, so copy what must stay. */
export interface FunnelOutcome {
  /** Number of steps reached, 0..stepCount. */
  reached: number;
  /** All furthest chains were ruled out by an exclusion (FN7); `reached` is 0 then. */
  isExcluded: boolean;
  /** Time of each step of the chain that counts (FN2); entries from `reached` on have no meaning. */
  times: Float64Array;
  /** Index in the event arrays of the event that served each step. */
  events: Int32Array;
}

export function newOutcome(stepCount: number): FunnelOutcome {
  return { reached: 0, isExcluded: false, times: new Float64Array(stepCount), events: new Int32Array(stepCount) };
}
