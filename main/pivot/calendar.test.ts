import { describe, expect, it } from 'vitest';
import { endOfStep, shiftOf, shiftRange, shiftStep, truncate } from './calendar.ts';

const monday = { weekStart: 1, fiscalStart: 1 };
const midnight = (date: string) => `${date}T00:00:00.000`;

describe('calendar', () => {
  it('[PV7] cuts local times into steps, weeks as the workspace begins them', () => {
    expect(truncate('2011-11-30T13:45:00.000', 'hour', monday)).toBe('2011-11-30T13:00:00.000');
    expect(truncate('2011-11-30T13:45:00.000', 'week', monday)).toBe(midnight('2011-11-28'));
    expect(truncate('2011-11-30T13:45:00.000', 'week', { weekStart: 7, fiscalStart: 1 })).toBe(midnight('2011-11-27'));
    expect(truncate('2011-11-30T13:45:00.000', 'quarter', monday)).toBe(midnight('2011-10-01'));
    expect(truncate('2011-11-30T13:45:00.000', 'year', monday)).toBe(midnight('2011-01-01'));
  });

  it('[PV7] cuts fiscal years and quarters where the workspace begins them', () => {
    const starting = (fiscalStart: number) => ({ weekStart: 1, fiscalStart });
    const cut = (day: string, step: 'fiscal_quarter' | 'fiscal_year', month: number) =>
      truncate(midnight(day), step, starting(month)).slice(0, 10);
    expect(cut('2011-03-31', 'fiscal_year', 4)).toBe('2010-04-01');
    expect(cut('2011-04-01', 'fiscal_year', 4)).toBe('2011-04-01');
    expect(cut('2011-01-31', 'fiscal_quarter', 12)).toBe('2010-12-01');
    expect(cut('2011-03-01', 'fiscal_quarter', 12)).toBe('2011-03-01');
    expect(cut('2011-01-15', 'fiscal_quarter', 2)).toBe('2010-11-01');
    expect(cut('2011-08-15', 'fiscal_year', 1)).toBe('2011-01-01');
    expect(endOfStep(midnight('2010-04-01'), 'fiscal_year')).toBe('2011-03-31T23:59:59.999');
    expect(shiftRange({ from: '2010-04-01', to: '2011-03-31' }, shiftOf('previous_period', 'fiscal_year'))).toEqual({
      from: '2009-04-01',
      to: '2010-03-31',
    });
    expect(shiftOf('previous_year', 'fiscal_quarter')).toEqual({ step: 'year', count: 1 });
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
