import type { CopyContext } from './copy.ts';
import { type EntityPlan, inRangesSql } from './copy-plan.ts';
import { isCountedSql, type StageColumn } from './relations.ts';
import { everyId } from './source.ts';
import { storedColumns } from './stage-chunk.ts';

const keyColumns: StageColumn[] = ['id', 'profile_id', 'ordered_at'].map((name) => ({ name, kind: 'integer' }));

/**
 * Prepares `customer_order_number` for the orders about to be copied, before the old rows are erased: the n-th counted
 * order of its profile by time, then id. Leaves in temporary tables:
 * - `order_numbers(id, profile_id, ordered_ms, number, is_new)`: all counted orders of the profiles touched
 * - `order_touched(profile_id)`: those profiles
 * and renumbers the orders that stay. Rows copied ahead stay, with the numbers they came with, unless their profile is
 * touched.
 *
 * The keys are read ahead of the rows because every row then comes with its number: an UPDATE of rows inserted in the
 * same transaction makes DuckDB write all of them twice (1.1 s per million).
 */
export async function numberOrders(job: CopyContext, plan: EntityPlan): Promise<void> {
  const { connection, feeds, snapshot, staged, zone } = job;
  const rows = snapshot.rows({
    table: 'orders',
    columns: storedColumns(keyColumns),
    ranges: plan.isWhole ? [everyId] : plan.ranges,
    where: `profile_id IS NOT NULL AND ${isCountedSql('')}`,
  });
  await feeds.run(
    { columns: keyColumns, zone, rows },
    (from) => `CREATE OR REPLACE TEMP TABLE order_keys AS SELECT id, profile_id, ordered_at AS ordered_ms FROM ${from}`,
    connection,
  );
  const erased = plan.isWhole ? 'true' : inRangesSql('id', plan.ranges);
  const known =
    'SELECT id, profile_id, epoch_ms(ordered_at) AS ordered_ms FROM main.orders WHERE profile_id IS NOT NULL AND is_counted';
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE order_touched AS
     SELECT profile_id FROM temp.order_keys UNION SELECT profile_id FROM (${known} AND ${erased})
     ${staged ? `UNION SELECT profile_id FROM ${staged.unordered}` : ''}`,
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE order_numbers AS
     SELECT *, CAST(row_number() OVER (PARTITION BY profile_id ORDER BY ordered_ms, id) AS INTEGER) AS number FROM (
       SELECT *, true AS is_new FROM temp.order_keys
       UNION ALL
       SELECT *, false FROM (${known} AND NOT ${erased}) SEMI JOIN temp.order_touched USING (profile_id))`,
  );
  if (plan.isWhole) return;
  await connection.run(
    `UPDATE main.orders SET customer_order_number = n.number FROM temp.order_numbers n
     WHERE orders.id = n.id AND NOT n.is_new AND orders.customer_order_number IS DISTINCT FROM n.number`,
  );
}
