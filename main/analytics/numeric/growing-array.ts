/** Numbers in a typed array that doubles when full: sums of millions of durations without an object each. */
export class GrowingArray {
  private values = new Float64Array(64);
  private count = 0;

  push(value: number): void {
    if (this.count === this.values.length) {
      const wider = new Float64Array(this.count * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.count] = value;
    this.count += 1;
  }

  pushAll(values: Float64Array): void {
    for (const value of values) this.push(value);
  }

  /** A view of what is there; it goes stale with the next push. */
  view(): Float64Array {
    return this.values.subarray(0, this.count);
  }

  get length(): number {
    return this.count;
  }
}
