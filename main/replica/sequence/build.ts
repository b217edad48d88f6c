import type { DuckDBConnection } from '@duckdb/node-api';
import { readState } from '../state-table.ts';
import type { LineOwner } from './lines.ts';
import { arraysIn, type Sequence, sequenceBytes, sequenceOrigins } from './sequence.ts';

/** One row per event of a known person; `origin` counts as in `sequenceOrigins`. */
export const eventsSql = `
  SELECT profile_id, occurred_at AS happened_at, name, 0 AS origin, id FROM main.events WHERE profile_id IS NOT NULL
  UNION ALL
  SELECT profile_id, ordered_at, 'order_placed', 1, id FROM main.orders WHERE is_counted AND profile_id IS NOT NULL
  UNION ALL
  SELECT profile_id, ordered_at, 'order_returned', 1, id FROM main.orders
   WHERE is_revenue AND kind = 'return' AND profile_id IS NOT NULL
  UNION ALL
  SELECT profile_id, answered_at, 'survey_answered', 2, id FROM main.survey_responses WHERE profile_id IS NOT NULL
  UNION ALL
  SELECT profile_id, opened_at, 'ticket_opened', 3, id FROM main.tickets WHERE profile_id IS NOT NULL`;

/** What the events of an index lie together by. */
export type SequenceOf = 'people' | 'sessions' | LineOwner;

/** One row per event of a session. */
const sessionEventsSql =
  'SELECT occurred_at, session_id, name, 0 AS origin, id FROM main.events WHERE session_id IS NOT NULL';

const namesSql = (events: string) =>
  `SELECT origin, name, count(*)::DOUBLE AS n FROM (${events}) GROUP BY ALL ORDER BY origin, name`;

const sortedSql = `
WITH listed AS (${eventsSql}),
     numbered AS (SELECT origin, name, row_number() OVER (ORDER BY origin, name) - 1 AS number
                    FROM (SELECT DISTINCT origin, name FROM listed))
SELECT l.profile_id::UINTEGER, epoch_ms(l.happened_at)::DOUBLE, n.number::UINTEGER, l.id::UINTEGER
  FROM listed l JOIN numbered n ON n.origin = l.origin AND n.name = l.name
 ORDER BY l.profile_id, l.happened_at, l.origin, l.id`;

/** A session has the number of its first row, so that those of one time lie near each other. */
const sessionsSql = `
WITH listed AS (${sessionEventsSql}),
     numbered AS (SELECT name, row_number() OVER (ORDER BY name) - 1 AS number FROM (SELECT DISTINCT name FROM listed)),
     firsts AS (SELECT session_id, min(id) AS first FROM listed GROUP BY session_id)
SELECT f.first::UINTEGER, epoch_ms(l.occurred_at)::DOUBLE, n.number::UINTEGER, l.id::UINTEGER
  FROM listed l JOIN firsts f USING (session_id) JOIN numbered n USING (name) ORDER BY f.first, l.id`;

const questions = {
  people: {
    names: namesSql(eventsSql),
    sorted: sortedSql,
    count: `SELECT count(DISTINCT profile_id)::DOUBLE FROM (${eventsSql})`,
  },
  sessions: {
    names: namesSql(sessionEventsSql),
    sorted: sessionsSql,
    count: `SELECT count(DISTINCT session_id)::DOUBLE FROM (${sessionEventsSql})`,
  },
};

/**
 * Reads an index out of the replica. In that of sessions each stands where a person does in the other, with the id of
 * its first event for a profile.
 *
 * @param connection inside a transaction, so that everything is of one watermark
 * @param signal checked between chunks
 */
export async function buildSequence(
  connection: DuckDBConnection,
  signal: AbortSignal,
  of: 'people' | 'sessions' = 'people',
): Promise<Sequence> {
  const sql = questions[of];
  const saved = await readState(connection);
  const names = (await connection.runAndReadAll(sql.names)).getRows().map(([origin, name, count]) => ({
    name: String(name),
    origin: sequenceOrigins[Number(origin)] ?? 'events',
    count: Number(count),
  }));
  const people = Number((await connection.runAndReadAll(sql.count)).getRows()[0]?.[0] ?? 0);
  const events = names.reduce((sum, { count }) => sum + count, 0);
  const shape = { people, events, nameCount: names.length };
  const buffer = new SharedArrayBuffer(sequenceBytes(shape));
  const arrays = arraysIn(buffer, shape);
  await fill(connection, sql.sorted, arrays, signal);
  const byName = names.map(({ name, origin }) => ({ name, origin }));
  const { firstMs, lastMs } = spanOf(arrays.times);
  return {
    firstMs,
    lastMs,
    seq: saved?.head.seq ?? 0,
    fingerprint: saved?.head.fingerprint ?? '',
    people,
    events,
    highestIds: highestIds(byName, arrays),
    names: byName,
    buffer,
  };
}

async function fill(
  connection: DuckDBConnection,
  sql: string,
  arrays: ReturnType<typeof arraysIn>,
  signal: AbortSignal,
): Promise<void> {
  const result = await connection.stream(sql);
  let event = 0;
  let person = -1;
  let profile = -1;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    signal.throwIfAborted();
    const [profiles, times, names, ids] = [0, 1, 2, 3].map((index) => chunk.getColumnVector(index));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const id = profiles?.getItem(row) as number;
      if (id !== profile) {
        profile = id;
        person += 1;
        arrays.profileIds[person] = id;
        arrays.offsets[person] = event;
      }
      arrays.times[event] = times?.getItem(row) as number;
      arrays.names[event] = names?.getItem(row) as number;
      arrays.rowIds[event] = ids?.getItem(row) as number;
      event += 1;
    }
  }
  arrays.offsets[person + 1] = event;
}

function highestIds(list: Sequence['names'], { names, rowIds }: ReturnType<typeof arraysIn>): number[] {
  const originOf = Uint8Array.from(list, ({ origin }) => sequenceOrigins.indexOf(origin));
  const highest = new Uint32Array(sequenceOrigins.length);
  for (let i = 0; i < rowIds.length; i += 1) {
    const origin = originOf[names[i] as number] as number;
    const id = rowIds[i] as number;
    if (id > (highest[origin] as number)) highest[origin] = id;
  }
  return [...highest];
}

function spanOf(times: Float64Array): { firstMs: number; lastMs: number } {
  let firstMs = times[0] ?? 0;
  let lastMs = firstMs;
  for (const time of times) {
    if (time < firstMs) firstMs = time;
    else if (time > lastMs) lastMs = time;
  }
  return { firstMs, lastMs };
}
