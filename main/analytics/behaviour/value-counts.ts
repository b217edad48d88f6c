/** Counts by number of a value. */
export class ValueCounts {
  #counts = new Float64Array(1024);

  add(value: number): void {
    if (value >= this.#counts.length) {
      const wider = new Float64Array(Math.max(value + 1, this.#counts.length * 2));
      wider.set(this.#counts);
      this.#counts = wider;
    }
    this.#counts[value] = (this.#counts[value] as number) + 1;
  }

  /** By number; those behind the end have none. */
  read(): Float64Array {
    return this.#counts;
  }
}
