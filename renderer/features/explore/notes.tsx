import { Button } from 'antd';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { EmptyState } from '../../ui/index.ts';

/** A picture of rows, columns and figures to come. */
function TablePicture() {
  return (
    <svg
      aria-hidden="true"
      width="120"
      height="76"
      viewBox="0 0 120 76"
      fill="none"
      stroke="var(--line)"
      strokeWidth="1.5"
    >
      <rect x="1" y="1" width="118" height="74" rx="6" />
      <path d="M1 19h118M37 1v74M64 19v56M91 19v56" />
      <path d="M8 32h20M14 45h14M14 58h14M44 10h40" stroke="var(--ink-3)" strokeLinecap="round" />
      <path
        d="M46 32h12M72 32h12M99 32h12M48 45h10M76 45h8M103 45h8M50 58h8M74 58h10M101 58h10"
        stroke="var(--series-1)"
        strokeLinecap="round"
      />
    </svg>
  );
}

export function EmptyNote() {
  const { t } = useTranslation('explore');
  return <EmptyState picture={<TablePicture />} title={t('emptyTitle')} hint={t('emptyHint')} />;
}

export function NothingNote() {
  const { t } = useTranslation('explore');
  return <EmptyState picture={<TablePicture />} title={t('nothingTitle')} hint={t('nothingHint')} />;
}

export function FailedNote({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('explore');
  const { t: frame } = useTranslation('frame');
  const sentence = useErrorSentence();
  return (
    <div role="alert" data-testid="pivot-failed">
      <EmptyState
        title={t('failedTitle')}
        hint={sentence(error)}
        action={<Button onClick={onRetry}>{frame('retry')}</Button>}
      />
    </div>
  );
}
