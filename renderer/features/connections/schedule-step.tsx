import { Input, InputNumber, Radio, Select } from 'antd';
import { useId } from 'react';
import { type ConnectionPriority, connectionPriorities } from '../../../contract/connections.ts';
import type { Schedule } from '../../../contract/schedules.ts';
import { useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import { useNextRuns } from './requests.ts';
import styles from './schedule-step.module.css';
import { localZone, useLocalTime } from './words.tsx';

type Way = 'manual' | 'every' | 'daily' | 'cron';
const dailyPattern = /^(\d{1,2}) (\d{1,2}) \* \* \*$/;
const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));

function wayOf(schedule: Schedule | null): Way {
  if (schedule === null) return 'manual';
  if ('everyMinutes' in schedule) return 'every';
  return dailyPattern.test(schedule.cron) ? 'daily' : 'cron';
}

interface ScheduleStepProps {
  schedule: Schedule | null;
  timezone: string;
  priority: ConnectionPriority;
  onChange: (schedule: Schedule | null) => void;
  onPriority: (priority: ConnectionPriority) => void;
}

/** When a connection is synced, with the next runs on the reader's own clock. */
export function ScheduleStep({ schedule, timezone, priority, onChange, onPriority }: ScheduleStepProps) {
  const { t } = useTranslation('connections');
  const id = useId();
  const way = wayOf(schedule);
  const zone = schedule?.timezone ?? timezone;
  const daily = schedule !== null && 'cron' in schedule ? dailyPattern.exec(schedule.cron) : null;
  const time = daily ? `${daily[2]?.padStart(2, '0')}:${daily[1]?.padStart(2, '0')}` : '06:00';
  const choose = (next: Way) => {
    if (next === 'manual') onChange(null);
    else if (next === 'every') onChange({ everyMinutes: 60, timezone: zone });
    else onChange({ cron: next === 'daily' ? '0 6 * * *' : '0 9 * * 1', timezone: zone });
  };
  const setTime = (text: string) => {
    const [hour, minute] = text.split(':').map(Number);
    if (hour !== undefined && minute !== undefined) onChange({ cron: `${minute} ${hour} * * *`, timezone: zone });
  };
  return (
    <div className={parts.form}>
      <div className={parts.field}>
        <span className={parts.label}>{t('schedule.when')}</span>
        <Radio.Group
          value={way}
          onChange={(event) => choose(event.target.value as Way)}
          options={[
            { value: 'manual', label: t('schedule.manual') },
            { value: 'every', label: t('schedule.every') },
            { value: 'daily', label: t('schedule.daily') },
            { value: 'cron', label: t('schedule.cron') },
          ]}
        />
      </div>
      {schedule !== null && 'everyMinutes' in schedule ? (
        <div className={parts.row}>
          <span>{t('schedule.every')}</span>
          <InputNumber
            min={1}
            max={525_600}
            value={schedule.everyMinutes}
            aria-label={t('schedule.minutesUnit')}
            data-testid="schedule-minutes"
            onChange={(value) => onChange({ everyMinutes: value ?? 60, timezone: zone })}
          />
          <span>{t('schedule.minutesUnit')}</span>
        </div>
      ) : null}
      {way === 'daily' ? (
        <div className={parts.field}>
          <label htmlFor={`${id}-time`}>{t('schedule.time')}</label>
          <Input
            id={`${id}-time`}
            type="time"
            value={time}
            style={{ width: 140 }}
            onChange={(event) => setTime(event.target.value)}
          />
        </div>
      ) : null}
      {way === 'cron' && schedule !== null && 'cron' in schedule ? (
        <div className={parts.field}>
          <label htmlFor={`${id}-cron`}>{t('schedule.cron')}</label>
          <Input
            id={`${id}-cron`}
            value={schedule.cron}
            style={{ width: 220, fontFamily: 'ui-monospace, monospace' }}
            onChange={(event) => onChange({ cron: event.target.value, timezone: zone })}
          />
          <span className={parts.help}>{t('schedule.cronHint')}</span>
        </div>
      ) : null}
      {way === 'daily' || way === 'cron' ? (
        <div className={parts.field}>
          <label htmlFor={`${id}-zone`}>{t('schedule.zone')}</label>
          <Select
            id={`${id}-zone`}
            showSearch
            value={zone}
            options={zones}
            style={{ width: 280 }}
            onChange={(next: string) => schedule && onChange({ ...schedule, timezone: next })}
          />
        </div>
      ) : null}
      <div className={parts.field}>
        <span className={parts.label}>{t('schedule.priority')}</span>
        <Radio.Group
          value={priority}
          data-testid="schedule-priority"
          onChange={(event) => onPriority(event.target.value as ConnectionPriority)}
          options={connectionPriorities.map((one) => ({ value: one, label: t(`schedule.priorities.${one}`) }))}
        />
        <span className={parts.help}>{t('schedule.priorityHint')}</span>
      </div>
      <NextRuns schedule={schedule} />
    </div>
  );
}

function NextRuns({ schedule }: { schedule: Schedule | null }) {
  const { t } = useTranslation('connections');
  const localTime = useLocalTime();
  const runs = useNextRuns(schedule);
  if (schedule === null) return null;
  const isElsewhere = schedule.timezone !== localZone();
  return (
    <div className={parts.field}>
      <span className={parts.label}>{t('schedule.next')}</span>
      {runs.error ? <p className={parts.fault}>{runs.error.message}</p> : null}
      <ul className={styles.runs} data-testid="next-runs">
        {(runs.data ?? []).map(({ at, local, offset }) => (
          <li key={at}>
            {localTime(at)}
            {isElsewhere ? (
              <span className={parts.aside}>
                {local} {offset}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <span className={parts.help}>{t('schedule.nextHint')}</span>
    </div>
  );
}
