import fc from 'fast-check';
import type { StoredValue } from './handle.ts';
import { type StoredColumn, Utf8Run, WordList } from './stored-columns.ts';

/** Values of every width and form there is. */
export const anyValue: fc.Arbitrary<StoredValue> = fc.oneof(
  fc.constantFrom<StoredValue>(null, '', 0, 1, -1, 127, 128, -128, -129, 32_767, 32_768, -32_769, 8_388_607, 8_388_608),
  fc.constantFrom<StoredValue>(-8_388_609, 2_147_483_647, 2_147_483_648, -2_147_483_648, -2_147_483_649),
  fc.constantFrom<StoredValue>(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e300, -2.5, 0.1),
  fc.maxSafeInteger(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.nat({ max: 9_000 }).map((length) => '长a'.repeat(length)),
);

const text = fc.oneof(
  fc.constantFrom('', 'paid', '已付款', '\ud800', 'x'.repeat(49), '长'.repeat(200)),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'binary-ascii', maxLength: 70 }),
);
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 6 });

/** A column of so many values in one of the forms columns have. */
const columnOf = (count: number): fc.Arbitrary<StoredColumn> => {
  const numbers = anyValue.filter((one): one is number => typeof one === 'number');
  const many = <T>(values: fc.Arbitrary<T>) => fc.array(orNull(values), { minLength: count, maxLength: count });
  return fc.oneof(
    orNull(fc.oneof(text, numbers)).map((constant): StoredColumn => ({ kind: 'constant', value: constant })),
    many(numbers).map(
      (values): StoredColumn => ({ kind: 'numbers', values: Float64Array.from(values, (one) => one ?? Number.NaN) }),
    ),
    fc
      .tuple(fc.array(text, { minLength: 1, maxLength: 5 }), many(fc.nat({ max: 4 })))
      .map(([texts, codes]): StoredColumn => {
        const words = WordList.of(...texts);
        return {
          kind: 'words',
          codes: Int32Array.from(codes, (code) => (code === null ? -1 : code % texts.length)),
          words,
        };
      }),
    many(text).map((values): StoredColumn => {
      const run = new Utf8Run();
      const ends = Int32Array.from(values, (one) => {
        if (one !== null) run.text(one);
        return one === null ? ~run.used : run.used;
      });
      return { kind: 'texts', bytes: run.copy(), ends, isAscii: run.isAscii };
    }),
  );
};
/** Columns in every form, of the same number of rows. */
export const anyColumns = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 30 }))
  .chain(([count, width]) =>
    fc.record({ count: fc.constant(count), stored: fc.array(columnOf(count), { minLength: width, maxLength: width }) }),
  );
