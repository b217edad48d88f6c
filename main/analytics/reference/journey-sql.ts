export interface JourneyReference {
  /** Sub-select with columns person, ms, arrival, one boolean per touchpoint, and `start` where journeys begin anywhere else. */
  events: string;
  /** Names of the booleans, in the order of the request. */
  touchpoints: readonly string[];
  hasStart: boolean;
}

/**
 * What both answers are made of: `way` = every meeting of a journey in order (JM2, JM5), `firsts` = the first one of each
 * touchpoint with its place among those met, `ranked` = the order of the map.
 */
function waySql({ events, touchpoints, hasStart }: JourneyReference): string {
  const meetings = touchpoints.map(
    (name, point) => `SELECT person, ms, arrival, ${point} AS point FROM happened WHERE ${name}`,
  );
  const begins = hasStart ? 'start' : `(${touchpoints.join(' OR ')})`;
  return `happened AS (SELECT * FROM ${events} e),
begins AS (
  SELECT person, ms, arrival FROM (
    SELECT h.*, row_number() OVER (PARTITION BY person ORDER BY ms, arrival) AS n FROM happened h WHERE ${begins}) b WHERE n = 1),
meetings AS (${meetings.join(' UNION ALL ')}),
way AS (
  SELECT m.person, m.point, m.ms, b.ms AS began,
         row_number() OVER (PARTITION BY m.person ORDER BY m.ms, m.arrival, m.point) AS place
    FROM meetings m JOIN begins b ON b.person = m.person
   WHERE m.ms > b.ms OR (m.ms = b.ms AND m.arrival >= b.arrival)),
firsts AS (
  SELECT f.*, row_number() OVER (PARTITION BY person ORDER BY place) AS position
    FROM (SELECT w.*, row_number() OVER (PARTITION BY person, point ORDER BY place) AS n FROM way w) f WHERE n = 1),
ranked AS (
  SELECT point, count(*) AS met, sum(position) AS positions,
         row_number() OVER (ORDER BY CAST(sum(position) AS DOUBLE PRECISION) / count(*), count(*) DESC, point) AS place
    FROM firsts GROUP BY point)`;
}

/** Rows of place in the map, touchpoint, people, sum of positions, people who met nothing after it, sum and median of ms from the start (JM3). */
export function journeyTouchpointsSql(reference: JourneyReference): string {
  return `WITH ${waySql(reference)},
lasts AS (SELECT person, max(place) AS place FROM way GROUP BY person),
ends AS (SELECT w.point, count(*) AS ended FROM way w JOIN lasts l ON l.person = w.person AND l.place = w.place GROUP BY w.point)
SELECT r.place, r.point, r.met, r.positions, coalesce(e.ended, 0) AS ended, sum(f.ms - f.began) AS total_ms,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY f.ms - f.began) AS median_ms
  FROM ranked r JOIN firsts f ON f.point = r.point LEFT JOIN ends e ON e.point = r.point
 GROUP BY r.place, r.point, r.met, r.positions, e.ended`;
}

/** Rows of from, to, people, continued, detoured, dropped, sum and median of ms of those who continued (JM4). */
export function journeyLinksSql(reference: JourneyReference): string {
  return `WITH ${waySql(reference)},
links AS (SELECT a.point AS source, b.point AS target, a.place FROM ranked a JOIN ranked b ON b.place = a.place + 1),
later AS (
  SELECT l.place, l.source, l.target, f.person, f.ms AS began, min(CASE WHEN w.point = l.target THEN w.place END) AS reached,
         count(CASE WHEN w.point <> l.source THEN 1 END) AS others
    FROM links l JOIN firsts f ON f.point = l.source
    LEFT JOIN way w ON w.person = f.person AND w.place > f.place
   GROUP BY l.place, l.source, l.target, f.person, f.ms),
fates AS (
  SELECT x.source, x.target, w.ms - x.began AS took,
         CASE WHEN x.reached IS NOT NULL THEN 'continued' WHEN x.others > 0 THEN 'detoured' ELSE 'dropped' END AS fate
    FROM later x LEFT JOIN way w ON w.person = x.person AND w.place = x.reached)
SELECT source, target, count(*) AS people,
       count(CASE WHEN fate = 'continued' THEN 1 END) AS continued, count(CASE WHEN fate = 'detoured' THEN 1 END) AS detoured,
       count(CASE WHEN fate = 'dropped' THEN 1 END) AS dropped, sum(took) AS total_ms,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS median_ms
  FROM fates GROUP BY source, target`;
}

/** Names of events, those that most people have first (JM1); `events` has a column `name`. */
export const mostMetSql = (events: string, limit: number): string =>
  `SELECT name, count(DISTINCT person) AS met FROM ${events} e GROUP BY name ORDER BY met DESC, name LIMIT ${limit}`;
