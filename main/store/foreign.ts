import BetterSqlite from 'better-sqlite3';
import { Handle, type Reader } from './handle.ts';
import { applicationId } from './open.ts';

/**
 * Opens somebody else's SQLite file for reading. SQLite refuses every write on it; nothing about the file is checked.
 * Errors come as the driver's own, with its code.
 */
export function openForeignDatabase(path: string, timeoutMs = 5_000): Reader {
  const db = new BetterSqlite(path, { readonly: true, fileMustExist: true, timeout: timeoutMs });
  try {
    db.pragma('query_only = ON');
    db.pragma('trusted_schema = OFF');
    // Reads the header, so that a file of another kind is refused here.
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    // The store itself holds accounts and sealed secrets: it is no source.
    if (db.pragma('application_id', { simple: true }) === applicationId) {
      throw Object.assign(new Error('this is the store of Luopan itself'), { code: 'SQLITE_AUTH' });
    }
    return new Handle(db, path, () => {});
  } catch (error) {
    db.close();
    throw error;
  }
}
