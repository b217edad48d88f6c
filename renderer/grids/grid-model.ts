import type { PivotLine } from '../../contract/pivot.ts';
import type { CellLook } from '../../contract/pivot-formats.ts';
import type { CopyCell } from './copy.ts';
import type { GridBounds } from './selection.ts';

/** One cell ready to be drawn; null where its part of the table has not come yet. */
export interface GridCell {
  text: string;
  /** The whole figure, for hovers. */
  exact: string;
  /** The same as spreadsheets read it. */
  plain: string;
  look: CellLook;
  /** Colour of a rise or fall. */
  tone: 'rise' | 'fall' | null;
}

/** What the grid draws, whatever it is made of. */
export interface GridModel {
  rowCount: number;
  columnCount: number;
  /** Rows of column heads. */
  levels: number;
  /** Columns of row heads; one in the outline layout. */
  headColumns: { title: string; width: number; key: string }[];
  headWidth: number;
  /** Left edges of the columns within the scrolled part; one more than there are columns. */
  starts: readonly number[];
  isOutline: boolean;
  /** True when rows have groups that fold. */
  isNested: boolean;
  hasValuesOnRows: boolean;
  rowAt: (row: number) => PivotLine | null;
  columnAt: (column: number) => PivotLine | null;
  /** Words of a row's head in one of the head columns. */
  rowHead: (row: number, column: number) => string;
  /** Heads that lead to pages of their own, and how to go there; left out where a click on a head does something else. */
  links?: { of: (row: number, column: number) => string | null; follow: (address: string) => void };
  columnHead: (line: PivotLine, level: number) => string;
  /** Level of the heads that name values; −1 without. */
  valueLevel: number;
  columnKey: (column: number) => string;
  cellAt: (row: number, column: number) => GridCell | null;
  /** Whether a group is folded, or was just asked to be. */
  isFolded: (axis: 'rows' | 'columns', line: PivotLine) => boolean;
  sortOf: (line: PivotLine) => 'asc' | 'desc' | null;
  isNumeric: boolean;
  /** A selection with its heads; null where a part of it has not come yet, or it is too large for the clipboard. */
  copyCells: (bounds: GridBounds) => CopyCell[][] | null;
  words: { sort: string; expand: string; collapse: string; resize: string; unknown: string };
}
