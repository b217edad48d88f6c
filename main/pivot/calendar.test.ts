import { describe, expect, it } from 'vitest';
import { endOfStep, shiftOf, shiftRange, shiftStep, truncate } from './calendar.ts';

const midnight = (date: string) => `${date}T00:00:00.000`;

describe('calendar', () => {
  it('[PV7] cuts local times into steps, weeks as the workspace begins them', () => {
    expect(truncate('2011-11-30T13:45:00.000', 'hour', 1)).toBe('2011-11-30T13:00:00.000');
    expect(truncate('2011-11-30T13:45:00.000', 'week', 1)).toBe(midnight('2011-11-28'));
    expect(truncate('2011-11-30T13:45:00.000', 'week', 7)).toBe(midnight('2011-11-27'));
    expect(truncate('2011-11-30T13:45:00.000', 'quarter', 1)).toBe(midnight('2011-10-01'));
    expect(truncate('2011-11-30T13:45:00.000', 'year', 1)).toBe(midnight('2011-01-01'));
  });

  it('[PV7] moves by steps and keeps to months that are shorter', () => {
    expect(shiftStep(midnight('2011-12-31'), 'month', 2)).toBe(midnight('2012-02-29'));
    expect(shiftStep(midnight('2012-02-29'), 'year', -1)).toBe(midnight('2011-02-28'));
    expect(shiftStep(midnight('2011-01-01'), 'quarter', -1)).toBe(midnight('2010-10-01'));
    expect(endOfStep(midnight('2012-02-01'), 'month')).toBe('2012-02-29T23:59:59.999');
  });

  it('[PV7] compares part of a month with the same part of the one before', () => {
    const month = shiftOf('previous_period', 'month');
    expect(shiftRange({ from: '2011-09-01', to: '2011-11-21' }, month)).toEqual({
      from: '2011-08-01',
      to: '2011-10-21',
    });
    expect(shiftRange({ from: '2011-01-01', to: '2011-02-28' }, month)).toEqual({
      from: '2010-12-01',
      to: '2011-01-31',
    });
    expect(shiftRange({ from: '2012-02-01', to: '2012-02-29' }, shiftOf('previous_year', 'month'))).toEqual({
      from: '2011-02-01',
      to: '2011-02-28',
    });
    expect(shiftRange({ from: '2011-11-28', to: '2011-12-04' }, shiftOf('previous_year', 'week'))).toEqual({
      from: '2010-11-29',
      to: '2010-12-05',
    });
  });
});
