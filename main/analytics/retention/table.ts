import { intervalsOf, type RetentionRules } from './rules.ts';
import type { RetentionTally } from './tally.ts';

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

export interface TableOptions {
  /** Intervals that begin later have not happened. UTC ms. */
  asOfMs: number;
  /** The newest instant the data speak of whole: an interval that ends later is incomplete. Left out: `asOfMs`. */
  completeMs?: number;
  /** Columns shown at most, intervals of value too. */
  columns: number;
}

/** The cohort table of a finished tally. */
export function retentionTable(
  rules: RetentionRules,
  tally: RetentionTally,
  { asOfMs, completeMs = asOfMs, columns }: TableOptions,
): RetentionCohort[] {
  const { bounds, brackets } = rules;
  const intervals = intervalsOf(rules);
  const begun = countWhile(intervals, (interval) => (bounds[interval] as number) <= asOfMs);
  const over = countWhile(intervals, (interval) => isPast(rules, interval, completeMs));
  const cohorts: RetentionCohort[] = [];
  for (let cohort = 0; cohort < rules.cohorts && cohort < begun; cohort += 1) {
    const { size, counts, amountsMinor } = tally.read(cohort);
    const most = Math.min(columns, begun - cohort);
    const shown = brackets
      ? countWhile(brackets.length, (column) => cohort + (brackets[column]?.[0] ?? 0) < begun)
      : Math.min(most, counts.length);
    const row: RetentionCohort = {
      ...{ start: bounds[cohort] as number, size },
      // Of their length from the start: growing takes longer than filling.
      ...{ counts: new Array(shown), rates: new Array(shown), incomplete: new Array(shown) },
      ...{ amountsMinor: [], cumulativeMinor: [] },
    };
    for (let column = 0; column < shown; column += 1) {
      const count = counts[column] as number;
      row.counts[column] = count;
      row.rates[column] = size === 0 ? null : count / size;
      row.incomplete[column] = cohort + (brackets ? (brackets[column]?.[1] ?? column) : column) >= over;
    }
    let total = 0;
    for (let column = 0; column < Math.min(most, amountsMinor.length); column += 1) {
      const amount = amountsMinor[column] as number;
      total += amount;
      row.amountsMinor[column] = amount;
      row.cumulativeMinor[column] = total;
    }
    cohorts.push(row);
  }
  return cohorts;
}

/** How many from the first on pass. */
function countWhile(limit: number, passes: (index: number) => boolean): number {
  let count = 0;
  while (count < limit && passes(count)) count += 1;
  return count;
}

/** Whether a column of a cohort is over at an instant (its last interval, for a bracket): only then a mean has it (RT5). */
export function isOver(rules: RetentionRules, cohort: number, column: number, atMs: number): boolean {
  return isPast(rules, cohort + (rules.brackets?.[column]?.[1] ?? column), atMs);
}

/** Whether an interval of the range is over. */
const isPast = (rules: RetentionRules, interval: number, atMs: number): boolean =>
  interval < intervalsOf(rules) && (rules.bounds[interval + 1] as number) <= atMs + 1;
