import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOfCell } from '../../connectors/files/index.ts';
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

it('finds a text by its units in the midst of others', () => {
  const table = new WordTable();
  const line = 'web,app,上海,a much longer text than others,web';
  const units = Uint16Array.from(line, (char) => char.charCodeAt(0));
  const pieces = line.split(',');
  const codes = pieces.map((piece) => table.codeOf(piece));
  expect(codes).toEqual([0, 1, 2, 3, 0]);
  let start = 0;
  for (const [index, piece] of pieces.entries()) {
    expect(table.find(units, start, start + piece.length, hashOfCell(piece))).toBe(codes[index]);
    expect(table.find(units, start, start + piece.length - 1, hashOfCell(piece.slice(0, -1)))).toBe(-1);
    expect(table.wordOf(codes[index] as number)).toBe(piece);
    start += piece.length + 1;
  }
});
