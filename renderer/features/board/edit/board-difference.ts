import type { BoardInput, Tile } from '../../../../contract/boards.ts';

export interface BoardDifference {
  added: Tile[];
  removed: Tile[];
  /** As they are in the later board. */
  changed: Tile[];
  /** Same content, another place or size. */
  moved: Tile[];
  /** Title, filters, tabs or other things of the board itself. */
  isBoardChanged: boolean;
}

/** What changed from one version of a board to a later one; tiles are the same by their id. */
export function boardDifference(before: BoardInput, after: BoardInput): BoardDifference {
  const old = new Map(before.tiles.map((tile) => [tile.id, tile]));
  const now = new Set(after.tiles.map((tile) => tile.id));
  const difference: BoardDifference = {
    added: [],
    removed: before.tiles.filter((tile) => !now.has(tile.id)),
    changed: [],
    moved: [],
    isBoardChanged: frame(before) !== frame(after),
  };
  for (const tile of after.tiles) {
    const former = old.get(tile.id);
    if (former === undefined) difference.added.push(tile);
    else if (content(former) !== content(tile)) difference.changed.push(tile);
    else if (place(former) !== place(tile)) difference.moved.push(tile);
  }
  return difference;
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value;
const content = ({ placement: _, tab: __, ...rest }: Tile) => JSON.stringify(sorted(rest));
const place = ({ placement, tab }: Tile) => JSON.stringify(sorted([placement, tab]));
const frame = ({
  title,
  description,
  filterMembers,
  tabs,
  hierarchies,
  defaultRange,
  refreshSeconds,
  notes,
  timeMember,
}: BoardInput) =>
  JSON.stringify(
    sorted([
      title,
      description ?? null,
      filterMembers,
      tabs,
      hierarchies,
      defaultRange,
      refreshSeconds,
      notes,
      timeMember,
    ]),
  );
