import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Measures and dimensions made in a form: the definition in force and the one being worked on. */
export const modelMembers = sqliteTable('model_members', {
  id: text('id').primaryKey(),
  live: text('live'),
  draft: text('draft'),
  review: text('review'),
  note: text('note').notNull().default(''),
  author: text('author').notNull(),
  version: integer('version').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  archivedAt: integer('archived_at'),
});

export const modelMemberVersions = sqliteTable(
  'model_member_versions',
  {
    memberId: text('member_id').notNull(),
    version: integer('version').notNull(),
    action: text('action').notNull(),
    definition: text('definition').notNull(),
    note: text('note').notNull().default(''),
    author: text('author').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.memberId, table.version] })],
);

/** Files of the data model that people wrote; the newest version of each. */
export const modelFiles = sqliteTable('model_files', {
  name: text('name').primaryKey(),
  content: text('content').notNull(),
  version: integer('version').notNull(),
  author: text('author').notNull(),
  updatedAt: integer('updated_at').notNull(),
  archivedAt: integer('archived_at'),
});

export const modelFileVersions = sqliteTable(
  'model_file_versions',
  {
    name: text('name').notNull(),
    version: integer('version').notNull(),
    action: text('action').notNull(),
    content: text('content').notNull(),
    author: text('author').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
);
