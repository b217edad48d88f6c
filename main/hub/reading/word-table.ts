import { hashOfCell } from '../../connectors/files/index.ts';

/** Grows when half of its slots are taken. */
const firstSlots = 256;

/**
 * Numbers texts in the order they first come. A Map does the same; with texts cut from a file a moment ago, whose hash
 * nobody knows yet, this takes a quarter of the time, and memory only for their characters.
 */
export class WordTable {
  /** Units of all texts, one behind the other. */
  #units = new Uint16Array(firstSlots * 4);
  /** Three numbers per text, side by side because they are looked at together: hash, first unit, unit behind the last. */
  #texts = new Int32Array((firstSlots / 2) * 3);
  #slots = new Int32Array(firstSlots).fill(-1);
  #size = 0;

  /** Different texts so far. */
  get size(): number {
    return this.#size;
  }

  /** The number of a text; a new one has the number `size` had before. */
  codeOf(text: string): number {
    const hash = hashOfCell(text);
    const code = this.findText(text, hash);
    return code < 0 ? this.add(text, hash) : code;
  }

  /**
   * The number of a text told by its units; -1: it has none.
   *
   * @param hash `hashOfCell` of the text
   */
  find(units: Uint16Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const texts = this.#texts;
    const own = this.#units;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = hash & mask;
    for (let code = slots[slot] as number; code >= 0; code = slots[slot] as number) {
      const from = texts[code * 3 + 1] as number;
      if (texts[code * 3] === hash && (texts[code * 3 + 2] as number) - from === length) {
        let at = 0;
        while (at < length && own[from + at] === units[start + at]) at += 1;
        if (at === length) return code;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** The same of a text as such. */
  findText(text: string, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let code = this.#slots[slot] as number; code >= 0; code = this.#slots[slot] as number) {
      if (this.#texts[code * 3] === hash && this.#isText(code, text)) return code;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** The text with a number, made anew. */
  wordOf(code: number): string {
    const start = this.#texts[code * 3 + 1] as number;
    const end = this.#texts[code * 3 + 2] as number;
    return Buffer.from(this.#units.buffer, start * 2, (end - start) * 2).toString('utf16le');
  }

  /** Gives a text that has no number the next one. */
  add(text: string, hash: number): number {
    const code = this.#size;
    const start = code === 0 ? 0 : (this.#texts[code * 3 - 1] as number);
    const end = start + text.length;
    if (end > this.#units.length)
      this.#units = larger(this.#units, new Uint16Array(Math.max(end, this.#units.length * 2)));
    for (let at = 0; at < text.length; at += 1) this.#units[start + at] = text.charCodeAt(at);
    this.#texts[code * 3] = hash;
    this.#texts[code * 3 + 1] = start;
    this.#texts[code * 3 + 2] = end;
    this.#size += 1;
    this.#place(code);
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    return code;
  }

  #isText(code: number, text: string): boolean {
    const from = this.#texts[code * 3 + 1] as number;
    if ((this.#texts[code * 3 + 2] as number) - from !== text.length) return false;
    for (let at = 0; at < text.length; at += 1) if (this.#units[from + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  #place(code: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#texts[code * 3] as number) & mask;
    while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = code;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.#slots = new Int32Array(size).fill(-1);
    this.#texts = larger(this.#texts, new Int32Array((size / 2) * 3));
    for (let code = 0; code < this.#size; code += 1) this.#place(code);
  }
}

function larger<Numbers extends Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(
  old: Numbers,
  made: Numbers,
): Numbers {
  made.set(old);
  return made;
}
