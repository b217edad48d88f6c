import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOfCell } from '../cell-cutter.ts';
import { rowsOfCells } from '../text-records.ts';
import { CellBuilder } from './cell-builder.ts';
import { CellWords } from './cell-words.ts';
import { cellText } from './json-records.ts';

const texts = (builder: CellBuilder, count: number) => {
  const table = builder.finish(count);
  return rowsOfCells(
    table,
    Array.from({ length: table.count }, (_, row) => row),
  );
};

describe('cells laid out without a text of each', () => {
  it('are the texts they were given, with the hashes of cells that were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 9 }),
        (given) => {
          const words = given.map((text) => `x${text}`);
          const builder = new CellBuilder(2);
          builder.begin(words.length);
          words.forEach((word, row) => {
            const bytes = Buffer.from(word, 'utf8');
            builder.putText(row * 2, bytes.toString('utf8'));
            builder.putUtf8(row * 2 + 1, bytes, 0, bytes.length);
          });
          const { hashes } = builder.view();
          const expected = words.map((word) => Buffer.from(word, 'utf8').toString('utf8'));
          expect([...hashes.subarray(0, words.length * 2)]).toEqual(
            expected.flatMap((text) => [hashOfCell(text), hashOfCell(text)]),
          );
          expect(texts(builder, words.length)).toEqual(expected.map((text) => [text, text]));
        },
      ),
    );
  });

  it('read any bytes as a decoder of UTF-8 reads them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const builder = new CellBuilder(2);
        builder.begin(1);
        builder.putText(0, 'x');
        builder.putUtf8(1, bytes, 0, bytes.length);
        expect(texts(builder, 1)).toEqual([['x', Buffer.from(bytes).toString('utf8')]]);
      }),
    );
  });

  it('write numbers as they are written elsewhere', () => {
    const numbers = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.integer({ min: -99_999_999, max: 99_999_999 }).map((n) => n / 100),
      fc.constantFrom(0, -0, 0.1, 0.05, -0.5, 10, 100, 1e21, 1.005, 9_999_999.99, 10_000_000),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        const builder = new CellBuilder(1);
        builder.begin(1);
        builder.putNumber(0, value);
        expect(texts(builder, 1)).toEqual([[cellText(value)]]);
        expect(builder.view().hashes[0]).toBe(hashOfCell(cellText(value)));
      }),
    );
  });

  it('leave rows of nothing but spaces out, and write a word once for all that have it', () => {
    const words = new CellWords(2, (builder) => {
      builder.putText(0, '');
      builder.putText(1, '天猫');
    });
    const builder = new CellBuilder(2);
    for (let table = 0; table < 2; table += 1) {
      builder.begin(4);
      words.beginTable();
      for (const [cell, word] of [1, 0, 0, 0, 0, 1, 1, 1].entries()) words.put(builder, cell, word);
      builder.putText(2, ' \u3000');
      const { used } = builder;
      expect(texts(builder, 4)).toEqual([
        ['天猫', ''],
        ['', '天猫'],
        ['天猫', '天猫'],
      ]);
      expect(used).toBe(4);
    }
  });
});
