import type { Writer } from '../store/index.ts';
import { findImportedTable } from './imported-table.ts';

const tablePrefix = 'table:';

/**
 * How many rows of its entity a running import has deleted that were there before it; inside its last transaction,
 * before it publishes. Costs a look-up per row changed or deleted.
 */
export function countDeleted(store: Writer, importNumber: number, entity: string): number {
  const isTable = entity.startsWith(tablePrefix);
  const name = isTable ? findImportedTable(store, entity.slice(tablePrefix.length))?.storageName : entity;
  if (name === undefined) return 0;
  const found = store.get<{ n: number }>(
    `SELECT count(DISTINCT u.row_id) AS n FROM pending_undo u
      WHERE u.import_number = ? AND u.entity = ? AND NOT EXISTS (SELECT 1 FROM "${name}" t WHERE t.id = u.row_id)`,
    [importNumber, name],
  );
  return found?.n ?? 0;
}
