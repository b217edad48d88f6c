import type { Unit } from './members.ts';

/** How one figure differs from another: a ratio of the earlier size, or points between two shares. */
export type Change = { kind: 'ratio'; value: number } | { kind: 'points'; value: number };

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
