import { Link } from '@tanstack/react-router';
import type { Status } from '../../../contract/workspace.ts';
import { useTranslation } from '../../i18n/index.ts';
import { EmptyState, Page, useWhatIsThere } from '../../ui/index.ts';
import styles from './board-view.module.css';

/** A board before there is any data to date it by: what will be here and the one way to get it. */
export function NoData({ title, status: { sample, counts } }: { title: string; status: Status }) {
  const { t } = useTranslation('board');
  const what = useWhatIsThere(counts);
  const words = sample.state === 'importing' ? 'sampleWait' : what === '' ? 'noData' : 'undated';
  return (
    <Page title={title} crumb={t('crumb')}>
      <EmptyState
        picture={<BoardPicture />}
        title={t(`${words}Title`)}
        hint={t(`${words}Hint`, { what })}
        action={
          <Link to="/import" className={styles.importLink} data-testid="import-own-data">
            {t('sampleImport')}
          </Link>
        }
      />
    </Page>
  );
}

const others = ['profiles', 'events', 'survey_responses', 'tickets', 'opportunities'] as const;
const isOrders = new Set(['orders', 'order_items']);
const ofOrders = new Set([...isOrders, 'products', 'profiles']);

/**
 * Whether there is something, but no orders, and a board that came with the program shows nothing else: all its tiles
 * would be empty. A board somebody made is theirs to open and change, whatever it shows.
 */
export function lacksOrders(
  board: { isBuiltIn: boolean; tiles: readonly { kind: string }[] },
  { counts }: Pick<Status, 'counts'>,
): boolean {
  if (!board.isBuiltIn || (counts.orders ?? 0) > 0 || !others.some((entity) => (counts[entity] ?? 0) > 0)) return false;
  if (board.tiles.some(({ kind }) => kind === 'analysis' || kind === 'report')) return false;
  const views = [...JSON.stringify(board.tiles).matchAll(/"([a-z]\w*)\.\w+"/g)].map(([, view]) => view ?? '');
  return views.some((view) => isOrders.has(view)) && views.every((view) => ofOrders.has(view));
}

/** A board of orders where there are none: what there is instead, and where it shows. */
export function NoOrders({ title, counts }: { title: string; counts: Status['counts'] }) {
  const { t } = useTranslation('board');
  const what = useWhatIsThere(counts);
  return (
    <Page title={title} crumb={t('crumb')}>
      <EmptyState
        picture={<BoardPicture />}
        title={t('noOrdersTitle')}
        hint={t('noOrdersHint', { what })}
        action={
          <>
            <Link to="/import" className={styles.importLink} data-testid="import-own-data">
              {t('sampleImport')}
            </Link>{' '}
            <Link to="/explore" className={styles.exportLink}>
              {t('noOrdersExplore')}
            </Link>
          </>
        }
      />
    </Page>
  );
}

function BoardPicture() {
  return (
    <svg width="240" height="132" viewBox="0 0 240 132" fill="none" aria-hidden="true">
      <g stroke="var(--line)" fill="var(--surface)">
        {[0, 62, 124, 186].map((x) => (
          <rect key={x} x={x + 0.5} y="0.5" width="53" height="34" rx="5" />
        ))}
        <rect x="0.5" y="43.5" width="146" height="88" rx="5" />
        <rect x="155.5" y="43.5" width="84" height="88" rx="5" />
      </g>
      <path d="M14 112 40 94l24 8 26-26 22 10 22-26" stroke="var(--series-1)" strokeWidth="2" />
      <g fill="var(--series-1)" opacity="0.75">
        <rect x="166" y="58" width="62" height="8" />
        <rect x="166" y="76" width="46" height="8" />
        <rect x="166" y="94" width="30" height="8" />
        <rect x="166" y="112" width="16" height="8" />
      </g>
      <g fill="var(--ink-3)" opacity="0.5">
        {[0, 62, 124, 186].map((x) => (
          <rect key={x} x={x + 10} y="13" width="26" height="7" rx="2" />
        ))}
      </g>
    </svg>
  );
}
