import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const boards = sqliteTable('boards', {
  id: text('id').primaryKey(),
  definition: text('definition').notNull(),
  version: integer('version').notNull(),
  isBuiltIn: integer('is_built_in').notNull().default(0),
  updatedAt: integer('updated_at').notNull(),
  folder: text('folder').notNull().default(''),
});

export const boardVersions = sqliteTable(
  'board_versions',
  {
    boardId: text('board_id').notNull(),
    version: integer('version').notNull(),
    definition: text('definition').notNull(),
    createdAt: integer('created_at').notNull(),
    author: text('author').notNull().default(''),
    since: integer('since').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.boardId, table.version] })],
);

/** Favourites and home boards, per operator. */
export const boardMarks = sqliteTable(
  'board_marks',
  {
    operator: text('operator').notNull(),
    boardId: text('board_id').notNull(),
    isFavourite: integer('is_favourite').notNull().default(0),
    isHome: integer('is_home').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.operator, table.boardId] })],
);

export const boardComments = sqliteTable(
  'board_comments',
  {
    id: text('id').primaryKey(),
    boardId: text('board_id').notNull(),
    tileId: text('tile_id'),
    operator: text('operator').notNull(),
    author: text('author').notNull(),
    body: text('body').notNull(),
    createdAt: integer('created_at').notNull(),
    resolvedAt: integer('resolved_at'),
  },
  (table) => [index('board_comments_by_board').on(table.boardId, table.createdAt)],
);

/** Dates and filters of a board that an operator saved. */
export const boardFilterSets = sqliteTable(
  'board_filter_sets',
  {
    id: text('id').primaryKey(),
    operator: text('operator').notNull(),
    boardId: text('board_id').notNull(),
    name: text('name').notNull(),
    search: text('search').notNull(),
    isDefault: integer('is_default').notNull().default(0),
  },
  (table) => [index('board_filter_sets_by_board').on(table.operator, table.boardId)],
);

/** Targets typed by month and dimension. */
export const planTargets = sqliteTable(
  'plan_targets',
  {
    measure: text('measure').notNull(),
    month: text('month').notNull(),
    member: text('member').notNull().default(''),
    value: text('value').notNull().default(''),
    amount: real('amount').notNull(),
  },
  (table) => [primaryKey({ columns: [table.measure, table.month, table.member, table.value] })],
);
