import type { FieldValue } from '../../connectors/files/index.ts';
import { releaseBuffer } from '../../store/index.ts';
import { buffersOfBatch, type RejectedRow, type RowBatch, type SentBatch, type SentColumn } from './row-batch.ts';

/** A batch as it arrives from the reading thread; its rows are taken one after the other. */
export class ReceivedBatch implements RowBatch {
  readonly number: number;
  readonly count: number;
  readonly rowNumbers: Int32Array;
  readonly hashes: Float64Array | null;
  readonly rejected: RejectedRow[];
  readonly bytesRead: number;
  readonly #fields: ((row: number) => FieldValue)[];
  readonly #buffers: ArrayBuffer[];
  readonly #words: (Int32Array | null)[];
  readonly #askRaw: (rows: readonly number[]) => (readonly string[] | null)[];
  #row = 0;

  /** @param words texts of each field that have come so far; those of this batch are added */
  constructor(
    sent: SentBatch,
    words: readonly string[][],
    askRaw: (rows: readonly number[]) => (readonly string[] | null)[],
  ) {
    this.number = sent.number;
    this.count = sent.count;
    this.rowNumbers = sent.rowNumbers;
    this.hashes = sent.hashes;
    this.rejected = sent.rejected;
    this.bytesRead = sent.bytesRead;
    this.#fields = sent.columns.map((column, index) => readerOf(column, words[index] ?? []));
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

/** Reads a column row by row, in order. */
function readerOf(column: SentColumn, words: string[]): (row: number) => FieldValue {
  switch (column.kind) {
    case 'constant': {
      const { value } = column;
      return () => value;
    }
    case 'numbers': {
      const { values } = column;
      return (row) => {
        const value = values[row] as number;
        return Number.isNaN(value) ? null : value;
      };
    }
    case 'words': {
      const { codes, texts } = column;
      for (const text of texts) words.push(text);
      return (row) => {
        const code = codes[row] as number;
        return code < 0 ? null : (words[code] as string);
      };
    }
    case 'texts': {
      const { text, lengths } = column;
      let position = 0;
      return (row) => {
        const length = lengths[row] as number;
        if (length < 0) return null;
        const start = position;
        position += length;
        return text.slice(start, position);
      };
    }
    case 'mixed': {
      const { values } = column;
      return (row) => values[row] ?? null;
    }
  }
}
