import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bgNbdExpectedOfNew, bgNbdExpectedPurchases, bgNbdPAlive, fitBgNbd } from './bgnbd.ts';
import { expectedSpend, fitGammaGamma } from './gamma-gamma.ts';
import { fitParetoNbd, paretoNbdExpectedPurchases, paretoNbdPAlive } from './paretonbd.ts';
import { type PurchaseDay, summarizePurchases } from './summarize.ts';

const purchases = new URL('../../../../shared/data/cdnow_transactions.csv.gz', import.meta.url);

/** The 1/10 CDNOW sample, purchases of one day added up, calibration to 1997-09-30, in weeks. */
function calibration() {
  const perDay = new Map<string, PurchaseDay>();
  const lines = gunzipSync(readFileSync(purchases)).toString('utf8').trim().split('\n').slice(1);
  for (const line of lines) {
    const [customer = '', date = '', , value = ''] = line.split(',');
    const key = `${customer} ${date}`;
    const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    const known = perDay.get(key) ?? { customer: Number(customer), day, amountMinor: 0 };
    perDay.set(key, { ...known, amountMinor: known.amountMinor + Math.round(Number(value) * 100) });
  }
  const days = [...perDay.values()].sort((a, b) => a.customer - b.customer || a.day - b.day);
  const asOfDay = Date.parse('1997-09-30T00:00:00Z') / 86_400_000;
  return summarizePurchases(days, { asOfDay, daysPerUnit: 7, minorPerMajor: 100 });
}

// The purchases are not part of the repository (no licence is stated for them), so these checks need them beside it.
describe.runIf(existsSync(purchases))('published figures for the CDNOW sample', () => {
  const customers = existsSync(purchases) ? calibration() : [];

  test('2,357 customers, 946 of them repeaters', () => {
    expect(customers).toHaveLength(2357);
    expect(customers.filter((customer) => customer.frequency > 0)).toHaveLength(946);
  });

  test('BG/NBD: table 2 of Fader, Hardie & Lee (2005)', () => {
    const fit = fitBgNbd(customers);
    expect(fit.parameters.r).toBeCloseTo(0.243, 3);
    expect(fit.parameters.alpha).toBeCloseTo(4.414, 2);
    expect(fit.parameters.a).toBeCloseTo(0.793, 2);
    expect(fit.parameters.b).toBeCloseTo(2.426, 1);
    expect(fit.logLikelihood).toBeCloseTo(-9582.4, 1);
    expect(fit.hasConverged).toBe(true);
  });

  test('Pareto/NBD: table 2 of Fader, Hardie & Lee (2005)', () => {
    const fit = fitParetoNbd(customers);
    expect(fit.parameters.r).toBeCloseTo(0.553, 3);
    expect(fit.parameters.alpha).toBeCloseTo(10.578, 2);
    expect(fit.parameters.s).toBeCloseTo(0.606, 3);
    expect(fit.parameters.beta).toBeCloseTo(11.669, 1);
    expect(fit.logLikelihood).toBeCloseTo(-9595.0, 1);
  });

  test('Gamma-Gamma: p 6.25, q 3.74, v 15.44 (Fader & Hardie 2013) on the 946 repeaters', () => {
    const fit = fitGammaGamma(customers);
    expect(fit?.parameters.p).toBeCloseTo(6.25, 1);
    expect(fit?.parameters.q).toBeCloseTo(3.74, 1);
    expect(fit?.parameters.v).toBeCloseTo(15.44, 0);
  });
});

test('BG/NBD: expected purchases of customer 0001 in the next 39 weeks, as printed in the companion note', () => {
  // x = 2, t_x = 30.43, T = 38.86: 1.226 (Fader, Hardie & Lee 2005, "Implementing the BG/NBD Model in Microsoft Excel").
  const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
  const history = { frequency: 2, recency: 30.43, T: 38.86 };
  expect(bgNbdExpectedPurchases(parameters, history, 39)).toBeCloseTo(1.226, 3);
  expect(bgNbdPAlive(parameters, { frequency: 0, recency: 0, T: 30 })).toBe(1);
  expect(bgNbdExpectedOfNew(parameters, 0)).toBeCloseTo(0, 12);
});

test('Pareto/NBD: P(alive) falls with silence and expectations grow with the horizon', () => {
  const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
  const recent = { frequency: 26, recency: 30.86, T: 31 };
  const silent = { frequency: 26, recency: 10, T: 31 };
  expect(paretoNbdPAlive(parameters, recent)).toBeGreaterThan(0.97);
  expect(paretoNbdPAlive(parameters, silent)).toBeLessThan(0.01);
  // Rate (r+x)/(alpha+T), times the expected life within the horizon summed in small steps, times P(alive).
  const steps = 100_000;
  let life = 0;
  for (let i = 0; i < steps; i += 1) life += ((11.669 + 31) / (11.669 + 31 + ((i + 0.5) * 39) / steps)) ** 0.606;
  const expected = (26.553 / 41.578) * ((life * 39) / steps) * paretoNbdPAlive(parameters, recent);
  expect(paretoNbdExpectedPurchases(parameters, recent, 39)).toBeCloseTo(expected, 8);
});

test('Gamma-Gamma: a customer without repeats is expected to spend the population mean', () => {
  const parameters = { p: 6.25, q: 3.74, v: 15.44 };
  expect(expectedSpend(parameters, { frequency: 0, recency: 0, T: 10, monetary: null })).toBeCloseTo(
    (6.25 * 15.44) / 2.74,
    10,
  );
  expect(expectedSpend({ p: 1, q: 0.5, v: 1 }, { frequency: 0, recency: 0, T: 1 })).toBeNull();
});
