import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Board, PlanTarget } from '../../../contract/boards.ts';
import type { Status } from '../../../contract/workspace.ts';
import { PageError } from '../../errors/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { type DateRange, type Members, useBoard, useMembers, useStatus, useTargets } from '../../queries/index.ts';
import { KeyboardIcon, Page, PresentIcon } from '../../ui/index.ts';
import { Tile, TileSurfaceProvider } from '../tiles/index.ts';
import { BoardContext } from './board-context.ts';
import styles from './board-view.module.css';
import { FilterRow } from './filter-row.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { NoData } from './no-data.tsx';
import { usePresentation } from './presentation.ts';
import { SampleStrip } from './sample-strip.tsx';
import { useShortcuts } from './shortcuts.ts';
import { UnconvertedNotice } from './unconverted-notice.tsx';
import { dataDays, useBoardStateOf } from './use-board-state.ts';

/** A board by its id: definition, data model and status first, then every tile for itself. */
export function BoardView({ boardId }: { boardId: string }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const board = useBoard(boardId);
  const members = useMembers();
  const status = useStatus();
  const targets = useTargets();
  const failed = [board, status, members].find((query) => query.isError && query.data === undefined);
  if (failed) return <PageError error={failed.error} onRetry={() => void failed.refetch()} />;
  const title = board.data ? localized(board.data.title) : '';
  const data = status.data ? dataDays(status.data) : null;
  if (title && status.data && !data) return <NoData title={title} sample={status.data.sample} />;
  if (!board.data || !members.data || !status.data || !data) {
    return (
      <Page title={title || t('crumb')} crumb={t('crumb')} filters={<span className={styles.pill} />}>
        <div className={styles.board}>
          <div className={styles.grid} aria-busy="true">
            {board.data?.tiles.map((tile) => (
              <div key={tile.id} className={styles.ghost} style={ghostStyle(tile.placement)}>
                {localized(tile.title)}
              </div>
            ))}
          </div>
        </div>
      </Page>
    );
  }
  return (
    <OpenBoard
      board={board.data}
      members={members.data}
      status={status.data}
      data={data}
      targets={targets.data ?? none}
    />
  );
}

const none: PlanTarget[] = [];

interface OpenBoardProps {
  board: Board;
  members: Members;
  status: Status;
  data: DateRange;
  targets: readonly PlanTarget[];
}

function OpenBoard({ board, members, status, data, targets }: OpenBoardProps) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const state = useBoardStateOf({ board, members, status, data, targets });
  const presentation = usePresentation();
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  useShortcuts(state, presentation, () => setIsHelpOpen((isOpen) => !isOpen));
  const { sample } = status;
  return (
    <BoardContext value={state}>
      <Page
        title={localized(board.title)}
        crumb={t('crumb')}
        filters={<FilterRow aside={<SampleStrip sample={sample} />} />}
        actions={
          <>
            {sample.state === 'present' ? (
              <Link to="/import" className={styles.importLink} data-testid="import-own-data">
                {t('sampleImport')}
              </Link>
            ) : null}
            <Button
              icon={<PresentIcon size={16} />}
              onClick={presentation.toggle}
              title={`${t('present')} (F)`}
              aria-pressed={presentation.isOn}
            >
              <span className={styles.buttonWord}>{t(presentation.isOn ? 'presentExit' : 'present')}</span>
            </Button>
            <button
              type="button"
              className={styles.helpButton}
              aria-label={t('help')}
              title={`${t('help')} (?)`}
              onClick={() => setIsHelpOpen(true)}
            >
              <KeyboardIcon size={18} />
            </button>
          </>
        }
      >
        <div className={styles.board} data-testid="board">
          <UnconvertedNotice />
          <section className={styles.grid} aria-label={t('tiles')}>
            <TileSurfaceProvider
              tiles={board.tiles}
              scope={state.scope}
              members={members}
              workspace={state.workspace}
              interaction={state}
            >
              {board.tiles.toSorted(byPlace).map((tile) => (
                <Tile key={tile.id} tile={tile} />
              ))}
            </TileSurfaceProvider>
          </section>
        </div>
      </Page>
      <KeyboardHelp isOpen={isHelpOpen} close={() => setIsHelpOpen(false)} />
    </BoardContext>
  );
}

type Placed = Pick<Board['tiles'][number], 'placement'>;
const byPlace = (a: Placed, b: Placed) => a.placement.y - b.placement.y || a.placement.x - b.placement.x;

function ghostStyle({ x, y, w, h }: Placed['placement']) {
  return { gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}` };
}
