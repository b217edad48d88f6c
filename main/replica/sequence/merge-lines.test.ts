import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeSequence, type NewEvents } from './merge.ts';
import { type Sequence, sequenceArrays } from './sequence.ts';

/** Owner, time, name, order and product of a line. */
type Line = [number, number, number, number, number];

const line: fc.Arbitrary<Line> = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 0, max: 1000 }),
  fc.nat(2),
  fc.integer({ min: 1, max: 30 }),
  fc.nat(4),
);
const lines = fc.array(line, { maxLength: 25 }).map(byOwner);
const names: Sequence['names'] = ['goods', 'delivery', 'discount'].map((name) => ({ name, origin: 'orders' }));
const nothing: Sequence = {
  ...{ seq: 1, fingerprint: 'a', people: 0, events: 0, firstMs: 0, lastMs: 0, highestIds: [0], names },
  buffer: new SharedArrayBuffer(4),
  products: new SharedArrayBuffer(0),
};
const head = { seq: 2, fingerprint: 'b' };

function byOwner(list: Line[]): Line[] {
  return list.sort(([a], [b]) => a - b);
}

function newLines(list: readonly Line[]): NewEvents {
  const of = (place: number) => list.map((one) => one[place] ?? 0);
  return { profileIds: of(0), times: of(1), names: of(2), rowIds: of(3), products: of(4) };
}

/** The lines of an index, owner by owner; within one their order means nothing. */
function linesOf(sequence: Sequence): Line[][] {
  const { offsets, profileIds, times, names: types, rowIds, products } = sequenceArrays(sequence);
  return [...profileIds].map((owner, index) =>
    Array.from({ length: (offsets[index + 1] ?? 0) - (offsets[index] ?? 0) }, (_, at): Line => {
      const row = (offsets[index] ?? 0) + at;
      return [owner, times[row] ?? -1, types[row] ?? -1, rowIds[row] ?? -1, products?.[row] ?? -1];
    }).sort(compare),
  );
}
const compare = (a: Line, b: Line) => (String(a) < String(b) ? -1 : 1);

function grouped(list: readonly Line[]): Line[][] {
  const owners = [...new Set(list.map(([owner]) => owner))].sort((a, b) => a - b);
  return owners.map((owner) => list.filter(([one]) => one === owner).sort(compare));
}

it('takes in new lines and leaves out those of orders that changed, owners in order', () => {
  let merges = 0;
  fc.assert(
    fc.property(lines, lines, fc.integer({ min: 1, max: 40 }), (before, after, changed) => {
      const first = mergeSequence(nothing, newLines(before), { names, head, gone: null });
      if (!first) throw new Error('new lines leave every name its own');
      expect(linesOf(first)).toEqual(grouped(before));
      const { rowIds } = sequenceArrays(first);
      const gone = Uint32Array.from([...rowIds.keys()].filter((at) => rowIds[at] === changed));
      const left = [...before.filter(([, , , order]) => order !== changed), ...after];
      const second = mergeSequence(first, newLines(after), { names, head, gone });
      const isLost = before.some(([, , type, order]) => order === changed && !left.some((one) => one[2] === type));
      expect(second === null).toBe(isLost);
      if (!second) return;
      expect(linesOf(second)).toEqual(grouped(left));
      merges += gone.length > 0 ? 1 : 0;
    }),
    { numRuns: 300 },
  );
  expect(merges).toBeGreaterThan(20);
});
