import { expect, it } from 'vitest';
import type { CubeQuery } from '../transport/index.ts';
import { hasSameFields } from './same-fields.ts';

const october: [string, string] = ['2011-10-01', '2011-10-31'];
const november: [string, string] = ['2011-11-01', '2011-11-30'];
const byCountry = (dateRange: [string, string], granularity?: 'day' | 'month'): CubeQuery => ({
  measures: ['orders.revenue'],
  dimensions: ['orders.country'],
  timeDimensions: [{ dimension: 'orders.ordered_at', dateRange, ...(granularity ? { granularity } : {}) }],
  timezone: 'Asia/Shanghai',
});

it('an answer stands in while dates, filters and limits change', () => {
  const filters = [{ member: 'orders.country', operator: 'equals' as const, values: ['France'] }];
  expect(hasSameFields(byCountry(october), { ...byCountry(november), filters, limit: 5 })).toBe(true);
});

it('an answer by other dimensions, of other measures or by other steps of time does not', () => {
  expect(hasSameFields(byCountry(october), { ...byCountry(october), dimensions: ['orders.weekday'] })).toBe(false);
  expect(hasSameFields(byCountry(october), { ...byCountry(october), measures: ['orders.count'] })).toBe(false);
  expect(hasSameFields(byCountry(october, 'month'), byCountry(october, 'day'))).toBe(false);
});
