import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImportOptions, Mapping } from '../../../contract/imports.ts';
import { CellCutter, compileMapping, type FieldValue, knownFormat, rowsOfCells } from '../../connectors/files/index.ts';
import { WordList } from '../../store/index.ts';
import { contentHash } from '../content-hash.ts';
import { CellBatches } from './cell-batch.ts';
import { convertBatch } from './convert-batch.ts';
import { FieldEncoder, fewWords } from './field-encoder.ts';
import { ReceivedBatch } from './received-batch.ts';

/** Cells of every kind a column has: what it should, spellings of it, nothing, and what keeps a row out. */
const cells: Record<string, string[]> = {
  order_id: ['A1', ' A1', 'A2', '17850.0', '17850', '', 'NULL', '订单-9'],
  ordered_at: ['2024-03-01', '2024-03-01 10:00:00', ' 2024-03-01', '2024-02-31', '', '01.03.2024'],
  customer_id: ['C1', 'C2 ', '', 'n/a', 'c1'],
  status: ['paid', 'Paid', '已取消', '', 'refunded'],
  kind: ['return', 'Return ', '', 'nonsense', '退货'],
  amount: ['12.50', '-3', '¥5.00', '$7', '(8.00)', '1,234.50', '', 'a lot', '99999999999999999999'],
  discount: ['0', '0.00', '1.5', '-'],
  currency: ['CNY', 'usd', 'JPY', ' ', 'XXQ'],
  page: ['/p/1', '/p/2', ' /p/1', '', '"', 'a\\b', 'NULL'],
  size: ['1', '01', '2.50', 'n/a', 'big'],
};
const columns = Object.keys(cells);
const format = knownFormat(
  columns.map((name) => ({ name, type: name === 'size' ? 'decimal' : name === 'ordered_at' ? 'instant' : 'text' })),
  [],
  { sizeBytes: 0, rowCount: 0 },
);

const byName = (...names: string[]): Mapping =>
  Object.fromEntries(
    names.map((pair) => pair.split('=')).map(([target = '', column = target]) => [target, { column }]),
  );
const mappings: { entity: string; mapping: Mapping; options?: ImportOptions }[] = [
  {
    entity: 'orders',
    mapping: byName('order_id', 'ordered_at', 'customer_id', 'status', 'kind', 'gross=amount', 'discount', 'currency'),
  },
  { entity: 'orders', mapping: byName('order_id', 'ordered_at', 'gross=amount'), options: { currency: 'EUR' } },
  {
    entity: 'order_items',
    mapping: {
      ...byName('order_id', 'ordered_at', 'unit_price=amount', 'quantity=discount'),
      product_id: { value: 'P' },
    },
  },
  { entity: 'events', mapping: byName('event=status', 'occurred_at=ordered_at', 'anonymous_id=customer_id') },
  { entity: 'table:own', mapping: byName(...columns) },
];

const row = fc.tuple(
  ...columns.map((name) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...(cells[name] ?? []).slice(0, 2)) },
      { weight: 1, arbitrary: fc.constantFrom(...(cells[name] ?? [])) },
    ),
  ),
);
const batches = fc.array(fc.array(row, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });

const quoted = (values: readonly string[]) => values.map((value) => (/[",]/.test(value) ? null : value));

it('gives the values, hashes and rejected rows that converting whole rows gives', () => {
  fc.assert(
    fc.property(batches, fc.constantFrom(...mappings), fc.constantFrom(0, 2, fewWords), (batchRows, plan, maxWords) => {
      const context = { timezone: 'Asia/Shanghai', currency: 'CNY', options: plan.options ?? {} };
      const mapping = compileMapping(plan.entity, plan.mapping, format, context);
      const reference = compileMapping(plan.entity, plan.mapping, format, context);
      const encoders = mapping.fields.map(() => new FieldEncoder(maxWords));
      const everyField = mapping.fields.map((_, slot) => slot);
      if (!mapping.cells) throw new Error('cells are not told one by one');
      const byCells = new CellBatches(mapping, mapping.cells, encoders, everyField);
      const cutter = new CellCutter({ delimiter: ',', newline: 'lf', width: columns.length });
      const words = mapping.fields.map(() => new WordList());
      let firstRow = 1;
      for (const [number, all] of batchRows.entries()) {
        const rows = all.filter((values) => !quoted(values).includes(null));
        const table = cutter.cut(rows.map((values) => `${values.join(',')}\n`).join(''));
        if (!table) throw new Error('rows are not cut');
        const records = rowsOfCells(
          table,
          Array.from({ length: table.count }, (_, index) => index),
        );
        const rowNumbers = records.map((_, index) => firstRow + index);
        const expected = convertBatch(reference, { rows: records, rowNumbers, rejects: [], bytesRead: 0 }, everyField);
        const { kept, ...found } = byCells.convert(table, firstRow);
        expect(found.rejected).toEqual(expected.rejected);
        expect(Array.from(kept, (index) => firstRow + index)).toEqual(expected.rowNumbers);
        expect([...(found.hashes ?? [])]).toEqual(expected.rows.map((values) => contentHash(values)));
        const received = new ReceivedBatch(
          structuredClone({
            ...{ number, count: kept.length, rowNumbers: kept as Int32Array<ArrayBuffer>, hashes: null },
            ...{ rejected: [], bytesRead: 0, columns: found.columns },
          }),
          words,
          () => [],
        );
        const values = Array.from({ length: kept.length }, () => received.next());
        const wanted = expected.rows.map((one) => Array.from(one, (value): FieldValue => value ?? null));
        expect(values).toEqual(wanted);
        firstRow += records.length;
      }
    }),
    { numRuns: 400 },
  );
});
