import { revenueLineTypes } from '../../contract/entities.ts';
import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { StoredValue } from '../store/index.ts';
import { BoundedMap } from './bounded-map.ts';
import { BulkInsert } from './bulk-insert.ts';
import { IdMarks } from './id-marks.ts';
import { type ImportScope, type RowWriter, textAt } from './import-scope.ts';
import { OrderHeader } from './order-header.ts';
import { OrderLineRows } from './order-line-rows.ts';
import { ChargeReader, LineReader, type OrderLine } from './order-lines.ts';
import { addLine, kindOfLines, type LineTotals, netOf, noLines, type OrderKind } from './order-rules.ts';
import { ProductResolver } from './product-resolver.ts';
import { ProfileResolver } from './profile-resolver.ts';

const saleLineTypes: ReadonlySet<string> = new Set(revenueLineTypes);
/** A document longer than this is written in parts. */
const longestGroup = 5_000;

/** What is known of an order this import has met. */
const met = 1;
const wasStored = 2;
const namesKind = 4;
const mustSumUp = 8;
const hasCharges = 16;

/** Lines of one order that stand next to each other in the file. */
interface OrderGroup {
  key: string;
  header: StoredValue[];
  kind: OrderKind | null;
  lines: OrderLine[];
  /** What rows say of the whole order. */
  charges: OrderLine[];
}

/**
 * Rows of an order items file: lines, from which orders, products and customers are made. An order's own columns come
 * from its first line that has them. Amounts of an order are the sums of its lines, unless an orders file gave them.
 *
 * Lines of one order usually follow each other: such a group is written at once, with its totals. Where an order comes
 * up again later, or was known before, its totals are summed up from the store at the end.
 */
export class OrderItemsWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #header: OrderHeader;
  readonly #reader: LineReader;
  readonly #charges: ChargeReader;
  readonly #profiles: ProfileResolver;
  readonly #products: ProductResolver;
  readonly #insert: BulkInsert;
  readonly #rows: OrderLineRows;
  readonly #orders: BoundedMap<number>;
  readonly #marks = new IdMarks();
  readonly #isNew: boolean;
  readonly #find;
  readonly #readHeader;
  readonly #updateHeader;
  #group: OrderGroup | null = null;

  constructor(scope: ImportScope, mapping: CompiledMapping) {
    const { store, sourceId } = scope;
    this.#scope = scope;
    this.#orders = new BoundedMap(scope.rememberedKeys);
    this.#profiles = new ProfileResolver(scope, mapping.fields, { tellsPlace: true });
    this.#products = new ProductResolver(scope);
    this.#header = new OrderHeader(mapping.fields, this.#profiles.hasIdentifiers);
    this.#reader = new LineReader(mapping.fields, scope.hasCustom);
    this.#charges = new ChargeReader(mapping.fields);
    this.#rows = new OrderLineRows(scope);
    const columns = this.#header.columns;
    this.#insert = new BulkInsert(store, {
      table: 'orders',
      columns: [
        ...['id', 'key', ...columns],
        ...['kind', 'net_minor', 'gross_minor', 'delivery_minor', 'discount_minor', 'left_out_minor'],
      ],
      constants: { source_id: sourceId },
      ahead: scope.ahead,
    });
    this.#isNew = store.get('SELECT 1 FROM orders WHERE source_id = ? LIMIT 1', [sourceId]) === undefined;
    this.#find = store.prepare<[number]>('SELECT id FROM orders WHERE source_id = ? AND key = ?').raw();
    this.#readHeader = store
      .prepare<StoredValue[]>(`SELECT ${columns.join(', ')}, kind FROM orders WHERE id = ?`)
      .raw();
    this.#updateHeader = store.prepareWrite(
      `UPDATE orders SET ${columns.map((column) => `${column} = ?`).join(', ')}, kind = ? WHERE id = ?`,
    );
  }

  add(values: readonly FieldValue[], rowNumber: number): FieldReject | null {
    const line = this.#reader.read(values, rowNumber);
    if (!('amountMinor' in line)) return line;
    const key = textAt(values, this.#header.key) ?? '';
    if (this.#group && (this.#group.key !== key || this.#group.lines.length >= longestGroup)) this.#writeGroup();
    line.productId = this.#productOf(values, line.lineType);
    const profileId = this.#profiles.resolve(values);
    if (!this.#group) {
      const header: StoredValue[] = [];
      this.#header.write(header, values, profileId);
      this.#group = { key, header, kind: this.#header.kindOf(values), lines: [line], charges: [] };
    } else {
      this.#group.lines.push(line);
      if (this.#group.header.includes(null)) this.#fillHeader(this.#group, values, profileId);
    }
    if (this.#charges.reads) this.#charges.add(this.#group.charges, values, rowNumber);
    return null;
  }

  /** The group at hand is held back: where a chunk ends must not decide what an order looks like. */
  flush(): void {
    this.#profiles.flush();
    this.#products.flush();
    this.#insert.flush();
    this.#rows.flush();
  }

  *finish(): Generator<void> {
    this.#writeGroup();
    this.flush();
    this.#profiles.finish();
    this.#products.finish();
    yield;
    yield* this.#sumUpMet();
    if (this.#scope.mode === 'replace') yield* this.#deleteUnmet();
  }

  #productOf(values: readonly FieldValue[], lineType: string): number | null {
    const name = textAt(values, this.#reader.productName);
    const own = textAt(values, this.#reader.productKey);
    const key = own ?? name;
    if (key === null) return null;
    const word = own === null ? -1 : (this.#scope.batch?.wordAt(this.#reader.productKey) ?? -1);
    const category = textAt(values, this.#reader.category);
    return this.#products.resolve({ key, word, name, category, isSale: saleLineTypes.has(lineType) });
  }

  #fillHeader(group: OrderGroup, values: readonly FieldValue[], profileId: number | null): void {
    const later: StoredValue[] = [];
    this.#header.write(later, values, profileId);
    later.forEach((value, index) => {
      group.header[index] ??= value;
    });
    group.kind ??= this.#header.kindOf(values);
  }

  #writeGroup(): void {
    const group = this.#group;
    if (!group) return;
    this.#group = null;
    const id = this.#orderOf(group.key);
    if (id === 0) this.#writeNew(group);
    else this.#writeKnown(id, group);
  }

  /** 0 = not known. */
  #orderOf(key: string): number {
    const remembered = this.#orders.get(key);
    if (remembered !== undefined) return remembered;
    if (this.#isNew && this.#orders.isComplete) return 0;
    this.#insert.flush();
    return this.#find.get(this.#scope.sourceId, key)?.[0] ?? 0;
  }

  #writeNew({ key, header, kind, lines, charges }: OrderGroup): void {
    const id = this.#scope.pending.nextId('orders');
    const totals = noLines();
    for (const line of this.#rows.insertNew(id, lines)) addLine(totals, line.lineType, line.amountMinor);
    if (charges.length > 0) {
      this.#uncounted(() => this.#rows.insertNew(id, charges));
      for (const line of charges) addLine(totals, line.lineType, line.amountMinor);
    }
    this.#insert.add([
      ...[id, key, ...header, kind ?? kindOfLines(totals), netOf(totals)],
      ...[totals.gross, totals.delivery, totals.discount, totals.leftOut],
    ]);
    if (this.#insert.isFull) this.#insert.flush();
    this.#scope.currencies.add(header[this.#header.currency] as string);
    this.#marks.set(id, met | (kind === null ? 0 : namesKind) | (charges.length > 0 ? hasCharges : 0));
    this.#orders.set(key, id);
  }

  /** Charges are lines of an order but no rows of the file. */
  #uncounted<T>(write: () => T): T {
    const { tally } = this.#scope;
    const { accepted, unchanged } = tally;
    const result = write();
    tally.accepted = accepted;
    tally.unchanged = unchanged;
    return result;
  }

  #writeKnown(id: number, { key, header, kind, lines, charges }: OrderGroup): void {
    const mark = this.#marks.get(id);
    this.#orders.set(key, id);
    let hasChanged = false;
    if (mark === 0) {
      hasChanged = this.#scope.mode !== 'append' && this.#writeHeader(id, header, kind);
      this.#rows.beginKnown(id);
    }
    let haveLinesChanged = this.#rows.writeKnown(id, lines, hasChanged);
    let first = mark === 0 ? met | wasStored | (kind === null ? 0 : namesKind) : mark;
    const isAppended = this.#scope.mode === 'append' && (first & wasStored) !== 0;
    if (charges.length > 0 && (mark & hasCharges) === 0 && !isAppended) {
      const haveChanged = this.#uncounted(() => this.#rows.writeKnown(id, charges, hasChanged));
      haveLinesChanged = haveLinesChanged || haveChanged;
      first |= hasCharges;
    }
    this.#marks.set(id, first | (haveLinesChanged || (mark !== 0 && (mark & wasStored) === 0) ? mustSumUp : 0));
  }

  /** Result: whether the order's own columns changed. */
  #writeHeader(id: number, header: readonly StoredValue[], kind: OrderKind | null): boolean {
    this.#insert.flush();
    const stored = this.#readHeader.get(id) ?? [];
    const row = [...header, kind ?? stored.at(-1) ?? 'order'];
    if (row.every((value, index) => stored[index] === value)) return false;
    this.#scope.pending.beforeUpdate('orders', id);
    this.#scope.currencies.isExact = false;
    this.#updateHeader.run(...row, id);
    return true;
  }

  /** Orders met: lines the file no longer has go (`append` keeps them), and totals that may have changed are renewed. */
  *#sumUpMet(): Generator<void> {
    const removes = this.#scope.mode !== 'append' && !this.#scope.hasPartialOrders;
    let count = 0;
    for (const id of this.#marks.ids()) {
      const mark = this.#marks.get(id);
      const hasLost = removes && (mark & wasStored) !== 0 && this.#rows.deleteUnmet(id);
      if (hasLost || (mark & mustSumUp) !== 0) this.#sumUp(id, (mark & namesKind) !== 0);
      count += 1;
      if (count % 2_000 === 0) yield;
    }
  }

  #sumUp(id: number, hasKindOfItsOwn: boolean): void {
    const { store, pending } = this.#scope;
    const order = store.get<{ has_own_totals: number; kind: string }>(
      'SELECT has_own_totals, kind FROM orders WHERE id = ?',
      [id],
    );
    if (!order || order.has_own_totals === 1) return;
    const totals: LineTotals = noLines();
    for (const line of store.all<{ line_type: string; amount_minor: number }>(
      'SELECT line_type, amount_minor FROM order_items WHERE order_id = ?',
      [id],
    )) {
      addLine(totals, line.line_type, line.amount_minor);
    }
    pending.beforeUpdate('orders', id);
    store.run(
      `UPDATE orders SET kind = ?, net_minor = ?, gross_minor = ?, delivery_minor = ?, discount_minor = ?, left_out_minor = ?
        WHERE id = ?`,
      [
        ...[hasKindOfItsOwn ? order.kind : kindOfLines(totals), netOf(totals), totals.gross],
        ...[totals.delivery, totals.discount, totals.leftOut, id],
      ],
    );
  }

  /** `replace`: lines of orders the file does not have go; so do those orders, unless an orders file gave them. */
  *#deleteUnmet(): Generator<void> {
    const { store, pending, sourceId } = this.#scope;
    const page = store
      .prepare<[number, number]>(
        'SELECT id, has_own_totals FROM orders WHERE source_id = ? AND id > ? ORDER BY id LIMIT 5000',
      )
      .raw();
    const remove = store.prepareWrite('DELETE FROM orders WHERE id = ?');
    for (let after = 0; ; ) {
      const orders = page.all(sourceId, after);
      for (const [id, hasOwnTotals] of orders) {
        after = id;
        if (this.#marks.get(id) !== 0) continue;
        this.#rows.deleteUnmet(id);
        if (hasOwnTotals === 1) continue;
        pending.beforeDelete('orders', id);
        this.#scope.currencies.isExact = false;
        remove.run(id);
      }
      if (orders.length === 0) return;
      yield;
    }
  }
}
