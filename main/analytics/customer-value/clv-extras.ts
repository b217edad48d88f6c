import type { z } from 'zod';
import type { clvOutput } from '../../../contract/customer-value.ts';
import type { QueryParameter, Replica } from '../../replica/index.ts';
import type { CustomerBase } from '../clv/model.ts';
import { quantile } from '../numeric/quantile.ts';
import { type Packed, readPacked, unpack } from './packed-rows.ts';
import { type CustomerRange, dateOf } from './purchases.ts';
import type { Customer, Valued } from './value-customers.ts';

type ClvOutput = z.infer<typeof clvOutput>;
type BreakdownRow = NonNullable<ClvOutput['breakdown']>[number];

/** A segment with its people, one bit per profile id. */
export interface SegmentBits {
  value: string;
  label: string;
  words: SharedArrayBuffer;
}

/** What the answer needs besides histories. */
export interface ClvExtras {
  by: 'cohort' | 'segment' | null;
  segments: SegmentBits[];
  /** Repeat purchase days of all customers, by day: pairs of day and count, ascending. */
  repeats: Float64Array;
  /** Rows of `costColumns`; null = no cost asked for. */
  costs: Packed | null;
  marginRate: number;
}

const most = { segments: 50, points: 200 };

/** Segments with their people, largest first. */
export async function readSegments(replica: Replica): Promise<SegmentBits[]> {
  const { rows } = await replica.query(
    `SELECT g.uid, g.name FROM segments g JOIN segment_members m ON m.segment_id = g.id
      GROUP BY ALL ORDER BY count(*) DESC, g.uid LIMIT ${most.segments}`,
  );
  return Promise.all(
    rows.map(async ([uid, name]) => {
      const { words } = await replica.idSet(
        'SELECT m.profile_id FROM segment_members m JOIN segments g ON g.id = m.segment_id WHERE g.uid = ?',
        [String(uid)],
      );
      return { value: String(uid), label: String(name), words };
    }),
  );
}

/** `repeats`: days up to `$1` on which somebody bought again, one row per customer and day. */
const repeatsSql = (people: string): string => `
WITH days AS (SELECT DISTINCT profile_id, ordered_day_local - DATE '1970-01-01' AS day FROM orders
               WHERE is_counted AND profile_id IS NOT NULL AND ordered_day_local <= $1::DATE AND ${people}),
     firsts AS (SELECT profile_id, min(day) AS first_day FROM days GROUP BY 1),
     repeats AS (SELECT profile_id, d.day FROM days d JOIN firsts f USING (profile_id) WHERE d.day > f.first_day)`;

/** Repeat purchase days by day up to a day. */
export async function readRepeats(replica: Replica, { people }: CustomerRange, asOfDay: number): Promise<Float64Array> {
  const { rows } = await replica.query(
    `${repeatsSql(people)} SELECT day, count(*) FROM repeats GROUP BY 1 ORDER BY 1`,
    [dateOf(asOfDay)],
  );
  return Float64Array.from(rows.flatMap(([day, count]) => [Number(day), Number(count)]));
}

/** Who bought again after one day and up to another, one bit per profile id. */
export async function readRepeaters(
  replica: Replica,
  { people }: CustomerRange,
  { afterDay, toDay }: { afterDay: number; toDay: number },
): Promise<SharedArrayBuffer> {
  const sql = `${repeatsSql(people)} SELECT DISTINCT profile_id FROM repeats WHERE day > $2`;
  return (await replica.idSet(sql, [dateOf(toDay), afterDay])).words;
}

const costColumns = ['profile_id', 'cost_minor', 'margin_minor', 'paid_days'] as const;

/** Customers with a cost: what they cost, the margin of their orders so far, and days until it covered the cost (-1 = not yet). */
export function readCosts(
  replica: Replica,
  range: CustomerRange,
  asked: { asOfDay: number; trait: string; marginRate: number; minorPerMajor: number },
): Promise<Packed> {
  const pointer = `/${asked.trait.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const sql = `
WITH costs AS (
  SELECT id AS profile_id, round(try_cast(json_extract_string(traits, $4::VARCHAR) AS DOUBLE) * $5)::BIGINT AS cost_minor
    FROM profiles WHERE id BETWEEN $1 AND $2),
earned AS (
  SELECT profile_id, ordered_day_local AS day, min(ordered_day_local) OVER (PARTITION BY profile_id) AS first_day,
         sum(net_base_minor) OVER (PARTITION BY profile_id ORDER BY ordered_day_local) * $6::DOUBLE AS margin
    FROM orders
   WHERE is_revenue AND profile_id BETWEEN $1 AND $2 AND ordered_day_local <= $3::DATE AND ${range.people})
SELECT c.profile_id, c.cost_minor, round(arg_max(e.margin, e.day))::BIGINT AS margin_minor,
       coalesce(min(e.day - e.first_day) FILTER (WHERE e.margin >= c.cost_minor), -1) AS paid_days
  FROM costs c JOIN earned e ON e.profile_id = c.profile_id WHERE c.cost_minor > 0 GROUP BY 1, 2`;
  const parameters: QueryParameter[] = [dateOf(asked.asOfDay), pointer, asked.minorPerMajor, asked.marginRate];
  return readPacked(replica, range, costColumns, sql, parameters);
}

/** The cohort of a customer: first day of the month of the first order. */
export const cohortOf = ({ customer }: Valued): string => `${dateOf(customer.firstDay).slice(0, 7)}-01`;

/** Whether a customer is in a segment. */
export function isMember(words: SharedArrayBuffer, { customer: { profileId } }: Valued): boolean {
  return (((new Uint32Array(words)[profileId >>> 5] ?? 0) >>> (profileId & 31)) & 1) === 1;
}

/** Rows by month of the first order, or by segment; somebody in two segments is in both. */
export function breakdownOf(valued: readonly Valued[], { by, segments }: ClvExtras): BreakdownRow[] {
  if (by === null) return [];
  if (by === 'cohort') {
    const months = Map.groupBy(valued, cohortOf);
    return [...months]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, members]) => rowOf(month, month.slice(0, 7), members));
  }
  return segments.map(({ value, label, words }) => {
    return rowOf(
      value,
      label,
      valued.filter((one) => isMember(words, one)),
    );
  });
}

function rowOf(value: string, label: string, members: readonly Valued[]): BreakdownRow {
  const sum = (of: (one: Valued) => number): number => members.reduce((total, one) => total + of(one), 0);
  return {
    ...{ value, label, customers: members.length, aliveCustomers: sum(({ pAlive }) => pAlive) },
    expectedPurchases: sum(({ expectedPurchases }) => expectedPurchases),
    historicMinor: Math.round(sum(({ customer }) => customer.totalMinor)),
    clvMinor: members.every(({ clv }) => clv === null) ? null : Math.round(sum(({ clv }) => clv ?? 0)),
  };
}

/**
 * Repeat purchases since the first customer: what happened, and Σ over customers of E[X(t − first purchase)] by the
 * model, both as running totals (the tracking plot of Fader, Hardie & Lee 2005).
 */
export function trackingOf(
  customers: readonly Customer[],
  base: CustomerBase,
  { repeats }: ClvExtras,
  { asOfDay, daysPerUnit }: { asOfDay: number; daysPerUnit: number },
): NonNullable<ClvOutput['tracking']> {
  const beginners = new Map<number, number>();
  for (const { firstDay } of customers) beginners.set(firstDay, (beginners.get(firstDay) ?? 0) + 1);
  const firstDay = Math.min(...beginners.keys());
  const step = Math.max(daysPerUnit, Math.ceil((asOfDay - firstDay) / most.points));
  const ofNew = new Map<number, number>();
  const expectedOfNew = (days: number): number => {
    const known = ofNew.get(days) ?? base.expectedOfNew(days / daysPerUnit);
    ofNew.set(days, known);
    return known;
  };
  const points: NonNullable<ClvOutput['tracking']> = [];
  let actual = 0;
  let at = 0;
  for (let day = firstDay + step; day <= asOfDay; day += step) {
    for (; at < repeats.length && (repeats[at] as number) <= day; at += 2) actual += repeats[at + 1] as number;
    let expected = 0;
    for (const [first, count] of beginners) if (first < day) expected += count * expectedOfNew(day - first);
    points.push({ date: dateOf(day), actual, expected });
  }
  return points;
}

/** Customers with a known cost, and whether their margin has covered it. */
export function paidBack(costs: Packed): Map<number, boolean> {
  const rows = unpack(costs);
  const found = new Map<number, boolean>();
  for (let at = 0; at < rows.length; at += costColumns.length) {
    found.set(rows[at] as number, (rows[at + 3] ?? -1) >= 0);
  }
  return found;
}

/** What the customers with a known cost have paid back, and are worth against it. */
export function paybackOf(valued: readonly Valued[], { costs }: ClvExtras): ClvOutput['payback'] {
  if (costs === null) return null;
  const rows = unpack(costs);
  const clvOf = new Map(valued.map(({ customer, clv }) => [customer.profileId, clv ?? 0]));
  const totals = { customers: 0, costMinor: 0, historicMinor: 0, clvMinor: 0 };
  const days: number[] = [];
  for (let at = 0; at < rows.length; at += costColumns.length) {
    const [profileId = 0, cost = 0, margin = 0, paidDays = -1] = rows.subarray(at, at + costColumns.length);
    totals.customers += 1;
    totals.costMinor += cost;
    totals.historicMinor += margin;
    totals.clvMinor += clvOf.get(profileId) ?? 0;
    if (paidDays >= 0) days.push(paidDays);
  }
  const { customers, costMinor, historicMinor, clvMinor } = totals;
  return {
    ...{ customers, costMinor, historicMinor, paidBack: days.length },
    medianDays: quantile(Float64Array.from(days).sort(), 0.5),
    valueToCost: costMinor > 0 ? (historicMinor + clvMinor) / costMinor : null,
  };
}
