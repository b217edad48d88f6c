/** Numbers in a typed array that doubles when full: sums of millions of durations without an object each. */
export class GrowingArray {
  private values = new Float64Array(64);
  private count = 0;

  push(value: number): void {
    if (this.count === this.values.length) this.grow(this.count + 1);
    this.values[this.count] = value;
    this.count += 1;
  }

  pushAll(values: Float64Array): void {
    if (this.count + values.length > this.values.length) this.grow(this.count + values.length);
    this.values.set(values, this.count);
    this.count += values.length;
  }

  /** A view of what is there; it goes stale with the next push. */
  view(): Float64Array {
    return this.values.subarray(0, this.count);
  }

  get length(): number {
    return this.count;
  }

  private grow(least: number): void {
    const wider = new Float64Array(Math.max(this.count * 2, least));
    wider.set(this.values.subarray(0, this.count));
    this.values = wider;
  }
}
