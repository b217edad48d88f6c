import { type Board, type Tile, tileInput } from '../../../contract/boards.ts';
import type { SavedReport } from '../../../contract/reports.ts';
import { RequestError } from '../../transport/index.ts';
import { freePlace, tabOf } from './edit/layout.ts';
import { newId } from './edit/new-id.ts';
import { emptyBoard } from './list/new-board.ts';
import { addBoard, contentOf, readBoard, saveBoard } from './requests.ts';

/** Where a report goes: a board that is there and a tab of it, or a board to be made. */
export type ReportPlace = { board: string; tab: string | null } | { name: string };

/**
 * Puts a report on a board as a tile, in the first place where there is room for it. Somebody who saved the board
 * meanwhile is not overwritten: the tile is put on what they saved.
 */
export async function placeReport(report: SavedReport, place: ReportPlace): Promise<Board> {
  if ('name' in place) {
    const board = emptyBoard(place.name);
    return addBoard({ ...board, tiles: [reportTile(report, board, null)] });
  }
  for (let attempt = 0; ; attempt += 1) {
    const board = await readBoard(place.board);
    const content = contentOf(board);
    const next = { ...content, tiles: [...content.tiles, reportTile(report, content, place.tab)] };
    try {
      return await saveBoard(board.id, next, board.version);
    } catch (error) {
      const isLate = error instanceof RequestError && error.code === 'api/conflict';
      if (!isLate || attempt >= 3) throw error;
    }
  }
}

function reportTile(report: SavedReport, { tiles, tabs }: Pick<Board, 'tiles' | 'tabs'>, tab: string | null): Tile {
  const target = tabOf({ tab }, tabs);
  const beside = tiles.filter((tile) => tabOf(tile, tabs) === target);
  return tileInput.parse({
    id: `t-${newId()}`,
    kind: 'report',
    reportId: report.id,
    title: { 'zh-CN': report.title, en: report.title },
    placement: freePlace(beside, sizeOf(report)),
    tab: target,
    ...(report.kind === 'pivot' && report.definition.pivot.dates
      ? { timeMember: report.definition.pivot.dates.member }
      : {}),
  });
}

/** Analyses that need the whole width: tables of many columns, streams, maps. The tables are as high as wide. */
const wideAnalyses: ReadonlySet<string> = new Set(['retention', 'paths', 'rfm', 'journey', 'clv', 'feedback']);
const highAnalyses: ReadonlySet<string> = new Set(['retention', 'rfm']);

function sizeOf(report: SavedReport): { w: number; h: number } {
  if (report.kind === 'analysis') {
    const { analysis } = report.definition;
    return { w: wideAnalyses.has(analysis) ? 12 : 6, h: highAnalyses.has(analysis) ? 6 : 5 };
  }
  const { view, pivot } = report.definition;
  const isTable = view === 'table';
  return { w: isTable && pivot.columns.length > 0 ? 12 : 6, h: isTable ? 5 : 4 };
}
