import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useState } from 'react';
import { PageError } from '../../errors/index.ts';
import { formatCount, formatDay, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { EmptyState, LinkButton, Page } from '../../ui/index.ts';
import { OriginText } from './origin-text.tsx';
import { useSegments } from './requests.ts';
import styles from './segments.module.css';

/** All segments with what they are made of. */
export default function SegmentsPage() {
  const { t } = useTranslation('segments');
  const language = useLanguage();
  const segments = useSegments();
  const zone = useStatus().data?.workspace.timezone ?? 'UTC';
  const [search, setSearch] = useState('');
  if (segments.isError && !segments.data) {
    return <PageError error={segments.error} onRetry={() => void segments.refetch()} />;
  }
  const wanted = search.trim().toLowerCase();
  const all = segments.data ?? [];
  const found = all.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted));
  return (
    <Page title={t('title')}>
      {segments.data === undefined ? (
        <p className={styles.quiet} aria-busy="true">
          {t('loading')}
        </p>
      ) : all.length === 0 ? (
        <EmptyState
          picture={<SegmentPicture />}
          title={t('emptyTitle')}
          hint={t('emptyHint')}
          action={
            <LinkButton to="/analytics" isPrimary>
              {t('toAnalyses')}
            </LinkButton>
          }
        />
      ) : (
        <div className={styles.sheet}>
          <div className={styles.tools}>
            <p className={styles.quiet}>{t('intro')}</p>
            <Input
              allowClear
              className={styles.search ?? ''}
              value={search}
              placeholder={t('search')}
              aria-label={t('search')}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <table className={styles.table} data-testid="segments">
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col" className={styles.number}>
                  {t('people')}
                </th>
                <th scope="col">{t('origin')}</th>
                <th scope="col" className={styles.number}>
                  {t('created')}
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((segment) => (
                <tr key={segment.id}>
                  <th scope="row">
                    <Link to="/segments/$id" params={{ id: segment.id }}>
                      {segment.name}
                    </Link>
                  </th>
                  <td className={styles.number}>{formatCount(segment.count)}</td>
                  <td className={styles.origin}>
                    <OriginText segment={segment} />
                  </td>
                  <td className={styles.number}>{formatDay(localDateOf(segment.createdAt, zone), language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.length === 0 ? <p className={styles.quiet}>{t('nothingFound')}</p> : null}
        </div>
      )}
    </Page>
  );
}

/** Some people out of many. */
function SegmentPicture() {
  return (
    <svg width="168" height="64" viewBox="0 0 168 64" role="presentation">
      {Array.from({ length: 27 }, (_, i) => {
        const isIn = [4, 5, 12, 13, 14, 21, 22].includes(i);
        return (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: a drawing
            key={i}
            cx={12 + (i % 9) * 18}
            cy={12 + Math.floor(i / 9) * 20}
            r="6"
            fill={isIn ? 'var(--accent)' : 'var(--line)'}
          />
        );
      })}
    </svg>
  );
}
