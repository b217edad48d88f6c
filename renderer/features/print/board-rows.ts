import type { Placement, Tile } from '../../../contract/boards.ts';

/** A tile with its place among the rows of its band; 12 columns. */
export interface PlacedTile {
  tile: Tile;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Tiles that stand side by side and are never parted by a page break. `rows` is their height in rows of the grid. */
export interface Band {
  tiles: PlacedTile[];
  rows: number;
  /** Only a heading: stays with what follows. */
  isHeading: boolean;
  /** The reader wants a new page before it. */
  startsPage: boolean;
}

interface Options {
  /** Some tiles only: they fill the page in reading order, wherever they stand on the board. */
  isSelection?: boolean;
  /** A narrow page has room for two tiles beside each other, and three figures. */
  isNarrow: boolean;
  /** Rows a tile needs beyond those of the board, so that nothing of it is hidden. */
  neededRows: ReadonlyMap<string, number>;
  breaksBefore: readonly string[];
  /** Rows of the grid a page has at most. */
  pageRows: number;
}

/**
 * The tiles of a board as bands, from top to bottom. Where the board's own arrangement has a band too high for a
 * page, or the page is narrow, tiles flow in reading order instead and rows are filled to the edge.
 */
export function bandsOf(tiles: readonly Tile[], options: Options): Band[] {
  const sorted = tiles.toSorted((a, b) => a.placement.y - b.placement.y || a.placement.x - b.placement.x);
  const needed = (tile: Tile) =>
    Math.min(options.pageRows, Math.max(tile.placement.h, options.neededRows.get(tile.id) ?? 0));
  const groups = groupsOf(sorted).flatMap((group) => splitAt(group, options.breaksBefore));
  return groups.flatMap((group) => {
    const grown = group.some((tile) => needed(tile) > tile.placement.h);
    const height = heightOf(group);
    const isWhole = !options.isNarrow && options.isSelection !== true && isFilled(group);
    if (isWhole && !grown && height <= options.pageRows) return [inPlace(group, height, options.breaksBefore)];
    return flowed(group, needed, options);
  });
}

/** Tiles whose rows touch each other belong together; a horizontal cut that crosses no tile parts them. */
function groupsOf(sorted: readonly Tile[]): Tile[][] {
  const groups: Tile[][] = [];
  let end = -1;
  for (const tile of sorted) {
    const { y, h } = tile.placement;
    const last = groups.at(-1);
    if (last === undefined || y >= end) groups.push([tile]);
    else last.push(tile);
    end = Math.max(end, y + h);
  }
  return groups;
}

/** Without holes, as the board was laid out; what was taken away (a long table) leaves one. */
function isFilled(group: readonly Tile[]): boolean {
  const area = group.reduce((sum, { placement: { w, h } }) => sum + w * h, 0);
  return area >= 12 * heightOf(group) * 0.9;
}

function splitAt(group: Tile[], breaks: readonly string[]): Tile[][] {
  const at = group.findIndex((tile, index) => index > 0 && breaks.includes(tile.id));
  return at < 0 ? [group] : [group.slice(0, at), ...splitAt(group.slice(at), breaks)];
}

function heightOf(group: readonly Tile[]): number {
  const tops = group.map(({ placement }) => placement.y);
  return Math.max(...group.map(({ placement: { y, h } }) => y + h)) - Math.min(...tops);
}

function inPlace(group: readonly Tile[], rows: number, breaks: readonly string[]): Band {
  const top = Math.min(...group.map(({ placement }) => placement.y));
  return {
    tiles: group.map((tile) => ({ tile, ...plain(tile.placement), y: tile.placement.y - top })),
    rows,
    isHeading: group.every(isHeading),
    startsPage: group.some((tile) => breaks.includes(tile.id)),
  };
}

function flowed(group: readonly Tile[], needed: (tile: Tile) => number, { isNarrow, breaksBefore }: Options): Band[] {
  const rows: { tile: Tile; w: number }[][] = [];
  let room = 0;
  for (const tile of group) {
    const w = widthOf(tile, isNarrow);
    const last = rows.at(-1);
    if (last === undefined || w > room) {
      rows.push([{ tile, w }]);
      room = 12 - w;
    } else {
      last.push({ tile, w });
      room -= w;
    }
  }
  return rows.map((row) => {
    const height = Math.max(...row.map(({ tile }) => needed(tile)));
    const total = row.reduce((sum, one) => sum + one.w, 0);
    let x = 0;
    const tiles = row.map(({ tile, w }, index) => {
      const width = index === row.length - 1 ? 12 - x : Math.round((w * 12) / total);
      const placed = { tile, x, y: 0, w: width, h: height };
      x += width;
      return placed;
    });
    return {
      tiles,
      rows: height,
      isHeading: row.every(({ tile }) => isHeading(tile)),
      startsPage: row.some(({ tile }) => breaksBefore.includes(tile.id)),
    };
  });
}

function widthOf(tile: Tile, isNarrow: boolean): number {
  if (!isNarrow) return tile.placement.w;
  if (tile.kind === 'number') return 4;
  return tile.placement.w <= 6 && tile.kind !== 'table' ? 6 : 12;
}

const isHeading = (tile: Tile) => tile.kind === 'section';
const plain = ({ x, y, w, h }: Placement) => ({ x, y, w, h });
