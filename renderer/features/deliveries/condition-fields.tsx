import { InputNumber, Select } from 'antd';
import type { AlertCondition } from '../../../contract/alerts.ts';
import { useTranslation } from '../../i18n/index.ts';

interface ConditionFieldsProps {
  condition: AlertCondition;
  onChange: (next: AlertCondition) => void;
}

/** The settings of one condition, beside its kind. A figure that is cleared is typed anew, or back when it is left. */
export function ConditionFields({ condition, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation('deliveries');
  const directions = (['rise', 'fall', 'either'] as const).map((value) => ({ value, label: t(`direction.${value}`) }));
  switch (condition.kind) {
    case 'threshold':
      return (
        <>
          <Select
            value={condition.operator}
            onChange={(operator) => onChange({ ...condition, operator })}
            aria-label={t('condition')}
            options={(['lt', 'lte', 'gt', 'gte'] as const).map((value) => ({ value, label: t(`operator.${value}`) }))}
          />
          <InputNumber
            value={condition.value}
            onChange={(value) => value !== null && onChange({ ...condition, value })}
            aria-label={t('bound')}
          />
        </>
      );
    case 'change':
      return (
        <>
          <Select
            value={condition.against}
            onChange={(against) => onChange({ ...condition, against })}
            aria-label={t('against')}
            options={(['previous_period', 'previous_year'] as const).map((value) => ({
              value,
              label: t(`againsts.${value}`),
            }))}
          />
          <Select
            value={condition.direction}
            onChange={(direction) => onChange({ ...condition, direction })}
            aria-label={t('directionLabel')}
            options={directions}
          />
          <Percent value={condition.ratio} min={0.1} onChange={(ratio) => onChange({ ...condition, ratio })} />
        </>
      );
    case 'target':
      return <Percent value={condition.share} min={1} onChange={(share) => onChange({ ...condition, share })} />;
    case 'anomaly':
      return (
        <Select
          value={condition.direction}
          onChange={(direction) => onChange({ ...condition, direction })}
          aria-label={t('directionLabel')}
          options={directions}
        />
      );
    case 'stale':
      return (
        <InputNumber
          value={condition.hours}
          min={1}
          suffix={t('hours')}
          onChange={(hours) => hours !== null && onChange({ ...condition, hours })}
          aria-label={t('bound')}
        />
      );
  }
}

/** A share, typed and shown in per cent. */
function Percent({ value, min, onChange }: { value: number; min: number; onChange: (share: number) => void }) {
  const { t } = useTranslation('deliveries');
  return (
    <InputNumber
      // 0.07 × 100 is 7.000000000000001.
      value={Number((value * 100).toFixed(6))}
      min={min}
      suffix="%"
      onChange={(next) => next !== null && onChange(next / 100)}
      aria-label={t('bound')}
    />
  );
}
