import fc from 'fast-check';
import { expect, it } from 'vitest';
import { idCodes } from '../../ports/id-codes.ts';
import { countPeople, type PersonCodes, type PersonTimes } from './count.ts';
import { nthTimes } from './nth-times.ts';
import type { CountTask, FieldCodes } from './question.ts';
import { spreadCodes } from './row-codes.ts';

/* Shares of the people together against sets of people: by name, by a value of the person, and by both. */
const nameCount = 3;
const valueCount = 4;
/** By id of the profile, which is the place of the person and 1. */
const history = fc.record({
  value: fc.nat(valueCount - 1),
  names: fc.array(fc.nat(nameCount - 1), { minLength: 1, maxLength: 5 }),
});
const world = fc.record({
  histories: fc.array(history, { minLength: 1, maxLength: 12 }),
  cut: fc.nat(12),
  passes: fc.array(fc.constantFrom(0, 1), { minLength: valueCount, maxLength: valueCount }),
});

function arraysOf(histories: { names: number[] }[]) {
  const names = Uint16Array.from(histories.flatMap((one) => one.names));
  const offsets = new Uint32Array(histories.length + 1);
  histories.forEach((one, person) => {
    offsets[person + 1] = (offsets[person] as number) + one.names.length;
  });
  const profileIds = Uint32Array.from(histories, (_, person) => person + 1);
  return { offsets, profileIds, times: new Float64Array(names.length), names, rowIds: new Uint32Array(names.length) };
}

function taskOf(histories: { value: number }[], passes: number[]): CountTask {
  const codes = new SharedArrayBuffer(histories.length + 1);
  new Uint8Array(codes).set([0, ...histories.map(({ value }) => value)]);
  const value: FieldCodes = { kind: 'person', size: valueCount, codes: { codes, width: 1 }, version: 'v' };
  return {
    ...{ names: new Uint8Array(nameCount).fill(1), fromMs: 0, toMs: 0, rowsLevel: 2, zone: 'UTC', gates: [] },
    // The last one is for the condition only.
    fields: [{ kind: 'name', size: nameCount, byName: Uint16Array.from([0, 1, 2]) }, value, value],
    conditions: [{ field: 2, passes: Uint8Array.from(passes) }],
    levels: [
      { fields: [0], cells: nameCount, gate: null },
      { fields: [1], cells: valueCount, gate: null },
      { fields: [0, 1], cells: nameCount * valueCount, gate: null },
    ],
  };
}

it('counts of shares add up to the different people, and to the rows', () => {
  fc.assert(
    fc.property(world, ({ histories, cut, passes }) => {
      const arrays = arraysOf(histories);
      const task = taskOf(histories, passes);
      const personCodes: PersonCodes = ({ codes }, { from, to }) =>
        Uint32Array.from(arrays.profileIds.subarray(from, to), (id) => idCodes(codes)[id] ?? 0);
      const ofPeople = {
        codes: personCodes,
        times: (...[of, nth, share]: Parameters<PersonTimes>) => nthTimes({ people: 0, arrays }, of, nth, share),
      };
      const middle = Math.min(cut, histories.length);
      const sizes = [nameCount, valueCount, nameCount * valueCount, nameCount * valueCount];
      const found = sizes.map((size) => new Array<number>(size).fill(0));
      for (const share of [
        { from: 0, to: middle },
        { from: middle, to: histories.length },
      ]) {
        const counts = sizes.map((size) => new Uint32Array(size));
        countPeople({ people: histories.length, arrays }, task, share, ofPeople, counts);
        counts.forEach((list, level) => {
          list.forEach((count, cell) => {
            (found[level] as number[])[cell] = ((found[level] as number[])[cell] ?? 0) + count;
          });
        });
      }
      const rows = histories.flatMap(({ names, value }, person) => names.map((name) => ({ name, value, person })));
      const met = rows.filter(({ value }) => passes[value] === 1);
      const keys = [
        ({ name }: { name: number }) => name,
        ({ value }: { value: number }) => value,
        ({ name, value }: { name: number; value: number }) => name * valueCount + value,
      ];
      const expected = keys.map((keyOf, level) =>
        Array.from(
          { length: sizes[level] as number },
          (_, cell) => new Set(met.filter((row) => keyOf(row) === cell).map(({ person }) => person)).size,
        ),
      );
      const ofRows = Array.from(
        { length: nameCount * valueCount },
        (_, cell) => met.filter(({ name, value }) => name * valueCount + value === cell).length,
      );
      expect(found).toEqual([...expected, ofRows]);
    }),
    { numRuns: 300 },
  );
});

const span = 20;
const step = 5;
const moment = fc.record({ at: fc.nat(span - 1), name: fc.nat(1) });
const times = fc.record({
  histories: fc.array(fc.array(moment, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 10 }),
  dates: fc.tuple(fc.nat(span - 1), fc.nat(span - 1)),
});

it('counts whose first row lies in the period of the group, and who has a second one by its end', () => {
  fc.assert(
    fc.property(times, ({ histories: unsorted, dates }) => {
      const histories = unsorted.map((rows) => [...rows].sort((a, b) => a.at - b.at));
      const [fromMs, toMs] = [Math.min(...dates), Math.max(...dates)];
      const all = histories.flat();
      const arrays = {
        ...arraysOf(histories.map((rows) => ({ names: rows.map(({ name }) => name) }))),
        times: Float64Array.from(all, ({ at }) => at),
      };
      const starts = Array.from({ length: span / step }, (_, code) => code * step);
      const byBucket = Uint16Array.from({ length: span }, (_, at) => Math.floor(at / step));
      const gate = (nth: 1 | 2, isStepped: boolean) => ({
        ...{ nth, bound: nth === 1 ? fromMs : toMs + 1 },
        steps: isStepped
          ? [{ field: 0, bounds: Float64Array.from(starts, (start) => start + (nth === 1 ? 0 : step)) }]
          : [],
      });
      const task: CountTask = {
        // Rows of the second name are of another measure.
        ...{ names: Uint8Array.from([1, 0]), fromMs, toMs, rowsLevel: -1, zone: 'UTC', conditions: [] },
        fields: [{ kind: 'time', size: starts.length, byBucket, firstBucket: 0, bucketMs: 1 }],
        gates: [gate(1, false), gate(1, true), gate(2, false), gate(2, true)],
        levels: [0, 1, 2, 3].map((number) => ({
          fields: number % 2 === 0 ? [] : [0],
          cells: number % 2 === 0 ? 1 : starts.length,
          gate: number,
        })),
      };
      const counts = task.levels.map(({ cells }) => new Uint32Array(cells));
      const ofPeople = {
        codes: () => new Uint32Array(0),
        times: (...[of, nth, share]: Parameters<PersonTimes>) => nthTimes({ people: 0, arrays }, of, nth, share),
      };
      const share = { from: 0, to: histories.length };
      countPeople({ people: histories.length, arrays }, task, share, ofPeople, counts);
      const own = histories.map((rows) => rows.filter(({ name }) => name === 0).map(({ at }) => at));
      /** People with a row within, of whom something holds for that period. */
      const counted = (from: number, to: number, holds: (rows: number[], begin: number, end: number) => boolean) => {
        const [begin, end] = [Math.max(from, fromMs), Math.min(to, toMs + 1)];
        return own.filter((rows) => rows.some((at) => at >= begin && at < end) && holds(rows, begin, end)).length;
      };
      const isNew = (rows: number[], begin: number) => (rows[0] ?? -1) >= begin;
      const isBack = (rows: number[], _: number, end: number) => (rows[1] ?? end) < end;
      expect(counts.map((list) => [...list])).toEqual([
        [counted(0, span, isNew)],
        starts.map((start) => counted(start, start + step, isNew)),
        [counted(0, span, isBack)],
        starts.map((start) => counted(start, start + step, isBack)),
      ]);
    }),
    { numRuns: 300 },
  );
});

it('codes of people reach each of their rows of the names wanted', () => {
  fc.assert(
    fc.property(world, fc.nat(7), ({ histories, cut }, wanted) => {
      const arrays = arraysOf(histories);
      const count = arrays.names.length;
      // Ids in another order than the rows.
      const rowIds = Uint32Array.from({ length: count }, (_, row) => count - row);
      const people = { people: histories.length, arrays: { ...arrays, rowIds } };
      const names = Uint8Array.from({ length: nameCount }, (_, name) => (wanted >> name) & 1);
      const ofPeople = { codes: new SharedArrayBuffer(histories.length + 1), width: 1 as const };
      idCodes(ofPeople).set([0, ...histories.map(({ value }) => value)]);
      const ofRows = { codes: new SharedArrayBuffer(count + 1), width: 1 as const };
      const middle = Math.min(cut, histories.length);
      spreadCodes(people, { names, ofPeople, ofRows }, { from: 0, to: middle });
      spreadCodes(people, { names, ofPeople, ofRows }, { from: middle, to: histories.length });
      const expected = histories.flatMap((one) => one.names.map((name) => (names[name] === 1 ? one.value : 0)));
      expect([...idCodes(ofRows)]).toEqual([0, ...expected.reverse()]);
    }),
  );
});
