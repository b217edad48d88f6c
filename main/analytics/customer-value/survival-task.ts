import type { QueryParameter, Replica } from '../../replica/index.ts';
import type { IntervalKind, Lifetime } from '../survival/kaplan-meier.ts';
import { survivalOf } from './fit-survival.ts';
import { unpack } from './packed-rows.ts';
import { dateOf } from './purchases.ts';

/** Lifetimes of one group: triples of duration in days, left (1) or not (0), and how many customers have these. */
export interface PackedLifetimes {
  group: string | null;
  rows: Uint8Array;
}

export interface LifetimesAsked {
  asOfDay: number;
  inactiveDays: number;
  by: string | undefined;
  /** SQL condition on `profile_id`. */
  people: string;
}

/** Groups with a curve of their own; the rest is drawn together. */
const largestGroups = 12;

/**
 * Lifetimes from orders: first to last day with a counted order; someone whose last order lies fewer than
 * `inactiveDays` before `asOfDay` has not left and is censored there.
 *
 * @param by column of the profile, or `trait:<name>`; undefined: one group
 */
export async function readLifetimes(
  replica: Replica,
  { asOfDay, inactiveDays, by, people }: LifetimesAsked,
  signal?: AbortSignal,
): Promise<{ groups: PackedLifetimes[]; otherGroups: number }> {
  const property = propertySql(by);
  const parameters: QueryParameter[] = [dateOf(asOfDay), inactiveDays, ...property.parameters];
  const options = signal === undefined ? {} : { signal };
  const { rows } = await replica.query(lifetimesSql(property.sql, people), parameters, options);
  const groups = rows.map(([group, packed]) => ({
    group: typeof group === 'string' ? group : null,
    rows: new TextEncoder().encode(String(packed ?? '')),
  }));
  return { groups, otherGroups: Math.max(0, Number(rows[0]?.[2] ?? 0) - largestGroups) };
}

const lifetimesSql = (property: string, people: string): string => `
WITH customers AS (
  SELECT profile_id, max(ordered_day_local) - min(ordered_day_local) AS duration,
         CASE WHEN $1::DATE - max(ordered_day_local) >= $2 THEN 1 ELSE 0 END AS has_left
    FROM orders
   WHERE is_counted AND profile_id IS NOT NULL AND ordered_day_local <= $1::DATE AND ${people}
   GROUP BY profile_id),
alike AS (
  SELECT ${property} AS property, c.duration, c.has_left, count(*) AS people
    FROM customers c LEFT JOIN profiles p ON p.id = c.profile_id GROUP BY ALL),
ranked AS (
  SELECT property, row_number() OVER (ORDER BY sum(people) DESC, property) AS rank, count(*) OVER () AS all_groups
    FROM alike GROUP BY property)
SELECT CASE WHEN r.rank <= ${largestGroups} THEN a.property END AS property,
       string_agg(concat_ws(' ', a.duration, a.has_left, a.people), ' '), max(r.all_groups)
  FROM alike a JOIN ranked r ON r.property IS NOT DISTINCT FROM a.property
 GROUP BY least(r.rank, ${largestGroups + 1}), 1 ORDER BY least(r.rank, ${largestGroups + 1})`;

/** A missing value is the empty text, and a group of its own. `parameter` is where the name of a trait is given. */
export function propertySql(by: string | undefined, parameter = '$3'): { sql: string; parameters: string[] } {
  if (by === undefined) return { sql: 'NULL', parameters: [] };
  const trait = /^trait:(.+)$/s.exec(by)?.[1];
  if (trait === undefined) return { sql: `coalesce(p."${by.replaceAll('"', '')}", '')`, parameters: [] };
  const pointer = `/${trait.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { sql: `coalesce(json_extract_string(p.traits, ${parameter}::VARCHAR), '')`, parameters: [pointer] };
}

/** Curves and test as JSON, with the fields of `head`. */
export function survivalResult(groups: readonly PackedLifetimes[], interval: IntervalKind, head: object): Uint8Array {
  const lifetimes = new Map(groups.map(({ group, rows }) => [group, expand(unpack([rows]))]));
  return new TextEncoder().encode(JSON.stringify({ ...head, ...survivalOf(lifetimes, interval) }));
}

function expand(values: Float64Array): Lifetime[] {
  const lifetimes: Lifetime[] = [];
  for (let at = 0; at < values.length; at += 3) {
    const lifetime = { duration: values[at] as number, observed: values[at + 1] === 1 };
    for (let n = values[at + 2] as number; n > 0; n -= 1) lifetimes.push(lifetime);
  }
  return lifetimes;
}
