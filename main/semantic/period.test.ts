import { describe, expect, it } from 'vitest';
import { intervalOf, withPeriod } from './period.ts';

const range = { from: '2024-01-01T00:00:00.000', to: '2024-02-29T23:59:59.999' };

describe('bounds of the period', () => {
  it('without any time are all of history', () => {
    expect(withPeriod('PERIOD_START() PERIOD_END()', [])).toBe("TIMESTAMP '-infinity' TIMESTAMP 'infinity'");
  });

  it('are the date range', () => {
    expect(withPeriod('PERIOD_START() PERIOD_END()', [{ groupSql: null, interval: null, range }])).toBe(
      "TIMESTAMP '2024-01-01T00:00:00.000' (TIMESTAMP '2024-02-29T23:59:59.999' + INTERVAL 1 MILLISECOND)",
    );
  });

  it('are the group, within the date range', () => {
    expect(withPeriod('PERIOD_END()', [{ groupSql: 'month(t)', interval: '1 month', range }])).toBe(
      "LEAST((month(t) + INTERVAL '1 month'), (TIMESTAMP '2024-02-29T23:59:59.999' + INTERVAL 1 MILLISECOND))",
    );
  });

  it('know how long a group is', () => {
    expect(intervalOf('quarter', '1 quarter')).toBe('3 months');
    expect(intervalOf('week', undefined)).toBe('1 week');
    expect(intervalOf('fiscal_half', '6 months')).toBe('6 months');
  });
});
