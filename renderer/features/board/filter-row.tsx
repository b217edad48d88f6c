import type { ReactNode } from 'react';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useBoardState } from './board-context.ts';
import { DateFilter } from './date-filter.tsx';
import { DimensionFilter } from './dimension-filter.tsx';
import { FilterMenu } from './filter-menu.tsx';
import styles from './filter-row.module.css';
import { MeasureFilters } from './measure-filters.tsx';
import { SegmentFilter } from './segment-filter.tsx';

/** Dates, dimensions, measures and people that narrow the whole board, and the words on where the data comes from. */
export function FilterRow({ aside, boardId }: { aside: ReactNode; boardId: string }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { board, scope, member } = useBoardState();
  const active = scope.filters.filter((one) => one.values.length > 0);
  const extra = active.filter((one) => !board.filterMembers.includes(one.member));
  const names = active.map((one) => member(one.member).title);
  return (
    <>
      <search className={styles.filters} aria-label={t('filters')}>
        <DateFilter />
        {[...board.filterMembers, ...extra.map((one) => one.member)].map((name) => (
          <DimensionFilter key={name} member={name} />
        ))}
        <MeasureFilters />
        <SegmentFilter />
        <FilterMenu boardId={boardId} />
        {names.length > 0 ? (
          <span className={styles.hint} aria-live="polite">
            {t('filterHint', { names: new Intl.ListFormat(language, { type: 'unit', style: 'short' }).format(names) })}
          </span>
        ) : null}
      </search>
      <div className={styles.aside}>{aside}</div>
    </>
  );
}
