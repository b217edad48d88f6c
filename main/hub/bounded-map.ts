/** A map from texts that holds at most `limit` entries: when it is full it starts again from nothing. */
export class BoundedMap<Value> {
  readonly #map = new Map<string, Value>();
  readonly #limit: number;
  #hasForgotten = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether everything ever set is still here. */
  get isComplete(): boolean {
    return !this.#hasForgotten;
  }

  /** Nothing was ever set. */
  get isUntouched(): boolean {
    return this.#map.size === 0 && !this.#hasForgotten;
  }

  /** The next `set` forgets everything. */
  get isFull(): boolean {
    return this.#map.size >= this.#limit;
  }

  get(key: string): Value | undefined {
    return this.#map.get(key);
  }

  set(key: string, value: Value): void {
    if (this.isFull) {
      this.#map.clear();
      this.#hasForgotten = true;
    }
    this.#map.set(ownText(key), value);
  }
}

/** A text of its own: a piece cut from a batch would keep the whole batch in memory. Short pieces are copies already. */
export function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
