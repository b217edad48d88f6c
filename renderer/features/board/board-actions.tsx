import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dropdown, type MenuProps } from 'antd';
import type { Board } from '../../../contract/boards.ts';
import { useTranslation } from '../../i18n/index.ts';
import { KeyboardIcon, MoreIcon, PresentIcon } from '../../ui/index.ts';
import styles from './board-view.module.css';
import type { Presentation } from './presentation.ts';
import { addBoard, contentOf } from './requests.ts';

interface BoardActionsProps {
  board: Board;
  hasSample: boolean;
  mayEdit: boolean;
  presentation: Presentation;
  edit: (() => void) | null;
  openHelp: () => void;
  openComments: () => void;
  openVersions: () => void;
}

/** Buttons of the top bar while a board is read. */
export function BoardActions(props: BoardActionsProps) {
  const { board, hasSample, mayEdit, presentation, edit, openHelp, openComments, openVersions } = props;
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('boards');
  const { t: printWords } = useTranslation('print');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const copy = async () => {
    const content = contentOf(board);
    const title = { 'zh-CN': `${content.title['zh-CN']} 副本`, en: `${content.title.en} copy` };
    const made = await addBoard({ ...content, title });
    await queryClient.invalidateQueries({ queryKey: ['boards'] });
    void navigate({
      to: '/boards/$id',
      params: { id: made.id },
      search: (former: object) => ({ ...former, edit: '1' }) as never,
    });
  };
  const slides = (what: 'tabs' | 'favourites', every: number) =>
    void navigate({
      to: '.',
      search: (former: object) => ({ ...former, slides: what, every: String(every) }) as never,
    });
  const paces = [10, 30, 60];
  const items: MenuProps['items'] = [
    {
      key: 'export',
      className: styles.narrowOnly ?? '',
      label: printWords('export'),
      onClick: () =>
        void navigate({
          to: '/export/$id',
          params: { id: board.id },
          search: (former: object) => former as never,
        }),
    },
    { key: 'comments', label: words('comments'), onClick: openComments },
    ...(board.isBuiltIn ? [] : [{ key: 'versions', label: words('versions'), onClick: openVersions }]),
    ...(mayEdit ? [{ key: 'copy', label: words('duplicate'), onClick: () => void copy() }] : []),
    { type: 'divider' },
    {
      key: 'slides',
      label: words('slideshow'),
      children: (['favourites', ...(board.tabs.length > 1 ? (['tabs'] as const) : [])] as const).flatMap((what) =>
        paces.map((every) => ({
          key: `${what}${every}`,
          label: words(`slides.${what}`, { seconds: every }),
          onClick: () => slides(what, every),
        })),
      ),
    },
    { key: 'help', label: t('help'), extra: '?', onClick: openHelp },
  ];
  return (
    <>
      {hasSample && mayEdit ? (
        <Link to="/import" className={styles.importLink} data-testid="import-own-data">
          {t('sampleImport')}
        </Link>
      ) : null}
      <Link
        to="/export/$id"
        params={{ id: board.id }}
        search={(former: object) => former as never}
        className={styles.exportLink}
        data-testid="export-board"
      >
        {printWords('export')}
      </Link>
      <Button
        icon={<PresentIcon size={16} />}
        onClick={presentation.toggle}
        title={`${t('present')} (F)`}
        aria-pressed={presentation.isOn}
      >
        <span className={styles.buttonWord}>{t(presentation.isOn ? 'presentExit' : 'present')}</span>
      </Button>
      {edit ? (
        <Button
          onClick={edit}
          title={`${words('edit')} (E)`}
          data-testid="edit-board"
          className={styles.editButton ?? ''}
        >
          {words('edit')}
        </Button>
      ) : mayEdit && board.isBuiltIn ? (
        <Button
          onClick={() => void copy()}
          title={words('editCopyHint')}
          data-testid="edit-copy"
          className={styles.editButton ?? ''}
        >
          {words('editCopy')}
        </Button>
      ) : null}
      <button
        type="button"
        className={`${styles.helpButton} ${styles.keysButton}`}
        aria-label={t('help')}
        title={`${t('help')} (?)`}
        onClick={openHelp}
      >
        <KeyboardIcon size={18} />
      </button>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <button type="button" className={styles.helpButton} aria-label={words('more')} data-testid="board-more">
          <MoreIcon size={18} />
        </button>
      </Dropdown>
    </>
  );
}
