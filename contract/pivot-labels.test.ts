import { expect, it } from 'vitest';
import { offeredSteps } from './pivot.ts';
import { stepLabel } from './pivot-labels.ts';

it('fiscal years are named by the calendar year they end in, and quarters counted from their beginning', () => {
  const april = (key: string, step: 'fiscal_year' | 'fiscal_quarter') =>
    (['zh-CN', 'en'] as const).map((language) => stepLabel(`${key}T00:00:00.000`, step, language, 4));
  expect(april('2011-04-01', 'fiscal_year')).toEqual(['2012财年', 'FY2012']);
  expect(april('2011-04-01', 'fiscal_quarter')).toEqual(['2012财年第1季度', 'FY2012 Q1']);
  expect(april('2012-01-01', 'fiscal_quarter')).toEqual(['2012财年第4季度', 'FY2012 Q4']);
  expect(stepLabel('2010-12-01', 'fiscal_quarter', 'en', 12)).toBe('FY2011 Q1');
  expect(stepLabel('2010-11-01', 'fiscal_quarter', 'en', 2)).toBe('FY2011 Q4');
  expect(stepLabel('2011-07-01', 'fiscal_quarter', 'en', 1)).toBe('FY2011 Q3');
});

it('fiscal steps are offered where the fiscal year is not the calendar year', () => {
  expect(offeredSteps(1)).toEqual(['year', 'quarter', 'month', 'week', 'day', 'hour']);
  expect(offeredSteps(4).slice(0, 4)).toEqual(['fiscal_year', 'year', 'fiscal_quarter', 'quarter']);
});
