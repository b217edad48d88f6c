import { useEffect, useMemo, useState } from 'react';
import type { Placement, Tile } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { copiedTiles, copyTiles } from './clipboard.ts';
import { alignRow, tabOf } from './layout.ts';
import { moved, movedTogether, newTileId, onTab, withoutTiles, withTile, withTiles } from './tile-edits.ts';
import type { BoardEditor } from './use-board-editor.ts';

/** A tile dialog that is open: for a tile, or for a new one. */
export type OpenTile = { tile: Tile | null; newId: string };

export interface Editing {
  selected: string | null;
  select: (id: string) => void;
  /** Tiles of the tab chosen to be handled together; what is done to one of them is done to all. */
  chosen: ReadonlySet<string>;
  /** Chooses a tile alone, or adds it to those chosen and takes it off again. */
  choose: (id: string, isAdding: boolean) => void;
  /** Chooses these and no others. */
  chooseThese: (ids: ReadonlySet<string>) => void;
  chooseAll: () => void;
  chooseNone: () => void;
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
  remove: (tile: Tile) => void;
  toTab: (tile: Tile, tab: string) => void;
  addSection: () => void;
  move: (tile: Tile, change: Partial<Tile['placement']>) => void;
  place: (layout: readonly TilePlace[], dragged?: Dragged) => void;
}

/** Where a tile stands on the grid. */
export type TilePlace = { id: string } & Pick<Placement, 'x' | 'y' | 'w' | 'h'>;
/** A tile dragged, and how far. */
export type Dragged = { id: string; x: number; y: number };

/** What a maker can do to the tiles of the tab in sight; every act is one step of undo. */
export function useEditing(editor: BoardEditor, tab: string | null): Editing {
  const { t } = useTranslation('boards');
  const [selected, select] = useState<string | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<OpenTile | null>(null);
  const [copies, setCopies] = useState(() => copiedTiles().length);
  // Copied in another window meanwhile.
  useEffect(() => {
    const follow = () => setCopies(copiedTiles().length);
    addEventListener('storage', follow);
    return () => removeEventListener('storage', follow);
  }, []);
  const { board, change } = editor;
  const chosen = useMemo(() => {
    const here = board.tiles.filter((tile) => tabOf(tile, board.tabs) === tab && picked.has(tile.id));
    return new Set(here.map(({ id }) => id));
  }, [board.tiles, board.tabs, tab, picked]);
  return useMemo<Editing>(() => {
    const group = (tile: Tile) => (chosen.has(tile.id) ? board.tiles.filter(({ id }) => chosen.has(id)) : [tile]);
    const idsOf = (tiles: readonly Tile[]) => new Set(tiles.map(({ id }) => id));
    const add = (tiles: readonly Tile[]) => {
      const added = tiles.map((tile) => ({ ...tile, id: newTileId() }));
      change((former) => withTiles(former, tab, added));
      setPicked(idsOf(added));
    };
    return {
      selected,
      select,
      chosen,
      choose: (id, isAdding) => {
        if (!isAdding) return setPicked((former) => (former.has(id) ? former : new Set([id])));
        const next = new Set(chosen.size === 0 && selected !== null ? [selected] : chosen);
        if (chosen.has(id)) next.delete(id);
        else next.add(id);
        setPicked(next);
      },
      chooseThese: setPicked,
      chooseAll: () => setPicked(idsOf(board.tiles.filter((tile) => tabOf(tile, board.tabs) === tab))),
      chooseNone: () => setPicked(new Set()),
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
        const tiles = group(tile);
        copyTiles(tiles);
        setCopies(tiles.length);
      },
      paste: copies === 0 ? null : () => add(copiedTiles()),
      duplicate: (tile) => add(group(tile)),
      align: (id) => change((former) => onTab(former, tab, (tiles) => alignRow(tiles, id))),
      remove: (tile) => change((former) => withoutTiles(former, tab, idsOf(group(tile)))),
      toTab: (tile, to) =>
        change((former) =>
          tab === to ? former : withTiles(withoutTiles(former, tab, idsOf(group(tile))), to, group(tile)),
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
      move: (tile, to) => {
        const { x, y } = tile.placement;
        const by = { x: (to.x ?? x) - x, y: (to.y ?? y) - y };
        const isStep = to.w === undefined && to.h === undefined;
        change((former) =>
          isStep && group(tile).length > 1 ? movedTogether(former, tab, chosen, by) : moved(former, tile.id, to),
        );
      },
      place: (layout, dragged) =>
        change((former) => {
          if (dragged && chosen.size > 1 && chosen.has(dragged.id)) {
            const together = movedTogether(former, tab, chosen, dragged);
            // At the edge they cannot go further together: the one that was dragged goes by itself.
            if (JSON.stringify(together.tiles) !== JSON.stringify(former.tiles)) return together;
          }
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
    };
  }, [selected, chosen, dialog, board, change, tab, copies, t]);
}
