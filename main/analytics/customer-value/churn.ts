import type { z } from 'zod';
import type { churnOutput } from '../../../contract/customer-value.ts';
import type { Replica } from '../../replica/index.ts';
import { dateOf } from './purchases.ts';

type Month = z.infer<typeof churnOutput>['months'][number];

/**
 * One month. Active at a day's beginning = a counted order in the `inactiveDays` before it; a customer's revenue there
 * = net of all documents in those days, reversals included.
 */
const monthSql = (people: string): string => `
SELECT count(*) FILTER (WHERE active_before > 0),
       count(*) FILTER (WHERE active_before > 0 AND active_after = 0),
       count(*) FILTER (WHERE active_before = 0 AND active_after > 0),
       coalesce(sum(minor_before) FILTER (WHERE active_before > 0), 0)::BIGINT,
       coalesce(sum(greatest(minor_before - minor_after, 0)) FILTER (WHERE active_before > 0), 0)::BIGINT,
       coalesce(sum(minor_before - minor_after) FILTER (WHERE active_before > 0), 0)::BIGINT
  FROM (SELECT count(*) FILTER (WHERE is_counted AND ordered_day_local < $2::DATE) AS active_before,
               count(*) FILTER (WHERE is_counted AND ordered_day_local >= $3::DATE) AS active_after,
               coalesce(sum(net_base_minor) FILTER (WHERE is_revenue AND ordered_day_local < $2::DATE), 0)
                 AS minor_before,
               coalesce(sum(net_base_minor) FILTER (WHERE is_revenue AND ordered_day_local >= $3::DATE), 0)
                 AS minor_after
          FROM orders
         WHERE profile_id IS NOT NULL AND ordered_day_local >= $1::DATE AND ordered_day_local < $4::DATE AND ${people}
         GROUP BY profile_id)`;

export interface ChurnAsked {
  asOfDay: number;
  inactiveDays: number;
  months: number;
  /** SQL condition on `profile_id`. */
  people: string;
}

/** Customer and revenue churn of the months up to `asOfDay`, oldest first; the last one may be incomplete. */
export async function churnMonths(
  replica: Replica,
  { asOfDay, inactiveDays, months, people }: ChurnAsked,
  signal?: AbortSignal,
): Promise<Month[]> {
  const rows: Month[] = [];
  for (let back = months - 1; back >= 0; back -= 1) {
    const { startDay, endDay, nextDay } = monthDays(monthStart(asOfDay, -back), asOfDay);
    const parameters = [startDay - inactiveDays, startDay, endDay - inactiveDays, endDay].map(dateOf);
    const result = await replica.query(monthSql(people), parameters, signal === undefined ? {} : { signal });
    rows.push(monthOf(result.rows[0]?.map(Number) ?? [], dateOf(startDay), endDay < nextDay));
  }
  return rows;
}

function monthOf(figures: readonly number[], start: string, isIncomplete: boolean): Month {
  const [activeAtStart = 0, lost = 0, gained = 0, revenueAtStartMinor = 0, grossLostMinor = 0, netLostMinor = 0] =
    figures;
  const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
  return {
    start,
    isIncomplete,
    activeAtStart,
    lost,
    gained,
    customerChurn: ratio(lost, activeAtStart),
    revenueAtStartMinor,
    grossLostMinor,
    netLostMinor,
    grossRevenueChurn: ratio(grossLostMinor, revenueAtStartMinor),
    netRevenueChurn: ratio(netLostMinor, revenueAtStartMinor),
  };
}

/** The days of the month that begins with a day, as far as they have come by `asOfDay`; ends are excluded. */
export function monthDays(startDay: number, asOfDay: number): { startDay: number; endDay: number; nextDay: number } {
  const nextDay = monthStart(startDay, 1);
  return { startDay, endDay: Math.min(nextDay, asOfDay + 1), nextDay };
}

/** First day of the month of a day, moved by whole months. */
function monthStart(day: number, months: number): number {
  const date = new Date(day * 86_400_000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / 86_400_000;
}
