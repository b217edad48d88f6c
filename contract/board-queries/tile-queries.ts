import type { Comparison, Tile, TileOf } from '../tiles.ts';
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
import { type BoardScope, filtersFor, heededFilters, memberIn } from './scope.ts';
import { segmentCondition } from './segment-condition.ts';
import { liveFigures } from './tile-members.ts';

/** The local days a tile reads under a scope. */
export function rangeOf(tile: Tile, scope: BoardScope): DateRange {
  const chosen = isOverTime(tile) ? (scope.window ?? scope.range) : scope.range;
  switch (tile.range.kind) {
    case 'board':
      return chosen;
    case 'trailing-months':
      return trailingMonths(chosen, tile.range.months, scope.data);
    case 'all':
      return scope.data;
    case 'fixed':
      return { from: tile.range.from, to: tile.range.to };
  }
}

/** Whether a tile shows steps of time beside each other: a step chosen there narrows all other tiles. */
function isOverTime(tile: Tile): boolean {
  if (tile.kind === 'chart') return tile.granularity !== null || tile.chart === 'calendar';
  return tile.kind === 'trend' || tile.kind === 'stacked-trend';
}

/** The compared period of a range by its rule, measured against the first day with data. */
export function comparedPeriod(comparison: Comparison, range: DateRange, data: DateRange): ComparedPeriod {
  return comparison === 'previous_year' ? previousYear(range, data.from) : previousPeriod(range, data.from);
}

/** Questions of one tile: its view, its time member in that view, its own filters and those of the board. */
export interface TileQueryBuilder {
  query: (range: DateRange, granularity?: Granularity) => CubeQuery;
  timeMember: string;
  /** Filters of the board that this tile's view does not know. */
  unreached: string[];
}

/** @param except a member by which the board does not narrow this tile */
export function queryBuilder(
  tile: Tile,
  measures: string[],
  scope: BoardScope,
  members: Members,
  except?: string,
): TileQueryBuilder {
  const view = viewOf(measures[0] ?? tile.timeMember);
  const timeMember = memberIn(view, tile.timeMember, members) ?? timeMemberOf(view, members) ?? tile.timeMember;
  const boardFilters = heededFilters(except === undefined ? tile.ignores : [...tile.ignores, except], scope);
  const reached = filtersFor(view, boardFilters, members);
  const people = segmentCondition(view, scope.segment, members);
  const filters: CubeFilter[] = [
    ...tile.filters.map(({ values, ...filter }) => (values ? { ...filter, values } : filter)),
    ...reached.filters,
    ...people.filters,
  ];
  const query = (range: DateRange, granularity?: Granularity): CubeQuery => ({
    measures,
    timeDimensions: [
      { dimension: timeMember, dateRange: [range.from, range.to], ...(granularity ? { granularity } : {}) },
    ],
    ...(filters.length > 0 ? { filters } : {}),
    timezone: scope.timezone,
  });
  return { query, timeMember, unreached: [...reached.unreached, ...people.unreached] };
}

/** The first time dimension of a view, for tables that have no member of the usual name. */
function timeMemberOf(view: string, members: Members): string | null {
  for (const member of members.values()) {
    if (member.type === 'time' && member.kind === 'dimension' && viewOf(member.name) === view) return member.name;
  }
  return null;
}

/** Bounds on measures that belong to a grouped question: those of its own measures' view. */
export function measureConditions(measures: readonly string[], scope: BoardScope): CubeFilter[] {
  const views = new Set(measures.map(viewOf));
  return scope.measureFilters
    .filter(({ member }) => views.has(viewOf(member)))
    .map(({ member, operator, bound }) => ({ member, operator, values: [bound] }));
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
  const { query, timeMember, unreached } = queryBuilder(tile, measures, scope, members);
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
  const { query, timeMember, unreached } = queryBuilder(tile, tile.measures, scope, members);
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
  const { query, unreached } = queryBuilder(tile, [tile.measure], scope, members, tile.dimension);
  const compared = bestComparison(range, scope.data);
  return {
    range,
    current: {
      ...withConditions(query(range), measureConditions([tile.measure], scope)),
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

function withConditions(query: CubeQuery, conditions: readonly CubeFilter[]): CubeQuery {
  return conditions.length === 0 ? query : { ...query, filters: [...(query.filters ?? []), ...conditions] };
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
  const { query, unreached } = queryBuilder(tile, measures, scope, members);
  const base = withConditions(query(range), measureConditions(measures, scope));
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

/** Rows a grouped chart reads at most; beyond it the tile says how many there are. */
export const chartRowLimit = 10_000;

export interface ChartQueries {
  range: DateRange;
  /** Key of the time step in the rows; null where the axis is no time. */
  key: string | null;
  current: CubeQuery;
  /**
   * The measures over everything, for shares and for what a limit leaves out; null where nothing is cut, and under
   * conditions on measures, whose groups no single question sums up.
   */
  whole: CubeQuery | null;
  unreached: string[];
}

/** Questions of the general chart tile. Its own axis does not narrow it, so that marks not chosen stay in sight. */
export function chartQueries(tile: TileOf<'chart'>, scope: BoardScope, members: Members): ChartQueries {
  const range = rangeOf(tile, scope);
  const granularity = tile.chart === 'calendar' ? 'day' : tile.granularity;
  const axis = granularity === null ? tile.dimensions[0] : undefined;
  const { query, timeMember, unreached } = queryBuilder(tile, tile.measures, scope, members, axis);
  const conditions = measureConditions(tile.measures, scope);
  const grouped = { ...withConditions(query(range, granularity ?? undefined), conditions) };
  const lead = tile.measures[0] ?? '';
  // One dimension alone can be cut by the data model; with more, what to keep is known only from all rows.
  const isCut = granularity === null && tile.dimensions.length === 1 && tile.chart !== 'box-plot';
  const current: CubeQuery = {
    ...grouped,
    ...(tile.dimensions.length > 0 ? { dimensions: tile.dimensions } : {}),
    ...(tile.dimensions.length > 0 && granularity === null ? { order: [[lead, 'desc']] } : {}),
    ...(tile.dimensions.length > 0 ? { limit: isCut ? tile.limit : chartRowLimit } : {}),
  };
  return {
    range,
    key: granularity === null ? null : stepKey(timeMember, granularity),
    current,
    whole: isCut && conditions.length === 0 ? query(range) : null,
    unreached,
  };
}

/**
 * What the values of a variance are held against, where that is asked of the data: the same measure in the period or
 * year before, or the measure of a plan over the same dates. Null for typed targets and fixed ones.
 *
 * @returns the key of the figure and of the dimension in the rows, and the dates they are of
 */
export function varianceQuery(
  tile: TileOf<'chart'>,
  scope: BoardScope,
  members: Members,
): { query: CubeQuery; measure: string; dimension: string; period: ComparedPeriod | null } | null {
  const [lead = ''] = tile.measures;
  const [dimension = ''] = tile.dimensions;
  const range = rangeOf(tile, scope);
  if (tile.against !== 'target') {
    const period = comparedPeriod(tile.against, range, scope.data);
    const { query } = queryBuilder(tile, [lead], scope, members, dimension);
    return {
      query: { ...query(period.range), dimensions: [dimension], limit: chartRowLimit },
      ...{ measure: lead, dimension, period },
    };
  }
  if (tile.target?.kind !== 'measure') return null;
  const { measure, timeMember } = tile.target;
  const mapped = memberIn(viewOf(measure), dimension, members);
  if (mapped === null) return null;
  const plan = { ...tile, measures: [measure], timeMember, filters: [] };
  const { query, unreached } = queryBuilder(plan, [measure], scope, members, dimension);
  // The plan of everybody is nothing to hold one part against.
  if (scope.slice && unreached.includes(scope.slice.member)) return null;
  return {
    query: { ...query(range), dimensions: [mapped], limit: chartRowLimit },
    ...{ measure, dimension: mapped, period: null },
  };
}

/** Questions behind the live figures of a text: one per view. */
export function textQueries(tile: TileOf<'text'>, scope: BoardScope, members: Members): CubeQuery[] {
  const byView = new Map<string, string[]>();
  for (const name of liveFigures(tile.text)) {
    if (members.get(name)?.kind !== 'measure') continue;
    byView.set(viewOf(name), [...(byView.get(viewOf(name)) ?? []), name]);
  }
  const range = rangeOf(tile, scope);
  return [...byView.values()].map((measures) => queryBuilder(tile, measures, scope, members).query(range));
}

/** What a filter's list offers: values of a dimension that contain a text, under the filters before it. */
export function valuesQuery(
  member: string,
  scope: Pick<BoardScope, 'timezone' | 'filters'>,
  members: Members,
  search = '',
): CubeQuery {
  const others = scope.filters.filter((filter) => filter.member !== member);
  const { filters } = filtersFor(viewOf(member), others, members);
  const all = [...filters, ...searchFilters(member, search, members)];
  return {
    measures: [],
    dimensions: [member],
    ...(all.length > 0 ? { filters: all } : {}),
    order: [[member, 'asc']],
    limit: valuesLimit,
    timezone: scope.timezone,
  };
}

/** Narrows a list of values to what is typed: a part of a text, or a number; truth values are few. */
export function searchFilters(member: string, search: string, members: Members): CubeFilter[] {
  const type = members.get(member)?.type ?? 'string';
  const text = search.trim();
  if (text === '') return [];
  if (type === 'string') return [{ member, operator: 'contains', values: [text] }];
  return type === 'number' && Number.isFinite(Number(text)) ? [{ member, operator: 'equals', values: [text] }] : [];
}

/** Values a filter's list holds at once; the rest is found by typing. */
export const valuesLimit = 200;

/** The question a tile cannot do without, as main and interface ask it; null for tiles that ask Cube nothing. */
export function tileQuery(
  tile: Tile,
  tiles: readonly Tile[],
  scope: BoardScope,
  members: Members,
): { query: CubeQuery; range: DateRange; unreached: string[] } | null {
  switch (tile.kind) {
    case 'number': {
      const { current, sparkline, unreached } = numberQueries(tiles, tile, scope, members);
      return { query: { ...current, measures: [tile.measure] }, range: sparkline.range, unreached };
    }
    case 'trend':
    case 'stacked-trend': {
      const { current, range, unreached } = seriesQueries(tile, scope, members);
      return { query: current, range, unreached };
    }
    case 'ranking': {
      const { current, range, unreached } = rankingQueries(tile, scope, members);
      return { query: current, range, unreached };
    }
    case 'heat-map':
    case 'histogram':
    case 'table':
      return groupQuery(tile, scope, members);
    case 'chart': {
      const { current, range, unreached } = chartQueries(tile, scope, members);
      return { query: current, range, unreached };
    }
    case 'text':
    case 'image':
    case 'section':
    case 'analysis':
    case 'report':
      return null;
  }
}
