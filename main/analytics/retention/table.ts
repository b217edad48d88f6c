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
  const { bounds } = rules;
  const intervals = Math.max(0, bounds.length - 1);
  const hasBegun = (interval: number): boolean => interval < intervals && (bounds[interval] as number) <= asOfMs;
  const cohorts: RetentionCohort[] = [];
  for (let cohort = 0; cohort < rules.cohorts && hasBegun(cohort); cohort += 1) {
    const { size, counts, amountsMinor } = tally.read(cohort);
    const shown = counts.filter((_, k) => hasBegun(cohort + spanOf(rules, k).from)).length;
    const values = amountsMinor.filter((_, k) => hasBegun(cohort + k));
    let total = 0;
    cohorts.push({
      start: bounds[cohort] as number,
      size,
      counts: counts.slice(0, shown),
      rates: counts.slice(0, shown).map((count) => (size === 0 ? null : count / size)),
      incomplete: counts.slice(0, shown).map((_, k) => !isOver(rules, cohort, k, asOfMs)),
      amountsMinor: values,
      cumulativeMinor: values.map((value) => {
        total += value;
        return total;
      }),
    });
  }
  return cohorts;
}

/** Intervals of a column after the cohort's own, both ends inclusive. */
function spanOf({ brackets }: RetentionRules, column: number): { from: number; to: number } {
  const [from, to] = brackets?.[column] ?? [column, column];
  return { from, to };
}

/** Whether a column of a cohort is over at `asOfMs` (its last interval, for a bracket): only then a mean has it (RT5). */
export function isOver(rules: RetentionRules, cohort: number, column: number, asOfMs: number): boolean {
  const last = cohort + spanOf(rules, column).to;
  return last < rules.bounds.length - 1 && (rules.bounds[last + 1] as number) <= asOfMs + 1;
}
