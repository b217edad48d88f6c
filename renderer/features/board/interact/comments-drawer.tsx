import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Input } from 'antd';
import { useState } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { formatInstant } from '../../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../../i18n/index.ts';
import { useBoardState } from '../board-context.ts';
import { addComment, commentsQuery, deleteComment, resolveComment } from '../requests.ts';
import styles from './interact.module.css';

interface CommentsDrawerProps {
  boardId: string;
  /** The tile that is spoken about; null = the whole board, with all comments. */
  tile: Tile | null;
  close: () => void;
}

/** What people say about a board or one of its tiles. */
export function CommentsDrawer({ boardId, tile, close }: CommentsDrawerProps) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const localized = useLocalized();
  const sentence = useErrorSentence();
  const { board, scope } = useBoardState();
  const queryClient = useQueryClient();
  const comments = useQuery(commentsQuery(boardId));
  const [body, setBody] = useState('');
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['boards', boardId, 'comments'] });
  const write = useMutation({
    mutationFn: () => addComment(boardId, tile?.id ?? null, body.trim()),
    onSuccess: () => {
      setBody('');
      return refresh();
    },
  });
  const act = useMutation({ mutationFn: (run: () => Promise<unknown>) => run(), onSuccess: refresh });
  const shown = (comments.data ?? []).filter((comment) => tile === null || comment.tileId === tile.id);
  const titleOf = (id: string) => {
    const found = board.tiles.find((one) => one.id === id);
    return found ? localized(found.title) : t('tileGone');
  };
  return (
    <Drawer
      open
      onClose={close}
      size={420}
      title={tile ? t('commentsOn', { title: localized(tile.title) }) : t('comments')}
      destroyOnHidden
    >
      {shown.length === 0 ? <p>{t('noComments')}</p> : null}
      {shown.map((comment) => (
        <article key={comment.id} className={styles.comment} data-resolved={comment.isResolved}>
          <header>
            <b>{comment.author}</b>
            <span>{formatInstant(comment.createdAt, scope.timezone, language)}</span>
            {tile === null && comment.tileId !== null ? <span>{titleOf(comment.tileId)}</span> : null}
            {comment.isResolved ? <span>{t('resolved')}</span> : null}
          </header>
          <p>{comment.body}</p>
          <footer>
            <button
              type="button"
              className={styles.link}
              onClick={() => act.mutate(() => resolveComment(boardId, comment.id, !comment.isResolved))}
            >
              {t(comment.isResolved ? 'reopen' : 'resolve')}
            </button>
            {comment.isOwn ? (
              <button
                type="button"
                className={styles.link}
                onClick={() => act.mutate(() => deleteComment(boardId, comment.id))}
              >
                {t('delete')}
              </button>
            ) : null}
          </footer>
        </article>
      ))}
      <div className={styles.write}>
        <Input.TextArea
          aria-label={t('writeComment')}
          rows={3}
          maxLength={4000}
          value={body}
          placeholder={t('writeComment')}
          onChange={(event) => setBody(event.target.value)}
        />
        {write.isError ? <p role="alert">{sentence(write.error)}</p> : null}
        <Button
          type="primary"
          disabled={body.trim() === ''}
          loading={write.isPending}
          onClick={() => write.mutate()}
          style={{ justifySelf: 'start' }}
        >
          {t('send')}
        </Button>
      </div>
    </Drawer>
  );
}
