/**
 * Puts the k-th smallest value (from 0) in its place: smaller ones before it, larger ones behind (Hoare's selection with
 * the median of three; linear on average). What lies before `from` must be smaller already.
 */
export function selectNth(values: Float64Array, k: number, from = 0): number {
  let low = from;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low] as number, values[(low + high) >>> 1] as number, values[high] as number);
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] as number) < pivot) left += 1;
      while ((values[right] as number) > pivot) right -= 1;
      if (left > right) break;
      const swapped = values[left] as number;
      values[left] = values[right] as number;
      values[right] = swapped;
      left += 1;
      right -= 1;
    }
    if (k <= right) high = right;
    else if (k >= left) low = left;
    else break;
  }
  return values[k] as number;
}

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

/**
 * Quantiles as `quantile` gives them (type 7) without sorting everything; the values are moved about.
 *
 * @param probabilities ascending
 */
export function selectQuantiles(values: Float64Array, probabilities: readonly number[]): (number | null)[] {
  let from = 0;
  return probabilities.map((probability) => {
    if (values.length === 0) return null;
    const position = (values.length - 1) * probability;
    const below = Math.floor(position);
    const low = selectNth(values, below, from);
    from = below;
    if (position === below) return low;
    let high = Number.POSITIVE_INFINITY;
    for (let i = below + 1; i < values.length; i += 1) high = Math.min(high, values[i] as number);
    return low + (position - below) * (high - low);
  });
}
