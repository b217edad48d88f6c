import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retentionTable } from './table.ts';
import { type RetentionEvents, type RetentionRules, RetentionTally } from './tally.ts';

/** Ten intervals of ten units each: 0..9, 10..19, … */
const bounds = Float64Array.from({ length: 11 }, (_, i) => i * 10);

function rules(change: Partial<RetentionRules> = {}): RetentionRules {
  return { bounds, type: 'first_time', mode: 'on', minimumOccurrences: 1, cohorts: 10, brackets: null, ...change };
}

type Act = { time: number; mask: number; amount?: number };
function person(acts: Act[]): RetentionEvents {
  const sorted = [...acts].sort((a, b) => a.time - b.time);
  return {
    times: Float64Array.from(sorted, (act) => act.time),
    masks: Uint8Array.from(sorted, (act) => act.mask),
    amountsMinor: Float64Array.from(sorted, (act) => act.amount ?? 0),
    from: 0,
    to: sorted.length,
  };
}

function tally(of: RetentionRules, people: Act[][]): RetentionTally {
  const result = new RetentionTally(of);
  for (const acts of people) result.add(person(acts));
  return result;
}

const both = (time: number): Act => ({ time, mask: 3 });

describe('retention', () => {
  test('[RT2] first_time: by the first target event of all history, before the range is in no cohort', () => {
    const result = tally(rules(), [[both(5), both(15)], [both(-5), both(15)], [both(12)]]);
    expect(result.read(0)).toMatchObject({ size: 1, counts: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0] });
    expect(result.read(1).size).toBe(1);
  });

  test('[RT2] recurring: a person belongs to every interval with a target event', () => {
    const result = tally(rules({ type: 'recurring' }), [[both(5), both(15), both(35)]]);
    expect(result.read(0).counts.slice(0, 4)).toEqual([1, 1, 0, 1]);
    expect(result.read(1).counts.slice(0, 3)).toEqual([1, 0, 1]);
    expect(result.read(3).counts.slice(0, 1)).toEqual([1]);
    expect(result.read(2).size).toBe(0);
  });

  test('[RT3] people count once an interval, from the minimum of occurrences on', () => {
    const acts = [
      { time: 1, mask: 1 },
      { time: 11, mask: 2 },
      { time: 12, mask: 2 },
      { time: 21, mask: 2 },
    ];
    expect(tally(rules(), [acts]).read(0).counts.slice(0, 3)).toEqual([1, 1, 1]);
    expect(
      tally(rules({ minimumOccurrences: 2 }), [acts])
        .read(0)
        .counts.slice(0, 3),
    ).toEqual([1, 1, 0]);
  });

  test('[RT4] on_or_after: in that interval or any later one of the range', () => {
    const acts = [both(1), both(35)];
    expect(
      tally(rules({ mode: 'on_or_after' }), [acts])
        .read(0)
        .counts.slice(0, 5),
    ).toEqual([1, 1, 1, 1, 0]);
    expect(
      tally(rules({ mode: 'on_or_after' }), [[both(1), both(101)]])
        .read(0)
        .counts.slice(0, 2),
    ).toEqual([1, 0]);
  });

  test('brackets count a group of intervals as one', () => {
    const brackets = [
      [1, 1],
      [2, 4],
      [5, 9],
    ] as const;
    const acts = [both(1), both(25), both(35), both(60)];
    expect(tally(rules({ brackets }), [acts]).read(0).counts).toEqual([0, 1, 1]);
    expect(tally(rules({ brackets, minimumOccurrences: 2 }), [acts]).read(0).counts).toEqual([0, 1, 0]);
  });

  test('[RT5] what has not begun is absent, what still runs is marked', () => {
    const of = rules();
    const table = retentionTable(of, tally(of, [[both(5), both(15)], [both(21)]]), 24);
    expect(table.map((cohort) => cohort.counts)).toEqual([[1, 1, 0], [0, 0], [1]]);
    expect(table.map((cohort) => cohort.incomplete)).toEqual([[false, false, true], [false, true], [true]]);
    expect(table[0]?.rates).toEqual([1, 1, 0]);
    expect(table[1]?.rates).toEqual([null, null]);
  });

  test('value per cohort and its running total', () => {
    const of = rules();
    const acts = [
      { time: 5, mask: 3, amount: 1000 },
      { time: 15, mask: 3, amount: 250 },
      { time: 26, mask: 2, amount: -50 },
    ];
    const [first] = retentionTable(of, tally(of, [acts]), 29);
    expect(first?.amountsMinor).toEqual([1000, 250, -50]);
    expect(first?.cumulativeMinor).toEqual([1000, 1250, 1200]);
    expect(first?.incomplete.at(-1)).toBe(false);
  });
});

test('the tally equals counting people one by one', () => {
  const act = fc.record({ time: fc.integer({ min: -10, max: 109 }), mask: fc.integer({ min: 0, max: 3 }) });
  fc.assert(
    fc.property(
      fc.array(fc.array(act, { maxLength: 12 }), { maxLength: 5 }),
      fc.constantFrom('first_time' as const, 'recurring' as const),
      fc.constantFrom('on' as const, 'on_or_after' as const),
      fc.integer({ min: 1, max: 3 }),
      (people, type, mode, minimumOccurrences) => {
        const of = rules({ type, mode, minimumOccurrences });
        const result = tally(of, people);
        const split = tally(of, people.slice(0, 2));
        split.merge(tally(of, people.slice(2)).sums());
        const told = new Map<string, number>();
        const telling = new RetentionTally(of);
        for (const acts of people)
          telling.add(person(acts), (cohort, column) => {
            told.set(`${cohort} ${column}`, (told.get(`${cohort} ${column}`) ?? 0) + 1);
          });
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
          expect(result.read(cohort).counts.slice(0, 10 - cohort)).toEqual(expected);
          expect(split.read(cohort)).toEqual(result.read(cohort));
          // Cells name the same people that are counted; the cohort itself is column -1.
          expect(expected.map((_, k) => told.get(`${cohort} ${k === 0 ? -1 : k}`) ?? 0)).toEqual(expected);
        }
      },
    ),
  );
});
