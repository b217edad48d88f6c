/**
 * Retention, lifecycle and stickiness as plain SQL that DuckDB and PostgreSQL both run; periods are given by their
 * bounds.
 */
export interface PeriodReference {
  /** Sub-select with columns person, ms, arrival, target and back (booleans). */
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
  /** Groups of intervals after the cohort's own; null = one column per interval. */
  brackets: readonly (readonly [number, number])[] | null;
  /** UTC ms: what begins later is absent (RT5). */
  asOfMs: number;
  /** UTC ms: what ends later is incomplete (RT5). */
  completeMs: number;
}

/** How many intervals have begun, and how many are over. */
const progressOf = ({ bounds, asOfMs, completeMs }: RetentionReference): { begun: number; over: number } => ({
  begun: bounds.slice(0, -1).filter((start) => start <= asOfMs).length,
  over: bounds.slice(1).filter((end) => end <= completeMs + 1).length,
});

/** People of each cohort, and how often each came back in each period. */
function membersSql({ events, bounds, type }: RetentionReference): string {
  const cohorts =
    type === 'first_time'
      ? `SELECT person, cohort FROM (SELECT person, period AS cohort,
             row_number() OVER (PARTITION BY person ORDER BY ms, arrival) AS n FROM placed WHERE target) f
          WHERE n = 1 AND cohort >= 0`
      : 'SELECT DISTINCT person, period AS cohort FROM placed WHERE target AND period >= 0';
  return `placed AS (SELECT e.*, ${periodSql(bounds, 'e.ms')} AS period FROM ${events} e),
cohorts AS (${cohorts}),
returns AS (SELECT person, period, count(*) AS times FROM placed WHERE back AND period >= 0 GROUP BY person, period)`;
}

/**
 * Rows of cohort, k, whether the column is over (1, 0), people (RT1 to RT5): k = 0 is the size; from 1 on the k-th
 * interval after the cohort's own, or the k-th bracket.
 */
export function retentionSql(reference: RetentionReference): string {
  const { begun, over } = progressOf(reference);
  return `WITH ${membersSql(reference)}, ${columnsSql(reference)},
cells AS (
  SELECT cohort, 0 AS k, 0 AS first, 0 AS last, count(*) AS people FROM cohorts GROUP BY cohort
  UNION ALL
  SELECT cohort, k, first, last, count(DISTINCT person) AS people FROM came GROUP BY cohort, k, first, last)
SELECT cohort, k, CASE WHEN cohort + last < ${over} THEN 1 ELSE 0 END AS is_over, people FROM cells
 WHERE cohort + first < ${begun}`;
}

/** `came`: which person of which cohort is counted in which column. */
function columnsSql({ bounds, mode, minimumOccurrences, brackets }: RetentionReference): string {
  const columns = brackets ?? bounds.slice(2).map((_, k) => [k + 1, k + 1] as const);
  const list = columns.map(([from, to], i) => `SELECT ${i + 1} AS k, ${from} AS first, ${to} AS last`);
  if (list.length === 0) list.push('SELECT 0 AS k, 1 AS first, 0 AS last');
  const isLater = mode === 'on' ? 'c.k = i.k' : 'c.k >= i.k';
  return `columns_shown AS (${list.join(' UNION ALL ')}),
enough AS (SELECT c.person, c.cohort, g.k FROM cohorts c JOIN returns r ON r.person = c.person
             JOIN columns_shown g ON r.period - c.cohort BETWEEN g.first AND g.last
            GROUP BY c.person, c.cohort, g.k HAVING sum(r.times) >= ${minimumOccurrences}),
came AS (SELECT c.person, c.cohort, i.k, i.first, i.last FROM enough c JOIN columns_shown i ON ${isLater})`;
}

/** Rows of cohort, k, amount: what the cohort's people brought in interval k, their own first; column `amount`. */
export function retentionRevenueSql(reference: RetentionReference): string {
  return `WITH ${membersSql(reference)}
SELECT c.cohort, p.period - c.cohort AS k, sum(p.amount) AS amount FROM cohorts c JOIN placed p ON p.person = c.person
 WHERE p.period >= c.cohort AND p.period < ${progressOf(reference).begun} AND p.amount <> 0 GROUP BY c.cohort, p.period - c.cohort`;
}

/**
 * Rows of value, cohort, k, people. The value is that of the event which made the cohort: the first of all for
 * `first_time`, the first of the range otherwise; column `value`, or `trait` for one of the person.
 */
export function retentionBreakdownSql(reference: RetentionReference, source: 'event' | 'person'): string {
  const inRange = reference.type === 'recurring' ? 'AND period >= 0' : '';
  const column = source === 'event' ? 'value' : 'trait';
  const { begun } = progressOf(reference);
  return `WITH ${membersSql(reference)}, ${columnsSql(reference)},
named AS (SELECT person, value FROM (SELECT person, ${column} AS value,
            row_number() OVER (PARTITION BY person ORDER BY ms, arrival) AS n FROM placed WHERE target ${inRange}) f WHERE n = 1)
SELECT n.value, c.cohort, 0 AS k, count(*) AS people FROM cohorts c JOIN named n ON n.person = c.person
 WHERE c.cohort < ${begun} GROUP BY n.value, c.cohort
UNION ALL
SELECT n.value, c.cohort, c.k, count(DISTINCT c.person) AS people FROM came c JOIN named n ON n.person = c.person
 WHERE c.cohort + c.first < ${begun} GROUP BY n.value, c.cohort, c.k`;
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

/** Rows of active intervals, people; the period before the range is number 0 and does not count. */
export function stickinessSql({ events, bounds }: PeriodReference): string {
  return `WITH active AS (SELECT DISTINCT e.person, ${periodSql(bounds, 'e.ms')} AS period FROM ${events} e WHERE target),
counted AS (SELECT person, count(*) AS intervals FROM active WHERE period >= 1 GROUP BY person)
SELECT intervals, count(*) AS people FROM counted GROUP BY intervals`;
}
