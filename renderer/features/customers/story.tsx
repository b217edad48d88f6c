import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { type Timeline, type TimelineItem, type TimelineKind, timelineKinds } from '../../../contract/profiles.ts';
import { PageError } from '../../errors/index.ts';
import { formatDay, formatInstant, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import styles from './customers.module.css';
import { isGone, storyQuery } from './requests.ts';
import { useItemWords } from './use-item-words.ts';

/** What a customer did and what was done for it, newest first, by day. */
export function Story({ id, first, timezone }: { id: string; first: Timeline | undefined; timezone: string }) {
  const { t } = useTranslation('customers');
  const language = useLanguage();
  const [kind, setKind] = useState<TimelineKind | 'all'>('all');
  const story = useInfiniteQuery(kind === 'all' ? storyQuery(id, null, first) : storyQuery(id, kind));
  const items = isGone(story.error) ? [] : (story.data?.pages.flatMap((page) => page.items) ?? []);
  const days = Map.groupBy(items, ({ at }) => localDateOf(at, timezone));
  const options = [
    { value: 'all' as const, label: t('all') },
    ...timelineKinds.map((value) => ({ value, label: t(`filters.${value}`) })),
  ];
  return (
    <section className={styles.story} aria-busy={story.isFetching} data-testid="customer-story">
      <div className={styles.storyHead}>
        <h2>{t('story')}</h2>
        <Segmented size="small" aria-label={t('showOnly')} value={kind} options={options} onChange={setKind} />
      </div>
      {story.isError ? <PageError error={story.error} onRetry={() => void story.refetch()} /> : null}
      {story.isSuccess && items.length === 0 ? <p className={styles.quiet}>{t('nothing')}</p> : null}
      {story.isPending ? <p className={styles.quiet}>{t('loading')}</p> : null}
      <ol>
        {[...days].map(([day, list]) => (
          <li key={day} className={styles.day}>
            <h3>{formatDay(day, language)}</h3>
            <ol>
              {list.map((item) => (
                <Item key={`${item.kind} ${item.id}`} item={item} timezone={timezone} />
              ))}
            </ol>
          </li>
        ))}
      </ol>
      {story.hasNextPage && !isGone(story.error) ? (
        <Button onClick={() => void story.fetchNextPage()} loading={story.isFetchingNextPage}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}

function Item({ item, timezone }: { item: TimelineItem; timezone: string }) {
  const { t } = useTranslation('customers');
  const language = useLanguage();
  const words = useItemWords(timezone)(item);
  return (
    <li className={styles.item} data-kind={item.kind}>
      <time dateTime={item.at} title={formatInstant(item.at, timezone, language)}>
        {formatInstant(item.at, timezone, language).slice(-5)}
      </time>
      <span className={styles.tag}>{words.kind ?? t(`items.${item.kind}`)}</span>
      <span className={styles.what}>
        <b>{words.title}</b>
        {words.details.length > 0 ? <small>{words.details.join(' · ')}</small> : null}
        {words.quote ? <q>{words.quote}</q> : null}
      </span>
      <span className={styles.amount}>{words.amount}</span>
    </li>
  );
}
