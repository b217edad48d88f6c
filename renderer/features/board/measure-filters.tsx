import { useTranslation } from '../../i18n/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './filter-row.module.css';

const signs = { gt: '>', gte: '≥', lt: '<', lte: '≤' } as const;

/** Bounds on measures in force, each with a way to take it off. */
export function MeasureFilters() {
  const { t } = useTranslation('boards');
  const { scope, member, setMeasureFilters } = useBoardState();
  return scope.measureFilters.map((filter) => {
    const { title } = member(filter.member);
    const text = `${title} ${signs[filter.operator]} ${filter.bound}`;
    return (
      <span key={text} className={styles.pill} data-active="true">
        <span className={styles.pillLabel}>{text}</span>
        <button
          type="button"
          className={styles.off}
          aria-label={t('removeFilter', { name: text })}
          onClick={() => setMeasureFilters(scope.measureFilters.filter((one) => one !== filter))}
        >
          ×
        </button>
      </span>
    );
  });
}
