import { Select } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { blankValue, parameterOf, useCube, valuesQuery } from '../../queries/index.ts';
import { ChevronIcon, useSettled } from '../../ui/index.ts';
import { valueLabel } from '../tiles/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './filter-row.module.css';

const typingPauseMs = 200;

/**
 * Narrows the board to some values of a dimension. Its list is read when it is first opened, under the other filters
 * in force (province before city), and searched where the data is, however many values there are.
 */
export function DimensionFilter({ member: name }: { member: string }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { scope, members, member, setFilter } = useBoardState();
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const search = useSettled(typed, typingPauseMs);
  const answer = useCube(isOpen ? valuesQuery(name, scope, members, search) : null);
  const chosen = scope.filters.find((filter) => filter.member === name)?.values ?? [];
  const { title } = member(name);
  const found = answer.data?.rows.map((row) => row[name]).filter((one) => one !== null && one !== '') ?? [];
  const values = [...new Set([...chosen, ...found.map(String)])].filter((value) => value !== blankValue);
  const cut = answer.data?.truncated;
  return (
    <div className={styles.pill} data-active={chosen.length > 0} data-testid={`filter-${parameterOf(name)}`}>
      <span className={styles.pillLabel} aria-hidden="true">
        {title}
      </span>
      <Select
        mode="multiple"
        className={styles.select ?? ''}
        id={`board-${parameterOf(name)}`}
        aria-label={title}
        variant="borderless"
        size="small"
        placeholder={t('filterAll')}
        value={chosen}
        onChange={(next: string[]) => setFilter(name, next)}
        onOpenChange={(next) => {
          setIsOpen(next);
          if (!next) setTyped('');
        }}
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped, autoClearSearchValue: false }}
        options={[
          ...values.map((value) => ({ value, label: valueLabel(name, value, language, value) })),
          ...(typed === '' ? [{ value: blankValue, label: t('blank') }] : []),
        ]}
        loading={answer.isFetching}
        notFoundContent={answer.isFetching ? '…' : t('filterNothing')}
        popupMatchSelectWidth={260}
        popupRender={(menu) => (
          <>
            {menu}
            {cut ? (
              <p className={styles.more}>
                {t('filterMore', { shown: formatCount(cut.shown), total: formatCount(cut.total) })}
              </p>
            ) : null}
          </>
        )}
        maxTagCount={1}
        maxTagTextLength={16}
        maxTagPlaceholder={(omitted) => `+${omitted.length}`}
        suffixIcon={<ChevronIcon size={14} />}
        allowClear={chosen.length > 0 ? { clearIcon: <span title={t('filterClear', { name: title })}>×</span> } : false}
      />
    </div>
  );
}
