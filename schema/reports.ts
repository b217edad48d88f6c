import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Reports saved in the builder; the newest version of each. */
export const savedReports = sqliteTable('reports', {
  id: text('id').primaryKey(),
  definition: text('definition').notNull(),
  version: integer('version').notNull(),
  author: text('author').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const savedReportVersions = sqliteTable(
  'report_versions',
  {
    reportId: text('report_id').notNull(),
    version: integer('version').notNull(),
    definition: text('definition').notNull(),
    author: text('author').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.reportId, table.version] })],
);
