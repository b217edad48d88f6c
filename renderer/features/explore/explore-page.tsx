import { Navigate, useSearch } from '@tanstack/react-router';
import { PageError } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useMembers, useStatus } from '../../queries/index.ts';
import { Page } from '../../ui/index.ts';
import { decodeDefinition } from './address.ts';
import { BuilderPage } from './builder-page.tsx';
import { emptyDefinition } from './definition.ts';
import styles from './explore-page.module.css';
import { useReport } from './report-requests.ts';

/** The report builder: a saved report, one from a link, or an empty one. Saved analyses have pages of their own. */
export default function ExplorePage() {
  const { t } = useTranslation('explore');
  const search: Record<string, unknown> = useSearch({ strict: false });
  const id = typeof search.report === 'string' ? search.report : null;
  const word = typeof search.d === 'string' ? search.d : null;
  const members = useMembers();
  const status = useStatus();
  const report = useReport(id);
  const failed = [members, status, report].find((query) => query.isError && query.data === undefined);
  if (failed) return <PageError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!members.data || !status.data || (id !== null && !report.data)) {
    return (
      <Page title={t('title')} crumb={t('crumb')}>
        <div className={styles.loading} aria-busy="true" />
      </Page>
    );
  }
  const saved = report.data ?? null;
  if (saved?.kind === 'analysis') {
    const params = { kind: saved.definition.analysis };
    return <Navigate to="/analytics/$kind" params={params} search={{ report: saved.id } as never} replace />;
  }
  const start = (word === null ? null : decodeDefinition(word)) ?? saved?.definition ?? emptyDefinition;
  return <BuilderPage key={id ?? 'new'} start={start} report={saved} members={members.data} status={status.data} />;
}
