import type { Reader } from '../store/index.ts';
import type { Replica, ReplicaConfiguration } from './index.ts';

type Record_ = Record<string, unknown>;

const orderSql = `
  SELECT o.*, kind = 'order' AND status = 'paid' AS is_counted, status = 'paid' AND kind <> 'adjustment' AS is_revenue,
    CASE WHEN kind = 'order' AND status = 'paid' AND profile_id IS NOT NULL THEN
      row_number() OVER (PARTITION BY profile_id, kind = 'order' AND status = 'paid' ORDER BY ordered_at, id) END
      AS customer_order_number
  FROM orders o`;
const itemSql = `
  SELECT i.*, o.profile_id, o.currency, o.ordered_at, o.country, o.channel,
    o.status = 'paid' AND o.kind <> 'adjustment' AND i.line_type IN ('goods', 'delivery', 'discount') AS is_revenue
  FROM order_items i JOIN orders o ON o.id = i.order_id`;
const firstOrderSql = `(SELECT min(ordered_at) FROM orders WHERE profile_id = p.id AND kind = 'order' AND status = 'paid')`;
const firstEventSql = '(SELECT min(occurred_at) FROM events WHERE profile_id = p.id)';
/** min() over a list with nulls; SQLite's scalar min() would give null. */
const least = (...values: string[]): string =>
  `(SELECT min(v) FROM (${values.map((v) => `SELECT ${v} AS v`).join(' UNION ALL ')}))`;
const profileSql = `
  SELECT p.id, source_id, kind, display_name, known_as, country, region, city, traits, first_seen AS declared_first_seen_ms,
    ${least('p.first_seen', firstOrderSql, firstEventSql)} AS first_seen, ${firstOrderSql} AS first_order_at,
    ${least(firstOrderSql, firstEventSql)} AS new_at
  FROM profiles p`;

const queries: Record<string, { sql: string; instants: string[]; days?: string[]; base?: [string, string] }> = {
  products: { sql: 'SELECT * FROM products', instants: [] },
  orders: {
    sql: orderSql,
    instants: ['ordered_at', 'paid_at'],
    days: ['ordered_at'],
    base: ['net_base_minor', 'net_minor'],
  },
  order_items: {
    sql: itemSql,
    instants: ['ordered_at'],
    days: ['ordered_at'],
    base: ['amount_base_minor', 'amount_minor'],
  },
  events: { sql: 'SELECT * FROM events', instants: ['occurred_at'] },
  profiles: { sql: profileSql, instants: ['first_seen', 'first_order_at', 'new_at'] },
};
export const comparedTables = Object.keys(queries);
/** Bookkeeping of the store that nobody asks the replica for. */
const leftOut = new Set(['content_hash', 'message_id', 'has_own_totals']);

/** What a relation must hold, worked out with plain SQLite, Intl and BigInt: rows by id with sorted column names. */
export function expectedRows(reader: Reader, table: string, configuration: ReplicaConfiguration): Record_[] {
  const query = queries[table];
  if (!query) throw new Error(`no reference for ${table}`);
  const format = localFormat(configuration.zone);
  return reader.all<Record_>(`SELECT * FROM (${query.sql}) ORDER BY id`).map((row) => {
    const expected: Record_ = {};
    for (const [name, value] of Object.entries(row)) {
      if (leftOut.has(name)) continue;
      expected[name] = name.startsWith('is_') ? value === 1 : value;
    }
    for (const name of query.instants) {
      const ms = row[name] as number | null;
      expected[name] = ms === null ? null : new Date(ms).toISOString().slice(0, -1);
      expected[`${name}_local`] = ms === null ? null : format(ms);
    }
    for (const name of query.days ?? []) {
      expected[name.replace('_at', '_day_local')] = `${String(expected[`${name}_local`]).slice(0, 10)}T00:00:00.000`;
    }
    if (query.base) {
      const [name, minor] = query.base;
      expected[name] = toBase(row[minor] as number, String(row.currency), configuration);
    }
    return sortKeys(expected);
  });
}

export async function replicaRows(replica: Replica, table: string): Promise<Record_[]> {
  const { columns, rows } = await replica.query(`SELECT * FROM ${table} ORDER BY id`);
  return rows.map((row) => sortKeys(Object.fromEntries(row.map((value, index) => [columns[index]?.name, value]))));
}

const sortKeys = (record: Record_): Record_ =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Wall-clock time by Intl alone: `2024-03-31T02:00:00.000`. */
export function localFormat(zone: string): (utcMs: number) => string {
  // Swedish writes dates as ISO does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (utcMs) =>
    `${format.format(utcMs).replace(' ', 'T')}.${String(((utcMs % 1000) + 1000) % 1000).padStart(3, '0')}`;
}

const digitsOf = (currency: string): number => (currency === 'JPY' ? 0 : 2);

/** amount × rate × 10^(digits), half away from zero, with BigInt. */
function toBase(minor: number, currency: string, { currency: base, rates }: ReplicaConfiguration): number | null {
  if (currency === base) return minor;
  const rate = rates[currency];
  if (rate === undefined) return null;
  const [whole = '0', fraction = ''] = rate.split('.');
  const scaled = BigInt(Math.abs(minor)) * BigInt(whole + fraction) * 10n ** BigInt(digitsOf(base));
  const divisor = 10n ** BigInt(fraction.length + digitsOf(currency));
  const magnitude = Number((2n * scaled + divisor) / (2n * divisor));
  return minor < 0 && magnitude !== 0 ? -magnitude : magnitude;
}
