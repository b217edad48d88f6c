import type { ModelCube } from '../../../contract/model.ts';

export const box = { width: 168, height: 44, gapX: 72, gapY: 14 };
/** Height of a place that a line takes among the boxes of a column it passes. */
const lane = 12;

export interface PlacedCube {
  cube: ModelCube;
  x: number;
  y: number;
}
export interface JoinLine {
  from: ModelCube;
  to: ModelCube;
  relationship: string;
  kind: 'join' | 'extends';
  /** An SVG path. */
  path: string;
}

/** A cube in its column, or where a line passes a column. */
interface Slot {
  column: number;
  cube: ModelCube | null;
  x: number;
  y: number;
  before: Slot[];
  after: Slot[];
}

/**
 * Cubes in columns and joins as lines from the many to the one, left to right: a cube stands one column before the
 * nearest cube it points at. A line that passes a column has a lane of its own there, so that none runs behind a box.
 * Layers, lanes and their order after Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
 * System Structures" (1981).
 */
export function layoutJoins(cubes: readonly ModelCube[]): {
  boxes: PlacedCube[];
  lines: JoinLine[];
  width: number;
  height: number;
} {
  const arrows = cubes.flatMap((cube) => arrowsOf(cube, cubes));
  const columnOf = columnsOf(cubes, arrows);
  const slots = new Map(cubes.map((cube) => [cube, slotOf(columnOf(cube), cube)]));
  const columns: Slot[][] = [];
  const put = (slot: Slot) => {
    while (columns.length <= slot.column) columns.push([]);
    columns[slot.column]?.push(slot);
    return slot;
  };
  const isJoined = (cube: ModelCube) => arrows.some(({ from, to }) => from === cube || to === cube);
  for (const cube of cubes.filter(isJoined)) put(slots.get(cube) as Slot);
  const ways = arrows.map((arrow) => {
    const [start, end] = [slots.get(arrow.from), slots.get(arrow.to)] as [Slot, Slot];
    const between = Array.from({ length: Math.max(0, end.column - start.column - 1) }, (_, index) =>
      put(slotOf(start.column + 1 + index, null)),
    );
    const way = [start, ...between, end];
    for (const [index, slot] of way.slice(1).entries()) {
      way[index]?.after.push(slot);
      slot.before.push(way[index] as Slot);
    }
    return { arrow, way };
  });
  settle(columns);
  // What is joined to nothing stands below.
  for (const cube of cubes.filter((one) => !isJoined(one))) put(slots.get(cube) as Slot);
  place(columns);
  const all = columns.flat();
  return {
    boxes: [...slots].map(([cube, { x, y }]) => ({ cube, x, y })),
    lines: ways.map(({ arrow, way }) => ({ ...arrow, path: pathOf(way) })),
    width: Math.max(0, ...all.map(({ x }) => x)) + box.width,
    height: Math.max(0, ...all.map(({ y }) => y)) + box.height,
  };
}

const slotOf = (column: number, cube: ModelCube | null): Slot => ({ column, cube, x: 0, y: 0, before: [], after: [] });

type Arrow = Omit<JoinLine, 'path'>;

/** Joins towards the one, each once (from the one to the many is the same line), and what a cube extends. */
function arrowsOf(from: ModelCube, cubes: readonly ModelCube[]): Arrow[] {
  const find = (name: string) => cubes.find((one) => one.name === name && one !== from);
  const joins = from.joins.filter(({ relationship }) => !relationship.startsWith('one_to_many'));
  return [
    ...joins.flatMap(({ to: name, relationship }): Arrow[] => {
      const to = find(name);
      return to ? [{ from, to, relationship, kind: 'join' }] : [];
    }),
    ...from.from.flatMap((name): Arrow[] => {
      const to = find(name);
      return to ? [{ from, to, relationship: 'extends', kind: 'extends' }] : [];
    }),
  ];
}

/** Counted from the last column, which points at nothing; a circle is opened where it is met again. */
function columnsOf(cubes: readonly ModelCube[], arrows: readonly Arrow[]): (cube: ModelCube) => number {
  const ranks = new Map<ModelCube, number>();
  const rankOf = (cube: ModelCube, seen: readonly ModelCube[]): number => {
    const known = ranks.get(cube);
    if (known !== undefined) return known;
    const next = arrows.filter(({ from, to }) => from === cube && !seen.includes(to));
    const rank = next.length === 0 ? 0 : 1 + Math.max(...next.map(({ to }) => rankOf(to, [...seen, cube])));
    ranks.set(cube, rank);
    return rank;
  };
  const most = Math.max(0, ...cubes.map((cube) => rankOf(cube, [])));
  const isLoose = (cube: ModelCube) => !arrows.some(({ from, to }) => from === cube || to === cube);
  return (cube) => (isLoose(cube) ? 0 : most - (ranks.get(cube) ?? 0));
}

/** Orders every column by the places of its neighbours, back and forth, so that lines cross seldom. */
function settle(columns: Slot[][]): void {
  for (let round = 0; round < 6; round += 1) {
    const isForth = round % 2 === 0;
    for (const column of isForth ? columns : columns.toReversed()) {
      const places = new Map(columns.flatMap((one) => one.map((slot, index) => [slot, index] as const)));
      const wanted = (slot: Slot) => {
        const near = isForth ? slot.before : slot.after;
        if (near.length === 0) return places.get(slot) ?? 0;
        return near.reduce((sum, one) => sum + (places.get(one) ?? 0), 0) / near.length;
      };
      const order = new Map(column.map((slot) => [slot, wanted(slot)]));
      column.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    }
  }
}

/** Every column in the middle of the highest one. */
function place(columns: Slot[][]): void {
  const heightOf = (slot: Slot) => (slot.cube === null ? lane : box.height);
  const heights = columns.map((column) => column.reduce((sum, slot) => sum + heightOf(slot) + box.gapY, -box.gapY));
  const highest = Math.max(0, ...heights);
  for (const [index, column] of columns.entries()) {
    let y = (highest - (heights[index] ?? 0)) / 2;
    for (const slot of column) {
      slot.x = index * (box.width + box.gapX);
      slot.y = y;
      y += heightOf(slot) + box.gapY;
    }
  }
}

function pathOf([start, ...rest]: Slot[]): string {
  if (!start) return '';
  const middle = (slot: Slot) => slot.y + (slot.cube === null ? lane : box.height) / 2;
  let from = { x: start.x + box.width, y: middle(start) };
  let path = `M ${from.x} ${from.y}`;
  for (const slot of rest) {
    const to = { x: slot.x, y: middle(slot) };
    const bend = Math.max(36, Math.abs(to.x - from.x) / 2);
    path += ` C ${from.x + bend} ${from.y}, ${to.x - bend} ${to.y}, ${to.x} ${to.y}`;
    if (slot.cube === null) path += ` H ${slot.x + box.width}`;
    from = { x: slot.x + box.width, y: to.y };
  }
  return path;
}
