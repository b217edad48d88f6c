import { describe, expect, it } from 'vitest';
import { churnFigures, journeyFigures, lifecycleFigures, retentionFigures, stickinessFigures } from './key-figures.ts';

const values = (figures: { name: string; value: number | null }[]) =>
  Object.fromEntries(figures.map(({ name, value }) => [name, value]));

describe('key figures', () => {
  it('are shares of sums: a large cohort weighs more than a small one, a running one does not count', () => {
    const cohort = (size: number, back: number, isRunning: boolean) => ({
      ...{ start: '2024-01-01', size, counts: [size, back], rates: [1, back / size] },
      incomplete: [false, isRunning],
    });
    // 50 of 100 and 0 of 10 came back: 50 / 110; the third has just begun.
    const figures = values(
      retentionFigures({ cohorts: [cohort(100, 50, false), cohort(10, 0, false), cohort(40, 1, true)] }),
    );
    expect(figures).toEqual({ cameBack: 50 / 110, cohortPeople: 150 });
  });

  it('count who went quiet upwards, and say nothing of no periods', () => {
    const month = { start: '2024-01-01', new: 3, returning: 4, resurrecting: 1, dormant: -2 };
    expect(values(lifecycleFigures({ intervals: [month, { ...month, dormant: -5 }] }))).toEqual({
      ...{ averageActive: 8, new: 6, resurrecting: 2, dormant: 7 },
    });
    expect(values(lifecycleFigures({ intervals: [] })).averageActive).toBeNull();
  });

  it('weigh people by their active periods', () => {
    // 3 people once, 1 person four times: 7 periods of 4 people.
    const intervals = [
      { activeIntervals: 1, persons: 3 },
      { activeIntervals: 4, persons: 1 },
    ];
    expect(values(stickinessFigures({ intervals }))).toEqual({ averagePeriods: 7 / 4, people: 4 });
  });

  it('leave the month that still runs out of churn', () => {
    const month = (activeAtStart: number, lost: number, isIncomplete: boolean) => ({
      ...{ start: '2024-01-01', isIncomplete, activeAtStart, lost, gained: 0, customerChurn: null },
      ...{ revenueAtStartMinor: activeAtStart * 10, grossLostMinor: lost * 20, netLostMinor: 0 },
      ...{ grossRevenueChurn: null, netRevenueChurn: null },
    });
    expect(values(churnFigures({ months: [month(90, 9, false), month(10, 1, false), month(50, 50, true)] }))).toEqual({
      ...{ customerChurn: 0.1, lostCustomers: 10, revenueChurn: 0.2 },
    });
  });

  it('have no share of nobody', () => {
    expect(values(journeyFigures({ persons: 0, touchpoints: [] }))).toEqual({ people: 0, reachedLast: null });
  });
});
