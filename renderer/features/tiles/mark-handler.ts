import type { Tile } from '../../../contract/boards.ts';
import type { MarkAction } from '../../charts/index.ts';
import type { MarkPick, TileInteraction } from './tile-context.ts';

/** Turns what happened to a mark into what it means for the surface; undefined where nothing can be chosen. */
export function markHandler(
  tile: Tile,
  interaction: TileInteraction | null,
  picksOf: (mark: { category: number; series: number }) => MarkPick[],
): ((action: MarkAction) => void) | undefined {
  if (!interaction) return undefined;
  return (action) => {
    const picks = picksOf(action.mark);
    if (action.kind === 'menu') interaction.openMenu(tile, picks, { x: action.x, y: action.y });
    else if (picks.length > 0) interaction.choose(tile, picks, action.kind === 'add');
  };
}
