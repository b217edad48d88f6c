import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypergeometric2F1 } from '../numeric/hypergeometric.ts';
import { bgNbdExpectedOfNew, bgNbdExpectedPurchases, bgNbdLogLikelihood, fitBgNbd } from './bgnbd.ts';
import { expectedOverDropout } from './dropout-integral.ts';
import type { PurchaseHistory } from './history.ts';
import { lifetimeIntegral } from './lifetime-integral.ts';
import { fitSbg } from './sbg.ts';
import { summarizePurchases } from './summarize.ts';

describe('sBG', () => {
  // Fader & Hardie (2007), tables 1 and 2: seven years of two groups of customers, and the five years after, which the
  // fit has not seen.
  const farthestOff = (survival: readonly number[], after: readonly number[]): number =>
    Math.max(...after.map((actual, i) => Math.abs(actual - (survival[8 + i] ?? Number.NaN))));

  test('high-end customers: alpha 0.668, beta 3.806, log-likelihood -1611.2', () => {
    const fit = fitSbg([1000, 869, 743, 653, 593, 551, 517, 491], 12);
    expect(fit.alpha).toBeCloseTo(0.668, 3);
    expect(fit.beta).toBeCloseTo(3.806, 2);
    expect(fit.logLikelihood).toBeCloseTo(-1611.2, 1);
    expect(fit.survival[7]).toBeCloseTo(0.491, 2);
    expect(fit.survival).toHaveLength(13);
    expect(farthestOff(fit.survival, [0.468, 0.445, 0.427, 0.409, 0.394])).toBeLessThan(0.017);
  });

  test('regular customers: alpha 0.704, beta 1.182, log-likelihood -1680.3', () => {
    const fit = fitSbg([1000, 631, 468, 382, 326, 289, 262, 241], 12);
    expect(fit.alpha).toBeCloseTo(0.704, 3);
    expect(fit.beta).toBeCloseTo(1.182, 2);
    expect(fit.logLikelihood).toBeCloseTo(-1680.3, 1);
    expect(fit.retention[0]).toBeCloseTo(1.182 / (0.704 + 1.182), 2);
    expect(farthestOff(fit.survival, [0.223, 0.207, 0.194, 0.183, 0.173])).toBeLessThan(0.004);
  });

  test('refuses counts that rise, or from which nothing can be learnt', () => {
    expect(() => fitSbg([100, 90, 95], 5)).toThrow(RangeError);
    expect(() => fitSbg([100, 100, 100], 5)).toThrow(RangeError);
    expect(() => fitSbg([100, 90], 5)).toThrow(RangeError);
  });
});

test('the lifetime integral equals the pair of hypergeometric functions of the Pareto/NBD note', () => {
  fc.assert(
    fc.property(
      fc.record({
        r: fc.double({ min: 0.2, max: 5, noNaN: true }),
        s: fc.double({ min: 0.2, max: 5, noNaN: true }),
        beta: fc.double({ min: 1, max: 10, noNaN: true }),
        more: fc.double({ min: 0, max: 10, noNaN: true }),
        x: fc.integer({ min: 0, max: 40 }),
        tx: fc.double({ min: 0, max: 30, noNaN: true }),
        silence: fc.double({ min: 0.1, max: 30, noNaN: true }),
      }),
      ({ r, s, beta, more, x, tx, silence }) => {
        const alpha = beta + more;
        const k = r + s + x;
        const part = (t: number): number =>
          Math.exp(-k * Math.log((alpha + t) / (alpha + tx))) * hypergeometric2F1(k, s + 1, k + 1, more / (alpha + t));
        const expected = Math.log(part(tx) - part(tx + silence)) - Math.log(k) - k * Math.log(alpha + tx);
        const { lnValue } = lifetimeIntegral({
          alpha,
          beta,
          rateShape: r + x,
          lifeShape: s + 1,
          from: tx,
          to: tx + silence,
        });
        expect(Math.abs(lnValue - expected)).toBeLessThan(1e-7);
      },
    ),
    { numRuns: 200 },
  );
});

describe('BG/NBD', () => {
  const truth = { r: 0.5, alpha: 6, a: 0.9, b: 2.5 };

  test('recovers the parameters of a simulated population, in weeks and in days alike', () => {
    const customers = simulate(truth, 6000, 52);
    const weeks = fitBgNbd(customers);
    const days = fitBgNbd(
      customers.map(({ frequency, recency, T }) => ({ frequency, recency: recency * 7, T: T * 7 })),
    );
    expect(weeks.parameters.r).toBeGreaterThan(0.4);
    expect(weeks.parameters.r).toBeLessThan(0.6);
    expect(days.parameters.alpha / 7).toBeCloseTo(weeks.parameters.alpha, 3);
    expect(days.parameters.a).toBeCloseTo(weeks.parameters.a, 3);
    expect(weeks.logLikelihood).toBeGreaterThanOrEqual(bgNbdLogLikelihood(customers, truth));
    expect(weeks.logLikelihood).toBeCloseTo(bgNbdLogLikelihood(customers, weeks.parameters), 4);
    expect(weeks.standardErrors.r).toBeGreaterThan(0);
  });

  test('the expectation of a new customer solves its own integral: more time never means fewer purchases', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        fc.double({ min: 0.8, max: 5, noNaN: true }),
        (r, a, b) => {
          const parameters = { r, alpha: 5, a, b };
          let before = 0;
          for (const horizon of [1, 5, 20, 100, 400]) {
            const now = bgNbdExpectedOfNew(parameters, horizon);
            expect(now).toBeGreaterThanOrEqual(before);
            // Nobody buys more often than one who never leaves.
            expect(now).toBeLessThanOrEqual((r / 5) * horizon + 1e-9);
            before = now;
          }
        },
      ),
    );
  });

  test('a = 1 is no hole', () => {
    const history: PurchaseHistory = { frequency: 3, recency: 20, T: 30 };
    const at = (a: number): number => bgNbdExpectedPurchases({ ...truth, a }, history, 26);
    expect(at(1)).toBeCloseTo((at(0.999) + at(1.001)) / 2, 5);
  });
});

test('days after the analysis do not count, and the first day is left out of the mean value', () => {
  const days = [
    { customer: 1, day: 0, amountMinor: 10_000 },
    { customer: 1, day: 7, amountMinor: 2_000 },
    { customer: 1, day: 21, amountMinor: 4_000 },
    { customer: 1, day: 40, amountMinor: 9_900 },
    { customer: 2, day: 14, amountMinor: 500 },
    { customer: 3, day: 36, amountMinor: 500 },
  ];
  expect(summarizePurchases(days, { asOfDay: 35, daysPerUnit: 7, minorPerMajor: 100 })).toEqual([
    { customer: 1, frequency: 2, recency: 3, T: 5, monetary: 30 },
    { customer: 2, frequency: 0, recency: 0, T: 3, monetary: null },
  ]);
});

/** Draws histories from the model with a fixed stream of numbers (a 32-bit linear congruential generator). */
function simulate({ r, alpha, a, b }: { r: number; alpha: number; a: number; b: number }, people: number, T: number) {
  let state = 12345;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  // Marsaglia & Tsang (2000); shapes below one by the usual power of a uniform.
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const z = normal();
      const v = (1 + z / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return Array.from({ length: people }, (): PurchaseHistory => {
    const rate = gamma(r) / alpha;
    const stay = gamma(a);
    const leave = stay / (stay + gamma(b));
    let at = 0;
    let frequency = 0;
    let recency = 0;
    for (;;) {
      at += -Math.log(uniform()) / rate;
      if (at > T) break;
      frequency += 1;
      recency = at;
      if (uniform() < leave) break;
    }
    return { frequency, recency, T };
  });
}

test('the lifetime integral ends where everybody leaves at nearly the same rate', () => {
  // Without purchases there is a closed form: ∫ (beta+y)^-s dy = beta^(1-s) / (s-1) · [1 - (1 + T/beta)^(1-s)].
  const [s, beta, T] = [1e7, 2e7, 10];
  const { lnValue } = lifetimeIntegral({ alpha: 1, beta, rateShape: 0, lifeShape: s, from: 0, to: T });
  const expected = (beta / (s - 1)) * -Math.expm1((1 - s) * Math.log1p(T / beta));
  expect(Math.exp(lnValue + s * Math.log(beta))).toBeCloseTo(expected, 6);
});

describe('BG/NBD where customers are nearly alike', () => {
  test('the integral over the chance to leave equals the series', () => {
    fc.assert(
      fc.property(
        fc.record({
          r: fc.double({ min: 0.1, max: 5, noNaN: true }),
          a: fc.double({ min: 1.2, max: 8, noNaN: true }),
          b: fc.double({ min: 0.2, max: 20, noNaN: true }),
          x: fc.integer({ min: 0, max: 30 }),
          z: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        }),
        ({ r, a, b, x, z }) => {
          const series = hypergeometric2F1(r + x, b + x, a + b + x - 1, z);
          const expected = ((a + b + x - 1) / (a - 1)) * (1 - (1 - z) ** (r + x) * series);
          const input = { rateShape: r + x, a, b: b + x, relativeHorizon: z / (1 - z) };
          expect(expectedOverDropout(input) / expected).toBeCloseTo(1, 7);
        },
      ),
    );
  });

  test('two kinds of customers, those who stay and those who leave at once', () => {
    // With a and b near 0 nearly all have p = 0 (the share b / (a + b)) or p = 1.
    const input = { rateShape: 100, a: 0.001, b: 0.003, relativeHorizon: 2 };
    expect(expectedOverDropout(input) / (0.75 * 200 + 0.25 * (1 - 3 ** -100))).toBeCloseTo(1, 2);
    const extreme = expectedOverDropout({ rateShape: 1e-8, a: 1e8, b: 1e-8, relativeHorizon: 1e8 });
    expect(extreme / -Math.expm1(-1e-8 * Math.log1p(1e8))).toBeCloseTo(1, 6);
  });

  test('one chance to leave for all, or one rate for all, are limits that are reached', () => {
    // Everybody leaves with p = 0.2 after a purchase: [1 - (1 + p·t/(alpha+T))^-(r+x)] / p.
    const history = { frequency: 3, recency: 10, T: 10 };
    const alike = { r: 2, alpha: 5, a: 2e6, b: 8e6 };
    const pAlive = 1 / (1 + 0.25 * (15 / 15) ** 5);
    const expected = ((1 - (1 + (0.2 * 30) / 15) ** -5) / 0.2) * pAlive;
    expect(bgNbdExpectedPurchases(alike, history, 30)).toBeCloseTo(expected, 4);
    // Everybody buys at rate 2: [1 - E e^(-2pt)] / p; with p as above, e^(-2·0.2·30).
    const sameRate = { r: 2e6, alpha: 1e6, a: 2e6, b: 8e6 };
    expect(bgNbdExpectedOfNew(sameRate, 30)).toBeCloseTo((1 - Math.exp(-12)) / 0.2, 4);
  });
});
