import type { Tile } from '../../contract/boards.ts';

/** Beyond this many colours a reader no longer tells them apart; the rest is grey. */
const colored = 5;

/**
 * One colour per measure for the whole board, in the order in which its tiles name them: a measure keeps its colour
 * on every tile. Series of one tile that would fall on the same grey differ by their place and name.
 *
 * @returns index into the palette's `series`; 7 is the grey
 */
export function measureColors({ tiles }: { tiles: readonly Tile[] }): ReadonlyMap<string, number> {
  const colors = new Map<string, number>();
  const take = (measure: string) => {
    if (!colors.has(measure)) colors.set(measure, colors.size < colored ? colors.size : 7);
  };
  for (const tile of tiles) if (tile.kind === 'trend' || tile.kind === 'stacked-trend') tile.measures.forEach(take);
  return colors;
}
