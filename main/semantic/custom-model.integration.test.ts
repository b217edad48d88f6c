// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts that would be templates if anything evaluated them
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFormula, evaluateFormula } from '../../contract/formula/index.ts';
import {
  type CustomModel,
  emptyCustomModel,
  type MemberDefinition,
  memberDefinitionInput,
} from '../../contract/model.ts';
import { openStore } from '../store/index.ts';
import { formulaSql } from './custom-sql.ts';
import { at, type Row, startWorld, type World } from './store-world.fixture.ts';

/**
 * Worked out by hand; all paid, in CNY. Revenue 380, 5 counted orders, 3 customers.
 *
 * | order | customer | local time  | net  | channel | | table `stock`: day, place, units
 * |-------|----------|-------------|------|---------|
 * | 1     | Ann      | 01-05 10:00 |  100 | web     | 03-01 A 10 · 03-01 B 4 · 03-02 A 7 · 03-02 B (empty)
 * | 2     | Bob      | 01-20 12:00 |   50 | web     |
 * | 3     | Ann      | 02-03 09:00 |  200 | app     |
 * | 4     | Ann      | 02-10 09:00 |  −30 | web     | a return
 * | 5     | nobody   | 02-11 15:00 |   40 | store   |
 * | 6     | Cai      | 02-29 23:30 |   20 | `it's` |
 */
const zone = 'Asia/Shanghai';
const order = (id: number, profile: number | null, local: string, net: number, channel: string, more: Row = {}) => ({
  ...{ id, source_id: 1, key: `A-${id}`, profile_id: profile, ordered_at: at(zone, `2024-${local}`), currency: 'CNY' },
  ...{ net_minor: net * 100, channel, ...more },
});

let world: World;
let custom: CustomModel = emptyCustomModel;
let version = 0;
function take(next: Partial<CustomModel>): void {
  custom = { ...emptyCustomModel, ...next };
  version += 1;
}

beforeAll(async () => {
  world = await startWorld(
    (path) => openStore(path),
    { timezone: zone, weekStart: 1, currency: 'CNY', exchangeRates: {} },
    {
      profiles: ['Ann', 'Bob', 'Cai'].map((name, index) => ({ id: index + 1, source_id: 1, display_name: name })),
      orders: [
        order(1, 1, '01-05 10:00', 100, 'web'),
        order(2, 2, '01-20 12:00', 50, 'web'),
        order(3, 1, '02-03 09:00', 200, 'app'),
        order(4, 1, '02-10 09:00', -30, 'web', { kind: 'return' }),
        order(5, null, '02-11 15:00', 40, 'store'),
        order(6, 3, '02-29 23:30', 20, "it's"),
      ],
    },
    () => ({ version: String(version), model: custom }),
  );
  importStock();
});
afterAll(() => world?.close());

/** A table as an import leaves it. */
function importStock(): void {
  const columns = [
    { name: 'day', storageName: 'c1_day', type: 'date' },
    { name: 'place', storageName: 'c2_place', type: 'text' },
    { name: 'units', storageName: 'c3_units', type: 'decimal' },
  ];
  world.store.transaction(() => {
    world.store.run(
      'CREATE TABLE t_1_stock (id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, content_hash INTEGER NOT NULL, c1_day TEXT, c2_place TEXT, c3_units REAL) STRICT',
    );
    world.store.run(
      "INSERT INTO imported_tables (id, name, storage_name, columns, created_at) VALUES (1, 'stock', 't_1_stock', ?, 0)",
      [JSON.stringify(columns)],
    );
    const rows: [string, string, number | null][] = [
      ['2024-03-01', 'A', 10],
      ['2024-03-01', 'B', 4],
      ['2024-03-02', 'A', 7],
      ['2024-03-02', 'B', null],
    ];
    rows.forEach((row, index) => {
      world.store.run('INSERT INTO t_1_stock VALUES (?, 1, 0, ?, ?, ?)', [index + 1, ...row]);
    });
    world.store.run(
      "INSERT INTO changes (entity, action, first_id, last_id, at) VALUES ('t_1_stock', 'reset', 1, 4, ?)",
      [Date.now()],
    );
  });
}

function define(type: 'measure' | 'dimension', name: string, body: object, view = 'orders'): MemberDefinition {
  const words = { 'zh-CN': { title: `名 ${name}` }, en: { title: `Name ${name}` } };
  return memberDefinitionInput.parse({ type, view, name, words, body });
}
const measure = (name: string, body: object, view?: string) => define('measure', name, body, view);
const dimension = (name: string, body: object, view?: string) => define('dimension', name, body, view);
const members = (...definitions: MemberDefinition[]) =>
  definitions.map((definition, index) => ({ id: `0000000${index}-0000-7000-8000-000000000000`, definition }));

async function figures(query: object): Promise<unknown[][]> {
  const [result] = await world.semantic.load(query);
  return (result?.data ?? []).map((row) => Object.values(row));
}
const when = (member: string, operator: string, ...values: string[]) => ({ member, operator, values });
const webOnly = [when('orders.channel', 'equals', 'web')];

const texts = [
  "it's",
  '{CUBE}',
  '${process.exit()}',
  '`',
  '\\',
  '\\`${1}',
  '{{ 1 }}',
  '?',
  '$1$',
  '%_',
  '🙂',
  '/* person 1 */',
  'a"b',
  'x'.repeat(500),
];

const made = [
  measure('web_revenue', { kind: 'filtered', measure: 'orders.revenue', conditions: webOnly }),
  measure('web_share', { kind: 'share', measure: 'orders.revenue', conditions: webOnly }),
  measure('web_value', { kind: 'filtered', measure: 'orders.average_order_value', conditions: webOnly }),
  measure('per_customer', { kind: 'ratio', over: 'orders.revenue', under: 'orders.customers' }),
  measure('doubled', { kind: 'formula', text: 'round([orders.per_customer] * 2, 1) + [orders.web_revenue] / 0.5' }),
  measure('rows_before_march', {
    kind: 'aggregate',
    function: 'count',
    conditions: [when('orders.ordered_at', 'before', '2024-02-29'), when('orders.kind', 'equals', 'order')],
  }),
  measure('channels', { kind: 'aggregate', function: 'distinct', member: 'orders.channel' }),
  measure('nobody', { kind: 'ratio', over: 'orders.revenue', under: 'orders.of_moon' }),
  measure('of_moon', {
    kind: 'filtered',
    measure: 'orders.count',
    conditions: [when('orders.channel', 'equals', 'moon')],
  }),
  measure('units_now', { kind: 'last', member: 'stock.units', by: 'stock.day' }, 'stock'),
  measure('units_mean', { kind: 'aggregate', function: 'average', member: 'stock.units' }, 'stock'),
  measure(
    'units_most',
    {
      kind: 'aggregate',
      function: 'max',
      member: 'stock.units',
      conditions: [when('stock.place', 'notEquals', 'A')],
    },
    'stock',
  ),
  dimension('kind_of_channel', {
    kind: 'groups',
    member: 'orders.channel',
    groups: [{ label: '线上', values: ['web', 'app', "it's"] }],
    other: 'Shop {CUBE}',
  }),
  dimension('size', { kind: 'bins', member: 'orders.hour', edges: [10, 12.5] }),
  dimension('month', { kind: 'date', member: 'orders.ordered_at', part: 'month' }),
  dimension('who', {
    kind: 'cases',
    cases: [
      { label: 'A', conditions: [when('orders.customer_name', 'startsWith', 'a')] },
      { label: 'none', conditions: [when('orders.customer_name', 'notSet')] },
    ],
    otherwise: 'others',
  }),
  dimension('number', { kind: 'text', member: 'orders.order_number', part: 'after', mark: '-' }),
  dimension('late', { kind: 'formula', text: 'if([orders.hour] >= 15, "late", [orders.channel])' }),
  measure('odd', {
    kind: 'filtered',
    measure: 'orders.count',
    conditions: [when('orders.channel', 'equals', ...texts)],
  }),
  dimension('echo', {
    kind: 'groups',
    member: 'orders.channel',
    groups: texts
      .slice(0, 12)
      .map((text, index) => ({ label: text, values: [index === 0 ? "it's" : `none ${index}`] })),
    other: '`${7*7}` {{x}}',
  }),
];

describe('measures made in a form', () => {
  it('are members like all others, in the words of the reader, at once', async () => {
    const before = await world.semantic.meta('zh-CN');
    take({ members: members(...made) });
    const after = await world.semantic.meta('zh-CN');
    const all = (meta: typeof before) =>
      meta.cubes.flatMap((cube) => [
        ...(cube.measures as { name: string }[]),
        ...(cube.dimensions as { name: string }[]),
      ]);
    const names = new Set(all(before).map(({ name }) => name));
    const added = all(after).filter(({ name }) => !names.has(name));
    expect(added.map(({ name }) => name).sort()).toEqual(made.map(({ view, name }) => `${view}.${name}`).sort());
    expect(added[0]).toMatchObject({ title: '名 web_revenue' });
    const known = new Map(all(after).map((member) => [member.name, member]));
    for (const member of all(before)) expect(known.get(member.name)).toEqual(member);
  });

  it('answer with the figures worked out by hand', async () => {
    const names = ['web_revenue', 'web_share', 'web_value', 'per_customer', 'doubled', 'rows_before_march', 'channels'];
    const [row = []] = await figures({ measures: names.map((name) => `orders.${name}`) });
    const expected = [120, 120 / 380, 75, 380 / 3, 253.3 + 240, 4, 4];
    row.forEach((value, index) => {
      expect(Number(value), names[index]).toBeCloseTo(expected[index] ?? 0, 9);
    });
    expect(await figures({ measures: ['orders.nobody', 'orders.of_moon'] })).toEqual([[null, '0']]);
    const stock = await figures({ measures: ['stock.units_now', 'stock.units_mean', 'stock.units_most'] });
    expect(stock.map((values) => values.map(Number))).toEqual([[7, 7, 4]]);
  });

  it('hold at every level they are broken down by', async () => {
    const rows = await figures({
      dimensions: ['orders.channel'],
      measures: ['orders.web_revenue', 'orders.per_customer'],
      order: { 'orders.channel': 'asc' },
    });
    expect(rows).toEqual([
      ['app', null, '200'],
      ["it's", null, '20'],
      ['store', null, null],
      ['web', '120', '60'],
    ]);
  });
});

describe('dimensions made in a form', () => {
  it('cut, group and name rows', async () => {
    const by = (name: string) =>
      figures({ dimensions: [`orders.${name}`], measures: ['orders.documents'], order: { [`orders.${name}`]: 'asc' } });
    expect(await by('kind_of_channel')).toEqual([
      ['Shop {CUBE}', '1'],
      ['线上', '5'],
    ]);
    expect(await by('size')).toEqual([
      ['10 – 12.5', '2'],
      ['< 10', '2'],
      ['≥ 12.5', '2'],
    ]);
    expect(await by('month')).toEqual([
      ['1', '2'],
      ['2', '4'],
    ]);
    expect(await by('who')).toEqual([
      ['A', '3'],
      ['none', '1'],
      ['others', '2'],
    ]);
    expect((await by('number')).map(([value]) => value)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(await by('late')).toEqual([
      ['app', '1'],
      ['late', '2'],
      ['web', '3'],
    ]);
  });

  it('take any text as a text: quotes, braces, templates, signs of the compiler', async () => {
    expect(await figures({ measures: ['orders.odd'] })).toEqual([['1']]);
    const rows = await figures({
      dimensions: ['orders.echo'],
      measures: ['orders.documents'],
      order: { 'orders.echo': 'asc' },
    });
    expect(rows).toEqual([
      ['`${7*7}` {{x}}', '5'],
      ["it's", '1'],
    ]);
  });
});

describe('definitions that cannot be', () => {
  const ratio = (over: string, under: string) => ({ kind: 'ratio', over: `orders.${over}`, under: `orders.${under}` });
  it.each([
    ['an unknown member', measure('a', ratio('gone', 'count')), 'unknown-member'],
    [
      'a member of another subject',
      measure('a', { kind: 'ratio', over: 'orders.count', under: 'events.count' }),
      'other-view',
    ],
    ['an unknown subject', measure('a', ratio('count', 'count'), 'nowhere'), 'unknown-view'],
    ['a name that is taken', measure('revenue', ratio('count', 'count')), 'name-taken'],
    ['a name the cube keeps hidden', measure('revenue_minor', ratio('count', 'count')), 'name-taken'],
    [
      'a text that is summed up',
      measure('a', { kind: 'aggregate', function: 'sum', member: 'orders.channel' }),
      'wrong-type',
    ],
    ['a sum of nothing', measure('a', { kind: 'aggregate', function: 'sum' }), 'member-needed'],
    ['a ratio of a dimension', measure('a', ratio('channel', 'count')), 'wrong-kind'],
    [
      'a condition without value',
      measure('a', { kind: 'filtered', measure: 'orders.count', conditions: [when('orders.channel', 'equals')] }),
      'value-needed',
    ],
    [
      'a word for a number',
      measure('a', { kind: 'filtered', measure: 'orders.count', conditions: [when('orders.hour', 'gt', 'ten')] }),
      'not-a-number',
    ],
    [
      'a day that is none',
      measure('a', {
        kind: 'filtered',
        measure: 'orders.count',
        conditions: [when('orders.ordered_at', 'before', '2023-02-29')],
      }),
      'not-a-day',
    ],
    [
      'a median with conditions',
      measure('a', { kind: 'filtered', measure: 'orders.median_order_value', conditions: webOnly }),
      'cannot-be-filtered',
    ],
    ['a circle with itself', measure('a', { kind: 'formula', text: '[orders.a] + 1' }), 'circular'],
    ['a division by zero', measure('a', { kind: 'formula', text: '[orders.count] / 0' }), 'divides-by-zero'],
    ['a formula with a word', measure('a', { kind: 'formula', text: 'revenue + 1' }), 'formula'],
    ['a formula that is a condition', measure('a', { kind: 'formula', text: '[orders.count] > 1' }), 'wrong-type'],
    ['a part of a text', dimension('a', { kind: 'date', member: 'orders.channel', part: 'year' }), 'wrong-type'],
    ['a segment as a part', dimension('a', { kind: 'text', member: 'orders.segment', part: 'first' }), 'not-usable'],
    [
      'rows of many for one',
      measure(
        'a',
        { kind: 'aggregate', function: 'count', conditions: [when('products.channel', 'equals', 'web')] },
        'products',
      ),
      'out-of-reach',
    ],
  ])('%s', async (_, definition, code) => {
    const [one] = members(definition);
    const id = one?.id ?? '';
    const model = { ...emptyCustomModel, members: members(definition) };
    const { fault, yaml } = await world.semantic.model({ kind: 'check-member', id, custom: model });
    expect([fault?.code, yaml]).toEqual([code, '']);
  });

  it('a circle of several names the way round, and the rest of the model goes on', async () => {
    take({
      archived: [{ member: 'orders.old', title: { 'zh-CN': '旧指标', en: 'Old metric' } }],
      members: members(
        measure('a', { kind: 'formula', text: '[orders.b] + 1' }),
        measure('b', { kind: 'formula', text: '[orders.c] + 1' }),
        measure('c', { kind: 'formula', text: '[orders.a] + 1' }),
        measure('fine', { kind: 'ratio', over: 'orders.count', under: 'orders.customers' }),
      ),
    });
    const { faults } = await world.semantic.model({ kind: 'overview' });
    expect(Object.values(faults).map(({ params }) => params.way)).toContain(
      'orders.a → orders.b → orders.c → orders.a',
    );
    expect(Object.keys(faults)).toHaveLength(3);
    expect((await figures({ measures: ['orders.fine'] })).length).toBe(1);
  });

  it('an archived member says so where it is asked for', async () => {
    await expect(world.semantic.load({ measures: ['orders.old'] })).rejects.toMatchObject({
      code: 'model/archived-member',
    });
    await expect(world.semantic.load({ measures: ['orders.never'] })).rejects.toMatchObject({
      code: 'semantic/unknown-member',
    });
  });
});

describe('formulas as SQL', () => {
  it('mean what they mean in a pivot', async () => {
    const values: Record<string, number | null> = { x: 12.5, y: -4, zero: 0, none: null };
    const texts = [
      ...['[x] / [y]', '[x] / [zero]', '[x] % [zero]', '[x] % 5', '-[x] % 5', '[none] + 1', '2 ^ 3 ^ 2', '[zero] ^ -1'],
      ...[
        'sqrt([y])',
        'sqrt([x])',
        'ln([zero])',
        'ln([x])',
        'log10([x])',
        'exp(1000)',
        'exp([y])',
        'sign([y])',
        'abs([y])',
      ],
      ...[
        'round(2.5)',
        'round(-2.5)',
        'round(1.005, 2)',
        'round(1234, -2)',
        'round([none])',
        'floor([x])',
        'ceil([y])',
      ],
      ...['min(3, 1, [y])', 'max([x], [none])', 'max([x])', 'if([none] > 1, 1, 2)', 'if([x] > 1 and [none] > 1, 1, 2)'],
      ...[
        'if([x] > 1 or [none] > 1, 1, 2)',
        'coalesce([none], [y])',
        'if(isnull([none]), 0, 1)',
        'if(not([x] = 3), 1, 2)',
      ],
      ...[
        '10 ^ 400',
        '1e300 * 1e300',
        '1e300 * 1e300 * 0',
        'ln(ln(ln([x])))',
        `${'sqrt('.repeat(40)}[x]${')'.repeat(40)}`,
      ],
    ];
    const sql = texts.map((text, index) => {
      const { node } = checkFormula(text, (name) => (name in values ? 'number' : null));
      return `${formulaSql(node, (name) => `CAST(${values[name] ?? 'NULL'} AS DOUBLE)`)} AS f${index}`;
    });
    const { rows } = await world.replica.query(`SELECT ${sql.join(', ')}`, []);
    texts.forEach((text, index) => {
      const { node } = checkFormula(text, (name) => (name in values ? 'number' : null));
      const expected = evaluateFormula(node, (name) => values[name] ?? null);
      const found = rows[0]?.[index];
      if (expected === null) expect(found, text).toBeNull();
      else expect(Number(found), text).toBeCloseTo(Number(expected), 9);
    });
  });
});
