import { Link } from '@tanstack/react-router';
import type { canonicalEntities } from '../../../contract/entities.ts';
import { spanOf } from '../../../contract/workspace.ts';
import { formatBytes, formatCount, formatDay, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './data.module.css';
import { DataCard } from './data-card.tsx';

const order = [
  'orders',
  'order_items',
  'profiles',
  'products',
  'events',
] as const satisfies (typeof canonicalEntities)[number][];

/** How many of everything, how far it reaches, and what it takes on disk. */
export function CountsCard() {
  const { t } = useTranslation('data');
  const language = useLanguage();
  const status = useStatus();
  return (
    <div className={styles.wide}>
      <DataCard title={t('counts.title')} query={status} skeletonHeight={86} testId="data-counts">
        {({ counts, recordRanges, workspace, disk }) => {
          const { from, to } = spanOf(Object.values(recordRanges));
          const day = (instant: string) => formatDay(localDateOf(instant, workspace.timezone), language);
          const isEmpty = Object.values(counts).every((count) => count === 0);
          if (isEmpty) {
            return (
              <p className={styles.empty}>
                <strong>{t('counts.emptyTitle')}</strong> {t('counts.emptyHint')}{' '}
                <Link to="/import">{t('import')}</Link>
              </p>
            );
          }
          return (
            <>
              <dl className={styles.figures}>
                {order.map((entity) => (
                  <div key={entity}>
                    <dt>{t(`counts.${entity}`)}</dt>
                    <dd data-testid={`data-count-${entity}`}>{formatCount(counts[entity] ?? 0)}</dd>
                  </div>
                ))}
              </dl>
              <p className={styles.foot}>
                <span>
                  {from !== null && to !== null
                    ? t('counts.range', { from: day(from), to: day(to) })
                    : t('counts.rangeNone')}
                </span>
                <span>
                  {t('counts.disk', { used: formatBytes(disk.dataBytes), free: formatBytes(disk.freeBytes) })}
                </span>
              </p>
            </>
          );
        }}
      </DataCard>
    </div>
  );
}
