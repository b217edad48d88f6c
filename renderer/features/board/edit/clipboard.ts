import { z } from 'zod';
import { type Tile, tileInput } from '../../../../contract/boards.ts';

const key = 'luopan.tiles';

/** Keeps copies of tiles for this browser, so that another board or window can paste them. */
export function copyTiles(tiles: readonly Tile[]): void {
  localStorage.setItem(key, JSON.stringify(tiles));
}

/** What was copied last; nothing where it cannot be read. */
export function copiedTiles(): Tile[] {
  try {
    return z.array(tileInput).parse(JSON.parse(localStorage.getItem(key) ?? '[]'));
  } catch {
    return [];
  }
}
