import { hypergeometric2F1 } from '../numeric/hypergeometric.ts';
import type { ObjectiveValue } from '../numeric/minimize.ts';
import { expectedOverDropout } from './dropout-integral.ts';
import type { FitResult } from './fit.ts';
import { fitHistories } from './fit-histories.ts';
import { type GroupedHistories, groupHistories, type PurchaseHistory } from './history.ts';

/**
 * BG/NBD: purchases while alive are Poisson with a rate drawn from Gamma(r, alpha); after each purchase the customer
 * leaves with a probability drawn from Beta(a, b). Source: Fader, Hardie & Lee (2005), "Counting Your Customers the
 * Easy Way", Marketing Science 24(2); equation numbers below are theirs.
 */
export interface BgNbdParameters {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** Fits by maximum likelihood; parameters are in the unit of the histories. */
export function fitBgNbd(customers: readonly PurchaseHistory[]): FitResult<'r' | 'alpha' | 'a' | 'b'> {
  return fitHistories(customers, {
    names: ['r', 'alpha', 'a', 'b'] as const,
    times: ['alpha'],
    starts: [
      [1, 1, 1, 1],
      [0.3, 1, 0.8, 2.5],
      [1, 4, 0.2, 3],
      [0.1, 0.5, 2, 8],
    ],
    sampleSize: 20_000,
    negativeLogLikelihood,
  });
}

/** Log-likelihood of the histories at given parameters (equation 6, summed). */
export function bgNbdLogLikelihood(customers: readonly PurchaseHistory[], parameters: BgNbdParameters): number {
  const { r, alpha, a, b } = parameters;
  return -negativeLogLikelihood(groupHistories(customers), Float64Array.of(r, alpha, a, b)).value * customers.length;
}

/** P(alive | history), 0..1 (their companion note of 2008, "Computing P(alive) using the BG/NBD model"). */
export function bgNbdPAlive(
  { r, alpha, a, b }: BgNbdParameters,
  { frequency: x, recency, T }: PurchaseHistory,
): number {
  if (x === 0) return 1;
  return 1 / (1 + (a / (b + x - 1)) * ((alpha + T) / (alpha + recency)) ** (r + x));
}

/** Expected purchases of a customer with this history in the next `horizon` (equation 10). */
export function bgNbdExpectedPurchases(parameters: BgNbdParameters, history: PurchaseHistory, horizon: number): number {
  const { alpha } = parameters;
  const { frequency: x, T } = history;
  const z = horizon / (alpha + T + horizon);
  return expectedWhileAlive(parameters, x, z) * bgNbdPAlive(parameters, history);
}

/** Expected purchases of a new customer in the first `horizon` after the first purchase (equation 9). */
export function bgNbdExpectedOfNew(parameters: BgNbdParameters, horizon: number): number {
  return expectedWhileAlive(parameters, 0, horizon / (parameters.alpha + horizon));
}

/**
 * (a+b+x-1)/(a-1) · [1 - (1-z)^(r+x) ₂F₁(r+x, b+x; a+b+x-1; z)], by Euler's transformation so that the series stays
 * short; near a = 1, where numerator and denominator vanish together, the mean of two close neighbours is taken.
 */
function expectedWhileAlive(parameters: BgNbdParameters, x: number, z: number): number {
  const { r, a, b } = parameters;
  // Where all customers are nearly alike the series overflows (a large) or cancels itself out (r large).
  if (-(a - 1) * Math.log1p(-z) > 600 || (r - a - b) * z > 5) {
    return expectedOverDropout({ rateShape: r + x, a, b: b + x, relativeHorizon: z / (1 - z) });
  }
  if (Math.abs(a - 1) < 1e-5) {
    const below = expectedWhileAlive({ ...parameters, a: 1 - 2e-5 }, x, z);
    return (below + expectedWhileAlive({ ...parameters, a: 1 + 2e-5 }, x, z)) / 2;
  }
  const c = a + b + x - 1;
  // c > 0 always holds for x ≥ 1; a new customer with a + b < 1 needs the recurrence below instead of a pole.
  if (c <= 1e-9) return (expectedAt(r, a, b + 1e-6, x, z) + expectedAt(r, a, b + 2e-6, x, z)) / 2;
  return expectedAt(r, a, b, x, z);
}

function expectedAt(r: number, a: number, b: number, x: number, z: number): number {
  const c = a + b + x - 1;
  return (c / (a - 1)) * (1 - (1 - z) ** (a - 1) * hypergeometric2F1(a + b - 1 - r, a - 1, c, z));
}

/** Equation 6 in logarithms, per person, with its gradient; terms of x alone are tabulated once per call. */
function negativeLogLikelihood(histories: GroupedHistories, point: Float64Array): ObjectiveValue {
  const [r, alpha, a, b] = point as unknown as [number, number, number, number];
  const table = tableByFrequency(histories.maxFrequency, r, a, b);
  const lnAlpha = Math.log(alpha);
  const sums = { value: 0, r: 0, alpha: 0, a: 0, b: 0 };
  for (let i = 0; i < histories.size; i += 1) {
    const x = histories.frequency[i] as number;
    const weight = histories.weight[i] as number;
    const alphaT = alpha + (histories.T[i] as number);
    const lnAlphaT = Math.log(alphaT);
    let value = (table.constant[x] as number) + r * lnAlpha - (r + x) * lnAlphaT;
    let byR = (table.byR[x] as number) + lnAlpha - lnAlphaT;
    let byAlpha = r / alpha - (r + x) / alphaT;
    let byA = table.byA[x] as number;
    let byB = table.byB[x] as number;
    if (x > 0) {
      const alphaRecency = alpha + (histories.recency[i] as number);
      const lnRatio = lnAlphaT - Math.log(alphaRecency);
      const odds = (a / (b + x - 1)) * Math.exp((r + x) * lnRatio);
      const share = Number.isFinite(odds) ? odds / (1 + odds) : 1;
      value += Number.isFinite(odds) ? Math.log1p(odds) : Math.log(a / (b + x - 1)) + (r + x) * lnRatio;
      byR += share * lnRatio;
      byAlpha += share * (r + x) * (1 / alphaT - 1 / alphaRecency);
      byA += share / a;
      byB -= share / (b + x - 1);
    }
    sums.value += weight * value;
    sums.r += weight * byR;
    sums.alpha += weight * byAlpha;
    sums.a += weight * byA;
    sums.b += weight * byB;
  }
  const n = -histories.people;
  return { value: sums.value / n, gradient: Float64Array.of(sums.r / n, sums.alpha / n, sums.a / n, sums.b / n) };
}

function tableByFrequency(maxFrequency: number, r: number, a: number, b: number) {
  const length = maxFrequency + 1;
  const table = {
    constant: new Float64Array(length),
    byR: new Float64Array(length),
    byA: new Float64Array(length),
    byB: new Float64Array(length),
  };
  // ln[Γ(r+x)/Γ(r)] and ln[B(a, b+x)/B(a, b)] grow by one factor a step, and so do their derivatives.
  let constant = 0;
  let byR = 0;
  let byB = 0;
  let byA = 0;
  for (let x = 0; x < length; x += 1) {
    table.constant[x] = constant;
    table.byR[x] = byR;
    table.byA[x] = byA;
    table.byB[x] = byB;
    constant += Math.log(r + x) + Math.log((b + x) / (a + b + x));
    byR += 1 / (r + x);
    byB += 1 / (b + x) - 1 / (a + b + x);
    byA -= 1 / (a + b + x);
  }
  return table;
}
