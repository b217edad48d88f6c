import { Cron } from 'croner';
import { AppError } from '../../contract/errors.ts';
import type { NextRun, Schedule } from '../../contract/schedules.ts';
import { isZone, zoneRules } from '../ports/zone.ts';

/**
 * Checks a schedule: the zone is known, the expression can be read and comes up at all.
 *
 * @throws jobs/invalid-schedule
 */
export function parseSchedule(schedule: Schedule): Schedule {
  const invalid = (problem: string) => new AppError('jobs/invalid-schedule', { params: { problem } });
  if (!isZone(schedule.timezone)) throw invalid(schedule.timezone);
  if ('cron' in schedule) {
    try {
      if (cronOf(schedule).nextRun() === null) throw new Error(schedule.cron);
    } catch (error) {
      throw invalid(error instanceof Error ? error.message.replace(/^CronPattern: /, '') : schedule.cron);
    }
  }
  return schedule;
}

/**
 * The first due instant after `afterMs` (UTC ms); null = never again. Every N minutes are counted from midnight UTC of
 * 1970. A cron time that a change of clocks leaves out comes at the end of the gap, one that comes twice counts once.
 */
export function nextDue(schedule: Schedule, afterMs: number): number | null {
  if ('everyMinutes' in schedule) {
    const step = schedule.everyMinutes * 60_000;
    return (Math.floor(afterMs / step) + 1) * step;
  }
  return cronOf(schedule).nextRun(new Date(afterMs))?.getTime() ?? null;
}

/** The due instants after `afterMs`, with the wall clock of the schedule's zone. */
export function describeNextRuns(schedule: Schedule, afterMs: number, count: number): NextRun[] {
  const runs: NextRun[] = [];
  const zone = zoneRules(schedule.timezone);
  for (let at = nextDue(schedule, afterMs); at !== null && runs.length < count; at = nextDue(schedule, at)) {
    const local = new Date(zone.toLocal(at)).toISOString().slice(0, 16).replace('T', ' ');
    runs.push({ at: new Date(at).toISOString(), local, offset: offsetText(zone.offsetMs(at)) });
  }
  return runs;
}

/** Last due instant up to `untilMs`, and how many there were from `firstMs` (itself due) on. */
export function lastDueUntil(schedule: Schedule, firstMs: number, untilMs: number): { at: number; count: number } {
  if ('everyMinutes' in schedule) {
    const steps = Math.floor((untilMs - firstMs) / (schedule.everyMinutes * 60_000));
    return { at: firstMs + steps * schedule.everyMinutes * 60_000, count: steps + 1 };
  }
  let at = firstMs;
  let count = 1;
  for (let next = nextDue(schedule, at); next !== null && next <= untilMs; next = nextDue(schedule, at)) {
    at = next;
    count += 1;
    // After years of sleep the exact number does not matter, but the time spent counting does.
    if (count >= 10_000) return { at: previousDue(schedule, untilMs) ?? at, count };
  }
  return { at, count };
}

function previousDue(schedule: Extract<Schedule, { cron: string }>, untilMs: number): number | null {
  return (
    cronOf(schedule)
      .previousRuns(1, new Date(untilMs + 1))[0]
      ?.getTime() ?? null
  );
}

function cronOf({ cron, timezone }: Extract<Schedule, { cron: string }>): Cron {
  return new Cron(cron, { timezone, paused: true });
}

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
