import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type Row } from '../semantic/store-world.fixture.ts';
import { cellsOf, field, measure, type PivotWorld, profiles, startPivotWorld, zone } from './pivot-world.fixture.ts';

/**
 * A world to work out by hand; CNY, zone Asia/Shanghai.
 *
 * | month   | FR web | FR app | DE web |
 * |---------|--------|--------|--------|
 * | 2010-11 | 50     |        |        |
 * | 2010-12 | 40     |        | 10     |
 * | 2011-11 | 100    | 20     | 30     |
 * | 2011-12 | 60     |        | 40     |
 */
const facts: [string, string, string, number][] = [
  ['2010-11-05', 'FR', 'web', 50],
  ['2010-12-05', 'FR', 'web', 40],
  ['2010-12-20', 'DE', 'web', 10],
  ['2011-11-03', 'FR', 'web', 100],
  ['2011-11-28', 'FR', 'app', 20],
  ['2011-11-09', 'DE', 'web', 30],
  ['2011-12-02', 'FR', 'web', 60],
  ['2011-12-06', 'DE', 'web', 40],
];
const orders: Row[] = facts.map(([day, country, channel, net], index) => ({
  id: index + 1,
  source_id: 1,
  key: `A${index + 1}`,
  profile_id: index + 1,
  ordered_at: at(zone, `${day} 12:00`),
  currency: 'CNY',
  net_minor: net * 100,
  channel,
  country,
}));

let world: PivotWorld;
beforeAll(async () => {
  world = await startPivotWorld({ profiles: profiles(8), orders });
}, 120_000);
afterAll(() => world?.close());

const dates = { member: 'orders.ordered_at', from: '2011-11-01', to: '2011-12-31' };
const months = field('month', 'orders.ordered_at', { granularity: 'month' });
const [november, december] = ['2011-11-01T00:00:00.000', '2011-12-01T00:00:00.000'];
const countries = field('country', 'orders.country');
const revenue = (id: string, calculation: object | null = null, more: object = {}) =>
  measure(id, 'orders.revenue', { calculation, ...more });

describe('calculations', () => {
  it('[PV5] shares are of the row, the column, the group above and everything', async () => {
    const of = ['row', 'column', 'parent_row', 'parent_column', 'total'];
    const output = await world.ask({
      rows: [countries, field('channel', 'orders.channel')],
      columns: [months],
      values: of.map((one) => revenue(one, { kind: 'percent', of: one })),
      dates,
    });
    const cells = cellsOf(output);
    const cell = (row: unknown[], column: unknown[]) =>
      of.map((_, value) => cells.get(JSON.stringify([row, column, value])));
    expect(cell(['FR', 'web'], [november])).toEqual([100 / 160, 100 / 150, 100 / 120, 100 / 160, 100 / 250]);
    expect(cell(['FR'], [november])).toEqual([120 / 180, 120 / 150, 120 / 150, 120 / 180, 120 / 250]);
    expect(cell([], [])).toEqual([1, 1, 1, 1, 1]);
    expect(cell(['DE', 'web'], [december])).toEqual([40 / 70, 40 / 100, 1, 40 / 70, 40 / 250]);
  });

  it('[PV7] a month is compared with the month before, even one outside the dates; a total with the range before', async () => {
    const basis = 'previous_period';
    const output = await world.ask({
      rows: [countries],
      columns: [months],
      values: [
        revenue('now'),
        revenue('then', { kind: 'compared', basis, show: 'value' }),
        revenue('more', { kind: 'compared', basis, show: 'difference' }),
        revenue('share', { kind: 'compared', basis, show: 'percent_change' }),
      ],
      dates,
    });
    const cells = cellsOf(output);
    const cell = (row: unknown[], column: unknown[]) =>
      [0, 1, 2, 3].map((value) => cells.get(JSON.stringify([row, column, value])));
    expect(cell(['FR'], [december])).toEqual([60, 120, -60, -0.5]);
    expect(cell(['FR'], [november])).toEqual([120, null, null, null]);
    expect(cell(['DE'], [december])).toEqual([40, 30, 10, 10 / 30]);
    expect(cell([], [december])).toEqual([100, 150, -50, -50 / 150]);
  });

  it('[PV7] last year is the same months a year before, at every level', async () => {
    const output = await world.ask({
      rows: [countries],
      columns: [field('year', 'orders.ordered_at', { granularity: 'year', subtotal: 'after' }), months],
      values: [revenue('then', { kind: 'compared', basis: 'previous_year', show: 'value' })],
      dates,
    });
    const cells = cellsOf(output);
    const year = '2011-01-01T00:00:00.000';
    const cell = (row: unknown[], column: unknown[]) => cells.get(JSON.stringify([row, column, 0]));
    expect([cell(['FR'], [year, november]), cell(['FR'], [year, december]), cell(['DE'], [year, november])]).toEqual([
      50,
      40,
      null,
    ]);
    expect([cell(['FR'], [year]), cell([], [year]), cell([], []), cell(['DE'], [])]).toEqual([90, 100, 100, 10]);
  });

  it('[PV7] a fiscal quarter and year are compared with those a year before', async () => {
    const [year, quarter] = ['2011-04-01T00:00:00.000', '2011-10-01T00:00:00.000'];
    const compared = async (basis: string) => {
      const output = await world.ask({
        rows: [countries],
        columns: [
          field('fy', 'orders.ordered_at', { granularity: 'fiscal_year', subtotal: 'after' }),
          field('fq', 'orders.ordered_at', { granularity: 'fiscal_quarter' }),
        ],
        values: [revenue('then', { kind: 'compared', basis, show: 'value' })],
        dates: { member: 'orders.ordered_at', from: '2010-04-01', to: '2012-03-31' },
      });
      const cells = cellsOf(output);
      const of = (row: unknown[], column: unknown[]) => cells.get(JSON.stringify([row, column, 0]));
      return [of(['FR'], [year, quarter]), of(['DE'], [year, quarter]), of([], [year, quarter]), of([], [year])];
    };
    expect(await compared('previous_year')).toEqual([90, 10, 100, 100]);
    // Nothing was sold in the quarter before; in the year before as much as a year before.
    expect(await compared('previous_period')).toEqual([null, null, null, 100]);
  });

  it('[PV7] calendar and fiscal years side by side are compared with a year before, not with a step that is cut', async () => {
    const compared = async (basis: string) => {
      const output = await world.ask({
        rows: [countries],
        columns: [
          field('y', 'orders.ordered_at', { granularity: 'year' }),
          field('fy', 'orders.ordered_at', { granularity: 'fiscal_year' }),
        ],
        values: [revenue('then', { kind: 'compared', basis, show: 'value' })],
        dates: { member: 'orders.ordered_at', from: '2011-01-01', to: '2011-12-31' },
      });
      const years = ['2011-01-01T00:00:00.000', '2011-04-01T00:00:00.000'];
      const cells = cellsOf(output);
      return [['FR'], ['DE'], []].map((row) => cells.get(JSON.stringify([row, years, 0])));
    };
    expect(await compared('previous_year')).toEqual([90, 10, 100]);
    expect(await compared('previous_period')).toEqual([null, null, null]);
  });

  it('[PV7] part of a month is compared with the same days of the month before', async () => {
    const output = await world.ask({
      rows: [months],
      values: [revenue('then', { kind: 'compared', basis: 'previous_period', show: 'value' })],
      dates: { ...dates, to: '2011-12-05' },
    });
    // 3 November counts, the 9th and the 28th do not.
    expect(cellsOf(output).get(JSON.stringify([[december], [], 0]))).toBe(100);
  });

  it('[PV8] running total, rank and average follow the order shown', async () => {
    const sort = { by: 'value', direction: 'desc', valueId: 'run' };
    const output = await world.ask({
      rows: [field('country', 'orders.country', { sort }), field('channel', 'orders.channel', { sort })],
      values: [
        revenue('run', { kind: 'running_total', along: 'rows' }),
        revenue('rank', { kind: 'rank', along: 'rows' }),
      ],
      dates,
    });
    expect(output.rows.map((row, index) => [row.path.join('/'), ...(output.cells[index] ?? [])])).toEqual([
      ['FR', 180, 1],
      ['FR/web', 160, 1],
      ['FR/app', 180, 2],
      ['DE', 250, 2],
      ['DE/web', 70, 1],
      ['', 250, null],
    ]);
  });

  it('[PV6] formulas are computed in every cell of their own figures; division by zero is nothing', async () => {
    const output = await world.ask({
      rows: [countries],
      values: [
        { id: 'f', source: { formula: 'per' } },
        { id: 'z', source: { formula: 'zero' } },
      ],
      formulas: [
        { id: 'per', name: 'Per order', text: '[Doubled] / [orders.count] / 2', unit: 'money' },
        { id: 'dbl', name: 'Doubled', text: '[orders.revenue] * 2', unit: 'money' },
        { id: 'zero', name: 'Nothing', text: '[orders.revenue] / [orders.returns_count]', unit: 'number' },
      ],
      dates,
    });
    expect(output.rows.map((row, index) => [row.path[0] ?? '', ...(output.cells[index] ?? [])])).toEqual([
      ['DE', 35, null],
      ['FR', 60, null],
      ['', 50, null],
    ]);
  });

  it('[PV9] the last value of a period is that of its last day with a figure, in totals too', async () => {
    const output = await world.ask({
      rows: [countries],
      columns: [months],
      values: [revenue('last', null, { lastBy: 'orders.ordered_at' })],
      dates,
    });
    const cells = cellsOf(output);
    const cell = (row: unknown[], column: unknown[]) => cells.get(JSON.stringify([row, column, 0]));
    expect([cell(['FR'], [november]), cell(['FR'], [december]), cell(['FR'], [])]).toEqual([20, 60, 60]);
    expect([cell([], [november]), cell([], [])]).toEqual([20, 40]);
  });

  it('[PV10] a condition on a measure keeps the rows that meet it, and totals are of those', async () => {
    const output = await world.ask({
      rows: [countries, field('channel', 'orders.channel')],
      values: [revenue('r')],
      dates,
      filters: [{ member: 'orders.revenue', operator: 'gt', values: ['50'] }],
    });
    expect(output.rows.map((row, index) => [row.path.join('/'), ...(output.cells[index] ?? [])])).toEqual([
      ['DE', 70],
      ['DE/web', 70],
      ['FR', 160],
      ['FR/web', 160],
      ['', 230],
    ]);
  });

  it('collapsed groups are one line, subtotals stand where they are wanted', async () => {
    const pivot = {
      rows: [field('country', 'orders.country', { subtotal: 'after' }), field('channel', 'orders.channel')],
      values: [revenue('r')],
      dates,
    };
    const lines = async (layout: string, rows: string[][]) =>
      (await world.ask({ ...pivot, layout }, { collapsed: { rows, columns: [] } })).rows.map(
        (row) => `${row.kind} ${row.path.join('/')}`,
      );
    expect(await lines('outline', [['DE']])).toEqual([
      'group DE',
      'group FR',
      'member FR/app',
      'member FR/web',
      'subtotal FR',
      'total ',
    ]);
    expect(await lines('tabular', [])).toEqual([
      'member DE/web',
      'subtotal DE',
      'member FR/app',
      'member FR/web',
      'subtotal FR',
      'total ',
    ]);
  });

  it('refuses what cannot be computed and says where', async () => {
    const bad = (pivot: object) =>
      world.ask(pivot).catch((error: { code: string; details: object[] }) => [error.code, error.details]);
    expect(await bad({ rows: [field('x', 'orders.gone')], values: [revenue('r')] })).toEqual([
      'pivot/unknown-member',
      [{ path: 'pivot.rows.0.member', message: 'orders.gone' }],
    ]);
    const circle = [
      { id: 'a', name: 'A', text: '[B]', unit: 'number' },
      { id: 'b', name: 'B', text: '1 + [A]', unit: 'number' },
    ];
    expect(await bad({ values: [{ id: 'v', source: { formula: 'a' } }], formulas: circle })).toEqual([
      'pivot/formula-invalid',
      [{ path: 'pivot.formulas.1.text', message: 'circular 4-7' }],
    ]);
    expect(await bad({ rows: [field('n', 'events.name')], values: [revenue('r')] })).toEqual(['pivot/mixed-views', []]);
  });

  it('[PV7] a day is compared with the same day of the year before, 28 February not with the 29th, no time with nothing', async () => {
    const days: [string, number, string | null][] = [
      ['2024-02-28 10:00', 50, '2024-02-28 12:00'],
      ['2024-02-29 10:00', 70, null],
      ['2024-03-01 10:00', 5, null],
      ['2025-02-28 10:00', 10, '2025-02-28 12:00'],
      ['2025-03-01 10:00', 20, null],
    ];
    const more = days.map(([time, net, paid], index) => ({
      ...{ id: 101 + index, source_id: 1, key: `L${index}`, profile_id: 1, ordered_at: at(zone, time) },
      ...{ currency: 'CNY', net_minor: net * 100, channel: 'leap', country: 'FR' },
      paid_at: paid === null ? null : at(zone, paid),
    }));
    world.insert('orders', more);
    const of = async (member: string, range: object | null) => {
      const output = await world.ask({
        rows: [field('day', member, { granularity: 'day' })],
        filters: [{ member: 'orders.channel', operator: 'equals', values: ['leap'] }],
        values: [revenue('now'), revenue('then', { kind: 'compared', basis: 'previous_year', show: 'value' })],
        dates: range,
      });
      const cells = cellsOf(output);
      return output.rows
        .filter(({ kind, value }) => kind === 'member' && value === null)
        .map(({ path: [day] }) => [
          day?.slice(0, 10) ?? null,
          ...[0, 1].map((value) => cells.get(JSON.stringify([[day ?? null], [], value]))),
        ]);
    };
    expect(
      await of('orders.ordered_at', { member: 'orders.ordered_at', from: '2025-02-01', to: '2025-03-31' }),
    ).toEqual([
      ['2025-02-28', 10, 50],
      ['2025-03-01', 20, 5],
    ]);
    expect(await of('orders.paid_at', null)).toEqual([
      ['2024-02-28', 50, null],
      ['2025-02-28', 10, 50],
      [null, 95, null],
    ]);
  });
});
