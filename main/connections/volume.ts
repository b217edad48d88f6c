/** Syncs that must have been before a volume can be called unusual. */
const fewest = 8;
/** Robust z-score beyond which a volume is unusual; 3.5 after Iglewicz & Hoaglin (1993). */
const limit = 3.5;
/** Scales the median absolute deviation to the standard deviation of a normal distribution. */
const scale = 1.4826;

/**
 * Whether the newest volume is far from the usual: |x − median| / (1.4826 · MAD) > 3.5 over the ones before it, with the
 * spread taken as at least a tenth of the median and one row, so that a steady stream may wobble.
 *
 * @param volumes rows per sync, newest first
 */
export function volumeAnomaly(volumes: readonly number[]): 'low' | 'high' | null {
  const [newest, ...before] = volumes;
  if (newest === undefined || before.length < fewest) return null;
  const middle = median(before);
  const spread = scale * median(before.map((value) => Math.abs(value - middle)));
  const score = (newest - middle) / Math.max(spread, middle / 10, 1);
  if (Math.abs(score) <= limit) return null;
  return score < 0 ? 'low' : 'high';
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
