import type { StagesInput } from '../../../contract/stages.ts';
import { allOf, type Condition, personProperty } from '../behaviour/filter-sql.ts';
import type { Span } from '../behaviour/range.ts';
import { inSegmentSql } from '../which-people.ts';

/**
 * What goes through stages, one row each, as relations the same figures are made of:
 * - `items` (id, profile_id, reached, now_place, last_place, outcome, amount, opened_ms, closed_ms, loss_reason, owner,
 *   channel): `reached` is the furthest stage, `now_place` the present one, `last_place` the last of the list it was in, all
 *   as positions from 0.
 * - `stays` (id, place, days): time spent in a stage that was left.
 */
export interface Items extends Condition {
  stages: readonly string[];
}

const dayMs = 86_400_000;

/** Conditions on the people and on when the item began. */
function whichSql(input: StagesInput, span: Span | null, profile: string, openedMs: string): Condition {
  const conditions = [inSegmentSql(profile, input.segmentId)];
  const parameters: (string | number)[] = [];
  if (span) {
    conditions.push(`${openedMs} BETWEEN ? AND ?`);
    parameters.push(span.fromMs, span.toMs);
  }
  if (input.filters.length > 0) {
    const people = allOf(input.filters, personProperty);
    conditions.push(`${profile} IN (SELECT id FROM profiles WHERE ${people.sql})`);
    parameters.push(...people.parameters);
  }
  return { sql: conditions.join(' AND '), parameters };
}

/** Opportunities of the request, as `o`. */
export function opportunitiesSql(input: StagesInput, span: Span | null): Condition {
  const which = whichSql(input, span, 'o.profile_id', 'epoch_ms(o.opened_at)');
  const owners = input.owners ? ` AND o.owner IN (${input.owners.map(() => '?').join(', ')})` : '';
  return {
    sql: `SELECT o.* FROM opportunities o WHERE ${which.sql}${owners}`,
    parameters: [...which.parameters, ...(input.owners ?? [])],
  };
}

/** Whoever is won has been through all stages; whoever is nowhere on the list counts for the first. */
export function opportunityItems(input: StagesInput, span: Span | null, stages: readonly string[]): Items {
  const opportunities = opportunitiesSql(input, span);
  return {
    stages,
    parameters: [...opportunities.parameters, JSON.stringify(stages)],
    sql: `opps AS (${opportunities.sql}),
s AS (SELECT unnest(range(len(l)))::INTEGER AS place, unnest(l) AS stage FROM (SELECT CAST(?::JSON AS VARCHAR[]) AS l)),
visits AS (
  SELECT e.opportunity_id AS id, e.id AS entry, e.stage, epoch_ms(e.entered_at) AS ms,
         coalesce(lead(epoch_ms(e.entered_at)) OVER (PARTITION BY e.opportunity_id ORDER BY e.entered_at, e.id),
                  CASE WHEN o.outcome <> 'open' THEN epoch_ms(o.closed_at) END) AS left_ms
    FROM opportunity_stages e JOIN opps o ON o.id = e.opportunity_id),
stays AS (
  SELECT v.id, s.place, sum(greatest(v.left_ms - v.ms, 0)) / ${dayMs}.0 AS days FROM visits v JOIN s ON s.stage = v.stage
   WHERE v.left_ms IS NOT NULL GROUP BY ALL),
far AS (
  SELECT v.id, max(s.place) AS far, arg_max(s.place, (v.ms, v.entry)) AS last FROM visits v JOIN s ON s.stage = v.stage GROUP BY v.id),
items AS (
  SELECT o.id, o.profile_id, o.outcome, coalesce(o.amount_base_minor, 0) AS amount, o.loss_reason, o.owner, o.channel,
         epoch_ms(o.opened_at) AS opened_ms, epoch_ms(o.closed_at) AS closed_ms, n.place AS now_place,
         CASE WHEN o.outcome = 'won' THEN ${stages.length - 1} ELSE greatest(coalesce(far.far, 0), coalesce(n.place, 0)) END AS reached,
         coalesce(n.place, far.last, 0) AS last_place
    FROM opps o LEFT JOIN far ON far.id = o.id LEFT JOIN s n ON n.stage = o.stage)`,
  };
}

/**
 * Customers by their counted orders: known, first order, second, and loyal from `loyalOrders` on. Loyal is won; who has
 * had no order (or, before the first, no sign) for `inactiveDays` up to the newest order is lost.
 */
export function customerItems(input: StagesInput, span: Span | null): Items {
  const which = whichSql(input, span, 'p.id', 'epoch_ms(p.first_seen)');
  const { loyalOrders, inactiveDays } = input;
  return {
    stages: ['known', 'first_order', 'second_order', 'loyal'],
    parameters: which.parameters,
    sql: `bought AS (
  SELECT profile_id, max(customer_order_number) AS orders, epoch_ms(max(ordered_at)) AS last_ms,
         epoch_ms(min(ordered_at) FILTER (WHERE customer_order_number = 1)) AS first_ms,
         epoch_ms(min(ordered_at) FILTER (WHERE customer_order_number = 2)) AS second_ms,
         epoch_ms(min(ordered_at) FILTER (WHERE customer_order_number = ${loyalOrders})) AS loyal_ms
    FROM orders WHERE is_counted AND profile_id IS NOT NULL GROUP BY profile_id),
spent AS (SELECT profile_id, sum(net_base_minor)::BIGINT AS minor FROM orders WHERE is_revenue GROUP BY profile_id),
customers AS (
  SELECT p.id, epoch_ms(p.first_seen) AS opened_ms, b.first_ms, b.second_ms, b.loyal_ms,
         CASE WHEN b.orders >= ${loyalOrders} THEN 3 WHEN b.orders >= 2 THEN 2 WHEN b.orders = 1 THEN 1 ELSE 0 END AS reached,
         coalesce(b.last_ms, epoch_ms(p.first_seen), 0) AS seen_ms, coalesce(spent.minor, 0) AS amount
    FROM profiles p LEFT JOIN bought b ON b.profile_id = p.id LEFT JOIN spent ON spent.profile_id = p.id
   WHERE ${which.sql}),
stays AS (
  SELECT id, 0 AS place, (first_ms - opened_ms) / ${dayMs}.0 AS days FROM customers WHERE first_ms >= opened_ms
  UNION ALL SELECT id, 1, (second_ms - first_ms) / ${dayMs}.0 FROM customers WHERE second_ms IS NOT NULL
  UNION ALL SELECT id, 2, (loyal_ms - second_ms) / ${dayMs}.0 FROM customers WHERE loyal_ms IS NOT NULL),
items AS (
  SELECT c.id, c.id AS profile_id, c.amount, NULL::VARCHAR AS loss_reason, NULL::VARCHAR AS owner,
         NULL::VARCHAR AS channel, c.opened_ms, c.loyal_ms AS closed_ms, c.reached AS now_place, c.reached,
         c.reached AS last_place,
         CASE WHEN c.reached = 3 THEN 'won'
              WHEN (SELECT epoch_ms(max(ordered_at)) FROM orders) - c.seen_ms >= ${inactiveDays * dayMs} THEN 'lost'
              ELSE 'open' END AS outcome
    FROM customers c)`,
  };
}
