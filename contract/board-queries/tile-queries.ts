import type { Comparison, Tile } from '../boards.ts';
import type { CubeFilter, CubeQuery, Granularity } from './cube-query.ts';
import { type Members, viewOf } from './members.ts';
import {
  type ComparedPeriod,
  type DateRange,
  previousPeriod,
  previousYear,
  sparklineGranularity,
  trailingMonths,
} from './period.ts';
import { type BoardScope, filtersFor, memberIn } from './scope.ts';

type TileOf<K extends Tile['kind']> = Extract<Tile, { kind: K }>;

/** The local days a tile reads under a scope. */
export function rangeOf(tile: Tile, scope: BoardScope): DateRange {
  return tile.range.kind === 'board' ? scope.range : trailingMonths(scope.range, tile.range.months, scope.data);
}

/** The compared period of a range by its rule, measured against the first day with data. */
export function comparedPeriod(comparison: Comparison, range: DateRange, data: DateRange): ComparedPeriod {
  return comparison === 'previous_year' ? previousYear(range, data.from) : previousPeriod(range, data.from);
}

/** Builds queries of one tile: its view, its time member in that view, its own filters and those of the board. */
function builder(tile: Tile, measures: string[], scope: BoardScope, members: Members, except?: string) {
  const view = viewOf(measures[0] ?? '');
  const timeMember = memberIn(view, tile.timeMember, members) ?? tile.timeMember;
  const boardFilters = scope.filters.filter((filter) => filter.member !== except);
  const reached = filtersFor(view, boardFilters, members);
  const filters: CubeFilter[] = [
    ...tile.filters.map(({ values, ...filter }) => (values ? { ...filter, values } : filter)),
    ...reached.filters,
  ];
  const query = (range: DateRange, granularity?: Granularity): CubeQuery => ({
    measures,
    timeDimensions: [
      { dimension: timeMember, dateRange: [range.from, range.to], ...(granularity ? { granularity } : {}) },
    ],
    ...(filters.length > 0 ? { filters } : {}),
    timezone: scope.timezone,
  });
  return { query, timeMember, unreached: reached.unreached };
}

/** Key of a time step in the answer's rows. */
export function stepKey(timeMember: string, granularity: Granularity): string {
  return `${timeMember}.${granularity}`;
}

export interface NumberQueries {
  current: CubeQuery;
  compared: Partial<Record<Comparison, { period: ComparedPeriod; query: CubeQuery | null }>>;
  sparkline: { range: DateRange; granularity: Granularity; key: string; query: CubeQuery };
  unreached: string[];
}

/**
 * Questions of a number tile. All number tiles that read the same dates under the same filters ask the same
 * questions, each for all their measures, so that five headline figures cost one query per period.
 */
export function numberQueries(
  tiles: readonly Tile[],
  tile: TileOf<'number'>,
  scope: BoardScope,
  members: Members,
): NumberQueries {
  const measures = batchOf(tiles, tile);
  const range = rangeOf(tile, scope);
  const { query, timeMember, unreached } = builder(tile, measures, scope, members);
  const compared: NumberQueries['compared'] = {};
  for (const comparison of tile.comparisons) {
    const period = comparedPeriod(comparison, range, scope.data);
    compared[comparison] = { period, query: period.hasData ? query(period.range) : null };
  }
  const granularity = sparklineGranularity(range);
  const sparkline = { range, granularity, key: stepKey(timeMember, granularity), query: query(range, granularity) };
  return { current: query(range), compared, sparkline, unreached };
}

function batchOf(tiles: readonly Tile[], tile: TileOf<'number'>): string[] {
  const signature = (one: TileOf<'number'>) =>
    JSON.stringify([viewOf(one.measure), one.timeMember, one.range, one.filters]);
  const own = signature(tile);
  const measures = tiles.filter((one) => one.kind === 'number').filter((one) => signature(one) === own);
  return [...new Set(measures.map((one) => one.measure))];
}

export interface SeriesQueries {
  range: DateRange;
  key: string;
  current: CubeQuery;
  compared: { period: ComparedPeriod; query: CubeQuery | null } | null;
  unreached: string[];
}

/** Questions of a trend: one row per step, and the same of the compared period. */
export function seriesQueries(
  tile: TileOf<'trend'> | TileOf<'stacked-trend'>,
  scope: BoardScope,
  members: Members,
): SeriesQueries {
  const range = rangeOf(tile, scope);
  const { query, timeMember, unreached } = builder(tile, tile.measures, scope, members);
  const comparison = tile.kind === 'trend' ? tile.comparison : null;
  const period = comparison ? comparedPeriod(comparison, range, scope.data) : null;
  // A line may begin late: unlike a single figure it shows by itself where the compared data starts.
  const isDrawable = period !== null && period.range.to >= scope.data.from;
  return {
    range,
    key: stepKey(timeMember, tile.granularity),
    current: query(range, tile.granularity),
    compared: period ? { period, query: isDrawable ? query(period.range, tile.granularity) : null } : null,
    unreached,
  };
}

export interface RankingQueries {
  range: DateRange;
  current: CubeQuery;
  /** The measure over all values, for shares. */
  whole: CubeQuery;
  compared: { comparison: Comparison; period: ComparedPeriod } | null;
  /** The compared period for the values shown. */
  comparedQuery: (values: string[]) => CubeQuery | null;
  unreached: string[];
}

/** Questions of a ranking. Its own dimension does not narrow it, so that the values not chosen stay in sight. */
export function rankingQueries(tile: TileOf<'ranking'>, scope: BoardScope, members: Members): RankingQueries {
  const range = rangeOf(tile, scope);
  const { query, unreached } = builder(tile, [tile.measure], scope, members, tile.dimension);
  const compared = bestComparison(range, scope.data);
  return {
    range,
    current: {
      ...query(range),
      dimensions: [tile.dimension],
      order: [[tile.measure, 'desc']],
      limit: tile.limit,
    },
    whole: query(range),
    compared,
    comparedQuery: (values) => (compared ? rowsOf(query(compared.period.range), tile.dimension, values) : null),
    unreached,
  };
}

function rowsOf(query: CubeQuery, dimension: string, values: string[]): CubeQuery | null {
  if (values.length === 0) return null;
  const filter: CubeFilter = { member: dimension, operator: 'equals', values };
  return { ...query, dimensions: [dimension], filters: [...(query.filters ?? []), filter] };
}

/** The comparison that says most where only one fits: the year before, else the period before, else none. */
export function bestComparison(
  range: DateRange,
  data: DateRange,
): { comparison: Comparison; period: ComparedPeriod } | null {
  for (const comparison of ['previous_year', 'previous_period'] as const) {
    const period = comparedPeriod(comparison, range, data);
    if (period.hasData) return { comparison, period };
  }
  return null;
}

/** The one question of the kinds that only group: heat map, histogram and table. */
export function groupQuery(
  tile: TileOf<'heat-map'> | TileOf<'histogram'> | TileOf<'table'>,
  scope: BoardScope,
  members: Members,
): { query: CubeQuery; range: DateRange; unreached: string[] } {
  const range = rangeOf(tile, scope);
  const measures = tile.kind === 'table' ? tile.measures : [tile.measure];
  const { query, unreached } = builder(tile, measures, scope, members);
  const base = query(range);
  switch (tile.kind) {
    case 'heat-map':
      return { query: { ...base, dimensions: [tile.y, tile.x] }, range, unreached };
    case 'histogram':
      return { query: { ...base, dimensions: [tile.dimension], order: [[tile.dimension, 'asc']] }, range, unreached };
    case 'table':
      return {
        query: {
          ...base,
          dimensions: tile.dimensions,
          order: [[tile.orderBy, tile.measures.includes(tile.orderBy) ? 'desc' : 'asc']],
          limit: tile.limit,
        },
        range,
        unreached,
      };
  }
}

/** All values of a dimension, for a filter's list. */
export function valuesQuery(member: string, timezone: string): CubeQuery {
  return { measures: [], dimensions: [member], order: [[member, 'asc']], limit: 5000, timezone };
}
