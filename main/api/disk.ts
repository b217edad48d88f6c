import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';

const freshMs = 10_000;

/** Space used by a folder and free beside it. Measured at most every ten seconds. */
export class DiskUse {
  readonly #folder: string;
  readonly #clock: Clock;
  #known: { at: number; use: Promise<{ dataBytes: number; freeBytes: number }> } | null = null;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  measure(): Promise<{ dataBytes: number; freeBytes: number }> {
    const now = this.#clock.now();
    if (this.#known === null || now - this.#known.at > freshMs) this.#known = { at: now, use: this.#measure() };
    return this.#known.use;
  }

  async #measure(): Promise<{ dataBytes: number; freeBytes: number }> {
    const [entries, space] = await Promise.all([
      readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => []),
      statfs(this.#folder).catch(() => null),
    ]);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    // A file may go while it is measured.
    const sizes = await Promise.all(
      files.map((path) =>
        stat(path).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return {
      dataBytes: sizes.reduce((sum, size) => sum + size, 0),
      freeBytes: space === null ? 0 : space.bavail * space.bsize,
    };
  }
}
