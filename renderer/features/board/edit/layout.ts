import type { Placement, Tile } from '../../../../contract/boards.ts';

export const columns = 12;

/** True when two places share a cell. */
export function overlap(a: Placement, b: Placement): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Moves tiles up as far as nothing is in the way, from top to bottom; no two overlap afterwards. */
export function compact<T extends { placement: Placement }>(tiles: readonly T[]): T[] {
  const placed: T[] = [];
  const ordered = tiles.toSorted((a, b) => a.placement.y - b.placement.y || a.placement.x - b.placement.x);
  for (const tile of ordered) {
    let place = { ...tile.placement, y: 0 };
    for (;;) {
      const blocking = placed.find((other) => overlap(place, other.placement));
      if (!blocking) break;
      place = { ...place, y: blocking.placement.y + blocking.placement.h };
    }
    placed.push({ ...tile, placement: place });
  }
  const byTile = new Map(ordered.map((tile, index) => [tile, placed[index] ?? tile]));
  return tiles.map((tile) => byTile.get(tile) ?? tile);
}

/** The first free place for a tile of a size, row by row. */
export function freePlace(tiles: readonly { placement: Placement }[], { w, h }: { w: number; h: number }): Placement {
  for (let y = 0; ; y += 1) {
    for (let x = 0; x + w <= columns; x += 1) {
      const place = { x, y, w, h };
      if (!tiles.some((tile) => overlap(tile.placement, place))) return place;
    }
  }
}

/** A tile put at another place: it stays there, others make way downwards, and the rest closes up. */
export function moveTile<T extends { id: string; placement: Placement }>(
  tiles: readonly T[],
  id: string,
  change: Partial<Placement>,
): T[] {
  const subject = tiles.find((tile) => tile.id === id);
  if (!subject) return [...tiles];
  const wanted = { ...subject.placement, ...change };
  const w = clamp(wanted.w, 1, columns);
  const place = { x: clamp(wanted.x, 0, columns - w), y: Math.max(0, wanted.y), w, h: clamp(wanted.h, 1, 40) };
  return settled(tiles, new Map([[id, place]]));
}

/** Several tiles moved as one block, as far as the board reaches; others make way as for one. */
export function moveTiles<T extends { id: string; placement: Placement }>(
  tiles: readonly T[],
  ids: ReadonlySet<string>,
  by: { x: number; y: number },
): T[] {
  const block = tiles.filter((tile) => ids.has(tile.id));
  if (block.length === 0) return [...tiles];
  const [left, top, right] = [
    Math.min(...block.map(({ placement }) => placement.x)),
    Math.min(...block.map(({ placement }) => placement.y)),
    Math.max(...block.map(({ placement }) => placement.x + placement.w)),
  ];
  const [dx, dy] = [clamp(by.x, -left, columns - right), Math.max(by.y, -top)];
  const shifted = ({ id, placement }: T): [string, Placement] => [
    id,
    { ...placement, x: placement.x + dx, y: placement.y + dy },
  ];
  return settled(tiles, new Map(block.map(shifted)));
}

/** Tiles at new places; what stood there parts upwards where they came from above, else downwards. */
function settled<T extends { id: string; placement: Placement }>(
  tiles: readonly T[],
  places: ReadonlyMap<string, Placement>,
): T[] {
  const subjects = tiles.flatMap((tile) => {
    const to = places.get(tile.id);
    return to ? [{ tile: { ...tile, placement: to }, from: tile.placement, to }] : [];
  });
  const parted = tiles
    .filter((tile) => !places.has(tile.id))
    .map((tile) => {
      const inTheWay = (place: Placement) => subjects.find(({ to }) => overlap(place, to));
      const first = inTheWay(tile.placement);
      // What a tile passes moves up past it, so that a step down is a swap and not nothing.
      const isPassed = first && first.to.y > first.from.y && tile.placement.y >= first.from.y + first.from.h;
      let place = tile.placement;
      for (let met = first; met && !(isPassed && place.y === 0); met = inTheWay(place)) {
        const y = isPassed ? Math.max(0, met.to.y - place.h) : met.to.y + met.to.h;
        place = { ...place, y };
      }
      return { ...tile, placement: place };
    });
  const byId = new Map(compact([...subjects.map(({ tile }) => tile), ...parted]).map((tile) => [tile.id, tile]));
  return tiles.map((tile) => byId.get(tile.id) ?? tile);
}

/** The tiles of one row share its width evenly and its greatest height. */
export function alignRow<T extends { id: string; placement: Placement }>(tiles: readonly T[], id: string): T[] {
  const subject = tiles.find((tile) => tile.id === id);
  if (!subject) return [...tiles];
  const row = tiles
    .filter((tile) => tile.placement.y === subject.placement.y)
    .toSorted((a, b) => a.placement.x - b.placement.x);
  const h = Math.max(...row.map((tile) => tile.placement.h));
  const base = Math.floor(columns / row.length);
  if (base === 0) return [...tiles];
  let x = 0;
  const even = new Map(
    row.map((tile, index): [string, Placement] => {
      const w = base + (index < columns - base * row.length ? 1 : 0);
      const place = { x, y: subject.placement.y, w, h };
      x += w;
      return [tile.id, place];
    }),
  );
  const spread = tiles.map((tile) => ({ ...tile, placement: even.get(tile.id) ?? tile.placement }));
  return compact(spread);
}

/** The tab a tile stands on: its own, or the first where it names none that is there. */
export function tabOf(tile: Pick<Tile, 'tab'>, tabs: readonly { id: string }[]): string | null {
  return tabs.find((tab) => tab.id === tile.tab)?.id ?? tabs[0]?.id ?? null;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
