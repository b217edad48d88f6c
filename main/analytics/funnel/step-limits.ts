import type { FunnelRules } from './rules.ts';

/**
 * By step: milliseconds from the step before at most; null where no step has a limit. With limits, of chains from equal
 * starts the one that got to a step last goes furthest from there.
 */
export function stepLimits({ stepCount, stepWindowsMs }: FunnelRules): Float64Array | null {
  if (!stepWindowsMs.some((limit) => limit !== null && limit !== undefined)) return null;
  return Float64Array.from({ length: stepCount }, (_, step) => stepWindowsMs[step] ?? Number.POSITIVE_INFINITY);
}
