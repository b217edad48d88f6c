import { analysisTileOf } from '../../../contract/board-queries/index.ts';
import type { Tile, TileOf } from '../../../contract/boards.ts';
import type { SavedReports } from '../../boards/index.ts';
import { type AnalysisContext, analysisTable } from './analysis-table.ts';
import { type GridContext, gridTable } from './grid-table.ts';
import type { TileContent } from './table.ts';
import { type TileTableContext, tileTable } from './tile-table.ts';

export interface ContentContext extends TileTableContext {
  savedReports: Pick<SavedReports, 'get'>;
  pivots: GridContext['pivots'];
  analyses: AnalysisContext['analyses'];
  currency: string;
}

/**
 * What a tile holds, of every kind: rows, or the laid-out pivot of a report.
 *
 * @returns null for a tile without figures (a heading, a picture, a text)
 */
export async function tileContent(tile: Tile, context: ContentContext): Promise<TileContent | null> {
  switch (tile.kind) {
    case 'report':
      return ofReport(tile, context);
    case 'analysis':
      return analysisTable(tile, context);
    default:
      return tileTable(tile, context);
  }
}

function ofReport(tile: TileOf<'report'>, context: ContentContext): Promise<TileContent> {
  const report = context.savedReports.get(tile.reportId);
  return report.kind === 'pivot'
    ? gridTable(tile, report, context)
    : analysisTable(analysisTileOf(tile, report), context);
}
