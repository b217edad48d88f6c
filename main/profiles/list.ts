import { AppError } from '../../contract/errors.ts';
import type {
  CustomerFilter,
  CustomerList,
  CustomerListQuery,
  CustomerOrder,
  CustomerRow,
  CustomerSort,
} from '../../contract/profiles.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { valuesOf } from '../ports/result-column.ts';
import type { QueryParameter, Replica } from '../replica/index.ts';
import { findIdentifiers, nameCondition } from './search.ts';

interface Sources {
  store: MetadataStore;
  replica: Replica;
}

/** Most ids that are handed over at once: every customer of a large workspace. */
const maxIds = 5_000_000;

/** What customers are ordered by; unknown is last whichever way. Those that look at orders are made of all of them. */
const sortSql: Record<CustomerSort, { key: string; ofOrders: boolean }> = {
  name: { key: "nullif(lower(coalesce(display_name, known_as)), '')", ofOrders: false },
  firstSeen: { key: 'epoch_ms(coalesce(new_at, first_seen))', ofOrders: false },
  orders: { key: 'coalesce(b.orders, 0)', ofOrders: true },
  revenue: { key: 'coalesce(b.revenue_minor, 0)', ofOrders: true },
  lastOrder: { key: 'b.last_ms', ofOrders: true },
};

const boughtSql = (condition: string): string => `
SELECT profile_id, count(*) FILTER (WHERE is_counted) AS orders,
       coalesce(sum(net_base_minor) FILTER (WHERE is_revenue), 0)::BIGINT AS revenue_minor,
       epoch_ms(max(ordered_at) FILTER (WHERE is_counted)) AS last_ms
  FROM orders WHERE ${condition} GROUP BY profile_id`;

/** One page of the list: the ids in order by key, then what is said of each. */
export async function listCustomers(
  sources: Sources,
  query: CustomerListQuery,
): Promise<Omit<CustomerList, 'asOf' | 'currency'>> {
  const { sort, limit } = query;
  const condition = await conditionOf(sources, query);
  const [count, page] = await Promise.all([
    sources.replica.query(
      `SELECT (SELECT count(*) FROM profiles WHERE ${condition.sql}), (SELECT count(*) FROM profiles)`,
      condition.parameters,
    ),
    orderedIds(sources, { condition, order: query, limit: limit + 1, after: cursorOf(query) }),
  ]);
  const shown = page.slice(0, limit);
  const last = page.length > limit ? shown.at(-1) : undefined;
  return {
    total: Number(count.rows[0]?.[0] ?? 0),
    known: Number(count.rows[0]?.[1] ?? 0),
    customers: await customerRows(
      sources,
      shown.map(({ id }) => id),
    ),
    next: last ? Buffer.from(JSON.stringify([sort, last.key, last.id])).toString('base64url') : null,
  };
}

/** Everybody the filters let through; without an order by id. */
export async function customerIds(sources: Sources, filter: CustomerFilter, order?: CustomerOrder): Promise<number[]> {
  const condition = await conditionOf(sources, filter);
  const sql = order
    ? `SELECT id FROM (${keyedSql(order, condition)}) ORDER BY key ${order.direction} NULLS LAST, id`
    : `SELECT id FROM profiles WHERE ${condition.sql} ORDER BY id`;
  const { packed } = await sources.replica.query(sql, condition.parameters, { maxRows: maxIds, byColumns: true });
  const [ids] = packed ?? [];
  return ids ? valuesOf(ids).map(Number) : [];
}

/** What the list says of customers, in the order of the ids. */
export async function customerRows({ store, replica }: Sources, ids: readonly number[]): Promise<CustomerRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await replica.query(
    `SELECT p.id, p.kind, coalesce(p.display_name, p.known_as), p.country, p.region, p.city,
            coalesce(b.orders, 0), coalesce(b.revenue_minor, 0), b.last_ms, epoch_ms(coalesce(p.new_at, p.first_seen))
       FROM profiles p
       LEFT JOIN (${boughtSql('profile_id IN (SELECT unnest($1::BIGINT[]))')}) b ON b.profile_id = p.id
      WHERE p.id IN (SELECT unnest($1::BIGINT[]))`,
    [`[${ids.join()}]`],
  );
  const identifiers = identifiersOf(store, ids);
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const instant = (ms: unknown): string | null =>
    ms === null || ms === undefined ? null : new Date(Number(ms)).toISOString();
  const byId = new Map(
    rows.map(([id, kind, name, country, region, city, orders, revenue, last, first]): [number, CustomerRow] => {
      const known = identifiers.get(Number(id));
      return [
        Number(id),
        {
          ...{ id: Number(id), kind: kind === 'company' ? 'company' : 'person', displayName: text(name) },
          ...{ country: text(country), region: text(region), city: text(city) },
          ...{ email: known?.email ?? null, phone: known?.phone ?? null },
          customerNumber: known?.customer_id ?? null,
          ...{ orders: Number(orders), revenueMinor: Number(revenue) },
          ...{ lastOrderAt: instant(last), firstSeenAt: instant(first) },
        },
      ];
    }),
  );
  return ids.flatMap((id) => byId.get(id) ?? []);
}

interface Condition {
  sql: string;
  parameters: QueryParameter[];
}

/** The filters as a condition on `profiles`. @throws segments/not-found */
async function conditionOf({ store, replica }: Sources, filter: CustomerFilter): Promise<Condition> {
  const { search, segmentId, bought } = filter;
  const conditions: string[] = [];
  const parameters: QueryParameter[] = [];
  if (search !== '') {
    const ids = [...findIdentifiers(store, search).keys()];
    const byName = await nameCondition(search, '$1', '$3');
    parameters.push(search.toLowerCase(), `[${ids.join()}]`, ...byName.parameters);
    conditions.push(`(${byName.sql} OR id IN (SELECT unnest($2::BIGINT[])))`);
  }
  if (segmentId !== undefined) {
    const { rows } = await replica.query('SELECT id FROM segments WHERE uid = ?', [segmentId]);
    const segment = rows[0]?.[0];
    if (segment === undefined) {
      throw new AppError('segments/not-found');
    }
    conditions.push(`id IN (SELECT profile_id FROM segment_members WHERE segment_id = ${Number(segment)})`);
  }
  if (bought !== undefined) conditions.push(`first_order_at IS ${bought === 'yes' ? 'NOT ' : ''}NULL`);
  return { sql: conditions.length === 0 ? 'true' : conditions.join(' AND '), parameters };
}

type Key = string | number | null;
interface Asked {
  condition: Condition;
  order: CustomerOrder;
  limit: number;
  after?: { key: Key; id: number } | undefined;
}

/** Customers and what they are ordered by. */
function keyedSql({ sort }: CustomerOrder, { sql }: Condition): string {
  const { key, ofOrders } = sortSql[sort];
  const bought = ofOrders ? `LEFT JOIN (${boughtSql('profile_id IS NOT NULL')}) b ON b.profile_id = p.id` : '';
  return `SELECT p.id, ${key} AS key FROM profiles p ${bought} WHERE ${sql}`;
}

/** One page of ids with their keys; customers alike in it by id. */
async function orderedIds({ replica }: Sources, { condition, order, limit, after }: Asked) {
  const parameters = [...condition.parameters];
  const place = (value: QueryParameter): string => `$${parameters.push(value)}`;
  const { rows } = await replica.query(
    `SELECT id, key FROM (${keyedSql(order, condition)}) WHERE ${after ? behind(after, order, place) : 'true'}
      ORDER BY key ${order.direction} NULLS LAST, id LIMIT ${limit}`,
    parameters,
  );
  return rows.map(([id, key]): { id: number; key: Key } => ({
    id: Number(id),
    key: key === null || key === undefined ? null : order.sort === 'name' ? String(key) : Number(key),
  }));
}

/** What stands behind a row in the order. */
function behind(
  { key, id }: { key: Key; id: number },
  { direction }: CustomerOrder,
  place: (value: Key) => string,
): string {
  if (key === null) return `(key IS NULL AND id > ${id})`;
  const at = place(key);
  return `(key ${direction === 'desc' ? '<' : '>'} ${at} OR key IS NULL OR (key = ${at} AND id > ${id}))`;
}

/** @throws api/invalid-input where it is none, or of another order */
function cursorOf({ after, sort }: CustomerListQuery): { key: Key; id: number } | undefined {
  if (after === undefined) return undefined;
  try {
    const [of, key, id] = JSON.parse(Buffer.from(after, 'base64url').toString()) as unknown[];
    const isKey = key === null || (sort === 'name' ? typeof key === 'string' : Number.isSafeInteger(key));
    if (of === sort && isKey && Number.isSafeInteger(id)) return { key: key as Key, id: Number(id) };
  } catch {
    // Told below as everything that is no cursor.
  }
  throw new AppError('api/invalid-input', { details: [{ path: 'after', message: after }] });
}

/** E-mail address, telephone number and customer number, the first of each. */
function identifiersOf(store: MetadataStore, ids: readonly number[]): Map<number, Record<string, string>> {
  const found = new Map<number, Record<string, string>>();
  const rows = store.all(
    // The plus keeps SQLite from reading all addresses by their kind.
    `SELECT profile_id, type, value FROM identifiers
      WHERE profile_id IN (SELECT value FROM json_each(?)) AND +type IN ('email', 'phone', 'customer_id') ORDER BY id`,
    [JSON.stringify(ids)],
  );
  for (const row of rows) {
    const known = found.get(Number(row.profile_id)) ?? {};
    known[String(row.type)] ??= String(row.value);
    found.set(Number(row.profile_id), known);
  }
  return found;
}
