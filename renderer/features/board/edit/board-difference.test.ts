import { expect, it } from 'vitest';
import { boardInput } from '../../../../contract/boards.ts';
import { boardDifference } from './board-difference.ts';

const title = { 'zh-CN': '看板', en: 'Board' };
const tile = (id: string, part: object = {}) => ({
  id,
  kind: 'section',
  title,
  placement: { x: 0, y: 0, w: 12, h: 1 },
  ...part,
});
const board = (tiles: object[], part: object = {}) => boardInput.parse({ title, tiles, ...part });

it('tells what came, went, changed and only moved', () => {
  const before = board([tile('a'), tile('b'), tile('c')]);
  const after = board([
    tile('a', { title: { ...title, en: 'Other' } }),
    tile('b', { placement: { x: 0, y: 4, w: 6, h: 1 } }),
    tile('d'),
  ]);
  const { added, removed, changed, moved, isBoardChanged } = boardDifference(before, after);
  expect([added, removed, changed, moved].map((list) => list.map((one) => one.id))).toEqual([
    ['d'],
    ['c'],
    ['a'],
    ['b'],
  ]);
  expect(isBoardChanged).toBe(false);
  expect(boardDifference(before, board([tile('c'), tile('b'), tile('a')], { refreshSeconds: 30 }))).toEqual({
    added: [],
    removed: [],
    changed: [],
    moved: [],
    isBoardChanged: true,
  });
});
