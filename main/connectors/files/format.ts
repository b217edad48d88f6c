import type {
  ColumnType,
  Delimiter,
  Encoding,
  FileKind,
  ImportOptions,
  RejectCode,
} from '../../../contract/imports.ts';
import type { CellPlan } from './cell-plan.ts';

/** How the bytes of a file are packed; packed files are read as if they were plain. */
export type Compression = 'none' | 'gzip' | 'zstd';

export type DateOrder = 'ymd' | 'dmy' | 'mdy';

/** What the values of one column look like, over the rows looked at. */
export interface ColumnProfile {
  /** Name shown and used in mappings: trimmed, never empty, unique in the file. */
  name: string;
  type: ColumnType;
  /** Rows without a value, and rows looked at. */
  nullCount: number;
  rowCount: number;
  /** Up to five different values as written. */
  samples: string[];
  /** Day-month order of dates like 03/04/2024; null = no such dates, or no value decides. */
  dateOrder: DateOrder | null;
  /** Whether some dates could be read in two ways and no value of the column decides. */
  isDateAmbiguous: boolean;
  /** `,` where the column writes `1.234,50`; else `.`. */
  decimalMark: '.' | ',';
  /** Largest number of digits after the decimal mark. */
  fractionDigits: number;
  /** Longest value in characters. */
  maxLength: number;
  /** Up to 1,000 different values were counted; beyond that the count stays there. */
  distinctCount: number;
  /** Share of values (0..1) that look like an e-mail address, a phone number, a money amount; that read as number or date. */
  patterns: { email: number; phone: number; money: number; number: number; date: number };
  /** Currency told by the signs or codes in the values (`£` → GBP), when all that have one agree. */
  currency: string | null;
}

/** How a file is to be read. Plain data: the same file and options always give the same format. */
export interface FileFormat {
  encoding: Encoding;
  hasBom: boolean;
  compression: Compression;
  delimiter: Delimiter;
  /** `lf` also stands for CRLF; `cr` for old files without any LF. */
  newline: 'lf' | 'cr';
  hasHeader: boolean;
  /** Names of the columns, as in `profiles`. */
  columns: string[];
  /** Headers exactly as written (with their spaces); the names when there is no header. */
  headers: string[];
  /** Physical line of the header, 1-based; 0 = no header. */
  headerLine: number;
  profiles: ColumnProfile[];
  /** Size on disk, and of the text (unpacked). */
  sizeBytes: number;
  textBytes: number;
  /** Rows counted or, for a long file, estimated from its size. */
  estimatedRows: number;
  /** Kind, choices and choice of a file that is no plain text; absent = text. */
  table?: { kind: FileKind; names: string[]; name: string | null };
  /** What was said about reading the members of an archive. */
  readOptions?: ImportOptions;
  /** Codes of what a reader should know: `encoding-guessed`, `no-header`, `date-order-ambiguous` … */
  warnings: FormatWarning[];
}

export interface FormatWarning {
  code: string;
  params: Record<string, string | number>;
}

/** Workspace defaults plus what this import says. */
export interface ImportContext {
  /** Zone and currency of the workspace; `options.timezone` and `options.currency` go before them. */
  timezone: string;
  currency: string;
  options?: ImportOptions;
}

export type FieldValue = string | number | null;

/** One value that keeps a row out. `value` is cut to 200 characters. */
export interface FieldReject {
  field: string | null;
  value: string | null;
  code: RejectCode;
  params: Record<string, string | number>;
}

/** Exactly one of the two is null. */
export type Converted = { values: FieldValue[]; rejects: null } | { values: null; rejects: FieldReject[] };

/**
 * How a target value is stored:
 * - `text`, `key`: string · `integer`: number · `boolean`: 0 or 1 · `instant`: UTC ms · `json`: canonical JSON text
 * - `money`: minor units of the row's currency · `money-micro`: millionths of the major unit (unit prices)
 * - `quantity`: thousandths · `decimal` (own tables only): a double · `date` (own tables only): `YYYY-MM-DD`
 */
export type StoredType =
  | 'text'
  | 'key'
  | 'integer'
  | 'decimal'
  | 'quantity'
  | 'money'
  | 'money-micro'
  | 'date'
  | 'instant'
  | 'boolean'
  | 'json';

export interface CompiledMapping {
  entity: string;
  /**
   * Target fields in the order of `values`. Besides the mapped ones:
   * - orders, order_items always have `currency` (mapped, else told by the amount's sign, else the import's)
   * - events always have `properties`; orders, order_items, products, profiles always have `custom`: a JSON object of
   *   the columns that nothing maps, empty values left out
   */
  fields: string[];
  types: StoredType[];
  /** Columns that end in `properties` / `custom`. */
  unmappedColumns: string[];
  /** The currency of rows that name none, where neither the mapping nor the import says one; else null. */
  assumedCurrency: string | null;
  /** Turns one row into values in the order of `fields`. Hot: some 1 µs per row. */
  convert(row: string[]): Converted;
  /** The same cell by cell; null when a value of a row depends on more than one cell. */
  cells: CellPlan | null;
}
