import { Button, Dropdown, Tooltip } from 'antd';
import { useErrorSentence } from '../../../errors/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { PlusIcon, RedoIcon, UndoIcon } from '../../../ui/index.ts';
import styles from './edit.module.css';
import type { BoardEditor } from './use-board-editor.ts';

interface BoardBarProps {
  editor: BoardEditor;
  /** How many tiles are chosen together. */
  chosen: number;
  add: () => void;
  addSection: () => void;
  paste: (() => void) | null;
  openSettings: () => void;
  openVersions: () => void;
  openTargets: () => void;
}

/** What stands in the top bar while a board is changed. */
export function BoardBar({
  editor,
  chosen,
  add,
  addSection,
  paste,
  openSettings,
  openVersions,
  openTargets,
}: BoardBarProps) {
  const { t } = useTranslation('boards');
  return (
    <div className={styles.bar}>
      <span className={styles.chosen} role="status" data-testid="tiles-chosen">
        {chosen > 1 ? t('tilesChosen', { count: chosen }) : ''}
      </span>
      <SaveMark editor={editor} />
      <Tooltip title={`${t('undo')} (Ctrl+Z)`}>
        <Button
          type="text"
          icon={<UndoIcon size={18} />}
          aria-label={t('undo')}
          data-testid="board-undo"
          disabled={!editor.canUndo}
          onClick={editor.undo}
        />
      </Tooltip>
      <Tooltip title={`${t('redo')} (Ctrl+Shift+Z)`}>
        <Button
          type="text"
          icon={<RedoIcon size={18} />}
          aria-label={t('redo')}
          data-testid="board-redo"
          disabled={!editor.canRedo}
          onClick={editor.redo}
        />
      </Tooltip>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'section', label: t('addSection'), onClick: addSection },
            ...(paste ? [{ key: 'paste', label: t('paste'), onClick: paste }] : []),
            { type: 'divider' as const },
            { key: 'settings', label: t('boardSettings'), onClick: openSettings },
            { key: 'targets', label: t('targets'), onClick: openTargets },
            { key: 'versions', label: t('versions'), onClick: openVersions },
          ],
        }}
      >
        <Button data-testid="edit-more">{t('more')}</Button>
      </Dropdown>
      <Button icon={<PlusIcon size={16} />} onClick={add} data-testid="add-tile">
        {t('addTile')}
      </Button>
      <Button type="primary" onClick={editor.finish} data-testid="edit-done">
        {t('done')}
      </Button>
    </div>
  );
}

function SaveMark({ editor }: { editor: BoardEditor }) {
  const { t } = useTranslation('boards');
  const sentence = useErrorSentence();
  const { save } = editor;
  if (save.kind === 'failed') {
    return (
      <Tooltip title={sentence(save.error)}>
        <Button danger size="small" onClick={editor.retry}>
          {t('saveFailed')}
        </Button>
      </Tooltip>
    );
  }
  return (
    <span className={styles.saved} role="status" data-testid="save-state" data-state={save.kind}>
      {t(save.kind === 'saving' ? 'saving' : save.kind === 'conflict' ? 'notSaved' : 'saved')}
    </span>
  );
}
