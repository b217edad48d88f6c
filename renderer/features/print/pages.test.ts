import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileInput } from '../../../contract/boards.ts';
import { bandsOf } from './board-rows.ts';
import { chunkRows, paginate } from './pages.ts';
import { pageSize } from './paper.ts';

describe('pages', () => {
  it('a heading stays with what follows, and a wanted break breaks', () => {
    const blocks = [
      { id: 'a', height: 60 },
      { id: 'h', height: 10, isHeading: true },
      { id: 'b', height: 40 },
      { id: 'c', height: 10, startsPage: true },
    ];
    expect(paginate(blocks, 100, 0).map((page) => page.map(({ id }) => id))).toEqual([['a'], ['h', 'b'], ['c']]);
  });

  it('every block stands once, in order, and no page is too full', () => {
    const block = fc.record({
      id: fc.string(),
      height: fc.integer({ min: 1, max: 90 }),
      isHeading: fc.boolean(),
      startsPage: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 40 }), (blocks) => {
        const pages = paginate(blocks, 100, 5);
        expect(pages.flat()).toEqual(blocks);
        for (const page of pages) {
          expect(page.length).toBeGreaterThan(0);
          const isOnlyHeadingsAndOne = page.slice(0, -1).every((one) => one.isHeading);
          const height = page.reduce((sum, one) => sum + one.height, 0) + 5 * (page.length - 1);
          expect(height <= 100 || isOnlyHeadingsAndOne).toBe(true);
        }
      }),
    );
  });
});

describe('long tables', () => {
  const frame = { head: 30, title: 20, carry: 15, total: 15, first: 300, page: 600 };

  it('every row is on exactly one page, and each part fits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 10, max: 80 }), { maxLength: 300 }), (heights) => {
        const chunks = chunkRows(heights, frame);
        expect(chunks.flatMap(({ from, to }) => heights.slice(from, to))).toEqual(heights);
        expect(chunks[0]?.isFirst).toBe(true);
        expect(chunks.filter(({ isLast }) => isLast)).toHaveLength(1);
        for (const chunk of chunks) expect(chunk.height).toBeLessThanOrEqual(600);
      }),
    );
  });

  it('leaves no row or two alone on the last page where the page before can give some', () => {
    const rows = Array.from({ length: 21 }, () => 10);
    const chunks = chunkRows(rows, { head: 10, title: 10, carry: 0, total: 0, first: 120, page: 120 });
    expect(chunks.map(({ from, to, height }) => [from, to, height])).toEqual([
      [0, 10, 120],
      [10, 18, 100],
      [18, 21, 50],
    ]);
  });

  it('does not begin at the foot of a page with a head and nothing under it', () => {
    const [chunk] = chunkRows([20, 20, 20, 20], { ...frame, first: 90 });
    expect(chunk).toMatchObject({ from: 0, to: 4 });
  });
});

describe('boards on paper', () => {
  const tile = (id: string, [x, y, w, h]: [number, number, number, number], kind = 'ranking') =>
    tileInput.parse({
      ...{ id, kind, title: { 'zh-CN': id, en: id }, placement: { x, y, w, h }, measure: 'orders.count' },
      ...(kind === 'number' ? { comparisons: [], sparkline: false } : { dimension: 'orders.country', limit: 5 }),
    });
  const tiles = [
    tile('n1', [0, 0, 6, 2], 'number'),
    tile('n2', [6, 0, 6, 2], 'number'),
    tile('big', [0, 2, 8, 6]),
    tile('top', [8, 2, 4, 3]),
    tile('below', [8, 5, 4, 3]),
  ];
  const options = { isNarrow: false, neededRows: new Map<string, number>(), breaksBefore: [], pageRows: 8 };
  const shape = (given: Partial<typeof options>) =>
    bandsOf(tiles, { ...options, ...given }).map((band) =>
      band.tiles.map((one) => `${one.tile.id}:${one.x},${one.y},${one.w},${one.h}`),
    );

  it('keeps the arrangement of the board where a band fits on a page', () => {
    expect(shape({})).toEqual([
      ['n1:0,0,6,2', 'n2:6,0,6,2'],
      ['big:0,0,8,6', 'top:8,0,4,3', 'below:8,3,4,3'],
    ]);
  });

  it('flows on a narrow page, without holes', () => {
    expect(shape({ isNarrow: true })).toEqual([
      ['n1:0,0,6,2', 'n2:6,0,6,2'],
      ['big:0,0,12,6'],
      ['top:0,0,6,3', 'below:6,0,6,3'],
    ]);
  });

  it('gives a tile the rows it needs, up to a page', () => {
    const bands = bandsOf(tiles, { ...options, neededRows: new Map([['top', 20]]) });
    expect(Math.max(...bands.flatMap((band) => band.tiles.map(({ h }) => h)))).toBe(8);
    expect(bands.flatMap((band) => band.tiles.map((one) => one.tile.id))).toEqual(tiles.map(({ id }) => id));
  });

  it('breaks before the tiles the reader named', () => {
    const bands = bandsOf(tiles, { ...options, breaksBefore: ['big'] });
    expect(bands.map(({ startsPage }) => startsPage)).toEqual([false, true]);
  });
});

it('papers have their standard sizes', () => {
  const sizes = (['A4', 'A3', 'Letter', '16:9'] as const).map((paper) =>
    pageSize({ paper, orientation: 'landscape', margins: 'normal' }),
  );
  expect(sizes.map(({ widthMm, heightMm }) => [widthMm, heightMm])).toEqual([
    [297, 210],
    [420, 297],
    [279.4, 215.9],
    [338.667, 190.5],
  ]);
  expect(pageSize({ paper: 'A4', orientation: 'portrait', margins: 'narrow' })).toMatchObject({
    widthMm: 210,
    contentWidth: 733,
  });
});
