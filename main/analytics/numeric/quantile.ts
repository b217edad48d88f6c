/**
 * Quantile of ascending values by linear interpolation between order statistics
 * (Hyndman & Fan 1996, type 7: the default of R's `quantile`). Null for no values.
 *
 * @param ascending sorted values
 * @param probability 0..1
 */
export function quantile(ascending: ArrayLike<number>, probability: number): number | null {
  if (ascending.length === 0) return null;
  const position = (ascending.length - 1) * probability;
  const below = Math.floor(position);
  const low = ascending[below] as number;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return low + (position - below) * (high - low);
}
