import { quantile } from '../numeric/quantile.ts';

/** What a customer is scored by, at the day of the analysis. */
export interface RfmInput {
  /** Whole days since the last purchase. */
  recencyDays: number;
  /** Number of purchases. */
  frequency: number;
  /** Sum of purchases in major units. */
  monetary: number;
}

export interface RfmScore {
  recency: number;
  frequency: number;
  monetary: number;
}

export interface RfmThresholds {
  /** Lower bounds of the upper four classes of each measure, ascending. */
  recency: number[];
  frequency: number[];
  monetary: number[];
}

/**
 * How classes are cut:
 * - `rfm`: the rule of R's package of that name: bounds are the 20, 40, 60 and 80 % quantiles (type 7) plus one unit,
 *   a value belongs above a bound from that bound on
 * - `quantile`: the same quantiles without the added unit, a value belongs above a bound when it exceeds it
 */
export type RfmRule = 'rfm' | 'quantile';

/**
 * Scores 1..5 per measure over the population given, 5 = best (for recency: most recent). Equal values always get equal
 * scores, so classes can be of unequal size.
 *
 * @returns scores in the order of the customers, and the bounds used
 */
export function scoreRfm(
  customers: readonly RfmInput[],
  rule: RfmRule = 'rfm',
): { scores: RfmScore[]; thresholds: RfmThresholds } {
  const thresholds: RfmThresholds = {
    recency: bounds(
      Float64Array.from(customers, (customer) => customer.recencyDays),
      rule,
    ),
    frequency: bounds(
      Float64Array.from(customers, (customer) => customer.frequency),
      rule,
    ),
    monetary: bounds(
      Float64Array.from(customers, (customer) => customer.monetary),
      rule,
    ),
  };
  const scores = customers.map((customer) => ({
    recency: 6 - classOf(customer.recencyDays, thresholds.recency, rule),
    frequency: classOf(customer.frequency, thresholds.frequency, rule),
    monetary: classOf(customer.monetary, thresholds.monetary, rule),
  }));
  return { scores, thresholds };
}

function bounds(values: Float64Array, rule: RfmRule): number[] {
  values.sort();
  const added = rule === 'rfm' ? 1 : 0;
  return [0.2, 0.4, 0.6, 0.8].map((probability) => (quantile(values, probability) ?? 0) + added);
}

function classOf(value: number, lowerBounds: readonly number[], rule: RfmRule): number {
  let score = 1;
  for (const bound of lowerBounds) if (rule === 'rfm' ? value >= bound : value > bound) score += 1;
  return score;
}
