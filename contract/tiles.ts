import { z } from 'zod';
import { analysisKinds } from './analysis-kinds.ts';
import { chartLookInput, plainChartLook } from './chart-look.ts';
import { localizedTextOutput } from './language.ts';

/** A Cube REST filter on a dimension or measure member. */
export const memberFilterInput = z.object({
  member: z.string().max(200),
  operator: z.enum(['equals', 'notEquals', 'contains', 'notContains', 'set', 'notSet', 'gt', 'gte', 'lt', 'lte']),
  values: z.array(z.string().max(20_000)).max(10_000).optional(),
});
export type MemberFilter = z.infer<typeof memberFilterInput>;

/** Where a tile sits on the 12-column grid; rows are 76 px with 16 px gutters. */
export const placementInput = z.object({
  x: z.number().int().min(0).max(11),
  y: z.number().int().min(0).max(10_000),
  w: z.number().int().min(1).max(12),
  h: z.number().int().min(1).max(40),
});
export type Placement = z.infer<typeof placementInput>;

const localDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/**
 * Which dates a tile reads: the board's range; a number of whole months that ends with the board's range (trend tiles
 * need context that a one-month range cannot give); everything there is; or two days of its own.
 */
export const tileRangeInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('board') }),
  z.object({ kind: z.literal('trailing-months'), months: z.number().int().min(1).max(120) }),
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('fixed'), from: localDate, to: localDate }),
]);

const base = {
  id: z.string().min(1).max(60),
  title: localizedTextOutput,
  /** Second line: unit or reading help. */
  subtitle: localizedTextOutput.optional(),
  placement: placementInput,
  range: tileRangeInput.default({ kind: 'board' }),
  timeMember: z.string().max(200).default('orders.ordered_at'),
  filters: z.array(memberFilterInput).max(50).default([]),
  /** The tab it stands on; null or unknown = the first. */
  tab: z.string().max(60).nullable().default(null),
  /** Members whose board filters do not reach this tile. */
  ignores: z.array(z.string().max(200)).max(50).default([]),
};

export const comparisons = ['previous_period', 'previous_year'] as const;
export type Comparison = (typeof comparisons)[number];

export const granularities = ['day', 'week', 'month', 'quarter', 'year'] as const;
const granularity = z.enum(granularities);
const measure = z.string().min(1).max(200);
const dimension = z.string().min(1).max(200);

/**
 * What a figure should reach: a number; the typed targets of its measure, spread over the days of the range; or
 * another measure, for example of an imported plan, read over the same dates by its own time member.
 */
export const targetInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), value: z.number() }),
  z.object({ kind: z.literal('plan') }),
  z.object({ kind: z.literal('measure'), measure, timeMember: z.string().max(200) }),
]);
export type Target = z.infer<typeof targetInput>;

/** First rule that holds gives the status. `of: target` compares the reached share (1 = reached). */
export const statusRuleInput = z.object({
  of: z.enum(['value', 'target']),
  operator: z.enum(['gte', 'lt']),
  bound: z.number(),
  status: z.enum(['good', 'fair', 'bad']),
});
export type StatusRule = z.infer<typeof statusRuleInput>;

/** Measures a chart tile may have. */
export const mostChartMeasures = 8;

/** Kinds of the general chart tile; all are made of measures over dimensions, or over time. */
export const chartKinds = [
  'line',
  'area',
  'bar',
  'combo',
  'pie',
  'treemap',
  'scatter',
  'box-plot',
  'gauge',
  'funnel',
  'sankey',
  'calendar',
  'waterfall',
  'map',
  'variance',
] as const;
export type ChartKind = (typeof chartKinds)[number];

export const tileInput = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('number'),
    measure,
    comparisons: z.array(z.enum(comparisons)),
    sparkline: z.boolean(),
    target: targetInput.nullable().default(null),
    rules: z.array(statusRuleInput).max(6).default([]),
  }),
  z.object({
    ...base,
    kind: z.literal('trend'),
    measures: z.array(measure).min(1),
    granularity,
    comparison: z.enum(comparisons).nullable(),
  }),
  z.object({ ...base, kind: z.literal('stacked-trend'), measures: z.array(measure).min(1), granularity }),
  z.object({
    ...base,
    kind: z.literal('ranking'),
    measure,
    dimension,
    limit: z.number().int().min(1).max(50),
    isFilter: z.boolean().default(false),
  }),
  z.object({ ...base, kind: z.literal('heat-map'), measure, x: dimension, y: dimension }),
  z.object({ ...base, kind: z.literal('histogram'), measure, dimension }),
  z.object({
    ...base,
    kind: z.literal('table'),
    dimensions: z.array(dimension).min(1).max(12),
    measures: z.array(measure).max(12),
    orderBy: z.string().max(200),
    limit: z.number().int().min(1).max(1000),
  }),
  z.object({
    ...base,
    kind: z.literal('chart'),
    chart: z.enum(chartKinds),
    measures: z.array(measure).min(1).max(mostChartMeasures),
    /** The first is the axis, unless a time step is; the next splits it into series. */
    dimensions: z.array(dimension).max(3).default([]),
    granularity: granularity.nullable().default(null),
    stacking: z.enum(['none', 'stacked', 'percent']).default('none'),
    isHorizontal: z.boolean().default(false),
    /** Measures of a combo that are lines on the right axis. */
    secondAxis: z.array(measure).default([]),
    limit: z.number().int().min(1).max(1000).default(12),
    /** What the limit leaves out as one mark, with its true total; only for measures that add up. */
    hasOther: z.boolean().default(false),
    target: targetInput.nullable().default(null),
    look: chartLookInput.default(plainChartLook),
    /** For maps: which one; `auto` takes the one that knows more of the values. */
    map: z.enum(['auto', 'world', 'china']).default('auto'),
    /** For variances: what every value is held against. */
    against: z.enum(['target', ...comparisons]).default('previous_year'),
  }),
  z.object({
    ...base,
    kind: z.literal('text'),
    /** Plain text with `#` headings, `-` lists, `**bold**` and live figures `{{orders.revenue}}`. */
    text: z.string().max(20_000),
  }),
  z.object({
    ...base,
    kind: z.literal('image'),
    /** The picture itself; boards load nothing from elsewhere. */
    source: z
      .string()
      .max(300_000)
      .regex(/^data:image\/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]*$/),
    alt: z.string().max(300),
  }),
  z.object({ ...base, kind: z.literal('section') }),
  z.object({
    ...base,
    kind: z.literal('analysis'),
    analysis: z.enum(analysisKinds),
    /** The body of the API (`analysisPath`) without dates; those are of the tile. */
    question: z.record(z.string(), z.unknown()),
    /** What the page of the analysis was set to, comparison and view included; left out: what the question means. */
    settings: z.record(z.string().max(60), z.unknown()).optional(),
  }),
  z.object({ ...base, kind: z.literal('report'), reportId: z.string().max(60) }),
]);
export type Tile = z.infer<typeof tileInput>;
export type TileKind = Tile['kind'];
export type TileOf<K extends TileKind> = Extract<Tile, { kind: K }>;
