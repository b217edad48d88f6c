import { digamma, lnGamma } from '../numeric/gamma.ts';
import type { ObjectiveValue } from '../numeric/minimize.ts';
import { type FitResult, fitPositive } from './fit.ts';
import type { PurchaseHistory } from './history.ts';

/**
 * Gamma-Gamma model of spend: a customer's purchases are Gamma(p, ν), ν differs between customers as Gamma(q, v).
 * Source: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
 */
export interface GammaGammaParameters {
  p: number;
  q: number;
  v: number;
}

const names = ['p', 'q', 'v'] as const;

/**
 * Fits on the customers with at least one repeat purchase of positive mean value; others say nothing about spend.
 * Values are scaled by their mean for the search; v is scaled back.
 *
 * @returns null when fewer than two customers qualify
 */
export function fitGammaGamma(customers: readonly PurchaseHistory[]): FitResult<'p' | 'q' | 'v'> | null {
  const buyers = customers.filter((customer) => customer.frequency > 0 && (customer.monetary ?? 0) > 0);
  if (buyers.length < 2) return null;
  const mean = buyers.reduce((sum, buyer) => sum + (buyer.monetary ?? 0), 0) / buyers.length;
  const scaled = buyers.map((buyer) => ({ x: buyer.frequency, z: (buyer.monetary ?? 0) / mean }));
  const starts = [
    [1, 1, 1],
    [6, 4, 0.5],
    [2, 10, 4],
  ];
  const fit = fitPositive(names, (point) => negativeLogLikelihood(scaled, point), starts, buyers.length);
  const standardError = fit.standardErrors.v;
  return {
    ...fit,
    parameters: { ...fit.parameters, v: fit.parameters.v * mean },
    standardErrors: { ...fit.standardErrors, v: standardError === null ? null : standardError * mean },
    logLikelihood: fit.logLikelihood - buyers.length * Math.log(mean),
  };
}

/**
 * Expected value of one purchase of this customer (equation 5): the population's mean pulled towards the customer's
 * own, the more so the more repeats there are. Null when the population mean does not exist (q ≤ 1 and no repeats).
 */
export function expectedSpend(
  { p, q, v }: GammaGammaParameters,
  { frequency: x, monetary }: PurchaseHistory,
): number | null {
  const own = x > 0 && (monetary ?? 0) > 0 ? x * (monetary ?? 0) : 0;
  const observations = own > 0 ? x : 0;
  const divisor = p * observations + q - 1;
  return divisor > 0 ? (p * (v + own)) / divisor : null;
}

/** Equation 1a in logarithms, per customer, with its gradient. */
function negativeLogLikelihood(buyers: readonly { x: number; z: number }[], point: Float64Array): ObjectiveValue {
  const [p, q, v] = point as unknown as [number, number, number];
  let value = 0;
  let byP = 0;
  let byQ = 0;
  let byV = 0;
  const lnGammaQ = lnGamma(q);
  const digammaQ = digamma(q);
  const byFrequency = new Map<number, { lnGammas: number; digammaAll: number; digammaOwn: number }>();
  for (const { x, z } of buyers) {
    const px = p * x;
    const spread = v + x * z;
    const lnSpread = Math.log(spread);
    const lnZ = Math.log(z);
    // The gamma functions depend on the frequency alone.
    let known = byFrequency.get(x);
    if (known === undefined) {
      known = {
        lnGammas: lnGamma(px + q) - lnGamma(px) + px * Math.log(x),
        digammaAll: digamma(px + q),
        digammaOwn: digamma(px) - Math.log(x),
      };
      byFrequency.set(x, known);
    }
    value += known.lnGammas - lnGammaQ + q * Math.log(v) + (px - 1) * lnZ - (px + q) * lnSpread;
    byP += x * (known.digammaAll - known.digammaOwn + lnZ - lnSpread);
    byQ += known.digammaAll - digammaQ + Math.log(v) - lnSpread;
    byV += q / v - (px + q) / spread;
  }
  const n = -buyers.length;
  return { value: value / n, gradient: Float64Array.of(byP / n, byQ / n, byV / n) };
}
