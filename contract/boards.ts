import { z } from 'zod';
import { localizedTextOutput } from './language.ts';

/** A Cube REST filter on a dimension or measure member. */
export const memberFilterInput = z.object({
  member: z.string(),
  operator: z.enum(['equals', 'notEquals', 'contains', 'notContains', 'set', 'notSet', 'gt', 'gte', 'lt', 'lte']),
  values: z.array(z.string()).optional(),
});
export type MemberFilter = z.infer<typeof memberFilterInput>;

/** Where a tile sits on the 12-column grid; rows are 76 px with 16 px gutters. */
export const placementInput = z.object({
  x: z.number().int().min(0).max(11),
  y: z.number().int().min(0),
  w: z.number().int().min(1).max(12),
  h: z.number().int().min(1).max(40),
});

/**
 * Which dates a tile reads: the board's range, or a number of whole months that ends with the board's range
 * (trend tiles need context that a one-month range cannot give).
 */
export const tileRangeInput = z.union([
  z.object({ kind: z.literal('board') }),
  z.object({ kind: z.literal('trailing-months'), months: z.number().int().min(1).max(120) }),
]);

const base = {
  id: z.string(),
  title: localizedTextOutput,
  /** Second line: unit or reading help. */
  subtitle: localizedTextOutput.optional(),
  placement: placementInput,
  range: tileRangeInput.default({ kind: 'board' }),
  timeMember: z.string().default('orders.ordered_at'),
  filters: z.array(memberFilterInput).default([]),
};

export const comparisons = ['previous_period', 'previous_year'] as const;
export type Comparison = (typeof comparisons)[number];

export const tileInput = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('number'),
    measure: z.string(),
    comparisons: z.array(z.enum(comparisons)),
    sparkline: z.boolean(),
  }),
  z.object({
    ...base,
    kind: z.literal('trend'),
    measures: z.array(z.string()).min(1),
    granularity: z.enum(['day', 'week', 'month']),
    comparison: z.enum(comparisons).nullable(),
  }),
  z.object({
    ...base,
    kind: z.literal('stacked-trend'),
    measures: z.array(z.string()).min(1),
    granularity: z.enum(['day', 'week', 'month']),
  }),
  z.object({
    ...base,
    kind: z.literal('ranking'),
    measure: z.string(),
    dimension: z.string(),
    limit: z.number().int().min(1).max(50),
    isFilter: z.boolean().default(false),
  }),
  z.object({ ...base, kind: z.literal('heat-map'), measure: z.string(), x: z.string(), y: z.string() }),
  z.object({ ...base, kind: z.literal('histogram'), measure: z.string(), dimension: z.string() }),
  z.object({
    ...base,
    kind: z.literal('table'),
    dimensions: z.array(z.string()).min(1),
    measures: z.array(z.string()).min(1),
    orderBy: z.string(),
    limit: z.number().int().min(1).max(1000),
  }),
]);
export type Tile = z.infer<typeof tileInput>;

export const boardInput = z.object({
  title: localizedTextOutput,
  description: localizedTextOutput.optional(),
  timeMember: z.string().default('orders.ordered_at'),
  /** Dimension filters the board offers in its filter row. */
  filterMembers: z.array(z.string()).default([]),
  tiles: z.array(tileInput).max(200),
});
export const boardOutput = boardInput.extend({
  id: z.string(),
  version: z.number().int(),
  isBuiltIn: z.boolean(),
  updatedAt: z.iso.datetime(),
});
export type Board = z.infer<typeof boardOutput>;
export type BoardInput = z.infer<typeof boardInput>;
