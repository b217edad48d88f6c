export interface PathsReference {
  /** Sub-select with columns person, ms, arrival and node (text), of the events looked at. */
  events: string;
  sessionGapMs: number;
  stepLimit: number;
  startPoint: string | null;
  endPoint: string | null;
  /** Nodes shown by name; the others are `rest`. */
  nodeLimit: number;
  rest: string;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Paths as plain SQL that DuckDB and PostgreSQL both run: rows of place (1, 2, …), source, target, sessions and
 * total_ms; source, target and total_ms of place 0 are null, its sessions are all those with a path.
 */
export function pathsSql(reference: PathsReference): string {
  const { events, sessionGapMs, startPoint, endPoint, nodeLimit } = reference;
  const firstOf = (node: string | null, condition: string): string =>
    node === null ? 'NULL' : `min(CASE WHEN node = ${literal(node)} AND ${condition} THEN place END)`;
  // With a start, the end must lie behind it.
  const after = startPoint === null ? 'true' : 'place > begins';
  return `WITH gaps AS (
  SELECT e.*, CASE WHEN e.ms - lag(e.ms) OVER (PARTITION BY e.person ORDER BY e.ms, e.arrival) <= ${sessionGapMs}
                   THEN 0 ELSE 1 END AS is_first FROM ${events} e),
sessions AS (
  SELECT g.*, sum(g.is_first) OVER (PARTITION BY g.person ORDER BY g.ms, g.arrival ROWS UNBOUNDED PRECEDING) AS session
    FROM gaps g),
repeats AS (
  SELECT s.*, lag(s.node) OVER (PARTITION BY s.person, s.session ORDER BY s.ms, s.arrival) AS before FROM sessions s),
nodes AS (
  SELECT person, session, node, ms, row_number() OVER (PARTITION BY person, session ORDER BY ms, arrival) AS place
    FROM repeats WHERE before IS NULL OR before <> node),
starts AS (
  SELECT n.*, ${startPoint === null ? '1' : `min(CASE WHEN node = ${literal(startPoint)} THEN place END) OVER (PARTITION BY person, session)`} AS begins
    FROM nodes n),
spans AS (SELECT person, session, min(begins) AS begins, ${firstOf(endPoint, after)} AS ends, max(place) AS last
            FROM starts GROUP BY person, session),
paths AS (SELECT person, session, ${rangeSql(reference)} FROM spans),
walked AS (
  SELECT n.node, n.ms, n.place - p.first + 1 AS place, n.person, n.session
    FROM nodes n JOIN paths p ON p.person = n.person AND p.session = n.session
   WHERE n.place BETWEEN p.first AND p.final),
edges AS (
  SELECT a.place, a.node AS source, b.node AS target, count(*) AS sessions, sum(b.ms - a.ms) AS total_ms
    FROM walked a JOIN walked b ON b.person = a.person AND b.session = a.session AND b.place = a.place + 1
   GROUP BY a.place, a.node, b.node),
weights AS (SELECT node, sum(sessions) AS weight FROM (
              SELECT source AS node, sessions FROM edges UNION ALL SELECT target, sessions FROM edges) w GROUP BY node),
named AS (SELECT node FROM (SELECT node, row_number() OVER (ORDER BY weight DESC, node) AS n FROM weights) w
           WHERE n <= ${nodeLimit}),
shown AS (
  SELECT place, sessions, total_ms,
         CASE WHEN source IN (SELECT node FROM named) THEN source ELSE ${literal(reference.rest)} END AS source,
         CASE WHEN target IN (SELECT node FROM named) THEN target ELSE ${literal(reference.rest)} END AS target FROM edges)
SELECT place, source, target, sum(sessions) AS sessions, sum(total_ms) AS total_ms FROM shown GROUP BY place, source, target
UNION ALL
SELECT 0, NULL, NULL, count(*), NULL FROM paths WHERE first <= final`;
}

/** Where in a session its path is: first and last place; null where the session lacks the start or the end. */
function rangeSql({ startPoint, endPoint, stepLimit }: PathsReference): string {
  const limit = `begins + ${stepLimit - 1}`;
  if (endPoint === null) return `begins AS first, CASE WHEN last < ${limit} THEN last ELSE ${limit} END AS final`;
  const first =
    startPoint === null ? `CASE WHEN ends > ${stepLimit} THEN ends - ${stepLimit - 1} ELSE 1 END` : 'begins';
  const final = startPoint === null ? 'ends' : `CASE WHEN ends <= ${limit} THEN ends END`;
  return `${first} AS first, ${final} AS final`;
}
