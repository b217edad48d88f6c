import { describe, expect, it } from 'vitest';
import { pointsOf } from './series.ts';

const axis = {
  key: 'orders.ordered_at.month',
  granularity: 'month' as const,
  range: { from: '2011-08-01', to: '2011-12-31' },
  data: { from: '2011-09-10', to: '2011-11-20' },
};
const rows = [
  { 'orders.ordered_at.month': '2011-09-01T00:00:00.000', 'orders.revenue': '120.50' },
  { 'orders.ordered_at.month': '2011-11-01T00:00:00.000', 'orders.revenue': '-3' },
];

describe('points of a series', () => {
  it('are nought inside the data and null outside it, for what adds up', () => {
    const points = pointsOf(rows, { name: 'orders.revenue', isAdditive: true }, axis);
    expect(points.map((point) => point.value)).toEqual([null, 120.5, 0, -3, null]);
  });

  it('are null wherever a ratio has no rows', () => {
    const points = pointsOf(rows, { name: 'orders.revenue', isAdditive: false }, axis);
    expect(points.map((point) => point.value)).toEqual([null, 120.5, null, -3, null]);
  });

  it('know which steps are cut by the data', () => {
    const points = pointsOf(rows, { name: 'orders.revenue', isAdditive: true }, axis);
    expect(points.map((point) => point.isIncomplete)).toEqual([true, true, false, true, true]);
  });
});
