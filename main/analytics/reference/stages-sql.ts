export interface StagesReference {
  /** Sub-select with columns id, stage, outcome, amount, closed_ms. */
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
export function stagesSql({ opportunities, entries, stages }: StagesReference): string {
  const rows = stages.map((stage, place) => `(${place}, ${literal(stage)})`).join();
  const isLater = '(n.ms > v.ms OR (n.ms = v.ms AND n.entry > v.entry))';
  return `WITH opps AS (SELECT * FROM ${opportunities} o),
listed AS (SELECT place, stage FROM (VALUES ${rows}) l (place, stage)),
visits AS (SELECT e.opportunity, e.entry, e.ms, l.place FROM ${entries} e LEFT JOIN listed l ON l.stage = e.stage),
placed AS (
  SELECT o.id, o.outcome, o.amount, (SELECT l.place FROM listed l WHERE l.stage = o.stage) AS now_place,
         (SELECT v.place FROM visits v WHERE v.opportunity = o.id AND v.place IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM visits n WHERE n.opportunity = o.id AND n.place IS NOT NULL AND ${isLater})) AS last_visit
    FROM opps o),
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
