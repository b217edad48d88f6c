/** How many orders an import brought per currency; `isExact` ends with the first order it changed or deleted. */
export class CurrencyCounts {
  readonly #counts = new Map<string, number>();
  #last = '';
  #run = 0;
  isExact = true;

  /** Orders of one currency mostly follow each other, so runs are counted, not orders. */
  add(currency: string, orders = 1): void {
    if (currency === this.#last) {
      this.#run += orders;
      return;
    }
    this.#endRun();
    this.#last = currency;
    this.#run = orders;
  }

  counts(): ReadonlyMap<string, number> {
    this.#endRun();
    return this.#counts;
  }

  #endRun(): void {
    if (this.#run > 0) this.#counts.set(this.#last, (this.#counts.get(this.#last) ?? 0) + this.#run);
    this.#run = 0;
  }
}
