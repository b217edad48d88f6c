import { type ReactNode, useEffect, useMemo } from 'react';
import type { AnalysisKind } from '../../../../contract/analysis-kinds.ts';
import { PageError } from '../../../errors/index.ts';
import { localDateOf } from '../../../format/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { useStatus } from '../../../queries/index.ts';
import { EmptyState, LinkButton, Page, useWhatIsThere } from '../../../ui/index.ts';
import { useSegments } from '../../segments/requests.ts';
import { useEventNames } from '../pickers/catalogue.ts';
import styles from './analysis-layout.module.css';
import { rangeOfRecords } from './records-range.ts';
import { useStand } from './stand.tsx';
import { type World, WorldContext } from './world.ts';

/** Waits for what every analysis needs; says so where there are no data yet. */
export function AnalysisGate({ kind, children }: { kind: AnalysisKind; children: ReactNode }) {
  const { t } = useTranslation('analytics');
  const language = useLanguage();
  const { place, saved, report } = useStand();
  const title = saved?.title ?? t(`kinds.${kind}`);
  const status = useStatus();
  const names = useEventNames();
  const segments = useSegments();
  const range = status.data ? rangeOfRecords(kind, status.data) : undefined;
  const workspace = status.data?.workspace;
  const world = useMemo<World | null>(() => {
    if (!workspace || !names.data || !range?.from || !range.to) return null;
    const { timezone, currency } = workspace;
    return {
      ...{ t, language, currency, workspace },
      data: { from: localDateOf(range.from, timezone), to: localDateOf(range.to, timezone) },
      events: names.data.events,
      segments: segments.data ?? [],
    };
  }, [t, language, workspace, range?.from, range?.to, names.data, segments.data]);
  const what = useWhatIsThere(status.data?.counts);
  const hasNothing = status.data !== undefined && !range?.from;
  const isKnown = world !== null;
  const failed = [status, names].find((query) => query.isError && query.data === undefined);
  const isOnPage = place === 'page';
  useEffect(() => {
    if (isOnPage) return;
    if (failed) report({ kind: 'failed', error: failed.error, retry: () => void failed.refetch() });
    else if (hasNothing) report({ kind: 'empty' });
    else if (!isKnown) report({ kind: 'loading' });
  }, [isOnPage, failed, hasNothing, isKnown, report]);
  if (!isOnPage) return world ? <WorldContext value={world}>{children}</WorldContext> : null;
  if (failed) return <PageError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (hasNothing) {
    return (
      <Page title={title} crumb={t('title')}>
        <EmptyState
          title={t(what === '' ? 'noDataTitle' : 'undatedTitle')}
          hint={what === '' ? t('noDataHint') : t('undatedHint', { what })}
          action={
            <LinkButton to="/import" isPrimary>
              {t('importData')}
            </LinkButton>
          }
        />
      </Page>
    );
  }
  if (!world) {
    return (
      <Page title={title} crumb={t('title')}>
        <p className={styles.waiting} aria-busy="true">
          {t('loading')}
        </p>
      </Page>
    );
  }
  return <WorldContext value={world}>{children}</WorldContext>;
}
