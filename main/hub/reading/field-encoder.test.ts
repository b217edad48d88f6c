import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../connectors/files/index.ts';
import { WordList } from '../../store/index.ts';
import { FieldEncoder, fewWords } from './field-encoder.ts';
import { ReceivedBatch } from './received-batch.ts';
import type { SentColumn } from './row-batch.ts';

const text = fc.oneof(fc.constantFrom('', 'web', 'app', '上海'), fc.string({ unit: 'grapheme', maxLength: 30 }));
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const kinds = [text, number, fc.oneof(text, number)].map((kind) => fc.oneof(fc.constant(null), kind));
const batches = fc.oneof(
  ...kinds.map((kind) => fc.array(fc.array(kind, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 })),
);

/** What the writing thread sees of one field, batch by batch. */
function received(columns: SentColumn[], counts: number[]): FieldValue[][] {
  const words = [new WordList()];
  return columns.map((column, number) => {
    const count = counts[number] ?? 0;
    const sent = { number, count, rowNumbers: new Int32Array(count), hashes: null, rejected: [], bytesRead: 0 };
    const batch = new ReceivedBatch({ ...sent, columns: [column] }, words, () => []);
    return Array.from({ length: count }, () => batch.next()[0] ?? null);
  });
}

describe('a field sent batch by batch', () => {
  it('arrives as it was, however many different texts are remembered', () => {
    fc.assert(
      fc.property(batches, fc.constantFrom(0, 3, fewWords), (fields, maxWords) => {
        const encoder = new FieldEncoder(maxWords);
        const columns = fields.map((values) =>
          encoder.encode(
            values.map((value) => [value]),
            0,
          ),
        );
        const sent = structuredClone(columns);
        expect(
          received(
            sent,
            fields.map((values) => values.length),
          ),
        ).toEqual(fields);
      }),
    );
  });

  it('sends a text that repeats once, and stops remembering when nearly all are new', () => {
    const encoder = new FieldEncoder(fewWords);
    const first = encoder.encode([['a'], ['b'], ['a']], 0);
    const second = encoder.encode([['b'], ['c']], 0);
    expect([first, second]).toMatchObject([{ texts: ['a', 'b'] }, { texts: ['c'] }]);
    const unique = new FieldEncoder(fewWords);
    const kinds = [0, 1, 2].map(
      (batch) =>
        unique.encode(
          Array.from({ length: 5_000 }, (_, n) => [`${batch}-${n}`]),
          0,
        ).kind,
    );
    expect(kinds).toEqual(['words', 'words', 'texts']);
  });
});
