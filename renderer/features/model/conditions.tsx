import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { ConditionOperator, ModelCondition } from '../../../contract/model.ts';
import { useTranslation } from '../../i18n/index.ts';
import { type Member, useCube, useStatus } from '../../queries/index.ts';
import styles from './conditions.module.css';
import { emptyCondition } from './draft.ts';
import { MemberSelect } from './member-select.tsx';

const operatorsOf: Record<Member['type'], ConditionOperator[]> = {
  string: ['equals', 'notEquals', 'contains', 'notContains', 'startsWith', 'endsWith', 'set', 'notSet'],
  number: ['equals', 'notEquals', 'gt', 'gte', 'lt', 'lte', 'set', 'notSet'],
  boolean: ['equals', 'set', 'notSet'],
  time: ['onOrAfter', 'before', 'set', 'notSet'],
};

interface ConditionsProps {
  conditions: readonly ModelCondition[];
  dimensions: readonly Member[];
  onChange: (conditions: ModelCondition[]) => void;
  /** At least one has to stay. */
  isNeeded?: boolean;
}

/** Conditions that must all hold. */
export function Conditions({ conditions, dimensions, onChange, isNeeded = false }: ConditionsProps) {
  const { t } = useTranslation('model');
  return (
    <div className={styles.conditions}>
      {conditions.map((condition, index) => (
        <Condition
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
          key={index}
          number={index + 1}
          condition={condition}
          dimensions={dimensions}
          onChange={(next) => onChange(conditions.map((one, at) => (at === index ? next : one)))}
          {...(isNeeded && conditions.length === 1
            ? {}
            : { onRemove: () => onChange(conditions.filter((_, at) => at !== index)) })}
        />
      ))}
      <Button type="dashed" size="small" onClick={() => onChange([...conditions, emptyCondition])}>
        {t('addCondition')}
      </Button>
    </div>
  );
}

interface ConditionProps {
  number: number;
  condition: ModelCondition;
  dimensions: readonly Member[];
  onChange: (condition: ModelCondition) => void;
  onRemove?: () => void;
}

function Condition({ number, condition, dimensions, onChange, onRemove }: ConditionProps) {
  const { t } = useTranslation('model');
  const { member, operator, values } = condition;
  const type = dimensions.find(({ name }) => name === member)?.type ?? 'string';
  const name = t('condition', { n: number });
  return (
    <fieldset className={styles.condition} aria-label={name}>
      <MemberSelect
        label={t('field')}
        options={dimensions}
        value={member}
        onChange={(next) => {
          const nextType = dimensions.find((one) => one.name === next)?.type ?? 'string';
          onChange({ member: next, operator: operatorsOf[nextType][0] ?? 'equals', values: [] });
        }}
        testId={`condition-field-${number}`}
      />
      <Select<ConditionOperator>
        aria-label={t('operator')}
        value={operator}
        options={operatorsOf[type].map((one) => ({ value: one, label: t(`operators.${one}`) }))}
        onChange={(next) => onChange({ ...condition, operator: next })}
      />
      {operator === 'set' || operator === 'notSet' ? (
        <span />
      ) : type === 'time' ? (
        <Input
          type="date"
          aria-label={t('day')}
          value={values[0] ?? ''}
          onChange={(event) => onChange({ ...condition, values: event.target.value ? [event.target.value] : [] })}
        />
      ) : operator === 'equals' || operator === 'notEquals' ? (
        <ValueSelect member={member} values={values} onChange={(next) => onChange({ ...condition, values: next })} />
      ) : (
        <Input
          aria-label={t('values')}
          value={values[0] ?? ''}
          onChange={(event) => onChange({ ...condition, values: event.target.value ? [event.target.value] : [] })}
        />
      )}
      {onRemove ? (
        <Button type="text" size="small" aria-label={`${t('remove')}: ${name}`} onClick={onRemove}>
          ×
        </Button>
      ) : (
        <span />
      )}
    </fieldset>
  );
}

interface ValueSelectProps {
  member: string;
  values: string[];
  onChange: (values: string[]) => void;
  label?: string;
  testId?: string;
}

/** Values of a dimension from the data, or typed. */
export function ValueSelect({ member, values, onChange, label, testId }: ValueSelectProps) {
  const { t } = useTranslation('model');
  const timezone = useStatus().data?.workspace.timezone;
  const [isOpen, setIsOpen] = useState(false);
  const found = useCube(
    isOpen && member !== '' && timezone ? { measures: [], dimensions: [member], limit: 200, timezone } : null,
  );
  const options = (found.data?.rows ?? [])
    .map((row) => row[member])
    .filter((value) => value !== null && value !== undefined)
    .map((value) => ({ value: String(value), label: String(value) }));
  return (
    <Select
      mode="tags"
      style={{ width: '100%' }}
      aria-label={label ?? t('values')}
      placeholder={t('values')}
      value={values}
      onChange={onChange}
      onOpenChange={setIsOpen}
      options={options}
      loading={found.isFetching}
      maxTagCount="responsive"
      data-testid={testId ?? 'condition-values'}
    />
  );
}
