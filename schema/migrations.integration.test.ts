import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import * as schema from './index.ts';

/**
 * `snapshot.json` is what has shipped: tables with their columns, and the checksum of every migration. It may grow
 * (a new migration adds its lines) and never shrink: an old data folder must always be readable.
 */
const snapshotFile = join(import.meta.dirname, 'snapshot.json');

function migrated(): BetterSqlite.Database {
  const db = new BetterSqlite(':memory:');
  for (const { sql } of schema.readMigrations()) db.exec(sql);
  return db;
}

interface Column {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}
const columnsOf = (db: BetterSqlite.Database, table: string) =>
  db.prepare<[string], Column>('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(table);
const tableNames = (db: BetterSqlite.Database) =>
  db
    .prepare<[], { name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all()
    .map(({ name }) => name);

const columnsByTable = (db: BetterSqlite.Database) =>
  Object.fromEntries(
    tableNames(db).map((table) => [
      table,
      columnsOf(db, table).map(({ name, type, notnull }) => `${name} ${type}${notnull === 1 ? ' NOT NULL' : ''}`),
    ]),
  );
function checksums(): Record<string, string> {
  return Object.fromEntries(
    schema.readMigrations().map(({ name, sql }) => [name, createHash('sha256').update(sql).digest('hex')]),
  );
}

/** Asked for by hand, before a release, when a migration that has not shipped yet was written: never in a test run. */
function recordSnapshot(): void {
  writeFileSync(
    snapshotFile,
    `${JSON.stringify({ migrations: checksums(), tables: columnsByTable(migrated()) }, null, 2)}\n`,
  );
}

if (process.env.LUOPAN_RECORD_SCHEMA === '1') recordSnapshot();
const snapshot: unknown = JSON.parse(readFileSync(snapshotFile, 'utf8'));
const { migrations, tables } = snapshot as { migrations: Record<string, string>; tables: Record<string, string[]> };

describe('migrations', () => {
  it('never change once recorded, and every one is recorded', () => {
    expect(checksums()).toEqual(migrations);
  });

  it('keep every table and column that has shipped, and the snapshot knows all of them', () => {
    const db = migrated();
    const now = columnsByTable(db);
    for (const [table, columns] of Object.entries(tables)) expect(now[table]).toEqual(expect.arrayContaining(columns));
    expect(now).toEqual(tables);
  });

  it('make STRICT tables only', () => {
    const db = migrated();
    const loose = db
      .prepare(
        `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    expect(loose).toEqual([]);
    expect(tableNames(db).length).toBeGreaterThan(15);
  });
});

describe('drizzle’s tables', () => {
  const configs = Object.values(schema)
    .filter((value) => value instanceof SQLiteTable)
    .map((table) => getTableConfig(table));

  it('are exactly the tables of the store', () => {
    expect(configs.map(({ name }) => name).sort()).toEqual(tableNames(migrated()));
  });

  it.each(configs.map((config) => [config.name, config] as const))(
    '%s has the columns the store has',
    (name, config) => {
      const real = columnsOf(migrated(), name);
      const isKey = (column: string) =>
        config.primaryKeys.some((key) => key.columns.some((part) => part.name === column)) ||
        config.columns.some((part) => part.name === column && part.primary);
      expect(
        config.columns.map((column) => ({
          name: column.name,
          type: column.getSQLType().toUpperCase(),
          isRequired: column.notNull,
          isKey: isKey(column.name),
        })),
      ).toEqual(
        real.map((column) => ({
          name: column.name,
          type: column.type,
          // The rowid's own column is never null, though SQLite does not say so.
          isRequired: column.notnull === 1 || column.pk > 0,
          isKey: column.pk > 0,
        })),
      );
    },
  );

  it.each(configs.map((config) => [config.name, config] as const))(
    '%s has the indexes the store has',
    (name, config) => {
      const real = migrated()
        .prepare<[string], { name: string; isUnique: number; columns: string }>(
          `SELECT i.name, i."unique" AS isUnique, (SELECT group_concat(name) FROM pragma_index_info(i.name)) AS columns
           FROM pragma_index_list(?) i WHERE i.origin = 'c' ORDER BY i.name`,
        )
        .all(name);
      expect(
        config.indexes
          .map(({ config: index }) => ({
            name: index.name,
            isUnique: index.unique ? 1 : 0,
            columns: index.columns.map((column) => ('name' in column ? column.name : '')).join(','),
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      ).toEqual(real);
    },
  );
});
