import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import { IdMarks } from './id-marks.ts';
import { fieldIndex, type ImportScope, type RowWriter, textAt } from './import-scope.ts';
import { KeyedRows } from './keyed-rows.ts';

const plainFields = [
  ['product_name', 'name'],
  ['category', 'category'],
  ['custom', 'custom'],
] as const;

/** Rows of a products file. */
export class ProductsWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #rows: KeyedRows;
  readonly #key: number;
  readonly #columns: { column: string; index: number }[];

  constructor(scope: ImportScope, mapping: CompiledMapping) {
    const indexOf = fieldIndex(mapping.fields);
    this.#scope = scope;
    this.#key = indexOf('product_id');
    this.#columns = plainFields
      .filter(([field]) => field !== 'custom' || scope.hasCustom)
      .map(([field, column]) => ({ column, index: indexOf(field) }))
      .filter(({ index }) => index >= 0);
    this.#rows = new KeyedRows(scope, {
      table: 'products',
      keyField: 'product_id',
      columns: this.#columns.map(({ column }) => column),
    });
  }

  add(values: readonly FieldValue[], rowNumber: number): FieldReject | null {
    const row = this.#columns.map(({ column, index }) => values[index] ?? (column === 'custom' ? '{}' : null));
    this.#rows.put(textAt(values, this.#key) ?? '', row, rowNumber);
    return null;
  }

  flush(): void {
    this.#rows.flush();
  }

  /** `replace`: products the file no longer has go, unless an order line speaks of them. */
  *finish(): Generator<void> {
    if (this.#scope.mode !== 'replace') return;
    const used = new IdMarks();
    const ids = this.#scope.store
      .prepare<[number]>('SELECT DISTINCT product_id FROM order_items WHERE product_id IS NOT NULL')
      .raw();
    for (const [id] of ids.iterate()) used.set(id, 1);
    yield* this.#rows.deleteUnseen({ keeps: (id) => used.get(id) !== 0 });
  }
}
