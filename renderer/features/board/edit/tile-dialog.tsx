import { Modal } from 'antd';
import { useMemo, useState } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { TileSurfaceProvider, Tile as TileView } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './edit.module.css';
import { TileFields } from './tile-fields.tsx';
import { type GalleryKind, galleryGroups, kindOf, sizeOf, tileOfKind } from './tile-kinds.ts';

interface TileDialogProps {
  /** The tile to change; null adds one. */
  tile: Tile | null;
  newId: string;
  onSave: (tile: Tile) => void;
  onClose: () => void;
}

/** Chooses what a tile shows and how, with the tile itself beside it as it will be. */
export function TileDialog({ tile, newId, onSave, onClose }: TileDialogProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { members, member, scope, workspace } = useBoardState();
  const [draft, setDraft] = useState<Tile>(() => tile ?? tileOfKind('number', members, null, newId));
  const named = useMemo(() => titled(draft, (name) => member(name).title), [draft, member]);
  const preview = useMemo<Tile>(() => ({ ...named, placement: { ...named.placement, x: 0, y: 0 } }), [named]);
  const shown = useMemo(() => [preview], [preview]);
  const choose = (kind: GalleryKind) => {
    const next = tileOfKind(kind, members, draft, newId);
    setDraft(tile ? next : { ...next, placement: { ...next.placement, ...sizeOf(kind) } });
  };
  return (
    <Modal
      open
      width={1060}
      title={t(tile ? 'editTile' : 'addTile')}
      okText={t(tile ? 'apply' : 'add')}
      okButtonProps={{ disabled: isUnfinished(draft) }}
      onOk={() => onSave(named)}
      onCancel={onClose}
      destroyOnHidden
      centered
    >
      <div className={styles.dialog}>
        <div className={styles.kinds}>
          {galleryGroups.map((group) => (
            <div key={group.name}>
              <h3>{t(`groups.${group.name}`)}</h3>
              {group.kinds.map((kind) => (
                <button
                  key={kind}
                  type="button"
                  className={styles.kind}
                  aria-pressed={kindOf(draft) === kind}
                  onClick={() => choose(kind)}
                  data-testid={`kind-${kind}`}
                >
                  {t(`kinds.${kind}`)}
                </button>
              ))}
            </div>
          ))}
        </div>
        <div className={styles.fields}>
          <TileFields tile={draft} change={setDraft} placeholder={localized(named.title)} />
        </div>
        <div className={styles.preview}>
          <h3>{t('preview')}</h3>
          <div style={{ height: Math.min(420, preview.placement.h * 92 - 16), minHeight: 140 }}>
            <TileSurfaceProvider tiles={shown} scope={scope} members={members} workspace={workspace}>
              {isUnfinished(preview) ? null : <TileView key={kindOf(preview)} tile={preview} />}
            </TileSurfaceProvider>
          </div>
        </div>
      </div>
    </Modal>
  );
}

/** Some kinds show nothing before one thing is chosen. */
function isUnfinished(tile: Tile): boolean {
  if (tile.kind === 'image') return tile.source.length < 40;
  return tile.kind === 'report' && tile.reportId === '';
}

/** A tile without a name is named by what it shows. */
function titled(tile: Tile, titleOf: (member: string) => string): Tile {
  if (tile.title.en !== '' || tile.title['zh-CN'] !== '') return tile;
  const measure = 'measure' in tile ? tile.measure : 'measures' in tile ? tile.measures[0] : undefined;
  const dimension = 'dimensions' in tile ? tile.dimensions[0] : 'dimension' in tile ? tile.dimension : undefined;
  const name = [measure, dimension]
    .filter((one) => one !== undefined)
    .map(titleOf)
    .join(' · ');
  return { ...tile, title: { 'zh-CN': name, en: name } };
}
