import type { PurchaseHistory } from './history.ts';

/** What one customer spent on one local day; several purchases of a day count once (values added). */
export interface PurchaseDay {
  customer: number;
  /** Local day as days since 1970-01-01. */
  day: number;
  /** Minor units. */
  amountMinor: number;
}

export interface SummarizeOptions {
  /** Last day seen, as days since 1970-01-01; later days are ignored. */
  asOfDay: number;
  /** Days per unit of time: 7 for weeks, 1 for days. */
  daysPerUnit: number;
  /** Minor units per major unit of the currency. */
  minorPerMajor: number;
}

/**
 * Purchase histories from daily purchases (CONTRACT, clv): frequency, recency, T and the mean value of the repeat days.
 *
 * @param days sorted by customer, then day; one entry per customer and day
 * @returns one history per customer with a day up to `asOfDay`, in the order of the input, with the customer's number
 */
export function summarizePurchases(
  days: Iterable<PurchaseDay>,
  options: SummarizeOptions,
): (PurchaseHistory & { customer: number })[] {
  const histories: (PurchaseHistory & { customer: number })[] = [];
  let open: OpenHistory | null = null;
  for (const { customer, day, amountMinor } of days) {
    if (day > options.asOfDay) continue;
    if (open !== null && open.customer === customer) {
      open.last = day;
      open.repeats += 1;
      open.repeatMinor += amountMinor;
      continue;
    }
    if (open !== null) histories.push(closeHistory(open, options));
    open = { customer, first: day, last: day, repeats: 0, repeatMinor: 0 };
  }
  if (open !== null) histories.push(closeHistory(open, options));
  return histories;
}

interface OpenHistory {
  customer: number;
  first: number;
  last: number;
  repeats: number;
  repeatMinor: number;
}

function closeHistory(
  { customer, first, last, repeats, repeatMinor }: OpenHistory,
  options: SummarizeOptions,
): PurchaseHistory & { customer: number } {
  return {
    customer,
    frequency: repeats,
    recency: (last - first) / options.daysPerUnit,
    T: (options.asOfDay - first) / options.daysPerUnit,
    monetary: repeats === 0 ? null : repeatMinor / repeats / options.minorPerMajor,
  };
}
