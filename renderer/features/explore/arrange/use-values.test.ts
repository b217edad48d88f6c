import { expect, it } from 'vitest';
import { pivotInput } from '../../../../contract/pivot.ts';
import { unknownMember } from '../../../queries/index.ts';
import { plainValue, valuesQuestion } from './use-values.ts';

const revenue = { ...unknownMember('orders.revenue'), kind: 'measure' } as const;
const members = new Map([[revenue.name, revenue]]);
const asked = { member: 'orders.country', search: '', timezone: 'UTC' };
const value = (id: string, more: object = {}) => ({ id, source: { measure: revenue.name }, ...more });

it('values are asked for under the dates and filters of the report', () => {
  const pivot = pivotInput.parse({
    values: [value('v')],
    filters: [
      { member: 'orders.channel', operator: 'equals', values: ['web'] },
      { member: 'orders.city', operator: 'set' },
      { member: revenue.name, operator: 'gt', values: ['10'] },
    ],
    dates: { member: 'orders.ordered_at', from: '2011-11-01', to: '2011-11-30' },
  });
  expect(valuesQuestion(pivot, asked, members)).toMatchObject({
    measures: [revenue.name],
    filters: [
      { member: 'orders.channel', operator: 'equals', values: ['web'] },
      { member: 'orders.city', operator: 'set' },
    ],
    timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2011-11-01', '2011-11-30'] }],
    order: [[revenue.name, 'desc']],
  });
});

it('a figure that is more than its measure stands beside no value', () => {
  const share = value('s', { calculation: { kind: 'percent', of: 'total' } });
  const last = value('l', { lastBy: 'orders.ordered_at' });
  const formula = { id: 'f', source: { formula: 'x' } };
  expect(plainValue(pivotInput.parse({ values: [share, last, formula, value('v')] }))?.id).toBe('v');
  const without = pivotInput.parse({ values: [share, last, formula] });
  expect(valuesQuestion(without, asked, members)).toMatchObject({ measures: [], order: [[asked.member, 'asc']] });
});
