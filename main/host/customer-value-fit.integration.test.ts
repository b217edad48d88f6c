import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { clvFitOutput, sbgOutput, survivalFitOutput } from '../../contract/model-fits.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost();
});
afterAll(() => running.discard());

const post = (path: string, body: unknown, language = 'en') =>
  running.fetch(`/api/v1/analytics${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function answered<T extends z.ZodType>(schema: T, path: string, body: unknown): Promise<z.output<T>> {
  const response = await post(path, body);
  const value = await response.json();
  expect([response.status, value]).toEqual([200, expect.anything()]);
  return schema.parse(value);
}

/** Path and code of the first detail of a refusal. */
async function refused(path: string, body: unknown, language = 'en') {
  const response = await post(path, body, language);
  const { error } = (await response.json()) as {
    error: { code: string; message: string; details: { path: string; message: string }[] };
  };
  return { status: response.status, ...error, paths: error.details.map((detail) => detail.path) };
}

describe('clv/sbg', () => {
  it('gives the figures of Fader & Hardie (2007) for high-end and regular customers', async () => {
    const highEnd = await answered(sbgOutput, '/clv/sbg', {
      survivors: [1000, 869, 743, 653, 593, 551, 517, 491],
      periods: 12,
    });
    expect([highEnd.alpha.toFixed(3), highEnd.beta.toFixed(3), highEnd.logLikelihood.toFixed(1)]).toEqual([
      '0.668',
      '3.806',
      '-1611.2',
    ]);
    expect([highEnd.retention.length, highEnd.survival.length, highEnd.survival[0]]).toEqual([12, 13, 1]);
    const regular = await answered(sbgOutput, '/clv/sbg', {
      survivors: [1000, 631, 468, 382, 326, 289, 262, 241],
      periods: 12,
    });
    expect([regular.alpha.toFixed(3), regular.beta.toFixed(3), regular.logLikelihood.toFixed(1)]).toEqual([
      '0.704',
      '1.182',
      '-1680.3',
    ]);
  });

  it.each([
    [{ survivors: [100, 90, 95], periods: 5 }, 'survivors.2'],
    [{ survivors: [100, 100, 100], periods: 5 }, 'survivors'],
    [{ survivors: [0, 0, 0], periods: 5 }, 'survivors.0'],
    [{ survivors: [100, 90], periods: 5 }, 'survivors'],
    [{ survivors: [100, 90.5, 80], periods: 5 }, 'survivors.1'],
    [{ survivors: [100, 90, -1], periods: 5 }, 'survivors.2'],
    [{ survivors: [100, 90, 80], periods: 0 }, 'periods'],
    [{ survivors: [100, 90, 80] }, 'periods'],
  ])('refuses %j at %s', async (body, path) => {
    const { status, paths } = await refused('/clv/sbg', body);
    expect([status, paths]).toEqual([422, expect.arrayContaining([path])]);
  });
});

// Weeks of remission, Freireich et al. (1963), as in Cox & Oakes (1984), table 1.1; `+` is censored.
const lifetimes = (text: string, group: string) =>
  text.split(' ').map((entry) => ({ duration: Number.parseInt(entry, 10), observed: !entry.endsWith('+'), group }));
const treated = lifetimes('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+', '6-MP');
const placebo = lifetimes('1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23', 'placebo');

describe('survival/fit', () => {
  it('gives the printed 6-MP table, the medians and the log-rank test', async () => {
    const { groups, logRank, interval } = await answered(survivalFitOutput, '/survival/fit', [...treated, ...placebo]);
    expect(interval).toBe('log-log');
    expect(groups.map(({ group, people, left, median }) => [group, people, left, median])).toEqual([
      ['6-MP', 21, 9, 23],
      ['placebo', 21, 21, 8],
    ]);
    expect(groups[0]?.points.map((point) => [point.time, point.atRisk, point.survival.toFixed(3)])).toEqual([
      [6, 21, '0.857'],
      [7, 17, '0.807'],
      [10, 15, '0.753'],
      [13, 12, '0.690'],
      [16, 11, '0.627'],
      [22, 7, '0.538'],
      [23, 6, '0.448'],
    ]);
    expect([logRank?.statistic.toFixed(2), logRank?.degreesOfFreedom]).toEqual(['16.79', 1]);
    expect(logRank?.groups[0]).toMatchObject({ group: '6-MP', observed: 9 });
  });

  it('takes the kind of interval; by hand at t = 6, S = 18/21', async () => {
    const lower = async (interval: string) =>
      (await answered(survivalFitOutput, '/survival/fit', { lifetimes: treated, interval })).groups[0]?.points[0]
        ?.lower ?? 0;
    const spread = 1.959964 * Math.sqrt(3 / (21 * 18));
    const S = 18 / 21;
    expect(await lower('plain')).toBeCloseTo(S - S * spread, 6);
    expect(await lower('log')).toBeCloseTo(S * Math.exp(-spread), 6);
    expect(await lower('log-log')).toBeCloseTo(S ** Math.exp(spread / -Math.log(S)), 6);
  });

  it('without groups there is one curve and no test', async () => {
    const { groups, logRank } = await answered(survivalFitOutput, '/survival/fit', [{ duration: 1, observed: false }]);
    expect([groups, logRank]).toEqual([
      [{ group: null, people: 1, left: 0, median: null, until: 1, points: [] }],
      null,
    ]);
  });

  it.each([
    [[], ''],
    ['[', ''],
    [[{ duration: -1, observed: true }], '0.duration'],
    ['[{"duration": NaN, "observed": true}]', ''],
    [[{ duration: '6', observed: true }], '0.duration'],
    [[{ duration: 6, observed: true }, { duration: 6 }], '1.observed'],
    [[{ duration: 6, observed: true, group: {} }], '0.group'],
    [[7], '0'],
    [{ lifetimes: [{ duration: -1, observed: true }] }, 'lifetimes.0.duration'],
    [{ lifetimes: [], interval: 'log' }, 'lifetimes'],
    [{ lifetimes: treated, interval: 'wald' }, 'interval'],
    [Array.from({ length: 51 }, (_, group) => ({ duration: 1, observed: true, group })), '50.group'],
  ])('refuses %j at "%s"', async (body, path) => {
    const { status, code, paths } = await refused('/survival/fit', body);
    expect([status, code, paths[0]]).toEqual([422, 'api/invalid-input', path]);
  });
});

const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

describe('clv/fit', () => {
  it('customer 0001 with given parameters: 1.226 purchases in 39 weeks, as printed', async () => {
    const result = await answered(clvFitOutput, '/clv/fit', {
      model: 'bgnbd',
      parameters,
      gammaGamma: { p: 6.25, q: 3.74, v: 15.44 },
      customers: [
        { frequency: 2, recency: 30.43, T: 38.86, monetary: 22.35 },
        { frequency: 0, recency: 0, T: 38.86 },
      ],
      horizons: [39, 78],
    });
    const [first, second] = result.customers;
    expect(first?.expectedPurchases[0]).toBeCloseTo(1.226, 3);
    expect(first?.expectedPurchases[1]).toBeGreaterThan(1.226);
    // Fader & Hardie (2013), equation 5, by hand: p(v + x·m̄)/(p·x + q - 1) and the population mean.
    expect(first?.expectedSpend).toBeCloseTo((6.25 * (15.44 + 2 * 22.35)) / (12.5 + 2.74), 9);
    expect(second).toMatchObject({ pAlive: 1, expectedSpend: expect.closeTo((6.25 * 15.44) / 2.74, 9) });
    expect([result.standardErrors, result.newCustomer.expected.length]).toEqual([null, 2]);
  });

  it.each([
    [{ frequency: 1, recency: 10, T: 5 }, 'recency'],
    [{ frequency: 0, recency: 3, T: 5 }, 'recency'],
    [{ frequency: 2, recency: 0, T: 5 }, 'recency'],
    [{ frequency: -1, recency: 0, T: 5 }, 'frequency'],
    [{ frequency: 1.5, recency: 1, T: 5 }, 'frequency'],
    [{ frequency: 1e9, recency: 1, T: 5 }, 'frequency'],
    [{ frequency: 1, recency: -1, T: 5 }, 'recency'],
    [{ frequency: 1, recency: 1, T: null }, 'T'],
    [{ frequency: 1, recency: 1, T: '5' }, 'T'],
    [{ frequency: 1, recency: 1 }, 'T'],
    [{ frequency: 1, recency: 1, T: 5, monetary: -3 }, 'monetary'],
  ])('refuses %j at its %s, in both languages', async (customer, field) => {
    const good = { frequency: 1, recency: 1, T: 5 };
    const body = { model: 'bgnbd', customers: [good, customer], horizons: [1] };
    const english = await refused('/clv/fit', body);
    expect([english.status, english.code, english.paths]).toEqual([422, 'api/invalid-input', [`customers.1.${field}`]]);
    const chinese = await refused('/clv/fit', body, 'zh-CN');
    expect(chinese.details[0]?.message).toMatch(/[\u4e00-\u9fff]/);
  });

  it.each([
    [{ model: 'lifetimes', customers: [], horizons: [] }, 'model'],
    [{ model: 'bgnbd', customers: [3], horizons: [1] }, 'customers.0'],
    [{ model: 'bgnbd', customers: {}, horizons: [1] }, 'customers'],
    [{ model: 'bgnbd', customers: [], horizons: [0] }, 'horizons.0'],
    [{ model: 'bgnbd', customers: [] }, 'horizons'],
    [{ model: 'bgnbd', customers: [], horizons: [], parameters: { ...parameters, r: -1 } }, 'parameters.r'],
    [{ model: 'paretonbd', customers: [], horizons: [], parameters }, 'parameters.s'],
    [{ model: 'bgnbd', customers: [], horizons: [], horizon: 3 }, ''],
  ])('refuses %j at "%s"', async (body, path) => {
    const { status, paths } = await refused('/clv/fit', body);
    expect([status, paths]).toEqual([422, expect.arrayContaining([path])]);
  });

  it('says so when there is too little to fit', async () => {
    const single = { frequency: 0, recency: 0, T: 5 };
    for (const customers of [[], [single], Array.from({ length: 500 }, () => single)]) {
      const { status, code, message } = await refused('/clv/fit', { model: 'bgnbd', customers, horizons: [1] });
      expect([status, code]).toEqual([422, 'analytics/too-little-data']);
      expect(message).toContain(`${customers.length} customers`);
    }
  });

  it('takes more than a megabyte, tells twenty of many faults, and still answers others meanwhile', async () => {
    const customers = Array.from({ length: 40_000 }, () => ({ frequency: 1, recency: 9, T: 5, monetary: 12.34 }));
    const [large, small] = await Promise.all([
      refused('/clv/fit', { model: 'bgnbd', customers, horizons: [1] }),
      running.fetch('/api/v1/status'),
    ]);
    expect([large.status, large.paths.length, large.paths[19]]).toEqual([422, 20, 'customers.19.recency']);
    expect(small.status).toBe(200);
  });

  it('refuses more than an answer can hold, and a body beyond the limit before it is sent', async () => {
    const customers = Array.from({ length: 100_001 }, () => ({ frequency: 0, recency: 0, T: 5 }));
    const horizons = Array.from({ length: 50 }, (_, i) => i + 1);
    const many = await refused('/clv/fit', { model: 'bgnbd', parameters, customers, horizons });
    expect([many.status, many.paths, many.details[0]?.message]).toEqual([
      422,
      ['horizons'],
      expect.stringContaining('5000000'),
    ]);
    const declared = (path: string, length: number) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization: `Bearer ${running.host.token}`, 'content-length': length };
        const url = `${running.host.origin}/api/v1/analytics${path}`;
        const call = request(url, { method: 'POST', headers }, (response) => {
          resolve(response.statusCode);
          call.destroy();
        });
        call.on('error', reject);
        call.flushHeaders();
      });
    expect(await declared('/clv/fit', 128_000_001)).toBe(413);
    expect(await declared('/clv/sbg', 1_000_001)).toBe(413);
  });

  it('needs signing in', async () => {
    const response = await fetch(`${running.host.origin}/api/v1/analytics/clv/fit`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });

  it('is described', async () => {
    const { paths } = await running.json<{ paths: Record<string, object> }>('/api/v1/openapi.json');
    for (const name of ['clv/fit', 'clv/sbg', 'survival/fit']) {
      expect(paths).toHaveProperty([`/api/v1/analytics/${name}`, 'post', 'requestBody']);
    }
  });
});

const purchases = new URL('../../../shared/data/cdnow_transactions.csv.gz', import.meta.url);

// The purchases are not part of the repository (no licence is stated for them), so these checks need them beside it.
describe.runIf(existsSync(purchases))('clv/fit on the CDNOW sample', () => {
  it('gives table 2 of Fader, Hardie & Lee (2005) and the spend parameters of Fader & Hardie (2013)', async () => {
    const customers = cdnow();
    expect(customers).toHaveLength(2357);
    const bgnbd = await answered(clvFitOutput, '/clv/fit', { model: 'bgnbd', customers, horizons: [39] });
    expect(rounded(bgnbd.parameters)).toEqual({ r: '0.243', alpha: '4.414', a: '0.793', b: '2.426' });
    expect(bgnbd.logLikelihood.toFixed(1)).toBe('-9582.4');
    expect(bgnbd.gammaGamma?.p).toBeCloseTo(6.25, 1);
    expect(Object.values(bgnbd.standardErrors ?? {}).every((error) => error !== null && error > 0)).toBe(true);
    const pareto = await answered(clvFitOutput, '/clv/fit', { model: 'paretonbd', customers, horizons: [39] });
    expect(rounded({ r: pareto.parameters.r, s: pareto.parameters.s })).toEqual({ r: '0.553', s: '0.606' });
    expect(pareto.parameters.alpha).toBeCloseTo(10.578, 2);
    expect(pareto.parameters.beta).toBeCloseTo(11.669, 1);
    expect(pareto.logLikelihood.toFixed(1)).toBe('-9595.0');
  });
});

function rounded(values: Record<string, number | undefined>) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value?.toFixed(3)]));
}

/** Histories in weeks to 1997-09-30, counted here without the product's own summary. */
function cdnow() {
  const days = new Map<string, Map<number, number>>();
  for (const line of gunzipSync(readFileSync(purchases)).toString('utf8').trim().split('\n').slice(1)) {
    const [customer = '', date = '', , value = ''] = line.split(',');
    const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    if (day > Date.parse('1997-09-30T00:00:00Z') / 86_400_000) continue;
    const own = days.get(customer) ?? new Map<number, number>();
    days.set(customer, own.set(day, (own.get(day) ?? 0) + Number(value)));
  }
  const end = Date.parse('1997-09-30T00:00:00Z') / 86_400_000;
  return [...days.values()].map((own) => {
    const [first = 0, ...repeats] = [...own.keys()].sort((a, b) => a - b);
    const frequency = repeats.length;
    const spent = repeats.reduce((sum, day) => sum + (own.get(day) ?? 0), 0);
    const recency = ((repeats.at(-1) ?? first) - first) / 7;
    return { frequency, recency, T: (end - first) / 7, monetary: frequency === 0 ? null : spent / frequency };
  });
}
