/** Nodes and weights of 10-point Gauss-Legendre quadrature on -1..1 (Abramowitz & Stegun table 25.4), positive half. */
const NODES = [0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717];
const WEIGHTS = [0.2955242247147529, 0.2692667193099963, 0.219086362515982, 0.1494513491505806, 0.0666713443086881];

export interface LifetimeIntegralInput {
  alpha: number;
  beta: number;
  /** Exponent of (alpha + y). */
  rateShape: number;
  /** Exponent of (beta + y). */
  lifeShape: number;
  from: number;
  to: number;
}

export interface LifetimeIntegral {
  /** ln of the integral; -Infinity for an empty interval. */
  lnValue: number;
  /** Means under the normalised integrand, which make the gradient: of ln(alpha+y), 1/(alpha+y), ln(beta+y), 1/(beta+y). */
  meanLnAlpha: number;
  meanInverseAlpha: number;
  meanLnBeta: number;
  meanInverseBeta: number;
}

/**
 * ∫ (alpha+y)^-rateShape (beta+y)^-lifeShape dy over from..to.
 *
 * In v = ln(y + min(alpha, beta)) the integrand falls about exponentially, at a rate that is known and only grows with
 * v. Panels of two decay lengths with ten nodes each reach 13 digits; panels that no longer add anything are not
 * visited. The rate is the local one: with shape and scale both huge (customers who all leave alike) their sum would
 * ask for millions of panels where a few will do.
 */
export function lifetimeIntegral(input: LifetimeIntegralInput): LifetimeIntegral {
  const { alpha, beta, rateShape, lifeShape, from, to } = input;
  const base = Math.min(alpha, beta);
  const start = Math.log(base + from);
  const end = Math.log(base + to);
  const scale = -rateShape * Math.log(alpha + from) - lifeShape * Math.log(beta + from);
  let sum = 0;
  let lnAlpha = 0;
  let inverseAlpha = 0;
  let lnBeta = 0;
  let inverseBeta = 0;
  const decay = (v: number): number => {
    const span = Math.exp(v);
    return (rateShape * span) / (alpha - base + span) + (lifeShape * span) / (beta - base + span);
  };
  let width = 1;
  for (let left = start; left < end; left += width) {
    width = Math.min(1, 2 / decay(left));
    width = Math.min(1, 2 / decay(left + width));
    const half = (Math.min(left + width, end) - left) / 2;
    const before = sum;
    for (let k = 0; k < 10; k += 1) {
      const node = k < 5 ? (NODES[k] as number) : -(NODES[k - 5] as number);
      const span = Math.exp(left + half * (1 + node));
      const y = span - base;
      const lnA = Math.log(alpha + y);
      const lnB = Math.log(beta + y);
      const mass = (WEIGHTS[k % 5] as number) * half * span * Math.exp(-rateShape * lnA - lifeShape * lnB - scale);
      sum += mass;
      lnAlpha += mass * lnA;
      inverseAlpha += mass / (alpha + y);
      lnBeta += mass * lnB;
      inverseBeta += mass / (beta + y);
    }
    if (sum - before < sum * 1e-17) break;
  }
  if (sum === 0)
    return {
      lnValue: Number.NEGATIVE_INFINITY,
      meanLnAlpha: 0,
      meanInverseAlpha: 0,
      meanLnBeta: 0,
      meanInverseBeta: 0,
    };
  return {
    lnValue: Math.log(sum) + scale,
    meanLnAlpha: lnAlpha / sum,
    meanInverseAlpha: inverseAlpha / sum,
    meanLnBeta: lnBeta / sum,
    meanInverseBeta: inverseBeta / sum,
  };
}
