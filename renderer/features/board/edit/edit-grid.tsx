import { type KeyboardEvent, type PointerEvent, useMemo } from 'react';
import { GridLayout, type Layout, type LayoutItem, useContainerWidth } from 'react-grid-layout';
import 'react-grid-layout/css/styles.css';
import type { Tile as TileDefinition } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { Tile } from '../../tiles/index.ts';
import styles from './edit-grid.module.css';
import type { Editing } from './use-editing.ts';
import { type Box, useMarquee } from './use-marquee.ts';

interface EditGridProps {
  tiles: readonly TileDefinition[];
  editing: Editing;
  onKey: (event: KeyboardEvent, tile: TileDefinition) => void;
}

const gridConfig = { cols: 12, rowHeight: 76, margin: [16, 16], containerPadding: [0, 0] } as const;
const dragConfig = { handle: 'header', cancel: 'button', threshold: 3 } as const;
const resizeConfig = { enabled: true, handles: ['se', 'e', 's'] } as const;

/**
 * The board under change: tiles are dragged by their heads, sized at their edges, or both by arrow keys. Clicks with
 * Ctrl or Shift, the space bar, or a rectangle drawn from a free place choose several.
 */
export function EditGrid({ tiles, editing, onKey }: EditGridProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { width, containerRef, mounted } = useContainerWidth();
  const layout = useMemo(() => tiles.map(({ id, placement }) => ({ i: id, ...placement, minW: 1, minH: 1 })), [tiles]);
  const { selected, chosen } = editing;
  const marquee = useMarquee({ grid: containerRef, chosen, choose: editing.chooseThese });
  const placesOf = (next: Layout) => next.map(({ i, x, y, w, h }) => ({ id: i, x, y, w, h }));
  const drop = (next: Layout, from: LayoutItem | null, to: LayoutItem | null) =>
    editing.place(placesOf(next), from && to ? { id: to.i, x: to.x - from.x, y: to.y - from.y } : undefined);
  const point = (event: PointerEvent, id: string) => {
    if (event.button === 0) editing.choose(id, event.ctrlKey || event.metaKey || event.shiftKey);
  };
  const isFree = ({ target, currentTarget }: PointerEvent) =>
    target === currentTarget || target === currentTarget.firstElementChild;
  return (
    <div
      ref={containerRef}
      className={styles.grid}
      data-testid="edit-grid"
      data-marquee-on={marquee.box !== null}
      onPointerDown={(event) => {
        if (isFree(event) && event.button === 0 && event.pointerType !== 'touch') marquee.start(event);
      }}
      onPointerMove={marquee.move}
      onPointerUp={(event) => {
        marquee.stop();
        // A finger that scrolls ends in a cancel.
        if (isFree(event) && event.pointerType === 'touch') editing.chooseNone();
      }}
      onPointerCancel={marquee.stop}
    >
      {mounted ? (
        <GridLayout
          width={width}
          layout={layout}
          gridConfig={gridConfig}
          dragConfig={dragConfig}
          resizeConfig={resizeConfig}
          onDragStop={drop}
          onResizeStop={(next) => editing.place(placesOf(next))}
        >
          {tiles.map((tile) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; this groups a tile and its buttons
            <div
              key={tile.id}
              className={styles.item}
              role="group"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the tile that has the focus
              tabIndex={0}
              data-testid={`edit-${tile.id}`}
              data-marquee={tile.id}
              data-selected={tile.id === selected || chosen.has(tile.id)}
              aria-label={t('tileOnGrid', {
                title: localized(tile.title) || t('untitled'),
                row: tile.placement.y + 1,
                column: tile.placement.x + 1,
                width: tile.placement.w,
                height: tile.placement.h,
              })}
              onPointerDown={(event) => point(event, tile.id)}
              onFocus={() => editing.select(tile.id)}
              onKeyDown={(event) => onKey(event, tile)}
            >
              <Tile tile={tile} />
            </div>
          ))}
        </GridLayout>
      ) : null}
      {marquee.box ? <i className={styles.marquee} data-testid="marquee" style={placeOf(marquee.box)} /> : null}
    </div>
  );
}

const placeOf = ({ left, top, right, bottom }: Box) => ({ left, top, width: right - left, height: bottom - top });
