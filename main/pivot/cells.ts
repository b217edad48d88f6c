/** A dense block up to this many figures (8 bytes each); above, only what exists is kept. */
const denseLimit = 16_000_000;

/** Figures by row node, column node and figure number; NaN where there is none. */
export class Cells {
  readonly #columns: number;
  readonly #figures: number;
  readonly #dense: Float64Array | null;
  readonly #sparse = new Map<number, Float64Array>();

  constructor(rows: number, columns: number, figures: number) {
    this.#columns = columns;
    this.#figures = figures;
    const size = rows * columns * figures;
    this.#dense = size <= denseLimit ? new Float64Array(size).fill(Number.NaN) : null;
  }

  get(row: number, column: number, figure: number): number {
    const cell = row * this.#columns + column;
    if (this.#dense) return this.#dense[cell * this.#figures + figure] as number;
    return this.#sparse.get(cell)?.[figure] ?? Number.NaN;
  }

  set(row: number, column: number, figure: number, value: number): void {
    const cell = row * this.#columns + column;
    if (this.#dense) {
      this.#dense[cell * this.#figures + figure] = value;
      return;
    }
    let figures = this.#sparse.get(cell);
    if (!figures) {
      figures = new Float64Array(this.#figures).fill(Number.NaN);
      this.#sparse.set(cell, figures);
    }
    figures[figure] = value;
  }
}
