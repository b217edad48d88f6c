import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown, Input, type MenuProps } from 'antd';
import { useRef, useState } from 'react';
import type { BoardSummary } from '../../../../contract/boards.ts';
import { PageError, useErrorSentence } from '../../../errors/index.ts';
import { formatInstant } from '../../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../../i18n/index.ts';
import { useBoards, useMayEdit, useStatus } from '../../../queries/index.ts';
import { MoreIcon, Page, PlusIcon, StarIcon } from '../../../ui/index.ts';
import { addBoard, contentOf, deleteBoard, markBoard, placeBoard, readBoard, saveBoard } from '../requests.ts';
import { groupsOf } from './board-groups.ts';
import styles from './list.module.css';
import { boardFile, boardFromFile, emptyBoard } from './new-board.ts';
import { useAskName } from './use-ask-name.tsx';

/** All boards: make, find, sort into folders, copy, give away as a file, delete. */
export default function BoardsPage() {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const navigate = useNavigate();
  const boards = useBoards();
  const mayEdit = useMayEdit();
  const [text, setText] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const act = useBoardActions();
  const groups = groupsOf(boards.data ?? [], text, localized, { favourites: t('favourites'), none: t('noFolder') });
  const make = () =>
    act.mutate(async () => {
      const board = await addBoard(emptyBoard(t('newBoardName')));
      void navigate({ to: '/boards/$id', params: { id: board.id }, search: { edit: '1' } as never });
    });
  const read = (chosen: File | undefined) =>
    chosen
      ? act.mutate(async () => {
          const board = await addBoard(boardFromFile(await chosen.text()));
          void navigate({ to: '/boards/$id', params: { id: board.id } });
        })
      : undefined;
  if (boards.isError) return <PageError error={boards.error} onRetry={() => void boards.refetch()} />;
  return (
    <Page
      title={t('allBoards')}
      actions={
        mayEdit ? (
          <>
            <input
              ref={file}
              type="file"
              accept=".json,application/json"
              hidden
              data-testid="board-file"
              onChange={(event) => read(event.target.files?.[0])}
            />
            <Button onClick={() => file.current?.click()}>{t('importBoard')}</Button>
            <Button type="primary" icon={<PlusIcon size={16} />} onClick={make}>
              {t('newBoard')}
            </Button>
          </>
        ) : null
      }
    >
      <div className={styles.page}>
        <Input
          allowClear
          value={text}
          placeholder={t('searchBoards')}
          aria-label={t('searchBoards')}
          style={{ maxWidth: 360 }}
          onChange={(event) => setText(event.target.value)}
        />
        {groups.length === 0 && boards.data ? <p className={styles.nothing}>{t('noBoardFound')}</p> : null}
        {groups.map((group) => (
          <section key={group.name}>
            <h2>{group.name}</h2>
            <ul className={styles.rows}>
              {group.boards.map((board) => (
                <BoardRow
                  key={board.id}
                  board={board}
                  mayEdit={mayEdit}
                  folders={[...new Set((boards.data ?? []).map((one) => one.folder))].filter(Boolean)}
                  act={(run) => act.mutate(run)}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Page>
  );
}

/** Runs a change of the list, tells when it failed, and reads the list anew. */
function useBoardActions() {
  const { t } = useTranslation('boards');
  const queryClient = useQueryClient();
  const sentence = useErrorSentence();
  const { notification } = App.useApp();
  return useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['boards'] }),
    onError: (error) => notification.error({ title: t('notDone'), description: sentence(error) }),
  });
}

interface BoardRowProps {
  board: BoardSummary;
  mayEdit: boolean;
  folders: string[];
  act: (run: () => Promise<unknown>) => void;
}

function BoardRow({ board, mayEdit, folders, act }: BoardRowProps) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const localized = useLocalized();
  const status = useStatus();
  const askName = useAskName();
  const { message } = App.useApp();
  const title = localized(board.title);
  const { id } = board;
  const duplicate = async () => {
    const content = contentOf(await readBoard(id));
    const copied = { 'zh-CN': `${content.title['zh-CN']} 副本`, en: `${content.title.en} copy` };
    await addBoard({ ...content, title: copied, folder: board.folder });
  };
  const remove = async () => {
    const before = await readBoard(id);
    await deleteBoard(id);
    const key = `deleted-${id}`;
    void message.open({
      key,
      type: 'success',
      duration: 8,
      content: (
        <span>
          {t('deleted', { title })}{' '}
          <Button
            type="link"
            size="small"
            onClick={() => {
              message.destroy(key);
              act(() => addBoard({ ...contentOf(before), folder: before.folder }));
            }}
          >
            {t('undo')}
          </Button>
        </span>
      ),
    });
  };
  const save = async () => {
    const content = contentOf(await readBoard(id));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([boardFile(content)], { type: 'application/json' }));
    link.download = `${title}.board.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const rename = async () => {
    const name = await askName(t('rename'), title);
    if (name === null) return;
    const now = await readBoard(id);
    act(() => saveBoard(id, { ...contentOf(now), title: { 'zh-CN': name, en: name } }, now.version));
  };
  const newFolder = async () => {
    const name = await askName(t('newFolder'), '');
    if (name !== null) act(() => placeBoard(id, name));
  };
  const items: MenuProps['items'] = [
    {
      key: 'home',
      label: t('makeHome'),
      disabled: board.isHome,
      onClick: () => act(() => markBoard(id, { isHome: true })),
    },
    { key: 'export', label: t('exportBoard'), onClick: () => act(save) },
    ...(mayEdit
      ? [
          { key: 'duplicate', label: t('duplicate'), onClick: () => act(duplicate) },
          ...(board.isBuiltIn
            ? []
            : [
                { key: 'rename', label: t('rename'), onClick: () => void rename() },
                {
                  key: 'folder',
                  label: t('moveToFolder'),
                  children: [
                    ...folders.map((folder) => ({
                      key: `in-${folder}`,
                      label: folder,
                      onClick: () => act(() => placeBoard(id, folder)),
                    })),
                    { key: 'none', label: t('noFolder'), onClick: () => act(() => placeBoard(id, '')) },
                    { key: 'new', label: t('newFolder'), onClick: () => void newFolder() },
                  ],
                },
                { type: 'divider' as const },
                { key: 'delete', label: t('delete'), danger: true, onClick: () => act(remove) },
              ]),
        ]
      : []),
  ];
  return (
    <li className={styles.row} data-testid={`board-${id}`}>
      <button
        type="button"
        className={styles.star}
        aria-pressed={board.isFavourite}
        aria-label={t(board.isFavourite ? 'unfavourite' : 'favourite', { title })}
        onClick={() => act(() => markBoard(id, { isFavourite: !board.isFavourite }))}
      >
        <StarIcon size={18} />
      </button>
      <Link to="/boards/$id" params={{ id }} className={styles.name}>
        {title}
      </Link>
      <span className={styles.about}>
        {[
          board.isHome ? t('home') : null,
          board.isBuiltIn ? t('builtIn') : null,
          board.description ? localized(board.description) : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={styles.about}>{t('tileCount', { count: board.tileCount })}</span>
      <span className={styles.about}>
        {board.isBuiltIn || !status.data
          ? ''
          : formatInstant(board.updatedAt, status.data.workspace.timezone, language)}
      </span>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button
          type="text"
          icon={<MoreIcon size={18} />}
          aria-label={t('boardMenu', { title })}
          data-testid={`board-menu-${id}`}
        />
      </Dropdown>
    </li>
  );
}
