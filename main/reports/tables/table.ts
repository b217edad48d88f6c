import type { CubeRow, Unit } from '../../../contract/board-queries/index.ts';
import type { PivotGrid } from '../../../contract/pivot-grid.ts';

/** Charts that tables know how to be drawn as. */
export type ChartShape = 'line' | 'bar' | 'column' | 'stacked-column';

/** One column of a table that is written to a file. */
export interface TableColumn {
  /** Of the rows; also its name for programs. */
  key: string;
  title: string;
  kind: 'text' | 'number' | 'date' | 'time';
  /** Of numbers. */
  unit: Unit;
  /** A number that names what the row is of, such as an id: written digit for digit. */
  isLabel?: boolean;
  /** Key of the column that names the same thing to people, where the model has one. */
  namedBy?: string;
}

/** What a tile, a report or a question holds, as rows. */
export interface Table {
  title: string;
  /** Below the title: dates, filters, what is left out. */
  notes: string[];
  columns: TableColumn[];
  /** In bunches, each only when asked for. */
  rows: AsyncIterable<readonly CubeRow[]> | Iterable<readonly CubeRow[]>;
  /** How the rows are best drawn; null where they are not. `rowCount` of such a table is known and small. */
  chart: {
    kind: ChartShape;
    category: string;
    values: string[];
    rowCount: number;
    /**
     * Of parts of a whole: what the first value leaves out of it by a limit. Left out where the rows are all there are;
     * null where they are not and the rest is not known.
     */
    rest?: number | null;
  } | null;
}

/** A pivot as it is laid out, whole. */
export interface GridTable {
  title: string;
  notes: string[];
  grid: PivotGrid;
  /** How its innermost rows are drawn: a run of rows, and columns of figures. */
  chart: { kind: ChartShape; fromRow: number; toRow: number; columns: number[] } | null;
}

/** What a tile holds. */
export type TileContent = Table | GridTable;
