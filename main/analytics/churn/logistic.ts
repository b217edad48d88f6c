import { invert } from '../numeric/minimize.ts';

export interface LogisticFit {
  /** Intercept first, then one per column. */
  coefficients: Float64Array;
  standardErrors: Float64Array;
  logLikelihood: number;
  hasConverged: boolean;
}

const maxSteps = 50;
const enough = 1e-9;

/**
 * Logistic regression by iteratively reweighted least squares (Newton's method), with ridge penalty λ/2 · Σβ² on all
 * coefficients but the intercept (le Cessie & van Houwelingen 1992). Standard errors from the inverse of the penalised
 * information at the optimum.
 *
 * @param rows row-major, `width` columns
 * @param outcomes 0 or 1 per row
 * @returns null when the information cannot be inverted (without a penalty: perfectly separated or dependent columns)
 */
export function fitLogistic(
  rows: Float64Array,
  width: number,
  outcomes: Uint8Array,
  ridge: number,
): LogisticFit | null {
  const size = width + 1;
  let coefficients = new Float64Array(size);
  let inverse: Float64Array[] | null = null;
  let hasConverged = false;
  let previous = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < maxSteps && !hasConverged; step += 1) {
    const { gradient, information, logLikelihood } = slopes(rows, width, outcomes, coefficients, ridge);
    inverse = invert(information);
    if (inverse === null) return null;
    const next = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      let change = 0;
      for (let j = 0; j < size; j += 1) change += ((inverse[i] as Float64Array)[j] as number) * (gradient[j] as number);
      next[i] = (coefficients[i] as number) + change;
    }
    hasConverged = next.every(
      (value, i) => Math.abs(value - (coefficients[i] as number)) < enough * (1 + Math.abs(value)),
    );
    // Far from the optimum Newton may step too far: halve until the likelihood rises.
    for (let half = 0; half < 20 && !hasConverged; half += 1) {
      const found = slopes(rows, width, outcomes, next, ridge).logLikelihood;
      if (found >= logLikelihood - 1e-12) break;
      for (let i = 0; i < size; i += 1) next[i] = ((next[i] as number) + (coefficients[i] as number)) / 2;
    }
    coefficients = next;
    previous = logLikelihood;
  }
  if (inverse === null || !coefficients.every(Number.isFinite)) return null;
  const standardErrors = Float64Array.from(inverse, (row, i) => Math.sqrt(Math.max(0, row[i] as number)));
  return { coefficients, standardErrors, logLikelihood: previous, hasConverged };
}

/** Log-odds of a row. */
export function logOdds(coefficients: Float64Array, rows: Float64Array, width: number, row: number): number {
  let sum = coefficients[0] as number;
  for (let j = 0; j < width; j += 1) sum += (coefficients[j + 1] as number) * (rows[row * width + j] as number);
  return sum;
}

export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds));

function slopes(rows: Float64Array, width: number, outcomes: Uint8Array, coefficients: Float64Array, ridge: number) {
  const size = width + 1;
  const gradient = new Float64Array(size);
  const information = Array.from({ length: size }, () => new Float64Array(size));
  const x = new Float64Array(size);
  x[0] = 1;
  let logLikelihood = 0;
  for (let row = 0; row < outcomes.length; row += 1) {
    const odds = logOdds(coefficients, rows, width, row);
    const p = probabilityOf(odds);
    const y = outcomes[row] as number;
    // ln p without overflow.
    logLikelihood -= y === 1 ? softplus(-odds) : softplus(odds);
    const weight = p * (1 - p);
    for (let j = 0; j < width; j += 1) x[j + 1] = rows[row * width + j] as number;
    for (let i = 0; i < size; i += 1) {
      const xi = x[i] as number;
      gradient[i] = (gradient[i] as number) + (y - p) * xi;
      const line = information[i] as Float64Array;
      for (let j = 0; j <= i; j += 1) line[j] = (line[j] as number) + weight * xi * (x[j] as number);
    }
  }
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1) (information[j] as Float64Array)[i] = (information[i] as Float64Array)[j] as number;
    if (i === 0) continue;
    const beta = coefficients[i] as number;
    gradient[i] = (gradient[i] as number) - ridge * beta;
    (information[i] as Float64Array)[i] = ((information[i] as Float64Array)[i] as number) + ridge;
    logLikelihood -= (ridge / 2) * beta * beta;
  }
  return { gradient, information, logLikelihood };
}

/** ln(1 + e^x). */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
