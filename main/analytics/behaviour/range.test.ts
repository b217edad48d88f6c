import { expect, test } from 'vitest';
import { boundsFrom, boundsOf, durationMs, momentMs, spanOf, startText } from './range.ts';

const berlin = 'Europe/Berlin';
const hourMs = 3_600_000;

test('[FN1] a day of a window is 86,400 seconds, whatever the clocks do; a month is 30 of them', () => {
  expect(durationMs({ value: 1, unit: 'day' })).toBe(86_400_000);
  expect(durationMs({ value: 2, unit: 'week' })).toBe(14 * 86_400_000);
  expect(durationMs({ value: 1, unit: 'month' })).toBe(30 * 86_400_000);
  expect(durationMs({ value: 0.5, unit: 'second' })).toBe(500);
});

test('[FN8] a range of local dates takes both days whole: 23 hours in spring, 25 in autumn', () => {
  const hours = (day: string): number => {
    const { fromMs, toMs } = spanOf({ from: day, to: day }, berlin);
    return (toMs + 1 - fromMs) / hourMs;
  };
  expect([hours('2024-03-30'), hours('2024-03-31'), hours('2024-10-27')]).toEqual([24, 23, 25]);
  expect(spanOf({ from: '2024-02-29', to: '2024-02-29' }, 'Asia/Shanghai')).toEqual({
    fromMs: Date.parse('2024-02-28T16:00:00Z'),
    toMs: Date.parse('2024-02-29T15:59:59.999Z'),
  });
  // An instant is an instant, as a beginning and as an end.
  expect(momentMs('2024-03-31T02:30:00+02:00', berlin, true)).toBe(Date.parse('2024-03-31T00:30:00Z'));
  expect(() => spanOf({ from: '2024-03-02', to: '2024-03-01' }, berlin)).toThrow('api/invalid-input');
});

test('[RT1] so many whole periods from a moment on, over clocks that change and months of any length', () => {
  const calendar = { zone: berlin, weekStart: 1 };
  const starts = (period: Parameters<typeof boundsFrom>[1], from: string, count: number): string[] =>
    [...boundsFrom(calendar, period, momentMs(from, berlin), count)].map((start) => startText(berlin, period, start));
  expect(starts('hour', '2024-03-31T00:20:00Z', 3)).toEqual([
    '2024-03-31T01:00:00',
    // There is no third hour of this day.
    '2024-03-31T03:00:00',
    '2024-03-31T04:00:00',
    '2024-03-31T05:00:00',
  ]);
  expect(starts('day', '2024-03-30', 3)).toEqual(['2024-03-30', '2024-03-31', '2024-04-01', '2024-04-02']);
  expect(starts('week', '2024-10-27', 2)).toEqual(['2024-10-21', '2024-10-28', '2024-11-04']);
  expect(starts('month', '2024-01-31', 3)).toEqual(['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01']);
  expect(starts('quarter', '2023-12-31', 2)).toEqual(['2023-10-01', '2024-01-01', '2024-04-01']);
  expect(starts('year', '2024-02-29', 2)).toEqual(['2024-01-01', '2025-01-01', '2026-01-01']);
});

test('more periods than anybody can read are refused before they are made', () => {
  const calendar = { zone: 'UTC', weekStart: 1 };
  const years = (last: string) => ({ fromMs: 0, toMs: Date.parse(last) });
  expect(() => boundsOf(calendar, 'hour', years('1971-01-01'))).toThrow('api/invalid-input');
  expect(boundsOf(calendar, 'day', years('1979-12-31'))).toHaveLength(3_653);
});
