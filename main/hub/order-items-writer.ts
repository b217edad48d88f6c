import { minorDigits } from '../../contract/currency.ts';
import { revenueLineTypes } from '../../contract/entities.ts';
import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { ReadStatement, StoredValue } from '../store/index.ts';
import { BoundedMap } from './bounded-map.ts';
import { BulkInsert } from './bulk-insert.ts';
import { IdMarks } from './id-marks.ts';
import { type ImportScope, type RowWriter, textAt } from './import-scope.ts';
import { OrderHeader } from './order-header.ts';
import { OrderLineRows } from './order-line-rows.ts';
import { ChargeReader, LineReader, type OrderLine } from './order-lines.ts';
import { addLine, kindOfLines, type LineTotals, netOf, noLines, type OrderKind, ownTotals } from './order-rules.ts';
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
const hadLines = 32;

/** An order that lines without a date belong to: of their own source, as two shops may both have an order 1001. */
interface FoundOrder {
  id: number;
  /** See `ownTotals`. */
  hasOwnTotals: number;
  currency: string;
}

/** Lines of one order that stand next to each other in the file. */
interface OrderGroup {
  key: string;
  /** The order that lines without a date belong to; null = it goes by its key. */
  order: FoundOrder | null;
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
 *
 * A line without a date makes no order: it belongs to one that is there, and fills only what this one lacks.
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
  readonly #assumedCurrency: string | null;
  readonly #find;
  readonly #readOrder: ReadStatement<[number, string]>;
  readonly #readHeader;
  readonly #updateHeader;
  #group: OrderGroup | null = null;

  constructor(scope: ImportScope, mapping: CompiledMapping) {
    const { store, sourceId } = scope;
    this.#scope = scope;
    this.#assumedCurrency = mapping.assumedCurrency;
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
    this.#readOrder = store.prepare<[number, string]>('SELECT has_own_totals, currency FROM orders WHERE id = ?').raw();
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
    const isUndated = this.#header.isUndated(values);
    if (!this.#continues(key)) this.#writeGroup();
    let order: FoundOrder | null = this.#group?.order ?? null;
    if (isUndated && !this.#group) {
      const found = this.#findOrder(key);
      if ('code' in found) return found;
      order = found;
    }
    if (isUndated) {
      const reject = this.#settleCurrency(order, this.#header.currencyOf(values));
      if (reject) return reject;
    }
    line.productId = this.#productOf(values, line.lineType);
    const profileId = this.#profiles.resolve(values);
    if (!this.#group) {
      const header: StoredValue[] = [];
      this.#header.write(header, values, profileId);
      this.#group = { key, order, header, kind: this.#header.kindOf(values), lines: [line], charges: [] };
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

  /** Whether a row belongs to the group at hand. */
  #continues(key: string): boolean {
    const group = this.#group;
    return group !== null && group.key === key && group.lines.length < longestGroup;
  }

  #findOrder(key: string): FoundOrder | FieldReject {
    const id = this.#orderOf(key);
    this.#insert.flush();
    const stored = id === 0 ? undefined : this.#readOrder.get(id);
    if (!stored) return { field: 'order_id', value: key, code: 'unknown-order', params: {} };
    const [hasOwnTotals, currency] = stored;
    return { id, hasOwnTotals, currency };
  }

  /**
   * A line of an order is in its currency. Where the lines say another one, the order that has no amounts yet takes it;
   * else the row is kept out, as two currencies in one order are.
   *
   * @param order null: the group at hand is of an order whose date an earlier line of it tells
   */
  #settleCurrency(order: FoundOrder | null, currency: string): FieldReject | null {
    const orderCurrency = order?.currency ?? (this.#group?.header[this.#header.currency] as string);
    if (currency === orderCurrency) return null;
    const isSaid = currency !== this.#assumedCurrency;
    if (!isSaid && minorDigits(currency) === minorDigits(orderCurrency)) return null;
    const isFirst = order && !this.#group && this.#marks.get(order.id) === 0;
    if (isSaid && isFirst && order.hasOwnTotals !== ownTotals.given && this.#scope.mode !== 'append') {
      order.currency = currency;
      return null;
    }
    return { field: 'currency', value: currency, code: 'other-currency', params: { currency, orderCurrency } };
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
    const id = group.order?.id ?? this.#orderOf(group.key);
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

  #writeKnown(id: number, group: OrderGroup): void {
    const { key, kind, lines, charges } = group;
    const mark = this.#marks.get(id);
    this.#orders.set(key, id);
    let hasChanged = false;
    let first = mark;
    if (mark === 0) {
      first = met | wasStored | (kind !== null || this.#wasNamed(id) ? namesKind : 0);
      hasChanged = this.#scope.mode !== 'append' && this.#writeHeader(id, group);
      if (this.#scope.mode === 'append' && this.#rows.beginAppending(id)) first |= hadLines;
    }
    let haveLinesChanged = this.#rows.writeKnown(id, lines, hasChanged);
    // Lines appended to others: what holds for the whole order came with those.
    if (charges.length > 0 && (first & (hasCharges | hadLines)) === 0) {
      const haveChanged = this.#uncounted(() => this.#rows.writeKnown(id, charges, hasChanged));
      haveLinesChanged = haveLinesChanged || haveChanged;
      first |= hasCharges;
    }
    this.#marks.set(id, first | (haveLinesChanged || (mark !== 0 && (mark & wasStored) === 0) ? mustSumUp : 0));
  }

  /** Result: whether the order's own columns changed. */
  #writeHeader(id: number, { order, header, kind }: OrderGroup): boolean {
    this.#insert.flush();
    const stored = this.#readHeader.get(id) ?? [];
    const isUndated = header[this.#header.time] === null;
    const own = isUndated ? header.map((value, index) => stored[index] ?? value) : header;
    if (isUndated && order) own[this.#header.currency] = order.currency;
    const row = [...own, kind ?? stored.at(-1) ?? 'order'];
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
    if (!order || order.has_own_totals === ownTotals.given) return;
    const { totals, kind } = this.#sumOf(id);
    pending.beforeUpdate('orders', id);
    store.run(
      `UPDATE orders SET kind = ?, net_minor = ?, gross_minor = ?, delivery_minor = ?, discount_minor = ?, left_out_minor = ?
        WHERE id = ?`,
      [
        ...[hasKindOfItsOwn ? order.kind : kind, netOf(totals), totals.gross],
        ...[totals.delivery, totals.discount, totals.leftOut, id],
      ],
    );
  }

  /** What the lines in the store make of an order; without any it is an order of nothing yet. */
  #sumOf(id: number): { totals: LineTotals; kind: OrderKind } {
    const totals: LineTotals = noLines();
    const lines = this.#scope.store.all<{ line_type: string; amount_minor: number }>(
      'SELECT line_type, amount_minor FROM order_items WHERE order_id = ?',
      [id],
    );
    for (const line of lines) addLine(totals, line.line_type, line.amount_minor);
    return { totals, kind: lines.length === 0 ? 'order' : kindOfLines(totals) };
  }

  /** Whether an orders file without amounts said what kind of document it is: its lines so far make another of it. */
  #wasNamed(id: number): boolean {
    if (this.#readOrder.get(id)?.[0] !== ownTotals.givenWithoutAmounts) return false;
    const stored = this.#scope.store.get<{ kind: string }>('SELECT kind FROM orders WHERE id = ?', [id]);
    return stored !== undefined && stored.kind !== this.#sumOf(id).kind;
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
        const wasNamed = this.#wasNamed(id);
        const hasLost = this.#rows.deleteUnmet(id);
        if (hasOwnTotals !== ownTotals.ofLines) {
          if (hasLost) this.#sumUp(id, wasNamed);
          continue;
        }
        pending.beforeDelete('orders', id);
        this.#scope.currencies.isExact = false;
        remove.run(id);
      }
      if (orders.length === 0) return;
      yield;
    }
  }
}
