import { z } from 'zod';
import { segmentId } from './segments.ts';

/** Shapes of funnel, retention, lifecycle, stickiness and paths (contract of the API, section 4). */

export const filterOperators = [
  'exact',
  'is_not',
  'icontains',
  'not_icontains',
  'gt',
  'gte',
  'lt',
  'lte',
  'is_set',
  'is_not_set',
  'regex',
] as const;

export const maxPeriods = 5_000;

const text = z.string().min(1).max(500);
const value = z.union([z.string().max(2_000), z.number(), z.boolean()]);

export const propertyFilter = z
  .strictObject({
    property: text,
    operator: z.enum(filterOperators),
    /** Several values: any of them (none of them for `is_not` and `not_icontains`). Not used by is_set, is_not_set. */
    value: z.union([value, z.array(value).min(1).max(500)]).nullish(),
  })
  .refine(
    (filter) => (filter.operator.startsWith('is_') && filter.operator !== 'is_not' ? true : filter.value != null),
    {
      path: ['value'],
    },
  )
  .refine((filter) => filter.operator !== 'regex' || typeof filter.value === 'string', { path: ['value'] });
export type PropertyFilter = z.infer<typeof propertyFilter>;

const filters = z.array(propertyFilter).max(50).default([]);

const entityFields = {
  /** Name of the event; null = any. */
  event: text.nullish(),
  anyOf: z.array(text).max(200).optional(),
  /** On properties of the event. */
  filters,
  personFilters: filters,
};
/** Which events are meant. */
export const eventEntity = z.strictObject(entityFields);
export type EventEntity = z.infer<typeof eventEntity>;

const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);
const dateRange = z.strictObject({ from: moment, to: moment });
export type DateRange = z.infer<typeof dateRange>;

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const commonFields = {
  /** Instants, or local dates; both inclusive. Left out: all of history. */
  dateRange: dateRange.optional(),
  timezone: z.string().max(64).refine(isZone).optional(),
  /** On the person: only these people are looked at. */
  filters,
  /** Only people of this segment. */
  segmentId: segmentId.optional(),
};
/** Fields of every analysis of histories, for those described elsewhere. */
export const analysisFields = commonFields;
export const analysisPeriod = z.enum(['hour', 'day', 'week', 'month', 'quarter', 'year']);

const durationUnits = ['second', 'minute', 'hour', 'day', 'week', 'month'] as const;
const duration = z.strictObject({ value: z.number().positive().max(1_000_000), unit: z.enum(durationUnits) });
export type Duration = z.infer<typeof duration>;
const step = z.number().int().min(0).max(29);
const property = z.array(text).min(1).max(3);

export const funnelBreakdown = z.strictObject({
  properties: property,
  source: z.enum(['event', 'person']).default('event'),
  attribution: z.enum(['first_touch', 'last_touch', 'all_events', 'step']).default('first_touch'),
  /** For attribution `step`. */
  step: step.optional(),
});

const funnelFields = {
  ...commonFields,
  steps: z.array(eventEntity).min(2).max(30),
  order: z.enum(['ordered', 'strict', 'unordered']).default('ordered'),
  window: duration.nullable().default(null),
  /** Limit from the previous step, by step; null = none. The first entry is not used. */
  stepWindows: z.array(duration.nullable()).max(30).optional(),
  exclusions: z
    .array(z.strictObject({ ...entityFields, fromStep: step, toStep: step }))
    .max(30)
    .default([]),
  optionalSteps: z.array(step).max(28).default([]),
  breakdown: funnelBreakdown.nullish(),
  view: z.enum(['steps', 'trend', 'time_to_convert']).default('steps'),
  interval: z.enum(['day', 'week', 'month']).default('day'),
  fromStep: step.optional(),
  toStep: step.optional(),
  /**
   * Bins of the time to convert. `equal`: of one width; `durations`: between steps as people count time (1 min, 5 min,
   * 15 min … 1 d, 3 d, 7 d), which tell skewed times apart; where the times are too alike for that, of one width.
   */
  binning: z.enum(['equal', 'durations']).default('equal'),
  /** Number of equal bins (default: the cube root of the people), or most of those between durations (default 12). */
  binCount: z.number().int().min(1).max(60).optional(),
  countAfterRange: z.boolean().default(false),
};
const funnelObject = z.strictObject(funnelFields);
type FunnelFields = z.infer<typeof funnelObject>;

/** What one field alone cannot say. */
function checkFunnel(funnel: FunnelFields, context: z.core.$RefinementCtx<FunnelFields>): void {
  const refuse = (isWrong: boolean, ...path: (string | number)[]): void => {
    if (isWrong) context.addIssue({ code: 'custom', path, input: funnel });
  };
  const count = funnel.steps.length;
  funnel.exclusions.forEach(({ fromStep, toStep }, i) => {
    refuse(toStep <= fromStep || toStep >= count, 'exclusions', i, 'toStep');
  });
  const from = funnel.fromStep ?? 0;
  const to = funnel.toStep ?? count - 1;
  refuse(to >= count || to <= from, 'toStep');
  refuse((funnel.stepWindows?.length ?? 0) > count, 'stepWindows');
  refuse(funnel.order === 'unordered' && (funnel.stepWindows ?? []).some((limit) => limit !== null), 'stepWindows');
  const optional = new Set(funnel.optionalSteps);
  funnel.optionalSteps.forEach((index, i) => {
    refuse(index === 0 || index >= count, 'optionalSteps', i);
  });
  refuse(optional.size !== funnel.optionalSteps.length, 'optionalSteps');
  refuse(optional.has(from), 'fromStep');
  refuse(optional.has(to), 'toStep');
  refuse(optional.size > 0 && optional.size > count - 2, 'optionalSteps');
  // A chain that skips steps has no clear meaning between two of them.
  refuse(optional.size > 0 && (funnel.order !== 'ordered' || funnel.exclusions.length > 0), 'optionalSteps');
  const { breakdown } = funnel;
  if (!breakdown) return;
  const isByStep = breakdown.source === 'event' && breakdown.attribution === 'step';
  refuse(isByStep && (breakdown.step === undefined || breakdown.step >= count), 'breakdown', 'step');
  refuse(isByStep && breakdown.step !== undefined && optional.has(breakdown.step), 'breakdown', 'step');
}
export const funnelInput = funnelObject.superRefine(checkFunnel);
export type FunnelInput = z.infer<typeof funnelInput>;

const figure = z.number().nullable();
const funnelStep = z.object({
  label: z.string(),
  count: z.number().int(),
  conversionFromFirst: figure,
  conversionFromPrevious: figure,
  averageSeconds: figure,
  medianSeconds: figure,
  p90Seconds: figure,
});
const truncated = z.object({ shown: z.number().int(), total: z.number().int() }).optional();
export const answerFields = {
  /** Instant of the newest write that is in the answer; null before the first. */
  asOf: z.iso.datetime().nullable(),
  timezone: z.string(),
  /** Only when values of a breakdown were left out. */
  truncated,
};
export const funnelOutput = z.object({
  ...answerFields,
  steps: z.array(funnelStep),
  /** People left out by an exclusion. */
  excluded: z.number().int(),
  breakdown: z.array(z.object({ value: z.array(z.string()), steps: z.array(funnelStep) })),
  /** For view `trend`. `start` is the local date of the period. */
  trend: z.array(z.object({ start: z.string(), from: z.number().int(), to: z.number().int(), rate: figure })),
  /** For view `time_to_convert`, else null. */
  timeToConvert: z
    .object({
      bins: z.array(z.object({ fromSeconds: z.number(), toSeconds: z.number(), count: z.number().int() })),
      averageSeconds: figure,
      medianSeconds: figure,
    })
    .nullable(),
});
export type FunnelOutput = z.infer<typeof funnelOutput>;

const period = analysisPeriod;
const retentionObject = z.strictObject({
  ...commonFields,
  target: eventEntity,
  returning: eventEntity,
  period: period.default('day'),
  /** Any moment of the first cohort's interval; left out: the start of the date range. */
  firstInterval: moment.optional(),
  /** Number of intervals, the cohort's own included; left out: those of the date range. */
  intervals: z.number().int().min(1).max(500).optional(),
  /** Number of cohorts, each with all its intervals; left out: the triangle of `intervals`. */
  rows: z.number().int().min(1).max(500).optional(),
  type: z.enum(['first_time', 'recurring']).default('first_time'),
  mode: z.enum(['on', 'on_or_after']).default('on'),
  /** Groups of intervals after the cohort's own, both ends inclusive; in the order in which they begin. */
  brackets: z
    .array(z.tuple([z.number().int().min(1).max(500), z.number().int().min(1).max(500)]).refine(([a, b]) => a <= b))
    .min(1)
    .max(50)
    .refine((list) => list.every(([from], i) => i === 0 || from >= (list[i - 1]?.[0] ?? 0)))
    .nullish(),
  minimumOccurrences: z.number().int().min(1).max(1_000_000).default(1),
  /**
   * The day up to which the data reach: intervals that end after it are marked incomplete, as those are that the clock
   * has not passed. Left out: the clock alone says.
   */
  completeTo: z.iso.date().optional(),
  /** 1 = Monday … 7 = Sunday; left out: the workspace's. */
  weekStart: z.number().int().min(1).max(7).optional(),
  breakdown: z.strictObject({ properties: property, source: z.enum(['event', 'person']).default('event') }).nullish(),
  /** Net revenue of the cohort's people by interval, too; not together with `breakdown`. */
  revenue: z.boolean().default(false),
});
export const retentionInput = retentionObject;
export type RetentionInput = z.infer<typeof retentionInput>;

const cohort = z.object({
  /** Local date of the interval's start; for hours with its time. */
  start: z.string(),
  size: z.number().int(),
  /** The size first, then one per interval after the cohort's own, or per bracket. */
  counts: z.array(z.number().int()),
  rates: z.array(figure),
  incomplete: z.array(z.boolean()),
  /**
   * Only with `revenue`: net of all documents the cohort's people had in each interval (reversals included, minor units
   * of the workspace currency), and its running total. With brackets: intervals 0, 1, 2 … all the same.
   */
  revenueMinor: z.array(z.number().int()).optional(),
  cumulativeRevenueMinor: z.array(z.number().int()).optional(),
});
export const retentionOutput = z.object({
  ...answerFields,
  cohorts: z.array(cohort),
  breakdown: z.array(z.object({ value: z.array(z.string()), cohorts: z.array(cohort) })),
});
export type RetentionOutput = z.infer<typeof retentionOutput>;

const activityObject = z.strictObject({ ...commonFields, event: eventEntity, interval: period.default('day') });
export const activityInput = activityObject;
export type ActivityInput = z.infer<typeof activityInput>;

export const lifecycleOutput = z.object({
  ...answerFields,
  intervals: z.array(
    z.object({
      start: z.string(),
      new: z.number().int(),
      returning: z.number().int(),
      resurrecting: z.number().int(),
      /** Negative. */
      dormant: z.number().int(),
    }),
  ),
});
export type LifecycleOutput = z.infer<typeof lifecycleOutput>;

export const stickinessOutput = z.object({
  ...answerFields,
  /** People by the number of intervals they were active in, from one to all. */
  intervals: z.array(z.object({ activeIntervals: z.number().int(), persons: z.number().int() })),
});
export type StickinessOutput = z.infer<typeof stickinessOutput>;

/** Name of the node that stands for all nodes beyond the top ones. */
export const restNode = '$rest';
const pathsObject = z.strictObject({
  ...commonFields,
  /** Events that make nodes; left out: all. */
  include: z.array(eventEntity).min(1).max(32).optional(),
  /** Nodes are values of this property instead of names. */
  nodeProperty: text.nullish(),
  sessionGapMinutes: z.number().positive().max(525_600).default(30),
  stepLimit: z.number().int().min(2).max(20).default(5),
  startPoint: z.string().max(2_000).nullish(),
  endPoint: z.string().max(2_000).nullish(),
  /** Nodes shown by name, those with most sessions; the others are one. */
  nodeLimit: z.number().int().min(1).max(200).default(30),
});
export const pathsInput = pathsObject;
export type PathsInput = z.infer<typeof pathsInput>;

export const pathsOutput = z.object({
  ...answerFields,
  /** Sessions with a path. */
  sessions: z.number().int(),
  edges: z.array(
    z.object({ source: z.string(), target: z.string(), value: z.number().int(), averageSeconds: z.number() }),
  ),
});
export type PathsOutput = z.infer<typeof pathsOutput>;

const breakdownValue = z.array(z.string().max(2_000)).min(1).max(3).optional();
export const personsPage = {
  limit: z.number().int().min(1).max(10_000).default(1_000),
  offset: z.number().int().min(0).max(100_000_000).default(0),
};
const index = z.number().int().min(0).max(maxPeriods);

/** The same bodies with the cell clicked. */
export const funnelPersonsInput = funnelObject
  .extend({
    ...personsPage,
    cell: z.strictObject({
      step,
      /** `dropped`: reached the (required) step before but not this one. */
      state: z.enum(['reached', 'dropped', 'excluded']).default('reached'),
      breakdown: breakdownValue,
      /** Position in `trend`. */
      period: index.optional(),
      /** Position in the bins of `timeToConvert`; `step` is then `toStep`. */
      bin: z.number().int().min(0).max(59).optional(),
    }),
  })
  .superRefine((body, context) => {
    checkFunnel(body, context as never);
    const { cell, steps } = body;
    const isDropAtFirst = cell.state === 'dropped' && cell.step === 0;
    const isOtherBin =
      cell.bin !== undefined && (cell.state !== 'reached' || cell.step !== (body.toStep ?? steps.length - 1));
    if (cell.step >= steps.length || isDropAtFirst || isOtherBin)
      context.addIssue({ code: 'custom', path: ['cell', 'step'], input: body });
    if (cell.breakdown && !body.breakdown)
      context.addIssue({ code: 'custom', path: ['cell', 'breakdown'], input: body });
  });
export type FunnelPersonsInput = z.infer<typeof funnelPersonsInput>;

export const retentionPersonsInput = retentionObject
  .extend({
    ...personsPage,
    /**
     * Row and column of the table; without `column` the whole cohort. Without `cohort` everybody in that column of the
     * cohorts in which it is over, once each: the people behind a point of the mean.
     */
    cell: z
      .strictObject({ cohort: index.optional(), column: index.optional(), breakdown: breakdownValue })
      .refine(({ cohort, column }) => cohort !== undefined || column !== undefined, { path: ['cohort'] }),
  })
  .refine((body) => !body.cell.breakdown || body.breakdown, { path: ['cell', 'breakdown'] });
export type RetentionPersonsInput = z.infer<typeof retentionPersonsInput>;

export const lifecyclePersonsInput = activityObject.extend({
  ...personsPage,
  /** `active`: new, returning and resurrecting together. */
  cell: z.strictObject({ interval: index, state: z.enum(['new', 'returning', 'resurrecting', 'dormant', 'active']) }),
});
export type LifecyclePersonsInput = z.infer<typeof lifecyclePersonsInput>;

export const stickinessPersonsInput = activityObject.extend({
  ...personsPage,
  cell: z.strictObject({ activeIntervals: z.number().int().min(1).max(maxPeriods) }),
});
export type StickinessPersonsInput = z.infer<typeof stickinessPersonsInput>;

const pathNode = z.string().max(2_100);
export const pathsPersonsInput = pathsObject.extend({
  ...personsPage,
  /** An edge or a node as the answer names it. */
  cell: z.union([z.strictObject({ source: pathNode, target: pathNode }), z.strictObject({ node: pathNode })]),
});
export type PathsPersonsInput = z.infer<typeof pathsPersonsInput>;

export const personsOutput = z.object({
  asOf: z.iso.datetime().nullable(),
  /** People of the cell, whatever is shown of them. */
  total: z.number().int(),
  profiles: z.array(z.object({ id: z.number().int(), displayName: z.string().nullable() })),
  truncated,
});
export type PersonsOutput = z.infer<typeof personsOutput>;
