import type { z } from 'zod';
import type { churnPersonsInput, survivalPersonsInput } from '../../../contract/customer-value.ts';
import type { Replica } from '../../replica/index.ts';
import { idsOf } from '../persons-page.ts';
import { monthDays } from './churn.ts';
import { dateOf, dayNumber } from './purchases.ts';
import { propertySql } from './survival-task.ts';

/** Customers of a stretch of a survival curve, ascending. Definitions as in `lifetimesSql`. */
export async function survivalPeople(
  replica: Replica,
  { by, inactiveDays, cell }: z.output<typeof survivalPersonsInput>,
  { asOfDay, people }: { asOfDay: number; people: string },
): Promise<Uint32Array> {
  const property = propertySql(by, '$5');
  const isOfGroup = cell.group === undefined || cell.group === null ? 'true' : `${property.sql} = $6::VARCHAR`;
  const sql = `
WITH customers AS (
  SELECT profile_id, max(ordered_day_local) - min(ordered_day_local) AS duration,
         $1::DATE - max(ordered_day_local) >= $2 AS has_left
    FROM orders
   WHERE is_counted AND profile_id IS NOT NULL AND ordered_day_local <= $1::DATE AND ${people}
   GROUP BY profile_id)
SELECT c.profile_id FROM customers c LEFT JOIN profiles p ON p.id = c.profile_id
 WHERE ${cell.state === 'left' ? '' : 'NOT '}c.has_left AND c.duration BETWEEN $3 AND $4
   AND coalesce($5::VARCHAR, $6::VARCHAR, '') IS NOT NULL AND ${isOfGroup}`;
  const { fromDays = 0, toDays = 1_000_000 } = cell;
  const pointer = property.parameters[0] ?? null;
  return idsOf(
    await replica.idSet(sql, [dateOf(asOfDay), inactiveDays, fromDays, toDays, pointer, cell.group ?? null]),
  );
}

/** Customers active at the start of a month, or lost or gained in it, ascending. Definitions as in `churnMonths`. */
export async function churnPeople(
  replica: Replica,
  { inactiveDays, cell }: z.output<typeof churnPersonsInput>,
  { asOfDay, people }: { asOfDay: number; people: string },
): Promise<Uint32Array> {
  const { startDay, endDay } = monthDays(dayNumber(cell.start), asOfDay);
  const conditions = {
    active: 'active_before > 0',
    lost: 'active_before > 0 AND active_after = 0',
    gained: 'active_before = 0 AND active_after > 0',
  };
  const sql = `
SELECT profile_id
  FROM (SELECT profile_id, count(*) FILTER (WHERE ordered_day_local < $2::DATE) AS active_before,
               count(*) FILTER (WHERE ordered_day_local >= $3::DATE) AS active_after
          FROM orders
         WHERE is_counted AND profile_id IS NOT NULL AND ${people}
           AND ordered_day_local >= $1::DATE AND ordered_day_local < $4::DATE
         GROUP BY profile_id)
 WHERE ${conditions[cell.state]}`;
  const days = [startDay - inactiveDays, startDay, endDay - inactiveDays, endDay];
  return idsOf(await replica.idSet(sql, days.map(dateOf)));
}
