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
