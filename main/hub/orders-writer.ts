import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { StoredValue } from '../store/index.ts';
import { ContentKeys } from './content-keys.ts';
import { fieldIndex, type ImportScope, numberAt, type RowWriter, textAt } from './import-scope.ts';
import { KeyedRows } from './keyed-rows.ts';
import { OrderHeader } from './order-header.ts';
import { ProfileResolver } from './profile-resolver.ts';

const amountFields = ['gross', 'discount', 'refund', 'delivery', 'tax'] as const;

/** Rows of an orders file: one document each, with amounts of its own; where no column numbers them, known by content. */
export class OrdersWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #header: OrderHeader;
  readonly #profiles: ProfileResolver;
  readonly #rows: KeyedRows;
  readonly #amounts: number[];
  readonly #gross: number;
  readonly #discount: number;
  readonly #refund: number;
  readonly #delivery: number;
  readonly #net: number;
  readonly #custom: number;
  readonly #contentKeys = new ContentKeys();

  constructor(scope: ImportScope, mapping: CompiledMapping) {
    const indexOf = fieldIndex(mapping.fields);
    this.#scope = scope;
    this.#profiles = new ProfileResolver(scope, mapping.fields, { tellsPlace: true });
    this.#header = new OrderHeader(mapping.fields, this.#profiles.hasIdentifiers);
    const amounts = amountFields.filter((field) => indexOf(field) >= 0);
    this.#amounts = amounts.map(indexOf);
    this.#gross = indexOf('gross');
    this.#discount = indexOf('discount');
    this.#refund = indexOf('refund');
    this.#delivery = indexOf('delivery');
    this.#net = indexOf('net');
    this.#custom = scope.hasCustom ? indexOf('custom') : -1;
    this.#rows = new KeyedRows(scope, {
      table: 'orders',
      keyField: 'order_id',
      columns: [
        ...this.#header.columns,
        ...['kind', 'net_minor'],
        ...amounts.map((field) => `${field}_minor`),
        ...(this.#custom >= 0 ? ['custom'] : []),
      ],
      constants: { has_own_totals: 1 },
    });
  }

  add(values: readonly FieldValue[], rowNumber: number): FieldReject | null {
    const net = this.#netOf(values);
    const row: StoredValue[] = [];
    this.#header.write(row, values, this.#profiles.resolve(values));
    row.push(this.#header.kindOf(values) ?? (net < 0 ? 'return' : 'order'), net);
    for (const index of this.#amounts) row.push(numberAt(values, index) ?? 0);
    if (this.#custom >= 0) row.push(textAt(values, this.#custom) ?? '{}');
    this.#rows.put(textAt(values, this.#header.key) ?? this.#contentKeys.keyOf(values), row, rowNumber);
    return null;
  }

  flush(): void {
    this.#profiles.flush();
    this.#rows.flush();
  }

  *finish(): Generator<void> {
    this.#profiles.finish();
    yield;
    if (this.#scope.mode !== 'replace') return;
    const { store, pending } = this.#scope;
    const lines = store.prepare<[number]>('SELECT id FROM order_items WHERE order_id = ?').raw();
    const deleteLine = store.prepareWrite('DELETE FROM order_items WHERE id = ?');
    yield* this.#rows.deleteUnseen({
      onDelete(orderId) {
        for (const [id] of lines.all(orderId)) {
          pending.beforeDelete('order_items', id);
          deleteLine.run(id);
        }
      },
    });
  }

  /** Minor units. As given; else gross + delivery − discount − refund. */
  #netOf(values: readonly FieldValue[]): number {
    const given = numberAt(values, this.#net);
    if (given !== null) return given;
    const amount = (index: number) => numberAt(values, index) ?? 0;
    return amount(this.#gross) + amount(this.#delivery) - amount(this.#discount) - amount(this.#refund);
  }
}
