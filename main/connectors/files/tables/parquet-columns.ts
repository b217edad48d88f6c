import type { CellBuilder } from './cell-builder.ts';
import { CellWords } from './cell-words.ts';
import { type ColumnPages, type Dictionary, damaged, type Page } from './parquet-pages.ts';
import { type ColumnDecoder, type PutValue, putterOf } from './parquet-values.ts';

/** A column of a row group, laid out as cells some rows at a time. */
export interface CellColumn {
  /** Lays the next `rows` rows out as cells `column`, `column` + width … of the table begun. */
  put(builder: CellBuilder, column: number, rows: number): Promise<void>;
  /** Gives memory back; nothing may be asked for afterwards. */
  close(): void;
}

/** A column without lists: read page by page, what repeats being laid out once for a table. */
export class FlatColumn implements CellColumn {
  readonly #pages: ColumnPages;
  readonly #putterOf: ReturnType<typeof putterOf>;
  #page: Page | null = null;
  #dictionary: Dictionary | null = null;
  #words: CellWords | null = null;
  #put: PutValue = () => {};
  /** Rows of the page that have been laid out, and values. */
  #row = 0;
  #value = 0;
  /** Where the next text stands. */
  #at = 0;

  constructor(pages: ColumnPages, decoder: ColumnDecoder) {
    this.#pages = pages;
    this.#putterOf = putterOf(decoder);
  }

  async put(builder: CellBuilder, column: number, rows: number): Promise<void> {
    this.#words?.beginTable();
    for (let done = 0; done < rows; ) {
      const page = this.#page && this.#row < this.#page.rows ? this.#page : await this.#next();
      const count = Math.min(rows - done, page.rows - this.#row);
      this.#putRows(page, builder, { cell: done * builder.width + column, count });
      done += count;
    }
  }

  close(): void {
    this.#page = null;
    this.#pages.close();
  }

  async #next(): Promise<Page> {
    const page = await this.#pages.next();
    if (page === null) throw damaged();
    if (this.#pages.dictionary !== this.#dictionary) {
      this.#dictionary = this.#pages.dictionary;
      this.#words = this.#dictionary && this.#wordsOf(this.#dictionary);
      this.#words?.beginTable();
    }
    this.#page = page;
    this.#row = 0;
    this.#value = 0;
    if (page.values.kind === 'utf8') this.#at = page.values.at;
    else if (page.values.kind === 'stored') this.#put = this.#putterOf(page.values.stored);
    return page;
  }

  #wordsOf(dictionary: Dictionary): CellWords {
    return new CellWords(dictionary.count, (builder) => {
      if (dictionary.kind === 'utf8') {
        let { at } = dictionary;
        for (let word = 0; word < dictionary.count; word += 1) at = putLong(builder, word, dictionary.bytes, at);
        return;
      }
      const put = this.#putterOf(dictionary.stored);
      for (let word = 0; word < dictionary.count; word += 1) put(builder, word, word);
    });
  }

  /** One loop for each kind of page: they are run through value by value. */
  #putRows(page: Page, builder: CellBuilder, { cell: first, count }: { cell: number; count: number }): void {
    const { values, present } = page;
    const { width } = builder;
    const end = this.#row + count;
    let value = this.#value;
    let cell = first;
    if (values.kind === 'codes') {
      const words = this.#words;
      const { codes } = values;
      if (!words) throw damaged();
      for (let row = this.#row; row < end; row += 1, cell += width) {
        if (present !== null && present[row] === 0) continue;
        const code = codes[value] as number;
        if (!(code < words.count)) throw damaged();
        words.put(builder, cell, code);
        value += 1;
      }
    } else if (values.kind === 'utf8') {
      const { bytes } = values;
      let at = this.#at;
      for (let row = this.#row; row < end; row += 1, cell += width) {
        if (present === null || present[row] !== 0) at = putLong(builder, cell, bytes, at);
      }
      this.#at = at;
    } else {
      for (let row = this.#row; row < end; row += 1, cell += width) {
        if (present !== null && present[row] === 0) continue;
        this.#put(builder, cell, value);
        value += 1;
      }
    }
    this.#value = value;
    this.#row = end;
  }
}

/** A text that has its length in front of it. Result: where the next one stands. */
function putLong(builder: CellBuilder, cell: number, bytes: Uint8Array, at: number): number {
  const length =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  const end = at + 4 + length;
  if (length < 0 || !(end <= bytes.length)) throw damaged();
  builder.putUtf8(cell, bytes, at + 4, end);
  return end;
}

/** A column with lists or fields of its own: its values are made by the library, some rows at a time. */
export class NestedColumn implements CellColumn {
  readonly #read: (start: number, end: number) => Promise<string[]>;
  readonly #end: number;
  #position: number;
  #texts: string[] = [];
  #used = 0;

  /** @param read texts of some rows of the file */
  constructor(rows: { start: number; end: number }, read: (start: number, end: number) => Promise<string[]>) {
    this.#position = rows.start;
    this.#end = rows.end;
    this.#read = read;
  }

  async put(builder: CellBuilder, column: number, rows: number): Promise<void> {
    for (let row = 0, cell = column; row < rows; row += 1, cell += builder.width) {
      if (this.#used === this.#texts.length) {
        const end = Math.min(this.#end, this.#position + nestedRows);
        this.#texts = await this.#read(this.#position, end);
        this.#position = end;
        this.#used = 0;
      }
      builder.putText(cell, this.#texts[this.#used] ?? '');
      this.#used += 1;
    }
  }

  close(): void {
    this.#texts = [];
  }
}

/** So many are made at a time: the library begins with the row group's first page every time. */
const nestedRows = 50_000;
