/** What clients are told as it happens. `data` and `workspace` make figures stale, `import` is progress, `board` a saved board,
 * `segments` who is in a segment, `sync` a connection's sync moved on, `notice` that there is something to tell. */
export type ChangeName = 'data' | 'import' | 'workspace' | 'board' | 'segments' | 'sync' | 'notice';

export interface Change {
  name: ChangeName;
  /** Of two waiting changes with the same key only the later is sent. */
  key: string;
  data: unknown;
}

/** One listener's share of the feed: waits without end, but never holds more than one change per key. */
export class ChangeReader {
  readonly #waiting = new Map<string, Change>();
  #wake: (() => void) | null = null;
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  push(change: Change): void {
    this.#waiting.delete(change.key);
    this.#waiting.set(change.key, change);
    this.#wake?.();
  }

  /** The changes that wait, or none after `patienceMs`, or none because the feed has ended. */
  async take(patienceMs: number): Promise<Change[]> {
    if (this.#waiting.size === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patienceMs);
        timer.unref();
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
    const changes = [...this.#waiting.values()];
    this.#waiting.clear();
    return changes;
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }
}

/** Passes what hub and replica report on to every client that listens. */
export class ChangeFeed {
  readonly #readers = new Set<ChangeReader>();
  #isClosed = false;

  publish(name: ChangeName, data: unknown, key: string = name): void {
    for (const reader of this.#readers) reader.push({ name, key, data });
  }

  open(): ChangeReader {
    const reader = new ChangeReader();
    this.#readers.add(reader);
    if (this.#isClosed) reader.close();
    return reader;
  }

  release(reader: ChangeReader): void {
    this.#readers.delete(reader);
    reader.close();
  }

  /** Ends every stream, so that a stopping server has no answers left open. */
  close(): void {
    this.#isClosed = true;
    for (const reader of this.#readers) reader.close();
    this.#readers.clear();
  }
}
