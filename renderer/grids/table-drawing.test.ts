import { expect, it } from 'vitest';
import type { PivotLine } from '../../contract/pivot.ts';
import { plainLook } from '../../contract/pivot-formats.ts';
import type { GridModel } from './grid-model.ts';
import { tableDrawing } from './table-drawing.ts';

const line = (kind: PivotLine['kind'], path: string[]): PivotLine => ({
  ...{ kind, path, value: null, isCollapsed: false, isBlank: false },
});
const rows = [
  line('group', ['<East> & "West"']),
  ...['a\u0001b', 'very long name'].map((key) => line('member', ['E', key])),
];
const model: GridModel = {
  rowCount: 1_000,
  columnCount: 2,
  levels: 1,
  headColumns: [{ title: 'Region', width: 100, key: 'rows' }],
  headWidth: 100,
  starts: [0, 80, 160],
  isOutline: true,
  isNested: true,
  hasValuesOnRows: false,
  rowAt: (row) => rows[row] ?? line('member', ['E', `row ${row}`]),
  columnAt: (column) => line('member', [`c${column}`]),
  rowHead: (row) => (rows[row] ?? line('member', [`row ${row}`])).path.at(-1) ?? '',
  columnHead: ({ path }) => path[0] ?? '',
  valueLevel: -1,
  columnKey: () => 'v',
  cellAt: (row, column) => ({
    ...{ text: `${row}/${column}`, exact: '', plain: '', tone: null },
    look: row === 1 && column === 0 ? { ...plainLook, fill: 'red', icon: 'up' } : plainLook,
  }),
  isFolded: () => false,
  sortOf: () => null,
  isNumeric: true,
  copyCells: () => null,
  words: { sort: '', expand: '', collapse: '', resize: '', unknown: '' },
};
const look = {
  family: 'Inter',
  color: (name: string) => `#${name.length.toString(16).padStart(6, '0')}`,
  measure: (text: string) => 7 * [...text].length,
};

it('draws every row and column that is wanted, figures ending at their edge, names cut to their room', () => {
  const { body, text, width, height } = tableDrawing(
    { model, rows: 200, columns: 2, title: 'Stock', notes: '', cut: 'First 200 of 1,000 rows' },
    look,
  );
  expect([width, height]).toEqual([100 + 160 + 32, 16 + 32 + 34 + 200 * 34 + 16 + 22]);
  expect(body.match(/text-anchor="end"/g)).toHaveLength(2 + 200 * 2);
  // Edge, heads and the first column; the line's middle in the last row.
  expect(body).toContain(`<text x="188" y="${48 + 34 + 199 * 34 + 21.5}" text-anchor="end"`);
  // 100 wide, 8 to the right, 28 from the left for a group's head: nine signs; 46 for its members: six.
  expect(body).toContain('>&lt;East&gt; &amp;…<');
  expect(body).toContain('>very …<');
  // What no XML may hold.
  expect(body).toContain('>a b<');
  expect(body).toContain('▲ </tspan>1/0</text>');
  expect(text).toContain('First 200 of 1,000 rows');
});
