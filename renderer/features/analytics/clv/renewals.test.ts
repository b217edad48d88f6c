import { expect, it } from 'vitest';
import { cohortShown, cohortsOf, renewalsBody } from './renewals.ts';

const cohort = (start: string, counts: number[], running: number) => ({
  ...{ start, size: counts[0] ?? 0, counts, rates: counts.map(() => null) },
  incomplete: counts.map((_, column) => column >= counts.length - running),
});

const answered = [
  cohort('2024-01-01', [100, 60, 50, 20], 1),
  cohort('2024-02-01', [80, 40, 30], 0),
  cohort('2024-03-01', [70, 30, 10], 1),
  cohort('2024-04-01', [5, 5, 5], 0),
];

it('takes periods that are over, and cohorts with enough of them in which somebody left', () => {
  expect(cohortsOf({ cohorts: answered })).toEqual([
    { index: 0, start: '2024-01-01', survivors: [100, 60, 50] },
    { index: 1, start: '2024-02-01', survivors: [80, 40, 30] },
  ]);
});

it('shows the cohort chosen, else the first one whose customers are known to be new', () => {
  const cohorts = cohortsOf({ cohorts: answered });
  expect(cohortShown(cohorts, '2024-01-01')?.index).toBe(0);
  expect(cohortShown(cohorts, '')?.index).toBe(1);
  expect(cohortShown(cohorts, '2023-01-01')?.index).toBe(1);
  expect(cohortShown(cohorts.slice(0, 1), '')?.index).toBe(0);
  expect(cohortShown([], '')).toBeNull();
});

it('asks nothing where the numbers are typed', () => {
  const data = { from: '2024-01-01', to: '2024-06-30' };
  expect(renewalsBody({ renewals: null, asOf: null }, data)).toBeNull();
  expect(renewalsBody({ renewals: { period: 'year', cohort: '' }, asOf: '2024-05-01' }, data)).toMatchObject({
    ...{ period: 'year', mode: 'on_or_after', dateRange: { from: '2024-01-01', to: '2024-05-01' } },
  });
});
