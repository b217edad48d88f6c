/** Retention and lifecycle as plain SQL that DuckDB and PostgreSQL both run; periods are given by their bounds. */
export interface PeriodReference {
  /** Sub-select with columns person, ms, target and back (booleans). */
  events: string;
  /** Starts of the periods and the end of the last, UTC ms. */
  bounds: readonly number[];
}

/** `period` of an event: position in the bounds, -1 outside. */
function periodSql(bounds: readonly number[], at: string): string {
  const cases = bounds.slice(0, -1).map((start, i) => `WHEN ${at} >= ${start} AND ${at} < ${bounds[i + 1]} THEN ${i}`);
  return `CASE ${cases.join(' ')} ELSE -1 END`;
}

export interface RetentionReference extends PeriodReference {
  type: 'first_time' | 'recurring';
  mode: 'on' | 'on_or_after';
  minimumOccurrences: number;
}

/** Rows of cohort, k, people (RT1 to RT4); k = 0 is the size. */
export function retentionSql({ events, bounds, type, mode, minimumOccurrences }: RetentionReference): string {
  const period = periodSql(bounds, 'e.ms');
  const cohorts =
    type === 'first_time'
      ? `SELECT person, cohort FROM (SELECT person, period AS cohort, row_number() OVER (PARTITION BY person ORDER BY ms) AS n
           FROM placed WHERE target) f WHERE n = 1 AND cohort >= 0`
      : 'SELECT DISTINCT person, period AS cohort FROM placed WHERE target AND period >= 0';
  const k = mode === 'on' ? 'r.period - c.cohort' : 'g.n';
  const join =
    mode === 'on'
      ? 'JOIN returns r ON r.person = c.person AND r.period > c.cohort'
      : `JOIN returns r ON r.person = c.person AND r.period > c.cohort
         JOIN gaps g ON g.n >= 1 AND g.n <= r.period - c.cohort`;
  return `WITH placed AS (SELECT e.*, ${period} AS period FROM ${events} e),
cohorts AS (${cohorts}),
gaps AS (${bounds
    .slice(0, -1)
    .map((_, n) => `SELECT ${n} AS n`)
    .join(' UNION ALL ')}),
returns AS (SELECT person, period FROM placed WHERE back AND period >= 0 GROUP BY person, period
             HAVING count(*) >= ${minimumOccurrences})
SELECT cohort, 0 AS k, count(*) AS people FROM cohorts GROUP BY cohort
UNION ALL
SELECT c.cohort, ${k} AS k, count(DISTINCT c.person) AS people FROM cohorts c ${join} GROUP BY c.cohort, ${k}`;
}

/** Rows of interval, state, people; the period before the range is number 0, those shown follow. */
export function lifecycleSql({ events, bounds }: PeriodReference): string {
  const start = bounds[0] ?? 0;
  const intervals = bounds.length - 1;
  return `WITH placed AS (SELECT e.person, e.ms, ${periodSql(bounds, 'e.ms')} AS period FROM ${events} e WHERE target),
active AS (SELECT DISTINCT person, period FROM placed WHERE period >= 0),
earlier AS (SELECT DISTINCT person FROM placed WHERE ms < ${start}),
states AS (
  SELECT a.person, a.period,
         CASE WHEN EXISTS (SELECT 1 FROM active b WHERE b.person = a.person AND b.period = a.period - 1) THEN 'returning'
              WHEN EXISTS (SELECT 1 FROM active b WHERE b.person = a.person AND b.period < a.period)
                OR EXISTS (SELECT 1 FROM earlier h WHERE h.person = a.person) THEN 'resurrecting'
              ELSE 'new' END AS state FROM active a
  UNION ALL
  SELECT a.person, a.period + 1, 'dormant' FROM active a
   WHERE a.period + 1 < ${intervals} AND NOT EXISTS (
         SELECT 1 FROM active b WHERE b.person = a.person AND b.period = a.period + 1))
SELECT period, state, count(*) AS people FROM states WHERE period >= 1 GROUP BY period, state`;
}
