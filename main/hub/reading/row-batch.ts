import type { FieldReject, FieldValue } from '../../connectors/files/index.ts';
import type { StoredColumn, TextColumn } from '../../store/index.ts';

/** A row that cannot be taken, with its cells as read. */
export interface RejectedRow {
  rowNumber: number;
  rejects: FieldReject[];
  raw: readonly string[];
}

/** Converted rows of a file, some thousand at a time. */
export interface RowBatch {
  count: number;
  rowNumbers: ArrayLike<number>;
  /** Hash of each row's values, where the entity wants it. */
  hashes: ArrayLike<number> | null;
  /**
   * Its fields in the form they are stored in, valid until the next batch is asked for; null in the place of a field
   * that has none. Null: there are only rows.
   */
  columns: readonly (StoredColumn | null)[] | null;
  /** Rows the file's format or the mapping keeps out. */
  rejected: readonly RejectedRow[];
  /** Bytes of the file on disk read so far. */
  bytesRead: number;
  /** The next row's values in the order of the mapping's fields; to be called `count` times. */
  next(): FieldValue[];
  /** The row `next` gives next. */
  seek(row: number): void;
  /**
   * Number of the text that the row taken last has in a field; -1 = it has none. Within one file equal numbers of a
   * field are equal texts, so that what was found out about a text need not be looked up by it again.
   */
  wordAt(field: number): number;
  /** Cells as read of some rows, for those the writer keeps out; null where they are gone. */
  raw(rows: readonly number[]): (readonly string[] | null)[];
}

/** Values of one field in a batch, in a form that crosses threads. */
export type SentColumn =
  | { kind: 'constant'; value: FieldValue }
  /** NaN = null. */
  | { kind: 'numbers'; values: Float64Array<ArrayBuffer> }
  /** Position among all texts of the field so far, -1 = null; `texts` are those that are new. */
  | { kind: 'words'; codes: Int32Array<ArrayBuffer>; texts: string[] }
  /** Texts that seldom repeat. */
  | TextColumn
  | { kind: 'mixed'; values: FieldValue[] };

export interface SentBatch {
  number: number;
  count: number;
  rowNumbers: Int32Array<ArrayBuffer>;
  hashes: Float64Array<ArrayBuffer> | null;
  rejected: RejectedRow[];
  bytesRead: number;
  columns: SentColumn[];
}

export function buffersOfBatch({ rowNumbers, hashes, columns }: SentBatch): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [rowNumbers.buffer];
  if (hashes) buffers.push(hashes.buffer);
  for (const column of columns) {
    if (column.kind === 'numbers') buffers.push(column.values.buffer);
    else if (column.kind === 'words') buffers.push(column.codes.buffer);
    else if (column.kind === 'texts') buffers.push(column.bytes.buffer, column.ends.buffer);
  }
  return buffers;
}
