import { describe, expect, it } from 'vitest';
import type { PivotLine } from '../../../contract/pivot.ts';
import { pivotInput, pivotOutput } from '../../../contract/pivot.ts';
import { reportDefinitionInput } from '../../../contract/reports.ts';
import { type Member, unknownMember } from '../../queries/index.ts';
import { tokens } from '../../ui/tokens.ts';
import { chartPivot, plotOf } from './chart-plot.ts';

const member = (name: string, more: Partial<Member>): [string, Member] => [name, { ...unknownMember(name), ...more }];
const members = new Map([
  member('o.country', { kind: 'dimension', type: 'string' }),
  member('o.kind', { kind: 'dimension', type: 'string' }),
  member('o.at', { kind: 'dimension', type: 'time' }),
  member('o.revenue', { unit: 'money' }),
]);
const definition = reportDefinitionInput.parse({
  view: 'line',
  pivot: {
    rows: [
      { id: 'c', member: 'o.country' },
      { id: 'k', member: 'o.kind' },
    ],
    columns: [{ id: 't', member: 'o.at', granularity: 'month' }],
    values: [{ id: 'v', source: { measure: 'o.revenue' } }],
  },
});
const pivot = chartPivot(pivotInput.parse({ ...definition.pivot, dates: null }), definition, members);
const line = (kind: PivotLine['kind'], path: string[], value: number | null = null): PivotLine => ({
  kind,
  path,
  value,
  isCollapsed: false,
  isBlank: false,
});

describe('chart of a pivot', () => {
  it('runs lines along time wherever it lies, without any subtotal', () => {
    expect([pivot.rows.map((one) => one.member), pivot.columns.map((one) => one.member)]).toEqual([
      ['o.at'],
      ['o.country', 'o.kind'],
    ]);
    expect([...pivot.rows, ...pivot.columns].map((one) => one.subtotal)).toEqual(['none', 'none', 'none']);
  });

  it('draws members only, and tells its axis in the unit beside it', () => {
    const output = pivotOutput.parse({
      version: '1',
      rowCount: 1,
      columnCount: 2,
      rows: [line('member', ['2011-01-01T00:00:00.000'])],
      columns: [line('subtotal', ['FR'], 0), line('member', ['FR', 'web'], 0)],
      cells: [[9_000_000, 2_500_000]],
      ranges: [{ members: { min: 1, max: 20_000 }, totals: { min: null, max: null } }],
      truncated: { rows: null, columns: null },
      elapsedMs: 1,
    });
    const { plot, unit } = plotOf({
      ...{ output, pivot, definition, members, language: 'en', currency: 'GBP', tokens: tokens.light, label: '' },
      words: { total: 'Total', totalShown: 'Total shown', other: 'Other' },
      keyLabel: (_, key) => key ?? '',
      valueTitle: () => 'Revenue',
    });
    expect(plot.series.map((one) => [one.name, one.values])).toEqual([['FR · web', [2_500_000]]]);
    expect([plot.tick(2_500_000), unit]).toEqual(['2.5', '£M']);
  });

  it('asks for the largest of names in no chosen order, and leaves times, groups and chosen orders alone', () => {
    const asked = (view: string, row: object, columns: object[] = []) => {
      const own = reportDefinitionInput.parse({
        view,
        pivot: { rows: [{ id: 'r', ...row }], columns, values: [{ id: 'v', source: { measure: 'o.revenue' } }] },
      });
      const made = chartPivot(pivotInput.parse({ ...own.pivot, dates: null }), own, members);
      return [made.rows[0]?.top, made.columns[0]?.top ?? null];
    };
    const top = { count: 60, valueId: 'v', direction: 'desc', withOther: true, asRanking: true };
    const country = { member: 'o.country' };
    expect(asked('bar', country)).toEqual([top, null]);
    expect(asked('pie', country)).toEqual([{ ...top, count: 12 }, null]);
    expect(asked('scatter', country)).toEqual([{ ...top, withOther: false }, null]);
    const month = { member: 'o.at', granularity: 'month' };
    expect(asked('line', month, [{ id: 'k', member: 'o.kind' }])).toEqual([null, { ...top, count: 8 }]);
    const descending = { by: 'label', direction: 'desc' };
    const groups = { list: [{ name: 'A', values: ['FR'] }] };
    const own = { count: 3, valueId: 'v', direction: 'asc', withOther: false };
    for (const chosen of [{ sort: descending }, { groups }]) {
      expect(asked('bar', { ...country, ...chosen })[0]).toBeNull();
    }
    expect(asked('bar', { ...country, top: own })[0]).toEqual(own);
  });

  it('keeps the largest of nested names in their order, and says so; what somebody put in order stays cut as it is', () => {
    const drawnOf = (sort: object) => {
      const own = reportDefinitionInput.parse({
        view: 'bar',
        chart: { limit: 2 },
        pivot: {
          rows: [
            { id: 'c', member: 'o.country', ...sort },
            { id: 'k', member: 'o.kind' },
          ],
          values: [{ id: 'v', source: { measure: 'o.revenue' } }],
        },
      });
      const output = pivotOutput.parse({
        version: '1',
        rowCount: 4,
        columnCount: 1,
        rows: [
          line('member', ['DE', 'app']),
          line('member', ['DE', 'web']),
          line('member', ['FR', 'app']),
          line('member', ['FR', 'web']),
        ],
        columns: [line('member', [], 0)],
        cells: [[1], [70], [2], [-90]],
        ranges: [{ members: { min: -90, max: 70 }, totals: { min: null, max: null } }],
        truncated: { rows: null, columns: null },
        elapsedMs: 1,
      });
      const asked = chartPivot(pivotInput.parse({ ...own.pivot, dates: null }), own, members);
      const { plot, total, isLargest } = plotOf({
        ...{ output, pivot: asked, definition: own, members, language: 'en', currency: 'GBP', label: '' },
        tokens: tokens.light,
        words: { total: 'Total', totalShown: 'Total shown', other: 'Other' },
        keyLabel: (_, key) => key ?? '',
        valueTitle: () => 'Revenue',
      });
      return [plot.categories.map(({ label }) => label), plot.series[0]?.values, total, isLargest];
    };
    expect(drawnOf({})).toEqual([['DE · web', 'FR · web'], [70, -90], 4, true]);
    expect(drawnOf({ sort: { by: 'label', direction: 'desc' } })).toEqual([
      ['DE · app', 'DE · web'],
      [1, 70],
      4,
      false,
    ]);
  });

  it('draws what stands for the rest in the quietest colour, and tells how many there are', () => {
    const own = reportDefinitionInput.parse({
      view: 'bar',
      chart: { limit: 2 },
      pivot: {
        rows: [{ id: 'c', member: 'o.country' }],
        columns: [{ id: 'k', member: 'o.kind' }],
        values: [{ id: 'v', source: { measure: 'o.revenue' } }],
      },
    });
    const asked = chartPivot(pivotInput.parse({ ...own.pivot, dates: null }), own, members);
    const rest = '\u0000other';
    const output = pivotOutput.parse({
      version: '1',
      rowCount: 2,
      columnCount: 2,
      rows: [line('member', ['FR']), line('member', [rest])],
      columns: [line('member', ['web'], 0), line('member', [rest], 0)],
      cells: [
        [9, 4],
        [2, 1],
      ],
      ranges: [],
      truncated: { rows: { shown: 1, total: 70 }, columns: { shown: 1, total: 12 } },
      elapsedMs: 1,
    });
    const drawn = plotOf({
      ...{ output, pivot: asked, definition: own, members, language: 'en', currency: 'GBP', tokens: tokens.light },
      label: '',
      words: { total: 'Total', totalShown: 'Total shown', other: 'Other' },
      keyLabel: (_, key) => key ?? '',
      valueTitle: () => 'Revenue',
    });
    expect(drawn.plot.categories.map((one) => one.isOther)).toEqual([false, true]);
    expect(drawn.plot.series.map((one) => one.color)).toEqual([tokens.light.series[0], tokens.light.series[7]]);
    expect([drawn.total, drawn.series, drawn.isRanked]).toEqual([70, 12, { categories: true, series: true }]);
    expect(drawn.rest).toBeNull();
  });

  it('knows the whole that a ring of a few is a part of, where all rows came and add up', () => {
    const wholeOf = (limit: number, isAdditive: boolean, rowCount = 3) => {
      const own = reportDefinitionInput.parse({
        view: 'pie',
        chart: { limit },
        pivot: { rows: [{ id: 'c', member: 'o.country' }], values: [{ id: 'v', source: { measure: 'o.revenue' } }] },
      });
      return plotOf({
        output: pivotOutput.parse({
          ...{ version: '1', rowCount, columnCount: 1, ranges: [], elapsedMs: 1 },
          rows: ['FR', 'DE', 'UK'].map((name) => line('member', [name])),
          columns: [line('member', [], 0)],
          cells: [[60], [25], [15]],
          truncated: { rows: null, columns: null },
        }),
        ...{ pivot: pivotInput.parse({ ...own.pivot, dates: null }), definition: own, language: 'en', currency: 'GBP' },
        members: new Map([...members, member('o.revenue', { unit: 'money', isAdditive })]),
        ...{ tokens: tokens.light, label: '', words: { total: 'Total', totalShown: 'Total shown', other: 'Other' } },
        keyLabel: (_, key) => key ?? '',
        valueTitle: () => 'Revenue',
      }).plot;
    };
    expect(wholeOf(2, true)).toMatchObject({ whole: 100, words: { total: 'Total' } });
    expect(wholeOf(3, true)).toMatchObject({ whole: null, words: { total: 'Total' } });
    expect(wholeOf(2, false)).toMatchObject({ whole: null, words: { total: 'Total shown' } });
    expect(wholeOf(2, true, 900)).toMatchObject({ whole: null, words: { total: 'Total shown' } });
  });

  it('tells the rest instead of drawing it where its bar would leave no room for the others', () => {
    const restOf = (rest: number, view: string) => {
      const own = reportDefinitionInput.parse({
        view,
        chart: { limit: 3 },
        pivot: { rows: [{ id: 'c', member: 'o.country' }], values: [{ id: 'v', source: { measure: 'o.revenue' } }] },
      });
      const drawn = plotOf({
        output: pivotOutput.parse({
          version: '1',
          rowCount: 3,
          columnCount: 1,
          rows: [line('member', ['FR']), line('member', ['DE']), line('member', ['\u0000other'])],
          columns: [line('member', [], 0)],
          cells: [[10], [9], [rest]],
          ranges: [],
          truncated: { rows: { shown: 2, total: 70 }, columns: null },
          elapsedMs: 1,
        }),
        pivot: chartPivot(pivotInput.parse({ ...own.pivot, dates: null }), own, members),
        ...{ definition: own, members, language: 'en', currency: 'GBP', tokens: tokens.light, label: '' },
        words: { total: 'Total', totalShown: 'Total shown', other: 'Other' },
        keyLabel: (_, key) => key ?? '',
        valueTitle: () => 'Revenue',
      });
      return [drawn.rest, drawn.plot.categories.length, drawn.isRanked.categories];
    };
    expect(restOf(31, 'bar')).toEqual(['£31.00', 2, false]);
    expect(restOf(-31, 'horizontal-bar')).toEqual(['−£31.00', 2, false]);
    expect(restOf(30, 'bar')).toEqual([null, 3, true]);
    // Parts of a whole are nothing without the rest.
    expect(restOf(31, 'pie')).toEqual([null, 3, true]);
    expect(restOf(31, 'stacked-bar')).toEqual([null, 3, true]);
  });

  it('tells the axes of a scatter in the unit and decimals that were chosen', () => {
    const scatter = reportDefinitionInput.parse({
      view: 'scatter',
      chart: { look: { unit: 'thousand', digits: 2 } },
      pivot: {
        rows: [{ id: 'c', member: 'o.country' }],
        values: ['v', 'w'].map((id) => ({ id, source: { measure: 'o.revenue' } })),
      },
    });
    const own = chartPivot(pivotInput.parse({ ...scatter.pivot, dates: null }), scatter, members);
    const output = pivotOutput.parse({
      version: '1',
      rowCount: 1,
      columnCount: 2,
      rows: [line('member', ['FR'])],
      columns: [line('member', [], 0), line('member', [], 1)],
      cells: [[9_000_000, 2_500]],
      ranges: [],
      truncated: { rows: null, columns: null },
      elapsedMs: 1,
    });
    const { plot, unit } = plotOf({
      ...{ output, pivot: own, definition: scatter, members, language: 'en', currency: 'GBP', tokens: tokens.light },
      label: '',
      words: { total: 'Total', totalShown: 'Total shown', other: 'Other' },
      keyLabel: (_, key) => key ?? '',
      valueTitle: (index) => `Value ${index}`,
    });
    expect(plot.series.map((one) => [one.axisName, one.tick?.(2_500)])).toEqual([
      ['Value 0 (£K)', '2.5'],
      ['Value 1 (£K)', '2.5'],
    ]);
    expect(unit).toBe('');
  });
});
