import type { Sync } from '../../../contract/connections.ts';
import type { Schedule } from '../../../contract/schedules.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import styles from './words.module.css';

type Tone = 'good' | 'bad' | 'busy' | 'quiet' | 'warn';

const tones: Record<string, Tone> = {
  ...{ succeeded: 'good', fresh: 'good', failed: 'bad', late: 'bad', partial: 'warn', running: 'busy' },
  ...{ reading: 'busy', importing: 'busy', queued: 'quiet', waiting: 'quiet', cancelled: 'quiet' },
  ...{ never: 'quiet', paused: 'quiet' },
};

/** What went wrong in a sync: per stream, or with all of it (`stream` is empty then). */
export function faultsOf({ streams, error }: Sync): { stream: string; message: string }[] {
  const own = streams.flatMap((one) => (one.error ? [{ stream: one.stream, message: one.error.message }] : []));
  return own.length > 0 || error === null ? own : [{ stream: '', message: error.message }];
}

/** A state as a word with a dot: the colour is never the only sign. */
export function StateMark({ state, label }: { state: string; label: string }) {
  return (
    <span className={styles.state} data-tone={tones[state] ?? 'quiet'}>
      {label}
    </span>
  );
}

/** `3 minutes`, `5 hours`, `2 days`. */
export function useSpan(): (minutes: number) => string {
  const { t } = useTranslation('connections');
  return (minutes) => {
    if (minutes < 90) return t('minutes', { count: Math.max(1, Math.round(minutes)) });
    if (minutes < 48 * 60) return t('hours', { count: Math.round(minutes / 60) });
    return t('days', { count: Math.round(minutes / 1440) });
  };
}

export function useAgo(): (instant: string) => string {
  const { t } = useTranslation('connections');
  const span = useSpan();
  return (instant) => {
    const minutes = (Date.now() - Date.parse(instant)) / 60_000;
    return minutes < 1 ? t('justNow') : t('ago', { time: span(minutes) });
  };
}

/** An instant on this machine's clock, with the day of the week. */
export function useLocalTime(): (instant: string) => string {
  const language = useLanguage();
  const format = new Intl.DateTimeFormat(language, {
    ...{ weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return (instant) => format.format(new Date(instant));
}

export const localZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A schedule in words. */
export function useScheduleText(): (schedule: Schedule | null) => string {
  const { t } = useTranslation('connections');
  const span = useSpan();
  return (schedule) => {
    if (schedule === null) return t('schedule.manual');
    if ('everyMinutes' in schedule) return `${t('schedule.every')} ${span(schedule.everyMinutes)}`;
    const daily = /^(\d+) (\d+) \* \* \*$/.exec(schedule.cron);
    const time = daily ? `${daily[2]?.padStart(2, '0')}:${daily[1]?.padStart(2, '0')}` : null;
    return time ? `${t('schedule.daily')} ${time} (${schedule.timezone})` : `${schedule.cron} (${schedule.timezone})`;
  };
}
