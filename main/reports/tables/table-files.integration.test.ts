import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Table } from './table.ts';
import { writeTablesAsWorkbook } from './table-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-table-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a number that names its row is written digit for digit, a figure with its thousands', async () => {
  const path = join(folder, 'labels.xlsx');
  const column = { kind: 'number' as const, unit: 'number' as const };
  const table: Table = {
    ...{ title: 'Sales', notes: [], chart: null },
    columns: [
      { ...column, key: 'id', title: 'Id', isLabel: true },
      { ...column, key: 'size', title: 'Size', isLabel: true },
      { ...column, key: 'sum', title: 'Sum' },
    ],
    rows: [
      [
        { id: '123456789012345', size: '37.5', sum: '123456789012' },
        { id: '1234567890123456', size: 38, sum: '0.25' },
      ],
    ],
  };
  const frame = { title: 'Sales', author: 'Ada', asOf: '', createdAtMs: 0, currency: 'EUR', language: 'en' as const };
  await writeTablesAsWorkbook(path, [table], frame);
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(path);
  const sheet = book.worksheets[0];
  const rows = (sheet?.getRows(1, sheet.rowCount) ?? []).slice(-2);
  const cells = rows.map((row) => [1, 2, 3].map((at) => row.getCell(at)));
  expect(cells.map((row) => row.map(({ value, numFmt, alignment }) => [value, numFmt, alignment?.horizontal]))).toEqual(
    [
      [
        [123_456_789_012_345, '0', 'right'],
        [37.5, undefined, 'right'],
        [123_456_789_012, '#,##0', 'right'],
      ],
      [
        ['1234567890123456', undefined, 'right'],
        [38, '0', 'right'],
        [0.25, '#,##0.####', 'right'],
      ],
    ],
  );
  // All fifteen digits a number can have stand in their column.
  expect(sheet?.getColumn(1).width).toBeGreaterThan(15);
});
