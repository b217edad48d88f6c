import type { ClvModelName } from '../../../contract/model-fits.ts';
import { expectedSpend, type GammaGammaParameters } from '../clv/gamma-gamma.ts';
import type { PurchaseHistory } from '../clv/history.ts';
import { type CustomerBase, customerBase } from '../clv/model.ts';
import { fitModel, fitSpend } from './fit-clv.ts';
import { type Packed, unpack } from './packed-rows.ts';
import { historyColumns } from './purchases.ts';

export interface ClvTerms {
  model: ClvModelName;
  asOfDay: number;
  calibrationDay: number;
  horizonDays: number;
  discountRateAnnual: number;
  daysPerUnit: number;
  minorPerMajor: number;
  /** Share of revenue that values are of; 1 = revenue itself. */
  marginRate: number;
  /** Lowers spend by the share of order value that came back. */
  takesReturnsOff: boolean;
}

/** One customer of the workspace as the replica tells it; days since 1970-01-01, money in minor units. */
export interface Customer extends PurchaseHistory {
  profileId: number;
  /** `monetary` in minor units, before it is divided: a half stays a half. */
  monetaryMinor: number | null;
  /** Net of counted orders, less returns where they are taken off, times the margin. */
  totalMinor: number;
  /** What is left of a unit of order value after returns and margin. */
  kept: number;
  unconvertedOrders: number;
  calibrationDays: number;
  calibrationLastDay: number;
  firstDay: number;
}

export interface Valued {
  customer: Customer;
  pAlive: number;
  expectedPurchases: number;
  /** Minor units, unrounded; null when no spend can be expected. */
  clv: number | null;
  /** 1 = most valuable tenth. */
  decile: number;
}

/** Length of the periods whose purchases are discounted together. */
const discountPeriodDays = 30;
const daysPerYear = 365;

export function readCustomers(packed: Packed, terms: ClvTerms): Customer[] {
  const values = unpack(packed);
  const width = historyColumns.length;
  const customers: Customer[] = [];
  for (let at = 0; at < values.length; at += width) {
    const [profileId, firstDay, lastDay, frequency, repeatMinor, priced, totalMinor, unconverted, days, last, returns] =
      values.subarray(at, at + width) as unknown as HistoryRow;
    const returned = terms.takesReturnsOff && totalMinor > 0 ? Math.min(1, returns / totalMinor) : 0;
    const kept = terms.marginRate * (1 - returned);
    const monetaryMinor = priced > 0 ? repeatMinor / priced : null;
    customers.push({
      profileId,
      monetaryMinor,
      firstDay,
      frequency,
      recency: (lastDay - firstDay) / terms.daysPerUnit,
      T: (terms.asOfDay - firstDay) / terms.daysPerUnit,
      monetary: monetaryMinor === null ? null : monetaryMinor / terms.minorPerMajor,
      totalMinor: totalMinor * kept,
      kept,
      unconvertedOrders: unconverted,
      calibrationDays: days,
      calibrationLastDay: last,
    });
  }
  return customers;
}
type HistoryRow = [number, number, number, number, number, number, number, number, number, number, number];

/**
 * Fits the models and values every customer.
 *
 * @returns customers by value, best first (equal ones by expected purchases, then id)
 * @throws analytics/too-little-data
 */
export function valueCustomers(customers: readonly Customer[], terms: ClvTerms) {
  const { choice, fit } = fitModel(terms.model, customers);
  const base = customerBase(choice);
  const gammaGamma = fitSpend(customers)?.parameters ?? null;
  const ahead = lookAhead(base, terms);
  const alive = rememberedPAlive(base);
  const valued = customers.map((customer): Valued => {
    const pAlive = alive(customer);
    const { purchases, discounted } = ahead(customer);
    return {
      customer,
      pAlive,
      expectedPurchases: pAlive * purchases,
      clv: clvOf(gammaGamma, customer, pAlive * discounted * customer.kept, terms.minorPerMajor),
      decile: 0,
    };
  });
  valued.sort(byValue);
  valued.forEach((one, rank) => {
    one.decile = Math.floor((rank * 10) / valued.length) + 1;
  });
  return { choice, fit, base, gammaGamma, valued };
}

function clvOf(
  gammaGamma: GammaGammaParameters | null,
  customer: Customer,
  discountedPurchases: number,
  minorPerMajor: number,
): number | null {
  const spend = gammaGamma === null ? null : expectedSpend(gammaGamma, customer);
  return spend === null ? null : discountedPurchases * spend * minorPerMajor;
}

function byValue(a: Valued, b: Valued): number {
  return (
    (b.clv ?? Number.NEGATIVE_INFINITY) - (a.clv ?? Number.NEGATIVE_INFINITY) ||
    b.expectedPurchases - a.expectedPurchases ||
    a.customer.profileId - b.customer.profileId
  );
}

/**
 * Purchases expected within the horizon if the customer is alive now, plain and discounted. Both models factor into
 * P(alive) and an expectation that does not depend on recency, so customers of equal frequency and T share one.
 * Discounting: CLV = Σ over periods of 30 days of (E[X(t₂)] − E[X(t₁)]) / (1 + d)^((t₁ + t₂) / 2 / 365).
 */
function lookAhead(base: CustomerBase, terms: ClvTerms) {
  const ends: number[] = [];
  for (let day = discountPeriodDays; day < terms.horizonDays; day += discountPeriodDays) ends.push(day);
  ends.push(terms.horizonDays);
  const known = new Map<string, { purchases: number; discounted: number }>();
  return ({ frequency, T }: PurchaseHistory) => {
    const key = `${frequency} ${T}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const current = { frequency, recency: frequency === 0 ? 0 : T, T };
    const pAlive = base.pAlive(current);
    const until = (day: number): number => base.expectedPurchases(current, day / terms.daysPerUnit) / pAlive;
    const found = { purchases: until(terms.horizonDays), discounted: 0 };
    if (terms.discountRateAnnual === 0) found.discounted = found.purchases;
    else found.discounted = discount(ends, until, terms.discountRateAnnual);
    known.set(key, found);
    return found;
  };
}

function discount(ends: readonly number[], until: (day: number) => number, rate: number): number {
  let sum = 0;
  let fromDay = 0;
  let purchased = 0;
  for (const day of ends) {
    const reached = until(day);
    sum += (reached - purchased) / (1 + rate) ** ((fromDay + day) / 2 / daysPerYear);
    purchased = reached;
    fromDay = day;
  }
  return sum;
}

function rememberedPAlive(base: CustomerBase): (history: PurchaseHistory) => number {
  const known = new Map<string, number>();
  return (history) => {
    const key = `${history.frequency} ${history.recency} ${history.T}`;
    const pAlive = known.get(key) ?? base.pAlive(history);
    known.set(key, pAlive);
    return pAlive;
  };
}
