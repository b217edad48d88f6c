export interface CustomerStagesReference {
  /** Sub-select with columns id, seen_ms (null where nothing says when). */
  people: string;
  /** Sub-select with columns id, person (null = nobody known), ms, minor, is_counted, is_revenue: every document. */
  orders: string;
  loyalOrders: number;
  inactiveMs: number;
}

/**
 * Customers by their orders as plain SQL that DuckDB and PostgreSQL both run (ST7): rows of place, count, amount,
 * current, current amount, lost, mean and median days; then the row -1 of open, won and lost with their amounts.
 */
export function customerStagesSql({ people, orders, loyalOrders, inactiveMs }: CustomerStagesReference): string {
  const nth = (number: number): string => `(SELECT c.ms FROM counted c WHERE c.person = p.id AND c.number = ${number})`;
  const rows = [0, 1, 2, 3].map((place) => `(${place})`).join();
  return `WITH documents AS (SELECT * FROM ${orders} o),
counted AS (
  SELECT o.person, o.ms,
         (SELECT count(*) FROM documents e WHERE e.is_counted AND e.person = o.person
             AND (e.ms < o.ms OR (e.ms = o.ms AND e.id <= o.id))) AS number
    FROM documents o WHERE o.is_counted AND o.person IS NOT NULL),
dated AS (
  SELECT p.id, p.seen_ms AS known_ms, ${nth(1)} AS first_ms, ${nth(2)} AS second_ms, ${nth(loyalOrders)} AS loyal_ms,
         (SELECT max(c.ms) FROM counted c WHERE c.person = p.id) AS last_ms,
         (SELECT coalesce(sum(o.minor), 0) FROM documents o WHERE o.is_revenue AND o.person = p.id) AS amount
    FROM ${people} p),
placed AS (
  SELECT d.*, CASE WHEN loyal_ms IS NOT NULL THEN 3 WHEN second_ms IS NOT NULL THEN 2
                   WHEN first_ms IS NOT NULL THEN 1 ELSE 0 END AS place,
         (SELECT max(o.ms) FROM documents o)
           - CASE WHEN last_ms IS NOT NULL THEN last_ms WHEN known_ms IS NOT NULL THEN known_ms ELSE 0 END AS silent_ms
    FROM dated d),
ended AS (
  SELECT p.*, CASE WHEN place = 3 THEN 'won' WHEN silent_ms >= ${inactiveMs} THEN 'lost' ELSE 'open' END AS outcome
    FROM placed p),
stays AS (
  SELECT 0 AS place, first_ms - known_ms AS ms FROM ended
  UNION ALL SELECT 1, second_ms - first_ms FROM ended UNION ALL SELECT 2, loyal_ms - second_ms FROM ended),
listed AS (SELECT place FROM (VALUES ${rows}) l (place))
SELECT k.place, (SELECT count(*) FROM ended e WHERE e.place >= k.place),
       (SELECT coalesce(sum(e.amount), 0) FROM ended e WHERE e.place >= k.place),
       (SELECT count(*) FROM ended e WHERE e.place = k.place AND e.outcome = 'open'),
       (SELECT coalesce(sum(e.amount), 0) FROM ended e WHERE e.place = k.place AND e.outcome = 'open'),
       (SELECT count(*) FROM ended e WHERE e.place = k.place AND e.outcome = 'lost'),
       (SELECT avg(s.ms / 86400000.0) FROM stays s WHERE s.place = k.place),
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY s.ms / 86400000.0) FROM stays s WHERE s.place = k.place)
  FROM listed k
UNION ALL
SELECT -1, count(CASE WHEN outcome = 'open' THEN 1 END), coalesce(sum(CASE WHEN outcome = 'open' THEN amount END), 0),
       count(CASE WHEN outcome = 'won' THEN 1 END), coalesce(sum(CASE WHEN outcome = 'won' THEN amount END), 0),
       count(CASE WHEN outcome = 'lost' THEN 1 END), coalesce(sum(CASE WHEN outcome = 'lost' THEN amount END), 0),
       NULL
  FROM ended
 ORDER BY 1`;
}
