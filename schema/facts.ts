import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Resolved customers: one row per person or company. `first_seen`: UTC ms, only as declared by a profiles file. */
export const profiles = sqliteTable('profiles', {
  id: integer('id').primaryKey(),
  sourceId: integer('source_id').notNull(),
  kind: text('kind', { enum: ['person', 'company'] })
    .notNull()
    .default('person'),
  displayName: text('display_name'),
  knownAs: text('known_as'),
  country: text('country'),
  region: text('region'),
  city: text('city'),
  firstSeen: integer('first_seen'),
  traits: text('traits').notNull().default('{}'),
});

/** Evidence for a profile: one row per (type, scope, normalised value); `scope` is a source id or 0. */
export const identifiers = sqliteTable(
  'identifiers',
  {
    id: integer('id').primaryKey(),
    profileId: integer('profile_id').notNull(),
    sourceId: integer('source_id').notNull(),
    type: text('type').notNull(),
    scope: integer('scope').notNull().default(0),
    value: text('value').notNull(),
  },
  (table) => [
    uniqueIndex('identifiers_by_value').on(table.type, table.scope, table.value),
    index('identifiers_by_profile').on(table.profileId),
  ],
);

/** One row per product of a source. */
export const products = sqliteTable(
  'products',
  {
    id: integer('id').primaryKey(),
    sourceId: integer('source_id').notNull(),
    key: text('key').notNull(),
    name: text('name'),
    category: text('category'),
    custom: text('custom').notNull().default('{}'),
  },
  (table) => [uniqueIndex('products_by_key').on(table.sourceId, table.key)],
);

/**
 * One row per document of a source. Instants are UTC ms, amounts integer minor units of `currency`.
 * `status`: only `paid` counts; `open` = known not to be paid. `net_minor` = gross + delivery − discount − refund, or as given.
 */
export const orders = sqliteTable(
  'orders',
  {
    id: integer('id').primaryKey(),
    sourceId: integer('source_id').notNull(),
    key: text('key').notNull(),
    profileId: integer('profile_id'),
    orderedAt: integer('ordered_at').notNull(),
    paidAt: integer('paid_at'),
    kind: text('kind', { enum: ['order', 'return', 'adjustment'] })
      .notNull()
      .default('order'),
    status: text('status', { enum: ['open', 'paid', 'cancelled'] })
      .notNull()
      .default('paid'),
    statusText: text('status_text'),
    currency: text('currency').notNull(),
    grossMinor: integer('gross_minor').notNull().default(0),
    discountMinor: integer('discount_minor').notNull().default(0),
    refundMinor: integer('refund_minor').notNull().default(0),
    deliveryMinor: integer('delivery_minor').notNull().default(0),
    taxMinor: integer('tax_minor').notNull().default(0),
    netMinor: integer('net_minor').notNull().default(0),
    leftOutMinor: integer('left_out_minor').notNull().default(0),
    hasOwnTotals: integer('has_own_totals').notNull().default(0),
    channel: text('channel'),
    store: text('store'),
    country: text('country'),
    region: text('region'),
    city: text('city'),
    custom: text('custom').notNull().default('{}'),
  },
  (table) => [uniqueIndex('orders_by_key').on(table.sourceId, table.key)],
);

/** One row per line of an order. Quantities are thousandths, unit prices millionths of the major unit. */
export const orderItems = sqliteTable(
  'order_items',
  {
    id: integer('id').primaryKey(),
    orderId: integer('order_id').notNull(),
    lineKey: text('line_key').notNull(),
    productId: integer('product_id'),
    lineType: text('line_type').notNull().default('goods'),
    quantityMilli: integer('quantity_milli').notNull(),
    unitPriceMicro: integer('unit_price_micro'),
    amountMinor: integer('amount_minor').notNull(),
    custom: text('custom').notNull().default('{}'),
  },
  (table) => [uniqueIndex('order_items_by_line').on(table.orderId, table.lineKey)],
);

/** One row per thing done. `occurred_at` is UTC ms; `properties` is canonical JSON. */
export const events = sqliteTable(
  'events',
  {
    id: integer('id').primaryKey(),
    sourceId: integer('source_id').notNull(),
    messageId: text('message_id'),
    contentHash: integer('content_hash').notNull(),
    profileId: integer('profile_id'),
    name: text('name').notNull(),
    occurredAt: integer('occurred_at').notNull(),
    sessionId: text('session_id'),
    properties: text('properties').notNull().default('{}'),
  },
  (table) => [
    uniqueIndex('events_by_message').on(table.sourceId, table.messageId),
    index('events_by_content').on(table.sourceId, table.occurredAt, table.contentHash),
    index('events_by_profile').on(table.profileId),
  ],
);

/** Tables for files that map to no canonical entity; `columns` is `[{name, storageName, type}]`. */
export const importedTables = sqliteTable('imported_tables', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
  storageName: text('storage_name').notNull().unique(),
  columns: text('columns').notNull(),
  createdAt: integer('created_at').notNull(),
});
