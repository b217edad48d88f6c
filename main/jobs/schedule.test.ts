import { describe, expect, it } from 'vitest';
import { describeNextRuns, lastDueUntil, nextDue, parseSchedule } from './schedule.ts';

const berlin = (cron: string) => ({ cron, timezone: 'Europe/Berlin' });
const at = (text: string) => Date.parse(text);
const shown = (cron: string, from: string, count: number) =>
  describeNextRuns(berlin(cron), at(from), count).map(
    ({ at: instant, local, offset }) => `${instant.slice(0, 16)}Z = ${local} ${offset}`,
  );

describe('a cron time in the wall clock of a zone', () => {
  it('[JB1] that does not exist on the day clocks go forward comes at the end of the gap, once', () => {
    expect(shown('30 2 * * *', '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30Z = 2026-03-28 02:30 +01:00',
      '2026-03-29T01:00Z = 2026-03-29 03:00 +02:00',
      '2026-03-30T00:30Z = 2026-03-30 02:30 +02:00',
    ]);
  });

  it('[JB1] that comes twice on the day clocks go back runs once', () => {
    expect(shown('30 2 * * *', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30Z = 2026-10-25 02:30 +02:00',
      '2026-10-26T01:30Z = 2026-10-26 02:30 +01:00',
    ]);
  });

  it('[JB1] stays at nine in the morning of the zone all year, whatever UTC shows', () => {
    expect(shown('0 9 * * 1', '2026-03-23T00:00:00Z', 2)).toEqual([
      '2026-03-23T08:00Z = 2026-03-23 09:00 +01:00',
      '2026-03-30T07:00Z = 2026-03-30 09:00 +02:00',
    ]);
  });
});

it('[JB2] every N minutes is counted from midnight UTC, so that it does not drift with restarts', () => {
  const every = { everyMinutes: 15, timezone: 'Asia/Shanghai' };
  expect(nextDue(every, at('2026-01-01T10:07:31Z'))).toBe(at('2026-01-01T10:15:00Z'));
  expect(nextDue(every, at('2026-01-01T10:15:00Z'))).toBe(at('2026-01-01T10:30:00Z'));
});

it('[JB3] missed times are counted, the last of them is told', () => {
  const first = at('2026-03-27T01:30:00Z');
  expect(lastDueUntil(berlin('30 2 * * *'), first, at('2026-03-30T12:00:00Z'))).toEqual({
    at: at('2026-03-30T00:30:00Z'),
    count: 4,
  });
  const minutes = { everyMinutes: 5, timezone: 'UTC' };
  expect(lastDueUntil(minutes, at('2026-01-01T00:05:00Z'), at('2026-01-08T00:00:00Z'))).toEqual({
    at: at('2026-01-08T00:00:00Z'),
    count: 2016,
  });
});

it('refuses what cannot be read or never comes', () => {
  for (const cron of ['61 * * * *', 'a b c d e', '0 0 31 2 *']) {
    expect(() => parseSchedule(berlin(cron)), cron).toThrow('jobs/invalid-schedule');
  }
  expect(() => parseSchedule({ everyMinutes: 5, timezone: 'Mars/Olympus' })).toThrow('jobs/invalid-schedule');
});
