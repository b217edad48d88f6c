import { selectQuantiles } from '../numeric/select.ts';

/** What customers are scored by, at the day of the analysis: one entry per customer in each column. */
export interface RfmColumns {
  /** Whole days since the last purchase. */
  recency: Float64Array;
  /** Number of purchases. */
  frequency: Float64Array;
  /** Sum of purchases in major units. */
  monetary: Float64Array;
}

/** 1..5 per measure, in the order of the customers. */
export type RfmScores = Record<keyof RfmColumns, Uint8Array>;
/** Lower bounds of the upper four classes of each measure, ascending. */
export type RfmThresholds = Record<keyof RfmColumns, number[]>;

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
 */
export function scoreRfm(columns: RfmColumns, rule: RfmRule = 'rfm'): { scores: RfmScores; thresholds: RfmThresholds } {
  const thresholds = eachMeasure((measure) => bounds(columns[measure], rule));
  const scores = eachMeasure((measure) => classes(columns[measure], thresholds[measure], rule));
  // Fewer days are better.
  scores.recency.forEach((score, i) => {
    scores.recency[i] = 6 - score;
  });
  return { scores, thresholds };
}

const eachMeasure = <T>(make: (measure: keyof RfmColumns) => T): Record<keyof RfmColumns, T> => ({
  recency: make('recency'),
  frequency: make('frequency'),
  monetary: make('monetary'),
});

function bounds(values: Float64Array, rule: RfmRule): number[] {
  const added = rule === 'rfm' ? 1 : 0;
  return selectQuantiles(values.slice(), [0.2, 0.4, 0.6, 0.8]).map((bound) => (bound ?? 0) + added);
}

function classes(values: Float64Array, lowerBounds: readonly number[], rule: RfmRule): Uint8Array {
  const found = new Uint8Array(values.length).fill(1);
  for (const bound of lowerBounds) {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] as number;
      if (rule === 'rfm' ? value >= bound : value > bound) found[i] = (found[i] as number) + 1;
    }
  }
  return found;
}
