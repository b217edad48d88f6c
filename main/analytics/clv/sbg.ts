import type { ObjectiveValue } from '../numeric/minimize.ts';
import { fitPositive } from './fit.ts';

export interface SbgFit {
  alpha: number;
  beta: number;
  logLikelihood: number;
  /** Retention rate r_t of period t = 1, 2, …: the share of those left at t - 1 who are still there at t. */
  retention: number[];
  /** Survival S(t), t = 0, 1, …, as a share of the start. */
  survival: number[];
}

/**
 * Shifted-beta-geometric model of a contractual business: each customer leaves at each renewal with a probability of
 * their own, drawn from Beta(alpha, beta). Source: Fader & Hardie (2007), "How to Project Customer Retention",
 * Journal of Interactive Marketing 21(1).
 *
 * @param survivors customers at the start and after each period, falling: [1000, 869, 743, …]
 * @param periods how far the curves go
 * @throws RangeError when the counts do not fall or nobody has left
 */
export function fitSbg(survivors: readonly number[], periods: number): SbgFit {
  const start = survivors[0] ?? 0;
  const lost = survivors.slice(1).map((left, i) => (survivors[i] as number) - left);
  if (survivors.length < 3 || start <= 0 || lost.some((count) => count < 0) || lost.every((count) => count === 0)) {
    throw new RangeError('survivors must start above zero, never rise, and fall at least once over two periods');
  }
  const fit = fitPositive(
    ['alpha', 'beta'] as const,
    (point) => negativeLogLikelihood(start, lost, point),
    [
      [1, 1],
      [0.5, 3],
    ],
    start,
  );
  const { alpha, beta } = fit.parameters;
  const retention = Array.from({ length: periods }, (_, i) => (beta + i) / (alpha + beta + i));
  const survival = [1];
  for (const rate of retention) survival.push((survival.at(-1) as number) * rate);
  return { alpha, beta, logLikelihood: fit.logLikelihood, retention, survival };
}

/** Equations 5 and 6: P(T=1) = α/(α+β), P(T=t) = P(T=t-1)·(β+t-2)/(α+β+t-1); the rest survives. */
function negativeLogLikelihood(start: number, lost: readonly number[], point: Float64Array): ObjectiveValue {
  const [alpha, beta] = point as unknown as [number, number];
  let lnP = 0;
  let lnSurvival = 0;
  let byAlphaS = 0;
  let byBetaS = 0;
  let value = 0;
  const gradient = new Float64Array(2);
  const add = (weight: number, ln: number, byAlpha: number, byBeta: number): void => {
    value += weight * ln;
    gradient[0] = (gradient[0] as number) + weight * byAlpha;
    gradient[1] = (gradient[1] as number) + weight * byBeta;
  };
  let left = start;
  lost.forEach((count, i) => {
    // Leaving at renewal i + 1: survived i of them, then left with probability α/(α+β+i).
    const all = alpha + beta + i;
    lnP = lnSurvival + Math.log(alpha / all);
    add(count, lnP, byAlphaS + 1 / alpha - 1 / all, byBetaS - 1 / all);
    lnSurvival += Math.log((beta + i) / all);
    byAlphaS -= 1 / all;
    byBetaS += 1 / (beta + i) - 1 / all;
    left -= count;
  });
  add(left, lnSurvival, byAlphaS, byBetaS);
  return { value: -value / start, gradient: gradient.map((slope) => -slope / start) };
}
