/**
 * Wait before the next try: grows fourfold from `baseMs` up to `capMs`, with up to a quarter of it at random, so that
 * many that failed together do not come back together.
 *
 * @param attempt tries made so far, 1 = the first
 */
export function backoffMs(
  attempt: number,
  {
    baseMs = 30_000,
    capMs = 3_600_000,
    random = Math.random,
  }: { baseMs?: number; capMs?: number; random?: () => number } = {},
): number {
  const wait = Math.min(capMs, baseMs * 4 ** Math.min(attempt - 1, 20));
  return Math.round(wait * (1 + random() * 0.25));
}
