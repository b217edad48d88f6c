import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { classifyStoreError } from './failures.ts';

/**
 * Keeps a second instance off a data folder. The lock is the operating system's lock on a file, held through SQLite
 * because Node has no file locks of its own: it ends with the process however that ends, so it can never be stale.
 *
 * @returns a function that gives the lock back
 * @throws store/locked, store/read-only
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'luopan.lock');
  let db: BetterSqlite.Database | null = null;
  try {
    db = new BetterSqlite(path, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    throw classifyStoreError(error, folder);
  }
  const held = db;
  return () => held.close();
}
