import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { connectionPriorities } from '../contract/connections.ts';

const instant = (name: string) => integer(name);

/** One row per timer: a thing that happens again, or when asked. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: text('id').primaryKey().notNull(),
    kind: text('kind').notNull(),
    payload: text('payload').notNull(),
    schedule: text('schedule'),
    lateness: text('lateness', { enum: ['catch-up', 'skip'] }).notNull(),
    lateAfterMs: integer('late_after_ms').notNull(),
    priority: integer('priority').notNull().default(0),
    timeoutMs: integer('timeout_ms').notNull(),
    maxAttempts: integer('max_attempts').notNull(),
    isPaused: integer('is_paused').notNull().default(0),
    nextDueAt: instant('next_due_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index('jobs_by_due').on(table.nextDueAt)],
);

export const jobRunStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'skipped'] as const;

/** One row per run, asked for or due. */
export const jobRuns = sqliteTable(
  'job_runs',
  {
    id: text('id').primaryKey().notNull(),
    jobId: text('job_id').notNull(),
    kind: text('kind').notNull(),
    idempotencyKey: text('idempotency_key').unique(),
    payload: text('payload').notNull(),
    trigger: text('trigger').notNull(),
    status: text('status', { enum: jobRunStatuses }).notNull(),
    dueAt: instant('due_at').notNull(),
    missed: integer('missed').notNull().default(0),
    attempt: integer('attempt').notNull().default(0),
    notBefore: instant('not_before').notNull(),
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    progress: text('progress'),
    error: text('error'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('job_runs_by_job').on(table.jobId, table.createdAt),
    index('job_runs_open').on(table.status, table.notBefore),
  ],
);

/** One configured use of a connector; `secrets` is encrypted. */
export const connections = sqliteTable('connections', {
  id: text('id').primaryKey().notNull(),
  name: text('name').notNull().unique(),
  kind: text('kind').notNull(),
  sourceName: text('source_name').notNull().unique(),
  config: text('config').notNull(),
  secrets: text('secrets'),
  schedule: text('schedule'),
  priority: text('priority', { enum: connectionPriorities }).notNull().default('usual'),
  isPaused: integer('is_paused').notNull().default(0),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

/** What of a source is read and how; every record before `cursor` is in the store. */
export const connectionStreams = sqliteTable(
  'connection_streams',
  {
    connectionId: text('connection_id').notNull(),
    name: text('name').notNull(),
    position: integer('position').notNull(),
    settings: text('settings').notNull(),
    fields: text('fields').notNull().default('[]'),
    cursor: text('cursor'),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.name] })],
);

/** One row per run of a connection. */
export const syncs = sqliteTable(
  'syncs',
  {
    number: integer('number').primaryKey(),
    id: text('id').notNull().unique(),
    connectionId: text('connection_id').notNull(),
    runId: text('run_id').notNull(),
    trigger: text('trigger').notNull(),
    status: text('status', {
      enum: ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'],
    }).notNull(),
    attempt: integer('attempt').notNull(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    retryAt: instant('retry_at'),
    error: text('error'),
  },
  (table) => [index('syncs_by_connection').on(table.connectionId, table.number)],
);

/** One row per stream of a sync. */
export const streamSyncs = sqliteTable(
  'stream_syncs',
  {
    syncId: text('sync_id').notNull(),
    stream: text('stream').notNull(),
    position: integer('position').notNull(),
    connectionId: text('connection_id').notNull(),
    status: text('status').notNull(),
    rowsRead: integer('rows_read').notNull().default(0),
    finishedAt: instant('finished_at'),
    report: text('report').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.syncId, table.stream] }),
    index('stream_syncs_by_stream').on(table.connectionId, table.stream, table.finishedAt),
  ],
);

/** One row per piece of a stream that was landed and handed to an import. */
export const syncSegments = sqliteTable(
  'sync_segments',
  {
    importId: text('import_id').primaryKey().notNull(),
    syncId: text('sync_id').notNull(),
    connectionId: text('connection_id').notNull(),
    stream: text('stream').notNull(),
    position: integer('position').notNull(),
    kind: text('kind', { enum: ['rows', 'keys', 'replay'] }).notNull(),
    columns: text('columns').notNull(),
    cursorAfter: text('cursor_after'),
    movesCursor: integer('moves_cursor').notNull(),
    settledAt: instant('settled_at'),
  },
  (table) => [index('sync_segments_by_stream').on(table.connectionId, table.stream, table.position)],
);

/** The mapping last used for a set of column names. */
export const savedMappings = sqliteTable('saved_mappings', {
  header: text('header').primaryKey().notNull(),
  entity: text('entity').notNull(),
  mapping: text('mapping').notNull(),
  updatedAt: instant('updated_at').notNull(),
});
