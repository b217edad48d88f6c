import type { FieldValue } from '../../connectors/files/index.ts';
import {
  releaseBuffer,
  type StoredColumn,
  startOf,
  type TextColumn,
  valueAt,
  type WordList,
} from '../../store/index.ts';
import { buffersOfBatch, type RejectedRow, type RowBatch, type SentBatch, type SentColumn } from './row-batch.ts';

/** A batch as it arrives from the reading thread; its rows are taken one after the other, or its columns as they are. */
export class ReceivedBatch implements RowBatch {
  readonly number: number;
  readonly count: number;
  readonly rowNumbers: Int32Array;
  readonly hashes: Float64Array<ArrayBuffer> | null;
  readonly rejected: RejectedRow[];
  readonly bytesRead: number;
  readonly columns: readonly (StoredColumn | null)[];
  readonly #fields: ((row: number) => FieldValue)[];
  readonly #buffers: ArrayBuffer[];
  readonly #words: (Int32Array | null)[];
  readonly #askRaw: (rows: readonly number[]) => (readonly string[] | null)[];
  #row = 0;

  /** @param words texts of each field that have come so far; those of this batch are added */
  constructor(
    sent: SentBatch,
    words: readonly WordList[],
    askRaw: (rows: readonly number[]) => (readonly string[] | null)[],
  ) {
    this.number = sent.number;
    this.count = sent.count;
    this.rowNumbers = sent.rowNumbers;
    this.hashes = sent.hashes;
    this.rejected = sent.rejected;
    this.bytesRead = sent.bytesRead;
    this.columns = sent.columns.map((column, index) => storedForm(column, words[index]));
    this.#fields = sent.columns.map((column, index) => readerOf(column, this.columns[index] ?? null));
    this.#buffers = buffersOfBatch(sent);
    this.#words = sent.columns.map((column) => (column.kind === 'words' ? column.codes : null));
    this.#askRaw = askRaw;
  }

  next(): FieldValue[] {
    const fields = this.#fields;
    const width = fields.length;
    const row = this.#row;
    this.#row += 1;
    const values: FieldValue[] = new Array(width);
    for (let index = 0; index < width; index += 1) values[index] = (fields[index] as (row: number) => FieldValue)(row);
    return values;
  }

  seek(row: number): void {
    this.#row = row;
  }

  wordAt(field: number): number {
    return this.#words[field]?.[this.#row - 1] ?? -1;
  }

  /** Gives its memory back; no row may be asked for afterwards. */
  release(): void {
    for (const buffer of this.#buffers.splice(0)) releaseBuffer(buffer);
  }

  raw(rows: readonly number[]): (readonly string[] | null)[] {
    return this.#askRaw(rows);
  }
}

/** A column in the form it can be stored in; null: only its single values can. Takes in the words that are new. */
function storedForm(column: SentColumn, words: WordList | undefined): StoredColumn | null {
  if (column.kind === 'mixed') return null;
  if (column.kind !== 'words') return column;
  if (!words) throw new Error('words came of a field that is not there');
  for (const text of column.texts) words.add(text);
  return { kind: 'words', codes: column.codes, words };
}

/** Reads single values of a column. */
function readerOf(sent: SentColumn, stored: StoredColumn | null): (row: number) => FieldValue {
  if (sent.kind === 'mixed') return (row) => sent.values[row] ?? null;
  if (stored?.kind === 'texts') return textReader(stored);
  if (stored?.kind === 'words') {
    const { codes, words } = stored;
    const { texts } = words;
    return (row) => {
      const code = codes[row] as number;
      return code < 0 ? null : (texts[code] as string);
    };
  }
  return (row) => (stored ? valueAt(stored, row) : null);
}

/** Where every byte is a character all texts are decoded at once, and cut: a call for each would cost more. */
function textReader(column: TextColumn): (row: number) => FieldValue {
  if (!column.isAscii) return (row) => valueAt(column, row);
  const { bytes, ends } = column;
  let text: string | null = null;
  return (row) => {
    const end = ends[row] as number;
    if (end < 0) return null;
    text ??= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return text.slice(startOf(ends, row), end);
  };
}
