import type { Board, Tile } from '../../contract/boards.ts';
import { AppError } from '../../contract/errors.ts';
import type { ExportFormat, ExportOrder, ExportTarget, Slice, View } from '../../contract/exports.ts';
import { boardOfAnalysis, boardOfMeasure, boardOfReport } from '../../contract/target-board.ts';
import type { Boards, SavedReports } from '../boards/index.ts';
import { reportWords } from './words.ts';

export interface TargetSources {
  boards: Pick<Boards, 'get'>;
  savedReports: Pick<SavedReports, 'get'>;
}

/**
 * A board that is exported, or the board that a report or an analysis makes of its own; a question and a briefing have
 * none.
 */
export interface TargetBoard {
  board: Board;
  /** Those wanted, from top to bottom. */
  tiles: Tile[];
  view: View;
  /** One reader's part of it. */
  slice: Slice | null;
  /** What of the board was wanted by name; null: all of it. */
  wanted: readonly string[] | null;
}

/** @throws boards/not-found, reports/not-found, exports/analysis-unsupported */
export function targetBoard(target: ExportTarget, { boards, savedReports }: TargetSources): TargetBoard | null {
  if ('query' in target || 'briefing' in target) return null;
  const slice = ('slice' in target ? target.slice : null) ?? null;
  if ('board' in target) {
    const board = boards.get(target.board);
    const wanted = target.tiles ?? null;
    return { board, view: target.view, slice, wanted, tiles: inOrder(board, wanted) };
  }
  if ('report' in target) {
    const board = boardOfReport(savedReports.get(target.report), target.view);
    return { board, view: target.view, slice, wanted: null, tiles: board.tiles };
  }
  if ('measure' in target) {
    const board = boardOfMeasure(target);
    return { board, view: target.view, slice, wanted: null, tiles: board.tiles };
  }
  const board = boardOfAnalysis(target);
  if (board === null) throw new AppError('exports/analysis-unsupported', { params: { kind: target.analytics } });
  return { board, view: {}, slice, wanted: null, tiles: board.tiles };
}

function inOrder(board: Board, wanted: readonly string[] | null): Tile[] {
  return board.tiles
    .filter((tile) => wanted === null || wanted.includes(tile.id))
    .toSorted((a, b) => a.placement.y - b.placement.y || a.placement.x - b.placement.x);
}

/** Formats of a single table or picture. */
const ofOneTile: readonly ExportFormat[] = ['csv', 'svg'];
/** Formats of words on a page. */
const ofPages: readonly ExportFormat[] = ['pdf', 'png'];

/**
 * What an order is of.
 *
 * @throws what the target is refused for, exports/format-unsupported, exports/nothing-to-export
 */
export function titleOf(order: ExportOrder, sources: TargetSources): string {
  const { target, format, page, lang } = order;
  const refuse = () => new AppError('exports/format-unsupported', { params: { format: format.toUpperCase() } });
  if ('briefing' in target) {
    const board = sources.boards.get(target.briefing);
    if (!ofPages.includes(format)) throw refuse();
    return page.title ?? reportWords[lang].briefing(board.title[lang]);
  }
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
