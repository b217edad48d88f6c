import type { StoredValue, Writer } from '../store/index.ts';
import { ensureEventsIndex } from './events-index.ts';

/** Marks an undo record that restores a table's columns instead of a row. */
export const reshapePrefix = 'columns of ';

interface UndoRecord {
  entity: string;
  row_id: number;
  before: string;
}

/**
 * Takes back what an import that did not succeed has written: its rows go, rows it changed or deleted come back as
 * they were, tables it made or widened take their old shape. Inside a transaction.
 */
export function undoPending(store: Writer, importNumber: number): void {
  const inserted = store.all<{ entity: string; first_id: number; last_id: number }>(
    `SELECT entity, first_id, last_id FROM pending_changes WHERE import_number = ? AND action = 'insert'`,
    [importNumber],
  );
  for (const { entity, first_id, last_id } of inserted) {
    store.run(`DELETE FROM "${entity}" WHERE id BETWEEN ? AND ?`, [first_id, last_id]);
  }
  const records = store
    .prepare<UndoRecord>('SELECT entity, row_id, before FROM pending_undo WHERE import_number = ? ORDER BY id DESC')
    .all(importNumber);
  for (const record of records) {
    if (record.entity.startsWith(reshapePrefix)) restoreShape(store, record);
    else restoreRow(store, record);
  }
  store.run('DELETE FROM pending_changes WHERE import_number = ?', [importNumber]);
  store.run('DELETE FROM pending_undo WHERE import_number = ?', [importNumber]);
  ensureEventsIndex(store);
}

function restoreRow(store: Writer, { entity, before }: UndoRecord): void {
  const values = JSON.parse(before) as StoredValue[];
  store.run(`INSERT OR REPLACE INTO "${entity}" VALUES (${values.map(() => '?').join(', ')})`, values);
}

/** `before` is the old `columns` of the imported table, or `null` when the import made it. */
function restoreShape(store: Writer, { entity, row_id, before }: UndoRecord): void {
  const storageName = entity.slice(reshapePrefix.length);
  const columns = JSON.parse(before) as { storageName: string }[] | null;
  if (columns === null) {
    store.exec(`DROP TABLE IF EXISTS "${storageName}"`);
    store.run('DELETE FROM imported_tables WHERE id = ?', [row_id]);
    store.run('DELETE FROM entity_counters WHERE entity = ?', [storageName]);
    return;
  }
  const kept = new Set(['id', 'source_id', 'content_hash', ...columns.map((column) => column.storageName)]);
  for (const { name } of store.all<{ name: string }>(`SELECT name FROM pragma_table_info('${storageName}')`)) {
    if (!kept.has(name)) store.exec(`ALTER TABLE "${storageName}" DROP COLUMN "${name}"`);
  }
  store.run('UPDATE imported_tables SET columns = ? WHERE id = ?', [before, row_id]);
}
