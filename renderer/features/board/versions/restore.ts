import type { BoardInput } from '../../../../contract/boards.ts';
import { moveTile, tabOf } from '../edit/layout.ts';
import { onTab, withoutTiles, withTabs } from '../edit/tile-edits.ts';

/**
 * One tile as it was in an old version, settings and place; others make way for it. A tile that was removed since is
 * put back, one that was added since goes.
 */
export function withTileOf(board: BoardInput, old: BoardInput, id: string): BoardInput {
  const former = old.tiles.find((tile) => tile.id === id);
  const now = board.tiles.find((tile) => tile.id === id);
  if (!former) return now ? withoutTiles(board, tabOf(now, board.tabs), new Set([id])) : board;
  const tab = tabOf(former, board.tabs);
  const isHere = now !== undefined && tabOf(now, board.tabs) === tab;
  const rest = now && !isHere ? withoutTiles(board, tabOf(now, board.tabs), new Set([id])) : board;
  return onTab(rest, tab, (here) => {
    const bottom = Math.max(0, ...here.map(({ placement }) => placement.y + placement.h));
    const placement = isHere ? now.placement : { ...former.placement, y: bottom };
    const others = here.filter((tile) => tile.id !== id);
    return moveTile([...others, { ...former, tab, placement }], id, former.placement);
  });
}

/** The board's own settings as they were, with the tiles it has now; those of a tab that goes make room for others. */
export function withSettingsOf(board: BoardInput, old: BoardInput): BoardInput {
  return { ...old, tiles: withTabs(board, old.tabs).tiles };
}
