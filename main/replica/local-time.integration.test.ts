import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { localFormat } from './expected.fixture.ts';
import { localTimestampSql } from './local-time.ts';
import { event, Scribe } from './scribe.fixture.ts';

const hour = 3_600_000;
/** Zones with changes that break naive arithmetic, and a span around them. */
const spans: [zone: string, from: number, to: number][] = [
  ['Europe/London', Date.UTC(2024, 2, 30), Date.UTC(2024, 3, 2)],
  ['Europe/London', Date.UTC(2024, 9, 26), Date.UTC(2024, 9, 29)],
  ['America/New_York', Date.UTC(2024, 2, 9), Date.UTC(2024, 2, 12)],
  ['America/New_York', Date.UTC(2024, 10, 2), Date.UTC(2024, 10, 5)],
  ['Asia/Shanghai', Date.UTC(1986, 4, 2), Date.UTC(1986, 4, 6)],
  ['Asia/Shanghai', Date.UTC(1991, 8, 12), Date.UTC(1991, 8, 17)],
  ['Pacific/Apia', Date.UTC(2011, 11, 28), Date.UTC(2012, 0, 2)],
  ['Asia/Kathmandu', Date.UTC(1985, 11, 30), Date.UTC(1986, 0, 2)],
];

describe('local columns', () => {
  it.each(spans)('follow %s through its changes as Intl does', async (zone, from, to) => {
    const scribe = new Scribe();
    try {
      const instants: number[] = [];
      for (let at = from; at <= to; at += hour / 4) instants.push(at, at - 1);
      scribe.insert(
        'events',
        instants.map((at, index) => event(index + 1, { occurred_at: at })),
      );
      const replica = await scribe.replica({ zone, currency: 'GBP', rates: {} });
      await replica.catchUp();
      const { rows } = await replica.query('SELECT occurred_at_local FROM events ORDER BY id');
      const format = localFormat(zone);
      expect(rows.map(([local]) => local)).toEqual(instants.map((at) => format(at)));
    } finally {
      await scribe.remove();
    }
  });

  it('computes in SQL what the copy computes row by row', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const [zone] of spans) {
      const from = Date.UTC(1980, 0, 1);
      const to = Date.UTC(2030, 0, 1);
      const sql = localTimestampSql(zone, from, to, 'ms');
      const step = 5 * 24 * hour + 7 * 60_000;
      const { length } = { length: Math.floor((to - from) / step) };
      const result = await connection.runAndReadAll(
        `SELECT epoch_ms(${sql}) FROM (SELECT ${from} + i * ${step} AS ms FROM range(${length}) t(i)) ORDER BY ms`,
      );
      const format = localFormat(zone);
      const expected = Array.from({ length }, (_, i) => Date.parse(`${format(from + i * step)}Z`));
      expect(
        result.getRows().map(([ms]) => Number(ms)),
        zone,
      ).toEqual(expected);
    }
  });

  it.each([
    // Clocks in London went from 00:59:59 to 02:00:00 at 01:00 UTC.
    ['Europe/London', '2024-03-31T00:59:59.999Z', '2024-03-31T00:59:59.999'],
    ['Europe/London', '2024-03-31T01:00:00.000Z', '2024-03-31T02:00:00.000'],
    // China kept summer time (UTC+9) from 1986 to 1991.
    ['Asia/Shanghai', '1986-07-01T00:00:00.000Z', '1986-07-01T09:00:00.000'],
    ['Asia/Shanghai', '1992-07-01T00:00:00.000Z', '1992-07-01T08:00:00.000'],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', '2011-12-30T09:59:59.000Z', '2011-12-29T23:59:59.000'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31T00:00:00.000'],
  ])('in %s, %s is %s', async (zone, utc, local) => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const ms = Date.parse(utc);
    const sql = localTimestampSql(zone, ms - 1000 * hour, ms + 1000 * hour, 'ms');
    const result = await connection.runAndReadAll(`SELECT epoch_ms(${sql}) FROM (SELECT ${ms}::BIGINT AS ms)`);
    expect(Number(result.getRows()[0]?.[0])).toBe(Date.parse(`${local}Z`));
  });
});
