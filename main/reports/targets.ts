import type { Board, Tile } from '../../contract/boards.ts';
import { AppError } from '../../contract/errors.ts';
import type { ExportFormat, ExportOrder, ExportTarget } from '../../contract/exports.ts';
import { boardOfAnalysis, boardOfMeasure, boardOfReport } from '../../contract/target-board.ts';
import type { Boards, SavedReports } from '../boards/index.ts';

export interface TargetSources {
  boards: Pick<Boards, 'get'>;
  savedReports: Pick<SavedReports, 'get'>;
}

/** A board that is exported, or the board that a report or an analysis makes of its own; a question has none. */
export interface TargetBoard {
  board: Board;
  /** Those wanted, from top to bottom. */
  tiles: Tile[];
  view: Extract<ExportTarget, { board: string }>['view'];
  /** What of the board was wanted by name; null: all of it. */
  wanted: readonly string[] | null;
}

/** @throws boards/not-found, reports/not-found, exports/analysis-unsupported */
export function targetBoard(target: ExportTarget, { boards, savedReports }: TargetSources): TargetBoard | null {
  if ('board' in target) {
    const board = boards.get(target.board);
    const wanted = target.tiles ?? null;
    return { board, view: target.view, wanted, tiles: inOrder(board, wanted) };
  }
  if ('report' in target) {
    const board = boardOfReport(savedReports.get(target.report), target.view);
    return { board, view: target.view, wanted: null, tiles: board.tiles };
  }
  if ('query' in target) return null;
  if ('measure' in target) {
    const board = boardOfMeasure(target);
    return { board, view: target.view, wanted: null, tiles: board.tiles };
  }
  const board = boardOfAnalysis(target);
  if (board === null) throw new AppError('exports/analysis-unsupported', { params: { kind: target.analytics } });
  return { board, view: {}, wanted: null, tiles: board.tiles };
}

/**
 * Whether a report can be sent one per value of a dimension of orders. Analyses of events have conditions of their
 * own: what would go to each reader is the whole.
 */
export function isDivisible(target: ExportTarget, { savedReports }: Pick<TargetSources, 'savedReports'>): boolean {
  if ('analytics' in target) return false;
  return 'report' in target ? savedReports.get(target.report).kind === 'pivot' : true;
}

function inOrder(board: Board, wanted: readonly string[] | null): Tile[] {
  return board.tiles
    .filter((tile) => wanted === null || wanted.includes(tile.id))
    .toSorted((a, b) => a.placement.y - b.placement.y || a.placement.x - b.placement.x);
}

/** Formats of a single table or picture. */
const ofOneTile: readonly ExportFormat[] = ['csv', 'svg'];

/**
 * What an order is of.
 *
 * @throws what the target is refused for, exports/format-unsupported, exports/nothing-to-export
 */
export function titleOf(order: ExportOrder, sources: TargetSources): string {
  const { target, format, page, lang } = order;
  const refuse = () => new AppError('exports/format-unsupported', { params: { format: format.toUpperCase() } });
  const of = targetBoard(target, sources);
  if (of === null) {
    if (format === 'pptx' || format === 'svg') throw refuse();
    return page.title ?? ('title' in target ? (target.title ?? '') : '');
  }
  const { board, tiles, wanted } = of;
  if (tiles.length === 0)
    throw new AppError('exports/nothing-to-export', { params: { reason: (wanted ?? []).join(', ') } });
  if (ofOneTile.includes(format) && tiles.length > 1) throw refuse();
  const title = page.title ?? board.title[lang];
  const [only] = tiles;
  return 'board' in target && tiles.length === 1 && only ? `${title} · ${only.title[lang]}` : title;
}
