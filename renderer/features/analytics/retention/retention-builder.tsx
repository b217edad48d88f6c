import { Input, InputNumber } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AudienceSection } from '../pickers/audience-section.tsx';
import { EntityField } from '../pickers/entity-field.tsx';
import { namesOf } from '../pickers/event-words.ts';
import { BreakdownRow, BuilderSection, ChoiceRow, RangeField, SettingRow } from '../pickers/settings-fields.tsx';
import { parseBrackets, periods, type RetentionSettings, rangeFor, retentionMetrics } from './retention-settings.ts';

/** Everything that can be said of a retention table. */
export function RetentionBuilder({ settings }: { settings: Settings<RetentionSettings> }) {
  const { t } = useTranslation('behaviour');
  const { t: words } = useWorld();
  const { value, change } = settings;
  const isReadable = parseBrackets(value.brackets) !== null;
  return (
    <>
      <BuilderSection title={words('eventsTitle')}>
        <EntityField label={t('retention.target')} entity={value.target} onChange={(target) => change({ target })} />
        <EntityField
          label={t('retention.returning')}
          entity={value.returning}
          onChange={(returning) => change({ returning })}
        />
      </BuilderSection>
      <BuilderSection title={words('dates')}>
        <RangeField key={JSON.stringify(value.range)} range={value.range} onChange={(range) => change({ range })} />
        <ChoiceRow
          label={t('retention.period')}
          value={value.period}
          onChange={(period) => change({ period, range: rangeFor(period) })}
          options={periods.map((period) => ({ value: period, label: words(`periods.${period}`) }))}
        />
      </BuilderSection>
      <BuilderSection title={t('retention.cohort')}>
        <ChoiceRow
          label={t('retention.who')}
          value={value.type}
          onChange={(type) => change({ type })}
          options={(['first_time', 'recurring'] as const).map((type) => ({
            value: type,
            label: t(`retention.types.${type}`),
          }))}
        />
        <ChoiceRow
          label={t('retention.counts')}
          value={value.mode}
          onChange={(mode) => change({ mode })}
          options={(['on', 'on_or_after'] as const).map((mode) => ({
            value: mode,
            label: t(`retention.modes.${mode}`),
          }))}
        />
        <SettingRow label={t('retention.minimum')}>
          <InputNumber
            size="small"
            min={1}
            max={1000}
            style={{ width: 96 }}
            aria-label={t('retention.minimum')}
            value={value.minimumOccurrences}
            suffix={t('retention.minimumTimes', { count: value.minimumOccurrences, value: '' }).trim()}
            onChange={(next) => {
              if (next) change({ minimumOccurrences: next }, 'minimum');
            }}
          />
        </SettingRow>
        <SettingRow
          label={t('retention.brackets')}
          hint={isReadable ? t('retention.bracketsHint') : t('retention.bracketsWrong')}
        >
          <Input
            size="small"
            style={{ width: 130 }}
            aria-label={t('retention.brackets')}
            status={isReadable ? '' : 'error'}
            value={value.brackets}
            onChange={(event) => change({ brackets: event.target.value }, 'brackets')}
          />
        </SettingRow>
      </BuilderSection>
      <BuilderSection title={t('retention.show')}>
        <ChoiceRow
          label={t('retention.show')}
          value={value.metric}
          onChange={(metric) => change({ metric })}
          options={retentionMetrics.map((metric) => ({ value: metric, label: t(`retention.metrics.${metric}`) }))}
        />
        <BreakdownRow
          value={value.breakdown}
          events={namesOf(value.target)}
          onChange={(breakdown) => change({ breakdown })}
        />
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} />
      </BuilderSection>
      <AudienceSection value={value} onChange={change} />
    </>
  );
}
