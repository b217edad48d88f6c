import { Button } from 'antd';
import type { KeyboardEvent } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { EmptyState, PlusIcon } from '../../../ui/index.ts';
import { EditGrid } from './edit-grid.tsx';
import { TileDialog } from './tile-dialog.tsx';
import type { Editing } from './use-editing.ts';

/** The grid under change with its dialogs; what a pointer does by dragging, keys do in steps. */
export function EditLayer({ editing, tiles }: { editing: Editing; tiles: readonly Tile[] }) {
  const { t } = useTranslation('boards');
  const onKey = (event: KeyboardEvent, tile: Tile) => {
    if (event.target !== event.currentTarget) return;
    const act = actionOf(event, tile, editing);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <>
      {tiles.length === 0 ? (
        <EmptyState
          title={t('emptyBoardTitle')}
          hint={t('emptyBoardHint')}
          action={
            <Button type="primary" icon={<PlusIcon size={16} />} onClick={() => editing.open(null)}>
              {t('addTile')}
            </Button>
          }
        />
      ) : (
        <EditGrid tiles={tiles} editing={editing} onKey={onKey} />
      )}
      {editing.dialog ? (
        <TileDialog
          tile={editing.dialog.tile}
          newId={editing.dialog.newId}
          onSave={editing.saveDialog}
          onClose={editing.closeDialog}
        />
      ) : null}
    </>
  );
}

function actionOf(event: KeyboardEvent, tile: Tile, editing: Editing): (() => void) | null {
  const { x, y, w, h } = tile.placement;
  const isResize = event.shiftKey;
  if (event.ctrlKey || event.metaKey) {
    switch (event.key.toLowerCase()) {
      case 'c':
        return () => editing.copy(tile);
      case 'x':
        return () => {
          editing.copy(tile);
          editing.remove(tile);
        };
      case 'a':
        return editing.chooseAll;
      case 'd':
        return () => editing.duplicate(tile);
      default:
        return null;
    }
  }
  switch (event.key) {
    case 'ArrowLeft':
      return () => editing.move(tile, isResize ? { w: w - 1 } : { x: x - 1 });
    case 'ArrowRight':
      return () => editing.move(tile, isResize ? { w: Math.min(w + 1, 12 - x) } : { x: x + 1 });
    case 'ArrowUp':
      return () => editing.move(tile, isResize ? { h: h - 1 } : { y: y - 1 });
    case 'ArrowDown':
      return () => editing.move(tile, isResize ? { h: h + 1 } : { y: y + 1 });
    case 'Delete':
    case 'Backspace':
      return () => editing.remove(tile);
    case ' ':
      return () => editing.choose(tile.id, true);
    case 'Escape':
      return editing.chosen.size > 0 ? editing.chooseNone : null;
    case 'Enter':
      return () => editing.open(tile.id);
    case 'a':
    case 'A':
      return () => editing.align(tile.id);
    default:
      return null;
  }
}
