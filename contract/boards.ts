import { z } from 'zod';
import { localizedTextOutput } from './language.ts';
import { memberFilterInput, tileInput } from './tiles.ts';

export * from './tiles.ts';

const localDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const name = z.string().trim().min(1).max(80);

export const boardInput = z.object({
  title: localizedTextOutput,
  description: localizedTextOutput.optional(),
  timeMember: z.string().max(200).default('orders.ordered_at'),
  /** Dimension filters the board offers in its filter row. */
  filterMembers: z.array(z.string().max(200)).max(20).default([]),
  tiles: z.array(tileInput).max(200),
  tabs: z
    .array(z.object({ id: z.string().min(1).max(60), title: localizedTextOutput }))
    .max(20)
    .default([]),
  /** From coarse to fine; drilling down goes one step on. */
  hierarchies: z
    .array(z.object({ title: localizedTextOutput, members: z.array(z.string().max(200)).min(2).max(8) }))
    .max(20)
    .default([]),
  /** Named range the board opens with, see `presets` in `board-queries/period.ts`. */
  defaultRange: z.string().max(40).nullable().default(null),
  /** Figures are read anew this often, whether or not the host reports new data. */
  refreshSeconds: z.number().int().min(10).max(86_400).nullable().default(null),
  /** Notes on time axes: what happened that day. */
  notes: z
    .array(z.object({ id: z.string().max(60), date: localDate, text: z.string().min(1).max(200) }))
    .max(200)
    .default([]),
});
export const boardOutput = boardInput.extend({
  id: z.string(),
  version: z.number().int(),
  isBuiltIn: z.boolean(),
  folder: z.string().default(''),
  updatedAt: z.iso.datetime(),
});
export type Board = z.infer<typeof boardOutput>;
export type BoardInput = z.infer<typeof boardInput>;

/** A board in the list; favourites and the home board are the reader's own. */
export const boardSummaryOutput = boardOutput
  .pick({ id: true, title: true, description: true, version: true, isBuiltIn: true, folder: true, updatedAt: true })
  .extend({ tileCount: z.number().int(), isFavourite: z.boolean(), isHome: z.boolean() });
export type BoardSummary = z.infer<typeof boardSummaryOutput>;

export const boardPlaceInput = z.strictObject({ folder: z.string().trim().max(80) });
export const boardMarkInput = z.strictObject({ isFavourite: z.boolean().optional(), isHome: z.boolean().optional() });

/** One kept version; changes that follow one another quickly are kept as one. */
export const boardVersionOutput = z.object({
  version: z.number().int(),
  author: z.string(),
  createdAt: z.iso.datetime(),
});
export type BoardVersion = z.infer<typeof boardVersionOutput>;

export const commentInput = z.strictObject({
  tileId: z.string().max(60).nullable(),
  body: z.string().trim().min(1).max(4000),
});
export const commentChangeInput = z.strictObject({ isResolved: z.boolean() });
export const commentOutput = z.object({
  id: z.string(),
  tileId: z.string().nullable(),
  author: z.string(),
  body: z.string(),
  createdAt: z.iso.datetime(),
  isResolved: z.boolean(),
  /** Whether the reader may delete it. */
  isOwn: z.boolean(),
});
export type Comment = z.infer<typeof commentOutput>;

/** Dates, filters and segment as the address of a board holds them. */
export const filterSetInput = z.strictObject({
  name,
  search: z.record(z.string().max(220), z.array(z.string().max(20_000)).max(10_000)),
  /** The board opens with it for this reader. */
  isDefault: z.boolean().default(false),
});
export const filterSetOutput = filterSetInput.extend({ id: z.string() });
export type FilterSet = z.infer<typeof filterSetOutput>;

/** One typed target: a measure in a calendar month, for everything or for one value of a dimension. */
export const planTargetInput = z.strictObject({
  measure: z.string().min(1).max(200),
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  member: z.string().max(200).default(''),
  value: z.string().max(500).default(''),
  /** In the unit of the measure: major units of money, shares 0..1, counts. */
  amount: z.number(),
});
export type PlanTarget = z.infer<typeof planTargetInput>;
export const planTargetsInput = z.strictObject({
  measure: z.string().min(1).max(200),
  targets: z.array(planTargetInput.omit({ measure: true })).max(5000),
});

export const boardFilterInput = memberFilterInput;
