import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** One row per answer to a survey. Scores are thousandths; nps: 0..10. */
export const surveyResponses = sqliteTable(
  'survey_responses',
  {
    id: integer('id').primaryKey(),
    sourceId: integer('source_id').notNull(),
    key: text('key').notNull(),
    profileId: integer('profile_id'),
    kind: text('kind', { enum: ['nps', 'csat', 'ces'] }).notNull(),
    survey: text('survey'),
    scoreMilli: integer('score_milli').notNull(),
    comment: text('comment'),
    channel: text('channel'),
    agent: text('agent'),
    answeredAt: integer('answered_at').notNull(),
    custom: text('custom').notNull().default('{}'),
  },
  (table) => [uniqueIndex('survey_responses_by_key').on(table.sourceId, table.key)],
);

/** What was done about an answer; one row per answer, the newest word. */
export const surveyFollowUps = sqliteTable('survey_follow_ups', {
  responseId: integer('response_id').primaryKey(),
  status: text('status', { enum: ['open', 'contacted', 'resolved'] }).notNull(),
  note: text('note').notNull().default(''),
  actor: text('actor').notNull(),
  at: integer('at').notNull(),
});

/** One row per request for help. Instants are UTC ms; `satisfaction_milli` is on the source's own scale. */
export const tickets = sqliteTable(
  'tickets',
  {
    id: integer('id').primaryKey(),
    sourceId: integer('source_id').notNull(),
    key: text('key').notNull(),
    profileId: integer('profile_id'),
    subject: text('subject'),
    status: text('status'),
    channel: text('channel'),
    priority: text('priority'),
    category: text('category'),
    agent: text('agent'),
    isComplaint: integer('is_complaint').notNull().default(0),
    satisfactionMilli: integer('satisfaction_milli'),
    openedAt: integer('opened_at').notNull(),
    firstResponseAt: integer('first_response_at'),
    resolvedAt: integer('resolved_at'),
    custom: text('custom').notNull().default('{}'),
  },
  (table) => [uniqueIndex('tickets_by_key').on(table.sourceId, table.key)],
);

/** One row per chance of a sale as it stands now; `amount_minor` in minor units of `currency`; null = not known. */
export const opportunities = sqliteTable(
  'opportunities',
  {
    id: integer('id').primaryKey(),
    sourceId: integer('source_id').notNull(),
    key: text('key').notNull(),
    profileId: integer('profile_id'),
    name: text('name'),
    stage: text('stage').notNull(),
    stageAt: integer('stage_at'),
    outcome: text('outcome', { enum: ['open', 'won', 'lost'] })
      .notNull()
      .default('open'),
    amountMinor: integer('amount_minor'),
    currency: text('currency').notNull(),
    owner: text('owner'),
    channel: text('channel'),
    lossReason: text('loss_reason'),
    openedAt: integer('opened_at'),
    closedAt: integer('closed_at'),
    custom: text('custom').notNull().default('{}'),
  },
  (table) => [uniqueIndex('opportunities_by_key').on(table.sourceId, table.key)],
);

/** One row per stage an opportunity entered; `is_guess`: noted without a date, as of the opening. */
export const opportunityStages = sqliteTable(
  'opportunity_stages',
  {
    id: integer('id').primaryKey(),
    opportunityId: integer('opportunity_id').notNull(),
    stage: text('stage').notNull(),
    enteredAt: integer('entered_at').notNull(),
    isGuess: integer('is_guess').notNull().default(0),
  },
  (table) => [uniqueIndex('opportunity_stages_by_entry').on(table.opportunityId, table.enteredAt, table.stage)],
);

/** Named lists of people, known outside by `uid`; `origin` is JSON. */
export const segments = sqliteTable('segments', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  uid: text('uid').notNull().unique(),
  name: text('name').notNull(),
  description: text('description').notNull().default(''),
  origin: text('origin').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** One row per person and segment; ids are never used twice. */
export const segmentMembers = sqliteTable(
  'segment_members',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    segmentId: integer('segment_id').notNull(),
    profileId: integer('profile_id').notNull(),
    enteredAt: integer('entered_at').notNull(),
  },
  (table) => [
    uniqueIndex('segment_members_by_person').on(table.segmentId, table.profileId),
    index('segment_members_of_person').on(table.profileId),
  ],
);
