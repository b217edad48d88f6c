/** Finished results of one state of the data, least recently used first out; bounded by their estimated size. */
export class ResultCache<T> {
  readonly #entries = new Map<string, { value: T; bytes: number }>();
  readonly #maxBytes: number;
  #bytes = 0;
  #state = '';

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Results belong to one state (watermark, settings, model); entering another one forgets them all, because
   * answers of an older state must never be given again.
   */
  enter(state: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#entries.clear();
    this.#bytes = 0;
  }

  get(state: string, key: string): T | undefined {
    const entry = state === this.#state ? this.#entries.get(key) : undefined;
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a result of `state`; a result that ends after the state has changed is not kept. */
  set(state: string, key: string, value: T, bytes: number): void {
    if (state !== this.#state || bytes > this.#maxBytes / 4) return;
    this.#bytes += bytes - (this.#entries.get(key)?.bytes ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, { value, bytes });
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }

  get sizeBytes(): number {
    return this.#bytes;
  }
}
