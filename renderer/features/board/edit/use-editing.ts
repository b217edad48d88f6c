import { useEffect, useMemo, useState } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { copiedTiles, copyTiles } from './clipboard.ts';
import { alignRow, tabOf } from './layout.ts';
import { moved, newTileId, onTab, withoutTile, withTile, withTiles } from './tile-edits.ts';
import type { BoardEditor } from './use-board-editor.ts';

/** A tile dialog that is open: for a tile, or for a new one. */
export type OpenTile = { tile: Tile | null; newId: string };

export interface Editing {
  selected: string | null;
  select: (id: string) => void;
  dialog: OpenTile | null;
  /** Opens the settings of a tile; null adds one. */
  open: (id: string | null) => void;
  closeDialog: () => void;
  saveDialog: (tile: Tile) => void;
  copy: (tile: Tile) => void;
  /** Null where nothing was copied yet. */
  paste: (() => void) | null;
  duplicate: (tile: Tile) => void;
  align: (id: string) => void;
  remove: (id: string) => void;
  toTab: (tile: Tile, tab: string) => void;
  addSection: () => void;
  move: (tile: Tile, change: Partial<Tile['placement']>) => void;
  place: (layout: readonly { id: string; x: number; y: number; w: number; h: number }[]) => void;
}

/** What a maker can do to the tiles of the tab in sight; every act is one step of undo. */
export function useEditing(editor: BoardEditor, tab: string | null): Editing {
  const { t } = useTranslation('boards');
  const [selected, select] = useState<string | null>(null);
  const [dialog, setDialog] = useState<OpenTile | null>(null);
  const [copies, setCopies] = useState(() => copiedTiles().length);
  // Copied in another window meanwhile.
  useEffect(() => {
    const follow = () => setCopies(copiedTiles().length);
    addEventListener('storage', follow);
    return () => removeEventListener('storage', follow);
  }, []);
  const { board, change } = editor;
  return useMemo<Editing>(
    () => ({
      selected,
      select,
      dialog,
      open: (id) => setDialog({ tile: board.tiles.find((tile) => tile.id === id) ?? null, newId: newTileId() }),
      closeDialog: () => setDialog(null),
      saveDialog: (tile) => {
        const isNew = dialog?.tile === null;
        change((former) => (isNew ? withTiles(former, tab, [tile]) : withTile(former, tile)));
        setDialog(null);
        select(tile.id);
      },
      copy: (tile) => {
        copyTiles([tile]);
        setCopies(1);
      },
      paste:
        copies === 0
          ? null
          : () =>
              change((former) =>
                withTiles(
                  former,
                  tab,
                  copiedTiles().map((tile) => ({ ...tile, id: newTileId() })),
                ),
              ),
      duplicate: (tile) => change((former) => withTiles(former, tab, [{ ...tile, id: newTileId() }])),
      align: (id) => change((former) => onTab(former, tab, (tiles) => alignRow(tiles, id))),
      remove: (id) => change((former) => withoutTile(former, id)),
      toTab: (tile, to) =>
        change((former) =>
          tabOf(tile, former.tabs) === to ? former : withTiles(withoutTile(former, tile.id), to, [tile]),
        ),
      addSection: () =>
        change((former) => {
          const bottom = Math.max(
            0,
            ...former.tiles
              .filter((tile) => tabOf(tile, former.tabs) === tab)
              .map(({ placement }) => placement.y + placement.h),
          );
          const title = { 'zh-CN': t('sectionNew'), en: t('sectionNew') };
          const base = {
            id: newTileId(),
            title,
            placement: { x: 0, y: bottom, w: 12, h: 1 },
            range: { kind: 'board' as const },
          };
          const section: Tile = {
            ...base,
            kind: 'section',
            timeMember: former.timeMember,
            filters: [],
            tab,
            ignores: [],
          };
          return { ...former, tiles: [...former.tiles, section] };
        }),
      move: (tile, to) => change((former) => moved(former, tile.id, to)),
      place: (layout) =>
        change((former) => {
          const places = new Map(layout.map(({ id, ...place }) => [id, place]));
          const isSame = former.tiles.every((tile) => {
            const place = places.get(tile.id);
            return (
              !place ||
              JSON.stringify(place) ===
                JSON.stringify({ x: tile.placement.x, y: tile.placement.y, w: tile.placement.w, h: tile.placement.h })
            );
          });
          if (isSame) return former;
          return {
            ...former,
            tiles: former.tiles.map((tile) => ({ ...tile, placement: places.get(tile.id) ?? tile.placement })),
          };
        }),
    }),
    [selected, dialog, board, change, tab, copies, t],
  );
}
