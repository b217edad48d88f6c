/** A cohort as the API gives it. */
export interface CohortFigures {
  size: number;
  counts: number[];
  incomplete: boolean[];
}

/** One column over all cohorts that have it whole: how many came back, and of how many. */
export interface ColumnMean {
  count: number;
  size: number;
  rate: number | null;
}

/**
 * Retention per column over all cohorts: from sums, never a mean of shares. A cohort whose interval is still running
 * is left out of that column, because it would pull the mean down.
 */
export function columnMeans(cohorts: readonly CohortFigures[]): ColumnMean[] {
  const columns = Math.max(0, ...cohorts.map(({ counts }) => counts.length));
  return Array.from({ length: columns }, (_, column) => {
    let count = 0;
    let size = 0;
    for (const cohort of cohorts) {
      const value = cohort.counts[column];
      // The cohort's own interval counts even while it runs: everybody in it is in it.
      if (value === undefined || (column > 0 && cohort.incomplete[column] === true)) continue;
      count += value;
      size += cohort.size;
    }
    return { count, size, rate: size === 0 ? null : count / size };
  });
}
