import type { CellRange } from './table-file.ts';

/**
 * Gives every cell of a merged range the value of its first one, as a reader sees it. Rows come in order; ranges that
 * are over are forgotten.
 */
export class MergedCells {
  readonly #waiting: CellRange[];
  #active: { range: CellRange; value: string }[] = [];

  constructor(ranges: readonly CellRange[]) {
    this.#waiting = [...ranges].sort((a, b) => b.top - a.top || b.left - a.left);
  }

  fill(cells: string[], row: number): void {
    if (this.#waiting.length === 0 && this.#active.length === 0) return;
    for (let next = this.#waiting.at(-1); next && next.top <= row; next = this.#waiting.at(-1)) {
      this.#waiting.pop();
      if (next.bottom >= row) this.#active.push({ range: next, value: cells[next.left] ?? '' });
    }
    this.#active = this.#active.filter(({ range }) => range.bottom >= row);
    for (const { range, value } of this.#active) {
      for (let column = range.left; column <= range.right; column += 1) {
        while (cells.length <= column) cells.push('');
        cells[column] = value;
      }
    }
  }
}
