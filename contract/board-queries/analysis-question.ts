import { analysisPath } from '../analysis-kinds.ts';
import type { AnalysisReport } from '../reports.ts';
import type { TileOf } from '../tiles.ts';
import { analysisFilters, narrowed } from './analysis-filters.ts';
import type { BoardScope } from './scope.ts';
import { rangeOf } from './tile-queries.ts';

type AnalysisTile = TileOf<'analysis'>;

/** Analyses of one day instead of a range of dates. */
const ofOneDay: ReadonlySet<AnalysisTile['analysis']> = new Set<AnalysisTile['analysis']>(['rfm', 'clv', 'churn']);

/**
 * What a tile asks of the API: its question under the dates, the segment and, where they apply, the filters of the
 * board (`analysisFilters`). Analyses as of one day take the last day of the board's dates; one that shows everything
 * keeps its own. Comparisons, which are of other dates, are left out.
 */
export function analysisQuestion(
  tile: AnalysisTile,
  scope: BoardScope,
): { path: string; body: Record<string, unknown> } {
  const { dateRange: _, compareTo: __, asOf, ...question } = tile.question;
  const isAll = tile.range.kind === 'all';
  const range = rangeOf(tile, scope);
  const ownDay = asOf === undefined ? {} : { asOf };
  const boardDay = range.to < scope.data.to ? { asOf: range.to } : {};
  const dates = ofOneDay.has(tile.analysis) ? (isAll ? ownDay : boardDay) : isAll ? {} : { dateRange: range };
  const segment = scope.segment === null ? {} : { segmentId: scope.segment };
  const { conditions } = analysisFilters(tile, scope);
  const asked = narrowed(tile.analysis, question, conditions);
  return { path: analysisPath(tile.analysis, question), body: { ...asked, ...dates, ...segment } };
}

/** Whether an analysis reads one day and not a range of dates. */
export function isOfOneDay(analysis: AnalysisTile['analysis']): boolean {
  return ofOneDay.has(analysis);
}

/** A saved analysis as the tile that shows it in the place of a report's tile. */
export function analysisTileOf(tile: TileOf<'report'>, { definition }: AnalysisReport): AnalysisTile {
  const { reportId: _, ...rest } = tile;
  const { analysis, question, settings } = definition;
  return { ...rest, kind: 'analysis', analysis, question, settings };
}
