import type { TileOf } from '../../../../contract/boards.ts';
import { type DateRange, figure, type Granularity, isIncompleteStep, stepsOf } from '../../../queries/index.ts';
import type { CubeRow, CubeValue } from '../../../transport/index.ts';

/** Beyond this many a reader no longer tells series apart. */
export const seriesLimit = 8;

export interface TableCategory {
  /** Value of the axis as the data has it; null = empty. First day of the step on a time axis. */
  value: string | null;
  isOther: boolean;
  isIncomplete: boolean;
}

export interface TableSeries {
  measure: string;
  /** Value of the dimension that splits; undefined where measures are the series. */
  split?: string | null;
  isOther: boolean;
  values: (number | null)[];
}

/** Rows arranged for a chart: what stands on the axis, and a series of figures for each. */
export interface ChartTable {
  categories: TableCategory[];
  series: TableSeries[];
  /** Values of the splitting dimension that were left out because a share of them cannot be added up. */
  seriesLeftOut: number;
  /** Categories left out for the same reason, or because the tile shows so many. */
  categoriesLeftOut: number;
}

interface TableContext {
  rows: readonly CubeRow[];
  /** Key and size of the time step; null where the axis is a dimension. */
  time: { key: string; granularity: Granularity } | null;
  range: DateRange;
  data: DateRange;
  /** The measures over everything, where the limit was the data model's. */
  whole: CubeRow | null;
  isAdditive: (measure: string) => boolean;
}

const textOf = (value: CubeValue | undefined): string | null =>
  value === null || value === undefined || value === '' ? null : String(value);

/**
 * Arranges the rows of a chart's question. Steps of time without rows are nought for measures that add up and nothing
 * for ratios; what exceeds a limit becomes "other" where figures add up, and is counted as left out where they do not.
 */
export function chartTable(tile: TileOf<'chart'>, context: TableContext): ChartTable {
  return context.time === null ? overDimension(tile, context) : overTime(tile, context, context.time);
}

/** Kinds whose marks are told as shares. */
const toldInShares: ReadonlySet<string> = new Set(['pie', 'treemap']);

type IsAdditive = TableContext['isAdditive'];

/** Whether what a tile leaves out is gathered as "other": only figures that add up leave a rest. */
export const hasOtherMark = ({ hasOther, measures }: TileOf<'chart'>, isAdditive: IsAdditive): boolean =>
  hasOther && measures.every(isAdditive);

/** Whether a tile needs the figure of everything: for what it calls "other", or for shares of what was cut. */
export function needsWhole(tile: TileOf<'chart'>, isCut: boolean, isAdditive: IsAdditive): boolean {
  return (
    hasOtherMark(tile, isAdditive) || (isCut && toldInShares.has(tile.chart) && isAdditive(tile.measures[0] ?? ''))
  );
}

/** What the marks of a chart that was cut are shares of; null where all is drawn or its figures do not add up. */
export function wholeFigure(tile: TileOf<'chart'>, whole: CubeRow | undefined, isAdditive: IsAdditive): number | null {
  const lead = tile.measures[0] ?? '';
  return toldInShares.has(tile.chart) && isAdditive(lead) ? figure(whole?.[lead]) : null;
}

type TimeAxis = NonNullable<TableContext['time']>;

function overTime(tile: TileOf<'chart'>, context: TableContext, { key, granularity }: TimeAxis): ChartTable {
  const { range, data, isAdditive } = context;
  const steps = stepsOf(range, granularity);
  const categories = steps.map((step) => ({
    value: step,
    isOther: false,
    isIncomplete: isIncompleteStep(step, granularity, range, data),
  }));
  const place = new Map(steps.map((step, index) => [step, index]));
  const placeOf = (row: CubeRow) => place.get(String(row[key]).slice(0, 10));
  const blank = (measure: string) =>
    steps.map((step) => (isAdditive(measure) && step <= data.to && step >= startBound(data.from, step) ? 0 : null));
  return {
    categories,
    ...seriesOf(tile, context, { placeOf, blank, split: tile.dimensions[0] }),
    categoriesLeftOut: 0,
  };
}

/** Steps before the first data stay empty; the step in which data begins counts. */
const startBound = (from: string, step: string) => (step.slice(0, 7) === from.slice(0, 7) ? step : from);

function overDimension(tile: TileOf<'chart'>, context: TableContext): ChartTable {
  const { rows, whole, isAdditive } = context;
  const [axis, split] = tile.dimensions;
  if (axis === undefined) {
    const series = tile.measures.map((measure) => ({
      measure,
      isOther: false,
      values: [figure(rows[0]?.[measure])],
    }));
    return {
      categories: [{ value: '', isOther: false, isIncomplete: false }],
      series,
      seriesLeftOut: 0,
      categoriesLeftOut: 0,
    };
  }
  const lead = tile.measures[0] ?? '';
  const totals = new Map<string | null, number>();
  for (const row of rows) {
    const value = textOf(row[axis]);
    totals.set(value, (totals.get(value) ?? 0) + Math.abs(figure(row[lead]) ?? 0));
  }
  const ordered =
    split === undefined ? [...totals.keys()] : [...totals].toSorted((a, b) => b[1] - a[1]).map(([value]) => value);
  const shown = ordered.slice(0, tile.limit);
  const categories: TableCategory[] = shown.map((value) => ({ value, isOther: false, isIncomplete: false }));
  const place = new Map(shown.map((value, index) => [value, index]));
  const otherPlace = shown.length;
  const addsUp = hasOtherMark(tile, isAdditive);
  const hasRest = addsUp && ordered.length > shown.length;
  const parts = seriesOf(tile, context, {
    placeOf: (row) => place.get(textOf(row[axis])) ?? (hasRest ? otherPlace : undefined),
    blank: () => Array.from({ length: shown.length + (hasRest ? 1 : 0) }, () => null),
    split,
  });
  if (hasRest) categories.push({ value: null, isOther: true, isIncomplete: false });
  if (addsUp && !hasRest && whole !== null && split === undefined) {
    const rest = parts.series.map((one) => {
      const total = figure(whole[one.measure]);
      return total === null ? null : total - one.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    });
    if (shown.length >= tile.limit && rest.some((value) => value !== null && Math.abs(value) > 1e-9)) {
      categories.push({ value: null, isOther: true, isIncomplete: false });
      for (const [index, one] of parts.series.entries()) one.values.push(rest[index] ?? null);
    }
  }
  return { categories, ...parts, categoriesLeftOut: hasRest ? 0 : Math.max(0, ordered.length - shown.length) };
}

interface Places {
  placeOf: (row: CubeRow) => number | undefined;
  blank: (measure: string) => (number | null)[];
  split: string | undefined;
}

function seriesOf(tile: TileOf<'chart'>, { rows, isAdditive }: TableContext, { placeOf, blank, split }: Places) {
  if (split === undefined) {
    const series = tile.measures.map((measure): TableSeries => {
      const values = blank(measure);
      for (const row of rows) add(values, placeOf(row), figure(row[measure]), isAdditive(measure));
      return { measure, isOther: false, values };
    });
    return { series, seriesLeftOut: 0 };
  }
  const measure = tile.measures[0] ?? '';
  const totals = new Map<string | null, number>();
  for (const row of rows) {
    const value = textOf(row[split]);
    totals.set(value, (totals.get(value) ?? 0) + Math.abs(figure(row[measure]) ?? 0));
  }
  const ordered = [...totals].toSorted((a, b) => b[1] - a[1]).map(([value]) => value);
  const isAll = ordered.length <= seriesLimit;
  const shown = isAll ? ordered : ordered.slice(0, seriesLimit - 1);
  const byValue = new Map(
    shown.map((value): [string | null, TableSeries] => [
      value,
      { measure, split: value, isOther: false, values: blank(measure) },
    ]),
  );
  const rest: TableSeries = { measure, split: null, isOther: true, values: blank(measure) };
  for (const row of rows) {
    const series = byValue.get(textOf(row[split])) ?? rest;
    add(series.values, placeOf(row), figure(row[measure]), isAdditive(measure));
  }
  const hasRest = !isAll && isAdditive(measure);
  return {
    series: [...byValue.values(), ...(hasRest ? [rest] : [])],
    seriesLeftOut: isAll || hasRest ? 0 : ordered.length - shown.length,
  };
}

/** The first figure of a place stands; more are added where that means something. */
function add(values: (number | null)[], place: number | undefined, value: number | null, isAdditive: boolean): void {
  if (place === undefined || value === null) return;
  const before = values[place] ?? null;
  values[place] = before === null || before === 0 ? value : isAdditive ? before + value : before;
}

/** Least, lower quartile, median, upper quartile and most, quartiles by linear interpolation (Hyndman and Fan 7). */
export function fiveFigures(values: readonly number[]): [number, number, number, number, number] | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number) => {
    const place = (sorted.length - 1) * share;
    const low = sorted[Math.floor(place)] ?? 0;
    const high = sorted[Math.ceil(place)] ?? low;
    return low + (high - low) * (place - Math.floor(place));
  };
  return [at(0), at(0.25), at(0.5), at(0.75), at(1)];
}

/** Figures of a measure grouped by the first dimension, one per value of the others. */
export function groupedFigures(rows: readonly CubeRow[], axis: string, measure: string): Map<string | null, number[]> {
  const groups = new Map<string | null, number[]>();
  for (const row of rows) {
    const value = figure(row[measure]);
    if (value === null) continue;
    const key = textOf(row[axis]);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** Values of one dimension that a flow chart can name apart; the others flow together. */
const flowValues = 9;

/**
 * Flows between values of neighbouring dimensions; a name carries its level, so that circles cannot arise. The largest
 * values of every dimension are kept apart, the others are one, so that nothing is lost.
 */
export function flowsOf(
  rows: readonly CubeRow[],
  dimensions: readonly string[],
  measure: string,
  words: { label: (dimension: string, value: string | null) => string; other: string },
) {
  const kept = dimensions.map((dimension) => {
    const totals = new Map<string | null, number>();
    for (const row of rows) {
      const value = textOf(row[dimension]);
      totals.set(value, (totals.get(value) ?? 0) + Math.max(0, figure(row[measure]) ?? 0));
    }
    const ordered = [...totals].toSorted((a, b) => b[1] - a[1]).map(([value]) => value);
    return new Set(ordered.length <= flowValues + 1 ? ordered : ordered.slice(0, flowValues));
  });
  const nameOf = (row: CubeRow, level: number) => {
    const dimension = dimensions[level] ?? '';
    const value = textOf(row[dimension]);
    return `${level}:${kept[level]?.has(value) ? words.label(dimension, value) : words.other}`;
  };
  const flows = new Map<string, { source: string; target: string; value: number }>();
  for (const row of rows) {
    const value = figure(row[measure]);
    if (value === null || value <= 0) continue;
    for (let level = 0; level + 1 < dimensions.length; level += 1) {
      const source = nameOf(row, level);
      const target = nameOf(row, level + 1);
      const key = `${source}\n${target}`;
      const flow = flows.get(key);
      if (flow) flow.value += value;
      else flows.set(key, { source, target, value });
    }
  }
  return [...flows.values()].toSorted((a, b) => b.value - a.value);
}
