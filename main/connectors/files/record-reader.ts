import type { RejectCode } from '../../../contract/imports.ts';
import type { CellTable } from './cell-cutter.ts';
import type { FileFormat } from './format.ts';
import { openTableRecords } from './tables/table-records.ts';
import { openTextRecords } from './text-records.ts';

/**
 * The seam between kinds of files and imports: whatever lies in landing becomes batches of rows of text cells. A kind of
 * file is added by teaching `detectFormat` to tell it and `openRecords` to open it; mapping, conversion, quarantine and
 * everything after them stay as they are. The reader runs on a thread of its own, ahead of the writer.
 */

/** A record that cannot be a row. `raw` is the record as read, at most 10,000 characters of it. */
export interface RecordReject {
  rowNumber: number;
  /** Physical line the record starts on, 1-based; in formats without lines the row number. */
  line: number;
  code: RejectCode;
  params: Record<string, string | number>;
  raw: string[];
}

/** Rows of about an eighth of a megabyte of text, never none. */
export interface RecordBatch {
  /** Cells as written, one per column of the format (quotes resolved, spaces kept); an empty cell is ''. */
  rows: string[][];
  /** Row number of each of `rows`: data records counted from 1, rejected ones too, empty lines and the header not. */
  rowNumbers: number[];
  rejects: RecordReject[];
  /** Bytes of the file on disk read so far, for the progress told; equals `sizeBytes` at the end. */
  bytesRead: number;
  /** Rows told by where their cells stand, numbered on from `firstRow`; then `rows` is empty. Only where asked for. */
  cells?: {
    table: CellTable;
    firstRow: number;
    /** Cells of some of the table's rows, to be asked for some batches later too; else its text is to be cut again. */
    rowsLater?: (rows: readonly number[]) => string[][];
  };
}

/**
 * Pull iterator over the records of a file; reading the same file again gives the same batches row for row. May answer
 * at once or later; the next call comes after the answer. Memory stays flat however long the file is.
 */
export interface RecordReader {
  /** `next` never has to be waited for. */
  readonly isImmediate?: boolean;
  /** The next batch, or null at the end. Fails with `import/file-missing`, `import/file-changed` and the format's own. */
  next(): RecordBatch | null | Promise<RecordBatch | null>;
  /** Gives back the file handle and temporary files; may be called twice, and while `next` is under way. */
  close(): void;
}

export interface OpenOptions {
  /** Where a packed file is unpacked (then deleted); put it on the data disk. Default: the system's. */
  scratchDir?: string;
  signal?: AbortSignal;
  /** Rows may come as `cells`, used up before the next batch is asked for. */
  wantsCells?: boolean;
}

/** Opens the records of a file by its format. Fails as the format's own opening does; `import/file-missing` for all. */
export function openRecords(path: string, format: FileFormat, options: OpenOptions = {}): Promise<RecordReader> {
  return format.table ? openTableRecords(path, format, options) : openTextRecords(path, format, options);
}
