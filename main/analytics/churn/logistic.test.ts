import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaUnderCurve, calibrationTable, recalibration, tenthsOf } from './evaluate.ts';
import { fitLogistic, logOdds, probabilityOf } from './logistic.ts';

/** R's data set mtcars (Henderson and Velleman 1981): weight in 1000 lbs, and whether the gearbox is manual. */
const weights = [
  2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345, 2.2, 1.615,
  1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
];
const manual = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];

describe('logistic regression', () => {
  test('of mtcars is that of R: glm(am ~ wt, binomial)', () => {
    const fit = fitLogistic(Float64Array.from(weights), 1, Uint8Array.from(manual), 0);
    expect(fit?.hasConverged).toBe(true);
    // As R prints it: 12.040 (4.510), −4.024 (1.436), residual deviance 19.176.
    expect(fit?.coefficients[0]).toBeCloseTo(12.04, 2);
    expect(fit?.coefficients[1]).toBeCloseTo(-4.024, 3);
    expect(fit?.standardErrors[0]).toBeCloseTo(4.51, 2);
    expect(fit?.standardErrors[1]).toBeCloseTo(1.436, 2);
    expect(-2 * (fit?.logLikelihood ?? 0)).toBeCloseTo(19.176, 3);
  });

  test('of separated outcomes has no answer without a penalty and a finite one with it', () => {
    const rows = Float64Array.from([-2, -1, 1, 2]);
    const fit = fitLogistic(rows, 1, Uint8Array.from([0, 0, 1, 1]), 1);
    expect(fit?.coefficients[1]).toBeGreaterThan(0);
    expect(fit?.coefficients[1]).toBeLessThan(3);
  });

  test('an intercept alone is the log-odds of the rate', () => {
    const fit = fitLogistic(new Float64Array(0), 0, Uint8Array.from([1, 0, 0, 0]), 1);
    expect(fit?.coefficients[0]).toBeCloseTo(Math.log(1 / 3), 10);
  });

  test('at the optimum the mean of the probabilities is the rate', () => {
    const record = fc.record({ x: fc.double({ min: -3, max: 3, noNaN: true }), y: fc.integer({ min: 0, max: 1 }) });
    fc.assert(
      fc.property(fc.array(record, { minLength: 20, maxLength: 60 }), (list) => {
        const outcomes = Uint8Array.from(list, ({ y }) => y);
        const rate = outcomes.reduce((sum, y) => sum + y, 0) / outcomes.length;
        if (rate === 0 || rate === 1) return;
        const rows = Float64Array.from(list, ({ x }) => x);
        const fit = fitLogistic(rows, 1, outcomes, 1);
        if (fit === null) throw new Error('no fit');
        const mean = list.reduce((sum, _, i) => sum + probabilityOf(logOdds(fit.coefficients, rows, 1, i)), 0);
        expect(mean / list.length).toBeCloseTo(rate, 6);
      }),
    );
  });
});

describe('judging', () => {
  test('AUC counts pairs in the right order, ties by half', () => {
    // Positives 0.9, 0.6, 0.4; negatives 0.6, 0.3: of six pairs 0.9>0.6, 0.9>0.3, 0.6=0.6, 0.6>0.3, 0.4>0.3, not 0.4>0.6.
    const auc = areaUnderCurve(Float64Array.from([0.9, 0.6, 0.4, 0.6, 0.3]), Uint8Array.from([1, 1, 1, 0, 0]));
    expect(auc?.auc).toBeCloseTo(4.5 / 6, 12);
    expect(areaUnderCurve(Float64Array.from([0.5]), Uint8Array.from([1]))).toBeNull();
  });

  test('calibration puts everybody into one tenth and adds up', () => {
    const probabilities = Float64Array.from({ length: 25 }, (_, i) => i / 25);
    const outcomes = Uint8Array.from({ length: 25 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const tenths = tenthsOf(probabilities, probabilities);
    const table = calibrationTable(probabilities, outcomes, tenths);
    expect(tenths.flatMap((members) => [...members])).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(table).toHaveLength(10);
    expect(table.reduce((sum, { customers }) => sum + customers, 0)).toBe(25);
    expect(table.reduce((sum, { customers, actual }) => sum + customers * actual, 0)).toBeCloseTo(9, 9);
  });

  test('equal probabilities fall into tenths by id, in whatever order customers come', () => {
    const ids = [40, 7, 31, 12, 25, 3, 18, 9, 36, 21];
    const tenths = tenthsOf(new Float64Array(10).fill(0.5), ids);
    expect(tenths.map(([i = -1]) => ids[i])).toEqual([3, 7, 9, 12, 18, 21, 25, 31, 36, 40]);
  });

  test('recalibration of true probabilities is 0 and 1', () => {
    const probabilities: number[] = [];
    const outcomes: number[] = [];
    for (const tenths of [1, 2, 3, 5, 7, 8, 9]) {
      for (let i = 0; i < 100; i += 1) {
        probabilities.push(tenths / 10);
        outcomes.push(i < tenths * 10 ? 1 : 0);
      }
    }
    const { intercept, slope } = recalibration(Float64Array.from(probabilities), Uint8Array.from(outcomes));
    expect(intercept).toBeCloseTo(0, 6);
    expect(slope).toBeCloseTo(1, 6);
  });
});
