import type { AsyncBuffer, ColumnMetaData, DecodedArray, Encoding, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { AppError } from '../../../../contract/errors.ts';
import { type ColumnDecoder, isPlainText } from './parquet-values.ts';

/** Most a page may unpack to: programs write pages of one megabyte. */
const maxPageBytes = 256 * 2 ** 20;
/** Most rows a page may have: a handful of bytes can say that a value comes a milliard times. */
const maxPageRows = 1 << 24;
const firstHeaderBytes = 1 << 12;

/** Values of one page of a column without lists, valid until the next page is asked for: those that are there one after the other. */
export interface Page {
  /** 1 where a row has a value; null = every row has one. */
  present: Uint8Array | null;
  rows: number;
  values:
    | { kind: 'codes'; codes: Int32Array }
    /** Each with its length in front of it, from `at` on. */
    | { kind: 'utf8'; bytes: Uint8Array; at: number }
    | { kind: 'stored'; stored: DecodedArray };
}

/** What a column's codes stand for, as stored. */
export type Dictionary = Exclude<Page['values'], { kind: 'codes' }> & { count: number };

/**
 * Room for what a page is laid out in, used again by the next page of the column: a million rows would otherwise leave
 * behind as much as the whole file takes unpacked before the garbage collector comes.
 */
export class PageLists {
  #codes = new Int32Array(0);
  #present = new Uint8Array(0);

  codes(count: number): Int32Array {
    if (this.#codes.length < count) this.#codes = new Int32Array(count);
    return this.#codes.subarray(0, count);
  }

  present(rows: number): Uint8Array {
    if (this.#present.length < rows) this.#present = new Uint8Array(rows);
    return this.#present.subarray(0, rows);
  }
}

/** Reads one column of a row group page by page: what is kept is one page, however large the group is. */
export class ColumnPages {
  /** Of the pages read so far. */
  dictionary: Dictionary | null = null;
  readonly #file: AsyncBuffer;
  readonly #decoder: ColumnDecoder;
  readonly #isText: boolean;
  readonly #lists: PageLists;
  #position: number;
  readonly #end: number;
  /** Rows that pages to come may have. */
  #rowsLeft: number;
  /** What values of the page read last stand in. */
  #bytes: Uint8Array | null = null;
  #kept: DecodedArray | null = null;

  constructor(
    file: AsyncBuffer,
    column: ColumnMetaData,
    { decoder, lists }: { decoder: ColumnDecoder; lists: PageLists },
  ) {
    this.#file = file;
    this.#decoder = decoder;
    this.#lists = lists;
    this.#rowsLeft = Number(column.num_values);
    this.#isText = isPlainText(decoder.element);
    this.#position = Number(column.dictionary_page_offset || column.data_page_offset);
    this.#end = this.#position + Number(column.total_compressed_size);
    if (!(this.#position >= 0 && this.#end <= file.byteLength)) throw damaged();
  }

  /** The next page of values, null at the end; the one before must not be used any more. */
  async next(): Promise<Page | null> {
    this.close();
    while (this.#position < this.#end) {
      const header = await this.#header();
      const { compressed_page_size: size, uncompressed_page_size: plainSize } = header;
      if (!(size >= 0 && plainSize >= 0 && plainSize <= maxPageBytes && this.#position + size <= this.#end))
        throw damaged();
      const packed = new Uint8Array(await this.#file.slice(this.#position, this.#position + size));
      this.#position += size;
      this.#bytes = packed;
      if (header.dictionary_page_header) {
        const plain = this.#unpack(packed, plainSize);
        const count = header.dictionary_page_header.num_values;
        this.dictionary = { ...this.#plain(plain, 0, count), count };
        this.#bytes = null;
      } else if (header.data_page_header) return this.#page(this.#unpack(packed, plainSize), header);
      else if (header.data_page_header_v2) return this.#pageV2(packed, header);
    }
    return null;
  }

  /** Gives back the memory of the page read last. */
  close(): void {
    if (this.#bytes) release(this.#bytes);
    if (this.#kept && ArrayBuffer.isView(this.#kept)) release(this.#kept);
    this.#bytes = null;
    this.#kept = null;
  }

  async #header(): Promise<PageHeader> {
    for (let bytes = firstHeaderBytes; ; bytes *= 4) {
      const until = Math.min(this.#end, this.#position + bytes);
      const reader = { view: new DataView(await this.#file.slice(this.#position, until)), offset: 0 };
      try {
        const header = parquetHeader(reader);
        this.#position += reader.offset;
        return header;
      } catch (error) {
        // Smallest and largest value stand in the header, however long they are.
        if (until === this.#end) throw error;
      }
    }
  }

  #page(bytes: Uint8Array, header: PageHeader): Page {
    const { num_values: rows, encoding } = header.data_page_header as NonNullable<PageHeader['data_page_header']>;
    this.#take(rows);
    if (!this.#isHot(encoding)) {
      const found = readDataPage(bytes, header.data_page_header as never, this.#decoder);
      return this.#stored(rows, found);
    }
    const reader = { view: viewOf(bytes), offset: 0 };
    const present = this.#isNullable() ? this.#lists.present(rows) : null;
    if (present) readRleBitPackedHybrid(reader, 1, present);
    return { rows, present, values: this.#hot(bytes, reader.offset, { encoding, count: countOf(rows, present) }) };
  }

  #pageV2(packed: Uint8Array, header: PageHeader): Page {
    const page = header.data_page_header_v2 as NonNullable<PageHeader['data_page_header_v2']>;
    const { num_values: rows, encoding } = page;
    this.#take(rows);
    if (!this.#isHot(encoding)) return this.#stored(rows, readDataPageV2(packed, header, this.#decoder));
    const levels = page.repetition_levels_byte_length + page.definition_levels_byte_length;
    const present = this.#isNullable() ? this.#lists.present(rows) : null;
    if (present) {
      const reader = { view: viewOf(packed), offset: page.repetition_levels_byte_length };
      readRleBitPackedHybrid(reader, 1, present, page.definition_levels_byte_length);
    }
    const rest = packed.subarray(levels);
    const bytes = page.is_compressed === false ? rest : this.#unpack(rest, header.uncompressed_page_size - levels);
    return { rows, present, values: this.#hot(bytes, 0, { encoding, count: countOf(rows, present) }) };
  }

  /** Whether values are read here; the rest is left to the library, which makes an object of each. */
  #isHot(encoding: Encoding): boolean {
    const isCodes = encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY';
    return isCodes ? this.#decoder.type !== 'BOOLEAN' : encoding === 'PLAIN' && this.#isText;
  }

  #hot(bytes: Uint8Array, at: number, { encoding, count }: { encoding: Encoding; count: number }): Page['values'] {
    if (encoding === 'PLAIN') {
      const values = this.#plain(bytes, at, count);
      if (values.kind === 'stored') this.#kept = values.stored;
      return values;
    }
    const codes = this.#lists.codes(count);
    const width = bytes[at] ?? 0;
    if (width === 0) codes.fill(0);
    else if (count > 0) {
      const reader = { view: viewOf(bytes), offset: at + 1 };
      readRleBitPackedHybrid(reader, width, codes, bytes.length - at - 1);
    }
    return { kind: 'codes', codes };
  }

  #plain(bytes: Uint8Array, at: number, count: number): Exclude<Page['values'], { kind: 'codes' }> {
    if (this.#isText) return { kind: 'utf8', bytes, at };
    const { type, element } = this.#decoder;
    return { kind: 'stored', stored: readPlain({ view: viewOf(bytes), offset: at }, type, count, element.type_length) };
  }

  #stored(rows: number, { definitionLevels, dataPage }: ReturnType<typeof readDataPage>): Page {
    const present = definitionLevels && definitionLevels.length > 0 ? Uint8Array.from(definitionLevels) : null;
    if (dataPage.length < countOf(rows, present)) throw damaged();
    this.#kept = dataPage;
    return { rows, present, values: { kind: 'stored', stored: dataPage } };
  }

  #take(rows: number): void {
    if (!(rows >= 0 && rows <= Math.min(this.#rowsLeft, maxPageRows))) throw damaged();
    this.#rowsLeft -= rows;
  }

  #isNullable(): boolean {
    return this.#decoder.element.repetition_type !== 'REQUIRED';
  }

  #unpack(packed: Uint8Array, size: number): Uint8Array {
    if (size === 0) return new Uint8Array(0);
    const plain = decompressPage(packed, size, this.#decoder.codec, this.#decoder.compressors);
    if (plain.buffer !== packed.buffer) release(packed);
    this.#bytes = plain;
    return plain;
  }
}

/**
 * Gives the memory of an array with a buffer of its own back at once. Left to the garbage collector it stays for
 * seconds, as to JavaScript a buffer is a small object. Numbers that stand in the page as they are in memory share its
 * buffer: it is gone already when their turn comes.
 */
function release({ buffer, byteLength }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength) buffer.transfer(0);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function countOf(rows: number, present: Uint8Array | null): number {
  if (!present) return rows;
  let count = 0;
  for (let row = 0; row < rows; row += 1) count += present[row] as number;
  return count;
}

export const damaged = (): AppError => new AppError('import/damaged-file', { params: { kind: 'Parquet' } });
