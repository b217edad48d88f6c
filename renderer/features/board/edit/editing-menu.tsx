import { createContext, useContext } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { useLocalized } from '../../../i18n/index.ts';
import { useBoardState } from '../board-context.ts';
import { EditMenu } from '../interact/tile-menu.tsx';
import type { Editing } from './use-editing.ts';

/** What is chosen changes the menus of tiles, not the tiles: these are not drawn again. */
export const EditingContext = createContext<Editing | null>(null);

/** What can be done with a tile of a board under change. */
export function EditingMenu({ tile }: { tile: Tile }) {
  const localized = useLocalized();
  const editing = useContext(EditingContext);
  const { board } = useBoardState();
  if (!editing) return null;
  return (
    <EditMenu
      tile={tile}
      together={editing.chosen.has(tile.id) ? editing.chosen.size : 1}
      onEdit={() => editing.open(tile.id)}
      onCopy={() => editing.copy(tile)}
      onDuplicate={() => editing.duplicate(tile)}
      onAlign={() => editing.align(tile.id)}
      onRemove={() => editing.remove(tile)}
      tabs={board.tabs.map((tab) => ({ id: tab.id, title: localized(tab.title) }))}
      onTab={(tab) => editing.toTab(tile, tab)}
    />
  );
}
