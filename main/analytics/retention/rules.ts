/** Retention with names and filters already turned into bits. Rule numbers (RT1 …) are those of `docs/spec/retention.md`. */
export interface RetentionRules {
  /** Starts of the intervals and the end of the last: n + 1 instants for n intervals (RT1). */
  bounds: Float64Array;
  /** `first_time`: one cohort a person, by the first target event of all; `recurring`: every interval with one (RT2). */
  type: 'first_time' | 'recurring';
  /** `on`: came back in that very interval; `on_or_after`: in it or any later one of the range (RT4). */
  mode: 'on' | 'on_or_after';
  /** Returning events an interval must have to count (RT3). */
  minimumOccurrences: number;
  /** Number of cohorts, from the first interval on. */
  cohorts: number;
  /**
   * Columns: null = one per interval, as many as have begun; else groups of intervals after the cohort's own, both ends
   * inclusive, e.g. [[1, 1], [2, 7], [8, 30]]. The group as a whole must have the minimum of occurrences.
   */
  brackets: readonly (readonly [number, number])[] | null;
}

/** Bits of an event: it makes a cohort, it is a return. */
export const TARGET = 1;
export const RETURNING = 2;

/** Intervals there are. */
export const intervalsOf = ({ bounds }: Pick<RetentionRules, 'bounds'>): number => Math.max(0, bounds.length - 1);
