import { Button, Select } from 'antd';
import type { AlertDefinition } from '../../../contract/alerts.ts';
import type { MemberFilter } from '../../../contract/boards.ts';
import { useTranslation } from '../../i18n/index.ts';
import { type Member, useMembers, viewOf } from '../../queries/index.ts';
import { CloseIcon } from '../../ui/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { ValuesSelect } from './values-select.tsx';

const operators = ['equals', 'notEquals', 'contains', 'notContains', 'set', 'notSet'] as const;
const withoutValues: readonly MemberFilter['operator'][] = ['set', 'notSet'];
const most = 20;

interface AlertFiltersProps {
  draft: AlertDefinition;
  edit: (part: Partial<AlertDefinition>) => void;
}

/** What narrows a figure that is watched by itself: dimensions of its own view. */
export function AlertFilters({ draft, edit }: AlertFiltersProps) {
  const { t } = useTranslation('deliveries');
  const members = useMembers();
  const view = viewOf(draft.measure);
  const dimensions = [...(members.data?.values() ?? [])].filter(
    ({ kind, type, name }) => kind === 'dimension' && type === 'string' && viewOf(name) === view,
  );
  const { filters } = draft;
  const set = (index: number, next: MemberFilter) =>
    edit({ filters: filters.map((one, place) => (place === index ? next : one)) });
  const free = dimensions.find(({ name }) => !filters.some(({ member }) => member === name)) ?? dimensions[0];
  return (
    <Field label={t('onlyWhere')} hint={filters.length === 0 ? t('onlyWhereHint') : ''}>
      <div className={styles.conditions}>
        {filters.map((filter, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: filters have no other name
          <div key={index} className={styles.filter} data-testid="alert-filter">
            <FilterFields filter={filter} dimensions={dimensions} onChange={(next) => set(index, next)} />
            <Button
              type="text"
              icon={<CloseIcon size={14} />}
              aria-label={t('removeFilter')}
              onClick={() => edit({ filters: filters.filter((_, place) => place !== index) })}
            />
          </div>
        ))}
        <div className={styles.row}>
          <Button
            disabled={free === undefined || filters.length >= most}
            onClick={() =>
              free && edit({ filters: [...filters, { member: free.name, operator: 'equals', values: [] }] })
            }
          >
            {t('addFilter')}
          </Button>
        </div>
      </div>
    </Field>
  );
}

interface FilterFieldsProps {
  filter: MemberFilter;
  dimensions: Member[];
  onChange: (next: MemberFilter) => void;
}

function FilterFields({ filter, dimensions, onChange }: FilterFieldsProps) {
  const { t } = useTranslation('deliveries');
  const { t: explore } = useTranslation('explore');
  const members = useMembers();
  const { member, operator, values = [] } = filter;
  const isKnown = dimensions.some(({ name }) => name === member);
  // Set by a program: of a figure, or by a bound. Kept as it is until another field is chosen.
  const titleOf = (name: string) => members.data?.get(name)?.title ?? name;
  const known = dimensions.map(({ name, title }) => ({ value: name, label: title }));
  const chosen = operators.find((one) => one === operator);
  const withOperator = (next: MemberFilter['operator']) =>
    onChange(withoutValues.includes(next) ? { member, operator: next } : { member, operator: next, values });
  return (
    <>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        value={member}
        onChange={(next) => onChange({ member: next, operator: 'equals', values: [] })}
        aria-label={t('filterField')}
        options={isKnown ? known : [{ value: member, label: titleOf(member) }, ...known]}
      />
      <Select
        value={operator}
        onChange={withOperator}
        aria-label={t('filterOperator')}
        options={[...operators, ...(chosen === undefined ? [operator] : [])].map((value) => ({
          value,
          label: explore(`filterOperators.${value}`),
        }))}
      />
      {withoutValues.includes(operator) ? (
        <span />
      ) : (
        <ValuesSelect
          member={member}
          values={values}
          placeholder={t('filterValues')}
          onChange={(next) => onChange({ member, operator, values: next })}
        />
      )}
    </>
  );
}

/** Whether every filter says something: one without values would narrow to nothing at all. */
export function areFiltersWhole(filters: readonly MemberFilter[]): boolean {
  return filters.every(({ operator, values = [] }) => withoutValues.includes(operator) || values.length > 0);
}
