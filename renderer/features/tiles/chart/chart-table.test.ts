import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TileOf, tileInput } from '../../../../contract/boards.ts';
import { chartTable, fiveFigures, flowsOf, needsWhole, seriesLimit, wholeFigure } from './chart-table.ts';

const range = { from: '2011-11-01', to: '2012-01-15' };
const data = { from: '2011-11-20', to: '2012-01-15' };
function tileOf(part: object): TileOf<'chart'> {
  const tile = tileInput.parse({
    id: 'a',
    kind: 'chart',
    chart: 'bar',
    title: { 'zh-CN': '', en: '' },
    placement: { x: 0, y: 0, w: 4, h: 4 },
    measures: ['o.revenue'],
    ...part,
  });
  if (tile.kind !== 'chart') throw new Error('no chart');
  return tile;
}
const base = { range, data, whole: null, time: null, isAdditive: () => true };
const pairs = (rows: [string | null, number][]) =>
  rows.map(([country, revenue]) => ({ 'o.country': country, 'o.revenue': String(revenue) }));

describe('over time', () => {
  it('has every step: nought inside the data for sums, nothing for ratios, and marks the steps that are cut', () => {
    const time = { key: 'o.at.month', granularity: 'month' as const };
    const rows = [{ 'o.at.month': '2012-01-01T00:00:00.000', 'o.revenue': '5' }];
    const sums = chartTable(tileOf({ granularity: 'month' }), { ...base, rows, time });
    expect(sums.categories.map(({ value, isIncomplete }) => [value, isIncomplete])).toEqual([
      ['2011-11-01', true],
      ['2011-12-01', false],
      ['2012-01-01', true],
    ]);
    expect(sums.series[0]?.values).toEqual([0, 0, 5]);
    const ratios = chartTable(tileOf({ granularity: 'month' }), { ...base, rows, time, isAdditive: () => false });
    expect(ratios.series[0]?.values).toEqual([null, null, 5]);
  });
});

describe('over a dimension', () => {
  it('what a limit leaves out is “other” with its true total', () => {
    const tile = tileOf({ dimensions: ['o.country'], limit: 2, hasOther: true });
    const table = chartTable(tile, {
      ...base,
      rows: pairs([
        ['UK', 60],
        ['DE', 25],
      ]),
      whole: { 'o.revenue': '100' },
    });
    expect(table.categories.map((one) => [one.value, one.isOther])).toEqual([
      ['UK', false],
      ['DE', false],
      [null, true],
    ]);
    expect(table.series[0]?.values).toEqual([60, 25, 15]);
  });

  it('a ratio has no “other”', () => {
    const tile = tileOf({ dimensions: ['o.country'], limit: 2, hasOther: true });
    const rows = pairs([
      ['UK', 0.5],
      ['DE', 0.25],
    ]);
    const table = chartTable(tile, { ...base, rows, whole: { 'o.revenue': '0.4' }, isAdditive: () => false });
    expect(table.categories).toHaveLength(2);
  });

  it('shares of a ring that was cut are of everything, which is asked for then; those of a ratio are not', () => {
    const dimensions = ['o.country'];
    const [ring, plain] = [tileOf({ chart: 'pie', dimensions }), tileOf({ dimensions })];
    const needs = (tile: TileOf<'chart'>, addsUp = true) =>
      [true, false].map((cut) => needsWhole(tile, cut, () => addsUp));
    expect([needs(ring), needs(ring, false), needs(plain)]).toEqual([
      [true, false],
      [false, false],
      [false, false],
    ]);
    const gathering = tileOf({ dimensions, hasOther: true });
    expect([needs(gathering), needs(gathering, false)]).toEqual([
      [true, true],
      [false, false],
    ]);
    const whole = { 'o.revenue': '100' };
    expect(wholeFigure(ring, whole, () => true)).toBe(100);
    expect(wholeFigure(ring, undefined, () => true)).toBeNull();
    expect(wholeFigure(ring, whole, () => false)).toBeNull();
  });

  it('an empty value is a category of its own, apart from “other”', () => {
    const tile = tileOf({ dimensions: ['o.country'], limit: 1, hasOther: true });
    const table = chartTable(tile, { ...base, rows: pairs([[null, 9]]), whole: { 'o.revenue': '10' } });
    expect(table.categories.map((one) => [one.value, one.isOther])).toEqual([
      [null, false],
      [null, true],
    ]);
  });

  it('nothing is lost or counted twice between categories, series and “other”', () => {
    const name = fc.constantFrom(...'abcdefghijklmnop');
    const cells = fc.uniqueArray(fc.record({ row: name, column: name, value: fc.integer({ min: 1, max: 1000 }) }), {
      selector: ({ row, column }) => `${row}${column}`,
      minLength: 1,
      maxLength: 120,
    });
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 20 }), (all, limit) => {
        const tile = tileOf({ dimensions: ['o.a', 'o.b'], limit, hasOther: true });
        const rows = all.map(({ row, column, value }) => ({ 'o.a': row, 'o.b': column, 'o.revenue': String(value) }));
        const { series, categories } = chartTable(tile, { ...base, rows });
        expect(series.length).toBeLessThanOrEqual(seriesLimit);
        expect(categories.length).toBeLessThanOrEqual(limit + 1);
        const shown = series.flatMap((one) => one.values).reduce<number>((sum, value) => sum + (value ?? 0), 0);
        expect(shown).toBe(all.reduce((sum, { value }) => sum + value, 0));
      }),
    );
  });
});

describe('spread', () => {
  it('quartiles are those of R type 7', () => {
    expect(fiveFigures([1, 2, 3, 4])).toEqual([1, 1.75, 2.5, 3.25, 4]);
    expect(fiveFigures([5])).toEqual([5, 5, 5, 5, 5]);
    expect(fiveFigures([])).toBeNull();
  });

  it('flows keep levels apart, so that a value met on two levels makes no circle', () => {
    const rows = [
      { a: 'x', b: 'x', m: '2' },
      { a: 'x', b: null, m: '3' },
    ];
    const words = { label: (_: string, value: string | null) => value ?? '–', other: 'Other' };
    expect(flowsOf(rows, ['a', 'b'], 'm', words)).toEqual([
      { source: '0:x', target: '1:–', value: 3 },
      { source: '0:x', target: '1:x', value: 2 },
    ]);
  });

  it('of many values the small ones flow together, and nothing is lost', () => {
    const words = { label: (_: string, value: string | null) => value ?? '–', other: 'Other' };
    const rows = Array.from({ length: 40 }, (_, index) => ({ a: `v${index}`, b: 'x', m: String(index + 1) }));
    const flows = flowsOf(rows, ['a', 'b'], 'm', words);
    expect(flows).toHaveLength(10);
    expect(flows.reduce((sum, flow) => sum + flow.value, 0)).toBe(820);
    expect(flows[0]).toEqual({ source: '0:Other', target: '1:x', value: (31 * 32) / 2 });
  });
});
