import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  dayCount,
  isIncompleteStep,
  isLocalDate,
  presetOf,
  presetRange,
  presets,
  previousPeriod,
  previousYear,
  shiftedRange,
  sparklineGranularity,
  stepsOf,
  trailingMonths,
} from './period.ts';

const range = (from: string, to: string) => ({ from, to });
const early = '2000-01-01';

describe('previous period', () => {
  it('compares a month to date with the same day numbers of the month before', () => {
    const period = previousPeriod(range('2011-11-01', '2011-11-21'), early);
    expect(period).toEqual({ range: range('2011-10-01', '2011-10-21'), days: 21, expectedDays: 21, hasData: true });
  });

  it('cuts to a shorter month and says so', () => {
    const period = previousPeriod(range('2011-03-01', '2011-03-31'), early);
    expect(period.range).toEqual(range('2011-02-01', '2011-02-28'));
    expect([period.days, period.expectedDays]).toEqual([28, 31]);
  });

  it('keeps the day numbers when the month before is longer', () => {
    expect(previousPeriod(range('2011-11-01', '2011-11-30'), early).range).toEqual(range('2011-10-01', '2011-10-30'));
    expect(previousPeriod(range('2012-02-01', '2012-02-29'), early).range).toEqual(range('2012-01-01', '2012-01-29'));
  });

  it('crosses the turn of the year', () => {
    expect(previousPeriod(range('2011-01-01', '2011-01-09'), early).range).toEqual(range('2010-12-01', '2010-12-09'));
  });

  it('compares any other range with as many days right before it', () => {
    expect(previousPeriod(range('2011-11-02', '2011-11-30'), early).range).toEqual(range('2011-10-04', '2011-11-01'));
    expect(previousPeriod(range('2011-11-15', '2011-11-15'), early).range).toEqual(range('2011-11-14', '2011-11-14'));
    expect(previousPeriod(range('2011-10-01', '2011-12-09'), early).range).toEqual(range('2011-07-23', '2011-09-30'));
  });

  it('has nothing to compare with when it reaches, even by a day, before the first data', () => {
    const inMarch = range('2011-03-01', '2011-03-10');
    expect(previousPeriod(inMarch, '2011-02-01').hasData).toBe(true);
    expect(previousPeriod(inMarch, '2011-02-02').hasData).toBe(false);
  });
});

describe('previous year', () => {
  it('takes the same calendar dates', () => {
    expect(previousYear(range('2011-11-01', '2011-11-21'), early).range).toEqual(range('2010-11-01', '2010-11-21'));
  });

  it('compares 29 February with the 28th and says that a day is missing', () => {
    const period = previousYear(range('2012-02-01', '2012-02-29'), early);
    expect(period.range).toEqual(range('2011-02-01', '2011-02-28'));
    expect([period.days, period.expectedDays]).toEqual([28, 29]);
  });

  it('has nothing to compare with before the first data', () => {
    expect(previousYear(range('2010-12-01', '2010-12-09'), '2009-12-01').hasData).toBe(true);
    expect(previousYear(range('2010-11-30', '2010-12-09'), '2009-12-01').hasData).toBe(false);
  });
});

describe('presets', () => {
  const data = range('2010-12-01', '2011-12-09');
  it.each([
    ['latest-month', '2011-12-01', '2011-12-09'],
    ['last-full-month', '2011-11-01', '2011-11-30'],
    ['last-7-days', '2011-12-03', '2011-12-09'],
    ['last-30-days', '2011-11-10', '2011-12-09'],
    ['last-90-days', '2011-09-11', '2011-12-09'],
    ['quarter-to-date', '2011-10-01', '2011-12-09'],
    ['year-to-date', '2011-01-01', '2011-12-09'],
    ['last-12-months', '2011-01-01', '2011-12-09'],
    ['all', '2010-12-01', '2011-12-09'],
  ] as const)('%s ends with the newest data, not today', (preset, from, to) => {
    expect(presetRange(preset, data)).toEqual(range(from, to));
  });

  it('takes the newest month itself as the last full one when it is complete', () => {
    expect(presetRange('last-full-month', range('2010-01-01', '2011-11-30'))).toEqual(
      range('2011-11-01', '2011-11-30'),
    );
  });

  it('does not begin a count of days before the data', () => {
    expect(presetRange('last-90-days', range('2011-12-01', '2011-12-09'))).toEqual(range('2011-12-01', '2011-12-09'));
  });

  it('names a range again that came from a preset', () => {
    for (const preset of presets) {
      const found = presetOf(presetRange(preset, data), data);
      expect(found).not.toBeNull();
      if (found) expect(presetRange(found, data)).toEqual(presetRange(preset, data));
    }
    expect(presetOf(range('2011-05-02', '2011-05-03'), data)).toBeNull();
  });
});

describe('fiscal and complete ranges', () => {
  const data = range('2010-01-01', '2011-12-09');
  const april = { fiscalYearStartMonth: 4, weekStart: 1 };
  it.each([
    ['fiscal-year-to-date', '2011-04-01', '2011-12-09'],
    ['fiscal-quarter-to-date', '2011-10-01', '2011-12-09'],
    ['last-fiscal-year', '2010-04-01', '2011-03-31'],
    ['last-full-quarter', '2011-07-01', '2011-09-30'],
    ['last-full-year', '2010-01-01', '2010-12-31'],
    ['last-7-complete-days', '2011-12-02', '2011-12-08'],
    ['last-complete-week', '2011-11-28', '2011-12-04'],
  ] as const)('%s with a year from April', (preset, from, to) => {
    expect(presetRange(preset, data, april)).toEqual(range(from, to));
  });

  it('a week from Sunday ends on Saturday; a week that has just ended counts', () => {
    const sunday = { fiscalYearStartMonth: 1, weekStart: 7 };
    expect(presetRange('last-complete-week', data, sunday)).toEqual(range('2011-11-27', '2011-12-03'));
    const ended = range('2010-01-01', '2011-12-10');
    expect(presetRange('last-complete-week', ended, sunday)).toEqual(range('2011-12-04', '2011-12-10'));
  });
});

describe('one range on or back', () => {
  const data = range('2010-12-01', '2011-12-09');
  it.each([
    ['2011-12-01', '2011-12-09', -1, '2011-11-01', '2011-11-30'],
    ['2011-11-01', '2011-11-30', 1, '2011-12-01', '2011-12-09'],
    ['2011-03-01', '2011-03-31', -1, '2011-02-01', '2011-02-28'],
    ['2011-02-01', '2011-02-28', 1, '2011-03-01', '2011-03-31'],
    ['2011-07-01', '2011-09-30', -1, '2011-04-01', '2011-06-30'],
    ['2011-11-02', '2011-11-08', -1, '2011-10-26', '2011-11-01'],
    ['2011-11-02', '2011-11-08', 1, '2011-11-09', '2011-11-15'],
  ] as const)('%s to %s, step %d', (from, to, step, expectedFrom, expectedTo) => {
    expect(shiftedRange(range(from, to), step, data)).toEqual(range(expectedFrom, expectedTo));
  });
});

describe('steps of a time axis', () => {
  it('counts whole months back from the end of the range', () => {
    const data = range('2009-12-07', '2011-12-09');
    expect(trailingMonths(range('2011-12-01', '2011-12-09'), 13, data)).toEqual(range('2010-12-01', '2011-12-09'));
  });

  it('leaves out months before the first one with data', () => {
    const data = range('2010-12-07', '2011-12-09');
    expect(trailingMonths(range('2011-11-01', '2011-11-30'), 13, data)).toEqual(range('2010-12-01', '2011-11-30'));
    expect(trailingMonths(range('2009-05-01', '2009-05-31'), 2, data)).toEqual(range('2009-04-01', '2009-05-31'));
  });

  it('starts weeks on Monday, also before the range begins', () => {
    expect(stepsOf(range('2011-11-30', '2011-12-09'), 'week')).toEqual(['2011-11-28', '2011-12-05']);
  });

  it('knows the step that is still running and the one that began before the data', () => {
    const data = range('2010-12-05', '2011-12-09');
    const all = range('2010-12-01', '2011-12-31');
    expect(isIncompleteStep('2011-12-01', 'month', all, data)).toBe(true);
    expect(isIncompleteStep('2011-11-01', 'month', all, data)).toBe(false);
    expect(isIncompleteStep('2010-12-01', 'month', all, data)).toBe(true);
  });

  it('draws short ranges by day and long ones by month', () => {
    expect(sparklineGranularity(range('2011-11-01', '2011-11-30'))).toBe('day');
    expect(sparklineGranularity(range('2011-09-01', '2011-11-30'))).toBe('week');
    expect(sparklineGranularity(range('2011-01-01', '2011-11-30'))).toBe('month');
  });
});

const anyDate = fc
  .integer({ min: 0, max: 30_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));

describe('calendar arithmetic', () => {
  it('refuses days that do not exist', () => {
    expect(['2011-02-29', '2011-13-01', '2011-1-1', '', 'x', null, 20111101].filter(isLocalDate)).toEqual([]);
    expect(isLocalDate('2012-02-29')).toBe(true);
  });

  it('compares as many days as the range has, except where a month is shorter', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 800 }), (from, length) => {
        const subject = range(from, addDays(from, length));
        const before = previousPeriod(subject, early);
        expect(before.range.to < subject.from).toBe(true);
        expect(before.days <= before.expectedDays && before.expectedDays - before.days <= 3).toBe(true);
        const lastYear = previousYear(subject, early);
        expect(Math.abs(dayCount(lastYear.range) - dayCount(subject))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('covers a range with steps that touch one another and leave no day out', () => {
    fc.assert(
      fc.property(
        anyDate,
        fc.integer({ min: 0, max: 400 }),
        fc.constantFrom('day', 'week', 'month'),
        (from, n, step) => {
          const subject = range(from, addDays(from, n));
          const steps = stepsOf(subject, step);
          expect((steps[0] ?? '') <= from).toBe(true);
          expect(new Set(steps).size).toBe(steps.length);
          expect(steps).toEqual(steps.toSorted());
          expect(addMonths(steps[0] ?? '', 0)).toBe(steps[0]);
        },
      ),
    );
  });
});
