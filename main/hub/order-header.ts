import type { FieldValue } from '../connectors/files/index.ts';
import { type StoredColumn, type StoredValue, valueAt } from '../store/index.ts';
import { type ColumnsOfBatch, fewWords, numberColumn, textColumn } from './column-values.ts';
import { fieldIndex, numberAt, textAt } from './import-scope.ts';
import { type OrderKind, type OrderStatus, orderStatusOf } from './order-rules.ts';

const orderStatuses: readonly OrderStatus[] = ['open', 'paid', 'cancelled'];
const statusWords = fewWords(...orderStatuses);

/** Fields of a document that go into a column of `orders` as they are. */
const plainColumns = ['channel', 'store', 'country', 'region', 'city'] as const;

/**
 * The part of an order that both kinds of file tell: when, status, place. Compiled once per import; `columns` are only
 * those the file has, so that others keep what they have.
 */
export class OrderHeader {
  readonly columns: string[];
  readonly key: number;
  /** Where `write` puts the currency. */
  readonly currency: number;
  /** Where `write` puts the time of the order. */
  readonly time: number;
  readonly #orderedAt: number;
  readonly #currency: number;
  readonly #paidAt: number;
  readonly #status: number;
  readonly #kind: number;
  readonly #plain: number[];
  readonly #hasCustomer: boolean;
  readonly #statusOf = new Map<string, OrderStatus>();

  constructor(fields: readonly string[], hasCustomer: boolean) {
    this.#hasCustomer = hasCustomer;
    const indexOf = fieldIndex(fields);
    this.key = indexOf('order_id');
    this.#orderedAt = indexOf('ordered_at');
    this.#currency = indexOf('currency');
    this.#paidAt = indexOf('paid_at');
    this.#status = indexOf('status');
    this.#kind = indexOf('kind');
    const plain = plainColumns.filter((column) => indexOf(column) >= 0);
    this.#plain = plain.map(indexOf);
    this.columns = [
      ...(hasCustomer ? ['profile_id'] : []),
      ...['ordered_at', 'currency'],
      ...(this.#paidAt >= 0 ? ['paid_at'] : []),
      ...(this.#paidAt >= 0 || this.#status >= 0 ? ['status'] : []),
      ...(this.#status >= 0 ? ['status_text'] : []),
      ...plain,
    ];
    this.currency = this.columns.indexOf('currency');
    this.time = this.columns.indexOf('ordered_at');
  }

  /** Appends the values of `columns`. */
  write(row: StoredValue[], values: readonly FieldValue[], profileId: number | null): void {
    if (this.#hasCustomer) row.push(profileId);
    row.push(numberAt(values, this.#orderedAt), textAt(values, this.#currency));
    const paidAt = numberAt(values, this.#paidAt);
    if (this.#paidAt >= 0) row.push(paidAt);
    const statusText = textAt(values, this.#status);
    if (this.#paidAt >= 0 || this.#status >= 0) row.push(this.#statusOfRow(statusText, paidAt));
    if (this.#status >= 0) row.push(statusText);
    for (const index of this.#plain) row.push(values[index] ?? null);
  }

  /**
   * The values of `columns` in a whole batch; null: its rows have to be looked at one by one.
   *
   * @param profileIds NaN = nobody
   */
  columnsOf(batch: ColumnsOfBatch, count: number, profileIds: Float64Array): StoredColumn[] | null {
    const orderedAt = numberColumn(batch, this.#orderedAt);
    const currency = textColumn(batch, this.#currency);
    const paidAt = numberColumn(batch, this.#paidAt);
    const statusText = textColumn(batch, this.#status);
    const plain = this.#plain.map((index) => textColumn(batch, index));
    if (!orderedAt || !currency || !paidAt || !statusText || !plain.every((column) => column !== undefined))
      return null;
    return [
      ...(this.#hasCustomer ? [{ kind: 'numbers', values: profileIds } as const] : []),
      ...[orderedAt, currency],
      ...(this.#paidAt >= 0 ? [paidAt] : []),
      ...(this.#paidAt >= 0 || this.#status >= 0 ? [this.#statusColumn(statusText, paidAt, count)] : []),
      ...(this.#status >= 0 ? [statusText] : []),
      ...plain,
    ];
  }

  #statusColumn(text: StoredColumn, paidAt: StoredColumn, count: number): StoredColumn {
    const of = (row: number) =>
      this.#statusOfRow(valueAt(text, row) as string | null, valueAt(paidAt, row) as number | null);
    if (text.kind === 'constant' && paidAt.kind === 'constant') return { kind: 'constant', value: of(0) };
    const codes = new Int32Array(count);
    // Texts with one number are one text.
    const known = text.kind === 'words' && paidAt.kind === 'constant' ? new Map<number, number>() : null;
    for (let row = 0; row < count; row += 1) {
      const word = known && text.kind === 'words' ? (text.codes[row] as number) : -2;
      let code = known?.get(word);
      if (code === undefined) {
        code = orderStatuses.indexOf(of(row));
        known?.set(word, code);
      }
      codes[row] = code;
    }
    return statusWords(codes);
  }

  /** Whether the row does not say when the order was made. */
  isUndated(values: readonly FieldValue[]): boolean {
    return numberAt(values, this.#orderedAt) === null;
  }

  currencyOf(values: readonly FieldValue[]): string {
    return textAt(values, this.#currency) ?? '';
  }

  /** Where the kind is told. */
  get kind(): number {
    return this.#kind;
  }

  /** The kind the row names; null = none. */
  kindOf(values: readonly FieldValue[]): OrderKind | null {
    return textAt(values, this.#kind) as OrderKind | null;
  }

  /** Statuses are few: each spelling is judged once. */
  #statusOfRow(text: string | null, paidAt: number | null): OrderStatus {
    const isUnpaid = this.#paidAt >= 0 && paidAt === null;
    const spelling = `${isUnpaid ? '-' : '+'}${text ?? ''}`;
    let status = this.#statusOf.get(spelling);
    if (status === undefined) {
      status = orderStatusOf(text, isUnpaid);
      if (this.#statusOf.size < 1000) this.#statusOf.set(spelling, status);
    }
    return status;
  }
}
