import type { BoardInput, Tile } from '../../../../contract/boards.ts';
import { compact, freePlace, moveTile, tabOf } from './layout.ts';
import { newId } from './new-id.ts';

/** An id no tile of the board has. */
export function newTileId(): string {
  return `t-${newId()}`;
}

/** Changes only the tiles of one tab: every tab is a grid of its own. */
export function onTab(board: BoardInput, tab: string | null, change: (tiles: Tile[]) => Tile[]): BoardInput {
  const isHere = (tile: Tile) => tabOf(tile, board.tabs) === tab;
  const here = change(board.tiles.filter(isHere));
  return { ...board, tiles: [...board.tiles.filter((tile) => !isHere(tile)), ...here] };
}

/** Puts tiles into the first free places of a tab. */
export function withTiles(board: BoardInput, tab: string | null, tiles: readonly Tile[]): BoardInput {
  return onTab(board, tab, (here) => {
    const list = [...here];
    for (const tile of tiles) list.push({ ...tile, tab, placement: freePlace(list, tile.placement) });
    return list;
  });
}

export function withoutTile(board: BoardInput, id: string): BoardInput {
  const tile = board.tiles.find((one) => one.id === id);
  if (!tile) return board;
  return onTab(board, tabOf(tile, board.tabs), (here) => compact(here.filter((one) => one.id !== id)));
}

export function withTile(board: BoardInput, tile: Tile): BoardInput {
  return { ...board, tiles: board.tiles.map((one) => (one.id === tile.id ? tile : one)) };
}

export function moved(board: BoardInput, id: string, change: Partial<Tile['placement']>): BoardInput {
  const tile = board.tiles.find((one) => one.id === id);
  if (!tile) return board;
  return onTab(board, tabOf(tile, board.tabs), (here) => moveTile(here, id, change));
}
