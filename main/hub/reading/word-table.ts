/** Grows when half of its slots are taken. */
const firstSlots = 256;

/**
 * Numbers texts in the order they first come. A Map does the same; with texts cut from a file a moment ago, whose hash
 * nobody knows yet, this takes a quarter of the time.
 */
export class WordTable {
  readonly #words: string[] = [];
  #slots = new Int32Array(firstSlots).fill(-1);
  #hashes = new Int32Array(firstSlots);

  /** Different texts so far. */
  get size(): number {
    return this.#words.length;
  }

  /** The number of a text; a new one has the number `size` had before. */
  codeOf(text: string): number {
    const hash = hashOf(text);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let code = slots[slot] as number; code >= 0; code = slots[slot] as number) {
      if (this.#hashes[code] === hash && this.#words[code] === text) return code;
      slot = (slot + 1) & mask;
    }
    return this.#add(text, hash, slot);
  }

  #add(text: string, hash: number, slot: number): number {
    const code = this.#words.length;
    this.#slots[slot] = code;
    this.#hashes[code] = hash;
    // A piece of a batch would keep the whole batch in memory; short pieces are copies already.
    this.#words.push(text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));
    if (this.#words.length * 2 > this.#slots.length) this.#grow();
    return code;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    const slots = new Int32Array(size).fill(-1);
    const hashes = new Int32Array(size);
    hashes.set(this.#hashes);
    for (let code = 0; code < this.#words.length; code += 1) {
      let slot = (hashes[code] as number) & (size - 1);
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & (size - 1);
      slots[slot] = code;
    }
    this.#slots = slots;
    this.#hashes = hashes;
  }
}

function hashOf(text: string): number {
  let hash = text.length;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
