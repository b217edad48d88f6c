import { digamma, lnGamma } from '../numeric/gamma.ts';
import type { ObjectiveValue } from '../numeric/minimize.ts';
import type { FitResult } from './fit.ts';
import { fitHistories } from './fit-histories.ts';
import { type GroupedHistories, groupHistories, type PurchaseHistory } from './history.ts';
import { lifetimeIntegral } from './lifetime-integral.ts';

/**
 * Pareto/NBD: purchases while alive are Poisson with a rate drawn from Gamma(r, alpha); the lifetime is exponential
 * with a rate drawn from Gamma(s, beta). Sources: Schmittlein, Morrison & Colombo (1987), Management Science 33(1);
 * Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions".
 */
export interface ParetoNbdParameters {
  r: number;
  alpha: number;
  s: number;
  beta: number;
}

/** Fits by maximum likelihood; parameters are in the unit of the histories. */
export function fitParetoNbd(customers: readonly PurchaseHistory[]): FitResult<'r' | 'alpha' | 's' | 'beta'> {
  return fitHistories(customers, {
    names: ['r', 'alpha', 's', 'beta'] as const,
    times: ['alpha', 'beta'],
    starts: [
      [1, 1, 1, 1],
      [0.5, 2, 0.6, 3],
      [1, 4, 0.3, 8],
    ],
    // An integral per group and step makes every look dear.
    sampleSize: 2_000,
    negativeLogLikelihood,
  });
}

/** Log-likelihood of the histories at given parameters. */
export function paretoNbdLogLikelihood(customers: readonly PurchaseHistory[], parameters: ParetoNbdParameters): number {
  const { r, alpha, s, beta } = parameters;
  return -negativeLogLikelihood(groupHistories(customers), Float64Array.of(r, alpha, s, beta)).value * customers.length;
}

/** P(alive | history), 0..1. */
export function paretoNbdPAlive(parameters: ParetoNbdParameters, history: PurchaseHistory): number {
  const { r, alpha, s, beta } = parameters;
  const { frequency: x, recency, T } = history;
  const gone = lifetimeIntegral({ alpha, beta, rateShape: r + x, lifeShape: s + 1, from: recency, to: T });
  const lnAlive = -(r + x) * Math.log(alpha + T) - s * Math.log(beta + T);
  return 1 / (1 + s * Math.exp(gone.lnValue - lnAlive));
}

/** Expected purchases of a customer with this history in the next `horizon`. */
export function paretoNbdExpectedPurchases(
  parameters: ParetoNbdParameters,
  history: PurchaseHistory,
  horizon: number,
): number {
  const { r, alpha, s, beta } = parameters;
  const { frequency: x, T } = history;
  const exposure = expectedLife(s, beta + T, horizon);
  return ((r + x) / (alpha + T)) * exposure * paretoNbdPAlive(parameters, history);
}

/** Expected purchases of a new customer in the first `horizon` after the first purchase. */
export function paretoNbdExpectedOfNew({ r, alpha, s, beta }: ParetoNbdParameters, horizon: number): number {
  return (r / alpha) * expectedLife(s, beta, horizon);
}

/** ∫₀ᵗ (B/(B+y))^s dy, with its limit B·ln((B+t)/B) at s = 1. */
function expectedLife(s: number, base: number, horizon: number): number {
  const growth = Math.log1p(horizon / base);
  const exponent = 1 - s;
  return Math.abs(exponent) < 1e-9 ? base * growth : (base * Math.expm1(exponent * growth)) / exponent;
}

/**
 * ln L = ln Γ(r+x)/Γ(r) + r ln α + s ln β + ln[ (α+T)^-(r+x) (β+T)^-s + s ∫ (α+y)^-(r+x) (β+y)^-(s+1) dy ], the
 * integral over the times y in (recency, T) at which the customer may have left. The integral replaces the pair of
 * hypergeometric functions of the note: it is smooth in all parameters, so its gradient is an integral too.
 */
function negativeLogLikelihood(histories: GroupedHistories, point: Float64Array): ObjectiveValue {
  const [r, alpha, s, beta] = point as unknown as [number, number, number, number];
  const lnAlpha = Math.log(alpha);
  const lnBeta = Math.log(beta);
  const lnGammaR = lnGamma(r);
  const digammaR = digamma(r);
  let total = 0;
  const gradient = new Float64Array(4);
  for (let i = 0; i < histories.size; i += 1) {
    const x = histories.frequency[i] as number;
    const T = histories.T[i] as number;
    const weight = histories.weight[i] as number;
    const shape = r + x;
    const lnAlphaT = Math.log(alpha + T);
    const lnBetaT = Math.log(beta + T);
    const lnAlive = -shape * lnAlphaT - s * lnBetaT;
    const gone = lifetimeIntegral({
      alpha,
      beta,
      rateShape: shape,
      lifeShape: s + 1,
      from: histories.recency[i] as number,
      to: T,
    });
    const lnGone = Math.log(s) + gone.lnValue;
    const top = Math.max(lnAlive, lnGone);
    const lnSum = top + Math.log(Math.exp(lnAlive - top) + Math.exp(lnGone - top));
    const alive = Math.exp(lnAlive - lnSum);
    const left = Math.exp(lnGone - lnSum);
    total += weight * (lnGamma(shape) - lnGammaR + r * lnAlpha + s * lnBeta + lnSum);
    const add = (index: number, slope: number): void => {
      gradient[index] = (gradient[index] as number) + weight * slope;
    };
    add(0, digamma(shape) - digammaR + lnAlpha - alive * lnAlphaT - left * gone.meanLnAlpha);
    add(1, r / alpha - shape * (alive / (alpha + T) + left * gone.meanInverseAlpha));
    add(2, lnBeta - alive * lnBetaT + left * (1 / s - gone.meanLnBeta));
    add(3, s / beta - (alive * s) / (beta + T) - left * (s + 1) * gone.meanInverseBeta);
  }
  return { value: -total / histories.people, gradient: gradient.map((slope) => -slope / histories.people) };
}
