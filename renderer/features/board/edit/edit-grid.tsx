import { type KeyboardEvent, useMemo } from 'react';
import { GridLayout, type Layout, useContainerWidth } from 'react-grid-layout';
import 'react-grid-layout/css/styles.css';
import type { Tile as TileDefinition } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { Tile } from '../../tiles/index.ts';
import styles from './edit-grid.module.css';

interface EditGridProps {
  tiles: readonly TileDefinition[];
  selected: string | null;
  select: (id: string) => void;
  onLayout: (layout: readonly { id: string; x: number; y: number; w: number; h: number }[]) => void;
  onKey: (event: KeyboardEvent, tile: TileDefinition) => void;
}

const gridConfig = { cols: 12, rowHeight: 76, margin: [16, 16], containerPadding: [0, 0] } as const;
const dragConfig = { handle: 'header', cancel: 'button', threshold: 3 } as const;
const resizeConfig = { enabled: true, handles: ['se', 'e', 's'] } as const;

/** The board under change: tiles are dragged by their heads, sized at their edges, or both by arrow keys. */
export function EditGrid({ tiles, selected, select, onLayout, onKey }: EditGridProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { width, containerRef, mounted } = useContainerWidth();
  const layout = useMemo(() => tiles.map(({ id, placement }) => ({ i: id, ...placement, minW: 1, minH: 1 })), [tiles]);
  const keep = (next: Layout) => onLayout(next.map(({ i, x, y, w, h }) => ({ id: i, x, y, w, h })));
  return (
    <div ref={containerRef} className={styles.grid}>
      {mounted ? (
        <GridLayout
          width={width}
          layout={layout}
          gridConfig={gridConfig}
          dragConfig={dragConfig}
          resizeConfig={resizeConfig}
          onDragStop={keep}
          onResizeStop={keep}
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
              data-selected={tile.id === selected}
              aria-label={t('tileOnGrid', {
                title: localized(tile.title) || t('untitled'),
                row: tile.placement.y + 1,
                column: tile.placement.x + 1,
                width: tile.placement.w,
                height: tile.placement.h,
              })}
              onFocus={() => select(tile.id)}
              onKeyDown={(event) => onKey(event, tile)}
            >
              <Tile tile={tile} />
            </div>
          ))}
        </GridLayout>
      ) : null}
    </div>
  );
}
