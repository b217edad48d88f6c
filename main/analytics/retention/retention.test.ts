import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodBounds } from '../calendar.ts';
import { eventDays } from '../sequence/days.ts';
import { PersonIntervals } from './person-intervals.ts';
import type { RetentionRules } from './rules.ts';
import { isOver, retentionTable } from './table.ts';
import { isInColumn, RetentionTally } from './tally.ts';

/** Ten intervals of ten units each: 0..9, 10..19, … */
const bounds = Float64Array.from({ length: 11 }, (_, i) => i * 10);

function rules(change: Partial<RetentionRules> = {}): RetentionRules {
  return { bounds, type: 'first_time', mode: 'on', minimumOccurrences: 1, cohorts: 10, brackets: null, ...change };
}

/** Bit 0 of the mask: a target event, bit 1: a returning one. Lost: bits of its name that a filter takes away. */
type Act = { time: number; mask: number; lost?: number; amount?: number };
const nameOf = ({ mask, lost = 0 }: Act): number => mask | lost;

/** Reads people from a view whose names are masks. */
function eachMember(
  of: RetentionRules,
  people: Act[][],
  take: (intervals: PersonIntervals, person: number) => void,
  daysIn: string | null = null,
) {
  const acts = people.flatMap((own) => [...own].sort((a, b) => a.time - b.time));
  const ends = people.map((_, i) => people.slice(0, i + 1).flat().length);
  // Where every event is both, there is no other name.
  const known = acts.every((act) => nameOf(act) === 3) ? [3] : [0, 1, 2, 3];
  const view = {
    ...{ people: people.length, offsets: Uint32Array.of(0, ...ends), nameCount: known.length },
    times: Float64Array.from(acts, ({ time }) => time),
    names: Uint16Array.from(acts, (act) => known.indexOf(nameOf(act))),
  };
  const passing = (one: number) => {
    const bits = new Uint32Array((acts.length >>> 5) + 1);
    acts.forEach(({ lost = 0 }, i) => {
      if ((lost & one) === 0) bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
    });
    return acts.some(({ lost = 0 }) => (lost & one) !== 0) ? bits : null;
  };
  const bit = (one: number) => ({
    ...{ names: Uint8Array.from(known, (mask) => ((mask & one) !== 0 ? 1 : 0)), people: null },
    passing: passing(one),
  });
  const spent = acts.flatMap(({ amount = 0 }, at) => (amount === 0 ? [] : [{ at, amount }]));
  const intervals = new PersonIntervals(view, {
    ...{ rules: of, target: bit(1), returning: bit(2) },
    amounts: {
      at: Uint32Array.of(...spent.map(({ at }) => at), 0xffffffff),
      minor: Float64Array.of(...spent.map(({ amount }) => amount), 0),
    },
    days: () => (daysIn === null ? null : eventDays(view, daysIn, 0, acts.length)),
  });
  for (let i = 0; i < people.length; i += 1) if (intervals.read(i)) take(intervals, i);
}

function tally(of: RetentionRules, people: Act[][]): RetentionTally {
  const result = new RetentionTally(of, true);
  eachMember(of, people, (intervals) => result.add(intervals));
  return result;
}
const countsOf = (result: RetentionTally, cohort: number): number[] => [...result.read(cohort).counts];

const lose = ({ mask, lost, ...act }: Required<Omit<Act, 'amount'>>): Act => ({ ...act, mask: mask & ~lost, lost });
const both = (time: number): Act => ({ time, mask: 3 });

describe('retention', () => {
  test('[RT2] first_time: by the first target event of all history, before the range is in no cohort', () => {
    const result = tally(rules(), [[both(5), both(15)], [both(-5), both(15)], [both(12)]]);
    expect(result.read(0).size).toBe(1);
    expect(countsOf(result, 0)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(result.read(1).size).toBe(1);
  });

  test('[RT2] recurring: a person belongs to every interval with a target event', () => {
    const result = tally(rules({ type: 'recurring' }), [[both(5), both(15), both(35)]]);
    expect(countsOf(result, 0).slice(0, 4)).toEqual([1, 1, 0, 1]);
    expect(countsOf(result, 1).slice(0, 3)).toEqual([1, 0, 1]);
    expect(countsOf(result, 3).slice(0, 1)).toEqual([1]);
    expect(result.read(2).size).toBe(0);
  });

  test('[RT3] people count once an interval, from the minimum of occurrences on', () => {
    const acts = [
      { time: 1, mask: 1 },
      { time: 11, mask: 2 },
      { time: 12, mask: 2 },
      { time: 21, mask: 2 },
    ];
    expect(countsOf(tally(rules(), [acts]), 0).slice(0, 3)).toEqual([1, 1, 1]);
    expect(countsOf(tally(rules({ minimumOccurrences: 2 }), [acts]), 0).slice(0, 3)).toEqual([1, 1, 0]);
  });

  test('[RT4] on_or_after: in that interval or any later one of the range', () => {
    const acts = [both(1), both(35)];
    const later = rules({ mode: 'on_or_after' });
    expect(countsOf(tally(later, [acts]), 0).slice(0, 5)).toEqual([1, 1, 1, 1, 0]);
    // Behind the last interval of the range it is none of it.
    expect(countsOf(tally(later, [[both(1), both(100)]]), 0).slice(0, 2)).toEqual([1, 0]);
    expect(countsOf(tally(later, [[both(1), both(99)]]), 0)).toEqual(new Array(10).fill(1));
  });

  test('brackets count a group of intervals as one', () => {
    const brackets = [
      [1, 1],
      [2, 4],
      [5, 9],
    ] as const;
    const acts = [both(1), both(25), both(35), both(60)];
    expect(countsOf(tally(rules({ brackets }), [acts]), 0)).toEqual([0, 1, 1]);
    expect(countsOf(tally(rules({ brackets, minimumOccurrences: 2 }), [acts]), 0)).toEqual([0, 1, 0]);
  });

  test('[RT5] what has not begun is absent, what still runs is marked', () => {
    const of = rules();
    const table = retentionTable(of, tally(of, [[both(5), both(15)], [both(21)]]), { asOfMs: 24, columns: 10 });
    expect(table.map((cohort) => cohort.counts)).toEqual([[1, 1, 0], [0, 0], [1]]);
    expect(table.map((cohort) => cohort.incomplete)).toEqual([[false, false, true], [false, true], [true]]);
    expect(table[0]?.rates).toEqual([1, 1, 0]);
    expect(table[1]?.rates).toEqual([null, null]);
  });

  test('[RT5] what the clock has passed and the data have not is there, and marked', () => {
    const of = rules();
    const sums = tally(of, [[both(5), both(15)], [both(21)]]);
    const table = retentionTable(of, sums, { asOfMs: 24, completeMs: 9, columns: 10 });
    expect(table.map((cohort) => cohort.counts)).toEqual([[1, 1, 0], [0, 0], [1]]);
    expect(table.map((cohort) => cohort.incomplete)).toEqual([[false, true, true], [true, true], [true]]);
    expect([0, 1].map((column) => isOver(of, 0, column, 9))).toEqual([true, false]);
  });

  test('value per cohort and its running total', () => {
    const of = rules();
    const acts = [
      { time: 5, mask: 3, amount: 1000 },
      { time: 15, mask: 3, amount: 250 },
      { time: 26, mask: 2, amount: -50 },
    ];
    const [first] = retentionTable(of, tally(of, [acts]), { asOfMs: 29, columns: 10 });
    expect(first?.amountsMinor).toEqual([1000, 250, -50]);
    expect(first?.cumulativeMinor).toEqual([1000, 1250, 1200]);
    expect(first?.incomplete.at(-1)).toBe(false);
  });
});

test('[RT1] the first and the last instant of every interval are in it, on days of 23 and 25 hours and in months of any length', () => {
  const berlin = { zone: 'Europe/Berlin', weekStart: 3 };
  for (const period of ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const) {
    const days = period === 'hour' ? 250 : 5_000;
    const from = Date.UTC(2024, 1, 27);
    const own = periodBounds(berlin, period, from, from + days * 86_400_000);
    const ends = [...own].flatMap((start) => [start - 1, start]);
    const found: number[][] = [];
    for (const [mask, minimumOccurrences] of [
      [3, 1],
      [3, 2],
      [1, 1],
    ] as const) {
      const of = rules({ bounds: own, type: 'recurring', cohorts: own.length - 1, minimumOccurrences });
      const acts = ends.map((time) => ({ time, mask }));
      // By day where there are only days, by the instant in a zone whose days begin at other times.
      for (const zone of [null, berlin.zone, 'Asia/Kathmandu']) {
        eachMember(
          of,
          [acts],
          (intervals) => {
            found.push([...intervals.touched.subarray(0, intervals.touchedCount)]);
            expect(intervals.cohortCount).toBe(own.length - 1);
            // Two in each: its own ends, but none of what lies outside.
            expect(intervals.returnedCount).toBe(mask === 3 ? own.length - 1 : 0);
            if (mask === 1 || minimumOccurrences === 1) return;
            expect(new Set(intervals.returns.subarray(0, intervals.touchedCount))).toEqual(new Set([2]));
          },
          zone,
        );
      }
    }
    const all = Array.from({ length: own.length - 1 }, (_, interval) => interval);
    expect(found).toEqual(new Array(9).fill(all));
  }
});

test('more people in a cell than a small number can tell', () => {
  const of = rules({ type: 'recurring' });
  const result = new RetentionTally(of, false);
  eachMember(of, [[both(5), both(15), both(25), both(35), both(45)]], (intervals) => {
    for (let i = 0; i < 70_000; i += 1) result.add(intervals);
  });
  expect(countsOf(result, 0)).toEqual([...new Array(5).fill(70_000), 0, 0, 0, 0, 0]);
  expect(countsOf(result, 3)).toEqual([70_000, 70_000, 0, 0, 0, 0, 0]);
});

test('the tally equals counting people one by one', () => {
  const plain = { time: fc.integer({ min: -10, max: 109 }), mask: fc.integer({ min: 0, max: 3 }) };
  // Filters, none, or nothing but events that are both.
  const history = fc.oneof(
    fc.array(fc.record({ ...plain, lost: fc.integer({ min: 0, max: 3 }) }).map(lose), { maxLength: 12 }),
    fc.array(fc.record(plain), { maxLength: 12 }),
    fc.array(fc.record({ ...plain, mask: fc.constant(3) }), { maxLength: 12 }),
  );
  fc.assert(
    fc.property(
      fc.array(history, { maxLength: 5 }),
      fc.constantFrom('first_time' as const, 'recurring' as const),
      fc.constantFrom('on' as const, 'on_or_after' as const),
      fc.integer({ min: 1, max: 3 }),
      (people, type, mode, minimumOccurrences) => {
        const of = rules({ type, mode, minimumOccurrences });
        const result = tally(of, people);
        const split = tally(of, people.slice(0, 2));
        split.merge(tally(of, people.slice(2)).sums());
        const at = (acts: Act[], bit: number, interval: number): number =>
          acts.filter((one) => (one.mask & bit) !== 0 && Math.floor(one.time / 10) === interval).length;
        for (let cohort = 0; cohort < 10; cohort += 1) {
          const members = people.filter((acts) => {
            if (type === 'recurring') return at(acts, 1, cohort) > 0;
            const targets = acts.filter((one) => (one.mask & 1) !== 0).map((one) => one.time);
            return targets.length > 0 && Math.floor(Math.min(...targets) / 10) === cohort;
          });
          const expected = Array.from({ length: 10 - cohort }, (_, k) => {
            if (k === 0) return members.length;
            const isIn = (acts: Act[], interval: number): boolean => at(acts, 2, interval) >= minimumOccurrences;
            return members.filter((acts) =>
              mode === 'on'
                ? isIn(acts, cohort + k)
                : Array.from({ length: 10 - cohort - k }, (_unused, j) => cohort + k + j).some((interval) =>
                    isIn(acts, interval),
                  ),
            ).length;
          });
          expect(countsOf(result, cohort)).toEqual(expected);
          expect(split.read(cohort)).toEqual(result.read(cohort));
          // A cell names the same people that are counted.
          const told = new Array(10 - cohort).fill(0);
          eachMember(of, people, (intervals) => {
            if (!intervals.cohorts.subarray(0, intervals.cohortCount).includes(cohort)) return;
            told.forEach((_, k) => {
              if (isInColumn(of, intervals, { cohort, column: k === 0 ? -1 : k })) told[k] += 1;
            });
          });
          expect(told).toEqual(expected);
        }
      },
    ),
  );
});
