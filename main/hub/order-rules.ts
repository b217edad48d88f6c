/** What an order's own words and amounts make of it. */

export type OrderKind = 'order' | 'return' | 'adjustment';
export type OrderStatus = 'open' | 'paid' | 'cancelled';

/** `orders.has_own_totals`: where the amounts of an order come from, and whether an orders file gave it. */
export const ownTotals = { ofLines: 0, given: 1, givenWithoutAmounts: 2 } as const;

const cancelled =
  /cancel|void|closed|expired|declined|rejected|deleted|failed|取消|关闭|作废|已退回|交易失败|拒收|(?<!部分)(?:退款成功|已退款)|全额退款/;
const notPaid =
  /unpaid|not paid|pending payment|awaiting payment|payment pending|wait_buyer_pay|pending|draft|quote|未付款|未支付|待付款|待支付|等待买家付款|草稿/;
const paid = /paid|complete|fulfil|ship|deliver|success|已付款|已支付|已完成|交易成功|已发货|已签收/;

/**
 * Status of an order. Words of cancelling go before words of paying (`Paid, then cancelled`); a word that says neither
 * counts as paid, because most exports list only real orders. `isUnpaid`: the file has a time of payment, and it is
 * empty on this row.
 */
export function orderStatusOf(text: string | null, isUnpaid: boolean): OrderStatus {
  const word = text?.trim().toLowerCase() ?? '';
  if (cancelled.test(word)) return 'cancelled';
  if (isUnpaid) return 'open';
  if (notPaid.test(word) && !(paid.test(word) && !/unpaid|not paid/.test(word))) return 'open';
  return 'paid';
}

/** Minor units of one document's lines by what they are. */
export interface LineTotals {
  gross: number;
  delivery: number;
  /** As a positive number. */
  discount: number;
  leftOut: number;
  /** Sale lines in all, and those above and below zero. */
  saleLines: number;
  positiveLines: number;
  negativeLines: number;
}

export const noLines = (): LineTotals => ({
  ...{ gross: 0, delivery: 0, discount: 0, leftOut: 0, saleLines: 0, positiveLines: 0, negativeLines: 0 },
});

/** Adds one line: goods, delivery and discounts are sales; everything else is kept but left out of the net amount. */
export function addLine(totals: LineTotals, lineType: string, amountMinor: number): void {
  if (lineType === 'goods') totals.gross += amountMinor;
  else if (lineType === 'delivery') totals.delivery += amountMinor;
  else if (lineType === 'discount') totals.discount -= amountMinor;
  else {
    totals.leftOut += amountMinor;
    return;
  }
  totals.saleLines += 1;
  if (amountMinor > 0) totals.positiveLines += 1;
  if (amountMinor < 0) totals.negativeLines += 1;
}

export const netOf = (totals: LineTotals): number => totals.gross + totals.delivery - totals.discount;

/**
 * Kind of a document that does not name its own: without any sale line an adjustment, with sale lines of which none is
 * positive and some negative a return, else an order.
 */
export function kindOfLines(totals: LineTotals): OrderKind {
  if (totals.saleLines === 0) return 'adjustment';
  return totals.positiveLines === 0 && totals.negativeLines > 0 ? 'return' : 'order';
}

/**
 * Amount of a line in minor units: quantity × unit price, exact, rounded once, half away from zero. Null when it is too
 * large to be kept exactly. Example: 3.000 × 2.955000 at two digits = 8.865 → 887.
 *
 * @param quantityMilli thousandths
 * @param unitPriceMicro millionths of the major unit
 * @param digits digits of the currency's minor unit
 */
export function lineAmountMinor(quantityMilli: number, unitPriceMicro: number, digits: number): number | null {
  const product = quantityMilli * unitPriceMicro;
  const scale = 10 ** (9 - digits);
  if (Number.isSafeInteger(product)) {
    const size = Math.abs(product);
    const rest = size % scale;
    const minor = (size - rest) / scale + (rest * 2 >= scale ? 1 : 0);
    return product < 0 ? -minor : minor;
  }
  const exact = BigInt(quantityMilli) * BigInt(unitPriceMicro);
  const size = exact < 0n ? -exact : exact;
  const divisor = BigInt(scale);
  const minor = Number(size / divisor) + ((size % divisor) * 2n >= divisor ? 1 : 0);
  if (!Number.isSafeInteger(minor)) return null;
  return exact < 0n ? -minor : minor;
}
