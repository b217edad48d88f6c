import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineDiff, withContext } from './line-diff.ts';

const told = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => ({ same: ' ', gone: '-', new: '+' })[kind] + text);

it('names the lines that went and came, and leaves the others alone', () => {
  expect(told('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([' a', '-b', ' c', '+x', ' d']);
  expect(told('a', 'a')).toEqual([' a']);
  expect(lineDiff('a\nb', 'z\na\nb').map(({ before, after }) => [before, after])).toEqual([
    [null, 1],
    [1, 2],
    [2, 3],
  ]);
});

it('gives back both texts, whatever they are, and never changes more than needed', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const without = (kind: string) =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join('\n');
      expect([without('new'), without('gone')]).toEqual([before, after]);
      for (const line of lines) {
        if (line.before !== null) expect(before.split('\n')[line.before - 1]).toBe(line.text);
        if (line.after !== null) expect(after.split('\n')[line.after - 1]).toBe(line.text);
      }
      if (before === after) expect(lines.every(({ kind }) => kind === 'same')).toBe(true);
    }),
  );
});

it('shows the changes with what is around them', () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const after = before.with(10, 'changed');
  const shown = withContext(lineDiff(before.join('\n'), after.join('\n')), 2);
  expect(shown.map((line) => (line.kind === 'left-out' ? line.count : line.text))).toEqual([
    ...[8, 'line 8', 'line 9', 'line 10', 'changed', 'line 11', 'line 12', 7],
  ]);
  const near = lineDiff('a\nb\nc', 'x\nb\ny');
  expect(withContext(near, 0).map(({ kind }) => kind)).toEqual(['gone', 'new', 'same', 'gone', 'new']);
});
