import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { briefingOutput } from '../../../contract/briefing.ts';
import { defaultPageSetup, type ExportOrder } from '../../../contract/exports.ts';
import { PageError } from '../../errors/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { request } from '../../transport/index.ts';
import { Page } from '../../ui/index.ts';
import { ExportProgress } from '../print/export-progress.tsx';
import { useExport } from '../print/use-export.ts';
import styles from './briefing.module.css';
import { BriefingRemarks } from './briefing-remarks.tsx';
import { BriefingSentences, useBriefingPeriod } from './briefing-sentences.tsx';

/** A board in sentences, for those who read rather than look; each leads to its tile. */
export default function BriefingPage() {
  const { t } = useTranslation('print');
  const { id } = useParams({ from: '/briefing/$id' });
  const search = useSearch({ strict: false }) as Record<string, string | string[]>;
  const localized = useLocalized();
  const periodOf = useBriefingPeriod();
  const language = useLanguage();
  const briefing = useQuery({
    queryKey: ['briefing', id, search],
    queryFn: ({ signal }) =>
      request('/api/v1/briefing', {
        method: 'POST',
        body: { board: id, view: search },
        schema: briefingOutput,
        signal,
      }),
    staleTime: 0,
  });
  const run = useExport();
  const order: ExportOrder = {
    target: { briefing: id, view: search },
    ...{ format: 'pdf', page: { ...defaultPageSetup, orientation: 'portrait' }, lang: language },
    ...{ encoding: 'utf-8', rows: 'shown' },
  };
  if (briefing.isError && briefing.data === undefined) {
    return <PageError error={briefing.error} onRetry={() => void briefing.refetch()} />;
  }
  const { data } = briefing;
  return (
    <Page
      title={t('briefing', { title: data ? localized(data.title) : '' })}
      actions={
        <Button loading={run.isRunning} disabled={data === undefined} onClick={() => run.start(order)}>
          {t('briefingPaper')}
        </Button>
      }
    >
      <ExportProgress run={run} />
      {data === undefined ? (
        <div className={styles.paper} aria-busy="true">
          {t('writing')}
        </div>
      ) : (
        <article className={styles.paper}>
          <p className={styles.period}>{periodOf(data)}</p>
          <BriefingSentences
            sentences={data.sentences}
            led={({ tileId }, words) => (
              <Link to="/boards/$id" params={{ id }} search={search as never} hash={`tile-${tileId}-title`}>
                {words}
              </Link>
            )}
          />
          <BriefingRemarks briefing={data} />
        </article>
      )}
    </Page>
  );
}
