import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zoneRules } from '../ports/zone.ts';
import { openStore } from '../store/index.ts';
import { at, startWorld, type World } from './store-world.fixture.ts';
import { firstDaySql } from './zone-sql.ts';

/** New York went forward on 10 March 2024 at 02:00 and back on 3 November 2024 at 02:00. */
const zone = 'America/New_York';
const hour = 3_600_000;
const first = at(zone, '2024-03-09 00:00');

let world: World;

beforeAll(async () => {
  // One order per hour from 9 to 12 March, and one per hour from 2 to 5 November.
  const autumn = at(zone, '2024-11-02 00:00');
  const instants = [...Array(95).keys()].flatMap((index) => [first + index * hour, autumn + index * hour]);
  world = await startWorld(
    (path) => openStore(path),
    { timezone: zone, weekStart: 7, currency: 'USD', exchangeRates: {} },
    {
      orders: instants.map((ordered_at, index) => ({
        id: index + 1,
        source_id: 1,
        key: `O${index}`,
        ordered_at,
        currency: 'USD',
        net_minor: 100,
      })),
    },
  );
});

afterAll(() => world?.close());

async function count(granularity: string, dateRange: string[], timezone?: string): Promise<[string, number][]> {
  const [result] = await world.semantic.load({
    measures: ['orders.count'],
    timeDimensions: [{ dimension: 'orders.ordered_at', granularity, dateRange }],
    ...(timezone ? { timezone } : {}),
  });
  return (result?.data ?? []).map((row) => [
    String(row[`orders.ordered_at.${granularity}`]).slice(0, 10),
    Number(row['orders.count']),
  ]);
}

describe('days', () => {
  it('have 23 hours when clocks go forward and 25 when they go back', async () => {
    expect(await count('day', ['2024-03-09', '2024-03-11'])).toEqual([
      ['2024-03-09', 24],
      ['2024-03-10', 23],
      ['2024-03-11', 24],
    ]);
    expect(await count('day', ['2024-11-02', '2024-11-04'])).toEqual([
      ['2024-11-02', 24],
      ['2024-11-03', 25],
      ['2024-11-04', 24],
    ]);
  });

  it.each(['Europe/London', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'])(
    'of another zone are that zone’s: %s',
    async (other) => {
      const expected = new Map<string, number>();
      for (let index = 0; index < 95; index += 1) {
        const day = new Date(zoneRules(other).toLocal(first + index * hour)).toISOString().slice(0, 10);
        if (day >= '2024-03-09' && day <= '2024-03-12') expected.set(day, (expected.get(day) ?? 0) + 1);
      }
      expect(await count('day', ['2024-03-09', '2024-03-12'], other)).toEqual([...expected]);
    },
  );
});

describe('months and years', () => {
  it('begin on their first day, whichever day it is, in the workspace’s zone and in another', async () => {
    const months = [
      ['2024-03-01', 95],
      ['2024-11-01', 95],
    ];
    expect(await count('month', ['2024-01-01', '2024-12-31'])).toEqual(months);
    expect(await count('month', ['2024-01-01', '2024-12-31'], 'Australia/Lord_Howe')).toEqual(months);
    expect(await count('year', ['2024-01-01', '2024-12-31'])).toEqual([['2024-01-01', 190]]);
  });

  it('are those of the calendar on every day, leap days and days before 1970 too', async () => {
    const { month, year } = { month: firstDaySql('month', 't'), year: firstDaySql('year', 't') };
    const { rows } = await world.replica.query(
      `SELECT t, ${month}, ${year} FROM (
         SELECT TIMESTAMP '1895-12-25 23:59:59.999' + INTERVAL (n * 25) HOUR AS t FROM range(70000) r(n)
         UNION ALL SELECT NULL)
       WHERE t IS NULL
          OR ${month} IS DISTINCT FROM date_trunc('month', t)
          OR ${year} IS DISTINCT FROM date_trunc('year', t)`,
      [],
    );
    expect(rows).toEqual([[null, null, null]]);
  });
});

describe('weeks', () => {
  it('start on the workspace’s day: Sunday', async () => {
    expect(await count('week', ['2024-03-09', '2024-03-12'])).toEqual([
      ['2024-03-03', 24],
      ['2024-03-10', 71],
    ]);
  });

  it('start on Monday once the workspace says so', async () => {
    world.settings.weekStart = 1;
    expect(await count('week', ['2024-03-09', '2024-03-12'])).toEqual([
      ['2024-03-04', 47],
      ['2024-03-11', 48],
    ]);
    world.settings.weekStart = 7;
  });
});
