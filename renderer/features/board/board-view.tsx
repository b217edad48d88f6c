import type { Board, PlanTarget } from '../../../contract/boards.ts';
import type { Status } from '../../../contract/workspace.ts';
import { PageError } from '../../errors/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { useBoard, useMembers, useStatus, useTargets } from '../../queries/index.ts';
import { Page } from '../../ui/index.ts';
import styles from './board-view.module.css';
import { lacksOrders, NoData, NoOrders } from './no-data.tsx';
import { OpenBoard } from './open-board.tsx';
import { boardDays } from './use-board-state.ts';
import { useFavouriteSlides } from './use-slides.ts';

const none: PlanTarget[] = [];

/** A board by its id: definition, data model and status first, then every tile for itself. */
export function BoardView({ boardId }: { boardId: string }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const board = useBoard(boardId);
  const members = useMembers();
  const status = useStatus();
  const targets = useTargets();
  const failed = [board, status, members].find((query) => query.isError && query.data === undefined);
  useFavouriteSlides(boardId, failed !== undefined);
  if (failed) return <PageError error={failed.error} onRetry={() => void failed.refetch()} />;
  const title = board.data ? localized(board.data.title) : '';
  const data = status.data ? boardDays(status.data, board.data ?? { isBuiltIn: true }) : null;
  if (title && status.data && !data) return <NoData title={title} status={status.data} />;
  if (board.data && status.data && lacksOrders(board.data, status.data))
    return <NoOrders title={title} counts={status.data.counts} />;
  if (!board.data || !members.data || !status.data || !data || targets.isPending) {
    return (
      <Page title={title || t('crumb')} crumb={t('crumb')} filters={<span className={styles.pill} />}>
        <div className={styles.board}>
          <div className={styles.grid} aria-busy="true">
            {board.data?.tiles
              .filter((tile) => tile.tab === null || tile.tab === board.data?.tabs[0]?.id)
              .map((tile) => (
                <div key={tile.id} className={styles.ghost} style={ghostStyle(tile.placement)}>
                  {localized(tile.title)}
                </div>
              ))}
          </div>
        </div>
      </Page>
    );
  }
  const parts = { members: members.data, status: status.data as Status, data, targets: targets.data ?? none };
  return <OpenBoard key={board.data.id} saved={board.data} {...parts} />;
}

function ghostStyle({ x, y, w, h }: Board['tiles'][number]['placement']) {
  return { gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}` };
}
