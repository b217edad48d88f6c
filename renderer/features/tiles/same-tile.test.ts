import { expect, it } from 'vitest';
import { type Tile, tileInput } from '../../../contract/boards.ts';
import { showsSame, standsSame } from './same-tile.ts';

const tile: Tile = tileInput.parse({
  ...{ id: 'a', kind: 'section', title: { en: 'A', 'zh-CN': 'A' }, timeMember: 'orders.ordered_at' },
  ...{ filters: [], tab: null, ignores: [], range: { kind: 'board' }, placement: { x: 0, y: 0, w: 3, h: 2 } },
});
const at = (place: object) => ({ ...tile, placement: { ...tile.placement, ...place } });

it('a tile that moved or grew shows the same, at another place', () => {
  for (const place of [{ x: 3 }, { y: 9 }, { w: 6 }, { h: 4 }]) {
    expect([showsSame(tile, at(place)), standsSame(tile, at(place))]).toEqual([true, false]);
  }
  expect(standsSame(tile, at({}))).toBe(true);
});

it('a tile with anything else changed, more or less shows something else', () => {
  expect(showsSame(tile, { ...tile, title: { en: 'A', 'zh-CN': 'A' } })).toBe(false);
  const { tab: _, ...without } = tile;
  expect(showsSame(tile, without as typeof tile)).toBe(false);
  expect(showsSame(without as typeof tile, tile)).toBe(false);
});
