/** Stirling's series for ln Γ needs an argument of this size to be exact to double precision; smaller ones climb by recurrence. */
const ASYMPTOTIC_FROM = 12;
const HALF_LN_TWO_PI = 0.9189385332046727;

/**
 * Natural logarithm of the gamma function for x > 0.
 * Source: Abramowitz & Stegun 6.1.15 (recurrence) and 6.1.41 (Stirling's series); relative error below 1e-14.
 */
export function lnGamma(x: number): number {
  let product = 1;
  let climbed = x;
  while (climbed < ASYMPTOTIC_FROM) {
    product *= climbed;
    climbed += 1;
  }
  const inverse = 1 / climbed;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360))))));
  return (climbed - 0.5) * Math.log(climbed) - climbed + HALF_LN_TWO_PI + series - Math.log(product);
}

/**
 * Digamma function ψ(x) = d ln Γ(x) / dx for x > 0.
 * Source: Abramowitz & Stegun 6.3.5 (recurrence) and 6.3.18 (asymptotic series).
 */
export function digamma(x: number): number {
  let result = 0;
  let climbed = x;
  while (climbed < ASYMPTOTIC_FROM) {
    result -= 1 / climbed;
    climbed += 1;
  }
  const inverse = 1 / climbed;
  const square = inverse * inverse;
  const series =
    square *
    (1 / 12 -
      square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - square * (691 / 32760))))));
  return result + Math.log(climbed) - 0.5 * inverse - series;
}

/** ln B(a, b), the logarithm of the beta function, for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/**
 * Upper regularised incomplete gamma function Q(a, x) for a > 0, x ≥ 0, in 0..1.
 * Source: Abramowitz & Stegun 6.5.29 (series) and 6.5.31 (continued fraction, evaluated by Lentz's method).
 */
export function regularisedGammaQ(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && Math.abs(term) > Math.abs(sum) * 1e-16; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * scale;
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 1000; n += 1) {
    const coefficient = -n * (n - a);
    b += 2;
    d = 1 / (coefficient * d + b || tiny);
    c = b + coefficient / c || tiny;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return fraction * scale;
}

/** Probability that a chi-square variable with the given degrees of freedom exceeds `statistic`. */
export function chiSquareUpperTail(statistic: number, degreesOfFreedom: number): number {
  return regularisedGammaQ(degreesOfFreedom / 2, statistic / 2);
}
