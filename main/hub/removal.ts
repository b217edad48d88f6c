import { AppError } from '../../contract/errors.ts';
import type { ChangeAction } from '../../schema/index.ts';
import type { Writer } from '../store/index.ts';
import { findImportedTable } from './imported-table.ts';
import { renewCurrencyCounts } from './workspace.ts';

/**
 * Removes everything a source brought: its imports, orders, lines, events, records and products, and the customers and
 * identifiers that nothing of another source speaks of. One transaction; no import may be running.
 */
export function removeSource(store: Writer, name: string, now: number): void {
  const source = store.get<{ id: number }>('SELECT id FROM sources WHERE name = ?', [name]);
  if (!source) return;
  const { id } = source;
  store.transaction(
    () => {
      const remove = (entity: string, condition: string) => removeRows(store, { entity, condition, now });
      remove('order_items', `order_id IN (SELECT id FROM orders WHERE source_id = ${id})`);
      remove('orders', `source_id = ${id}`);
      remove('events', `source_id = ${id}`);
      remove('survey_responses', `source_id = ${id}`);
      remove('tickets', `source_id = ${id}`);
      remove('opportunity_stages', `opportunity_id IN (SELECT id FROM opportunities WHERE source_id = ${id})`);
      remove('opportunities', `source_id = ${id}`);
      remove('products', `source_id = ${id} AND id NOT IN (${usedIds('order_items', 'product_id')})`);
      const used = profileTables.map((table) => usedIds(table, 'profile_id')).join(' UNION ');
      remove('identifiers', `source_id = ${id} AND profile_id NOT IN (${used})`);
      remove(
        'profiles',
        `source_id = ${id} AND id NOT IN (${used}) AND id NOT IN (SELECT profile_id FROM identifiers)`,
      );
      for (const { storage_name } of store.all<{ storage_name: string }>('SELECT storage_name FROM imported_tables')) {
        remove(storage_name, `source_id = ${id}`);
      }
      renewCurrencyCounts(store, null, now);
      store.run('DELETE FROM imports WHERE source_id = ?', [id]);
    },
    { checksForeignKeys: false },
  );
}

/** Tables whose rows speak of a profile. */
export const profileTables = ['orders', 'events', 'survey_responses', 'tickets', 'opportunities'] as const;

/** Drops an imported table and its imports. @throws api/not-found */
export function deleteImportedTable(store: Writer, name: string, now: number): void {
  const table = findImportedTable(store, name);
  if (!table) throw new AppError('api/not-found');
  store.transaction(() => {
    store.exec(`DROP TABLE "${table.storageName}"`);
    store.run('DELETE FROM imported_tables WHERE id = ?', [table.id]);
    store.run('DELETE FROM entity_counters WHERE entity = ?', [table.storageName]);
    addChange(store, { entity: table.storageName, action: 'reset', first: 0, last: 0, now });
  });
}

const usedIds = (table: string, column: string) => `SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL`;

function removeRows(
  store: Writer,
  { entity, condition, now }: { entity: string; condition: string; now: number },
): void {
  const range = store.get<{ first: number | null; last: number | null }>(
    `SELECT min(id) AS first, max(id) AS last FROM "${entity}" WHERE ${condition}`,
  );
  if (!range || range.first === null || range.last === null) return;
  const { changes } = store.run(`DELETE FROM "${entity}" WHERE ${condition}`);
  store.run('UPDATE entity_counters SET row_count = row_count - ? WHERE entity = ?', [changes, entity]);
  addChange(store, { entity, action: 'delete', first: range.first, last: range.last, now });
}

function addChange(
  store: Writer,
  change: { entity: string; action: ChangeAction; first: number; last: number; now: number },
): void {
  const { entity, action, first, last, now } = change;
  store.run('INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, ?, ?, ?, ?)', [
    ...[entity, action, first, last, now],
  ]);
}
