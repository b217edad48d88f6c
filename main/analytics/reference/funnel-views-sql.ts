import { type FunnelReference, funnelTimesSql } from './funnel-sql.ts';

/*
 * What is read off the chains of an ordered or strict funnel, as plain SQL that DuckDB and PostgreSQL both run.
 */

/** Rows of step, people, mean, median and 90th percentile of ms from the step before (null for the first). */
export function stepTimesSql(reference: FunnelReference): string {
  const { stepCount } = reference.rules;
  const rows = Array.from({ length: stepCount }, (_, step) => {
    const took = step === 0 ? 'CAST(NULL AS DOUBLE PRECISION)' : `t${step} - t${step - 1}`;
    return `SELECT ${step} AS step, ${took} AS took FROM chains WHERE reached > ${step}`;
  });
  return `WITH chains AS (${funnelTimesSql(reference)}), steps AS (${rows.join(' UNION ALL ')})
SELECT step, count(*), avg(took), percentile_cont(0.5) WITHIN GROUP (ORDER BY took),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY took) FROM steps GROUP BY step`;
}

export interface BetweenSteps {
  fromStep: number;
  toStep: number;
}

/** Rows of period, people at `fromStep`, people at `toStep`, by the period of the chain's first event (FN10). */
export function funnelTrendSql(
  reference: FunnelReference,
  { bounds, fromStep, toStep }: BetweenSteps & { bounds: readonly number[] },
): string {
  const periods = bounds.slice(0, -1).map((start, i) => `(${i}, ${start}, ${bounds[i + 1]})`);
  return `WITH chains AS (${funnelTimesSql(reference)})
SELECT p.n, count(*), count(CASE WHEN c.reached > ${toStep} THEN 1 END)
  FROM chains c JOIN (VALUES ${periods.join()}) p (n, starts, ends) ON c.t0 >= p.starts AND c.t0 < p.ends
 WHERE c.reached > ${fromStep} GROUP BY p.n`;
}

/**
 * Rows of bin, people, then the row -1 with all people, the mean and the median of their ms. Bins of one width from the
 * shortest to the longest time, the last with its upper edge.
 */
export function timeToConvertSql(
  reference: FunnelReference,
  { fromStep, toStep, bins }: BetweenSteps & { bins: number },
): string {
  return `WITH chains AS (${funnelTimesSql(reference)}),
times AS (SELECT CAST(t${toStep} - t${fromStep} AS DOUBLE PRECISION) AS took FROM chains WHERE reached > ${toStep}),
ends AS (SELECT min(took) AS shortest, max(took) AS longest FROM times),
placed AS (
  SELECT CASE WHEN longest = shortest THEN 0 WHEN took = longest THEN ${bins - 1}
              ELSE floor((took - shortest) / ((longest - shortest) / ${bins})) END AS bin FROM times CROSS JOIN ends)
SELECT bin, count(*), NULL, NULL FROM placed GROUP BY bin
UNION ALL
SELECT -1, count(*), avg(took), percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FROM times`;
}
