import type { Board } from '../boards.ts';
import type { Tile } from '../tiles.ts';
import type { Members } from './members.ts';

/** Measures a tile shows, in order. */
export function measuresOf(tile: Tile): string[] {
  switch (tile.kind) {
    case 'number':
    case 'ranking':
    case 'heat-map':
    case 'histogram':
      return [tile.measure];
    case 'trend':
    case 'stacked-trend':
    case 'table':
    case 'chart':
      return tile.measures;
    case 'text':
      return liveFigures(tile.text);
    case 'image':
    case 'section':
    case 'analysis':
    case 'report':
      return [];
  }
}

/** Dimensions a tile groups by, in order. */
export function dimensionsOf(tile: Tile): string[] {
  switch (tile.kind) {
    case 'ranking':
    case 'histogram':
      return [tile.dimension];
    case 'heat-map':
      return [tile.y, tile.x];
    case 'table':
    case 'chart':
      return tile.dimensions;
    default:
      return [];
  }
}

/** Dimensions that the address may narrow by short name: those the board offers and those its tiles show. */
export function filterMembersOf(board: Pick<Board, 'filterMembers' | 'tiles'>): string[] {
  return [...new Set([...board.filterMembers, ...board.tiles.flatMap(dimensionsOf)])];
}

/** Every member a tile cannot do without. */
export function membersNeeded(tile: Tile): string[] {
  const target = 'target' in tile && tile.target?.kind === 'measure' ? [tile.target.measure] : [];
  const own = [...measuresOf(tile), ...dimensionsOf(tile), ...target];
  const filters = own.length > 0 ? tile.filters.map((filter) => filter.member) : [];
  return [...new Set([...own, ...filters])];
}

/** Members of a tile that the data model does not have (any more). */
export function missingMembers(tile: Tile, members: Members): string[] {
  return membersNeeded(tile).filter((name) => !members.has(name));
}

const livePattern = /\{\{\s*([A-Za-z_]\w*\.[A-Za-z_]\w*)\s*\}\}/g;

/** Members named in a text as live figures: `{{orders.revenue}}`. */
export function liveFigures(text: string): string[] {
  return [...new Set([...text.matchAll(livePattern)].map((match) => match[1] ?? ''))];
}
