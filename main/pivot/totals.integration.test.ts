import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cellsOf,
  field,
  measure,
  type PivotWorld,
  profiles,
  randomOrders,
  startPivotWorld,
} from './pivot-world.fixture.ts';

/**
 * Totals of every level against plain SQL on random orders: sums, counts, distinct counts, a ratio and a median, of
 * which only the first two would survive being added up.
 */
let world: PivotWorld;
beforeAll(async () => {
  world = await startPivotWorld({ profiles: profiles(40), orders: randomOrders(20111130, 900) });
}, 120_000);
afterAll(() => world?.close());

const values = [
  measure('r', 'orders.revenue'),
  measure('n', 'orders.count'),
  measure('c', 'orders.customers'),
  measure('a', 'orders.average_order_value'),
  measure('m', 'orders.median_order_value'),
];
const figuresSql = `
  sum(net_base_minor) FILTER (is_revenue) / 100 AS r,
  count(*) FILTER (is_counted) AS n,
  count(DISTINCT profile_id) FILTER (is_counted) AS c,
  sum(net_base_minor) FILTER (is_counted) / 100 / nullif(count(net_base_minor) FILTER (is_counted), 0) AS a,
  quantile_cont(CASE WHEN is_counted THEN net_base_minor END, 0.5) / 100 AS m`;

const axis = {
  'orders.country': 'country',
  'orders.channel': 'channel',
  'orders.store': 'store',
  year: "strftime(date_trunc('year', ordered_at_local), '%Y-%m-%dT00:00:00.000')",
  fiscalYear:
    "strftime(date_trunc('year', ordered_at_local - INTERVAL 3 MONTH) + INTERVAL 3 MONTH, '%Y-%m-%dT00:00:00.000')",
  quarter: "strftime(date_trunc('quarter', ordered_at_local), '%Y-%m-%dT00:00:00.000')",
} as const;

/** Every figure at one depth of rows and columns, straight from the replica. */
async function bySql(rows: string[], columns: string[], where = 'true') {
  const keys = [...rows, ...columns];
  const select = [...keys.map((sql, index) => `${sql} AS k${index}`), figuresSql].join(', ');
  const group = keys.length > 0 ? `GROUP BY ${keys.map((_, index) => index + 1).join(', ')}` : '';
  const result = await world.replica.query(`SELECT ${select} FROM orders WHERE ${where} ${group}`);
  return result.rows.map((row) => ({
    path: [row.slice(0, rows.length), row.slice(rows.length, keys.length)] as [unknown[], unknown[]],
    figures: row.slice(keys.length).map((figure) => (figure === null ? null : Number(figure))),
  }));
}

async function expectEqual(
  cells: Map<string, number | string | null>,
  rows: string[],
  columns: string[],
  where?: string,
) {
  const expected = await bySql(rows, columns, where);
  expect(expected.length).toBeGreaterThan(0);
  for (const { path, figures } of expected) {
    for (const [value, figure] of figures.entries()) {
      const shown = cells.get(JSON.stringify([path[0], path[1], value]));
      const place = `${JSON.stringify(path)} ${values[value]?.id}`;
      if (figure === null) expect(shown ?? null, place).toBeNull();
      else expect(Number(shown), place).toBeCloseTo(figure, 6);
    }
  }
  return expected.length;
}

describe('totals', () => {
  it('[PV1] of every level are the measure of their own rows', async () => {
    const output = await world.ask({
      rows: [field('country', 'orders.country'), field('channel', 'orders.channel'), field('store', 'orders.store')],
      columns: [
        field('year', 'orders.ordered_at', { granularity: 'year' }),
        field('quarter', 'orders.ordered_at', { granularity: 'quarter' }),
      ],
      values,
    });
    const cells = cellsOf(output);
    const rows = [axis['orders.country'], axis['orders.channel'], axis['orders.store']];
    const columns = [axis.year, axis.quarter];
    let compared = 0;
    for (let depth = 0; depth <= 3; depth += 1) {
      for (let across = 0; across <= 2; across += 1)
        compared += await expectEqual(cells, rows.slice(0, depth), columns.slice(0, across));
    }
    expect(compared).toBeGreaterThan(1000);
    expect(output.truncated).toEqual({ rows: null, columns: null });
    // Nothing is shown that the SQL does not have: groups × columns plus totals.
    expect(output.rowCount).toBe(output.rows.length);
    expect(new Set(output.rows.map((row) => JSON.stringify([row.path, row.kind]))).size).toBe(output.rows.length);
  });

  it('[PV1] obey every filter, awkward text included', async () => {
    const text = ["O'Neill & Söhne", '100%_x', '🍵 茶', 'a\\b"c', 'x'.repeat(10_000)];
    const output = await world.ask({
      rows: [field('store', 'orders.store'), field('channel', 'orders.channel')],
      values,
      filters: [{ member: 'orders.store', operator: 'equals', values: text }],
    });
    const where = `store IN ('O''Neill & Söhne', '100%_x', '🍵 茶', 'a\\b"c')`;
    for (let depth = 0; depth <= 2; depth += 1)
      await expectEqual(cellsOf(output), ['store', 'channel'].slice(0, depth), [], where);
    const like = await world.ask({
      rows: [field('store', 'orders.store')],
      values,
      filters: [{ member: 'orders.store', operator: 'contains', values: ['%_'] }],
    });
    expect(like.rows.filter((row) => row.kind === 'member').map((row) => row.path)).toEqual([['100%_x']]);
  });

  it('look for text in numbers and truth values as they are written', async () => {
    const found = async (member: string, operator: string, text: string) => {
      const filters = [{ member, operator, values: [text] }];
      const { rows } = await world.ask({ rows: [field('f', member)], values, filters });
      return rows.filter((row) => row.kind === 'member').map((row) => row.path[0]);
    };
    expect(await found('orders.weekday', 'contains', '1')).toEqual(['1']);
    expect(await found('orders.weekday', 'notContains', '1')).toEqual(['2', '3', '4', '5', '6', '7']);
    expect(await found('orders.is_anonymous', 'contains', 'ALS')).toEqual(['false']);
  });

  it('[PV3] "other" is the measure of everything that is not among the first, in every group', async () => {
    const output = await world.ask({
      rows: [
        field('country', 'orders.country'),
        field('store', 'orders.store', {
          top: { count: 2, valueId: 'c' },
          sort: { by: 'value', direction: 'desc', valueId: 'c' },
        }),
      ],
      columns: [field('year', 'orders.ordered_at', { granularity: 'year' })],
      values,
    });
    const cells = cellsOf(output);
    const countries = [...new Set(output.rows.flatMap((row) => (row.kind === 'member' ? [row.path[0] ?? ''] : [])))];
    expect(countries).toHaveLength(5);
    for (const country of countries) {
      const members = output.rows.filter((row) => row.kind === 'member' && row.path[0] === country);
      expect(members).toHaveLength(3);
      const kept = members.slice(0, 2).map((row) => row.path[1] ?? null);
      const conditions = kept.map((key) => (key === null ? 'store IS NULL' : `store = '${key.replaceAll("'", "''")}'`));
      const where = `country = '${country}' AND NOT coalesce(${conditions.join(' OR ')}, false)`;
      for (const columns of [[], [axis.year]]) {
        for (const { path, figures } of await bySql([], columns, where)) {
          figures.forEach((figure, value) => {
            const shown = cells.get(JSON.stringify([[country, '\u0000other'], path[1], value]));
            if (figure === null) expect(shown ?? null).toBeNull();
            else expect(Number(shown)).toBeCloseTo(figure, 6);
          });
        }
      }
      // The first two are those with the most customers.
      const ranked = (await bySql(['store'], [], `country = '${country}'`))
        .map(({ figures }) => figures[2] ?? 0)
        .sort((a, b) => b - a);
      expect(kept.map((key) => cells.get(JSON.stringify([[country, key], [], 2])))).toEqual(ranked.slice(0, 2));
    }
    for (const columns of [[], [axis.year]])
      for (const rows of [[], ['country']]) await expectEqual(cells, rows, columns);
  });

  it('[PV3] a drawing without room for all keeps the largest and one for the rest, and tells how many there are', async () => {
    const ranked = (count: number) => ({ top: { count, valueId: 'r', asRanking: true } });
    const ask = (count: number, columns: object[] = []) =>
      world.ask({ rows: [field('store', 'orders.store', ranked(count))], columns, values, rowTotal: 'none' });
    const quarter = field('quarter', 'orders.ordered_at', { granularity: 'quarter' });
    const bySize = (await bySql(['store'], [])).sort((a, b) => (b.figures[0] ?? 0) - (a.figures[0] ?? 0));
    expect(bySize).toHaveLength(6);
    const isKept = bySize.slice(0, 2).map(({ path }) => {
      const key = path[0][0];
      return key === null ? 'store IS NULL' : `store = '${String(key).replaceAll("'", "''")}'`;
    });
    const isRest = `NOT coalesce(${isKept.join(' OR ')}, false)`;
    for (const columns of [[], [quarter]]) {
      const output = await ask(3, columns);
      expect(output.rows.map((row) => row.path[0])).toEqual([
        ...bySize.slice(0, 2).map(({ path }) => path[0][0]),
        '\u0000other',
      ]);
      expect(output.truncated.rows).toEqual({ shown: 2, total: 6 });
      const cells = cellsOf(output);
      for (const across of columns.length > 0 ? [[], [axis.quarter]] : [[]]) {
        await expectEqual(cells, ['store'], across, isKept.join(' OR '));
        for (const { path, figures } of await bySql([], across, isRest)) {
          figures.forEach((figure, value) => {
            const shown = cells.get(JSON.stringify([['\u0000other'], path[1], value]));
            expect(Number(shown ?? 0), JSON.stringify(path)).toBeCloseTo(figure ?? 0, 6);
          });
        }
      }
      const whole = await ask(6, columns);
      expect(whole.truncated.rows).toBeNull();
      const names = whole.rows.map((row) => row.path[0]);
      expect(names).toHaveLength(6);
      // By name, as nothing else was asked for; what is empty comes last.
      expect(names.at(-1)).toBeNull();
      expect(names).not.toContain('\u0000other');
      await expectEqual(cellsOf(whole), ['store'], []);
    }
  });

  it('[PV1] fiscal years and quarters are cut where the workspace begins them, at every level, new customers too', async () => {
    const output = await world.ask({
      rows: [
        field('fy', 'orders.ordered_at', { granularity: 'fiscal_year' }),
        field('fq', 'orders.ordered_at', { granularity: 'fiscal_quarter' }),
      ],
      columns: [field('channel', 'orders.channel')],
      values,
    });
    const cells = cellsOf(output);
    // The world's fiscal years begin in April, so that their quarters are the calendar's.
    for (const rows of [[], [axis.fiscalYear], [axis.fiscalYear, axis.quarter]]) {
      for (const columns of [[], ['channel']]) await expectEqual(cells, rows, columns);
    }
    const years = output.rows.filter((row) => row.kind === 'group').map((row) => row.path[0]);
    expect(years).toEqual(['2009', '2010', '2011'].map((year) => `${year}-04-01T00:00:00.000`));
  });

  it('[PV4] groups and bins are measured over their own rows', async () => {
    const groups = {
      list: [
        { name: 'Europe', values: ['FR', 'DE'] },
        { name: 'Asia', values: ['CN', 'JP'] },
      ],
      other: 'Rest',
    };
    const output = await world.ask({
      rows: [field('g', 'orders.country', { groups }), field('channel', 'orders.channel')],
      columns: [field('h', 'orders.hour', { bins: { size: 8 } })],
      values,
    });
    const cells = cellsOf(output);
    const group =
      "CASE WHEN country IN ('FR', 'DE') THEN 'Europe' WHEN country IN ('CN', 'JP') THEN 'Asia' ELSE 'Rest' END";
    const bin = 'CAST(CAST(floor(hour(ordered_at_local) / 8) * 8 AS INTEGER) AS VARCHAR)';
    for (const rows of [[], [group], [group, 'channel']])
      for (const columns of [[], [bin]]) await expectEqual(cells, rows, columns);
    const heads = output.rows.filter((row) => row.kind === 'group').map((row) => row.path[0]);
    expect(heads).toEqual(['Europe', 'Asia', 'Rest']);
  });

  it('[PV4] groups of one name are one group, a group named as the rest is part of it', async () => {
    const groups = {
      list: ['FR', 'CN', 'DE', 'JP'].map((country, index) => ({
        ...{ name: index % 2 === 0 ? 'Europe' : 'Rest', values: [country] },
      })),
      other: 'Rest',
    };
    const output = await world.ask({
      rows: [field('g', 'orders.country', { groups }), field('channel', 'orders.channel')],
      values,
    });
    const group = "CASE WHEN country IN ('FR', 'DE') THEN 'Europe' ELSE 'Rest' END";
    for (const rows of [[], [group], [group, 'channel']]) await expectEqual(cellsOf(output), rows, []);
    const heads = output.rows.filter((row) => row.kind === 'group').map((row) => row.path[0]);
    expect(heads).toEqual(['Europe', 'Rest']);
  });

  it('[PV2] counts are added up only where that is what they are', async () => {
    const plain = await world.ask({
      rows: [field('country', 'orders.country'), field('channel', 'orders.channel')],
      columns: [field('quarter', 'orders.ordered_at', { granularity: 'quarter' })],
      values: [measure('n', 'orders.count'), measure('d', 'orders.documents')],
    });
    const cells = cellsOf(plain);
    const sql = (rows: string[], columns: string[]) => {
      const keys = [...rows, ...columns];
      const group = keys.length > 0 ? `GROUP BY ${keys.map((_, index) => index + 1).join(', ')}` : '';
      return world.replica.query(
        `SELECT ${keys.map((key) => `${key}, `).join('')}count(*) FILTER (is_counted), count(*) FROM orders ${group}`,
      );
    };
    for (const rows of [[], ['country'], ['country', 'channel']]) {
      for (const columns of [[], [axis.quarter]]) {
        for (const row of (await sql(rows, columns)).rows) {
          const place = [row.slice(0, rows.length), row.slice(rows.length, rows.length + columns.length)];
          const shown = [0, 1].map((value) => cells.get(JSON.stringify([...place, value])));
          expect(shown, JSON.stringify(place)).toEqual(row.slice(-2).map(Number));
        }
      }
    }

    // A customer who bought in two channels is one customer: the channels' counts are more than the total.
    const shared = await world.ask({
      rows: [field('channel', 'profiles.channel')],
      values: [measure('p', 'profiles.count')],
    });
    const counts = shared.rows.map((row, index) => [row.kind, Number(shared.cells[index]?.[0])] as const);
    const total = counts.find(([kind]) => kind === 'total')?.[1];
    const sum = counts.filter(([kind]) => kind === 'member').reduce((all, [, count]) => all + count, 0);
    expect(total).toBe(40);
    expect(sum).toBeGreaterThan(40);
  });
});
