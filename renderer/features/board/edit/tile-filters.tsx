import { Input, Select } from 'antd';
import { useState } from 'react';
import type { MemberFilter } from '../../../../contract/boards.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { blankValue, type Member, useCube, valuesQuery } from '../../../queries/index.ts';
import { useSettled } from '../../../ui/index.ts';
import { valueLabel } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './edit.module.css';
import { MemberSelect } from './member-select.tsx';
import { newId } from './new-id.ts';

type Operator = MemberFilter['operator'];

const operatorsOf: Record<Member['type'], Operator[]> = {
  string: ['equals', 'notEquals', 'contains', 'notContains', 'set', 'notSet'],
  number: ['equals', 'notEquals', 'gt', 'gte', 'lt', 'lte', 'set', 'notSet'],
  boolean: ['equals', 'notEquals', 'set', 'notSet'],
  time: ['set', 'notSet'],
};

const hasValues = (operator: Operator) => operator !== 'set' && operator !== 'notSet';
const isListed = (operator: Operator) => operator === 'equals' || operator === 'notEquals';
const isWhole = ({ operator, values }: MemberFilter) => !hasValues(operator) || (values ?? []).length > 0;

/** While it is edited a condition has an identity, so that what is typed stays with it when another goes. */
type DraftFilter = MemberFilter & { id: string };

interface TileFiltersProps {
  filters: readonly MemberFilter[];
  /** The view of the tile's figures, whose dimensions can narrow them. */
  view: string;
  onChange: (filters: MemberFilter[]) => void;
}

/** Conditions of one tile alone, whatever the board is narrowed to; what is not finished does not narrow yet. */
export function TileFilters({ filters, view, onChange }: TileFiltersProps) {
  const { t } = useTranslation('boards');
  const { members, member } = useBoardState();
  const [draft, setDraft] = useState<DraftFilter[]>(() => filters.map((one) => ({ ...one, id: newId() })));
  const save = (next: DraftFilter[]) => {
    setDraft(next);
    onChange(
      next
        .filter(isWhole)
        .map(({ member: name, operator, values = [] }) =>
          hasValues(operator) ? { member: name, operator, values } : { member: name, operator },
        ),
    );
  };
  const operatorsFor = (name: string) => operatorsOf[members.get(name)?.type ?? 'string'];
  const set = (id: string, part: Partial<MemberFilter>) =>
    save(draft.map((one) => (one.id === id ? { ...one, ...part } : one)));
  // An operator that takes one value shows one: what it cannot show must not narrow.
  const setOperator = ({ id, values = [] }: DraftFilter, operator: Operator) =>
    set(id, { operator, values: isListed(operator) ? values : values.slice(0, 1) });
  return (
    <div className={styles.field} data-testid="tile-filters">
      <span>{t('tileFilters')}</span>
      {draft.map((filter) => (
        <fieldset key={filter.id} className={styles.condition} aria-label={member(filter.member).title}>
          <span title={member(filter.member).title}>{member(filter.member).title}</span>
          <Select
            aria-label={t('operator')}
            value={filter.operator}
            options={operatorsFor(filter.member).map((value) => ({ value, label: t(`operators.${value}`) }))}
            onChange={(operator) => setOperator(filter, operator)}
          />
          <button
            type="button"
            className={styles.remove}
            aria-label={t('removeFilter', { name: member(filter.member).title })}
            onClick={() => save(draft.filter(({ id }) => id !== filter.id))}
          >
            ×
          </button>
          {hasValues(filter.operator) ? (
            <FilterValues filter={filter} onChange={(values) => set(filter.id, { values })} />
          ) : null}
        </fieldset>
      ))}
      <MemberSelect
        key={draft.length}
        label={t('addTileFilter')}
        kind="dimension"
        view={view}
        isOptional
        value={null}
        onChange={([name]) => {
          if (name !== undefined)
            save([...draft, { id: newId(), member: name, operator: operatorsFor(name)[0] ?? 'equals', values: [] }]);
        }}
      />
    </div>
  );
}

/** Values of a dimension, searched in the data while typing; a part of a text or a bound is typed. */
function FilterValues({ filter, onChange }: { filter: MemberFilter; onChange: (values: string[]) => void }) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const { scope, members } = useBoardState();
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const search = useSettled(typed, 200);
  const isText = members.get(filter.member)?.type === 'string';
  const found = useCube(
    isListed(filter.operator) && isOpen ? valuesQuery(filter.member, { ...scope, filters: [] }, members, search) : null,
  );
  const { values = [] } = filter;
  if (!isListed(filter.operator)) {
    return (
      <Input
        className={styles.values ?? ''}
        aria-label={t('values')}
        defaultValue={values[0] ?? ''}
        onBlur={(event) => onChange(event.target.value === '' ? [] : [event.target.value])}
        onPressEnter={(event) => onChange(event.currentTarget.value === '' ? [] : [event.currentTarget.value])}
      />
    );
  }
  const listed = (found.data?.rows ?? []).map((row) => row[filter.member]).filter((one) => one !== null && one !== '');
  const options = [...new Set([...values, ...listed.map(String)])].map((value) => ({
    value,
    label: valueLabel(filter.member, value === blankValue ? null : value, language, t('blank')),
  }));
  return (
    <Select
      mode="tags"
      className={styles.values ?? ''}
      aria-label={t('values')}
      placeholder={t('values')}
      value={values}
      options={options}
      loading={found.isFetching}
      showSearch={{ filterOption: !isText, optionFilterProp: 'label', onSearch: setTyped }}
      onOpenChange={setIsOpen}
      onChange={onChange}
      maxTagTextLength={24}
    />
  );
}
