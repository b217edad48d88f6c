import { useTranslation } from '../../i18n/index.ts';
import { LinkButton, Page } from '../../ui/index.ts';
import { CountsCard } from './counts-card.tsx';
import styles from './data.module.css';
import { ImportsCard } from './imports-card.tsx';
import { ReconciliationCard } from './reconciliation-card.tsx';
import { SampleCard } from './sample-card.tsx';
import { TablesCard } from './tables-card.tsx';

/** What is in the workspace, where it came from, and which of it makes up revenue. */
export default function DataPage() {
  const { t } = useTranslation('data');
  const { t: frame } = useTranslation('frame');
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <LinkButton to="/model">{frame('model')}</LinkButton>
          <LinkButton to="/connections">{t('connections')}</LinkButton>
          <LinkButton to="/import" isPrimary>
            {t('import')}
          </LinkButton>
        </>
      }
    >
      <div className={styles.grid}>
        <CountsCard />
        <ReconciliationCard />
        <div className={styles.side}>
          <SampleCard />
          <TablesCard />
        </div>
        <div className={styles.wide}>
          <ImportsCard />
        </div>
      </div>
    </Page>
  );
}
