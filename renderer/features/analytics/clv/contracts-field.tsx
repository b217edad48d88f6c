import { Input } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { periodName } from '../frame/periods.ts';
import { useWorld } from '../frame/world.ts';
import { BuilderSection, ChoiceRow } from '../pickers/settings-fields.tsx';
import styles from './clv.module.css';
import { type ClvSettings, survivorsOf } from './clv-settings.ts';
import { useRenewals } from './renewals.ts';

const sources = ['typed', 'month', 'quarter', 'year'] as const;

interface ContractsFieldProps {
  value: ClvSettings;
  onChange: (change: Partial<ClvSettings>) => void;
}

/** Where the customers left after each renewal come from: typed or pasted, or a cohort of orders. */
export function ContractsField({ value, onChange }: ContractsFieldProps) {
  const { t } = useTranslation('value');
  return (
    <BuilderSection title={t('clv.contracts')}>
      <ChoiceRow
        label={t('clv.renewalsFrom')}
        value={value.renewals?.period ?? 'typed'}
        onChange={(source) => onChange({ renewals: source === 'typed' ? null : { period: source, cohort: '' } })}
        options={sources.map((source) => ({ value: source, label: t(`clv.renewalSources.${source}`) }))}
      />
      {value.renewals === null ? (
        <TypedSurvivors value={value.survivors} onChange={(survivors) => onChange({ survivors })} />
      ) : (
        <CohortOfOrders value={value} renewals={value.renewals} onChange={onChange} />
      )}
    </BuilderSection>
  );
}

function TypedSurvivors({ value, onChange }: { value: number[]; onChange: (survivors: number[]) => void }) {
  const { t } = useTranslation('value');
  const [text, setText] = useState<string | null>(null);
  const read = text === null ? null : survivorsOf(text);
  const isOwn = read !== null && same(read.numbers, value);
  const unread = isOwn ? read.unread : null;
  return (
    <>
      <Input.TextArea
        aria-label={t('clv.survivors')}
        placeholder={t('clv.survivorsExample')}
        autoSize={{ minRows: 1, maxRows: 4 }}
        value={isOwn && text !== null ? text : value.join(', ')}
        {...(unread === null ? {} : { status: 'error' as const })}
        onChange={(event) => {
          setText(event.target.value);
          onChange(survivorsOf(event.target.value).numbers);
        }}
      />
      <p className={styles.hint} role="status">
        {unread === null ? t('clv.survivorsHint') : t('clv.survivorsUnread', { text: unread })}
      </p>
    </>
  );
}

const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((one, i) => one === b[i]);

interface CohortOfOrdersProps extends ContractsFieldProps {
  renewals: NonNullable<ClvSettings['renewals']>;
}

function CohortOfOrders({ value, renewals, onChange }: CohortOfOrdersProps) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  const { cohorts, cohort, isReady } = useRenewals(value);
  const isNone = isReady && cohorts.length === 0;
  return (
    <>
      {cohort ? (
        <ChoiceRow
          label={t('clv.renewalCohort')}
          value={cohort.start}
          onChange={(start) => onChange({ renewals: { ...renewals, cohort: start } })}
          options={cohorts.map(({ start, survivors }) => ({
            value: start,
            label: t('clv.renewalCohortOption', {
              cohort: periodName(start, renewals.period, language),
              customers: formatCount(survivors[0] ?? 0),
            }),
          }))}
        />
      ) : null}
      <p className={styles.hint} role="status">
        {isNone ? t('clv.renewalsNone') : t('clv.renewalsHint')}
      </p>
    </>
  );
}
