import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { parameterOf, useCube, valuesQuery } from '../../queries/index.ts';
import { ChevronIcon } from '../../ui/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './filter-row.module.css';

/** Narrows the board to some values of a dimension; its list is read when it is first opened. */
export function DimensionFilter({ member: name }: { member: string }) {
  const { t } = useTranslation('board');
  const { scope, members, member, setFilter } = useBoardState();
  const [wasOpened, setWasOpened] = useState(false);
  const answer = useCube(wasOpened ? valuesQuery(name, scope, members) : null);
  const chosen = scope.filters.find((filter) => filter.member === name)?.values ?? [];
  const { title } = member(name);
  const found = answer.data?.rows.map((row) => row[name]).filter((one) => typeof one === 'string' && one !== '') ?? [];
  const values = [...new Set([...chosen, ...found.map(String)])];
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
        onOpenChange={(isOpen) => setWasOpened((was) => was || isOpen)}
        options={values.map((value) => ({ value, label: value }))}
        loading={answer.isFetching}
        notFoundContent={answer.isFetching ? '…' : t('filterNothing')}
        popupMatchSelectWidth={260}
        maxTagCount={1}
        maxTagTextLength={16}
        maxTagPlaceholder={(omitted) => `+${omitted.length}`}
        suffixIcon={<ChevronIcon size={14} />}
        allowClear={chosen.length > 0 ? { clearIcon: <span title={t('filterClear', { name: title })}>×</span> } : false}
      />
    </div>
  );
}
