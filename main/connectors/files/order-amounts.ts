import type { FileFormat } from './format.ts';
import { normaliseHeader } from './headers.ts';
import type { FieldMatch } from './match.ts';
import { isNetOfRefund } from './net-check.ts';
import { createNumberReader } from './numbers.ts';

/** Rows looked at. */
const lookRows = 2_000;
/** A sum holds when it does in all but a few rows, and enough rows could have spoken against it. */
const holdsShare = 0.95;
const speakingRows = 3;
/** What is called a total has discounts taken off and delivery added already. */
const totalHeader =
  /^(?:order|grand|cart|invoice)?total(?:amount|price|value|sales)?$|^(?:订单)?总(?:金额|额|价)$|^合计$/;

/** Amounts in hundredths; NaN where there is none. */
type Amounts = (row: readonly string[]) => number;

function amountsOf(format: FileFormat, column: number): Amounts {
  const reader = createNumberReader(format.profiles[column]?.decimalMark ?? '.');
  return (row) => {
    const text = (row[column] ?? '').trim();
    return text === '' ? Number.NaN : reader.scaled(text, 2);
  };
}

/**
 * Takes amounts of orders out of a mapping that would be counted twice: a paid amount that refunds have yet to be taken
 * from, a discount given as a share, discounts and delivery that the total has in it already.
 */
export function dropFalseAmounts(
  matches: Map<string, FieldMatch>,
  format: FileFormat,
  rows: readonly string[][],
): void {
  const column = (name: string): number => matches.get(name)?.column ?? -1;
  if (matches.has('net') && matches.has('refund') && matches.has('gross')) {
    const isNet = isNetOfRefund(format, rows, column('gross'), column('net'), column('refund'));
    if (isNet === false) matches.delete('net');
  }
  if (matches.has('discount') && isShare(format, rows, column('discount'))) matches.delete('discount');
  if (matches.has('net') || !matches.has('gross')) return;
  for (const field of alreadyCounted(matches, format, rows)) matches.delete(field);
}

/** Whether a column holds shares of an amount (0.2, 20%) instead of amounts. */
function isShare(format: FileFormat, rows: readonly string[][], column: number): boolean {
  const texts = rows.slice(0, lookRows).map((row) => (row[column] ?? '').trim());
  if (texts.some((text) => /[%％]$/.test(text))) return true;
  const values = texts.map((text) => createNumberReader(format.profiles[column]?.decimalMark ?? '.').scaled(text, 3));
  const filled = values.filter((value) => Number.isFinite(value) && value !== 0);
  return filled.length > 0 && filled.every((value) => Math.abs(value) < 1_000);
}

type Part = 'discount' | 'delivery';
const choices: readonly (readonly Part[])[] = [[], ['discount'], ['delivery'], ['discount', 'delivery']];

/** Which of discount and delivery the gross amount has in it: as some total of the file tells, else as its name does. */
function alreadyCounted(
  matches: Map<string, FieldMatch>,
  format: FileFormat,
  rows: readonly string[][],
): readonly Part[] {
  const parts = (['discount', 'delivery'] as const).filter((part) => matches.has(part));
  if (parts.length === 0) return [];
  const gross = matches.get('gross')?.column ?? -1;
  const taken = new Set([...matches.values()].map((match) => match.column));
  const totals = format.profiles.flatMap(({ type }, column) =>
    (type === 'integer' || type === 'decimal') && !taken.has(column) ? [column] : [],
  );
  for (const total of totals) {
    for (const counted of choices) {
      if (!counted.every((part) => parts.includes(part))) continue;
      if (addsUp(matches, format, rows, { gross, total, counted })) return counted;
    }
  }
  return totalHeader.test(normaliseHeader(format.columns[gross] ?? '')) ? parts : [];
}

/** Whether the total is the gross amount with delivery and less the discount, but for the parts that are counted. */
function addsUp(
  matches: Map<string, FieldMatch>,
  format: FileFormat,
  rows: readonly string[][],
  { gross, total, counted }: { gross: number; total: number; counted: readonly Part[] },
): boolean {
  const read = (name: string): Amounts => {
    const column = matches.get(name)?.column ?? -1;
    return column < 0 ? () => 0 : amountsOf(format, column);
  };
  const [discountOf, deliveryOf, taxOf] = [read('discount'), read('delivery'), read('tax')];
  const [grossOf, totalOf] = [amountsOf(format, gross), amountsOf(format, total)];
  let seen = 0;
  let spoke = 0;
  let held = 0;
  for (const row of rows.slice(0, lookRows)) {
    const difference = totalOf(row) - grossOf(row);
    if (Number.isNaN(difference)) continue;
    const discount = Math.abs(discountOf(row) || 0);
    const delivery = deliveryOf(row) || 0;
    const added = (counted.includes('delivery') ? 0 : delivery) - (counted.includes('discount') ? 0 : discount);
    seen += 1;
    if (discount !== 0 || delivery !== 0) spoke += 1;
    if (Math.abs(difference - added) <= 1 || Math.abs(difference - added - (taxOf(row) || 0)) <= 1) held += 1;
  }
  return spoke >= speakingRows && held >= seen * holdsShare;
}

/**
 * Whether a column of order lines says the amount of the whole order: the lines of an order all say the same, or only one
 * of them says it, and it is not what their quantities and prices give.
 */
export function isOrderTotal(
  format: FileFormat,
  rows: readonly string[][],
  columns: { order: number; amount: number; quantity: number; price: number },
): boolean {
  const amountOf = amountsOf(format, columns.amount);
  const orders = new Map<string, { amounts: Set<number>; lines: number; misfits: number }>();
  const quantityOf = columns.quantity < 0 ? () => 1 : amountsOf(format, columns.quantity);
  const priceOf = columns.price < 0 ? null : amountsOf(format, columns.price);
  for (const row of rows.slice(0, lookRows)) {
    const key = row[columns.order] ?? '';
    const order = orders.get(key) ?? { amounts: new Set(), lines: 0, misfits: 0 };
    const amount = amountOf(row);
    order.lines += 1;
    orders.set(key, order);
    if (!Number.isFinite(amount)) continue;
    order.amounts.add(amount);
    const quantity = columns.quantity < 0 ? 1 : quantityOf(row) / 100;
    if (priceOf && Math.abs(quantity * priceOf(row) - amount) > 1) order.misfits += 1;
  }
  const several = [...orders.values()].filter(({ lines }) => lines > 1);
  const alike = several.filter(({ amounts, misfits }) => amounts.size === 1 && (!priceOf || misfits > 0));
  return several.length >= speakingRows && alike.length >= several.length * holdsShare;
}

const chargeFields = ['delivery', 'discount', 'refund'] as const;

/**
 * Takes delivery, discounts and refunds out of a mapping of order lines where they are not surely those of whole orders:
 * said on one line of each, or the same on all of them, and adding up with the lines where the file has a total.
 */
export function dropFalseCharges(
  matches: Map<string, FieldMatch>,
  format: FileFormat,
  rows: readonly string[][],
): void {
  const order = matches.get('order_id')?.column ?? -1;
  for (const field of chargeFields) {
    const column = matches.get(field)?.column ?? -1;
    if (column >= 0 && (order < 0 || !isSaidOnce(rows, order, amountsOf(format, column)))) matches.delete(field);
  }
  const parts = chargeFields.filter((field) => field !== 'refund' && matches.has(field));
  if (parts.length === 0) return;
  const taken = new Set([...matches.values()].map(({ column }) => column));
  for (const [column, { type }] of format.profiles.entries()) {
    if (taken.has(column) || (type !== 'integer' && type !== 'decimal')) continue;
    if (!totalHeader.test(normaliseHeader(format.columns[column] ?? ''))) continue;
    for (const counted of choices) {
      if (!counted.every((part) => (parts as readonly string[]).includes(part))) continue;
      if (!linesAddUp(matches, format, rows, { total: column, counted })) continue;
      for (const part of counted) matches.delete(part);
      return;
    }
  }
}

function isSaidOnce(rows: readonly string[][], orderColumn: number, amountOf: Amounts): boolean {
  const several = ordersOf(rows, orderColumn).filter((lines) => lines.length > 1);
  const once = several.filter((lines) => {
    const said = lines.map(amountOf).filter((amount) => Number.isFinite(amount));
    return said.length <= 1 || new Set(said).size === 1;
  });
  return several.length >= speakingRows && once.length >= several.length * holdsShare;
}

/** Whether the lines of orders with their charges, but for those counted already, give the total the file has. */
function linesAddUp(
  matches: Map<string, FieldMatch>,
  format: FileFormat,
  rows: readonly string[][],
  { total, counted }: { total: number; counted: readonly Part[] },
): boolean {
  const read = (name: string): Amounts | null => {
    const column = matches.get(name)?.column ?? -1;
    return column < 0 ? null : amountsOf(format, column);
  };
  const [amountOf, quantityOf, priceOf] = [read('amount'), read('quantity'), read('unit_price')];
  const deliveryOf = counted.includes('delivery') ? null : read('delivery');
  const discountOf = counted.includes('discount') ? null : read('discount');
  const totalOf = amountsOf(format, total);
  const first = (lines: readonly (readonly string[])[], of: Amounts | null): number =>
    of === null ? 0 : (lines.map(of).find((amount) => Number.isFinite(amount)) ?? 0);
  const orders = ordersOf(rows, matches.get('order_id')?.column ?? -1);
  const held = orders.filter((lines) => {
    const goods = lines.reduce((sum, row) => {
      const own = amountOf?.(row);
      if (own !== undefined && Number.isFinite(own)) return sum + own;
      return sum + ((quantityOf?.(row) ?? 100) / 100) * (priceOf?.(row) ?? 0);
    }, 0);
    const sum = goods + first(lines, deliveryOf) - Math.abs(first(lines, discountOf));
    return Math.abs(sum - first(lines, totalOf)) <= lines.length;
  });
  return orders.length >= speakingRows && held.length >= orders.length * holdsShare;
}

function ordersOf(rows: readonly string[][], orderColumn: number): string[][][] {
  const orders = new Map<string, string[][]>();
  for (const row of rows.slice(0, lookRows)) {
    const lines = orders.get(row[orderColumn] ?? '');
    if (lines) lines.push(row);
    else orders.set(row[orderColumn] ?? '', [row]);
  }
  // The last one may go on behind what was looked at.
  return [...orders.values()].slice(0, rows.length > lookRows ? -1 : undefined);
}
