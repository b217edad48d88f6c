import { revenueLineTypes } from '../../contract/entities.ts';
import { recordRelations } from './record-relations.ts';
import {
  asIs,
  baseAmount,
  big,
  column,
  type DerivedTerms,
  derivedInstantPair,
  instant,
  instantPair,
  integer,
  localDay,
  localTwin,
  quoteName,
  type Relation,
  type TargetColumn,
  text,
  varchar,
} from './relation-columns.ts';

export {
  type DerivedTerms,
  instantPair,
  quoteName,
  type Relation,
  type StageColumn,
  type StageKind,
  type TargetColumn,
} from './relation-columns.ts';

/** An order is in revenue when it is paid and a sale or its reversal. */
export const isRevenueSql = (row: string): string => `(${row}status = 'paid' AND ${row}kind <> 'adjustment')`;
/** A counted order: paid and no reversal. Plain enough for SQLite and DuckDB alike. */
export const isCountedSql = (row: string): string => `(${row}status = 'paid' AND ${row}kind = 'order')`;
/** Plain enough for both engines as well. */
export const isRevenueLineSql = (row: string): string =>
  `(${row}line_type IN (${revenueLineTypes.map((type) => `'${type}'`).join(', ')}))`;

const products: Relation = {
  name: 'products',
  columns: [integer('id'), integer('source_id'), text('key'), text('name'), text('category'), text('custom')],
  target: [...big('id', 'source_id'), ...varchar('key', 'name', 'category', 'custom')],
};

const orders: Relation = {
  name: 'orders',
  columns: [
    integer('id'),
    integer('source_id'),
    text('key'),
    integer('profile_id'),
    ...instant('ordered_at'),
    ...instant('paid_at'),
    ...['kind', 'status', 'status_text', 'currency'].map(text),
    ...['gross_minor', 'discount_minor', 'refund_minor', 'delivery_minor', 'tax_minor'].map(integer),
    ...['net_minor', 'left_out_minor'].map(integer),
    ...['channel', 'store', 'country', 'region', 'city', 'custom'].map(text),
  ],
  target: [
    ...big('id', 'source_id'),
    { ...asIs('key', 'VARCHAR'), isPlain: true },
    asIs('profile_id', 'BIGINT'),
    ...instantPair('ordered_at'),
    localDay('ordered_day_local', 'ordered_at', () => 'CAST(make_timestamp_ms(s.ordered_at_local) AS DATE)'),
    ...instantPair('paid_at'),
    ...varchar('kind', 'status', 'status_text', 'currency'),
    ...big('gross_minor', 'discount_minor', 'refund_minor', 'delivery_minor', 'tax_minor', 'net_minor'),
    asIs('left_out_minor', 'BIGINT'),
    baseAmount('net_base_minor', 'net_minor', 's'),
    column('is_counted', 'BOOLEAN', () => isCountedSql('s.')),
    column('is_revenue', 'BOOLEAN', () => isRevenueSql('s.')),
    column('customer_order_number', 'INTEGER', () => 'n.number'),
    ...varchar('channel', 'store', 'country', 'region', 'city', 'custom'),
  ],
  join: 'LEFT JOIN temp.order_numbers n ON n.id = s.id',
};

const ofOrder = (target: TargetColumn): TargetColumn => ({ ...target, isOfOrder: true });

const orderColumns: TargetColumn[] = [
  column('profile_id', 'BIGINT', () => 'o.profile_id'),
  column('currency', 'VARCHAR', () => 'o.currency'),
  column('ordered_at', 'TIMESTAMP', () => 'o.ordered_at'),
  localTwin('ordered_at', () => 'o.ordered_at_local'),
  localDay('ordered_day_local', 'ordered_at', () => 'o.ordered_day_local'),
  column('country', 'VARCHAR', () => 'o.country'),
  column('channel', 'VARCHAR', () => 'o.channel'),
];

const orderItems: Relation = {
  name: 'order_items',
  columns: [
    integer('id'),
    integer('order_id'),
    text('line_key'),
    integer('product_id'),
    text('line_type'),
    ...['quantity_milli', 'unit_price_micro', 'amount_minor'].map(integer),
    text('custom'),
  ],
  target: [
    ...big('id', 'order_id'),
    asIs('line_key', 'VARCHAR'),
    asIs('product_id', 'BIGINT'),
    asIs('line_type', 'VARCHAR'),
    ...big('quantity_milli', 'unit_price_micro', 'amount_minor'),
    ofOrder(baseAmount('amount_base_minor', 'amount_minor', 'o')),
    ofOrder(
      column(
        'is_revenue',
        'BOOLEAN',
        (_, row = 's') => `(${isRevenueLineSql(`${row}.`)} AND coalesce(o.is_revenue, false))`,
      ),
    ),
    asIs('custom', 'VARCHAR'),
    // The order's, repeated here: joining 2 M orders on every tile costs more than the bytes.
    ...orderColumns.map(ofOrder),
  ],
  join: 'LEFT JOIN main.orders o ON o.id = s.order_id',
};

const events: Relation = {
  name: 'events',
  columns: [
    integer('id'),
    integer('source_id'),
    integer('profile_id'),
    text('name'),
    ...instant('occurred_at'),
    text('session_id'),
    text('properties'),
  ],
  target: [
    ...big('id', 'source_id', 'profile_id'),
    asIs('name', 'VARCHAR'),
    ...instantPair('occurred_at'),
    ...varchar('session_id', 'properties'),
  ],
};

/** The earlier of two UTC ms values, either of which may be null. */
const earliest = (...values: string[]): string => `least(${values.join(', ')})`;

/**
 * What follows from a profile's first counted order and first event (UTC ms, of the row `firsts`) and the instant a
 * profiles file declares for it.
 */
export function profileFirstColumns(declaredMsSql: string, firsts = 'f'): TargetColumn[] {
  const [order, event] = [`${firsts}.first_order_ms`, `${firsts}.first_event_ms`];
  return [
    ...derivedInstantPair('first_seen', earliest(declaredMsSql, order, event)),
    ...derivedInstantPair('first_order_at', order),
    ...derivedInstantPair('new_at', earliest(order, event)),
  ];
}

const profiles: Relation = {
  name: 'profiles',
  columns: [
    integer('id'),
    integer('source_id'),
    ...['kind', 'display_name', 'known_as', 'country', 'region', 'city'].map(text),
    integer('first_seen'),
    text('traits'),
  ],
  target: [
    ...big('id', 'source_id'),
    ...varchar('kind', 'display_name', 'known_as', 'country', 'region', 'city', 'traits'),
    ...profileFirstColumns('s.first_seen'),
    // Kept so that a change of the first order or event needs no look into the store.
    column('declared_first_seen_ms', 'BIGINT', () => 's.first_seen'),
  ],
  join: 'LEFT JOIN internal.profile_firsts f ON f.profile_id = s.id',
};

/** In the order of copying: an item reads its order, a profile its first order and event. */
export const canonicalRelations = {
  products,
  orders,
  order_items: orderItems,
  events,
  profiles,
  ...recordRelations,
} as const;
export const canonicalNames = Object.keys(canonicalRelations) as (keyof typeof canonicalRelations)[];

/** `CREATE TABLE` of a relation; the grain is one row per row of the store table. */
export function createTableSql(relation: Relation): string {
  const columns = relation.target.map(
    ({ name, type, isPlain }) => `${quoteName(name)} ${type}${isPlain ? ' USING COMPRESSION uncompressed' : ''}`,
  );
  return `CREATE TABLE IF NOT EXISTS main.${quoteName(relation.name)} (${columns.join(', ')})`;
}

/** Takes staged rows into the relation, derived columns included. */
export function insertSql(relation: Relation, stage: string, terms: DerivedTerms): string {
  const values = relation.target.map((target) => target.value(terms)).join(', ');
  return `INSERT INTO main.${quoteName(relation.name)} SELECT ${values} FROM ${stage} s ${relation.join ?? ''}`;
}
