import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chiSquareUpperTail, digamma, lnBeta, lnGamma } from './gamma.ts';
import { hypergeometric2F1 } from './hypergeometric.ts';
import { hessianOf, invert, minimize } from './minimize.ts';
import { quantile } from './quantile.ts';

describe('gamma functions', () => {
  test('ln Γ equals the logarithm of factorials and √π at one half', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n += 1) {
      expect(lnGamma(n)).toBeCloseTo(Math.log(factorial), 12);
      factorial *= n;
    }
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
  });

  test('Γ(x+1) = xΓ(x) and ψ(x+1) = ψ(x) + 1/x', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), (x) => {
        expect(Math.abs(lnGamma(x + 1) - lnGamma(x) - Math.log(x))).toBeLessThan(
          1e-9 * Math.max(1, Math.abs(lnGamma(x))),
        );
        expect(Math.abs(digamma(x + 1) - digamma(x) - 1 / x)).toBeLessThan(1e-10 * Math.max(1, 1 / x));
      }),
    );
  });

  test('ψ(1) is minus the Euler–Mascheroni constant; B(2, 3) is 1/12', () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 13);
    expect(Math.exp(lnBeta(2, 3))).toBeCloseTo(1 / 12, 14);
  });

  test('chi-square tails equal printed critical values', () => {
    expect(chiSquareUpperTail(3.841458821, 1)).toBeCloseTo(0.05, 9);
    expect(chiSquareUpperTail(18.307038053, 10)).toBeCloseTo(0.05, 9);
    expect(chiSquareUpperTail(0, 3)).toBe(1);
    expect(chiSquareUpperTail(2, 2)).toBeCloseTo(Math.exp(-1), 14);
  });
});

test('₂F₁ equals its closed forms', () => {
  for (const z of [0, 0.1, 0.5, 0.9, 0.99]) {
    expect(hypergeometric2F1(1, 1, 2, z)).toBeCloseTo(z === 0 ? 1 : -Math.log(1 - z) / z, 10);
    expect(hypergeometric2F1(2.5, 3, 3, z) * (1 - z) ** 2.5).toBeCloseTo(1, 9);
  }
});

test('BFGS finds the minimum of the Rosenbrock valley and its Hessian', () => {
  const valley = (point: Float64Array) => {
    const [x = 0, y = 0] = point;
    return {
      value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
    };
  };
  const minimum = minimize(valley, [-1.2, 1]);
  expect(minimum.hasConverged).toBe(true);
  expect(minimum.point[0]).toBeCloseTo(1, 6);
  expect(minimum.point[1]).toBeCloseTo(1, 6);
  const hessian = hessianOf(valley, Float64Array.of(1, 1));
  expect(hessian[0]?.[0]).toBeCloseTo(802, 3);
  expect(hessian[0]?.[1]).toBeCloseTo(-400, 3);
  const inverse = invert(hessian);
  expect(inverse?.[0]?.[0]).toBeCloseTo(0.5, 3);
  expect(invert([Float64Array.of(1, 2), Float64Array.of(2, 4)])).toBeNull();
});

test('quantiles interpolate as R does by default', () => {
  const values = [1, 2, 3, 4, 10];
  expect(quantile(values, 0)).toBe(1);
  expect(quantile(values, 0.2)).toBeCloseTo(1.8, 12);
  expect(quantile(values, 0.9)).toBeCloseTo(7.6, 12);
  expect(quantile(values, 1)).toBe(10);
  expect(quantile([], 0.5)).toBeNull();
});
