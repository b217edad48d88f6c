import fc from 'fast-check';
import { expect, it } from 'vitest';
import { idCodes } from '../../ports/id-codes.ts';
import { countPeople, type PersonCodes } from './count.ts';
import type { CountTask, FieldCodes } from './question.ts';

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
    ...{ names: new Uint8Array(nameCount).fill(1), fromMs: 0, toMs: 0, rowsLevel: 2 },
    // The last one is for the condition only.
    fields: [{ kind: 'name', size: nameCount, byName: Uint16Array.from([0, 1, 2]) }, value, value],
    conditions: [{ field: 2, passes: Uint8Array.from(passes) }],
    levels: [
      { fields: [0], cells: nameCount },
      { fields: [1], cells: valueCount },
      { fields: [0, 1], cells: nameCount * valueCount },
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
      const middle = Math.min(cut, histories.length);
      const sizes = [nameCount, valueCount, nameCount * valueCount, nameCount * valueCount];
      const found = sizes.map((size) => new Array<number>(size).fill(0));
      for (const share of [
        { from: 0, to: middle },
        { from: middle, to: histories.length },
      ]) {
        const counts = sizes.map((size) => new Uint32Array(size));
        countPeople({ people: histories.length, arrays }, task, share, personCodes, counts);
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
