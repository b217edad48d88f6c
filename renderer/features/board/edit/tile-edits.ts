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

/**
 * The board with other tabs. Tiles whose tab is gone, or that stood on a first tab that is another one now, come to
 * where they stand by that: below what is there, or as they stood where nothing is.
 */
export function withTabs(board: BoardInput, tabs: BoardInput['tabs']): BoardInput {
  const wayOf = (tile: Tile) => ({ from: tabOf(tile, board.tabs), to: tabOf(tile, tabs) });
  const isStaying = (tile: Tile) => wayOf(tile).from === wayOf(tile).to;
  const leaving = board.tiles.filter((tile) => !isStaying(tile));
  const left = new Set(leaving.map((tile) => wayOf(tile).from));
  let next: BoardInput = { ...board, tabs, tiles: board.tiles.filter(isStaying) };
  for (const tab of left) next = onTab(next, tab, compact);
  for (const block of Map.groupBy(leaving, (tile) => JSON.stringify(wayOf(tile))).values()) {
    const [first] = block;
    const to = first ? wayOf(first).to : null;
    const isEmpty = !next.tiles.some((tile) => tabOf(tile, tabs) === to);
    next = isEmpty ? { ...next, tiles: [...next.tiles, ...block] } : withTiles(next, to, block);
  }
  return next;
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
