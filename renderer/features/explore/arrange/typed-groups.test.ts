import { expect, it } from 'vitest';
import { groupLines, groupsOfLines } from './typed-groups.ts';

const odd = { name: 'A = B', values: ['x, y', 'z=1', null] };
const plain = { name: 'Europe', values: ['FR', 'DE'] };

it('a changed line is read; others stay what they are, whatever signs they hold', () => {
  const lines = groupLines([odd, plain]).split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe('Europe = FR, DE');
  const changed = [lines[0], 'Europe ＝ FR， IT ,, ', ' Asia=CN', 'nothing', '= JP'].join('\n');
  expect(groupsOfLines(changed, [odd, plain])).toEqual([
    odd,
    { name: 'Europe', values: ['FR', 'IT'] },
    { name: 'Asia', values: ['CN'] },
  ]);
});

it('lines may be put in another order and taken away', () => {
  const [first = '', second = ''] = groupLines([odd, plain]).split('\n');
  expect(groupsOfLines(`${second}\n\n${first}`, [odd, plain])).toEqual([plain, odd]);
  expect(groupsOfLines(second, [odd, plain])).toEqual([plain]);
  expect(groupsOfLines('', [odd, plain])).toEqual([]);
});

it('groups whose lines look alike are both kept', () => {
  const twins = [
    { name: 'A', values: ['x, y'] },
    { name: 'A', values: ['x', 'y'] },
  ];
  expect(groupsOfLines(groupLines(twins), twins)).toEqual(twins);
  expect(groupsOfLines('B = x', [])).toEqual([{ name: 'B', values: ['x'] }]);
});

it('a changed line keeps the blanks of its values and the empty value of its group', () => {
  const blanks = { name: 'Mugs', values: ['RED  MUG', ' tall\tmug', null] };
  expect(groupsOfLines('Mugs = RED MUG, tall mug, CUP\nCups = CUP', [blanks])).toEqual([
    { name: 'Mugs', values: ['RED  MUG', ' tall\tmug', 'CUP', null] },
    { name: 'Cups', values: ['CUP'] },
  ]);
  const renamed = groupLines([plain, blanks]).replace('Mugs', 'Cups');
  expect(groupsOfLines(renamed, [plain, blanks])).toEqual([plain, { ...blanks, name: 'Cups' }]);
});
