/**
 * Gauss hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1 and c > 0, by its defining series
 * (Abramowitz & Stegun 15.1.1). The customer-base models call it after Euler's transformation
 * (15.3.3), which leaves small a and b, so the series is short even for very frequent buyers.
 */
export function hypergeometric2F1(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 100_000; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(term) <= Math.abs(sum) * 1e-16) return sum;
  }
  return sum;
}
