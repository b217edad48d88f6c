import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { addBoard } from '../requests.ts';
import styles from './edit.module.css';
import type { BoardEditor } from './use-board-editor.ts';

/** Says that somebody else was faster, and lets nothing be lost: neither theirs nor one's own. */
export function ConflictBar({ editor }: { editor: BoardEditor }) {
  const { t } = useTranslation('boards');
  const navigate = useNavigate();
  if (editor.save.kind !== 'conflict') return null;
  const keepBoth = async () => {
    const { board } = editor;
    const title = { 'zh-CN': `${board.title['zh-CN']}（我的版本）`, en: `${board.title.en} (my version)` };
    const copy = await addBoard({ ...board, title });
    editor.settle('theirs');
    void navigate({ to: '/boards/$id', params: { id: copy.id } });
  };
  return (
    <div className={styles.conflict} role="alert" data-testid="conflict">
      <p>{t('conflict', { number: editor.save.theirs.version })}</p>
      <Button onClick={() => editor.settle('theirs')}>{t('useTheirs')}</Button>
      <Button onClick={() => editor.settle('mine')}>{t('useMine')}</Button>
      <Button type="primary" onClick={() => void keepBoth()}>
        {t('keepBoth')}
      </Button>
    </div>
  );
}
