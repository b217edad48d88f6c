/**
 * A bounded map that forgets what was not asked for lately: two generations, so that neither reads nor writes keep
 * an order. Holds at most `limit` entries.
 */
export class RecentMap<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  readonly #half: number;
  #hasForgotten = false;

  constructor(limit: number) {
    this.#half = Math.max(1, limit >> 1);
  }

  /** Whether everything ever set is still here. */
  get isComplete(): boolean {
    return !this.#hasForgotten;
  }

  get(key: string): Value | undefined {
    const found = this.#young.get(key);
    if (found !== undefined || this.#old.size === 0) return found;
    const old = this.#old.get(key);
    if (old !== undefined) this.#put(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    this.#put(ownText(key), value);
  }

  #put(key: string, value: Value): void {
    if (this.#young.size >= this.#half) {
      if (this.#old.size > 0) this.#hasForgotten = true;
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}

/** A text of its own: a piece cut from a batch would keep the whole batch in memory. Short pieces are copies already. */
export function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
