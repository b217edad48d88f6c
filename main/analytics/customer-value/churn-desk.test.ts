import { expect, test } from 'vitest';
import type { Replica } from '../../replica/index.ts';
import { ChurnDesk, type ChurnDeskParts } from './churn-desk.ts';
import type { ChurnFit } from './churn-model-task.ts';

const fit: ChurnFit = {
  result: {
    ...{ trainedAt: [], testedAt: '2024-01-01', training: { customers: 0, churned: 0 }, calibration: [] },
    ...{ effects: [], bands: [] },
    test: {
      ...{ customers: 0, churned: 0, auc: null, aucLower: null, aucUpper: null, brier: 0, brierOfRate: 0 },
      ...{ calibrationIntercept: null, calibrationSlope: null },
    },
  },
  model: {
    scaling: { features: [], mean: [], deviation: [] },
    ...{ coefficients: new Float64Array(1), standardErrors: new Float64Array(1) },
  },
  typical: [],
  customers: {
    ids: Float64Array.of(7, 8, 9),
    probabilities: Float64Array.of(0.2, 0.8, 1),
    byProbability: Uint32Array.of(2, 1, 0),
    byValue: Uint32Array.of(0, 2, 1),
  },
  calibrated: [],
};

/** A desk that counts how often it has a model fitted. */
function desk(failures = 0) {
  const state = { fits: 0, seq: 1, changed: () => {} };
  const replica = {
    query: () => Promise.resolve({ columns: [], rows: [[3]] }),
    on: (_event: 'change', listener: () => void) => {
      state.changed = listener;
      return () => {};
    },
  } as unknown as Replica;
  const parts: ChurnDeskParts = {
    thread: {
      fitChurn: () => {
        state.fits += 1;
        return state.fits <= failures ? Promise.reject(new Error('busy')) : Promise.resolve(fit);
      },
    },
    customers: () =>
      Promise.resolve({
        ...{ replica, asOfDay: 20_000, seq: state.seq, dated: { asOf: '2024-10-04', dataAsOf: null } },
        range: { first: 1, last: 9, firstDay: 10_000, lastDay: 20_000, people: 'true' },
      }),
    currency: () => 'CNY',
  };
  return { state, desk: new ChurnDesk(parts) };
}
const page = { offset: 0, limit: 10, cell: { from: 0.5, to: 1 } };

test('pages of the same question about the same data are read from one model', async () => {
  const { state, desk: one } = desk();
  const asked = [30, 30, 30].map((inactiveDays) => one.people({ ...page, inactiveDays }));
  for (const { profileIds } of await Promise.all(asked)) expect([...profileIds]).toEqual([9, 8]);
  expect(state.fits).toBe(1);
  await one.people({ ...page, inactiveDays: 60 });
  expect(state.fits).toBe(2);
});

test('new data, or another zone or rate, need a new model', async () => {
  const { state, desk: one } = desk();
  await one.people({ ...page, inactiveDays: 30 });
  state.seq = 2;
  await one.people({ ...page, inactiveDays: 30 });
  expect(state.fits).toBe(2);
  state.changed();
  await one.people({ ...page, inactiveDays: 30 });
  expect(state.fits).toBe(3);
});

test('a failure is not kept', async () => {
  const { state, desk: one } = desk(1);
  await expect(one.people({ ...page, inactiveDays: 30 })).rejects.toThrow('busy');
  await one.people({ ...page, inactiveDays: 30 });
  expect(state.fits).toBe(2);
});
