import type { Delimiter } from '../../../contract/imports.ts';

/** Cells of whole lines, told by where they stand in the text: row by row, `width` cells each. */
export interface CellTable {
  text: string;
  /** The same as UTF-16 units: these are looked at, one by one, three times as fast; valid until the next cut. */
  units: Uint16Array;
  width: number;
  /** Rows. */
  count: number;
  /** First character of each cell and the one behind its last; valid until the next cut. */
  starts: Int32Array;
  ends: Int32Array;
  /** `hashOfCell` of each cell. */
  hashes: Int32Array;
  /** Physical lines cut. */
  lines: number;
}

const quote = 34;
const lf = 10;
const cr = 13;
const space = 32;
/** What the hash of a cell is multiplied by for each of its units. */
export const hashFactor = 0x9e3779b1;

/** Hash of a text: what the cutter works out of each cell on its way. */
export function hashOfCell(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), hashFactor);
  return hash ^ (hash >>> 15);
}

function hashOfUnits(units: Uint16Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (units[at] as number), hashFactor);
  return hash ^ (hash >>> 15);
}

/**
 * Cuts lines of CSV into cells without making a string of each: nearly all cells of a file are numbers, dates or words
 * that have come before, of which nobody needs the text. It knows the plain cases of the tokenizer's rules (CSV1 to
 * CSV5) and leaves every other to the tokenizer: quotes that are doubled, span lines or do not fit, and rows that have
 * not as many cells as there are columns.
 */
export class CellCutter {
  readonly #delimiter: number;
  readonly #newline: number;
  readonly #width: number;
  #bytes = Buffer.allocUnsafeSlow(1 << 12);
  #starts = new Int32Array(1 << 14);
  #ends = new Int32Array(1 << 14);
  #hashes = new Int32Array(1 << 14);

  constructor(options: { delimiter: Delimiter; newline: 'lf' | 'cr'; width: number }) {
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#newline = options.newline === 'lf' ? lf : cr;
    this.#width = options.width;
  }

  /** Null: something here is for the tokenizer. */
  cut(text: string): CellTable | null {
    const delimiter = this.#delimiter;
    const newline = this.#newline;
    const width = this.#width;
    const highestSpecial = Math.max(delimiter, quote);
    const { length } = text;
    const units = this.#unitsOf(text);
    let [starts, ends, hashes] = [this.#starts, this.#ends, this.#hashes];
    let position = 0;
    let cells = 0;
    let lines = 0;
    while (position < length) {
      if (cells + width > starts.length) [starts, ends, hashes] = this.#grow();
      const first = cells;
      const limit = cells + width;
      let isBlank = true;
      for (;;) {
        let start = position;
        let code = units[position] as number;
        let hash = 0;
        let end = -1;
        if (code === space || code === quote) {
          let at = position;
          while (code === space) code = units[++at] as number;
          if (code === quote) {
            start = at + 1;
            end = this.#quotedEnd(units, start, length);
            if (end < 0) return null;
            hash = hashOfUnits(units, start, end);
            position = end + 1;
            code = units[position] as number;
            while (code === space) code = units[++position] as number;
            if (newline === lf && code === cr && (position + 1 >= length || units[position + 1] === lf))
              code = units[++position] as number;
            if (code !== delimiter && code !== newline && position < length) return null;
          } else code = units[position] as number;
        }
        if (end < 0) {
          while (code > highestSpecial || (code !== delimiter && code !== newline && position < length)) {
            hash = Math.imul(hash ^ code, hashFactor);
            code = units[++position] as number;
          }
          end = position;
          if (newline === lf && code !== delimiter && end > start && units[end - 1] === cr) {
            end -= 1;
            hash = hashOfUnits(units, start, end);
          } else hash ^= hash >>> 15;
        }
        if (cells === limit) return null;
        if (end > start) isBlank = false;
        starts[cells] = start;
        ends[cells] = end;
        hashes[cells] = hash;
        cells += 1;
        if (code !== delimiter || position >= length) break;
        position += 1;
      }
      position += 1;
      lines += 1;
      // [CSV5] A line of nothing, or of one cell of nothing but spaces, is no record.
      if (isBlank || (cells === first + 1 && text.slice(starts[first], ends[first]).trim() === '')) cells = first;
      else if (cells < limit) return null;
    }
    return { text, units, width, count: cells / width, starts, ends, hashes, lines };
  }

  /** Where the quote stands that closes a field opened before `start`; -1: it is doubled, or not on this line. */
  #quotedEnd(units: Uint16Array, start: number, length: number): number {
    for (let at = start; at < length; at += 1) {
      const code = units[at];
      if (code === quote) return units[at + 1] === quote ? -1 : at;
      if (code === this.#newline) return -1;
    }
    return -1;
  }

  /** With a line end behind the last unit, so that every cell has something that ends it. */
  #unitsOf(text: string): Uint16Array {
    const needed = (text.length + 2) * 2;
    if (this.#bytes.length < needed) this.#bytes = Buffer.allocUnsafeSlow(needed * 2);
    this.#bytes.write(text, 'utf16le');
    const units = new Uint16Array(this.#bytes.buffer, 0, text.length + 2);
    units.fill(this.#newline, text.length);
    return units;
  }

  #grow(): [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>] {
    const size = Math.max(this.#starts.length * 2, this.#width * 2);
    const larger = (old: Int32Array) => {
      const array = new Int32Array(Math.max(size, old.length + this.#width));
      array.set(old);
      return array;
    };
    this.#starts = larger(this.#starts);
    this.#ends = larger(this.#ends);
    this.#hashes = larger(this.#hashes);
    return [this.#starts, this.#ends, this.#hashes];
  }
}
