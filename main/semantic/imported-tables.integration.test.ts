import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { at, startWorld, type World } from './store-world.fixture.ts';

const zone = 'Asia/Shanghai';
let world: World;

beforeAll(async () => {
  world = await startWorld((path) => openStore(path), {
    timezone: zone,
    weekStart: 1,
    currency: 'CNY',
    exchangeRates: {},
  });
});

afterAll(() => world?.close());

interface Column {
  name: string;
  storageName: string;
  type: string;
}

let tableNumber = 0;

/** What an import does to the store: the table, its description, its rows and the log. */
function importTable(name: string, storageName: string, columns: Column[], rows: (string | number | null)[][]): void {
  tableNumber += 1;
  const sqlType = (type: string) => (type === 'decimal' ? 'REAL' : /text|date|json/.test(type) ? 'TEXT' : 'INTEGER');
  world.store.transaction(() => {
    world.store.run(
      `CREATE TABLE "${storageName}" (id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, content_hash INTEGER NOT NULL,
       ${columns.map((column) => `"${column.storageName}" ${sqlType(column.type)}`).join(', ')}) STRICT`,
    );
    world.store.run(
      'INSERT INTO imported_tables (id, name, storage_name, columns, created_at) VALUES (?, ?, ?, ?, 0)',
      [tableNumber, name, storageName, JSON.stringify(columns)],
    );
    rows.forEach((row, index) => {
      world.store.run(`INSERT INTO "${storageName}" VALUES (${['?', 1, 0, ...row.map(() => '?')].join(', ')})`, [
        index + 1,
        ...row,
      ]);
    });
    world.store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'reset', 1, ?, ?)", [
      storageName,
      rows.length,
      Date.now(),
    ]);
  });
}

const costs: Column[] = [
  { name: '渠道', storageName: 'c1', type: 'text' },
  { name: 'Cost', storageName: 'c2_cost', type: 'decimal' },
  { name: '日期', storageName: 'c3', type: 'date' },
  { name: 'Booked at', storageName: 'c4_booked_at', type: 'instant' },
  { name: 'count', storageName: 'c5_count', type: 'integer' },
];

describe('an imported table', () => {
  it('is a cube with the headers of its file, without a restart', async () => {
    const before = await world.semantic.meta('zh-CN');
    expect(before.cubes.map((cube) => cube.name)).not.toContain('ad_costs');
    importTable('ad_costs', 't_1_ad_costs', costs, [
      ['抖音', 10.5, '2024-02-29', at(zone, '2024-02-29 23:00'), 1],
      ['抖音', 4.5, '2024-03-01', at(zone, '2024-03-01 01:00'), 2],
      ['淘宝', 5, '2024-03-01', at(zone, '2024-03-02 01:00'), 3],
    ]);
    const { cubes } = await world.semantic.meta('zh-CN');
    const cube = cubes.find((candidate) => candidate.name === 'ad_costs') as unknown as {
      title: string;
      dimensions: { name: string; title: string; type: string }[];
      measures: { name: string; title: string }[];
    };
    expect(cube.title).toBe('ad_costs');
    expect(cube.dimensions.map(({ name, title, type }) => [name, title, type])).toEqual([
      ['ad_costs.c1', '渠道', 'string'],
      ['ad_costs.cost', 'Cost', 'number'],
      ['ad_costs.c3', '日期', 'time'],
      ['ad_costs.booked_at', 'Booked at', 'time'],
      ['ad_costs.count_2', 'count', 'number'],
    ]);
    expect(cube.measures.map(({ title }) => title)).toContain('Cost合计');
  });

  it('answers with sums, averages and counts', async () => {
    const [result] = await world.semantic.load({
      dimensions: ['ad_costs.c1'],
      measures: ['count', 'cost_sum', 'cost_average', 'cost_minimum', 'cost_maximum'].map((name) => `ad_costs.${name}`),
      order: { 'ad_costs.cost_sum': 'desc' },
    });
    expect(result?.data.map((row) => Object.values(row))).toEqual([
      ['抖音', '2', '15', '7.5', '4.5', '10.5'],
      ['淘宝', '1', '5', '5', '5', '5'],
    ]);
  });

  it('a date is the same day in every zone, an instant is not', async () => {
    const byDay = async (member: string, timezone: string) => {
      const [result] = await world.semantic.load({
        measures: ['ad_costs.count'],
        timeDimensions: [{ dimension: member, granularity: 'day', dateRange: ['2024-03-01', '2024-03-01'] }],
        timezone,
      });
      return result?.data.map((row) => [String(row[member]).slice(0, 10), row['ad_costs.count']]);
    };
    expect(await byDay('ad_costs.c3', zone)).toEqual([['2024-03-01', '2']]);
    expect(await byDay('ad_costs.c3', 'America/New_York')).toEqual([['2024-03-01', '2']]);
    expect(await byDay('ad_costs.booked_at', zone)).toEqual([['2024-03-01', '1']]);
    expect(await byDay('ad_costs.booked_at', 'America/New_York')).toEqual([['2024-03-01', '1']]); // 2 March in Shanghai
  });

  it('may have a name that the API cannot spell or the product uses itself', async () => {
    importTable('客服 记录', 't_2_', [{ name: 'a', storageName: 'c1_a', type: 'text' }], [['x']]);
    importTable('orders', 't_3_orders', [{ name: 'a', storageName: 'c1_a', type: 'text' }], [['x'], ['y']]);
    const [chinese] = await world.semantic.load({ measures: ['t_2_.count'] });
    expect(chinese?.data).toEqual([{ 't_2_.count': '1' }]);
    expect(chinese?.annotation.measures?.['t_2_.count']?.title).toBe('Rows');
    const [namesake] = await world.semantic.load({ measures: ['t_3_orders.count'] });
    expect(namesake?.data).toEqual([{ 't_3_orders.count': '2' }]);
    expect((await world.semantic.load({ measures: ['orders.count'] }))[0]?.data).toEqual([{ 'orders.count': '0' }]);
  });

  it('cannot break the model by its headers', async () => {
    const headers = [
      '{CUBE}.x',
      "'; DROP TABLE orders; --",
      '$' + '{SECURITY_CONTEXT}',
      '{{ 1 }}',
      '`',
      '"',
      '\\',
      'constructor',
      '__proto__',
      'sql',
      'A b',
      'a-b',
    ];
    importTable(
      'headers {of} "all" `kinds`',
      't_4_headers',
      headers.map((name, index) => ({ name, storageName: `c${index + 1}`, type: 'integer' })),
      [headers.map((_, index) => index)],
    );
    const { cubes } = await world.semantic.meta('en');
    const cube = cubes.find((candidate) => candidate.name === 't_4_headers') as unknown as {
      title: string;
      dimensions: { name: string; title: string }[];
    };
    expect(cube.title).toBe('headers {of} "all" `kinds`');
    expect(cube.dimensions.map(({ title }) => title)).toEqual(headers);
    const names = cube.dimensions.map(({ name }) => name);
    expect(new Set(names).size).toBe(headers.length);
    const [result] = await world.semantic.load({ dimensions: names });
    expect(names.map((name) => result?.data[0]?.[name])).toEqual(headers.map((_, index) => String(index)));
  });

  it('is gone once it is dropped', async () => {
    world.store.transaction(() => {
      world.store.run('DROP TABLE t_1_ad_costs');
      world.store.run("DELETE FROM imported_tables WHERE name = 'ad_costs'");
      world.store.run(
        "INSERT INTO changes (entity, action, first_id, last_id, at) VALUES ('t_1_ad_costs', 'reset', 0, 0, 1)",
      );
    });
    await expect(world.semantic.load({ measures: ['ad_costs.count'] })).rejects.toMatchObject({
      code: 'semantic/unknown-member',
    });
  });
});
