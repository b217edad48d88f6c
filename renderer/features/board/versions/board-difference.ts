import type { BoardInput, Tile } from '../../../../contract/boards.ts';
import { plainChartLook } from '../../../../contract/chart-look.ts';
import { sortedFields } from '../../../../contract/format/sorted-fields.ts';
import { tabOf } from '../edit/layout.ts';

/** What a tile is made of, in the order in which it is read. */
export const tileSettings = [
  ...(['kind', 'title', 'subtitle', 'report', 'analysis', 'question', 'measures', 'dimensions', 'step'] as const),
  ...(['dates', 'timeField', 'filters', 'ignores', 'comparedWith', 'target', 'rules', 'sparkline', 'limit'] as const),
  ...(['hasOther', 'orderBy', 'isFilter', 'stacking', 'horizontal', 'secondAxis', 'map', 'look'] as const),
  ...(['text', 'picture', 'alt', 'tab', 'section', 'place', 'size'] as const),
];
export type TileSetting = (typeof tileSettings)[number];

export const boardSettings = [
  ...(['title', 'description', 'opensWith', 'timeField', 'boardFilters', 'tabs', 'hierarchies'] as const),
  ...(['refreshSeconds', 'notes'] as const),
];
export type BoardSetting = (typeof boardSettings)[number];

export interface ChangedSetting<S> {
  setting: S;
  before: string;
  after: string;
  /** Both read alike and differ all the same. */
  isInDetails: boolean;
}

export interface TileDifference {
  id: string;
  /** As it is later; as it was where it is gone. */
  tile: Tile;
  change: 'changed' | 'added' | 'removed' | 'moved';
  /** Setting by setting; nothing for a tile that came or went. */
  settings: ChangedSetting<TileSetting>[];
}

export interface BoardDifference {
  board: ChangedSetting<BoardSetting>[];
  /** Changed, added, removed and then what stands elsewhere or has another size and is the same otherwise. */
  tiles: TileDifference[];
}

/** How settings are read; the board is the one the tile is on. */
export interface VersionWords {
  ofTile: (setting: TileSetting, tile: Tile, board: BoardInput) => string;
  ofBoard: (setting: BoardSetting, board: BoardInput) => string;
}

/** What changed from one version of a board to a later one, setting by setting; tiles are the same by their id. */
export function boardDifference(before: BoardInput, after: BoardInput, words: VersionWords): BoardDifference {
  const [old, now] = [byId(before), byId(after)];
  const ids = new Set([...now.keys(), ...old.keys()]);
  const tiles = [...ids].flatMap((id): TileDifference[] => {
    const [former, later] = [old.get(id), now.get(id)];
    if (!former || !later) {
      const tile = former ?? later;
      return tile ? [{ id, tile, change: former ? 'removed' : 'added', settings: [] }] : [];
    }
    const [was, is] = [tileContent(former, before), tileContent(later, after)];
    const settings = tileSettings
      .filter((setting) => was[setting] !== is[setting])
      .map((setting) => changed(setting, words.ofTile(setting, former, before), words.ofTile(setting, later, after)));
    if (settings.length === 0) return [];
    const isMoved = settings.every(({ setting }) => places.has(setting));
    return [{ id, tile: later, change: isMoved ? 'moved' : 'changed', settings }];
  });
  const [was, is] = [boardContent(before), boardContent(after)];
  return {
    board: boardSettings
      .filter((setting) => was[setting] !== is[setting])
      .map((setting) => changed(setting, words.ofBoard(setting, before), words.ofBoard(setting, after))),
    tiles: tiles.toSorted((a, b) => order.indexOf(a.change) - order.indexOf(b.change)),
  };
}

const order: TileDifference['change'][] = ['changed', 'added', 'removed', 'moved'];
const places = new Set<TileSetting>(['tab', 'section', 'place', 'size']);

const byId = ({ tiles }: BoardInput) => new Map(tiles.map((tile) => [tile.id, tile]));
const changed = <S>(setting: S, before: string, after: string) => ({
  ...{ setting, before, after },
  isInDetails: before === after,
});

/** The heading a tile stands under: the last one above it on its tab; headings stand under none. */
export function sectionOf(tile: Tile, board: BoardInput): Tile | undefined {
  if (tile.kind === 'section') return undefined;
  const tab = tabOf(tile, board.tabs);
  return board.tiles
    .filter((one) => one.kind === 'section' && tabOf(one, board.tabs) === tab)
    .filter((one) => one.placement.y < tile.placement.y)
    .toSorted((a, b) => b.placement.y - a.placement.y)[0];
}

type FieldOf<T> = T extends unknown ? keyof T : never;
type TileField = Exclude<FieldOf<Tile>, 'id' | 'tab' | 'placement'>;

/** Every field of every kind of tile belongs to a setting, so that no change stays unseen. */
const settingOf: Record<TileField, TileSetting> = {
  ...{ kind: 'kind', chart: 'kind', title: 'title', subtitle: 'subtitle', reportId: 'report', analysis: 'analysis' },
  ...{ question: 'question', settings: 'question', measure: 'measures', measures: 'measures', y: 'dimensions' },
  ...{ dimension: 'dimensions', dimensions: 'dimensions', x: 'dimensions', granularity: 'step', range: 'dates' },
  ...{ timeMember: 'timeField', filters: 'filters', ignores: 'ignores', comparisons: 'comparedWith' },
  ...{ comparison: 'comparedWith', against: 'comparedWith', target: 'target', rules: 'rules', sparkline: 'sparkline' },
  ...{ limit: 'limit', hasOther: 'hasOther', orderBy: 'orderBy', isFilter: 'isFilter', stacking: 'stacking' },
  ...{ isHorizontal: 'horizontal', secondAxis: 'secondAxis', map: 'map', look: 'look', text: 'text' },
  ...{ source: 'picture', alt: 'alt' },
};

function tileContent(tile: Tile, board: BoardInput): Record<TileSetting, string> {
  const { x, y, w, h } = tile.placement;
  const parts = new Map<TileSetting, unknown[]>([
    ['tab', [tabOf(tile, board.tabs)]],
    ['section', [sectionOf(tile, board)?.id]],
    ['place', [x, y]],
    ['size', [w, h]],
  ]);
  const values: Partial<Record<TileField, unknown>> = tile;
  for (const [field, setting] of Object.entries(settingOf) as [TileField, TileSetting][]) {
    const value = withoutDefault(field, values[field]);
    // One measure and a list of one are alike, whatever kind of tile keeps it.
    parts.set(setting, [...(parts.get(setting) ?? []), ...(Array.isArray(value) ? value : [value])]);
  }
  return contentOf(tileSettings, (setting) => (parts.get(setting) ?? []).filter((one) => one !== undefined));
}

/** What a chart is set to where nobody chose anything is nothing: a tile of another kind has none of it either. */
function withoutDefault(field: TileField, value: unknown): unknown {
  if (value === null || value === false) return undefined;
  if (field === 'stacking' && value === 'none') return undefined;
  if (field === 'map' && value === 'auto') return undefined;
  if (field === 'against' && value === 'previous_year') return undefined;
  if (field === 'look' && JSON.stringify(sortedFields(value)) === plainLook) return undefined;
  return value;
}

function boardContent(board: BoardInput): Record<BoardSetting, string> {
  const content: Record<BoardSetting, unknown> = {
    ...{ title: board.title, description: board.description, opensWith: board.defaultRange ?? 'latest-month' },
    ...{ timeField: board.timeMember, boardFilters: board.filterMembers, tabs: board.tabs },
    ...{ hierarchies: board.hierarchies, refreshSeconds: board.refreshSeconds, notes: board.notes },
  };
  return contentOf(boardSettings, (setting) => content[setting]);
}

const contentOf = <S extends string>(settings: readonly S[], of: (setting: S) => unknown): Record<S, string> =>
  Object.fromEntries(settings.map((setting) => [setting, JSON.stringify(sortedFields(of(setting)) ?? null)])) as Record<
    S,
    string
  >;

const plainLook = JSON.stringify(sortedFields(plainChartLook));
