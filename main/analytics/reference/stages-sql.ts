export interface StagesReference {
  /** Sub-select with columns id, stage, outcome, amount, closed_ms; for reasons and winners also reason, owner, channel, kind, country, region, city. */
  opportunities: string;
  /** Sub-select with columns opportunity, entry, stage, ms: which stage was entered when; of one instant the later entry is last. */
  entries: string;
  /** In order. */
  stages: readonly string[];
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * The stage funnel of opportunities as plain SQL that DuckDB and PostgreSQL both run (ST2 to ST5): rows of place, count,
 * amount, current, current amount, lost, mean and median days.
 */
export function stagesSql(reference: StagesReference): string {
  return `${placedSql(reference)},
through AS (
  SELECT k.place, p.amount FROM placed p JOIN listed k
      ON k.place = 0 OR p.outcome = 'won' OR p.now_place >= k.place
      OR EXISTS (SELECT 1 FROM visits v WHERE v.opportunity = p.id AND v.place >= k.place)),
ended AS (
  SELECT v.opportunity, v.place, v.ms,
         CASE WHEN EXISTS (SELECT 1 FROM visits n WHERE n.opportunity = v.opportunity AND ${isLater})
              THEN (SELECT min(n.ms) FROM visits n WHERE n.opportunity = v.opportunity AND ${isLater})
              WHEN o.outcome <> 'open' THEN o.closed_ms END AS left_ms
    FROM visits v JOIN opps o ON o.id = v.opportunity WHERE v.place IS NOT NULL),
stays AS (
  SELECT place, sum(CASE WHEN left_ms > ms THEN left_ms - ms ELSE 0 END) / 86400000.0 AS days
    FROM ended WHERE left_ms IS NOT NULL GROUP BY opportunity, place)
SELECT k.place, (SELECT count(*) FROM through t WHERE t.place = k.place),
       (SELECT coalesce(sum(t.amount), 0) FROM through t WHERE t.place = k.place),
       (SELECT count(*) FROM placed p WHERE p.outcome = 'open' AND p.now_place = k.place),
       (SELECT coalesce(sum(p.amount), 0) FROM placed p WHERE p.outcome = 'open' AND p.now_place = k.place),
       (SELECT count(*) FROM placed p WHERE p.outcome = 'lost' AND coalesce(p.now_place, p.last_visit, 0) = k.place),
       (SELECT avg(s.days) FROM stays s WHERE s.place = k.place),
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY s.days) FROM stays s WHERE s.place = k.place)
  FROM listed k ORDER BY k.place`;
}

const isLater = '(n.ms > v.ms OR (n.ms = v.ms AND n.entry > v.entry))';

/** Opportunities with the place where they stand, and that of the stage of the list they were in last. */
function placedSql({ opportunities, entries, stages }: StagesReference): string {
  const rows = stages.map((stage, place) => `(${place}, ${literal(stage)})`).join();
  return `WITH opps AS (SELECT * FROM ${opportunities} o),
listed AS (SELECT place, stage FROM (VALUES ${rows}) l (place, stage)),
visits AS (SELECT e.opportunity, e.entry, e.ms, l.place FROM ${entries} e LEFT JOIN listed l ON l.stage = e.stage),
placed AS (
  SELECT o.*, (SELECT l.place FROM listed l WHERE l.stage = o.stage) AS now_place,
         (SELECT v.place FROM visits v WHERE v.opportunity = o.id AND v.place IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM visits n WHERE n.opportunity = o.id AND n.place IS NOT NULL AND ${isLater})) AS last_visit
    FROM opps o)`;
}

/**
 * Reasons of loss: rows of reason, count, amount and the stage of the list where most of them were last, of several the
 * first.
 */
export function lossReasonsSql(reference: StagesReference): string {
  return `${placedSql(reference)},
lost AS (
  SELECT coalesce(reason, '') AS reason, amount, coalesce(now_place, last_visit, 0) AS place FROM placed WHERE outcome = 'lost'),
per AS (SELECT reason, place, count(*) AS n FROM lost GROUP BY reason, place)
SELECT l.reason, count(*), sum(l.amount),
       (SELECT k.stage FROM listed k WHERE k.place = (
          SELECT min(p.place) FROM per p WHERE p.reason = l.reason
             AND NOT EXISTS (SELECT 1 FROM per q WHERE q.reason = p.reason AND q.n > p.n)))
  FROM lost l GROUP BY l.reason`;
}

/**
 * Values with five closed at least that not all closed have (ST8): rows of property, value, closed, won, win rate, lift
 * and whether the squared z of two shares is beyond its 95 % (1 or 0; null where it cannot be told).
 */
export function winnersSql({ opportunities }: Pick<StagesReference, 'opportunities'>): string {
  const listed = ['owner', 'channel', 'kind', 'country', 'region', 'city'].map(
    (name) => `SELECT '${name}' AS property, ${name} AS value, won FROM closed WHERE ${name} <> ''`,
  );
  return `WITH closed AS (
  SELECT v.*, CASE WHEN outcome = 'won' THEN 1.0e0 ELSE 0.0e0 END AS won FROM ${opportunities} v WHERE outcome <> 'open'),
everybody AS (SELECT count(*) AS closed, sum(won) AS won FROM closed),
own AS (SELECT property, value, count(*) AS closed, sum(won) AS won FROM (${listed.join(' UNION ALL ')}) l GROUP BY property, value),
shares AS (
  SELECT o.property, o.value, o.closed, o.won, o.won / o.closed AS rate, e.won / e.closed AS mean,
         e.closed - o.closed AS others, e.won - o.won AS others_won
    FROM own o, everybody e WHERE o.closed >= 5 AND o.closed < e.closed)
SELECT property, value, closed, won, rate, CASE WHEN mean > 0 THEN rate / mean END,
       CASE WHEN others < 5 OR mean = 0 OR mean = 1 THEN NULL
            WHEN (rate - others_won / others) * (rate - others_won / others)
               > 3.841458820694124 * mean * (1 - mean) * (1.0e0 / closed + 1.0e0 / others) THEN 1 ELSE 0 END
  FROM shares`;
}
