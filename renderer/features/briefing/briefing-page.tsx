import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { briefingOutput } from '../../../contract/briefing.ts';
import { PageError } from '../../errors/index.ts';
import { formatRange } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { request } from '../../transport/index.ts';
import { Page } from '../../ui/index.ts';
import styles from './briefing.module.css';

/** A board in sentences, for those who read rather than look; each leads to its tile. */
export default function BriefingPage() {
  const { t } = useTranslation('print');
  const { id } = useParams({ from: '/briefing/$id' });
  const search = useSearch({ strict: false }) as Record<string, string | string[]>;
  const localized = useLocalized();
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
  if (briefing.isError && briefing.data === undefined) {
    return <PageError error={briefing.error} onRetry={() => void briefing.refetch()} />;
  }
  const { data } = briefing;
  return (
    <Page title={t('briefing', { title: data ? localized(data.title) : '' })}>
      {data === undefined ? (
        <div className={styles.paper} aria-busy="true">
          {t('writing')}
        </div>
      ) : (
        <article className={styles.paper}>
          <p className={styles.period}>
            {formatRange(data.from, data.to, language)}
            {data.comparedFrom && data.comparedTo
              ? ` · ${t('comparedWith', { dates: formatRange(data.comparedFrom, data.comparedTo, language) })}`
              : ''}
          </p>
          <ol className={styles.sentences}>
            {data.sentences.map((sentence) => (
              <li key={sentence.words.en} data-kind={sentence.kind}>
                <Link to="/boards/$id" params={{ id }} search={search as never} hash={`tile-${sentence.tileId}-title`}>
                  {localized(sentence.words)}
                </Link>
              </li>
            ))}
          </ol>
        </article>
      )}
    </Page>
  );
}
