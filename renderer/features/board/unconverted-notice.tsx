import { Link } from '@tanstack/react-router';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { filtersFor, useCube } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './unconverted-notice.module.css';

const measure = 'orders.unconverted_count';

/** Says when amounts are missing from the board because no exchange rate of their currency is set. */
export function UnconvertedNotice() {
  const { t } = useTranslation('board');
  const { scope, members, workspace } = useBoardState();
  const { filters } = filtersFor('orders', scope.filters, members);
  const answer = useCube(
    members.has(measure)
      ? {
          measures: [measure],
          timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: [scope.range.from, scope.range.to] }],
          ...(filters.length > 0 ? { filters } : {}),
          timezone: scope.timezone,
        }
      : null,
  );
  const count = figure(answer.data?.rows[0]?.[measure]) ?? 0;
  if (count === 0) return null;
  return (
    <p className={styles.notice} role="status">
      {t('unconverted', { number: formatCount(count), currency: workspace.currency })}{' '}
      <Link to="/settings">{t('unconvertedAction')}</Link>
    </p>
  );
}
