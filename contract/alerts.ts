import { z } from 'zod';
import { presets } from './board-queries/index.ts';
import { comparisons, memberFilterInput } from './boards.ts';
import { failureOutput, recipientInput } from './deliveries.ts';
import { viewInput } from './exports.ts';
import { localizedTextOutput } from './language.ts';
import { scheduleInput } from './schedules.ts';

const name = z.string().trim().min(1).max(80);

/** One thing to watch. Ratios are shares: 0.2 is 20 %. */
export const alertConditionInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('threshold'), operator: z.enum(['gt', 'gte', 'lt', 'lte']), value: z.number() }),
  z.strictObject({
    kind: z.literal('change'),
    against: z.enum(comparisons),
    direction: z.enum(['rise', 'fall', 'either']),
    ratio: z.number().positive().max(1000),
  }),
  /** The typed monthly targets of the measure, by the days of the range. `share`: 1 = the whole target. */
  z.strictObject({ kind: z.literal('target'), share: z.number().positive().max(10).default(1) }),
  /** The newest whole day against the same weekday of the eight weeks before. */
  z.strictObject({ kind: z.literal('anomaly'), direction: z.enum(['rise', 'fall', 'either']) }),
  z.strictObject({ kind: z.literal('stale'), hours: z.number().positive().max(8760) }),
]);
export type AlertCondition = z.infer<typeof alertConditionInput>;

export const alertInput = z.strictObject({
  name,
  /**
   * A number tile in place of a measure: its figure, filters, target and, unless it follows the board's, its dates are
   * those of the tile as it is when it is looked at. `view`: what the reader of the board had narrowed it to.
   */
  tile: z
    .strictObject({ board: z.string().min(1).max(60), tile: z.string().min(1).max(60), view: viewInput.default({}) })
    .nullable()
    .default(null),
  /** Of a tile it is filled in. */
  measure: z.string().max(200).default(''),
  timeMember: z.string().min(1).max(200).default('orders.ordered_at'),
  range: z.enum(presets).default('latest-month'),
  filters: z.array(memberFilterInput).max(20).default([]),
  conditions: z.array(alertConditionInput).min(1).max(5),
  combine: z.enum(['any', 'all']).default('any'),
  /** The values of this dimension that moved it most are told with it. */
  by: z.string().max(200).nullable().default(null),
  recipients: z.array(recipientInput).max(50).default([]),
  /** Besides after every change of data. */
  schedule: scheduleInput.nullable().default(null),
});
export type AlertDefinition = z.infer<typeof alertInput>;

export const alertResultOutput = z.object({
  value: z.number().nullable(),
  /** One per condition, in order: whether it holds, and the sentence that says why. */
  conditions: z.array(z.object({ holds: z.boolean(), words: localizedTextOutput })),
  rows: z.array(z.object({ value: z.string(), now: z.number(), before: z.number() })),
});
export type AlertResult = z.infer<typeof alertResultOutput>;

export const alertOutput = z.object({
  id: z.string(),
  owner: z.string(),
  isPaused: z.boolean(),
  definition: alertInput,
  state: z.enum(['unknown', 'ok', 'firing']),
  stateSince: z.iso.datetime().nullable(),
  evaluatedAt: z.iso.datetime().nullable(),
  snoozedUntil: z.iso.datetime().nullable(),
  result: alertResultOutput.nullable(),
  error: failureOutput,
});
export type Alert = z.infer<typeof alertOutput>;
