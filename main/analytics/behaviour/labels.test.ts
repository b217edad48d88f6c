import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Labels } from './labels.ts';
import { PropertyValues } from './property-values.ts';

/** Three events of two people, every one of which is an event of the stream. */
const rows = {
  view: {
    people: 2,
    offsets: Uint32Array.of(0, 2, 3),
    times: Float64Array.of(1, 2, 3),
    names: Uint16Array.of(0, 0, 0),
    nameCount: 1,
  },
  profileIds: Uint32Array.of(1, 2),
  rowIds: Uint32Array.of(1, 2, 3),
  originOf: Uint8Array.of(0),
};
const texts = fc.array(fc.constantFrom('', 'a', 'b', 'c'), { minLength: 4, maxLength: 4 });

function valuesOf(byId: readonly string[], source: 'event' | 'person'): PropertyValues {
  const labels = ['', 'a', 'b', 'c'];
  const codes = new SharedArrayBuffer(byId.length);
  new Uint8Array(codes).set(byId.map((text) => labels.indexOf(text)));
  const column = { labels, codes, width: 1 as const };
  const property = {
    ...{ key: source, source, people: source === 'person' ? column : null },
    rows: source === 'person' ? {} : { events: column },
  };
  return new PropertyValues(rows, property).cover(property, { from: 0, to: 2 });
}

test('several properties: whether numbered from the start or as they are met, an event has its texts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(texts, fc.constantFrom('event' as const, 'person' as const)), { minLength: 2, maxLength: 3 }),
      (given) => {
        const columns = given.map(([byId, source]) => valuesOf(byId, source));
        const expected = [0, 1, 2].map((event) =>
          given.map(([byId, source]) => byId[source === 'person' ? ([1, 1, 2][event] ?? 0) : event + 1] ?? ''),
        );
        for (const labels of [new Labels(columns), new Labels(columns, 0)]) {
          for (const [event, person] of [0, 0, 1].entries()) {
            const number = labels.of(event, person);
            expect(labels.value(number)).toEqual(expected[event]);
            expect(labels.find(expected[event] ?? [])).toBe(number);
            expect(number === 0).toBe(expected[event]?.every((text) => text === ''));
            const read = new Int32Array(1);
            labels.read(Uint32Array.of(event), 1, person, read);
            expect(read[0]).toBe(number);
          }
        }
        // Numbers given as values are met mean something elsewhere only with what they stand for.
        const [mine, theirs] = [new Labels(columns, 0), new Labels(columns, 0)];
        theirs.of(2, 1);
        theirs.of(0, 0);
        mine.of(0, 0);
        const numbers = mine.numbersOf(theirs.codes() ?? new Uint32Array(0));
        expect(mine.value(numbers[theirs.of(2, 1)] as number)).toEqual(expected[2]);
      },
    ),
  );
});
