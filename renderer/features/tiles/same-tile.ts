import type { Tile } from '../../../contract/boards.ts';

/** Whether two tiles show the same: moving a tile makes new ones of all that may have made way. */
export function showsSame(a: Tile, b: Tile): boolean {
  if (a === b) return true;
  const parts = (tile: Tile) => Object.entries(tile).filter(([name]) => name !== 'placement');
  const others = new Map(parts(b));
  const own = parts(a);
  return own.length === others.size && own.every(([name, value]) => others.has(name) && others.get(name) === value);
}

/** Whether two tiles show the same at the same place. */
export function standsSame(a: Tile, b: Tile): boolean {
  const [p, q] = [a.placement, b.placement];
  return p.x === q.x && p.y === q.y && p.w === q.w && p.h === q.h && showsSame(a, b);
}
