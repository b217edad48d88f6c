import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown, type MenuProps } from 'antd';
import { memo } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { measuresOf, useMayEdit } from '../../../queries/index.ts';
import { CommentIcon, MoreIcon } from '../../../ui/index.ts';
import { settingsOfQuestion } from '../../analytics/settings-of-question.ts';
import type { OpenPanel } from './interaction-layer.tsx';
import styles from './tile-menu.module.css';
import { useTilePictures } from './tile-pictures.ts';

interface TileMenuProps {
  tile: Tile;
  openComments: number;
  /** Opens what is beside the board. */
  show: (panel: OpenPanel) => void;
}

/** What a reader can do with a tile as a whole. It stays as it is while the tile's figures change. */
export const TileMenu = memo(function TileMenu({ tile, openComments, show }: TileMenuProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const pictures = useTilePictures(tile);
  const hasFigures = measuresOf(tile).length > 0 && tile.kind !== 'text';
  const items: MenuProps['items'] = [
    ...(hasFigures
      ? [
          { key: 'explain', label: t('explain'), onClick: () => show({ kind: 'explain', tile }) },
          { key: 'data', label: t('asTable'), onClick: () => show({ kind: 'data', tile }) },
          {
            key: 'rows',
            label: t('showRows'),
            onClick: () => show({ kind: 'rows', mark: { tile, picks: [] }, of: 'rows' }),
          },
        ]
      : []),
    ...(tile.kind === 'report' && tile.reportId !== ''
      ? [
          {
            key: 'report',
            label: t('openReport'),
            onClick: () => void navigate({ to: '/explore', search: { report: tile.reportId } as never }),
          },
        ]
      : []),
    ...(tile.kind === 'analysis'
      ? [
          {
            key: 'analysis',
            label: t('openAnalysis'),
            onClick: () =>
              void navigate({
                to: '/analytics/$kind',
                params: { kind: tile.analysis },
                search: {
                  q: JSON.stringify(tile.settings ?? settingsOfQuestion(tile.analysis, tile.question)),
                } as never,
              }),
          },
        ]
      : []),
    ...(tile.kind === 'number' && mayEdit
      ? [{ key: 'alert', label: t('addAlert'), onClick: () => show({ kind: 'alert', tile }) }]
      : []),
    { key: 'comments', label: t('comments'), onClick: () => show({ kind: 'comments', tile }) },
    ...pictures.items,
  ];
  return (
    <>
      {openComments > 0 ? (
        <button
          type="button"
          className={styles.pinned}
          onClick={() => show({ kind: 'comments', tile })}
          aria-label={t('commentCount', { count: openComments })}
        >
          <CommentIcon size={14} /> {openComments}
        </button>
      ) : null}
      <Dropdown
        menu={{ items }}
        trigger={['click']}
        placement="bottomRight"
        onOpenChange={(isOpen) => isOpen && pictures.look()}
      >
        <Button
          className={styles.more ?? ''}
          type="text"
          size="small"
          icon={<MoreIcon size={16} />}
          aria-label={t('tileMenu', { title: localized(tile.title) })}
          data-testid={`menu-${tile.id}`}
        />
      </Dropdown>
    </>
  );
});

interface EditMenuProps {
  tile: Tile;
  /** How many tiles it is chosen with, itself included. */
  together: number;
  onEdit: () => void;
  onCopy: () => void;
  onDuplicate: () => void;
  onAlign: () => void;
  onRemove: () => void;
  tabs: { id: string; title: string }[];
  onTab: (tab: string) => void;
}

/** What a maker can do with a tile, or with all that are chosen. */
export function EditMenu(props: EditMenuProps) {
  const { tile, together, onEdit, onCopy, onDuplicate, onAlign, onRemove, tabs, onTab } = props;
  const isOne = together <= 1;
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const title = localized(tile.title);
  const items: MenuProps['items'] = [
    isOne
      ? { key: 'edit', label: t('editTile'), extra: 'Enter', onClick: onEdit }
      : { key: 'chosen', label: t('tilesChosen', { count: together }), disabled: true },
    { key: 'copy', label: t('copy'), extra: 'Ctrl+C', onClick: onCopy },
    { key: 'duplicate', label: t('duplicate'), extra: 'Ctrl+D', onClick: onDuplicate },
    ...(isOne ? [{ key: 'align', label: t('align'), extra: 'A', onClick: onAlign }] : []),
    ...(tabs.length > 1
      ? [
          {
            key: 'tab',
            label: t('moveToTab'),
            children: tabs.map((tab) => ({ key: tab.id, label: tab.title, onClick: () => onTab(tab.id) })),
          },
        ]
      : []),
    { type: 'divider' },
    { key: 'remove', label: isOne ? t('removeTile') : t('remove'), extra: 'Del', danger: true, onClick: onRemove },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        size="small"
        icon={<MoreIcon size={16} />}
        aria-label={t('tileMenu', { title })}
        data-testid={`menu-${tile.id}`}
      />
    </Dropdown>
  );
}
