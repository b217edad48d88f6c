import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from '../../../i18n/index.ts';
import { useWorld } from '../frame/world.ts';
import { SettingRow } from './settings-fields.tsx';

interface AsOfFieldProps {
  /** Null: the newest day with data. */
  value: string | null;
  onChange: (value: string | null) => void;
}

/** The day an analysis looks from. */
export function AsOfField({ value, onChange }: AsOfFieldProps) {
  const { t } = useTranslation('value');
  const { data, language } = useWorld();
  return (
    <SettingRow label={t('asOf')}>
      <DatePicker
        size="small"
        aria-label={t('asOf')}
        style={{ width: 148 }}
        value={dayjs(value ?? data.to)}
        allowClear={value !== null}
        minDate={dayjs(data.from)}
        maxDate={dayjs(data.to)}
        format={language === 'zh-CN' ? 'YYYY年M月D日' : 'D MMM YYYY'}
        onChange={(day) => {
          const next = day?.format('YYYY-MM-DD') ?? null;
          onChange(next === data.to ? null : next);
        }}
      />
    </SettingRow>
  );
}
