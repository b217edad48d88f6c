import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignRow, columns, compact, freePlace, moveTile, moveTiles, overlap, tabOf } from './layout.ts';

const placement = fc
  .record({ x: fc.nat(11), y: fc.nat(20), w: fc.integer({ min: 1, max: 12 }), h: fc.integer({ min: 1, max: 6 }) })
  .map((place) => ({ ...place, x: Math.min(place.x, columns - place.w) }));
const tiles = fc
  .array(placement, { minLength: 1, maxLength: 14 })
  .map((places) => places.map((one, index) => ({ id: `t${index}`, placement: one })));

function sound(list: { id: string; placement: { x: number; y: number; w: number; h: number } }[]): void {
  for (const [index, one] of list.entries()) {
    expect(one.placement.x + one.placement.w).toBeLessThanOrEqual(columns);
    for (const other of list.slice(index + 1)) expect(overlap(one.placement, other.placement)).toBe(false);
  }
}

describe('layout', () => {
  it('closing up leaves no overlap, keeps every tile and size, and changes nothing a second time', () => {
    fc.assert(
      fc.property(tiles, (list) => {
        const closed = compact(list);
        sound(closed);
        expect(closed.map(({ id, placement: { x, w, h } }) => [id, x, w, h])).toEqual(
          list.map(({ id, placement: { x, w, h } }) => [id, x, w, h]),
        );
        expect(compact(closed)).toEqual(closed);
      }),
    );
  });

  it('a move keeps all tiles on the board and apart', () => {
    const change = fc.record({ x: fc.integer({ min: -3, max: 14 }), y: fc.integer({ min: -3, max: 30 }) });
    fc.assert(
      fc.property(tiles, change, (list, to) => {
        const moved = moveTile(compact(list), 't0', to);
        sound(moved);
        expect(moved.map((tile) => tile.id)).toEqual(list.map((tile) => tile.id));
      }),
    );
  });

  it('a block of tiles moved keeps all tiles on the board and apart', () => {
    const by = fc.record({ x: fc.integer({ min: -12, max: 12 }), y: fc.integer({ min: -20, max: 20 }) });
    fc.assert(
      fc.property(tiles, by, fc.integer({ min: 1, max: 5 }), (list, way, count) => {
        const ids = new Set(list.slice(0, count).map(({ id }) => id));
        const moved = moveTiles(compact(list), ids, way);
        sound(moved);
        expect(moved.map(({ id, placement: { w, h } }) => [id, w, h])).toEqual(
          list.map(({ id, placement: { w, h } }) => [id, w, h]),
        );
      }),
    );
  });

  it('a block keeps its shape: it stops at the edge, and what it passes goes above it', () => {
    const list = [
      { id: 'a', placement: { x: 0, y: 0, w: 3, h: 2 } },
      { id: 'b', placement: { x: 3, y: 0, w: 3, h: 2 } },
      { id: 'c', placement: { x: 0, y: 2, w: 6, h: 1 } },
    ];
    const placesAfter = (x: number, y: number) =>
      moveTiles(list, new Set(['a', 'b']), { x, y }).map(({ placement }) => [placement.x, placement.y]);
    expect(placesAfter(9, 0)).toEqual([
      [6, 0],
      [9, 0],
      [0, 0],
    ]);
    expect(placesAfter(0, 1)).toEqual([
      [0, 1],
      [3, 1],
      [0, 0],
    ]);
    expect(placesAfter(-1, -1).slice(0, 2)).toEqual([
      [0, 0],
      [3, 0],
    ]);
  });

  it('a step down past a neighbour swaps with it', () => {
    const list = [
      { id: 'a', placement: { x: 0, y: 0, w: 12, h: 2 } },
      { id: 'b', placement: { x: 0, y: 2, w: 12, h: 2 } },
    ];
    expect(moveTile(list, 'a', { y: 2 }).map((tile) => tile.placement.y)).toEqual([2, 0]);
    expect(moveTile(list, 'b', { y: 0 }).map((tile) => tile.placement.y)).toEqual([2, 0]);
  });

  it('a new tile takes the first gap it fits into', () => {
    const list = [
      { id: 'a', placement: { x: 0, y: 0, w: 5, h: 2 } },
      { id: 'b', placement: { x: 8, y: 0, w: 4, h: 2 } },
    ];
    expect(freePlace(list, { w: 3, h: 2 })).toEqual({ x: 5, y: 0, w: 3, h: 2 });
    const elsewhere = { x: 0, y: 0, w: 3, h: 2 };
    expect(freePlace(list, elsewhere)).toEqual({ x: 5, y: 0, w: 3, h: 2 });
    expect(freePlace(list, { w: 6, h: 2 })).toEqual({ x: 0, y: 2, w: 6, h: 2 });
  });

  it('aligning gives the tiles of a row the whole width', () => {
    fc.assert(
      fc.property(tiles, (list) => {
        const closed = compact(list);
        const row = closed.filter((tile) => tile.placement.y === 0);
        const aligned = alignRow(closed, row[0]?.id ?? '');
        sound(aligned);
        const now = aligned.filter((tile) => row.some((one) => one.id === tile.id));
        expect(now.reduce((sum, tile) => sum + tile.placement.w, 0)).toBe(columns);
      }),
    );
  });

  it('a tile of a tab that is gone stands on the first one', () => {
    expect(tabOf({ tab: 'gone' }, [{ id: 'a' }, { id: 'b' }])).toBe('a');
    expect(tabOf({ tab: 'b' }, [{ id: 'a' }, { id: 'b' }])).toBe('b');
    expect(tabOf({ tab: null }, [])).toBeNull();
  });
});
