import { expect, it } from 'vitest';
import type { BoardSummary } from '../../../../contract/boards.ts';
import { groupsOf } from './board-groups.ts';

const board = (id: string, part: Partial<BoardSummary> = {}): BoardSummary => ({
  id,
  title: { 'zh-CN': `板 ${id}`, en: `Board ${id}` },
  version: 1,
  isBuiltIn: false,
  folder: '',
  updatedAt: '2026-01-01T00:00:00Z',
  tileCount: 0,
  isFavourite: false,
  isHome: false,
  ...part,
});
const names = { favourites: 'Favourites', none: 'Boards' };
const all = [
  board('10'),
  board('2'),
  board('3', { folder: 'Weekly' }),
  board('4', { isFavourite: true, folder: 'Weekly' }),
];
const shown = (search: string) =>
  groupsOf(all, search, (text) => text.en, names).map((group) => [group.name, ...group.boards.map((one) => one.id)]);

it('lists favourites, loose boards, then folders; numbers in names in their order', () => {
  expect(shown('')).toEqual([
    ['Favourites', '4'],
    ['Boards', '2', '10'],
    ['Weekly', '3'],
  ]);
});

it('finds by title in either language and by folder', () => {
  expect(shown('板 10')).toEqual([['Boards', '10']]);
  expect(shown('weekly board')).toEqual([
    ['Favourites', '4'],
    ['Weekly', '3'],
  ]);
  expect(shown('nothing like this')).toEqual([]);
});
