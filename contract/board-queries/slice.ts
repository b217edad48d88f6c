import type { SavedReport } from '../reports.ts';
import type { Tile } from '../tiles.ts';
import { analysisFilters } from './analysis-filters.ts';
import { analysisTileOf } from './analysis-question.ts';
import type { Members } from './members.ts';
import { reportPivot } from './report-pivot.ts';
import type { BoardScope } from './scope.ts';
import { measuresOf } from './tile-members.ts';
import { queryBuilder } from './tile-queries.ts';

/**
 * Whether every figure of a tile is narrowed to the slice of its scope. What has no figures holds nothing of others; of
 * analyses only those of nothing but orders can be narrowed by dimensions of orders.
 *
 * @param report what a tile of a saved report shows; null where it is not known, which is no reason to show it
 */
export function isWithinSlice(
  tile: Tile,
  scope: BoardScope,
  members: Members,
  report: SavedReport | null = null,
): boolean {
  const { slice } = scope;
  if (!slice) return true;
  const isReached = (unreached: readonly string[]) => !unreached.includes(slice.member);
  switch (tile.kind) {
    case 'image':
    case 'section':
      return true;
    case 'analysis':
      return isReached(analysisFilters(tile, scope).unreached);
    case 'report':
      if (report === null) return false;
      if (report.kind === 'analysis') return isReached(analysisFilters(analysisTileOf(tile, report), scope).unreached);
      return isReached(reportPivot(report.definition.pivot, tile, scope, members).unreached);
    default:
      return measuresOf(tile).every((measure) => isReached(queryBuilder(tile, [measure], scope, members).unreached));
  }
}
