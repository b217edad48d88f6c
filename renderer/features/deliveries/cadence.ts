import type { Schedule } from '../../../contract/schedules.ts';

/** A rhythm as people say it. Weekdays are cron's: 1 = Monday … 6 = Saturday, 0 = Sunday. */
export type Cadence = { time: string } & (
  | { rhythm: 'daily' }
  | { rhythm: 'weekly'; weekday: number }
  | { rhythm: 'monthly'; day: number | 'last' }
);
export type Rhythm = Cadence['rhythm'];

export const rhythms: readonly Rhythm[] = ['daily', 'weekly', 'monthly'];
/** As a week is read. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;

/** Null for what has no such words: it is kept and shown as it is. */
export function cadenceOf(schedule: Schedule): Cadence | null {
  if (!('cron' in schedule)) return null;
  const match = /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}|L) \* (\*|[0-7])$/.exec(schedule.cron.replace(/\s+/g, ' '));
  if (!match) return null;
  const [, minute = '', hour = '', day = '', weekday = ''] = match;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return { rhythm: 'daily', time };
  if (day === '*') return { rhythm: 'weekly', weekday: Number(weekday) % 7, time };
  return weekday === '*' ? { rhythm: 'monthly', day: day === 'L' ? 'last' : Number(day), time } : null;
}

export function cronOf(cadence: Cadence): string {
  const [hour = 0, minute = 0] = cadence.time.split(':').map((part) => Number(part) || 0);
  const day = cadence.rhythm !== 'monthly' ? '*' : cadence.day === 'last' ? 'L' : cadence.day;
  const weekday = cadence.rhythm === 'weekly' ? cadence.weekday : '*';
  return `${minute} ${hour} ${day} * ${weekday}`;
}

/** Another rhythm at the same time, from its first day. */
export function withRhythm({ time }: Cadence, rhythm: Rhythm): Cadence {
  if (rhythm === 'weekly') return { rhythm, weekday: 1, time };
  return rhythm === 'monthly' ? { rhythm, day: 1, time } : { rhythm, time };
}
