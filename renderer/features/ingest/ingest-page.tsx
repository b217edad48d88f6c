import { PageError } from '../../errors/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { RequestError } from '../../transport/index.ts';
import { EmptyState, Page } from '../../ui/index.ts';
import { FormsSection } from './forms-section.tsx';
import styles from './ingest.module.css';
import { KeysSection } from './keys-section.tsx';
import { useFormHooks, useIngestState, useWriteKeys } from './requests.ts';

/** What comes by itself: keys for events, addresses for forms. */
export default function IngestPage() {
  const { t } = useTranslation('ingest');
  const keys = useWriteKeys();
  const forms = useFormHooks();
  const error = keys.error ?? forms.error;
  if (error !== null && !isNotAllowed(error)) {
    return (
      <main>
        <PageError error={error} onRetry={() => void Promise.all([keys.refetch(), forms.refetch()])} />
      </main>
    );
  }
  return (
    <Page title={t('title')} crumb={t('crumb')}>
      {error !== null ? (
        <EmptyState title={t('notAllowed')} />
      ) : (
        <div className={styles.sheet} aria-busy={keys.data === undefined}>
          <WaitingNote />
          {keys.data ? <KeysSection keys={keys.data} /> : null}
          {forms.data ? <FormsSection forms={forms.data} /> : null}
        </div>
      )}
    </Page>
  );
}

/** Why what was sent is in no figure yet. */
function WaitingNote() {
  const { t } = useTranslation('ingest');
  const language = useLanguage();
  const since = useIngestState().data?.waitsSince;
  if (!since) return null;
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short', hourCycle: 'h23' }).format(new Date(since));
  return (
    <p role="status" className={styles.intro}>
      {t('waiting', { time })}
    </p>
  );
}

const isNotAllowed = (error: unknown) => error instanceof RequestError && error.code === 'access/not-allowed';
