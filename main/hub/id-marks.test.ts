import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';
import { contentHash } from './content-hash.ts';
import { CurrencyCounts } from './currency-counts.ts';
import { IdMarks } from './id-marks.ts';
import { rangesOf } from './pending-writes.ts';

describe('IdMarks', () => {
  it('is a map from ids to 32-bit numbers, listed in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 1, max: 0xffffffff }))),
        (entries) => {
          const marks = new IdMarks();
          for (const [id, value] of entries) marks.set(id, value);
          const expected = new Map(entries);
          for (const [id, value] of expected) expect(marks.get(id)).toBe(value);
          expect([...marks.ids()]).toEqual([...expected.keys()].sort((a, b) => a - b));
          expect(marks.get(5_000_000)).toBe(0);
        },
      ),
    );
  });

  it('marks ranges like their single ids', () => {
    const range = fc.tuple(
      fc.integer({ min: 1, max: 100_000 }),
      fc.nat({ max: 40_000 }),
      fc.integer({ min: 0, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(range, { maxLength: 3 }), (ranges) => {
        const marks = new IdMarks();
        const single = new IdMarks();
        for (const [first, count, value] of ranges) {
          marks.setRange(first, count, value);
          for (let id = first; id < first + count; id += 1) single.set(id, value);
        }
        expect([...marks.ids()]).toEqual([...single.ids()]);
        for (const [first, count] of ranges)
          for (const id of [first - 1, first, first + count - 1, first + count])
            expect(marks.get(id)).toBe(single.get(id));
      }),
      { numRuns: 20 },
    );
  });
});

describe('rangesOf', () => {
  it('covers every id with ascending ranges that do not touch', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 })), (ids) => {
        const ranges = rangesOf(ids);
        for (const id of ids) expect(ranges.some(([first, last]) => first <= id && id <= last)).toBe(true);
        for (const [first, last] of ranges) expect([ids.includes(first), ids.includes(last)]).toEqual([true, true]);
        for (const [index, range] of ranges.entries()) {
          if (index > 0) expect(range[0]).toBeGreaterThan(ranges[index - 1]?.[1] ?? 0);
        }
      }),
    );
  });
});

describe('BoundedMap', () => {
  it('forgets everything when it is full, and says so', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    expect([map.get('a'), map.isFull, map.isComplete]).toEqual([1, true, true]);
    map.set('a text that is longer than that', 3);
    expect([map.get('a'), map.get('a text that is longer than that'), map.isComplete]).toEqual([undefined, 3, false]);
  });
});

describe('CurrencyCounts', () => {
  it('counts what was added', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('CNY', 'USD', 'GBP')), (currencies) => {
        const counts = new CurrencyCounts();
        for (const currency of currencies) counts.add(currency);
        for (const currency of ['CNY', 'USD', 'GBP']) {
          expect(counts.counts().get(currency) ?? 0).toBe(currencies.filter((one) => one === currency).length);
        }
      }),
    );
  });
});

describe('contentHash', () => {
  it('is a whole number below 2⁵³, the same for the same values and different where they are cut differently', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null))), (values) => {
        expect(Number.isSafeInteger(contentHash(values))).toBe(true);
        expect(contentHash([...values])).toBe(contentHash(values));
      }),
    );
    expect(contentHash(['ab', 'c'])).not.toBe(contentHash(['a', 'bc']));
    expect(contentHash([null])).not.toBe(contentHash(['']));
    expect(contentHash([1])).not.toBe(contentHash(['1']));
  });

  it('tells a hundred thousand similar rows apart', () => {
    const hashes = new Set<number>();
    for (let n = 0; n < 100_000; n += 1) hashes.add(contentHash(['view', 1_700_000_000_000 + n, `C${n % 100}`]));
    expect(hashes.size).toBe(100_000);
  });
});
