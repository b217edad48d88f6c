import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One row per key that may send events into one source; only its SHA-256 is kept. */
export const writeKeys = sqliteTable('write_keys', {
  id: text('id').primaryKey().notNull(),
  name: text('name').notNull(),
  source: text('source').notNull(),
  keyHash: blob('key_hash', { mode: 'buffer' }).notNull().unique(),
  hint: text('hint').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
});

/** One row per batch acknowledged while an import ran, until it is taken. `items` is JSON, instants are UTC ms. */
export const ingestInbox = sqliteTable('ingest_inbox', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  source: text('source').notNull(),
  items: text('items').notNull(),
  receivedAt: integer('received_at').notNull(),
});

/** One row per message that leaves no event behind; a repeat is known by it. */
export const ingestMessages = sqliteTable(
  'ingest_messages',
  {
    sourceId: integer('source_id').notNull(),
    messageId: text('message_id').notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sourceId, table.messageId] }),
    index('ingest_messages_by_time').on(table.receivedAt),
  ],
);

/** One row per profile joined into another, with all that undoing it needs. */
export const profileMerges = sqliteTable('profile_merges', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  keptId: integer('kept_id').notNull(),
  goneId: integer('gone_id').notNull(),
  reason: text('reason', { enum: ['identify', 'alias'] }).notNull(),
  messageId: text('message_id'),
  before: text('before').notNull(),
  moved: text('moved').notNull(),
  mergedAt: integer('merged_at').notNull(),
});

/** One row per address that takes forms and JSON posts into an entity or a table. */
export const formHooks = sqliteTable('form_hooks', {
  id: text('id').primaryKey().notNull(),
  name: text('name').notNull(),
  source: text('source').notNull(),
  entity: text('entity').notNull(),
  mapping: text('mapping'),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
});

/** One row per post acknowledged and not yet handed to an import; `record` is one JSON object. */
export const formPosts = sqliteTable('form_posts', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  hookId: text('hook_id').notNull(),
  record: text('record').notNull(),
  receivedAt: integer('received_at').notNull(),
});
