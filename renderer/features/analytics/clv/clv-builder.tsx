import { InputNumber, Slider } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AsOfField } from '../pickers/as-of-field.tsx';
import { useProperties } from '../pickers/catalogue.ts';
import { propertyName } from '../pickers/event-words.ts';
import { BuilderSection, ChoiceRow, SegmentRow, SettingRow } from '../pickers/settings-fields.tsx';
import { type ClvSettings, monthsBefore } from './clv-settings.ts';
import { ContractsField } from './contracts-field.tsx';

/** Everything that can be said of customer value. */
export function ClvBuilder({ settings }: { settings: Settings<ClvSettings> }) {
  const { t } = useTranslation('value');
  const world = useWorld();
  const { value, change } = settings;
  const properties = useProperties('person', [], true);
  const numbers = (properties.data?.properties ?? []).filter(({ isBuiltIn, isNumber }) => !isBuiltIn && isNumber);
  return (
    <>
      <BuilderSection title={t('clv.model')}>
        <ChoiceRow
          label={t('clv.model')}
          value={value.model}
          onChange={(model) => change({ model })}
          options={(['bgnbd', 'paretonbd'] as const).map((model) => ({
            value: model,
            label: t(`clv.models.${model}`),
          }))}
          hint={t(`clv.modelHint.${value.model}`)}
        />
        <ChoiceRow
          label={t('clv.unit')}
          value={value.unit}
          onChange={(unit) => change({ unit })}
          options={(['week', 'day'] as const).map((unit) => ({ value: unit, label: t(`clv.units.${unit}`) }))}
        />
        <AsOfField value={value.asOf} onChange={(asOf) => change({ asOf })} />
      </BuilderSection>
      <BuilderSection title={t('clv.value')}>
        <SettingRow label={t('clv.horizon')}>
          <b style={{ fontWeight: 500 }}>{t('clv.horizonDays', { days: value.horizonDays })}</b>
        </SettingRow>
        <Slider
          style={{ margin: '2px 6px 8px' }}
          min={30}
          max={1095}
          step={5}
          value={value.horizonDays}
          onChange={(horizonDays) => change({ horizonDays }, 'horizon')}
          ariaLabelForHandle={t('clv.horizon')}
          tooltip={{ open: false }}
        />
        <PercentRow
          label={t('clv.discount')}
          value={value.discountPercent}
          onChange={(discountPercent) => change({ discountPercent }, 'discount')}
        />
        <PercentRow
          label={t('clv.margin')}
          value={value.marginPercent}
          onChange={(marginPercent) => change({ marginPercent }, 'margin')}
        />
        <ChoiceRow
          label={t('clv.returns')}
          value={value.returns}
          onChange={(returns) => change({ returns })}
          options={(['ignored', 'taken_off'] as const).map((one) => ({
            value: one,
            label: t(`clv.returnsOptions.${one}`),
          }))}
        />
        <ChoiceRow
          label={t('clv.by')}
          value={value.by}
          onChange={(by) => change({ by })}
          options={(['none', 'cohort', 'segment'] as const).map((by) => ({
            value: by,
            label: t(`clv.bys.${by}`),
            disabled: by === 'segment' && world.segments.length === 0,
          }))}
        />
        <ChoiceRow
          label={t('clv.cost')}
          value={value.costTrait}
          onChange={(costTrait) => change({ costTrait })}
          options={[
            { value: '', label: t('clv.costNone') },
            ...numbers.map(({ name }) => ({ value: name, label: propertyName(name, world) })),
          ]}
          {...(numbers.length > 0 ? { hint: t('clv.costHint') } : {})}
        />
      </BuilderSection>
      <ContractsField value={value} onChange={(next) => change(next, 'survivors' in next ? 'survivors' : '')} />
      <BuilderSection title={world.t('people')}>
        <SegmentRow value={value.segmentId} onChange={(segmentId) => change({ segmentId })} />
        <CompareRow
          value={value.compare}
          onChange={(compare) => change({ compare })}
          previous={world.t('monthsEarlier', { count: monthsBefore })}
        />
      </BuilderSection>
    </>
  );
}

interface PercentRowProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
}

function PercentRow({ label, value, onChange }: PercentRowProps) {
  return (
    <SettingRow label={label}>
      <InputNumber
        size="small"
        min={0}
        max={100}
        style={{ width: 84 }}
        aria-label={label}
        suffix="%"
        value={value}
        onChange={(next) => {
          if (next !== null) onChange(next);
        }}
      />
    </SettingRow>
  );
}
