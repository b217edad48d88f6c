import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utcText } from '../ports/local-text.ts';
import { zoneRules } from '../ports/zone.ts';
import { localTimeSql } from './zone-sql.ts';

/** Works the CASE tree out as the database does; returns the offset in seconds. */
function offsetBySql(sql: string, utcMs: number): number {
  const tree = /to_seconds\((.*)\)\)$/s.exec(sql)?.[1];
  if (tree === undefined) return 0;
  const code = tree
    .replaceAll(
      /CASE WHEN t < TIMESTAMP '([^']+)' THEN/g,
      (_, instant: string) => `(t < ${Date.parse(`${instant}Z`)} ?`,
    )
    .replaceAll('ELSE', ':')
    .replaceAll('END', ')');
  return new Function('t', `return ${code}`)(utcMs) as number;
}

const zones = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
];

describe('local time in SQL', () => {
  it.each(zones)('has the offset that the zone has, at any instant: %s', (zone) => {
    const sql = localTimeSql('t', zone);
    const rules = zoneRules(zone);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2099, 11, 31) }), (utcMs) => {
        expect(offsetBySql(sql, utcMs) * 1000).toBe(rules.offsetMs(utcMs));
      }),
    );
  });

  it('of UTC is the column itself, of a zone without changes in the range one addition', () => {
    expect(localTimeSql('t', 'UTC')).toBe('t');
    const summer = { from: Date.UTC(2024, 5, 1), to: Date.UTC(2024, 7, 1) };
    expect(localTimeSql('t', 'Europe/London', summer)).toBe('(t + to_seconds(3600))');
  });
});

describe('UTC of a bound', () => {
  it.each([
    ['Asia/Shanghai', '2024-02-29T00:00:00.000', '2024-02-28T16:00:00.000'],
    ['Europe/London', '2024-07-01T00:00:00.000', '2024-06-30T23:00:00.000'],
    // Sydney left daylight saving at 03:00 on 7 April 2024; its midnight was still +11.
    ['Australia/Sydney', '2024-04-07T00:00:00.000', '2024-04-06T13:00:00.000'],
    // Havana put its clocks back at 01:00 on 3 November 2024: the hour after midnight came twice.
    ['America/Havana', '2024-11-03T00:00:00.000', '2024-11-03T04:00:00.000'],
    ['America/Havana', '2024-11-03T00:59:59.999', '2024-11-03T05:59:59.999'],
    ['America/Havana', '2024-11-02T23:59:59.999', '2024-11-03T03:59:59.999'],
  ])('%s %s is %s', (zone, local, utc) => expect(utcText(zone, local)).toBe(utc));

  it('leaves text that is no time alone', () => expect(utcText('UTC', 'soon')).toBe('soon'));
});
