import { type CellTable, hashFactor } from '../cell-cutter.ts';
import { cellText } from './json-records.ts';

const space = 32;
const minus = 45;
const point = 46;
const zero = 48;
const numberUnits = 16;
const numberScratch = new Uint16Array(numberUnits);

/**
 * Lays cells out as `CellTable`, in any order, for files whose cells are not cut from one text. A text that many rows
 * have needs to be written only once. All arrays are used again by the next table.
 */
export class CellBuilder {
  readonly width: number;
  #units = new Uint16Array(1 << 16);
  /** The units as bytes, where a byte each is enough. */
  #bytes = Buffer.allocUnsafeSlow(0);
  #used = 0;
  /** All units so far, one upon the other: tells whether a byte each is enough. */
  #mixed = 0;
  #starts = new Int32Array(1 << 10);
  #ends = new Int32Array(1 << 10);
  #hashes = new Int32Array(1 << 10);

  constructor(width: number) {
    this.width = width;
  }

  /** Units written so far. */
  get used(): number {
    return this.#used;
  }

  /** Begins a table of empty cells. */
  begin(rows: number): void {
    this.#used = 0;
    this.#mixed = 0;
    const cells = rows * this.width;
    if (cells > this.#starts.length) {
      this.#starts = new Int32Array(cells);
      this.#ends = new Int32Array(cells);
      this.#hashes = new Int32Array(cells);
    } else {
      this.#starts.fill(0, 0, cells);
      this.#ends.fill(0, 0, cells);
      this.#hashes.fill(0, 0, cells);
    }
  }

  putText(cell: number, text: string): void {
    const start = this.#used;
    const end = start + text.length;
    if (end > this.#units.length) this.#grow(end);
    const units = this.#units;
    let hash = 0;
    let mixed = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      units[start + at] = code;
      hash = Math.imul(hash ^ code, hashFactor);
      mixed |= code;
    }
    this.#mixed |= mixed;
    this.#used = end;
    this.place(cell, start, end, hash ^ (hash >>> 15));
  }

  /** A number as `cellText` writes it; most are whole or have two digits behind the point. */
  putNumber(cell: number, value: number): void {
    const hundredths = Math.round(value * 100);
    if (hundredths / 100 !== value || Math.abs(hundredths) > 999_999_999 || Object.is(value, -0)) {
      this.putText(cell, cellText(value));
      return;
    }
    const start = this.#used;
    if (start + 16 > this.#units.length) this.#grow(start + 16);
    const units = this.#units;
    let rest = Math.abs(hundredths);
    let from = numberUnits;
    const digit = (code: number) => {
      from -= 1;
      numberScratch[from] = code;
    };
    let decimals = 2;
    while (decimals > 0 && rest % 10 === 0) {
      rest = (rest / 10) | 0;
      decimals -= 1;
    }
    for (let done = 0; done <= decimals || rest > 0; done += 1) {
      if (decimals > 0 && done === decimals) digit(point);
      digit(zero + (rest % 10));
      rest = (rest / 10) | 0;
    }
    if (hundredths < 0) digit(minus);
    let hash = 0;
    let end = start;
    for (; from < numberUnits; from += 1, end += 1) {
      const code = numberScratch[from] as number;
      units[end] = code;
      hash = Math.imul(hash ^ code, hashFactor);
    }
    this.#used = end;
    this.place(cell, start, end, hash ^ (hash >>> 15));
  }

  /** Malformed bytes become `\ufffd`. */
  putUtf8(cell: number, bytes: Uint8Array, from: number, to: number): void {
    const start = this.#used;
    // No text has more units than bytes.
    if (start + to - from > this.#units.length) this.#grow(start + to - from);
    const units = this.#units;
    let used = start;
    let hash = 0;
    let mixed = 0;
    for (let at = from; at < to; at += 1) {
      let code = bytes[at] as number;
      if (code > 127) {
        const wide = wideCode(bytes, at, to);
        if (wide < 0) {
          this.putText(cell, Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8'));
          return;
        }
        at += wide < 0x800 ? 1 : wide < 0x10000 ? 2 : 3;
        code = wide;
        if (wide > 0xffff) {
          const lead = 0xd7c0 + (wide >> 10);
          units[used++] = lead;
          hash = Math.imul(hash ^ lead, hashFactor);
          code = 0xdc00 + (wide & 0x3ff);
        }
      }
      units[used++] = code;
      hash = Math.imul(hash ^ code, hashFactor);
      mixed |= code;
    }
    this.#mixed |= mixed;
    this.#used = used;
    this.place(cell, start, used, hash ^ (hash >>> 15));
  }

  /** Writes units whose hash is known; the result is to be given to `place`. */
  write(units: Uint16Array, from: number, to: number): number {
    const start = this.#used;
    const end = start + to - from;
    if (end > this.#units.length) this.#grow(end);
    let mixed = 0;
    for (let at = from, own = start; at < to; at += 1, own += 1) {
      const code = units[at] as number;
      this.#units[own] = code;
      mixed |= code;
    }
    this.#mixed |= mixed;
    this.#used = end;
    return start;
  }

  /** Lets a cell have what stands at a place already. */
  place(cell: number, start: number, end: number, hash: number): void {
    this.#starts[cell] = start;
    this.#ends[cell] = end;
    this.#hashes[cell] = hash;
  }

  /** The first so many rows; those without anything but spaces are left out. */
  finish(rows: number): CellTable {
    const text = this.#text();
    const { width } = this;
    const [starts, ends, hashes] = [this.#starts, this.#ends, this.#hashes];
    let count = 0;
    for (let row = 0; row < rows; row += 1) {
      if (this.#isBlank(text, row * width)) continue;
      if (count < row) {
        starts.copyWithin(count * width, row * width, (row + 1) * width);
        ends.copyWithin(count * width, row * width, (row + 1) * width);
        hashes.copyWithin(count * width, row * width, (row + 1) * width);
      }
      count += 1;
    }
    return { text, units: this.#units, width, count, starts, ends, hashes, lines: rows };
  }

  /** All rows, blank ones too, for looking at now. */
  whole(): Pick<CellTable, 'text' | 'width' | 'starts' | 'ends'> {
    return { text: this.#text(), width: this.width, starts: this.#starts, ends: this.#ends };
  }

  textOf(cell: number): string {
    const units = this.#units.subarray(this.#starts[cell], this.#ends[cell]);
    return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le');
  }

  clearRow(row: number): void {
    for (const numbers of [this.#starts, this.#ends, this.#hashes])
      numbers.fill(0, row * this.width, (row + 1) * this.width);
  }

  /** The cells as they stand now. */
  view(): Pick<CellTable, 'units' | 'starts' | 'ends' | 'hashes'> {
    return { units: this.#units, starts: this.#starts, ends: this.#ends, hashes: this.#hashes };
  }

  #isBlank(text: string, first: number): boolean {
    for (let cell = first; cell < first + this.width; cell += 1) {
      const start = this.#starts[cell] as number;
      const end = this.#ends[cell] as number;
      if (start === end) continue;
      const code = this.#units[start] as number;
      if ((code > space && code < 127) || text.slice(start, end).trim() !== '') return false;
    }
    return true;
  }

  #text(): string {
    const units = this.#units.subarray(0, this.#used);
    if (this.#mixed > 255) return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le');
    if (this.#bytes.length < units.length) this.#bytes = Buffer.allocUnsafeSlow(this.#units.length);
    this.#bytes.set(units);
    return this.#bytes.toString('latin1', 0, units.length);
  }

  #grow(needed: number): void {
    const larger = new Uint16Array(needed * 2);
    larger.set(this.#units.subarray(0, this.#used));
    this.#units = larger;
  }
}

/** The code point of a well-formed sequence of two to four bytes; −1 = it is none. */
function wideCode(bytes: Uint8Array, at: number, to: number): number {
  const lead = bytes[at] as number;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + size > to) return -1;
  let code = lead & (0xff >> (size + 1));
  for (let next = at + 1; next < at + size; next += 1) {
    const byte = bytes[next] as number;
    if ((byte & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (byte & 0x3f);
  }
  const isShortest = code >= (size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return isShortest && !isSurrogate && code <= 0x10ffff ? code : -1;
}
