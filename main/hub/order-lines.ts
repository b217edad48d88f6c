import { minorDigits } from '../../contract/currency.ts';
import type { FieldReject, FieldValue } from '../connectors/files/index.ts';
import { fieldIndex, numberAt, textAt } from './import-scope.ts';
import { lineAmountMinor } from './order-rules.ts';

/** One line as read from a row. */
export interface OrderLine {
  rowNumber: number;
  /** The line's own id; null = it goes by its position. */
  ownKey: string | null;
  productId: number | null;
  lineType: string;
  quantityMilli: number;
  unitPriceMicro: number | null;
  amountMinor: number;
  custom: string;
}

/** Amounts of a whole order, in minor units, and how they count; as lines they have keys of their own. */
const charges = [
  { field: 'delivery', lineType: 'delivery', sign: 1 },
  { field: 'discount', lineType: 'discount', sign: -1 },
  { field: 'refund', lineType: 'goods', sign: -1 },
] as const;

/**
 * Reads what rows say of their whole order: delivery, a discount, a refund. Each becomes one line of the order, whether
 * one of its rows says it or all of them.
 */
export class ChargeReader {
  readonly #columns: { charge: (typeof charges)[number]; index: number }[];

  constructor(fields: readonly string[]) {
    const indexOf = fieldIndex(fields);
    this.#columns = charges
      .map((charge) => ({ charge, index: indexOf(charge.field) }))
      .filter(({ index }) => index >= 0);
  }

  get reads(): boolean {
    return this.#columns.length > 0;
  }

  /** Adds the charges of a row to those of its order; what is known already stays. */
  add(known: OrderLine[], values: readonly FieldValue[], rowNumber: number): void {
    for (const { charge, index } of this.#columns) {
      const amount = numberAt(values, index) ?? 0;
      const ownKey = `#${charge.field}`;
      if (amount === 0 || known.some((line) => line.ownKey === ownKey)) continue;
      const amountMinor = charge.sign < 0 ? -Math.abs(amount) : amount;
      const { lineType } = charge;
      known.push({
        ...{ rowNumber, ownKey, productId: null, lineType, quantityMilli: charge.field === 'refund' ? 0 : 1_000 },
        ...{ unitPriceMicro: null, amountMinor, custom: '{}' },
      });
    }
  }
}

/** Reads the part of a row that is about the line. Compiled once per import. */
export class LineReader {
  readonly productKey: number;
  readonly productName: number;
  readonly category: number;
  readonly #lineId: number;
  readonly #lineType: number;
  readonly #quantity: number;
  readonly #unitPrice: number;
  readonly #amount: number;
  readonly #currency: number;
  readonly #custom: number;

  constructor(fields: readonly string[], hasCustom: boolean) {
    const indexOf = fieldIndex(fields);
    this.productKey = indexOf('product_id');
    this.productName = indexOf('product_name');
    this.category = indexOf('category');
    this.#lineId = indexOf('line_id');
    this.#lineType = indexOf('line_type');
    this.#quantity = indexOf('quantity');
    this.#unitPrice = indexOf('unit_price');
    this.#amount = indexOf('amount');
    this.#currency = indexOf('currency');
    this.#custom = hasCustom ? indexOf('custom') : -1;
  }

  /** The line without its product, or why there is none. */
  read(values: readonly FieldValue[], rowNumber: number): OrderLine | FieldReject {
    const quantityMilli = numberAt(values, this.#quantity) ?? 0;
    const unitPriceMicro = numberAt(values, this.#unitPrice);
    let amountMinor = numberAt(values, this.#amount);
    if (amountMinor === null) {
      if (unitPriceMicro === null) return { field: 'unit_price', value: null, code: 'required-missing', params: {} };
      const digits = minorDigits(textAt(values, this.#currency) ?? '');
      amountMinor = lineAmountMinor(quantityMilli, unitPriceMicro, digits);
      if (amountMinor === null) {
        return { field: 'quantity', value: String(quantityMilli / 1000), code: 'out-of-range', params: {} };
      }
    }
    return {
      rowNumber,
      ownKey: textAt(values, this.#lineId),
      productId: null,
      lineType: textAt(values, this.#lineType) ?? 'goods',
      quantityMilli,
      unitPriceMicro,
      amountMinor,
      custom: textAt(values, this.#custom) ?? '{}',
    };
  }
}
