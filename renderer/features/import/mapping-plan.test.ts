import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ambiguousDateColumns,
  carriedMapping,
  columnsInExpression,
  extraColumns,
  fieldsByColumn,
  filledMapping,
  isTableName,
  obstacleOf,
  rankedColumns,
  suggestedMapping,
  tableNameFromFile,
} from './mapping-plan.ts';
import { column, orderPreview } from './preview-fixture.ts';

const orderFields = [
  { name: 'order_id', type: 'key', isRequired: true },
  { name: 'ordered_at', type: 'instant', isRequired: true },
  { name: 'net', type: 'money', isRequired: false },
];

describe('table names', () => {
  it.each([
    ['sales.csv', 'sales'],
    ['2024 报表(终).csv.gz', '2024 报表 终'],
    ['-- .tsv', 'table'],
    ['a.b.c.csv', 'a b c'],
    ['noext', 'noext'],
  ])('%s becomes %s', (fileName, name) => expect(tableNameFromFile(fileName)).toBe(name));

  it('any file name gives a name the server takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => isTableName(tableNameFromFile(name))),
    );
  });
});

describe('suggested and carried mappings', () => {
  it('the guess for its entity, the alternative for another, every column for a table, nothing for an unknown one', () => {
    expect(suggestedMapping(orderPreview, 'orders')).toEqual(orderPreview.guess.mapping);
    expect(suggestedMapping(orderPreview, 'events')).toEqual({ occurred_at: { column: '下单时间' } });
    expect(Object.keys(suggestedMapping(orderPreview, 'table:x'))).toEqual([
      '订单编号',
      '下单时间',
      '实付金额',
      '备注',
    ]);
    expect(suggestedMapping(orderPreview, 'products')).toEqual({});
  });

  it('a required field the guess left open takes the column of its name, and no column twice', () => {
    const columns = [column('Order ID'), column('ordered_at'), column('QUANTITY'), column('qty')];
    const alternatives = [{ entity: 'order_items', mapping: { order_id: { column: 'Order ID' } }, missing: [] }];
    expect(suggestedMapping({ ...orderPreview, columns, alternatives }, 'order_items')).toEqual({
      order_id: { column: 'Order ID' },
      ordered_at: { column: 'ordered_at' },
      quantity: { column: 'QUANTITY' },
    });
  });

  it('choices stay when their columns are still there', () => {
    const chosen = { order_id: { column: '备注' }, channel: { value: '天猫' } };
    expect(carriedMapping(chosen, orderPreview, 'orders')).toEqual(chosen);
  });

  it('a column that is gone brings the new guess', () => {
    expect(carriedMapping({ order_id: { column: '¶©µ¥±àºÅ' } }, orderPreview, 'orders')).toEqual(
      orderPreview.guess.mapping,
    );
  });
});

describe('obstacles', () => {
  const plan = {
    entity: 'orders',
    fields: orderFields,
    columns: orderPreview.columns,
    mapping: orderPreview.guess.mapping,
    options: {},
  };

  it('a whole mapping has none', () => expect(obstacleOf(plan)).toBeNull());

  it('names required fields nobody fills, an empty constant included', () => {
    const mapping = { order_id: { value: '' }, net: { column: '实付金额' } };
    expect(obstacleOf({ ...plan, mapping })).toEqual({ kind: 'missing', fields: ['order_id', 'ordered_at'] });
  });

  it('the number 0 and false are values', () => {
    expect(filledMapping({ a: { value: 0 }, b: { value: false }, c: { expression: '  ' } })).toEqual({
      a: { value: 0 },
      b: { value: false },
    });
  });

  it('a table needs a name and a column', () => {
    const table = { ...plan, entity: 'table:x', fields: [], mapping: { a: { column: 'a' } } };
    expect(obstacleOf({ ...table, entity: 'table: x' })).toEqual({ kind: 'table-name' });
    expect(obstacleOf({ ...table, mapping: {} })).toEqual({ kind: 'nothing-mapped' });
    expect(obstacleOf(table)).toBeNull();
  });

  it('dates that read two ways wait for an answer', () => {
    const columns = [column('订单编号'), column('下单时间', 'date', ['03/04/2024'])];
    expect(obstacleOf({ ...plan, columns })).toEqual({ kind: 'date-order' });
    expect(obstacleOf({ ...plan, columns, options: { dateOrder: 'dmy' } })).toBeNull();
  });

  it('a source needs a name the server takes', () => {
    expect(obstacleOf({ ...plan, options: { source: 'a b' } })).toEqual({ kind: 'source' });
    expect(obstacleOf({ ...plan, options: { source: '天猫-1' } })).toBeNull();
  });
});

describe('columns and their uses', () => {
  it('an expression uses the columns it reads', () => {
    expect(columnsInExpression(`row["单价"] * row['数量'] + row.fee`)).toEqual(['单价', '数量', 'fee']);
    const uses = fieldsByColumn({ net: { expression: 'row["实付金额"]' }, gross: { column: '实付金额' } });
    expect(uses.get('实付金额')).toEqual(['net', 'gross']);
  });

  it('what feeds nothing is kept as extra fields', () => {
    expect(extraColumns(orderPreview.columns, orderPreview.guess.mapping)).toEqual(['备注']);
  });

  it('fitting types come first, in the order of the file', () => {
    const field = { name: 'ordered_at', type: 'instant', isRequired: true };
    const columns = [column('a'), column('b', 'date'), column('c', 'integer'), column('d', 'instant')];
    expect(rankedColumns(field, columns).map(({ name }) => name)).toEqual(['b', 'd', 'a', 'c']);
  });

  it('only a mapped date without a known order, written in figures, is ambiguous', () => {
    const mapping = { ordered_at: { column: 'd' }, net: { column: 'e' } };
    const ambiguous = column('d', 'date', ['03/04/2024']);
    expect(ambiguousDateColumns(orderFields, mapping, [ambiguous, column('e', 'date', ['03/04/2024'])])).toEqual([
      ambiguous,
    ]);
    expect(ambiguousDateColumns(orderFields, mapping, [{ ...ambiguous, dateOrder: 'dmy' }])).toEqual([]);
    expect(ambiguousDateColumns(orderFields, mapping, [column('d', 'date', ['2024-03-04'])])).toEqual([]);
  });
});
