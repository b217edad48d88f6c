import { AppError } from '../../contract/errors.ts';
import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { ReadStatement } from '../store/index.ts';
import { contentHash } from './content-hash.ts';
import { IdMarks } from './id-marks.ts';
import type { ImportScope, RowWriter } from './import-scope.ts';
import { findImportedTable, makeContentIndex } from './imported-table.ts';
import { fitValue } from './table-writer.ts';

const tablePrefix = 'table:';
/** Entities whose rows are known by (source, key). */
export const prunableEntities = ['orders', 'products', 'survey_responses', 'tickets'] as const;

/**
 * A file that lists the keys a source still has: rows of that source without one of them go, with the lines of their
 * order. Products that an order line speaks of stay. The file adds nothing.
 */
export class RemainingKeysWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #table: string | null;
  readonly #find: (values: readonly FieldValue[]) => readonly number[];
  readonly #met = new IdMarks();

  constructor(scope: ImportScope, entity: string, options: { mapping: CompiledMapping; key: readonly string[] }) {
    this.#scope = scope;
    if (entity.startsWith(tablePrefix)) {
      const table = findImportedTable(scope.store, entity.slice(tablePrefix.length));
      this.#table = table?.storageName ?? null;
      const types = options.key.map((field) => table?.columns.find(({ name }) => name === field)?.type ?? 'text');
      const slots = options.key.map((field) => options.mapping.fields.indexOf(field));
      // Rows that were all new when they came have none yet.
      if (table) makeContentIndex(scope.store, table.storageName);
      const find = table ? finder(scope, `"${table.storageName}" WHERE content_hash = ?`) : null;
      this.#find = (values) => {
        const key = slots.map((slot, index) => fitValue(values[slot] ?? null, types[index] ?? 'text') ?? null);
        return find?.all(contentHash(key)).map(([id]) => id) ?? [];
      };
      return;
    }
    if (!prunableEntities.some((known) => known === entity)) {
      throw new AppError('import/unknown-entity', { params: { entity } });
    }
    this.#table = entity;
    const find = finder(scope, `${entity} WHERE key = ?`);
    this.#find = (values) => find.all(String(values[0] ?? '')).map(([id]) => id);
  }

  add(values: readonly FieldValue[]): FieldReject | null {
    for (const id of this.#find(values)) this.#met.set(id, 1);
    this.#scope.tally.accepted += 1;
    this.#scope.tally.unchanged += 1;
    return null;
  }

  flush(): void {}

  *finish(): Generator<void> {
    const table = this.#table;
    if (table === null) return;
    const { store, pending, sourceId } = this.#scope;
    const kept = table === 'products' ? this.#soldProducts() : null;
    const lines = store.prepare<[number]>('SELECT id FROM order_items WHERE order_id = ?').raw();
    const removeLine = store.prepareWrite('DELETE FROM order_items WHERE id = ?');
    const remove = store.prepareWrite(`DELETE FROM "${table}" WHERE id = ?`);
    const page = store
      .prepare<[number]>(`SELECT id FROM "${table}" WHERE source_id = ? AND id > ? ORDER BY id LIMIT 5000`)
      .raw();
    for (let after = 0; ; ) {
      const ids = page.all(sourceId, after);
      for (const [id] of ids) {
        after = id;
        if (this.#met.get(id) !== 0 || (kept !== null && kept.get(id) !== 0)) continue;
        for (const [lineId] of table === 'orders' ? lines.all(id) : []) {
          pending.beforeDelete('order_items', lineId);
          removeLine.run(lineId);
        }
        pending.beforeDelete(table, id);
        this.#scope.currencies.isExact = false;
        remove.run(id);
      }
      if (ids.length === 0) return;
      yield;
    }
  }

  #soldProducts(): IdMarks {
    const sold = new IdMarks();
    const ids = this.#scope.store
      .prepare<[number]>('SELECT DISTINCT product_id FROM order_items WHERE product_id IS NOT NULL')
      .raw();
    for (const [id] of ids.iterate()) sold.set(id, 1);
    return sold;
  }
}

function finder({ store, sourceId }: ImportScope, from: string): ReadStatement<[number]> {
  return store.prepare<[number]>(`SELECT id FROM ${from} AND source_id = ${sourceId}`).raw();
}
