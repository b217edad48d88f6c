import type { CubeRow, Unit } from '../../../contract/board-queries/index.ts';

/** One column of a table that is written to a file. */
export interface TableColumn {
  /** Of the rows; also its name for programs. */
  key: string;
  title: string;
  kind: 'text' | 'number' | 'date' | 'time';
  /** Of numbers. */
  unit: Unit;
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
    kind: 'line' | 'bar' | 'column' | 'stacked-column';
    category: string;
    values: string[];
    rowCount: number;
  } | null;
}

/** A tile and its table, or why there is none. */
export interface TileTable {
  id: string;
  title: string;
  table: Table | null;
  error: unknown;
}
