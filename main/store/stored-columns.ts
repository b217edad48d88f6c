import type { StoredRow } from './handle.ts';

/**
 * Values of one column in many rows, in the forms they cross threads in: laid out as pages and packed for the replica
 * without a value of JavaScript being made of each.
 */
export type StoredColumn =
  | { kind: 'constant'; value: string | number | null }
  /** NaN = null. */
  | { kind: 'numbers'; values: Float64Array }
  /** Position in the list; -1 = null. */
  | { kind: 'words'; codes: Int32Array; words: WordList }
  | TextColumn;

/** Texts one behind the other as UTF-8. */
export interface TextColumn {
  kind: 'texts';
  bytes: Uint8Array<ArrayBuffer>;
  /** The byte behind each text's last; `~end` where it is null. */
  ends: Int32Array<ArrayBuffer>;
  /** One byte is one character. */
  isAscii: boolean;
}

/** Where the text of a row begins. */
export function startOf(ends: Int32Array, row: number): number {
  if (row === 0) return 0;
  const end = ends[row - 1] as number;
  return end < 0 ? ~end : end;
}

/** Numbered texts, as such and as UTF-8. */
export class WordList {
  readonly texts: string[] = [];
  readonly #utf8 = new Utf8Run();
  #ends = new Int32Array(64);

  /** The texts one behind the other. */
  get bytes(): Uint8Array {
    return this.#utf8.bytes;
  }

  /** The byte behind each text's last. */
  get ends(): Int32Array {
    return this.#ends;
  }

  static of(...texts: string[]): WordList {
    const list = new WordList();
    for (const text of texts) list.add(text);
    return list;
  }

  add(text: string): void {
    const code = this.texts.push(text) - 1;
    if (code === this.#ends.length) {
      const larger = new Int32Array(code * 2);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#utf8.text(text);
    this.#ends[code] = this.#utf8.used;
  }
}

/** Writes texts one behind the other as UTF-8. */
export class Utf8Run {
  /** What was written, and room behind it; another buffer when that was too little. */
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(1 << 10);
  used = 0;
  /** One byte is one character, as far as written. */
  isAscii = true;

  /** Forgets what was written. */
  begin(): void {
    this.used = 0;
    this.isAscii = true;
  }

  /** Makes room for so many bytes more. */
  reserve(count: number): void {
    if (this.used + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.used + count) * 2);
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }

  text(text: string): void {
    const { length } = text;
    // A UTF-16 unit takes at most 3 bytes.
    this.reserve(length * 3);
    const { bytes, used } = this;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        this.isAscii = false;
        this.used = used + bytes.write(text, used);
        return;
      }
      bytes[used + index] = code;
    }
    this.used = used + length;
  }

  /** What was written, in a buffer of its own. */
  copy(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.bytes.buffer.slice(0, this.used));
  }
}

/** The value of a column in a row. */
export function valueAt(column: StoredColumn, row: number): string | number | null {
  switch (column.kind) {
    case 'constant':
      return column.value;
    case 'numbers': {
      const value = column.values[row] as number;
      return Number.isNaN(value) ? null : value;
    }
    case 'words': {
      const code = column.codes[row] as number;
      return code < 0 ? null : (column.words.texts[code] as string);
    }
    case 'texts': {
      const end = column.ends[row] as number;
      if (end < 0) return null;
      const { bytes } = column;
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
        column.isAscii ? 'latin1' : 'utf8',
        startOf(column.ends, row),
        end,
      );
    }
  }
}

/** Rows `from` to before `to`. */
export function rowsOf(columns: readonly StoredColumn[], from: number, to: number): StoredRow[] {
  return Array.from({ length: to - from }, (_, index) => columns.map((column) => valueAt(column, from + index)));
}
