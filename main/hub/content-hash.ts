import type { FieldValue } from '../connectors/files/index.ts';

const seeds = [0xdeadbeef, 0x41c6ce57] as const;
const factors = [0x85ebca6b, 0xc2b2ae35] as const;
const textSeed = 0x2545f491;
const textFactors = [0x9e3779b1, 0x5f356495] as const;
const nullLanes = [0x1ffff, 0x2ffff] as const;
const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

/** Hash of one value: two lanes of 32 bits, by which it is known again without being looked at once more. */
export class ValueLanes {
  high = 0;
  low = 0;

  /** Takes the lanes of a value: FNV-like over the characters of a text, the bits of a number mixed. */
  of(value: FieldValue | undefined): this {
    if (typeof value === 'string') {
      let high = value.length;
      let low = textSeed;
      for (let at = 0; at < value.length; at += 1) {
        const code = value.charCodeAt(at);
        high = Math.imul(high ^ code, textFactors[0]);
        low = Math.imul(low ^ code, textFactors[1]);
      }
      this.high = high ^ (high >>> 16);
      this.low = low ^ (low >>> 16);
    } else if (typeof value === 'number') this.ofNumber(value);
    else {
      this.high = nullLanes[0];
      this.low = nullLanes[1];
    }
    return this;
  }

  /** The same of a text told by its units, or by its bytes where each of these is one. */
  ofUnits(units: Uint16Array | Uint8Array, start: number, end: number): void {
    let high = end - start;
    let low = textSeed;
    for (let at = start; at < end; at += 1) {
      const code = units[at] as number;
      high = Math.imul(high ^ code, textFactors[0]);
      low = Math.imul(low ^ code, textFactors[1]);
    }
    this.high = high ^ (high >>> 16);
    this.low = low ^ (low >>> 16);
  }

  ofNumber(value: number): void {
    // Zero has one form.
    float[0] = value + 0;
    const [low, high] = [words[0] as number, words[1] as number];
    const first = Math.imul(low ^ 0x165667b1, 0x85ebca77) ^ Math.imul(high, 0xc2b2ae3d);
    const second = Math.imul(high ^ 0x27d4eb2f, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b);
    this.high = first ^ (first >>> 15);
    this.low = second ^ (second >>> 13);
  }
}

/** Hashes of many rows, worked out value by value in the order of the fields. */
export class RowHashes {
  #high = new Int32Array(1);
  #low = new Int32Array(1);
  readonly #lanes = new ValueLanes();

  /** Forgets all rows; so many are to be hashed now. */
  begin(count: number): void {
    if (this.#high.length < count) {
      this.#high = new Int32Array(count);
      this.#low = new Int32Array(count);
    }
    this.#high.fill(seeds[0], 0, count);
    this.#low.fill(seeds[1], 0, count);
  }

  addValue(row: number, value: FieldValue | undefined): void {
    const { high, low } = this.#lanes.of(value);
    this.addLanes(row, high, low);
  }

  /** The row's next value, told by its lanes. */
  addLanes(row: number, high: number, low: number): void {
    const first = Math.imul((this.#high[row] as number) ^ high, factors[0]);
    const second = Math.imul((this.#low[row] as number) ^ low, factors[1]);
    this.#high[row] = first ^ (first >>> 15);
    this.#low[row] = second ^ (second >>> 16);
  }

  hashOf(row: number): number {
    let high = this.#high[row] as number;
    let low = this.#low[row] as number;
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    return 4294967296 * (2097151 & low) + (high >>> 0);
  }
}

const single = new RowHashes();

/**
 * 53-bit hash of a row's values. Finds candidates only: whoever acts on equal hashes compares the rows, or accepts
 * 2⁻⁵³ per pair.
 */
export function contentHash(values: readonly FieldValue[]): number {
  single.begin(1);
  for (let index = 0; index < values.length; index += 1) single.addValue(0, values[index]);
  return single.hashOf(0);
}
