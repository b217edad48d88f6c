import type { Board } from '../boards.ts';
import { mostChartMeasures, type Tile, type TileOf, tileInput } from '../tiles.ts';
import type { CubeFilter, CubeQuery, Granularity } from './cube-query.ts';
import { type Members, shortName, viewOf } from './members.ts';
import { type DateRange, endOfStep } from './period.ts';
import { type BoardScope, blankValue, memberIn, valuesCondition } from './scope.ts';
import { dimensionsOf, measuresOf } from './tile-members.ts';
import { queryBuilder, rangeOf } from './tile-queries.ts';

/** One step down from a value: the mark chosen, and the dimension shown instead of the one it stood on. */
export interface ValueStep {
  member: string;
  value: string;
  /** What the tile shows after the step. */
  next: string;
  /** The days of the mark, where it stood on a step of time as well. */
  dates?: DateRange;
}

/** One step down from a step of time: to finer steps, or to a dimension. */
export interface TimeStep {
  start: string;
  granularity: Granularity;
  next: Granularity | { member: string };
  /** The days of the step that the tile has. */
  dates: DateRange;
}

export type DrillStep = ValueStep | TimeStep;

type Hierarchy = Board['hierarchies'][number];

/** Ways down that hold without being declared, by short name. */
const natural: string[][] = [
  ['country', 'region', 'city'],
  ['category', 'product'],
  ['channel', 'store'],
];

/** The dimension below another in a declared hierarchy, else in a natural one; null at the bottom. */
export function nextLevel(member: string, hierarchies: readonly Hierarchy[], members: Members): string | null {
  for (const { members: levels } of hierarchies) {
    const place = levels.findIndex((one) => one === member || shortName(one) === shortName(member));
    const below = place === -1 ? undefined : levels[place + 1];
    const found = below === undefined ? null : memberIn(viewOf(member), below, members);
    if (found !== null) return found;
  }
  for (const levels of natural) {
    const below = levels[levels.indexOf(shortName(member)) + 1];
    if (!levels.includes(shortName(member)) || below === undefined) continue;
    const candidate = `${viewOf(member)}.${below}`;
    if (members.has(candidate)) return candidate;
  }
  return null;
}

/** Steps of time below another, coarse to fine; a week has days only. */
export function finerSteps(granularity: Granularity): Granularity[] {
  const below: Record<Granularity, Granularity[]> = {
    year: ['quarter', 'month', 'week', 'day'],
    quarter: ['month', 'week', 'day'],
    month: ['week', 'day'],
    week: ['day'],
    day: [],
  };
  return below[granularity];
}

/** A tile after steps down: narrowed to every mark chosen, and showing what the last step leads to. */
export function drilledTile(tile: Tile, path: readonly DrillStep[]): Tile {
  return path.reduce<Tile>((now, step) => ('value' in step ? belowValue(now, step) : belowTime(now, step)), tile);
}

const fixed = ({ from, to }: DateRange) => ({ kind: 'fixed' as const, from, to });

function belowValue(tile: Tile, { member, value, next, dates }: ValueStep): Tile {
  const mark =
    value === blankValue
      ? { member, operator: 'notSet' as const }
      : { member, operator: 'equals' as const, values: [value] };
  const base = { filters: [...tile.filters, mark], ...(dates ? { range: fixed(dates) } : {}) };
  const replaced = (names: string[]) => names.map((one) => (one === member ? next : one));
  switch (tile.kind) {
    case 'ranking':
      return { ...tile, ...base, dimension: next, isFilter: true };
    case 'chart':
      return {
        ...tile,
        ...base,
        granularity: null,
        dimensions: tile.dimensions.length === 0 ? [next] : replaced(tile.dimensions),
      };
    case 'table':
      return { ...tile, ...base, dimensions: replaced(tile.dimensions) };
    default:
      return { ...tile, ...base };
  }
}

function belowTime(tile: Tile, { next, dates }: TimeStep): Tile {
  const range = fixed(dates);
  if (tile.kind !== 'chart' && tile.kind !== 'trend' && tile.kind !== 'stacked-trend') return { ...tile, range };
  if (typeof next !== 'string') return byDimension(tile, next.member, range);
  const isDaily = tile.kind === 'chart' && tile.chart === 'calendar';
  return isDaily ? { ...tile, range } : { ...tile, range, granularity: next };
}

/** A chart over time as bars over a dimension, largest first. */
function byDimension(
  tile: TileOf<'chart' | 'trend' | 'stacked-trend'>,
  member: string,
  range: ReturnType<typeof fixed>,
): Tile {
  const split = tile.kind === 'chart' ? tile.dimensions.filter((one) => one !== member).slice(0, 1) : [];
  const { kind: _, ...rest } = tile;
  return tileInput.parse({
    ...rest,
    // A trend may have more lines than a chart has measures.
    measures: tile.measures.slice(0, mostChartMeasures),
    ...{ kind: 'chart', chart: 'bar', range, granularity: null, dimensions: [member, ...split] },
    ...{ stacking: tile.measures.length > 1 || split.length > 0 ? 'stacked' : 'none', isHorizontal: true },
  });
}

/** Dimensions of a tile's view that it can be broken down by, without ids and the one it shows. */
export function drillDimensions(tile: Tile, members: Members): string[] {
  const view = viewOf(measuresOf(tile)[0] ?? '');
  const shown = new Set(dimensionsOf(tile));
  return [...members.values()]
    .filter(
      ({ kind, type, name }) =>
        kind === 'dimension' && type !== 'time' && viewOf(name) === view && !shown.has(name) && !name.endsWith('_id'),
    )
    .map(({ name }) => name);
}

/** The days of a step of time that a tile has. */
export function stepDates(tile: Tile, scope: BoardScope, step: { start: string; granularity: Granularity }): DateRange {
  return within(rangeOf(tile, scope), step);
}

/** A step of time as far as it lies in a range. */
function within(
  { from, to }: DateRange,
  { start, granularity }: { start: string; granularity: Granularity },
): DateRange {
  const end = endOfStep(start, granularity);
  return { from: start > from ? start : from, to: end < to ? end : to };
}

/** Rows shown at once when a figure is opened up. */
export const drillRowLimit = 500;

/** Fields worth reading in the rows behind a figure, by short name and in this order. */
const telling = [
  'order_number',
  'ordered_at',
  'occurred_at',
  'name',
  'customer_name',
  'person',
  'product',
  'status',
  'country',
  'city',
  'channel',
  'category',
];

/** The number of a person in a view, and the name people know it by; empty where its rows have no person. */
export function personFields(view: string, members: Members): string[] {
  const id = members.get(view === 'profiles' ? 'profiles.id' : `${view}.profile_id`);
  return id?.namedBy && members.has(id.namedBy) ? [id.name, id.namedBy] : [];
}

/**
 * The rows behind a mark: every row of the tile's view in its range under all filters in force and the mark's own.
 *
 * @param marks the dimension values that make the mark
 * @param step the step of time the mark stands on
 * @param kind `rows` of the view, or the `people` behind them
 */
export function drillThroughQuery(
  tile: Tile,
  marks: readonly { member: string; value: string }[],
  kind: 'rows' | 'people',
  scope: BoardScope,
  members: Members,
  step?: { start: string; granularity: Granularity },
): CubeQuery | null {
  const measures = measuresOf(tile);
  const view = viewOf(measures[0] ?? '');
  const { query, timeMember } = queryBuilder(tile, measures, scope, members);
  const whole = rangeOf(tile, scope);
  const range = step === undefined ? whole : within(whole, step);
  const base = query(range);
  const own: CubeFilter[] = marks.map(({ member, value }) => valuesCondition(member, [value]));
  const has = (name: string) => members.has(`${view}.${name}`);
  const named = telling.filter(has).map((name) => `${view}.${name}`);
  const strings = [...members.values()]
    .filter((one) => one.kind === 'dimension' && viewOf(one.name) === view && one.type !== 'boolean')
    .map((one) => one.name);
  const listed = (named.length >= 2 ? named : strings).slice(0, 8);
  const person = personFields(view, members);
  // With the number of whoever it was, so that two people of one name stay two rows and each leads to the right one.
  const fields =
    kind === 'people'
      ? person
      : [...listed, ...person.filter((name) => members.get(name)?.namedBy && !listed.includes(name))];
  if (fields.length === 0) return null;
  const time = fields.includes(timeMember) || kind === 'people' ? [] : [timeMember];
  return {
    ...base,
    dimensions: [...time, ...fields],
    filters: [...(base.filters ?? []), ...own],
    order: measures[0] === undefined ? [] : [[measures[0], 'desc']],
    limit: drillRowLimit,
  };
}
