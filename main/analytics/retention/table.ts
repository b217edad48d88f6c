import type { RetentionRules, RetentionTally } from './tally.ts';

export interface RetentionCohort {
  /** Start of the cohort's own interval, UTC ms. */
  start: number;
  size: number;
  /** People per column; without brackets `counts[0]` is the size. Intervals that have not begun are absent (RT5). */
  counts: number[];
  /** Shares of the size; null for a cohort of nobody. */
  rates: (number | null)[];
  /** Whether the column's interval (its last, for a bracket) is still running. */
  incomplete: boolean[];
  /** Value of the cohort's people per interval, own interval first, and its running total, in minor units. */
  amountsMinor: number[];
  cumulativeMinor: number[];
}

/**
 * The cohort table of a finished tally.
 *
 * @param asOfMs the newest instant the data can speak of: an interval that ends later is still running
 */
export function retentionTable(rules: RetentionRules, tally: RetentionTally, asOfMs: number): RetentionCohort[] {
  const { bounds, brackets } = rules;
  const intervals = Math.max(0, bounds.length - 1);
  const hasBegun = (interval: number): boolean => interval < intervals && (bounds[interval] as number) <= asOfMs;
  const cohorts: RetentionCohort[] = [];
  for (let cohort = 0; cohort < rules.cohorts && hasBegun(cohort); cohort += 1) {
    const { size, counts, amountsMinor } = tally.read(cohort);
    const ends = brackets
      ? brackets.map(([from, to]) => ({ begins: cohort + from, ends: cohort + to }))
      : counts.map((_, k) => ({ begins: cohort + k, ends: cohort + k }));
    const shown = ends.filter(({ begins }) => hasBegun(begins)).length;
    const values = amountsMinor.filter((_, k) => hasBegun(cohort + k));
    let total = 0;
    cohorts.push({
      start: bounds[cohort] as number,
      size,
      counts: counts.slice(0, shown),
      rates: counts.slice(0, shown).map((count) => (size === 0 ? null : count / size)),
      incomplete: ends
        .slice(0, shown)
        .map(({ ends: last }) => last >= intervals || (bounds[last + 1] as number) > asOfMs + 1),
      amountsMinor: values,
      cumulativeMinor: values.map((value) => {
        total += value;
        return total;
      }),
    });
  }
  return cohorts;
}
