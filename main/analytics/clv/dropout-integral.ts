export interface DropoutIntegralInput {
  /** Shape of the rate, purchases seen included. */
  rateShape: number;
  /** Of the Beta distribution of the chance to leave after a purchase, purchases seen included. */
  a: number;
  b: number;
  /** Horizon over (alpha + T). */
  relativeHorizon: number;
}

/** The hump needs a few hundred points; with a or b near 0 its tails are long, and half a unit apart is enough. */
const fewestPoints = 400;
const mostPoints = 40_000;
const pointsPerUnit = 2;

/**
 * Purchases a BG/NBD customer who is alive makes within a horizon, as the mean over the chance p to leave of
 * [1 - (1 + p·τ)^-(r+x)] / p, p ~ Beta(a, b): equation 10 before its integral is written as a series.
 *
 * In u = ln(p / (1-p)) the density p^a (1-p)^b has one smooth hump whatever a and b, so the trapezoidal rule converges
 * faster than any power of its step.
 */
export function expectedOverDropout({ rateShape, a, b, relativeHorizon }: DropoutIntegralInput): number {
  const mode = Math.log(a / b);
  const spread = 12 * Math.sqrt(1 / a + 1 / b);
  const from = mode - spread - 40 / a;
  const width = 2 * spread + 40 / a + 40 / b;
  const points = Math.min(mostPoints, Math.max(fewestPoints, Math.ceil(width * pointsPerUnit)));
  const step = width / points;
  const lnDensity = (u: number): number => -a * softplus(-u) - b * softplus(u);
  const top = lnDensity(mode);
  const gone = (p: number): number => -Math.expm1(-rateShape * Math.log1p(p * relativeHorizon));
  let mass = 0;
  let sum = 0;
  for (let i = 0; i <= points; i += 1) {
    const u = from + i * step;
    const density = Math.exp(lnDensity(u) - top);
    if (density === 0) continue;
    const p = 1 / (1 + Math.exp(-u));
    mass += density;
    // Nobody leaves: the rate times the horizon.
    const purchases = p === 0 ? rateShape * relativeHorizon : gone(p) / p;
    sum += density * purchases;
  }
  return sum / mass;
}

/** ln(1 + e^u) without overflow. */
const softplus = (u: number): number => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
