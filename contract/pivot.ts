import { z } from 'zod';

/** Bounds of one pivot; `docs/spec/pivot.md` says why. */
export const pivotLimits = {
  rowFields: 12,
  columnFields: 8,
  values: 40,
  /** Leaf rows of a pivot without column fields, and of one with them. */
  leafRows: 200_000,
  leafRowsAcross: 10_000,
  leafColumns: 1_000,
  /** Leaf cells read at most; a larger pivot is refused, never cut inside. */
  cells: 1_000_000,
  /** Questions one pivot may ask of the data model. */
  queries: 240,
  windowCells: 200_000,
} as const;

const id = z.string().min(1).max(60);
const member = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$/);
const localDate = z.iso.date();

export const timeSteps = ['fiscal_year', 'year', 'fiscal_quarter', 'quarter', 'month', 'week', 'day', 'hour'] as const;
export type TimeStep = (typeof timeSteps)[number];

/** Steps of the fiscal year are worth offering where it is not the calendar year. */
export function offeredSteps(fiscalYearStartMonth: number): readonly TimeStep[] {
  return timeSteps.filter((step) => fiscalYearStartMonth !== 1 || !step.startsWith('fiscal'));
}

/** A value of a dimension as the data model tells it: text, local ISO time as text, or null for "empty". */
export const memberKeyInput = z.string().max(20_000).nullable();
export type MemberKey = z.infer<typeof memberKeyInput>;

/**
 * Order of the values of a field within their group. `value` orders by a figure in the column (or row) of the given
 * path, by default the total; `list` puts the listed values first, in that order. Empty values come
 * last where names decide.
 */
export const pivotSortInput = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('label'), direction: z.enum(['asc', 'desc']) }),
  z.strictObject({
    by: z.literal('value'),
    direction: z.enum(['asc', 'desc']),
    valueId: id,
    path: z.array(memberKeyInput).max(12).default([]),
  }),
  z.strictObject({
    by: z.literal('list'),
    direction: z.enum(['asc', 'desc']),
    values: z.array(memberKeyInput).max(500).default([]),
  }),
]);
export type PivotSort = z.infer<typeof pivotSortInput>;

export const axisFieldInput = z.strictObject({
  id,
  member,
  /** Only for times. */
  granularity: z.enum(timeSteps).nullable().default(null),
  sort: pivotSortInput.default({ by: 'label', direction: 'asc' }),
  /** The first `count` values of every group by a figure; the others together as one, where wanted. */
  top: z
    .strictObject({
      count: z.number().int().min(1).max(500),
      valueId: id,
      direction: z.enum(['asc', 'desc']).default('desc'),
      withOther: z.boolean().default(true),
      /**
       * For a drawing that has room for `count`, "other" included: where there are more, the first ones stand in the
       * order of the figure, and `truncated` tells how many there are. A reader's own choice leaves it out.
       */
      asRanking: z.boolean().optional(),
    })
    .nullable()
    .default(null),
  /** Named groups of values; what is in none is left as "other" when it has a name, else left out. */
  groups: z
    .strictObject({
      list: z
        .array(z.strictObject({ name: z.string().min(1).max(80), values: z.array(memberKeyInput).min(1).max(500) }))
        .min(1)
        .max(30),
      other: z.string().min(1).max(80).nullable().default(null),
    })
    .nullable()
    .default(null),
  /** Equal steps of a number: `[k·size, (k+1)·size)`. */
  bins: z.strictObject({ size: z.number().positive() }).nullable().default(null),
  /** Where the total of a group of this field stands; of no meaning on the innermost field. */
  subtotal: z.enum(['none', 'before', 'after']).default('before'),
});
export type AxisField = z.infer<typeof axisFieldInput>;

const basis = z.enum(['previous_period', 'previous_year']);
const along = z.enum(['rows', 'columns']);

/** What is done with a figure after it was computed; the rules are in `docs/spec/pivot.md`. */
export const calculationInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), of: z.enum(['row', 'column', 'parent_row', 'parent_column', 'total']) }),
  z.strictObject({ kind: z.literal('running_total'), along }),
  z.strictObject({ kind: z.literal('moving_average'), along, count: z.number().int().min(2).max(400) }),
  z.strictObject({ kind: z.literal('rank'), along, direction: z.enum(['asc', 'desc']).default('desc') }),
  z.strictObject({ kind: z.literal('compared'), basis, show: z.enum(['value', 'difference', 'percent_change']) }),
]);
export type Calculation = z.infer<typeof calculationInput>;

export const pivotValueInput = z.strictObject({
  id,
  /** A measure of the data model, or the id of a formula of this pivot. */
  source: z.union([z.strictObject({ measure: member }), z.strictObject({ formula: id })]),
  calculation: calculationInput.nullable().default(null),
  /** Semi-additive: the figure of the last day that has one, by this time. */
  lastBy: member.nullable().default(null),
  showTotals: z.boolean().default(true),
});
export type PivotValue = z.infer<typeof pivotValueInput>;

/** A measure made of measures: `[orders.revenue] / [orders.count]`; names of other formulas stand in brackets too. */
export const formulaInput = z.strictObject({
  id,
  name: z.string().trim().min(1).max(80),
  text: z.string().min(1).max(4_000),
  unit: z.enum(['money', 'count', 'percent', 'number']).default('number'),
});
export type Formula = z.infer<typeof formulaInput>;

export const filterOperators = [
  'equals',
  'notEquals',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'gt',
  'gte',
  'lt',
  'lte',
  'set',
  'notSet',
  'inDateRange',
  'notInDateRange',
  'beforeDate',
  'afterDate',
] as const;

/** A condition on a dimension (rows that count) or on a measure (groups that count). All of them must hold. */
export const pivotFilterInput = z.strictObject({
  member,
  operator: z.enum(filterOperators),
  values: z.array(z.string().max(20_000)).max(10_000).default([]),
});
export type PivotFilter = z.infer<typeof pivotFilterInput>;

/** What is asked: fields on both axes, figures, conditions, totals. */
export const pivotInput = z
  .strictObject({
    rows: z.array(axisFieldInput).max(pivotLimits.rowFields).default([]),
    columns: z.array(axisFieldInput).max(pivotLimits.columnFields).default([]),
    values: z.array(pivotValueInput).max(pivotLimits.values).default([]),
    formulas: z.array(formulaInput).max(60).default([]),
    filters: z.array(pivotFilterInput).max(60).default([]),
    /** Local days of the workspace, both ends inclusive. */
    dates: z.strictObject({ member, from: localDate, to: localDate }).nullable().default(null),
    valuesOn: z.enum(['columns', 'rows']).default('columns'),
    /** Total over all rows (a row) and over all columns (columns). */
    rowTotal: z.enum(['none', 'before', 'after']).default('after'),
    columnTotal: z.enum(['none', 'before', 'after']).default('after'),
    /** `outline`: groups in one indented column; `tabular`: a column of heads per field. */
    layout: z.enum(['outline', 'tabular']).default('outline'),
    hideEmpty: z.boolean().default(false),
  })
  .superRefine((pivot, context) => {
    for (const part of ['rows', 'columns', 'values', 'formulas'] as const) {
      const seen = new Set<string>();
      pivot[part].forEach((item, index) => {
        if (seen.has(item.id)) context.addIssue({ code: 'custom', path: [part, index, 'id'], message: item.id });
        seen.add(item.id);
      });
    }
  });
export type Pivot = z.infer<typeof pivotInput>;

const windowInput = z.strictObject({ from: z.number().int().min(0), count: z.number().int().min(0).max(50_000) });

/** The part of the laid-out table wanted; groups in `collapsed` show their total only. */
export const pivotRequest = z.strictObject({
  pivot: pivotInput,
  collapsed: z
    .strictObject({
      rows: z.array(z.array(memberKeyInput).max(12)).max(5_000).default([]),
      columns: z.array(z.array(memberKeyInput).max(12)).max(5_000).default([]),
    })
    .default({ rows: [], columns: [] }),
  window: z.strictObject({ rows: windowInput, columns: windowInput }),
});
export type PivotRequest = z.infer<typeof pivotRequest>;

/** The value of `path` at this place stands for all values that are not among the first ones. */
export const otherKey = '\u0000other';

/**
 * One row or column of the laid-out table.
 *
 * `member`: the innermost values; `group`: a group's head, with its figures where its subtotal stands before its
 * members or the group is collapsed; `subtotal`: a group's total after its members; `total`: over everything.
 */
export const pivotLineOutput = z.object({
  kind: z.enum(['member', 'group', 'subtotal', 'total']),
  path: z.array(z.string().nullable()),
  /** Index into the pivot's values when they lie on this axis, else null. */
  value: z.number().int().nullable(),
  isCollapsed: z.boolean(),
  /** True for a group's head that carries no figures. */
  isBlank: z.boolean(),
});
export type PivotLine = z.infer<typeof pivotLineOutput>;

const cutOutput = z.object({ shown: z.number(), total: z.number() }).nullable();
const rangeOutput = z.object({ min: z.number().nullable(), max: z.number().nullable() });

export const pivotOutput = z.object({
  /** Changes when the figures may have. */
  version: z.string(),
  rowCount: z.number().int(),
  columnCount: z.number().int(),
  rows: z.array(pivotLineOutput),
  columns: z.array(pivotLineOutput),
  /** One list per row of the window; null where there is no figure. Times as local ISO text. */
  cells: z.array(z.array(z.union([z.number(), z.string(), z.null()]))),
  /** Least and greatest figure per value, over the innermost cells and over totals: for bars and scales. */
  ranges: z.array(z.object({ members: rangeOutput, totals: rangeOutput })),
  /** Values that exist on an axis, where not all are shown. */
  truncated: z.object({ rows: cutOutput, columns: cutOutput }),
  elapsedMs: z.number(),
});
export type PivotOutput = z.infer<typeof pivotOutput>;
