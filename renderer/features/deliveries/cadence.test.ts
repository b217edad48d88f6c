import { expect, it } from 'vitest';
import { cadenceOf, cronOf, withRhythm } from './cadence.ts';

const zone = { timezone: 'Asia/Shanghai' };

it('the rhythms of the form go to cron and back', () => {
  for (const cron of ['30 7 * * *', '0 9 * * 5', '0 9 * * 0', '5 23 31 * *', '0 18 L * *']) {
    const cadence = cadenceOf({ cron, ...zone });
    expect(cadence && cronOf(cadence)).toBe(cron);
  }
  expect(cadenceOf({ cron: '0 9 * * 7', ...zone })).toEqual({ rhythm: 'weekly', weekday: 0, time: '09:00' });
});

it('what the form cannot say is left alone', () => {
  for (const cron of ['*/5 * * * *', '0 9 1 1 *', '0 9 1 * 1', '0 9 * * 1-5']) {
    expect(cadenceOf({ cron, ...zone })).toBeNull();
  }
  expect(cadenceOf({ everyMinutes: 60, ...zone })).toBeNull();
});

it('another rhythm keeps its time', () => {
  const daily = { rhythm: 'daily' as const, time: '07:30' };
  expect(cronOf(withRhythm(daily, 'weekly'))).toBe('30 7 * * 1');
  expect(cronOf(withRhythm(daily, 'monthly'))).toBe('30 7 1 * *');
});
