import type { StoredRow } from './handle.ts';

/** Page of the file that rows are handed over in: the largest SQLite takes. */
export const sheetPageBytes = 65_536;
/** Rows of one page have keys in a range of their own: page n begins with n × this. */
export const keysPerPage = 16_384;
/**
 * Characters of a text that is looked at here, one by one. A longer one is often a piece of a larger text, of which each
 * single character is told only by way of that: the runtime measures and writes it in an eighth of the time.
 */
export const shortText = 12;
/** Columns a row has at most. */
export const sheetColumns = 100;

/** Longest record that surely fits into a page without overflow pages. */
const longestRecord = sheetPageBytes - 64;
const leafHeader = 8;
const twoTo32 = 4_294_967_296;

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

  #addRow(values: StoredRow): boolean {
    const width = values.length;
    const size = this.#measure(values);
    if (size < 0) return false;
    const header = this.#headerBytes(width);
    const payload = header + size;
    if (payload > longestRecord) return false;
    let key = (this.#firstPage + this.pages) * keysPerPage + this.#rows;
    let cell = payload + varintBytes(payload) + varintBytes(key);
    if (this.#top - cell < leafHeader + 2 * (this.#rows + 1)) {
      this.#finishPage();
      if (this.pages >= this.#maxPages) return false;
      key = (this.#firstPage + this.pages) * keysPerPage;
      cell = payload + varintBytes(payload) + varintBytes(key);
    } else if (this.pages >= this.#maxPages) return false;
    const { bytes } = this;
    const base = this.pages * sheetPageBytes;
    this.#top -= cell;
    const pointer = base + leafHeader + 2 * this.#rows;
    bytes[pointer] = this.#top >> 8;
    bytes[pointer + 1] = this.#top;
    this.#rows += 1;
    let at = writeVarint(bytes, base + this.#top, payload);
    at = writeVarint(bytes, at, key);
    at = writeVarint(bytes, at, header);
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

/** Serial type: null 0, integers of 1, 2, 3, 4 and 8 bytes 1 to 6, a double 7, the numbers 0 and 1 themselves 8 and 9. */
function numberType(value: number): number {
  // A number that is none is null, as when it is bound.
  if (!Number.isInteger(value)) return Number.isNaN(value) ? 0 : 7;
  if (value === 0) return 8;
  if (value === 1) return 9;
  if (value >= -0x80 && value < 0x80) return 1;
  if (value >= -0x8000 && value < 0x8000) return 2;
  if (value >= -0x80_0000 && value < 0x80_0000) return 3;
  if (value >= -0x8000_0000 && value < 0x8000_0000) return 4;
  return Number.isSafeInteger(value) ? 6 : 7;
}

function numberBytes(type: number): number {
  if (type < 5) return type;
  return type < 8 ? 8 : 0;
}

/** Nearly every text is ASCII: then it has as many bytes as characters. */
function utf8Bytes(text: string): number {
  const { length } = text;
  if (length > shortText) return Buffer.byteLength(text);
  for (let index = 0; index < length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return Buffer.byteLength(text);
  }
  return length;
}

export function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

/** A number below 2³¹ in seven bits a byte, the high ones first. Result: the place behind it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let position = at;
  if (value >= 0x80) {
    if (value >= 0x4000) {
      if (value >= 0x20_0000) {
        if (value >= 0x1000_0000) bytes[position++] = 0x80 | (value >> 28);
        bytes[position++] = 0x80 | (value >> 21);
      }
      bytes[position++] = 0x80 | (value >> 14);
    }
    bytes[position++] = 0x80 | (value >> 7);
  }
  bytes[position++] = value & 0x7f;
  return position;
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 24;
  bytes[at + 1] = value >> 16;
  bytes[at + 2] = value >> 8;
  bytes[at + 3] = value;
}
