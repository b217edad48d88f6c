import type { Target } from '../../../../contract/boards.ts';
import { type DateRange, fixedTarget, plannedTarget } from '../../../queries/index.ts';
import { type CubeRow, figure } from '../../../transport/index.ts';
import { useTileSurface } from '../tile-context.ts';

/** The figure a measure should reach over a range; null where no target is set, or none for this selection. */
export function useTargetOf(
  target: Target | null,
  measure: string,
  range: DateRange,
  row: CubeRow | undefined,
): number | null {
  const { member, scope } = useTileSurface();
  switch (target?.kind) {
    case undefined:
      return null;
    case 'fixed':
      return fixedTarget(target, scope);
    case 'plan':
      return plannedTarget(member(measure), range, scope);
    case 'measure':
      return figure(row?.[target.measure]);
  }
}
