import { useMemo } from 'react';
import { textWidth } from '../../../charts/text-width.ts';
import { CellTable, type TableCell, type TableRow } from './cell-table.tsx';

export interface HeatCell extends TableCell {
  depth: number;
}

export interface HeatRow extends Omit<TableRow, 'cells'> {
  /** Size of the row; opens everybody in it. */
  size: { text: string; isOpen: boolean };
  /** Null: has not happened. */
  cells: readonly (HeatCell | null)[];
}

interface HeatTableProps {
  caption: string;
  corner: string;
  sizeName: string;
  columns: readonly string[];
  rows: readonly HeatRow[];
  /** Of a row, the column whose cell was opened; null for its size: everybody. */
  onOpen: (key: string, column: number | null) => void;
  titleOf: (key: string, column: number) => string;
}

/** A table whose cells are the deeper the larger: every figure can be read out and opened. */
export function HeatTable({ caption, corner, sizeName, columns, rows, onOpen, titleOf }: HeatTableProps) {
  const heads = [corner, sizeName, ...columns].map((name) => ({ name }));
  const plain = rows.map(({ size, cells, ...row }) => ({
    ...row,
    cells: [size, ...columns.map((_, column) => cells[column] ?? null)],
  }));
  const widths = useMemo(() => widthsOf({ corner, sizeName, columns, rows }), [corner, sizeName, columns, rows]);
  return (
    <CellTable
      label={caption}
      heads={heads}
      rows={plain}
      look="heat"
      widths={widths}
      onOpen={(key, column) => onOpen(key, column === 0 ? null : column - 1)}
      titleOf={(key, column) => (column === 0 ? '' : titleOf(key, column - 1))}
    />
  );
}

/** Widest figure of 12 px: digits and signs are as wide as `textWidth` says of Latin. */
const digit = 7.2;
const widestLabel = 220;

/** Columns as wide as what stands in them, known without laying anything out. */
function widthsOf({
  corner,
  sizeName,
  columns,
  rows,
}: Pick<HeatTableProps, 'corner' | 'sizeName' | 'columns' | 'rows'>) {
  let longest = 0;
  for (const { cells } of rows) for (const cell of cells) longest = Math.max(longest, cell?.text.length ?? 0);
  // Names of columns break between words.
  const widest = (names: readonly string[]) => Math.max(0, ...names.flatMap((name) => name.split(' ')).map(textWidth));
  const sizes = Math.max(widest([sizeName]), ...rows.map(({ size }) => textWidth(size.text)));
  const labels = Math.max(textWidth(corner), ...rows.map(({ label }) => textWidth(label)));
  return {
    '--cell': `${Math.ceil(Math.max(46, 8 + longest * digit, 8 + widest(columns)))}px`,
    '--size': `${Math.ceil(14 + sizes)}px`,
    '--label': `${Math.ceil(Math.max(84, Math.min(widestLabel, 14 + labels)))}px`,
  };
}
