import fc from 'fast-check';
import { expect, test } from 'vitest';
import { periodBounds, periodIndex, periods, periodTable } from './calendar.ts';

const iso = (bounds: Float64Array): string[] => [...bounds].map((at) => new Date(at).toISOString().slice(0, 16));
const at = (text: string): number => Date.parse(text);

test('days are cut at local midnight and have 23 or 25 hours where clocks change', () => {
  const london = { zone: 'Europe/London', weekStart: 1 };
  expect(iso(periodBounds(london, 'day', at('2011-03-26T12:00Z'), at('2011-03-28T12:00Z')))).toEqual([
    '2011-03-26T00:00',
    '2011-03-27T00:00',
    '2011-03-27T23:00',
    '2011-03-28T23:00',
  ]);
  const shanghai = { zone: 'Asia/Shanghai', weekStart: 1 };
  expect(iso(periodBounds(shanghai, 'month', at('2024-02-29T20:00Z'), at('2024-02-29T20:00Z')))).toEqual([
    '2024-02-29T16:00',
    '2024-03-31T16:00',
  ]);
});

test('weeks begin on the day of the setting', () => {
  const thursday = at('2024-02-29T12:00Z');
  expect(iso(periodBounds({ zone: 'UTC', weekStart: 1 }, 'week', thursday, thursday))[0]).toBe('2024-02-26T00:00');
  expect(iso(periodBounds({ zone: 'UTC', weekStart: 7 }, 'week', thursday, thursday))[0]).toBe('2024-02-25T00:00');
  expect(iso(periodBounds({ zone: 'UTC', weekStart: 4 }, 'week', thursday, thursday))[0]).toBe('2024-02-29T00:00');
});

test('months end on the 28th to 31st, in a zone where midnight is not', () => {
  const calendar = { zone: 'America/New_York', weekStart: 1 };
  expect(iso(periodBounds(calendar, 'month', at('2024-01-31T12:00Z'), at('2024-05-01T03:59Z')))).toEqual([
    '2024-01-01T05:00',
    '2024-02-01T05:00',
    '2024-03-01T05:00',
    // The clocks have changed.
    '2024-04-01T04:00',
    '2024-05-01T04:00',
  ]);
  expect(iso(periodBounds(calendar, 'month', at('2023-02-28T12:00Z'), at('2023-03-01T04:59Z')))).toHaveLength(2);
});

test('quarters and years', () => {
  const calendar = { zone: 'UTC', weekStart: 1 };
  expect(iso(periodBounds(calendar, 'quarter', at('2023-11-30T00:00Z'), at('2024-01-01T00:00Z')))).toEqual([
    '2023-10-01T00:00',
    '2024-01-01T00:00',
    '2024-04-01T00:00',
  ]);
  expect(iso(periodBounds(calendar, 'year', at('2023-12-31T23:59Z'), at('2023-12-31T23:59Z')))).toEqual([
    '2023-01-01T00:00',
    '2024-01-01T00:00',
  ]);
});

test('periods leave no gap: every instant of the range lies in exactly the one it is found in', () => {
  const zones = ['UTC', 'Asia/Shanghai', 'Europe/London', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom(...periods),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: at('2005-01-01'), max: at('2025-01-01') }),
      fc.integer({ min: 0, max: 40 * 86_400_000 }),
      (zone, period, weekStart, from, length) => {
        const bounds = periodBounds({ zone, weekStart }, period, from, from + length);
        for (const instant of [from, from + length, from + Math.floor(length / 2)]) {
          const index = periodIndex(bounds, instant);
          expect(index).toBeGreaterThanOrEqual(0);
          expect(bounds[index]).toBeLessThanOrEqual(instant);
          expect(bounds[index + 1]).toBeGreaterThan(instant);
        }
        expect(periodIndex(bounds, (bounds[0] ?? 0) - 1)).toBe(-1);
        expect(periodIndex(bounds, bounds.at(-1) ?? 0)).toBe(-1);
      },
    ),
  );
});

test('the table of periods leads to the period that searching finds', () => {
  const zones = ['UTC', 'Asia/Shanghai', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom(...periods),
      fc.integer({ min: at('2005-01-01'), max: at('2025-01-01') }),
      fc.integer({ min: 0, max: 400 * 86_400_000 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 1, maxLength: 20 }),
      (zone, period, from, length, places) => {
        const bounds = periodBounds({ zone, weekStart: 1 }, period, from, from + length);
        const { startMs, cellMs, first } = periodTable(bounds);
        const end = bounds.at(-1) ?? 0;
        const instants = places.map((place) => startMs + Math.floor(place * (end - startMs)));
        for (const instant of [...bounds.slice(0, -1), end - 1, ...instants]) {
          let found = first[Math.floor((instant - startMs) / cellMs)] ?? -1;
          while (instant >= (bounds[found + 1] ?? 0)) found += 1;
          expect(found).toBe(periodIndex(bounds, instant));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('a local date is in the period of that date, in every zone there is; no period is empty', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const formats = new Map<string, Intl.DateTimeFormat>();
  // By Intl, which knows nothing of periods.
  const localText = (zone: string, instant: number): string => {
    const format =
      formats.get(zone) ??
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', calendar: 'iso8601' });
    formats.set(zone, format);
    return format.format(instant);
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom('hour' as const, 'day' as const),
      fc.integer({ min: at('1975-01-01'), max: at('2030-01-01') }),
      fc.integer({ min: 0, max: 400 }),
      (zone, period, from, length) => {
        const to = from + length * (period === 'hour' ? 3_600_000 : 86_400_000);
        const bounds = periodBounds({ zone, weekStart: 1 }, period, from, to);
        const digits = period === 'hour' ? 13 : 10;
        bounds.slice(1).forEach((end, i) => {
          const start = bounds[i] as number;
          expect(end).toBeGreaterThan(start);
          const middle = (start + end) / 2;
          const texts = [start, middle, end - 1].map((instant) => localText(zone, instant).slice(0, digits));
          expect(new Set(texts).size, `${zone} ${texts}`).toBe(1);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('hours where the clock changes by half an hour: one of 30 minutes in spring, one of 90 in autumn', () => {
  const lordHowe = { zone: 'Australia/Lord_Howe', weekStart: 1 };
  // 2:00 becomes 2:30 (+10:30 to +11:00), and on 7 April 2:00 becomes 1:30.
  expect(iso(periodBounds(lordHowe, 'hour', at('2024-10-05T14:10Z'), at('2024-10-05T16:10Z')))).toEqual([
    '2024-10-05T13:30',
    '2024-10-05T14:30',
    '2024-10-05T15:30',
    '2024-10-05T16:00',
    '2024-10-05T17:00',
  ]);
  const autumn = ['2024-04-06T14:00', '2024-04-06T15:30', '2024-04-06T16:30'];
  expect(iso(periodBounds(lordHowe, 'hour', at('2024-04-06T14:10Z'), at('2024-04-06T16:00Z')))).toEqual(autumn);
  // From the second time that it is 1:40 on, too.
  expect(iso(periodBounds(lordHowe, 'hour', at('2024-04-06T15:10Z'), at('2024-04-06T16:00Z')))).toEqual(autumn);
  const berlin = { zone: 'Europe/Berlin', weekStart: 1 };
  expect(iso(periodBounds(berlin, 'hour', at('2024-10-27T00:30Z'), at('2024-10-27T01:59Z')))).toEqual([
    '2024-10-27T00:00',
    '2024-10-27T01:00',
    '2024-10-27T02:00',
  ]);
});

test('a day that a zone left out is none: Samoa went from the 29th to the 31st', () => {
  const samoa = { zone: 'Pacific/Apia', weekStart: 1 };
  expect(iso(periodBounds(samoa, 'day', at('2011-12-29T12:00Z'), at('2011-12-31T12:00Z')))).toEqual([
    '2011-12-29T10:00',
    '2011-12-30T10:00',
    '2011-12-31T10:00',
    '2012-01-01T10:00',
  ]);
  // The week has six days of 24 hours, the month one day less.
  const [weekFrom, weekTo] = periodBounds(samoa, 'week', at('2011-12-30T00:00Z'), at('2011-12-30T00:00Z'));
  expect(((weekTo ?? 0) - (weekFrom ?? 0)) / 3_600_000).toBe(6 * 24);
});
