import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { type ImportOptions, type Mapping, rejectCodes } from '../../../contract/imports.ts';
import { rejectSentence, rejectWords } from '../../../contract/reject-words.ts';
import type { CompiledMapping, FieldReject } from './format.ts';
import { formatOf } from './guess.fixture.ts';
import { compileMapping } from './mapping.ts';

interface Case {
  entity?: string;
  headers: string[];
  rows: string[][];
  mapping?: Mapping | null;
  options?: ImportOptions;
  timezone?: string;
  currency?: string;
}

function compile(setup: Case): CompiledMapping {
  const format = formatOf(setup.headers, setup.rows);
  const context = {
    timezone: setup.timezone ?? 'Asia/Shanghai',
    currency: setup.currency ?? 'CNY',
    options: setup.options ?? {},
  };
  return compileMapping(setup.entity ?? 'orders', setup.mapping ?? null, format, context);
}

function values(compiled: CompiledMapping, row: string[]): Record<string, unknown> {
  const converted = compiled.convert(row);
  if (converted.values === null) throw new Error(JSON.stringify(converted.rejects));
  const found = converted.values;
  return Object.fromEntries(compiled.fields.map((field, index) => [field, found[index]]));
}

function rejects(compiled: CompiledMapping, row: string[]): FieldReject[] {
  return compiled.convert(row).rejects ?? [];
}

const ordersMapping: Mapping = {
  order_id: { column: 'id' },
  ordered_at: { column: 'at' },
  gross: { column: 'total' },
};
const orders = (total: string[], more: Partial<Case> = {}): CompiledMapping =>
  compile({
    headers: ['id', 'at', 'total'],
    rows: total.map((value, index) => [String(index), '2024-03-04 10:00:00', value]),
    mapping: ordersMapping,
    ...more,
  });

describe('values of an order', () => {
  it('come in the units of the store', () => {
    const compiled = compile({
      headers: ['id', 'at ', 'total', 'note', 'size'],
      rows: [['17850.0', '2024-03-04 10:00:00', '1,234.50', 'hi', '3']],
      mapping: { ...ordersMapping, ordered_at: { column: 'at ' } },
    });
    expect(values(compiled, ['17850.0', '2024-03-04 10:00:00', '1,234.50', ' hi ', '3'])).toEqual({
      order_id: '17850',
      ordered_at: Date.UTC(2024, 2, 4, 2),
      gross: 123_450,
      currency: 'CNY',
      custom: '{"note":"hi","size":3}',
    });
    expect(compiled.unmappedColumns).toEqual(['note', 'size']);
  });

  it('keep the money exact in every currency', () => {
    expect(values(orders(['1000']), ['1', '2024-01-01', '0.1']).gross).toBe(10);
    expect(values(orders(['1000'], { currency: 'JPY' }), ['1', '2024-01-01', '1234']).gross).toBe(1234);
    expect(values(orders(['1000'], { currency: 'KWD' }), ['1', '2024-01-01', '1.2345']).gross).toBe(1235);
  });

  it('take the currency of the row, then of the import, then of the sign, then of the workspace', () => {
    const byColumn = compile({
      headers: ['id', 'at', 'total', 'cur'],
      rows: [['1', '2024-01-01', '5', 'usd']],
      mapping: { ...ordersMapping, currency: { column: 'cur' } },
    });
    expect(values(byColumn, ['1', '2024-01-01', '5', 'usd'])).toMatchObject({ currency: 'USD', gross: 500 });
    expect(values(byColumn, ['1', '2024-01-01', '500', 'JPY'])).toMatchObject({ currency: 'JPY', gross: 500 });
    expect(values(byColumn, ['1', '2024-01-01', '5', ''])).toMatchObject({ currency: 'CNY' });
    expect(rejects(byColumn, ['1', '2024-01-01', '5', 'XQZ'])).toMatchObject([
      { field: 'currency', code: 'unknown-currency' },
    ]);
    expect(rejects(byColumn, ['1', '2024-01-01', '£5', 'USD'])).toMatchObject([
      { field: 'gross', code: 'unknown-currency' },
    ]);

    expect(values(orders(['£5']), ['1', '2024-01-01', '£5'])).toMatchObject({ currency: 'GBP', gross: 500 });
    expect(values(orders(['¥5'], { currency: 'USD' }), ['1', '2024-01-01', '¥1 234'])).toMatchObject({
      currency: 'CNY',
      gross: 123_400,
    });
    expect(values(orders(['¥5'], { currency: 'JPY' }), ['1', '2024-01-01', '¥1 234'])).toMatchObject({
      currency: 'JPY',
      gross: 1234,
    });
    const said = orders(['£5'], { options: { currency: 'USD' } });
    expect(rejects(said, ['1', '2024-01-01', '£5'])).toMatchObject([{ code: 'unknown-currency', value: '£5' }]);
  });

  it('never mix two currencies in one row', () => {
    const compiled = compile({
      headers: ['id', 'at', 'total', 'off'],
      rows: [['1', '2024-01-01', '£5', '€1']],
      mapping: { ...ordersMapping, discount: { column: 'off' } },
    });
    expect(rejects(compiled, ['1', '2024-01-01', '£5', '€1'])).toMatchObject([
      { field: 'discount', code: 'unknown-currency' },
    ]);
    expect(rejects(compiled, ['1', '2024-01-01', 'abc', '€1'])).toMatchObject([
      { field: 'gross', code: 'not-a-number' },
    ]);
    expect(values(compiled, ['1', '2024-01-01', '5', '€1'])).toMatchObject({
      currency: 'EUR',
      gross: 500,
      discount: 100,
    });
  });

  it('say for each field why a row is kept out', () => {
    const compiled = orders(['5']);
    expect(rejects(compiled, ['', '2023-02-30', 'five'])).toEqual([
      { field: 'order_id', value: null, code: 'required-missing', params: {} },
      { field: 'ordered_at', value: '2023-02-30', code: 'impossible-date', params: {} },
      { field: 'gross', value: 'five', code: 'not-a-number', params: {} },
    ]);
    expect(rejects(compiled, ['NULL', '2024-01-01', '1e30'])).toMatchObject([
      { code: 'required-missing' },
      { code: 'out-of-range' },
    ]);
    expect(rejects(compiled, ['x'.repeat(501), '2024-01-01', '1'])).toMatchObject([
      { code: 'value-too-long', params: { limit: 500 } },
    ]);
    expect(rejects(compiled, ['x'.repeat(501), '2024-01-01', '1'])[0]?.value).toHaveLength(200);
  });

  it('are null where a value is written as missing', () => {
    expect(values(orders(['5']), ['1', '2024-01-01', 'N/A'])).toMatchObject({ gross: null });
    expect(values(orders(['5']), ['1', '2024-01-01', ''])).toMatchObject({ gross: null });
  });

  it('read times in the zone of the import, else of the workspace', () => {
    const local = orders(['5'], { timezone: 'America/New_York' });
    expect(values(local, ['1', '2024-07-01 00:00:00', '5']).ordered_at).toBe(Date.UTC(2024, 6, 1, 4));
    const said = orders(['5'], { options: { timezone: 'UTC' } });
    expect(values(said, ['1', '2024-07-01 00:00:00', '5']).ordered_at).toBe(Date.UTC(2024, 6, 1));
  });

  it('read dates in the order of their column, and keep a row out when nothing decides', () => {
    const rows = (dates: string[]) => dates.map((date, index) => [String(index), date, '5']);
    const decided = compile({
      headers: ['id', 'at', 'total'],
      rows: rows(['03/04/2024', '25/04/2024']),
      mapping: ordersMapping,
    });
    expect(values(decided, ['1', '03/04/2024', '5']).ordered_at).toBe(Date.UTC(2024, 3, 2, 16));
    const open = compile({ headers: ['id', 'at', 'total'], rows: rows(['03/04/2024']), mapping: ordersMapping });
    expect(rejects(open, ['1', '03/04/2024', '5'])).toMatchObject([{ code: 'ambiguous-date' }]);
    const said = compile({
      headers: ['id', 'at', 'total'],
      rows: rows(['03/04/2024']),
      mapping: ordersMapping,
      options: { dateOrder: 'mdy' },
    });
    expect(values(said, ['1', '03/04/2024', '5']).ordered_at).toBe(Date.UTC(2024, 2, 3, 16));
  });

  it('read decimal commas where the column writes them', () => {
    const compiled = orders(['1.234,50', '12,5']);
    expect(values(compiled, ['1', '2024-01-01', '1.234,50']).gross).toBe(123_450);
  });
});

describe('order lines', () => {
  const lines = (more: Mapping = {}, row: string[] = ['1', '2024-01-01', '2', '2.55', 'goods']) =>
    compile({
      entity: 'order_items',
      headers: ['id', 'at', 'qty', 'price', 'type'],
      rows: [row],
      mapping: {
        order_id: { column: 'id' },
        ordered_at: { column: 'at' },
        quantity: { column: 'qty' },
        unit_price: { column: 'price' },
        ...more,
      },
    });

  it('have thousandths of quantity and millionths of price', () => {
    expect(values(lines(), ['1', '2024-01-01', '-1.5', '(2.555)', 'x'])).toMatchObject({
      quantity: -1500,
      unit_price: -2_555_000,
    });
  });

  it('know line types in both languages and refuse other words', () => {
    const compiled = lines({ line_type: { column: 'type' } });
    expect(values(compiled, ['1', '2024-01-01', '1', '1', '运费']).line_type).toBe('delivery');
    expect(values(compiled, ['1', '2024-01-01', '1', '1', 'Write off']).line_type).toBe('write_off');
    expect(values(compiled, ['1', '2024-01-01', '1', '1', '']).line_type).toBeNull();
    expect(rejects(compiled, ['1', '2024-01-01', '1', '1', 'toString'])).toMatchObject([{ code: 'unknown-value' }]);
  });

  it('take constants, checked once', () => {
    expect(
      values(lines({ line_type: { value: 'fee' }, currency: { value: 'GBP' } }), ['1', '2024-01-01', '1', '1', '']),
    ).toMatchObject({
      line_type: 'fee',
      currency: 'GBP',
    });
    expect(() => lines({ line_type: { value: 'rubbish' } })).toThrow(
      expect.objectContaining({ code: 'import/mapping-invalid' }),
    );
  });
});

describe('events, profiles and own tables', () => {
  it('keep every other column of an event as a typed property', () => {
    const row = [
      'view',
      '2019-10-01 00:00:00 UTC',
      'u1',
      '33.20',
      '2103807459595387724',
      '?',
      '{"b":1,"a":[2]}',
      'TRUE',
      '2024-01-05',
    ];
    const compiled = compile({
      entity: 'events',
      headers: ['type', 'time', 'user', 'price', 'category', 'brand', 'more', 'paid', 'day'],
      rows: [row],
      mapping: {
        event: { column: 'type' },
        occurred_at: { column: 'time' },
        customer_id: { column: 'user' },
        'properties.source': { value: 'web' },
      },
    });
    const found = values(compiled, row);
    expect(found).toMatchObject({ event: 'view', occurred_at: Date.UTC(2019, 9, 1), customer_id: 'u1' });
    expect(JSON.parse(String(found.properties))).toEqual({
      price: 33.2,
      category: '2103807459595387724',
      brand: '?',
      more: { b: 1, a: [2] },
      paid: true,
      day: '2024-01-05',
      source: 'web',
    });
    const odd = values(compiled, [
      'view',
      '2019-10-01 00:00:00',
      'u1',
      'cheap',
      '',
      '',
      'no json',
      'maybe',
      '2024-02-31',
    ]);
    expect(JSON.parse(String(odd.properties))).toEqual({
      price: 'cheap',
      more: 'no json',
      paid: 'maybe',
      day: '2024-02-31',
      source: 'web',
    });
  });

  it('join a mapped JSON object with the other columns', () => {
    const compiled = compile({
      entity: 'events',
      headers: ['e', 't', 'props', 'x'],
      rows: [['a', '2024-01-01', '{"k":1}', 'y']],
      mapping: { event: { column: 'e' }, occurred_at: { column: 't' }, properties: { column: 'props' } },
    });
    expect(values(compiled, ['a', '2024-01-01', '{"k":1,"x":2}', 'y']).properties).toBe('{"k":1,"x":2}');
    expect(values(compiled, ['a', '2024-01-01', '', 'y']).properties).toBe('{"x":"y"}');
    expect(rejects(compiled, ['a', '2024-01-01', '{k:1}', 'y'])).toMatchObject([{ code: 'not-json' }]);
  });

  it('need something that tells one profile from another', () => {
    const row = ['Ann', 'ann@example.com', '', '1990-05-06'];
    const setup = { entity: 'profiles', headers: ['name', 'mail', 'phone', 'birthday'], rows: [row] };
    const compiled = compile({
      ...setup,
      mapping: { customer_name: { column: 'name' }, email: { column: 'mail' }, phone: { column: 'phone' } },
    });
    expect(values(compiled, row)).toEqual({
      customer_name: 'Ann',
      email: 'ann@example.com',
      phone: null,
      custom: '{"birthday":"1990-05-06"}',
    });
    expect(rejects(compiled, ['Ann', '', '', ''])).toMatchObject([{ field: 'customer_id', code: 'required-missing' }]);
    expect(() => compile({ ...setup, mapping: { customer_name: { column: 'name' } } })).toThrow(
      expect.objectContaining({ code: 'import/mapping-incomplete', params: { fields: 'customer_id' } }),
    );
  });

  it('give own tables all columns in their types', () => {
    const row = ['0807', '12', '3.5', 'TRUE', '2024-01-01', '2024-01-01 10:00'];
    const compiled = compile({ entity: 'table:Things', headers: ['zip', 'n', 'd', 'ok', 'day', 'at'], rows: [row] });
    expect(compiled.types).toEqual(['text', 'integer', 'decimal', 'boolean', 'date', 'instant']);
    expect(values(compiled, row)).toEqual({
      zip: '0807',
      n: 12,
      d: 3.5,
      ok: 1,
      day: '2024-01-01',
      at: Date.UTC(2024, 0, 1, 2),
    });
    expect(rejects(compiled, ['', '12.5', 'x', 'perhaps', '2024-02-30', ''])).toMatchObject([
      { field: 'n', code: 'not-a-number' },
      { field: 'd', code: 'not-a-number' },
      { field: 'ok', code: 'not-a-boolean' },
      { field: 'day', code: 'impossible-date' },
    ]);
  });
});

describe('mappings that cannot be', () => {
  const setup = { headers: ['id', 'at', 'total'], rows: [['1', '2024-01-01', '5']] };
  it.each<[string, string, Mapping | null, string, string | undefined]>([
    ['an unknown entity', 'invoices', ordersMapping, 'import/unknown-entity', undefined],
    ['an unknown target', 'orders', { ...ordersMapping, colour: { column: 'id' } }, 'import/mapping-invalid', 'colour'],
    [
      'an unknown column',
      'orders',
      { ...ordersMapping, net: { column: 'sum' } },
      'import/unknown-column',
      'net.column',
    ],
    ['a missing required field', 'orders', { gross: { column: 'total' } }, 'import/mapping-incomplete', undefined],
    ['no mapping at all', 'orders', null, 'import/mapping-incomplete', undefined],
    [
      'a broken expression',
      'orders',
      { ...ordersMapping, net: { expression: '1 +' } },
      'import/mapping-invalid',
      'net.expression',
    ],
    [
      'an ill-typed expression',
      'orders',
      { ...ordersMapping, net: { expression: 'row.total + 1' } },
      'import/mapping-invalid',
      'net.expression',
    ],
    [
      'a column unknown to an expression',
      'orders',
      { ...ordersMapping, net: { expression: 'row.sum' } },
      'import/unknown-column',
      'net.expression',
    ],
  ])('%s', (_, entity, mapping, code, path) => {
    try {
      compile({ ...setup, entity, mapping });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code, ...(path ? { details: [{ path }] } : {}) });
    }
  });

  it('an unknown currency', () => {
    const wrong: Mapping = { ...ordersMapping, currency: { value: 'ZZZ' } };
    expect(() => compile({ ...setup, mapping: wrong })).toThrow(
      expect.objectContaining({ code: 'import/mapping-invalid' }),
    );
    expect(() => compile({ ...setup, mapping: ordersMapping, options: { currency: 'ZZZ' } })).toThrow(
      expect.objectContaining({ code: 'api/invalid-input' }),
    );
  });

  it('an unknown zone', () => {
    expect(() => compile({ ...setup, mapping: ordersMapping, options: { timezone: 'Mars/Olympus' } })).toThrow(
      expect.objectContaining({ code: 'api/invalid-input' }),
    );
  });
});

it('converts or rejects any row, and never fails', () => {
  const compiled = compile({
    headers: ['id', 'at', 'total', 'x'],
    rows: [['1', '03/04/2024', '5,5', '{"a":1}']],
    mapping: { ...ordersMapping, status: { expression: 'double(row.total) > 1.0 ? "paid" : trim(row.x)' } },
  });
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 }), { maxLength: 6 }), (row) => {
      const { values: found, rejects: kept } = compiled.convert(row);
      expect((found === null) !== (kept === null)).toBe(true);
      for (const reject of kept ?? []) expect(rejectCodes).toContain(reject.code);
    }),
    { numRuns: 1000 },
  );
});

it('has words for every reason, with the same facts in both languages', () => {
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const code of rejectCodes) {
    expect(placeholders(rejectWords[code]['zh-CN'])).toEqual(placeholders(rejectWords[code].en));
  }
  expect(rejectSentence('unknown-order', {}, 'en')).toContain('Import the orders first, then try again');
  expect(rejectSentence('unknown-order', {}, 'zh-CN')).toContain('请先导入订单');
  expect(rejectSentence('too-few-fields', { found: 8, expected: 9 }, 'en')).toContain('only 8 fields and the header 9');
});
