import { CellBuilder } from './cell-builder.ts';

/** Texts met again by their numbers, with all that is needed to lay them out as cells. */
export class CellWords {
  readonly count: number;
  readonly #words: ReturnType<CellBuilder['view']>;
  /** In which table each was placed last, and where. */
  readonly #placedIn: Int32Array;
  readonly #placedAt: Int32Array;
  #table = 0;

  /** @param put lays all texts out, as cells 0 … of the builder */
  constructor(count: number, put: (builder: CellBuilder) => void) {
    this.count = count;
    const builder = new CellBuilder(1);
    builder.begin(count);
    put(builder);
    this.#words = builder.view();
    this.#placedIn = new Int32Array(count);
    this.#placedAt = new Int32Array(count);
  }

  /** To be called with every table begun. */
  beginTable(): void {
    this.#table += 1;
  }

  put(builder: CellBuilder, cell: number, word: number): void {
    const { units, starts, ends, hashes } = this.#words;
    const from = starts[word] as number;
    const to = ends[word] as number;
    if (this.#placedIn[word] !== this.#table) {
      this.#placedAt[word] = builder.write(units, from, to);
      this.#placedIn[word] = this.#table;
    }
    const start = this.#placedAt[word] as number;
    builder.place(cell, start, start + to - from, hashes[word] as number);
  }
}
