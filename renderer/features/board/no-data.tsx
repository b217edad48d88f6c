import { Link } from '@tanstack/react-router';
import type { Sample } from '../../../contract/workspace.ts';
import { useTranslation } from '../../i18n/index.ts';
import { EmptyState, Page } from '../../ui/index.ts';
import styles from './board-view.module.css';

/** A board before there is any data: what will be here and the one way to get it. */
export function NoData({ title, sample }: { title: string; sample: Sample }) {
  const { t } = useTranslation('board');
  const isImporting = sample.state === 'importing';
  return (
    <Page title={title} crumb={t('crumb')}>
      <EmptyState
        picture={<BoardPicture />}
        title={t(isImporting ? 'sampleWaitTitle' : 'noDataTitle')}
        hint={t(isImporting ? 'sampleWaitHint' : 'noDataHint')}
        action={
          <Link to="/import" className={styles.importLink} data-testid="import-own-data">
            {t('sampleImport')}
          </Link>
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
