import { createRoute } from '@hono/zod-openapi';
import type { z } from 'zod';
import { type LineType, revenueLineTypes } from '../../../contract/entities.ts';
import {
  type LeftOutReason,
  type Reconciliation,
  reconciliationOutput,
  reconciliationQuery,
} from '../../../contract/reconciliation.ts';
import type { Replica } from '../../replica/index.ts';
import { answer } from '../answers.ts';
import { newRouter, type Router } from '../router.ts';

const inRange = (day: string) => `(?::DATE IS NULL OR ${day} >= ?::DATE) AND (?::DATE IS NULL OR ${day} <= ?::DATE)`;
const revenueTypes = revenueLineTypes.map((type) => `'${type}'`).join(', ');

/** One row per reason, line type and currency. The order of the reasons is the order in which they are asked. */
const linesSql = `
SELECT CASE
         WHEN i.line_type NOT IN (${revenueTypes}) THEN 'line_type'
         WHEN o.status = 'cancelled' THEN 'cancelled'
         WHEN o.status <> 'paid' THEN 'unpaid'
         WHEN o.kind = 'adjustment' THEN 'adjustment'
         WHEN i.amount_base_minor IS NULL THEN 'unconverted'
       END AS reason,
       i.line_type, i.currency, count(*) AS line_count,
       sum(i.amount_minor)::BIGINT AS amount,
       coalesce(sum(i.amount_base_minor), 0)::BIGINT AS amount_base,
       count(*) FILTER (WHERE i.amount_base_minor IS NULL) AS unconverted_count
  FROM order_items i JOIN orders o ON o.id = i.order_id
 WHERE ${inRange('i.ordered_day_local')}
 GROUP BY ALL ORDER BY line_count DESC, line_type, currency`;

const documentsSql = `
SELECT count(*), coalesce(sum(o.net_base_minor) FILTER (WHERE o.is_revenue), 0)::BIGINT
  FROM orders o
 WHERE NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id) AND ${inRange('o.ordered_day_local')}`;

interface LineGroup {
  reason: LeftOutReason | null;
  lineType: LineType;
  currency: string;
  lines: number;
  amountMinor: number;
  amountBaseMinor: number;
  unconvertedLines: number;
}

export interface ReconciliationDoors {
  replica: () => Replica;
  currency: () => string;
}

/** Where every line went: lines in = lines in revenue + lines left out by reason (rule RV10). */
export async function reconcile(
  { replica, currency }: ReconciliationDoors,
  { from, to }: z.infer<typeof reconciliationQuery>,
): Promise<Reconciliation> {
  const door = replica();
  const { at } = await door.catchUp();
  const range = [from ?? null, from ?? null, to ?? null, to ?? null];
  const [lines, documents] = await Promise.all([door.query(linesSql, range), door.query(documentsSql, range)]);
  const groups = lines.rows.map(groupOf);
  const inRevenue = groups.filter((group) => group.reason === null);
  const leftOut = groups.filter((group) => group.reason !== null);
  return {
    currency: currency(),
    asOf: at === 0 ? null : new Date(at).toISOString(),
    all: total(groups),
    inRevenue: {
      ...total(inRevenue),
      byLineType: merged(inRevenue, (group) => group.lineType).map(([first, portion]) => ({
        lineType: first.lineType,
        ...portion,
      })),
    },
    leftOut: {
      ...total(leftOut),
      byReason: merged(leftOut, (group) => `${group.reason} ${group.lineType}`).map(([first, portion]) => ({
        reason: first.reason ?? 'line_type',
        lineType: first.lineType,
        ...portion,
      })),
    },
    withoutLines: {
      documents: Number(documents.rows[0]?.[0] ?? 0),
      revenueMinor: Number(documents.rows[0]?.[1] ?? 0),
    },
    unconverted: merged(
      groups.filter((group) => group.unconvertedLines > 0),
      (group) => group.currency,
    ).map(([first]) => unconvertedOf(groups, first.currency)),
  };
}

function groupOf(row: unknown[]): LineGroup {
  const [reason, lineType, currency, lines, amount, amountBase, unconverted] = row;
  return {
    reason: reason as LeftOutReason | null,
    lineType: lineType as LineType,
    currency: String(currency),
    lines: Number(lines),
    amountMinor: Number(amount),
    amountBaseMinor: Number(amountBase),
    unconvertedLines: Number(unconverted),
  };
}

function total(groups: readonly LineGroup[]): { lines: number; amountMinor: number } {
  return {
    lines: groups.reduce((sum, group) => sum + group.lines, 0),
    amountMinor: groups.reduce((sum, group) => sum + group.amountBaseMinor, 0),
  };
}

/** Groups that share a key, as one: the first of them and their total. */
function merged(groups: readonly LineGroup[], key: (group: LineGroup) => string) {
  return [...Map.groupBy(groups, key).values()].flatMap((same) => {
    const first = same[0];
    return first === undefined ? [] : [[first, total(same)] as const];
  });
}

/** A currency either has a rate or has none, so its groups are whole. */
function unconvertedOf(groups: readonly LineGroup[], currency: string): Reconciliation['unconverted'][number] {
  const own = groups.filter((group) => group.currency === currency && group.unconvertedLines > 0);
  return {
    currency,
    lines: own.reduce((sum, group) => sum + group.unconvertedLines, 0),
    amountMinor: own.reduce((sum, group) => sum + group.amountMinor, 0),
  };
}

export function reconciliationRoutes(doors: ReconciliationDoors): Router {
  const app = newRouter();
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/reconciliation',
      summary: 'Lines in = lines in revenue + lines left out by reason',
      request: { query: reconciliationQuery },
      responses: { 200: answer(reconciliationOutput, 'Where every line went') },
    }),
    async (c) => c.json(await reconcile(doors, c.req.valid('query')), 200),
  );
  return app;
}
