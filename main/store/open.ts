import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { AppError } from '../../contract/errors.ts';
import { readMigrations } from '../../schema/migrations.ts';
import { classified, classifyStoreError } from './failures.ts';
import { Handle, type Reader, type Writer } from './handle.ts';
import { lockFolder } from './lock.ts';

/** "Luop" in the file header: a database of another program is refused, not migrated. */
export const applicationId = 0x4c756f70;
const busyTimeoutMs = 5_000;

/**
 * Opens the store for reading.
 *
 * @throws store/damaged, store/newer-version, store/read-only (also when it does not exist)
 */
export function openStore(path: string, options: { readOnly: true }): Reader;
/**
 * Opens the store for writing: takes the folder's lock, makes or migrates the file.
 *
 * @throws store/locked (another instance runs on this folder), store/newer-version, store/damaged, store/read-only, store/disk-full
 */
export function openStore(path: string, options?: { readOnly?: false }): Writer;
export function openStore(path: string, options: { readOnly?: boolean } = {}): Reader | Writer {
  return options.readOnly ? openForReading(path) : openForWriting(path);
}

function openForReading(path: string): Reader {
  return classified(path, () => {
    const db = new BetterSqlite(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
    return guarded(db, () => {
      db.pragma('query_only = ON');
      const version = readVersion(db);
      if (version > readMigrations().length) throw newerVersion(version);
      return new Handle(db, path, () => {});
    });
  });
}

function openForWriting(path: string): Writer {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw classifyStoreError(error, folder);
  }
  const unlock = lockFolder(folder);
  try {
    const db = classified(path, () => new BetterSqlite(path, { timeout: busyTimeoutMs }));
    return guarded(db, () =>
      classified(path, () => {
        migrate(db);
        return new Handle(db, path, unlock);
      }),
    );
  } catch (error) {
    unlock();
    throw error;
  }
}

function guarded<T>(db: BetterSqlite.Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

const readVersion = (db: BetterSqlite.Database) => Number(db.pragma('user_version', { simple: true }));
const newerVersion = (version: number) => new AppError('store/newer-version', { params: { version } });

/** Brings the schema to the newest version, one transaction per migration, and sets the connection up. */
function migrate(db: BetterSqlite.Database): void {
  const migrations = readMigrations();
  const version = readVersion(db);
  if (version > migrations.length) throw newerVersion(version);
  const owner = Number(db.pragma('application_id', { simple: true }));
  const isEmpty = db.prepare('SELECT count(*) = 0 FROM sqlite_schema').pluck().get() === 1;
  if (!isEmpty && owner !== applicationId) throw new AppError('store/damaged', { params: { path: db.name } });

  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  for (const migration of migrations.slice(version)) {
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${migration.version}`);
    }).exclusive();
  }
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -32768');
  db.pragma('temp_store = MEMORY');
  // A log of 256 MB before it is moved into the file: moving it holds the writer up, and a million rows fit in. What the
  // log takes on the disk afterwards is bounded.
  db.pragma('wal_autocheckpoint = 65536');
  db.pragma('journal_size_limit = 67108864');
}
