import { entityFields } from '../../../contract/entities.ts';
import type { ColumnProfile, FileFormat } from './format.ts';
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

function readAmounts(matches: ReadonlyMap<string, FieldMatch>, format: FileFormat, name: string): Amounts | null {
  const column = matches.get(name)?.column ?? -1;
  return column < 0 ? null : amountsOf(format, column);
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
  const bases = [readAmounts(matches, format, 'gross')];
  if (matches.has('discount') && isShare(format, rows, column('discount'), bases)) matches.delete('discount');
  if (matches.has('net') || !matches.has('gross')) return;
  for (const field of alreadyCounted(matches, format, rows)) matches.delete(field);
}

const isNumeric = ({ type }: ColumnProfile): boolean => type === 'integer' || type === 'decimal';

/**
 * Whether a column holds shares of an amount (0.2, 20%) instead of amounts: as written, else as it hangs together with
 * another column of the file, else by its look: money below one is written with two decimals (`0.50`).
 */
function isShare(
  format: FileFormat,
  rows: readonly string[][],
  column: number,
  bases: readonly (Amounts | null)[],
): boolean {
  const looked = rows.slice(0, lookRows);
  const texts = looked.map((row) => (row[column] ?? '').trim());
  if (texts.some((text) => /[%％]$/.test(text))) return true;
  const reader = createNumberReader(format.profiles[column]?.decimalMark ?? '.');
  const filled = texts.filter((text) => {
    const value = reader.scaled(text, 9);
    return Number.isFinite(value) && value !== 0;
  });
  const chargeOf: Amounts = (row) => Math.abs(reader.scaled((row[column] ?? '').trim(), 9)) / 1e9;
  const fits = (lessOf: (base: number, value: number) => readonly number[]): boolean =>
    format.profiles.some((profile, other) => {
      if (other === column || !isNumeric(profile)) return false;
      const otherOf = amountsOf(format, other);
      return bases.some((base) => base !== null && holdsIn(looked, chargeOf, base, otherOf, lessOf));
    });
  if (fits((base, value) => [base - value * 100])) return false;
  const isBelow = (limit: number): boolean => filled.every((text) => Math.abs(reader.scaled(text, 9)) < limit * 1e9);
  if (isBelow(1) && fits((base, value) => [base * (1 - value), base * value])) return true;
  if (isBelow(100) && fits((base, value) => [base * (1 - value / 100), (base * value) / 100])) return true;
  return filled.length > 0 && isBelow(1) && !filled.every((text) => /\d[.,]\d{2}\D*$/.test(text));
}

/** Whether the other amount is one of those worked out, in nearly all rows that have a value. */
function holdsIn(
  rows: readonly string[][],
  chargeOf: Amounts,
  baseOf: Amounts,
  otherOf: Amounts,
  lessOf: (base: number, value: number) => readonly number[],
): boolean {
  let seen = 0;
  let held = 0;
  for (const row of rows) {
    const [value, base, other] = [chargeOf(row), baseOf(row), otherOf(row)];
    if (!(value > 0) || !Number.isFinite(base) || base === 0 || !Number.isFinite(other)) continue;
    seen += 1;
    if (lessOf(base, value).some((less) => Math.abs(less - other) <= 1)) held += 1;
  }
  return seen >= speakingRows && held >= seen * holdsShare;
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
  const totals = format.profiles.flatMap((profile, column) =>
    isNumeric(profile) && !taken.has(column) ? [column] : [],
  );
  for (const total of totals) {
    if (isSame(format, rows, gross, total)) continue;
    for (const counted of choices) {
      if (!counted.every((part) => parts.includes(part))) continue;
      if (addsUp(matches, format, rows, { gross, total, counted })) return counted;
    }
  }
  const isTotal = totalHeader.test(normaliseHeader(format.columns[gross] ?? ''));
  return isTotal && !isOfGoods(format, rows, gross) ? parts : [];
}

/** A second copy of an amount tells nothing of it. */
function isSame(format: FileFormat, rows: readonly string[][], gross: number, total: number): boolean {
  const [grossOf, totalOf] = [amountsOf(format, gross), amountsOf(format, total)];
  return rows.slice(0, lookRows).every((row) => {
    const difference = totalOf(row) - grossOf(row);
    return Number.isNaN(difference) || difference === 0;
  });
}

const headersOf = (name: string): ReadonlySet<string> =>
  new Set(entityFields.order_items.filter((field) => field.name === name).flatMap((field) => field.headers));
const quantityHeaders = headersOf('quantity');
const priceHeaders = headersOf('unit_price');

/** Whether an amount is what quantity and price give, so that it has neither discount nor delivery in it. */
function isOfGoods(format: FileFormat, rows: readonly string[][], gross: number): boolean {
  const find = (headers: ReadonlySet<string>): number =>
    format.profiles.findIndex((profile) => headers.has(normaliseHeader(profile.name)) && isNumeric(profile));
  const [quantity, price] = [find(quantityHeaders), find(priceHeaders)];
  if (quantity < 0 || price < 0) return false;
  const [quantityOf, priceOf] = [amountsOf(format, quantity), amountsOf(format, price)];
  return holdsIn(rows.slice(0, lookRows), quantityOf, priceOf, amountsOf(format, gross), (base, value) => [
    (base * value) / 100,
  ]);
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
type Charge = (typeof chargeFields)[number];
/** What was paid for a line has its discount taken off. */
const paidHeader = /paid|payment|^net|实付|实收|实际支付|支付|付款|成交/;
const subtotalHeader = /^(?:order|cart)?subtotal$|^小计$|^商品(?:合计|总价|总额)$/;
const taxHeaders = new Set(
  entityFields.orders.filter((field) => field.name === 'tax').flatMap((field) => field.headers),
);

/**
 * Takes delivery, discounts and refunds out of a mapping of order lines where they are not surely those of whole orders:
 * said on one line of each, or the same on all of them, and adding up with the lines where the file has a total. What is
 * a line's own would be taken off once more; in doubt it stays out.
 */
export function dropFalseCharges(
  matches: Map<string, FieldMatch>,
  format: FileFormat,
  rows: readonly string[][],
): void {
  const read = (name: string) => readAmounts(matches, format, name);
  const [amountOf, quantityOf, priceOf] = [read('amount'), read('quantity'), read('unit_price')];
  const goodsOf: Amounts | null = priceOf && ((row) => ((quantityOf?.(row) ?? 100) / 100) * priceOf(row));
  const orders = ordersOf(rows, matches.get('order_id')?.column ?? -1);
  const totals = totalsOf(matches, format);
  for (const field of chargeFields) {
    const column = matches.get(field)?.column ?? -1;
    if (column < 0) continue;
    const chargeOf = amountsOf(format, column);
    const isOfOrder =
      matches.has('order_id') && speaksOfOrders(orders, chargeOf, field, { format, totals, column, matches });
    const isAmount = field !== 'discount' || !isShare(format, rows, column, [amountOf, goodsOf]);
    if (!isOfOrder || !isAmount) matches.delete(field);
  }
  const counted = countedBy(matches, format, orders, totals);
  for (const part of counted ?? []) matches.delete(part);
  if (amountOf === null) return;
  const isPaid = paidHeader.test(normaliseHeader(format.columns[matches.get('amount')?.column ?? -1] ?? ''));
  const takenOff: Amounts | null = goodsOf && ((row) => goodsOf(row) - amountOf(row));
  const isGoods = takenOff !== null && orders.flat().every((row) => !(Math.abs(takenOff(row)) > 1));
  for (const field of ['discount', 'refund'] as const) {
    const chargeOf = read(field);
    if (chargeOf === null) continue;
    const rest: Amounts = (row) => Math.abs(chargeOf(row));
    const isTakenOff = takenOff !== null && holdsIn(orders.flat(), rest, rest, takenOff, (charge) => [charge]);
    const isProven = field === 'discount' && counted !== null;
    const isDoubtful = field === 'discount' && (isPaid || !isGoods) && !isProven;
    if (isTakenOff || isDoubtful) matches.delete(field);
  }
}

const isSubtotal = (format: FileFormat, column: number): boolean =>
  subtotalHeader.test(normaliseHeader(format.columns[column] ?? ''));

/** Columns that hold what the whole order comes to, or its goods, taken by no field. */
function totalsOf(matches: ReadonlyMap<string, FieldMatch>, format: FileFormat): number[] {
  const taken = new Set([...matches.values()].map(({ column }) => column));
  return format.profiles.flatMap((profile, column) => {
    const header = normaliseHeader(profile.name);
    const isTotal = totalHeader.test(header) || subtotalHeader.test(header);
    return isTotal && isNumeric(profile) && !taken.has(column) ? [column] : [];
  });
}

interface ChargeColumn {
  format: FileFormat;
  totals: readonly number[];
  column: number;
  matches: ReadonlyMap<string, FieldMatch>;
}

/** Whether a column says what belongs to whole orders. Orders without the charge, and those of one line, tell nothing. */
function speaksOfOrders(
  orders: readonly string[][][],
  chargeOf: Amounts,
  field: Charge,
  { format, totals, column, matches }: ChargeColumn,
): boolean {
  const isCharged = (row: readonly string[]): boolean => Math.abs(chargeOf(row)) > 0;
  const several = orders.filter((lines) => lines.length > 1 && lines.some(isCharged));
  const saidOf = (lines: readonly string[][]): number[] =>
    lines.map(chargeOf).filter((amount) => !Number.isNaN(amount));
  const repeated = several.filter((lines) => {
    const said = saidOf(lines);
    return said.length === lines.length && new Set(said).size === 1;
  });
  const once = several.filter((lines) => saidOf(lines).length === 1);
  if (several.length < speakingRows || repeated.length + once.length < several.length * holdsShare) return false;
  if (field === 'delivery') return true;
  // The same for all orders may be so much off each piece.
  const isVaried = new Set(repeated.flatMap(saidOf)).size > 1;
  if (isVaried && repeated.length >= several.length * holdsShare) return true;
  // A discount on one line only may be that line's own, but not where the total of the order stands beside it.
  const isBesideTotal = totals.some((total) =>
    several.every((lines) => lines.every((row) => isBlank(row, total) === isBlank(row, column))),
  );
  if (isBesideTotal) return true;
  return field === 'discount' && countedBy(matches, format, orders, totals)?.includes('discount') === false;
}

const isBlank = (row: readonly string[], column: number): boolean => (row[column] ?? '').trim() === '';

/** Which charges the lines have in them already, as a total of the file tells; null where none does. */
function countedBy(
  matches: ReadonlyMap<string, FieldMatch>,
  format: FileFormat,
  orders: readonly string[][][],
  totals: readonly number[],
): readonly Part[] | null {
  const parts = (['discount', 'delivery'] as const).filter((part) => matches.has(part));
  if (parts.length === 0) return null;
  for (const total of totals) {
    for (const counted of choices) {
      if (!counted.every((part) => parts.includes(part))) continue;
      // A subtotal before discounts does not say that the prices have them taken off.
      if (counted.length > 0 && isSubtotal(format, total)) break;
      if (linesAddUp(matches, format, orders, { total, counted })) return counted;
    }
  }
  return null;
}

/** Whether the lines of orders with their charges, but for those counted already, give the total the file has. */
function linesAddUp(
  matches: ReadonlyMap<string, FieldMatch>,
  format: FileFormat,
  orders: readonly string[][][],
  { total, counted }: { total: number; counted: readonly Part[] },
): boolean {
  const read = (name: string) => readAmounts(matches, format, name);
  const [amountOf, quantityOf, priceOf] = [read('amount'), read('quantity'), read('unit_price')];
  const [deliveryOf, discountOf, totalOf] = [read('delivery'), read('discount'), amountsOf(format, total)];
  const isBeforeRest = isSubtotal(format, total);
  const tax = format.columns.findIndex((column) => taxHeaders.has(normaliseHeader(column)));
  const taxOf = tax < 0 || isBeforeRest ? null : amountsOf(format, tax);
  const first = (lines: readonly (readonly string[])[], of: Amounts | null): number =>
    of === null ? 0 : (lines.map(of).find((amount) => Number.isFinite(amount)) ?? 0);
  let spoke = 0;
  const held = orders.filter((lines) => {
    const goods = lines.reduce((sum, row) => {
      const own = amountOf?.(row);
      if (own !== undefined && Number.isFinite(own)) return sum + own;
      return sum + ((quantityOf?.(row) ?? 100) / 100) * (priceOf?.(row) ?? 0);
    }, 0);
    const delivery = isBeforeRest ? 0 : first(lines, deliveryOf);
    const discount = Math.abs(first(lines, discountOf));
    if (discount !== 0 || (discountOf === null && delivery !== 0)) spoke += 1;
    const sum = goods + (counted.includes('delivery') ? 0 : delivery) - (counted.includes('discount') ? 0 : discount);
    const difference = first(lines, totalOf) - sum;
    return Math.abs(difference) <= lines.length || Math.abs(difference - first(lines, taxOf)) <= lines.length;
  });
  return spoke >= speakingRows && held.length >= orders.length * holdsShare;
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
