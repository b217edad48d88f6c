import { minorDigits } from '../../../contract/currency.ts';
import type { Replica } from '../../replica/index.ts';
import { inSegmentSql } from '../which-people.ts';
import { type Packed, readPacked } from './packed-rows.ts';

/** A local calendar day as days since 1970-01-01, and back. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
export const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Minor units of one major unit. */
export const minorPerMajor = (currency: string): number => 10 ** minorDigits(currency);

/** What is known of the customers before anything is computed: known profiles with a counted order. */
export interface CustomerRange {
  first: number;
  last: number;
  /** First and last local day with a counted order of a known customer. */
  firstDay: number;
  lastDay: number;
  /** SQL condition on `profile_id`: which people are meant. */
  people: string;
}

const rangeSql = (people: string): string => `
SELECT min(profile_id), max(profile_id),
       min(ordered_day_local) - DATE '1970-01-01', max(ordered_day_local) - DATE '1970-01-01'
  FROM orders WHERE is_counted AND profile_id IS NOT NULL AND ${people}`;

/** Null while nobody (of the segment) has bought anything. */
export async function customerRange(replica: Replica, segmentId: string | undefined): Promise<CustomerRange | null> {
  const people = inSegmentSql('profile_id', segmentId);
  const { rows } = await replica.query(rangeSql(people));
  const [first, last, firstDay, lastDay] = rows[0] ?? [];
  if (first === null || first === undefined) return null;
  return { first: Number(first), last: Number(last), firstDay: Number(firstDay), lastDay: Number(lastDay), people };
}

/** Columns of `readHistories`, per customer. */
export const historyColumns = [
  'profile_id',
  'first_day',
  'last_day',
  /** Distinct days after the first. */
  'repeats',
  /** Their amount, and how many of them have one (days without an exchange rate have none). */
  'repeat_minor',
  'repeats_priced',
  'total_minor',
  'unconverted_orders',
  /** The same of the calibration; `calibration_days` 0 = not a customer then. */
  'calibration_days',
  'calibration_last_day',
  /** Returns booked as documents of their own, positive. */
  'returns_minor',
] as const;

const historiesSql = (people: string): string => `
WITH days AS (
  SELECT profile_id, ordered_day_local - DATE '1970-01-01' AS day, sum(net_base_minor) AS minor,
         count(*) FILTER (WHERE net_base_minor IS NULL) AS unconverted
    FROM orders
   WHERE is_counted AND profile_id BETWEEN $1 AND $2 AND ordered_day_local <= $3::DATE AND ${people}
   GROUP BY ALL),
returns AS (
  SELECT profile_id, greatest(-sum(net_base_minor), 0)::BIGINT AS minor FROM orders
   WHERE is_revenue AND kind = 'return' AND profile_id BETWEEN $1 AND $2 AND ordered_day_local <= $3::DATE
   GROUP BY 1)
SELECT profile_id, min(day) AS first_day, max(day) AS last_day, count(*) - 1 AS repeats,
       coalesce(sum(days.minor), 0) - arg_min(coalesce(days.minor, 0), day) AS repeat_minor,
       count(days.minor) - arg_min(CASE WHEN days.minor IS NULL THEN 0 ELSE 1 END, day) AS repeats_priced,
       coalesce(sum(days.minor), 0) AS total_minor,
       sum(unconverted) AS unconverted_orders,
       count(*) FILTER (WHERE day <= $4) AS calibration_days,
       coalesce(max(day) FILTER (WHERE day <= $4), 0) AS calibration_last_day,
       coalesce(any_value(returns.minor), 0) AS returns_minor
  FROM days LEFT JOIN returns USING (profile_id) GROUP BY profile_id`;

/** Purchase histories of all customers up to a day, and up to an earlier one. */
export function readHistories(
  replica: Replica,
  range: CustomerRange,
  asOfDay: number,
  calibrationDay: number,
  signal?: AbortSignal,
): Promise<Packed> {
  return readPacked(
    replica,
    range,
    historyColumns,
    historiesSql(range.people),
    [dateOf(asOfDay), calibrationDay],
    signal,
  );
}

/** Columns of `readRfm`, per customer; `_before` at the earlier day, -1 orders' last day = not a customer then. */
export const rfmColumns = [
  'profile_id',
  'last_day',
  'order_count',
  'minor',
  'last_day_before',
  'order_count_before',
  'minor_before',
] as const;

const rfmSql = (people: string): string => `
SELECT profile_id, max(ordered_day_local) - DATE '1970-01-01' AS last_day, count(*) AS order_count,
       coalesce(sum(net_base_minor), 0) AS minor,
       coalesce(max(ordered_day_local) FILTER (WHERE ordered_day_local <= $4::DATE) - DATE '1970-01-01', -1)
         AS last_day_before,
       count(*) FILTER (WHERE ordered_day_local <= $4::DATE) AS order_count_before,
       coalesce(sum(net_base_minor) FILTER (WHERE ordered_day_local <= $4::DATE), 0) AS minor_before
  FROM orders
 WHERE is_counted AND profile_id BETWEEN $1 AND $2 AND ordered_day_local <= $3::DATE AND ${people}
 GROUP BY profile_id`;

/** What every customer is scored by at a day, and at an earlier one. */
export function readRfm(
  replica: Replica,
  range: CustomerRange,
  asOfDay: number,
  beforeDay: number,
  signal?: AbortSignal,
): Promise<Packed> {
  return readPacked(replica, range, rfmColumns, rfmSql(range.people), [dateOf(asOfDay), dateOf(beforeDay)], signal);
}

/** Names of profiles; a profile without one is missing. */
export async function displayNames(replica: Replica, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const list = ids.map((id) => Math.trunc(id)).join(', ');
  const { rows } = await replica.query(
    `SELECT id, display_name FROM profiles WHERE display_name IS NOT NULL AND id IN (${list})`,
  );
  return new Map(rows.map(([id, name]) => [Number(id), String(name)]));
}
