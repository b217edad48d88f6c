import { index, integer, sqliteTable, text, unique, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Files made of boards, reports and questions. */
export const exportedFiles = sqliteTable(
  'exports',
  {
    id: text('id').primaryKey(),
    actor: text('actor').notNull(),
    origin: text('origin'),
    input: text('input').notNull(),
    title: text('title').notNull(),
    format: text('format', { enum: ['pdf', 'xlsx', 'csv', 'png', 'svg', 'pptx'] }).notNull(),
    status: text('status', { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] }).notNull(),
    fileName: text('file_name'),
    sizeBytes: integer('size_bytes'),
    details: text('details').notNull().default('{}'),
    error: text('error'),
    attempts: integer('attempts').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    finishedAt: integer('finished_at'),
    expiresAt: integer('expires_at'),
  },
  (table) => [
    index('exports_by_time').on(table.createdAt),
    index('exports_by_status').on(table.status, table.createdAt),
  ],
);

export const channels = sqliteTable('channels', {
  id: text('id').primaryKey(),
  name: text('name').notNull().unique(),
  kind: text('kind', { enum: ['email', 'folder', 'webhook', 'wecom', 'dingtalk', 'feishu'] }).notNull(),
  settings: text('settings').notNull(),
  secret: text('secret'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const deliverySchedules = sqliteTable('delivery_schedules', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  owner: text('owner').notNull(),
  definition: text('definition').notNull(),
  isPaused: integer('is_paused').notNull().default(0),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** One row per due time and schedule, and per run by hand. */
export const deliveryRuns = sqliteTable(
  'delivery_runs',
  {
    id: text('id').primaryKey(),
    scheduleId: text('schedule_id').notNull(),
    trigger: text('trigger', { enum: ['time', 'manual', 'test'] }).notNull(),
    dueAt: integer('due_at').notNull(),
    actor: text('actor').notNull(),
    status: text('status', { enum: ['running', 'succeeded', 'partial', 'failed', 'skipped'] }).notNull(),
    reason: text('reason'),
    startedAt: integer('started_at').notNull(),
    finishedAt: integer('finished_at'),
  },
  (table) => [
    uniqueIndex('delivery_runs_once').on(table.scheduleId, table.dueAt),
    index('delivery_runs_by_time').on(table.scheduleId, table.startedAt),
  ],
);

/** One row per run, slice and recipient. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    id: text('id').primaryKey(),
    runId: text('run_id').notNull(),
    slice: text('slice').notNull(),
    channelId: text('channel_id').notNull(),
    recipient: text('recipient').notNull(),
    exportId: text('export_id'),
    status: text('status', { enum: ['waiting', 'sending', 'sent', 'failed', 'unknown', 'skipped'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    error: text('error'),
    sentAt: integer('sent_at'),
  },
  (table) => [unique().on(table.runId, table.slice, table.channelId, table.recipient)],
);

export const alerts = sqliteTable('alerts', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  owner: text('owner').notNull(),
  definition: text('definition').notNull(),
  isPaused: integer('is_paused').notNull().default(0),
  state: text('state', { enum: ['unknown', 'ok', 'firing'] })
    .notNull()
    .default('unknown'),
  stateSince: integer('state_since'),
  lastResult: text('last_result'),
  evaluatedAt: integer('evaluated_at'),
  snoozedUntil: integer('snoozed_until'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** What the in-app centre shows; `actor` null: everybody. */
export const notices = sqliteTable(
  'notices',
  {
    id: integer('id').primaryKey(),
    at: integer('at').notNull(),
    kind: text('kind', { enum: ['alert', 'recovered', 'delivery', 'export'] }).notNull(),
    subject: text('subject').notNull(),
    actor: text('actor'),
    words: text('words').notNull(),
    link: text('link').notNull().default(''),
    details: text('details').notNull().default('{}'),
  },
  (table) => [index('notices_by_time').on(table.at)],
);

export const noticeReads = sqliteTable('notice_reads', {
  actor: text('actor').primaryKey().notNull(),
  lastId: integer('last_id').notNull(),
});

/** Days worked or free against the calendar's rule. */
export const calendarDays = sqliteTable('calendar_days', {
  day: text('day').primaryKey().notNull(),
  isWorking: integer('is_working').notNull(),
  note: text('note').notNull().default(''),
});
