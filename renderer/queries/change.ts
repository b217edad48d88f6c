import type { Change, Unit } from '../format/index.ts';

/**
 * How a figure moved against an earlier one: shares in points, everything else in per cent of the earlier size.
 * Null where there is nothing to say: a side is missing, or the earlier one is zero.
 */
export function changeOf(current: number | null, earlier: number | null, unit: Unit): Change | null {
  if (current === null || earlier === null) return null;
  if (unit === 'percent') return { kind: 'points', value: current - earlier };
  if (earlier === 0) return null;
  return { kind: 'ratio', value: (current - earlier) / Math.abs(earlier) };
}
