import { InputNumber, Slider } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AsOfField } from '../pickers/as-of-field.tsx';
import { useProperties } from '../pickers/catalogue.ts';
import { BuilderSection, ChoiceRow, SegmentRow, SettingRow } from '../pickers/settings-fields.tsx';
import type { ChurnSettings } from './churn-settings.ts';

/** What counts as gone, since when, and by what the curves are split. */
export function ChurnBuilder({ settings }: { settings: Settings<ChurnSettings> }) {
  const { t } = useTranslation('value');
  const { t: words } = useWorld();
  const { value, change } = settings;
  const properties = useProperties('person', [], true);
  const traits = (properties.data?.properties ?? []).filter(({ isBuiltIn }) => !isBuiltIn);
  return (
    <>
      <BuilderSection title={words('rulesTitle')}>
        <SettingRow label={t('churn.inactive')}>
          <InputNumber
            size="small"
            min={1}
            max={1_825}
            style={{ width: 108 }}
            aria-label={t('churn.inactive')}
            suffix={t('churn.days')}
            value={value.inactiveDays}
            onChange={(next) => {
              if (next) change({ inactiveDays: Math.round(next) }, 'inactive');
            }}
          />
        </SettingRow>
        <Slider
          style={{ margin: '4px 6px 8px' }}
          min={7}
          max={Math.max(365, value.inactiveDays)}
          value={value.inactiveDays}
          onChange={(inactiveDays) => change({ inactiveDays }, 'inactive')}
          ariaLabelForHandle={t('churn.inactive')}
          tooltip={{ open: false }}
        />
        <AsOfField value={value.asOf} onChange={(asOf) => change({ asOf })} />
        <ChoiceRow
          label={t('churn.months')}
          value={String(value.months)}
          onChange={(months) => change({ months: Number(months) })}
          options={[6, 12, 24, 36].map((months) => ({ value: String(months), label: String(months) }))}
        />
      </BuilderSection>
      <BuilderSection title={t('churn.by')}>
        <ChoiceRow
          label={t('churn.by')}
          value={value.by}
          onChange={(by) => change({ by })}
          options={[
            { value: '', label: t('churn.bys.none') },
            ...(['country', 'region', 'city', 'kind'] as const).map((by) => ({
              value: by as string,
              label: t(`churn.bys.${by}`),
            })),
            ...traits.map(({ name }) => ({ value: `trait:${name}`, label: name })),
          ]}
        />
        <ChoiceRow
          label={t('churn.interval')}
          value={value.interval}
          onChange={(interval) => change({ interval })}
          options={(['log-log', 'log', 'plain'] as const).map((one) => ({
            value: one,
            label: t(`churn.intervals.${one}`),
          }))}
        />
      </BuilderSection>
      <BuilderSection title={words('people')}>
        <SegmentRow value={value.segmentId} onChange={(segmentId) => change({ segmentId })} />
        <CompareRow
          value={value.compare}
          onChange={(compare) => change({ compare })}
          previous={words('monthsEarlier', { count: value.months })}
        />
      </BuilderSection>
    </>
  );
}
