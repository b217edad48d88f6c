const pageBits = 15;
const pageMask = (1 << pageBits) - 1;

/**
 * One 32-bit number per row id, 0 where nothing was set. Ids are dense, so a paged array takes 4 bytes a row where a
 * Map takes 60: an import of millions of rows remembers which row of the file each one came from.
 */
export class IdMarks {
  readonly #pages: (Uint32Array | undefined)[] = [];

  get(id: number): number {
    return this.#pages[id >>> pageBits]?.[id & pageMask] ?? 0;
  }

  set(id: number, value: number): void {
    let page = this.#pages[id >>> pageBits];
    if (!page) {
      page = new Uint32Array(pageMask + 1);
      this.#pages[id >>> pageBits] = page;
    }
    page[id & pageMask] = value;
  }

  /** The same for `count` ids from `first` on. */
  setRange(first: number, count: number, value: number): void {
    for (let id = first; id < first + count; ) {
      const next = Math.min(first + count, ((id >>> pageBits) + 1) << pageBits);
      this.set(id, value);
      this.#pages[id >>> pageBits]?.fill(value, id & pageMask, (id & pageMask) + next - id);
      id = next;
    }
  }

  /** Ids that have a mark, ascending. */
  *ids(): Generator<number> {
    for (const [pageNumber, page] of this.#pages.entries()) {
      if (!page) continue;
      for (let index = 0; index <= pageMask; index += 1) {
        if (page[index] !== 0) yield pageNumber * (pageMask + 1) + index;
      }
    }
  }
}
