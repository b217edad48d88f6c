import type { CellTable } from '../cell-cutter.ts';
import type { FormatWarning } from '../format.ts';
import type { RecordReject } from '../record-reader.ts';

/** Kinds of files that hold tables other than as plain text. */
export type TableKind = 'xlsx' | 'xls' | 'json' | 'ndjson' | 'parquet' | 'zip';

/** Rows as text cells. With `columns` known every row has one cell per column; else the header is among the rows. */
export interface TableRows {
  rows: string[][];
  /** Position of each row in the file, 1-based, where that is not simply one after the other. */
  numbers?: number[];
  /** `rowNumber` is the position, as in `numbers`. */
  rejects?: RecordReject[];
  /** Share of the file read so far, 0..1. */
  progress: number;
}

/** Rows told by where their cells stand; empty ones are left out. */
export interface TableCells {
  /** Stands until `tablesKept` more have been read. */
  table: CellTable;
  progress: number;
}

/** How rows are to be laid out. */
export interface CellsAsked {
  /** Columns. */
  width: number;
  /** Rows of title and header, by their position in the file. */
  skipped: number;
}

/** Tables of cells that are kept, so that their rows can be asked for once more. */
export const tablesKept = 5;

/** One table of a file, open for reading. */
export interface TableFile {
  kind: TableKind;
  /** What can be chosen in this file: sheets, members of an archive, lists inside JSON. Empty = only one thing. */
  tables: string[];
  table: string | null;
  /** Names of the columns where the file tells them apart from its rows. */
  columns: string[] | null;
  estimatedRows: number | null;
  warnings: FormatWarning[];
  /** Bands of merged cells in the first rows, of sheets: a header may have two storeys. */
  merges: CellRange[];
  /** From the first row on, in batches of about a quarter of a megabyte; every call reads from the beginning. */
  rows(signal?: AbortSignal): AsyncGenerator<TableRows>;
  /** The same without making a string of each cell, without title and header, as far as the rows allow it. */
  cells?(asked: CellsAsked, signal?: AbortSignal): AsyncGenerator<TableCells | TableRows>;
  /** Gives back file handles and temporary files. */
  close(): Promise<void>;
}

/** Zero-based, both ends inside. */
export interface CellRange {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** Rows handed over at a time. */
export const rowsPerBatch = 1000;
