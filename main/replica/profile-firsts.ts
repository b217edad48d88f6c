import type { DuckDBConnection } from '@duckdb/node-api';
import { type EntityPlan, type IdRange, inRangesSql, mergeRanges } from './copy-plan.ts';
import { type DerivedTerms, profileFirstColumns } from './relations.ts';

/** Collects, from the step that copied orders or events, which profiles' first instants may have moved. */
export interface FirstsStep {
  /** Temporary table `(profile_id, first_ms)` with one row per profile touched; null = no such row is left. */
  table: string;
  column: 'first_order_ms' | 'first_event_ms';
}

/** Empties the temporary tables of the steps below. */
export async function forgetFirsts(connection: DuckDBConnection): Promise<void> {
  for (const table of ['firsts_of_orders', 'firsts_of_events']) {
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (profile_id BIGINT, first_ms BIGINT)`);
  }
}

/**
 * First counted orders of the profiles touched; call after `numberOrders`.
 *
 * @param staged orders copied ahead: of the profiles not touched, those that are the first order tell it
 */
export async function firstOrders(connection: DuckDBConnection, staged: readonly IdRange[]): Promise<FirstsStep> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE firsts_of_orders AS
     SELECT profile_id, n.ordered_ms AS first_ms FROM temp.order_touched
     LEFT JOIN temp.order_numbers n USING (profile_id) WHERE n.number IS NULL OR n.number = 1
     UNION ALL
     SELECT profile_id, epoch_ms(ordered_at) FROM main.orders ANTI JOIN temp.order_touched USING (profile_id)
     WHERE customer_order_number = 1 AND ${inRangesSql('id', mergeRanges(staged))}`,
  );
  return { table: 'temp.firsts_of_orders', column: 'first_order_ms' };
}

/** Notes whose events are about to be erased; returns whether there are any. */
export async function noteErasedEvents(connection: DuckDBConnection, plan: EntityPlan): Promise<boolean> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE events_erased AS SELECT DISTINCT profile_id FROM main.events
     WHERE profile_id IS NOT NULL AND ${plan.isWhole ? 'true' : inRangesSql('id', plan.ranges)}`,
  );
  const rows = await connection.runAndReadAll('SELECT 1 FROM temp.events_erased LIMIT 1');
  return rows.currentRowCount > 0;
}

/** First events of the profiles touched; call after the events are in. */
export async function firstEvents(
  connection: DuckDBConnection,
  plan: EntityPlan,
  hasErased: boolean,
): Promise<FirstsStep> {
  const touchedRows = plan.isWhole ? 'true' : inRangesSql('id', plan.ranges);
  const firsts =
    'SELECT profile_id, epoch_ms(min(occurred_at)) AS first_ms FROM main.events WHERE profile_id IS NOT NULL';
  if (!hasErased) {
    // Nothing went, so a first event can only have moved forward to one of the new ones.
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE firsts_of_events AS
       SELECT n.profile_id, least(n.first_ms, f.first_event_ms) AS first_ms
       FROM (${firsts} AND ${touchedRows} GROUP BY ALL) n LEFT JOIN internal.profile_firsts f USING (profile_id)`,
    );
  } else {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE firsts_of_events AS
       WITH touched AS (SELECT profile_id FROM temp.events_erased
                        UNION SELECT profile_id FROM main.events WHERE profile_id IS NOT NULL AND ${touchedRows})
       SELECT profile_id, n.first_ms FROM touched
       LEFT JOIN (${firsts} AND profile_id IN (SELECT profile_id FROM touched) GROUP BY ALL) n USING (profile_id)`,
    );
  }
  return { table: 'temp.firsts_of_events', column: 'first_event_ms' };
}

/**
 * Takes the new first instants into `internal.profile_firsts` and into the profiles that are not copied themselves.
 *
 * @param terms right for every first instant and every declared one
 */
export async function mergeFirsts(
  connection: DuckDBConnection,
  steps: readonly FirstsStep[],
  terms: DerivedTerms,
): Promise<void> {
  for (const step of steps) {
    const other = step.column === 'first_order_ms' ? 'first_event_ms' : 'first_order_ms';
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE firsts_moved AS
       SELECT n.profile_id, n.first_ms AS ${step.column}, f.${other}
       FROM ${step.table} n LEFT JOIN internal.profile_firsts f USING (profile_id)
       WHERE n.first_ms IS DISTINCT FROM f.${step.column}`,
    );
    await connection.run(
      'DELETE FROM internal.profile_firsts WHERE profile_id IN (SELECT profile_id FROM temp.firsts_moved)',
    );
    await connection.run(
      `INSERT INTO internal.profile_firsts (profile_id, first_order_ms, first_event_ms)
       SELECT profile_id, first_order_ms, first_event_ms FROM temp.firsts_moved`,
    );
    const assignments = profileFirstColumns('t.declared_first_seen_ms').map(
      (target) => `${target.name} = ${target.value(terms)}`,
    );
    await connection.run(
      `UPDATE main.profiles t SET ${assignments.join(', ')} FROM temp.firsts_moved f WHERE f.profile_id = t.id`,
    );
  }
}

/** Span (UTC ms) of everything a profile's instants are made of. */
export async function firstsSpan(connection: DuckDBConnection): Promise<{ fromMs: number; toMs: number }> {
  const result = await connection.runAndReadAll(
    `SELECT min(lowest), max(highest) FROM (
       SELECT least(min(first_order_ms), min(first_event_ms)) AS lowest,
              greatest(max(first_order_ms), max(first_event_ms)) AS highest FROM internal.profile_firsts
       UNION ALL SELECT min(declared_first_seen_ms), max(declared_first_seen_ms) FROM main.profiles
       UNION ALL SELECT min(first_ms), max(first_ms) FROM temp.firsts_of_orders
       UNION ALL SELECT min(first_ms), max(first_ms) FROM temp.firsts_of_events)`,
  );
  const [lowest, highest] = result.getRows()[0] ?? [];
  return { fromMs: Number(lowest ?? 0), toMs: Number(highest ?? 0) };
}
