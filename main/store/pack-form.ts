/** Rows of a pack at most: those of one DuckDB vector. */
export const packRows = 2048;
/** Length in a text entry that stands for null. */
export const nullLength = 0xffffffff;
/** Texts up to this many bytes lie in their entry. */
export const inlineBytes = 12;
export const wordsPerEntry = 4;

/**
 * Values of one column. Numbers: NaN is null. Texts: an entry of four words each, as DuckDB lays its strings out
 * (length; up to 12 bytes of text, or 4 bytes and then, where the address will be, the place in `heap`).
 */
export type PackedColumn =
  | { kind: 'constant'; value: string | number | null }
  | { kind: 'number'; values: Float64Array<ArrayBuffer> }
  | { kind: 'text'; entries: Uint32Array<ArrayBuffer>; heap: Uint8Array<ArrayBuffer> };

/** Gives out the parts of one buffer, one behind the other. */
export class Place {
  readonly #buffer: ArrayBuffer;
  #used = 0;

  constructor(bytes: number) {
    this.#buffer = new ArrayBuffer(bytes);
  }

  numbers(values: Float64Array): Float64Array<ArrayBuffer> {
    const part = new Float64Array(this.#buffer, this.#next(values.byteLength), values.length);
    part.set(values);
    return part;
  }

  words(values: Uint32Array): Uint32Array<ArrayBuffer> {
    const part = new Uint32Array(this.#buffer, this.#next(values.byteLength), values.length);
    part.set(values);
    return part;
  }

  bytes(values: Uint8Array): Uint8Array<ArrayBuffer> {
    const part = new Uint8Array(this.#buffer, this.#next(values.byteLength), values.length);
    part.set(values);
    return part;
  }

  #next(bytes: number): number {
    const at = this.#used;
    this.#used += aligned(bytes);
    return at;
  }
}

/** Every part begins where a number may stand. */
export const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
