/** How a cell looks. Equal styles share one entry of the workbook; pass the same object for many cells. */
export interface CellStyle {
  /** Excel's number format code, such as `#,##0.00`, `0.0%`, `yyyy-mm-dd`; default: general. */
  format?: string;
  isBold?: boolean;
  isItalic?: boolean;
  /** `RRGGBB`. */
  color?: string;
  fill?: string;
  align?: 'left' | 'center' | 'right';
  /** Where text stands in a cell that is higher; default: at its middle, wrapped text at its top. */
  verticalAlign?: 'top';
  /** Levels of indent of the text. */
  indent?: number;
  wraps?: boolean;
  /** Text size in points; default 10. */
  size?: number;
  /** Hairlines, as `RRGGBB`. */
  borderTop?: string;
  borderBottom?: string;
  borderRight?: string;
}

/** Text stays text whatever it starts with: a cell never becomes a formula. Null is an empty cell. */
export type CellValue = string | number | boolean | null;

/** A value, or a value with a style of its own in place of its column's. */
export type Cell = CellValue | { value: CellValue; style?: CellStyle; link?: string };

export interface SheetRow {
  cells: readonly Cell[];
  /** For all cells without one of their own. */
  style?: CellStyle;
  /** In points; Excel chooses when missing. */
  height?: number;
  /** 1..7: rows that can be folded away, as the parts of a subtotal. */
  outlineLevel?: number;
}

export interface SheetColumn {
  /** In characters of the body face; default 12. */
  width?: number;
  style?: CellStyle;
}

/** Zero-based, both ends inclusive. */
export interface CellRange {
  fromRow: number;
  fromColumn: number;
  toRow: number;
  toColumn: number;
}

/** A chart of Excel's own, drawn from cells of its sheet. Zero-based cells. */
export interface SheetChart {
  kind: 'line' | 'bar' | 'column' | 'stacked-column';
  title: string;
  /** Top left corner and size in columns and rows. */
  at: { row: number; column: number; columns: number; rows: number };
  categories: CellRange;
  series: { name: string; values: CellRange; color?: string }[];
  /** Number format of the value axis. */
  format?: string;
}

/** Bars behind the figures of some cells, drawn by Excel itself on one scale; zero stands where both ends put it. */
export interface DataBars {
  ranges: readonly CellRange[];
  /** Figures at the two ends of a cell. */
  low: number;
  high: number;
  /** `RRGGBB`. */
  color: string;
}

export interface Sheet {
  /** Made unique and free of what Excel forbids. */
  name: string;
  columns: readonly SheetColumn[];
  /** Rows above the data: title, notes, heads. Written again on every part of a sheet that had to be split. */
  head?: readonly SheetRow[];
  rows: Iterable<SheetRow | readonly Cell[]> | AsyncIterable<SheetRow | readonly Cell[]>;
  /** What stays in sight: the first rows and columns. */
  frozen?: { rows: number; columns: number };
  /** Read after the rows, so it may be filled while they are made. Not for sheets that are split. */
  merges?: readonly CellRange[];
  /** Filter buttons on the last head row. */
  hasFilter?: boolean;
  /** Deepest `outlineLevel` of its rows: as wide is the margin with the signs that fold them. */
  outlineLevels?: number;
  charts?: readonly SheetChart[];
  /** Not for sheets that are split. */
  dataBars?: readonly DataBars[];
  /** Rows of data on one part at most; default: as many as Excel allows. */
  rowLimit?: number;
}

export interface Workbook {
  title: string;
  author?: string;
  createdAtMs: number;
  sheets: Iterable<Sheet> | AsyncIterable<Sheet>;
  /** The sentence on each part of a split sheet. */
  splitNote?: (part: number, sheetName: string) => string;
}

export interface WrittenWorkbook {
  /** `rows` counts data rows, heads left out. */
  sheets: { name: string; rows: number }[];
  /** Texts longer than Excel's 32,767 characters, which were cut. */
  textsCut: number;
}

/** Excel's limits. */
export const maxSheetRows = 1_048_576;
export const maxSheetColumns = 16_384;
export const maxTextLength = 32_767;

const dayMs = 86_400_000;
const epochMs = Date.UTC(1899, 11, 30);

/**
 * The number Excel keeps for a local date or time: days since 1899-12-30. To be shown with a date format.
 *
 * @param local `2011-12-09` or `2011-12-09T08:30:00`, no zone. Null for anything else, and before 1900-03-01, where
 *   Excel's calendar has a day that never was
 */
export function dateSerial(local: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/.exec(local);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const ms = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
  const serial = (ms - epochMs) / dayMs;
  return serial >= 61 ? serial : null;
}

/** `A`, `Z`, `AA` for 0, 25, 26. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** `A1`, or `A1:C3`. */
export function rangeName({ fromRow, fromColumn, toRow, toColumn }: CellRange): string {
  const from = `${columnName(fromColumn)}${fromRow + 1}`;
  const to = `${columnName(toColumn)}${toRow + 1}`;
  return from === to ? from : `${from}:${to}`;
}
