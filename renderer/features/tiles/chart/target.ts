import type { TileOf } from '../../../../contract/boards.ts';
import { type DateRange, fixedTarget, tileTarget } from '../../../queries/index.ts';
import { type CubeRow, figure } from '../../../transport/index.ts';
import { useTileSurface } from '../tile-context.ts';

/** The figure a measure should reach over a range; null where no target is set, or none for this selection. */
export function useTargetOf(
  tile: TileOf<'number'> | TileOf<'chart'>,
  measure: string,
  range: DateRange,
  row: CubeRow | undefined,
): number | null {
  const { member, scope } = useTileSurface();
  const { target } = tile;
  switch (target?.kind) {
    case undefined:
      return null;
    case 'fixed':
      return fixedTarget(target, scope);
    case 'plan':
      return tileTarget(tile, member(measure), range, scope);
    case 'measure':
      return figure(row?.[target.measure]);
  }
}
