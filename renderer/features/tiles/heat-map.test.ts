import { describe, expect, it } from 'vitest';
import { gridOf, labelOf, longLabelOf } from './heat-map.ts';

const tile = { x: 'hour', y: 'weekday', measure: 'count' };
const rows = [
  { hour: 9, weekday: 1, count: '4' },
  { hour: 12, weekday: 7, count: '10' },
];

describe('heat map', () => {
  it('has every weekday from the first of the week and every hour between the first and the last', () => {
    const grid = gridOf(rows, tile, { x: 'hour', y: 'weekday' }, 7);
    expect(grid.rows).toEqual(['7', '1', '2', '3', '4', '5', '6']);
    expect(grid.columns).toEqual(['9', '10', '11', '12']);
  });

  it('keeps nothing apart from nought', () => {
    const grid = gridOf([...rows, { hour: 10, weekday: 1, count: '0' }], tile, { x: 'hour', y: 'weekday' }, 1);
    expect([grid.valueAt('1', '9'), grid.valueAt('1', '10'), grid.valueAt('2', '9')]).toEqual([4, 0, null]);
    expect([grid.total, grid.peak]).toEqual([14, { x: '12', y: '7', value: 10 }]);
  });

  it('names hours as spans, the last one over midnight', () => {
    expect(longLabelOf('23', 'hour', 'en')).toBe('23:00–00:00');
    expect(labelOf('7', 'weekday', 'zh-CN')).toBe('周日');
  });
});
