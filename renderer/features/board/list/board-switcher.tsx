import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import type { BoardSummary } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { useBoards, useMayEdit } from '../../../queries/index.ts';
import { ChevronIcon, PlusIcon, StarIcon } from '../../../ui/index.ts';
import { addBoard } from '../requests.ts';
import { groupsOf } from './board-groups.ts';
import styles from './list.module.css';
import { emptyBoard } from './new-board.ts';

/** The name of the board, which opens the list of all boards: favourites first, then folders, found by typing. */
export function BoardSwitcher({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation('boards');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={<BoardList current={id} close={() => setIsOpen(false)} />}
    >
      <button
        type="button"
        className={styles.switcher}
        aria-label={t('switchBoard', { title })}
        aria-expanded={isOpen}
        data-testid="board-switcher"
      >
        <span>{title}</span>
        <ChevronIcon size={16} />
      </button>
    </Popover>
  );
}

function BoardList({ current, close }: { current: string; close: () => void }) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const boards = useBoards();
  const [text, setText] = useState('');
  const groups = groupsOf(boards.data ?? [], text, localized, { favourites: t('favourites'), none: t('noFolder') });
  const make = async () => {
    const board = await addBoard(emptyBoard(t('newBoardName')));
    close();
    void navigate({ to: '/boards/$id', params: { id: board.id }, search: { edit: '1' } as never });
  };
  return (
    <div className={styles.list}>
      <Input
        autoFocus
        allowClear
        value={text}
        placeholder={t('searchBoards')}
        aria-label={t('searchBoards')}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.groups}>
        {groups.length === 0 ? <p className={styles.nothing}>{t('noBoardFound')}</p> : null}
        {groups.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3>{group.name}</h3>
            <ul>
              {group.boards.map((board) => (
                <BoardLink key={board.id} board={board} isCurrent={board.id === current} close={close} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className={styles.foot}>
        {mayEdit ? (
          <Button size="small" icon={<PlusIcon size={14} />} onClick={() => void make()} data-testid="new-board">
            {t('newBoard')}
          </Button>
        ) : null}
        <Link to="/boards" onClick={close}>
          {t('allBoards')}
        </Link>
      </div>
    </div>
  );
}

function BoardLink({ board, isCurrent, close }: { board: BoardSummary; isCurrent: boolean; close: () => void }) {
  const localized = useLocalized();
  return (
    <li>
      <Link
        to="/boards/$id"
        params={{ id: board.id }}
        className={styles.item}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={close}
      >
        <span>{localized(board.title)}</span>
        {board.isFavourite ? <StarIcon size={14} /> : null}
      </Link>
    </li>
  );
}
