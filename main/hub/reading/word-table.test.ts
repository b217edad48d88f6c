import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WordTable } from './word-table.ts';

it('numbers texts in the order they first come, as a map would', () => {
  const text = fc.oneof(
    fc.nat({ max: 2_000 }).map((n) => `C${n}`),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('', 'a', 'b', 'ab', 'ba', '上海', '海上'),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3_000 }), (texts) => {
      const table = new WordTable();
      const map = new Map<string, number>();
      for (const each of texts) {
        const known = map.get(each) ?? map.size;
        map.set(each, known);
        expect(table.codeOf(each)).toBe(known);
      }
      expect(table.size).toBe(map.size);
    }),
    { numRuns: 50 },
  );
});
