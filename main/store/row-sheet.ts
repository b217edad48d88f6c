import type { StoredRow } from './handle.ts';
import {
  numberBytes,
  numberType,
  shortText,
  twoTo32,
  utf8Bytes,
  varintBytes,
  writeVarint,
  writeWord,
} from './record-format.ts';
import { type StoredColumn, startOf, type WordList } from './stored-columns.ts';

/** Page of the file that rows are handed over in: the largest SQLite takes. */
export const sheetPageBytes = 65_536;
/** Rows of one page have keys in a range of their own: page n begins with n × this. */
export const keysPerPage = 16_384;
/** Columns a row has at most. */
export const sheetColumns = 100;

/** Longest record that surely fits into a page without overflow pages. */
const longestRecord = sheetPageBytes - 64;
const leafHeader = 8;
/** Bytes that are copied by a call rather than one by one. */
const longCopy = 48;

/** Rows of a column, and where their types are noted. */
interface Stretch {
  from: number;
  count: number;
  first: number;
}

/**
 * Lays rows out as leaf pages of an SQLite table, as the file format says (https://www.sqlite.org/fileformat2.html,
 * sections 1.6 and 2.1). Numbers that are integers are stored as such, all others as doubles.
 */
export class RowSheet {
  /** The pages laid out, one after the other. */
  readonly bytes: Buffer;
  /** Pages used. */
  pages = 0;
  readonly #maxPages: number;
  readonly #types = new Int32Array(sheetColumns);
  readonly #double = new DataView(new ArrayBuffer(8));
  /** Serial types of rows told by columns, column by column. */
  #columnTypes = new Int32Array(0);
  /** Of each such row: bytes of its types, then where the next one goes. */
  #heads = new Int32Array(0);
  /** The same of its values. */
  #bodies = new Int32Array(0);
  #firstPage = 0;
  #rows = 0;
  /** Where the last cell begins; cells grow towards the front. */
  #top = sheetPageBytes;

  constructor(maxPages: number) {
    this.#maxPages = maxPages;
    this.bytes = Buffer.allocUnsafeSlow(maxPages * sheetPageBytes);
  }

  /** Forgets what was laid out; the next page is page `firstPage` of the table. */
  begin(firstPage: number): void {
    this.#firstPage = firstPage;
    this.pages = 0;
    this.#rows = 0;
    this.#top = sheetPageBytes;
  }

  /**
   * Lays out as many of the rows, from `from` on, as there is room for, and finishes the last page.
   *
   * @returns the row after the last one laid out; `from` when that row has no form here (bytes, a bigint, too long)
   */
  add(rows: readonly StoredRow[], from: number): number {
    let row = from;
    while (row < rows.length && this.#addRow(rows[row] as StoredRow)) row += 1;
    this.#finishPage();
    return row;
  }

  /**
   * The same of rows told by columns: column by column, as a loop over values of one form takes a third of the time of
   * one over values of many.
   */
  addColumns(columns: readonly StoredColumn[], from: number, to: number): number {
    const count = to - from;
    this.#makeRoom(columns.length * count, count);
    const heads = this.#heads;
    const bodies = this.#bodies;
    heads.fill(0, 0, count);
    bodies.fill(0, 0, count);
    columns.forEach((column, index) => {
      this.#measureColumn(column, { from, count, first: index * count });
    });
    let row = 0;
    while (row < count) {
      const types = heads[row] as number;
      // The header's length counts itself.
      const header = types < 127 ? types + 1 : types + 2;
      const at = this.#openCell(header + (bodies[row] as number), header);
      if (at < 0) break;
      heads[row] = at;
      bodies[row] = at + types;
      row += 1;
    }
    const done = row;
    columns.forEach((column, index) => {
      this.#writeColumn(column, { from, count: done, first: index * count });
    });
    this.#finishPage();
    return from + done;
  }

  #makeRoom(values: number, rows: number): void {
    if (this.#columnTypes.length < values) this.#columnTypes = new Int32Array(values);
    if (this.#heads.length >= rows) return;
    this.#heads = new Int32Array(rows);
    this.#bodies = new Int32Array(rows);
  }

  /** Notes the serial types of a column's values, and adds up what they take in the header and behind it. */
  #measureColumn(column: StoredColumn, stretch: Stretch): void {
    if (column.kind === 'numbers') this.#measureNumbers(column.values, stretch);
    else if (column.kind === 'constant') this.#measureConstant(column.value, stretch);
    else if (column.kind === 'texts') this.#measureTexts(column.ends, stretch);
    else this.#measureWords(column.codes, column.words.ends, stretch);
  }

  #measureNumbers(values: Float64Array, { from, count, first }: Stretch): void {
    const types = this.#columnTypes;
    const heads = this.#heads;
    const bodies = this.#bodies;
    for (let row = 0; row < count; row += 1) {
      const type = numberType(values[from + row] as number);
      types[first + row] = type;
      heads[row] = (heads[row] as number) + 1;
      bodies[row] = (bodies[row] as number) + numberBytes(type);
    }
  }

  #measureConstant(value: string | number | null, { count, first }: Stretch): void {
    const heads = this.#heads;
    const bodies = this.#bodies;
    const size = this.#measure([value]);
    const type = this.#types[0] as number;
    const head = varintBytes(type);
    this.#columnTypes.fill(type, first, first + count);
    for (let row = 0; row < count; row += 1) {
      heads[row] = (heads[row] as number) + head;
      bodies[row] = (bodies[row] as number) + size;
    }
  }

  #measureTexts(ends: Int32Array, { from, count, first }: Stretch): void {
    for (let row = 0; row < count; row += 1) {
      const end = ends[from + row] as number;
      this.#noteText(row, first + row, end < 0 ? -1 : end - startOf(ends, from + row));
    }
  }

  #measureWords(codes: Int32Array, ends: Int32Array, { from, count, first }: Stretch): void {
    for (let row = 0; row < count; row += 1) {
      const code = codes[from + row] as number;
      this.#noteText(row, first + row, code < 0 ? -1 : (ends[code] as number) - startOf(ends, code));
    }
  }

  /** @param length in bytes; -1 = null */
  #noteText(row: number, value: number, length: number): void {
    const type = length < 0 ? 0 : 13 + 2 * length;
    this.#columnTypes[value] = type;
    this.#heads[row] = (this.#heads[row] as number) + (type < 128 ? 1 : varintBytes(type));
    if (length > 0) this.#bodies[row] = (this.#bodies[row] as number) + length;
  }

  /** Writes a column's types and values to where each row stands by now. */
  #writeColumn(column: StoredColumn, stretch: Stretch): void {
    this.#writeTypes(stretch);
    if (column.kind === 'numbers') this.#writeNumbers(column.values, stretch);
    else if (column.kind === 'constant') this.#writeConstant(column.value, stretch);
    else if (column.kind === 'texts') this.#writeTexts(column.bytes, column.ends, stretch);
    else this.#writeWords(column.codes, column.words, stretch);
  }

  #writeTypes({ count, first }: Stretch): void {
    const types = this.#columnTypes;
    const heads = this.#heads;
    const { bytes } = this;
    for (let row = 0; row < count; row += 1) {
      const type = types[first + row] as number;
      const at = heads[row] as number;
      if (type < 128) {
        bytes[at] = type;
        heads[row] = at + 1;
      } else heads[row] = writeVarint(bytes, at, type);
    }
  }

  #writeNumbers(values: Float64Array, { from, count, first }: Stretch): void {
    const types = this.#columnTypes;
    const bodies = this.#bodies;
    for (let row = 0; row < count; row += 1) {
      const type = types[first + row] as number;
      if (type === 0 || type > 7) continue;
      bodies[row] = this.#writeNumber(bodies[row] as number, values[from + row] as number, type);
    }
  }

  #writeConstant(value: string | number | null, { count, first }: Stretch): void {
    if (value === null || count === 0) return;
    const type = this.#columnTypes[first] as number;
    const bodies = this.#bodies;
    for (let row = 0; row < count; row += 1) {
      const at = bodies[row] as number;
      bodies[row] = typeof value === 'number' ? this.#writeNumber(at, value, type) : this.#writeText(at, value, type);
    }
  }

  #writeTexts(source: Uint8Array, ends: Int32Array, { from, count, first }: Stretch): void {
    const types = this.#columnTypes;
    for (let row = 0; row < count; row += 1) {
      const type = types[first + row] as number;
      if (type > 13) this.#copyText(row, source, ends[from + row] as number, (type - 13) >> 1);
    }
  }

  #writeWords(codes: Int32Array, { bytes: source, ends }: WordList, { from, count, first }: Stretch): void {
    const types = this.#columnTypes;
    for (let row = 0; row < count; row += 1) {
      const type = types[first + row] as number;
      if (type > 13) this.#copyText(row, source, ends[codes[from + row] as number] as number, (type - 13) >> 1);
    }
  }

  #copyText(row: number, source: Uint8Array, end: number, length: number): void {
    const { bytes } = this;
    const at = this.#bodies[row] as number;
    this.#bodies[row] = at + length;
    if (length > longCopy) {
      bytes.set(source.subarray(end - length, end), at);
      return;
    }
    const shift = at + length - end;
    for (let index = end - length; index < end; index += 1) bytes[index + shift] = source[index] as number;
  }

  /** Makes room for a record. Result: where its types go; -1 = it is too long, or the pages are full. */
  #openCell(payload: number, header: number): number {
    if (payload > longestRecord) return -1;
    let key = (this.#firstPage + this.pages) * keysPerPage + this.#rows;
    let cell = payload + varintBytes(payload) + varintBytes(key);
    if (this.#top - cell < leafHeader + 2 * (this.#rows + 1)) {
      this.#finishPage();
      if (this.pages >= this.#maxPages) return -1;
      key = (this.#firstPage + this.pages) * keysPerPage;
      cell = payload + varintBytes(payload) + varintBytes(key);
    } else if (this.pages >= this.#maxPages) return -1;
    const { bytes } = this;
    const base = this.pages * sheetPageBytes;
    this.#top -= cell;
    const pointer = base + leafHeader + 2 * this.#rows;
    bytes[pointer] = this.#top >> 8;
    bytes[pointer + 1] = this.#top;
    this.#rows += 1;
    let at = writeVarint(bytes, base + this.#top, payload);
    at = writeVarint(bytes, at, key);
    return writeVarint(bytes, at, header);
  }

  #addRow(values: StoredRow): boolean {
    const width = values.length;
    const size = this.#measure(values);
    if (size < 0) return false;
    const header = this.#headerBytes(width);
    let at = this.#openCell(header + size, header);
    if (at < 0) return false;
    const { bytes } = this;
    for (let column = 0; column < width; column += 1) at = writeVarint(bytes, at, this.#types[column] as number);
    for (let column = 0; column < width; column += 1) {
      const value = values[column];
      if (typeof value === 'number') at = this.#writeNumber(at, value, this.#types[column] as number);
      else if (value !== null) at = this.#writeText(at, value as string, this.#types[column] as number);
    }
    return true;
  }

  /** Notes each value's serial type. Result: bytes of the values; -1 = one of them has no form here. */
  #measure(values: StoredRow): number {
    const width = values.length;
    const types = this.#types;
    let size = 0;
    for (let column = 0; column < width; column += 1) {
      const value = values[column];
      if (value === null) types[column] = 0;
      else if (typeof value === 'number') {
        const type = numberType(value);
        types[column] = type;
        size += numberBytes(type);
      } else if (typeof value === 'string') {
        const length = utf8Bytes(value);
        types[column] = 13 + 2 * length;
        size += length;
      } else return -1;
    }
    return size;
  }

  #headerBytes(width: number): number {
    let length = 0;
    for (let column = 0; column < width; column += 1)
      length += (this.#types[column] as number) < 128 ? 1 : varintBytes(this.#types[column] as number);
    // The length counts itself.
    return length < 127 ? length + 1 : length + 2;
  }

  #writeNumber(at: number, value: number, type: number): number {
    const { bytes } = this;
    switch (type) {
      case 1:
        bytes[at] = value;
        return at + 1;
      case 2:
        bytes[at] = value >> 8;
        bytes[at + 1] = value;
        return at + 2;
      case 3:
        bytes[at] = value >> 16;
        bytes[at + 1] = value >> 8;
        bytes[at + 2] = value;
        return at + 3;
      case 4:
        writeWord(bytes, at, value);
        return at + 4;
      case 6: {
        const high = Math.floor(value / twoTo32);
        writeWord(bytes, at, high);
        writeWord(bytes, at + 4, value - high * twoTo32);
        return at + 8;
      }
      case 7:
        this.#double.setFloat64(0, value);
        for (let index = 0; index < 8; index += 1) bytes[at + index] = this.#double.getUint8(index);
        return at + 8;
      default:
        return at;
    }
  }

  #writeText(at: number, text: string, type: number): number {
    const { bytes } = this;
    const length = (type - 13) / 2;
    if (length !== text.length || length > shortText) return at + bytes.write(text, at, length);
    for (let index = 0; index < length; index += 1) bytes[at + index] = text.charCodeAt(index);
    return at + length;
  }

  #finishPage(): void {
    if (this.#rows === 0) return;
    const base = this.pages * sheetPageBytes;
    const { bytes } = this;
    bytes.fill(0, base, base + leafHeader);
    // A leaf of a table.
    bytes[base] = 0x0d;
    bytes.writeUInt16BE(this.#rows, base + 3);
    bytes.writeUInt16BE(this.#top % sheetPageBytes, base + 5);
    this.pages += 1;
    this.#rows = 0;
    this.#top = sheetPageBytes;
  }
}
