import type { Replica } from '../../replica/index.ts';
import { churnColumns } from '../churn/features.ts';
import { type Packed, readPacked } from './packed-rows.ts';
import { type CustomerRange, dateOf } from './purchases.ts';

/**
 * Facts of every customer active at the end of a day (a counted order in the `inactiveDays` up to it), from what had
 * happened by then; `came_back` alone looks at the `inactiveDays` after. `$5` takes every n-th customer.
 */
const factsSql = (people: string): string => `
WITH documents AS (
  SELECT profile_id, ordered_day_local AS day, is_counted, kind, net_base_minor AS minor,
         CASE WHEN is_counted THEN discount_minor END AS discount, CASE WHEN is_counted THEN gross_minor END AS gross
    FROM orders
   WHERE is_revenue AND profile_id BETWEEN $1 AND $2 AND hash(profile_id) % $5 = 0
     AND ordered_day_local <= $3::DATE + $4::INTEGER AND ${people}),
customers AS (
  SELECT profile_id, min(day) FILTER (WHERE is_counted) - DATE '1970-01-01' AS first_day,
         max(day) FILTER (WHERE is_counted) - DATE '1970-01-01' AS last_day,
         count(DISTINCT day) FILTER (WHERE is_counted) AS order_days, count(*) FILTER (WHERE is_counted) AS order_count,
         count(*) FILTER (WHERE is_counted AND day > $3::DATE - $4::INTEGER) AS recent_orders,
         count(*) FILTER (WHERE is_counted AND day <= $3::DATE - $4::INTEGER AND day > $3::DATE - 2 * $4::INTEGER)
           AS previous_orders,
         coalesce(sum(minor) FILTER (WHERE is_counted), 0)::BIGINT AS net_minor,
         coalesce(-sum(minor) FILTER (WHERE kind = 'return'), 0)::BIGINT AS returns_minor,
         coalesce(sum(discount), 0)::BIGINT AS discount_minor, coalesce(sum(gross), 0)::BIGINT AS gross_minor,
         coalesce(sum(minor) FILTER (WHERE day > $3::DATE - 365), 0)::BIGINT AS year_minor
    FROM documents WHERE day <= $3::DATE GROUP BY profile_id
   HAVING max(day) FILTER (WHERE is_counted) > $3::DATE - $4::INTEGER),
later AS (SELECT DISTINCT profile_id FROM documents WHERE is_counted AND day > $3::DATE),
did AS (
  SELECT profile_id, count(*) AS n FROM events
   WHERE profile_id BETWEEN $1 AND $2 AND CAST(occurred_at_local AS DATE) BETWEEN $3::DATE - $4::INTEGER + 1 AND $3::DATE
   GROUP BY 1),
asked AS (
  SELECT profile_id, count(*) AS n, count(*) FILTER (WHERE is_complaint) AS complaints FROM tickets
   WHERE profile_id BETWEEN $1 AND $2 AND CAST(opened_at_local AS DATE) BETWEEN $3::DATE - $4::INTEGER + 1 AND $3::DATE
   GROUP BY 1),
said AS (
  SELECT profile_id, arg_max(score, answered_at)::INTEGER AS score FROM survey_responses
   WHERE kind = 'nps' AND profile_id BETWEEN $1 AND $2 AND CAST(answered_at_local AS DATE) <= $3::DATE GROUP BY 1)
SELECT c.*, coalesce(did.n, 0) AS recent_events, coalesce(asked.n, 0) AS recent_tickets,
       coalesce(asked.complaints, 0) AS recent_complaints, coalesce(said.score, -1) AS last_nps,
       CASE WHEN later.profile_id IS NULL THEN 0 ELSE 1 END AS came_back
  FROM customers c LEFT JOIN later USING (profile_id) LEFT JOIN did USING (profile_id)
  LEFT JOIN asked USING (profile_id) LEFT JOIN said USING (profile_id)`;

/** Facts at one day, packed. */
export function readChurnFacts(
  replica: Replica,
  range: CustomerRange,
  { day, inactiveDays, every, signal }: { day: number; inactiveDays: number; every: number; signal?: AbortSignal },
): Promise<Packed> {
  const parameters = [dateOf(day), inactiveDays, every];
  return readPacked(replica, range, churnColumns, factsSql(range.people), parameters, signal);
}

/** Facts of some customers at one day, in one go. */
export function readChurnFactsOf(
  replica: Replica,
  profileIds: Uint32Array,
  { day, inactiveDays, signal }: { day: number; inactiveDays: number; signal?: AbortSignal },
): Promise<Packed> {
  if (profileIds.length === 0) return Promise.resolve([]);
  const range = {
    first: profileIds.reduce((a, b) => Math.min(a, b)),
    last: profileIds.reduce((a, b) => Math.max(a, b)),
  };
  const sql = factsSql(`profile_id IN (${[...profileIds].join()})`);
  return readPacked(replica, range, churnColumns, sql, [dateOf(day), inactiveDays, 1], signal, range.last);
}

/** Customers a day has facts of at most: counted before anything large is read. */
export async function countCustomers(replica: Replica, { people }: CustomerRange): Promise<number> {
  const { rows } = await replica.query(
    `SELECT count(DISTINCT profile_id) FROM orders WHERE is_counted AND profile_id IS NOT NULL AND ${people}`,
  );
  return Number(rows[0]?.[0] ?? 0);
}
