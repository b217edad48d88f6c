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
