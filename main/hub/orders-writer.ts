import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import { type ReadStatement, type StoredColumn, type StoredValue, valueAt } from '../store/index.ts';
import { type ColumnsOfBatch, fewWords, isFull, numberColumn, orElse, textColumn } from './column-values.ts';
import { ContentKeys } from './content-keys.ts';
import { fieldIndex, type ImportScope, numberAt, type RowWriter, textAt } from './import-scope.ts';
import { KeyedRows } from './keyed-rows.ts';
import { OrderHeader } from './order-header.ts';
import { type OrderKind, ownTotals } from './order-rules.ts';
import { ProfileResolver } from './profile-resolver.ts';
import type { RowBatch } from './reading/row-batch.ts';

const orderKinds: readonly OrderKind[] = ['order', 'return', 'adjustment'];
const kindWords = fewWords(...orderKinds);

const amountFields = ['gross', 'discount', 'refund', 'delivery', 'tax'] as const;

/**
 * Rows of an orders file: one document each, with amounts of its own; where no column numbers them, known by content.
 * A file without amounts leaves them to the lines: what a known order has by then stays.
 */
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
  /** The kind a known order keeps where its cell is empty; null = none is known, or rows with amounts say it. */
  readonly #findKind: ReadStatement<[string]> | null;

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
    const hasAmounts = amounts.length > 0 || this.#net >= 0;
    const { store, sourceId } = scope;
    const isNew = store.get('SELECT 1 FROM orders WHERE source_id = ? LIMIT 1', [sourceId]) === undefined;
    this.#findKind =
      hasAmounts || this.#header.kind < 0 || isNew
        ? null
        : store.prepare<[string]>(`SELECT kind FROM orders WHERE source_id = ${sourceId} AND key = ?`).raw();
    this.#rows = new KeyedRows(scope, {
      table: 'orders',
      keyField: 'order_id',
      columns: [
        ...this.#header.columns,
        ...['kind', 'net_minor'],
        ...amounts.map((field) => `${field}_minor`),
        ...(this.#custom >= 0 ? ['custom'] : []),
      ],
      constants: { has_own_totals: hasAmounts ? ownTotals.given : ownTotals.givenWithoutAmounts },
      keeps: hasAmounts
        ? []
        : [
            ...['net_minor', 'has_own_totals'],
            ...(this.#header.kind >= 0 ? [] : ['kind']),
            ...(mapping.assumedCurrency === null ? [] : ['currency']),
          ],
    });
  }

  add(values: readonly FieldValue[], rowNumber: number): FieldReject | null {
    const net = this.#netOf(values);
    const row: StoredValue[] = [];
    this.#header.write(row, values, this.#profiles.resolve(values));
    const key = textAt(values, this.#header.key) ?? this.#contentKeys.keyOf(values);
    const kind = this.#header.kindOf(values) ?? this.#findKind?.get(key)?.[0];
    row.push(kind ?? (net < 0 ? 'return' : 'order'), net);
    for (const index of this.#amounts) row.push(numberAt(values, index) ?? 0);
    if (this.#custom >= 0) row.push(textAt(values, this.#custom) ?? '{}');
    this.#rows.put(key, row, rowNumber);
    return null;
  }

  addColumns(batch: RowBatch): boolean {
    const { columns: given, count } = batch;
    const key = given && this.#header.key >= 0 ? textColumn(given, this.#header.key) : undefined;
    if (!given || !key || !isFull(key) || !this.#rows.takesColumns()) return false;
    const own = this.#ownColumns(given, count);
    const profileIds = new Float64Array(count);
    const header = own && this.#header.columnsOf(given, count, profileIds);
    if (!own || !header) return false;
    this.#profiles.resolveAll(batch, profileIds);
    this.#rows.putColumns({ key, columns: [...header, ...own], rowNumbers: batch.rowNumbers });
    return true;
  }

  /** Kind, amounts and the rest; null: not by columns. */
  #ownColumns(given: ColumnsOfBatch, count: number): StoredColumn[] | null {
    const net = this.#netColumn(given, count);
    const kinds = textColumn(given, this.#header.kind);
    if (!net || !kinds || (this.#findKind && !isFull(kinds))) return null;
    const codes = new Int32Array(count);
    for (let row = 0; row < count; row += 1) {
      const kind =
        (valueAt(kinds, row) as OrderKind | null) ?? ((valueAt(net, row) as number) < 0 ? 'return' : 'order');
      codes[row] = orderKinds.indexOf(kind);
    }
    const columns = [kindWords(codes), net];
    for (const index of this.#amounts) {
      const amount = numberColumn(given, index);
      const filled = amount && orElse(amount, 0);
      if (!filled) return null;
      columns.push(filled);
    }
    if (this.#custom < 0) return columns;
    const custom = textColumn(given, this.#custom);
    const filled = custom && orElse(custom, '{}');
    return filled ? [...columns, filled] : null;
  }

  #netColumn(given: ColumnsOfBatch, count: number): StoredColumn | null {
    const net = numberColumn(given, this.#net);
    if (net && isFull(net)) return net;
    const gross = numberColumn(given, this.#gross);
    const delivery = numberColumn(given, this.#delivery);
    const discount = numberColumn(given, this.#discount);
    const refund = numberColumn(given, this.#refund);
    if (!net || !gross || !delivery || !discount || !refund) return null;
    const amount = (column: StoredColumn, row: number) => (valueAt(column, row) ?? 0) as number;
    const values = new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      values[row] =
        (valueAt(net, row) as number | null) ??
        amount(gross, row) + amount(delivery, row) - amount(discount, row) - amount(refund, row);
    }
    return { kind: 'numbers', values };
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
