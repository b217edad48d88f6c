import type { BoardInput, Tile } from '../../../../contract/boards.ts';
import { compact, freePlace, moveTile, moveTiles, tabOf } from './layout.ts';
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

/** Puts a tile into the first free place of a tab; several keep the places they have to each other, below the rest. */
export function withTiles(board: BoardInput, tab: string | null, tiles: readonly Tile[]): BoardInput {
  return onTab(board, tab, (here) => {
    const [first, ...more] = tiles;
    if (first === undefined) return here;
    if (more.length === 0) return [...here, { ...first, tab, placement: freePlace(here, first.placement) }];
    const bottom = Math.max(0, ...here.map(({ placement }) => placement.y + placement.h));
    const top = Math.min(...tiles.map(({ placement }) => placement.y));
    const below = ({ placement }: Tile) => ({ ...placement, y: placement.y - top + bottom });
    return compact([...here, ...tiles.map((tile) => ({ ...tile, tab, placement: below(tile) }))]);
  });
}

/** Takes tiles off their tab; the rest closes up. */
export function withoutTiles(board: BoardInput, tab: string | null, ids: ReadonlySet<string>): BoardInput {
  return onTab(board, tab, (here) => compact(here.filter(({ id }) => !ids.has(id))));
}

export function withTile(board: BoardInput, tile: Tile): BoardInput {
  return { ...board, tiles: board.tiles.map((one) => (one.id === tile.id ? tile : one)) };
}

export function moved(board: BoardInput, id: string, change: Partial<Tile['placement']>): BoardInput {
  const tile = board.tiles.find((one) => one.id === id);
  if (!tile) return board;
  return onTab(board, tabOf(tile, board.tabs), (here) => moveTile(here, id, change));
}

export function movedTogether(
  board: BoardInput,
  tab: string | null,
  ids: ReadonlySet<string>,
  by: { x: number; y: number },
): BoardInput {
  return onTab(board, tab, (here) => moveTiles(here, ids, by));
}
