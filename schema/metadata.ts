import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const workspaceSettings = sqliteTable('workspace_settings', {
  key: text('key').primaryKey().notNull(),
  value: text('value').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** A name space of keys: one shop, one export, the sample. */
export const sources = sqliteTable('sources', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
  kind: text('kind', { enum: ['sample', 'file', 'api'] }).notNull(),
  createdAt: integer('created_at').notNull(),
});

/** One row per file received; `number` orders them, `id` is what clients know. */
export const imports = sqliteTable(
  'imports',
  {
    number: integer('number').primaryKey(),
    id: text('id').notNull().unique(),
    sourceId: integer('source_id').notNull(),
    entity: text('entity').notNull(),
    fileName: text('file_name').notNull(),
    sha256: text('sha256').notNull(),
    bytesTotal: integer('bytes_total').notNull(),
    mapping: text('mapping').notNull(),
    options: text('options').notNull(),
    status: text('status', { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] }).notNull(),
    rowsRead: integer('rows_read').notNull().default(0),
    rowsAccepted: integer('rows_accepted').notNull().default(0),
    rowsRejected: integer('rows_rejected').notNull().default(0),
    rowsUnchanged: integer('rows_unchanged').notNull().default(0),
    bytesRead: integer('bytes_read').notNull().default(0),
    error: text('error'),
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    finishedAt: integer('finished_at'),
    rowsDeleted: integer('rows_deleted').notNull().default(0),
  },
  (table) => [index('imports_by_status').on(table.status, table.number)],
);

/** One row per value that kept a row out; `raw` (JSON array) stands on the first reject of a row only. */
export const importRejects = sqliteTable(
  'import_rejects',
  {
    importNumber: integer('import_number').notNull(),
    rowNumber: integer('row_number').notNull(),
    ordinal: integer('ordinal').notNull(),
    field: text('field'),
    value: text('value'),
    code: text('code').notNull(),
    params: text('params').notNull().default('{}'),
    raw: text('raw'),
  },
  (table) => [primaryKey({ columns: [table.importNumber, table.rowNumber, table.ordinal] })],
);

const changeActions = ['insert', 'update', 'delete', 'reset'] as const;
export type ChangeAction = (typeof changeActions)[number];

/** What a running import has written so far. Rows in an `insert` range are not published. */
export const pendingChanges = sqliteTable('pending_changes', {
  id: integer('id').primaryKey(),
  importNumber: integer('import_number').notNull(),
  entity: text('entity').notNull(),
  action: text('action', { enum: changeActions }).notNull(),
  firstId: integer('first_id').notNull(),
  lastId: integer('last_id').notNull(),
});

/** Rows as they were before a running import changed or deleted them. */
export const pendingUndo = sqliteTable('pending_undo', {
  id: integer('id').primaryKey(),
  importNumber: integer('import_number').notNull(),
  entity: text('entity').notNull(),
  rowId: integer('row_id').notNull(),
  before: text('before').notNull(),
});

/** Published rows per entity, and the highest id ever given out. */
export const entityCounters = sqliteTable('entity_counters', {
  entity: text('entity').primaryKey().notNull(),
  rowCount: integer('row_count').notNull().default(0),
  lastId: integer('last_id').notNull().default(0),
});

/** What the replica must copy, in order of `seq`; a row covers a range of ids of one entity. */
export const changes = sqliteTable('changes', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  entity: text('entity').notNull(),
  action: text('action', { enum: changeActions }).notNull(),
  firstId: integer('first_id').notNull(),
  lastId: integer('last_id').notNull(),
  at: integer('at').notNull(),
});

export const operators = sqliteTable('operators', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  displayName: text('display_name').notNull(),
  role: text('role', { enum: ['owner', 'admin', 'analyst', 'viewer'] }).notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  disabledAt: integer('disabled_at'),
});

export const sessions = sqliteTable('sessions', {
  tokenHash: blob('token_hash', { mode: 'buffer' }).primaryKey().notNull(),
  operatorId: text('operator_id').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

export const audit = sqliteTable(
  'audit',
  {
    id: integer('id').primaryKey(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    target: text('target'),
    details: text('details').notNull().default('{}'),
  },
  (table) => [index('audit_by_time').on(table.at)],
);
