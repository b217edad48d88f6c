import { InputNumber, Segmented } from 'antd';
import type { Schedule } from '../../../contract/schedules.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { RhythmField } from './rhythm-field.tsx';

type Looks = 'hourly' | 'minutes' | 'times';

interface LooksFieldProps {
  schedule: Schedule | null;
  onChange: (schedule: Schedule | null) => void;
}

/** When an alert is looked at besides after every change of data: every hour, every so many minutes, or at its times. */
export function LooksField({ schedule, onChange }: LooksFieldProps) {
  const { t } = useTranslation('deliveries');
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const kind: Looks = schedule === null ? 'hourly' : 'cron' in schedule ? 'times' : 'minutes';
  const choose = (next: Looks) => {
    if (next === kind) return;
    if (next === 'hourly') onChange(null);
    else onChange(next === 'times' ? { cron: '0 9 * * *', timezone } : { everyMinutes: 15, timezone });
  };
  return (
    <>
      <Field label={t('looks')} hint={t('looksHint')}>
        <Segmented<Looks>
          block
          value={kind}
          onChange={choose}
          options={(['hourly', 'minutes', 'times'] as const).map((value) => ({ value, label: t(`looksOf.${value}`) }))}
        />
      </Field>
      {schedule !== null && 'everyMinutes' in schedule ? (
        <div className={styles.row}>
          <InputNumber
            value={schedule.everyMinutes}
            min={1}
            max={525_600}
            precision={0}
            suffix={t('minutes')}
            aria-label={t('looksOf.minutes')}
            onChange={(everyMinutes) => everyMinutes !== null && onChange({ everyMinutes, timezone })}
          />
        </div>
      ) : null}
      {schedule !== null && 'cron' in schedule ? <RhythmField schedule={schedule} onChange={onChange} /> : null}
    </>
  );
}
