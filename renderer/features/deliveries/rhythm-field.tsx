import { Input, Select } from 'antd';
import type { Schedule } from '../../../contract/schedules.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { type Cadence, cadenceOf, cronOf, type Rhythm, rhythms, weekdays, withRhythm } from './cadence.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';

interface RhythmFieldProps {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
}

/** How often, on which day, at what time. A rhythm without words of ours stays until another is chosen. */
export function RhythmField({ schedule, onChange }: RhythmFieldProps) {
  const { t } = useTranslation('deliveries');
  const dayName = useWeekday();
  const { timezone } = schedule;
  const cadence = cadenceOf(schedule);
  const known: Cadence = cadence ?? { rhythm: 'weekly', weekday: 1, time: '09:00' };
  const set = (next: Cadence) => onChange({ cron: cronOf(next), timezone });
  const own = 'cron' in schedule ? schedule.cron : t('everyMinutes', { count: schedule.everyMinutes });
  return (
    <div className={styles.thirds}>
      <Field label={t('rhythm')}>
        <Select<Rhythm | 'own'>
          value={cadence?.rhythm ?? 'own'}
          onChange={(next) => next !== 'own' && set(withRhythm(known, next))}
          aria-label={t('rhythm')}
          options={[
            ...rhythms.map((value) => ({ value, label: t(`rhythms.${value}`) })),
            ...(cadence === null ? [{ value: 'own' as const, label: own }] : []),
          ]}
        />
      </Field>
      <Field label={t('onDay')}>
        {known.rhythm === 'monthly' ? (
          <Select
            value={known.day}
            onChange={(day) => set({ ...known, day })}
            aria-label={t('onDay')}
            options={monthDays(known.day).map((value) => ({
              value,
              label: value === 'last' ? t('lastDay') : t('dayOfMonth', { day: value }),
            }))}
          />
        ) : (
          <Select
            value={known.rhythm === 'weekly' && cadence !== null ? known.weekday : null}
            disabled={known.rhythm !== 'weekly' || cadence === null}
            placeholder="—"
            onChange={(weekday) => set({ rhythm: 'weekly', weekday: weekday ?? 1, time: known.time })}
            aria-label={t('onDay')}
            options={weekdays.map((value) => ({ value, label: dayName(value) }))}
          />
        )}
      </Field>
      <Field label={t('time')} hint={timezone}>
        <Input
          type="time"
          value={cadence?.time ?? ''}
          disabled={cadence === null}
          onChange={(event) => event.target.value !== '' && set({ ...known, time: event.target.value })}
          aria-label={t('time')}
        />
      </Field>
    </div>
  );
}

/** Days every month has, the last one, and whatever is set already. */
function monthDays(day: number | 'last'): (number | 'last')[] {
  const every = Array.from({ length: 28 }, (_, index) => index + 1);
  return [...every, ...(typeof day === 'number' && day > 28 ? [day] : []), 'last'];
}

/** A schedule in words: `Mondays, 09:00`. */
export function useRhythmWords(): (schedule: Schedule) => string {
  const { t } = useTranslation('deliveries');
  const dayName = useWeekday();
  return (schedule) => {
    const cadence = cadenceOf(schedule);
    if (cadence === null)
      return 'cron' in schedule ? schedule.cron : t('everyMinutes', { count: schedule.everyMinutes });
    const { time } = cadence;
    if (cadence.rhythm === 'daily') return t('dailyAt', { time });
    if (cadence.rhythm === 'weekly') return t('weeklyAt', { day: dayName(cadence.weekday), time });
    return cadence.day === 'last' ? t('monthEndAt', { time }) : t('monthlyAt', { day: cadence.day, time });
  };
}

/** Names of weekdays as the language has them; 2024-01-07 is a Sunday. */
function useWeekday(): (weekday: number) => string {
  const language = useLanguage();
  const names = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return (weekday) => names.format(new Date(Date.UTC(2024, 0, 7 + weekday)));
}
