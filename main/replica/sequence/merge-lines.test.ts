import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeLines, type NewLines } from './merge-lines.ts';
import { arraysIn, type SequenceArrays } from './sequence.ts';

/** Owner, time, name, order and product of a line. */
type Line = [number, number, number, number, number];

const line: fc.Arbitrary<Line> = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 0, max: 1000 }),
  fc.nat(2),
  fc.integer({ min: 1, max: 50 }),
  fc.nat(4),
);
const lines = fc.array(line, { maxLength: 25 }).map((list) => list.sort(([a], [b]) => a - b));
const nothing: SequenceArrays = {
  times: new Float64Array(0),
  offsets: new Uint32Array(1),
  profileIds: new Uint32Array(0),
  rowIds: new Uint32Array(0),
  names: new Uint16Array(0),
  products: new Uint32Array(0),
};

function newLines(list: readonly Line[]): NewLines {
  const [owners, times, names, orders, products] = [0, 1, 2, 3, 4].map((place) => list.map((one) => one[place] ?? 0));
  return {
    owners: owners ?? [],
    times: times ?? [],
    names: names ?? [],
    orders: orders ?? [],
    products: products ?? [],
  };
}

function arraysOf(merged: ReturnType<typeof mergeLines>): SequenceArrays {
  const { people, events, buffer, products } = merged;
  return { ...arraysIn(buffer, { people, events, nameCount: 3 }), products: new Uint32Array(products) };
}

it('takes in new lines behind those that their owner has, owners in order', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const first = arraysOf(mergeLines(nothing, newLines(before), 3));
      const {
        offsets,
        profileIds,
        times,
        names,
        rowIds,
        products = [],
      } = arraysOf(mergeLines(first, newLines(after), 3));
      const owners = [...new Set([...before, ...after].map(([owner]) => owner))].sort((a, b) => a - b);
      expect([...profileIds]).toEqual(owners);
      const found = owners.map((owner, index) => {
        const places = Array.from({ length: (offsets[index + 1] ?? 0) - (offsets[index] ?? 0) }, (_, at) => at);
        return places.map((at) => {
          const row = (offsets[index] ?? 0) + at;
          return [owner, times[row], names[row], rowIds[row], products[row]];
        });
      });
      expect(found).toEqual(owners.map((owner) => [...before, ...after].filter(([one]) => one === owner)));
    }),
  );
});
