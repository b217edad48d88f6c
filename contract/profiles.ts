import { z } from 'zod';

/** Shapes of the people doors: search, and one customer's card. */

const nullableInstant = z.iso.datetime().nullable();

export const profileSearchQuery = z.object({
  /** Part of a name (Chinese names by pinyin too) or the whole of an identifier; left out: everybody, newest first. */
  search: z.string().trim().max(200).default(''),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export type ProfileSearch = z.infer<typeof profileSearchQuery>;

const profileFields = {
  id: z.number().int(),
  kind: z.enum(['person', 'company']),
  displayName: z.string().nullable(),
  country: z.string().nullable(),
  region: z.string().nullable(),
  city: z.string().nullable(),
};
export const profileSearchOutput = z.object({
  /** People found in all. */
  total: z.number().int(),
  profiles: z.array(
    z.object({
      ...profileFields,
      /** The identifier that was found; null where the name was. */
      matched: z.object({ type: z.string(), value: z.string() }).nullable(),
    }),
  ),
});
export type ProfileSearchResult = z.infer<typeof profileSearchOutput>;

export const timelineKinds = ['event', 'order', 'survey_response', 'ticket', 'opportunity'] as const;
/** One thing of a customer's story. `details` by kind: properties, amounts in minor units with `currency`, comments. */
export const timelineItem = z.object({
  kind: z.enum(timelineKinds),
  id: z.number().int(),
  at: z.iso.datetime(),
  name: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type TimelineItem = z.infer<typeof timelineItem>;
export type TimelineKind = (typeof timelineKinds)[number];

export const timelineQuery = z.object({
  /** Cursor of the page before (`next`); left out: the newest. */
  before: z.string().max(60).optional(),
  /** Only things of this kind; left out: all. */
  kind: z.enum(timelineKinds).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type TimelineQuery = z.infer<typeof timelineQuery>;
export const timelineOutput = z.object({
  items: z.array(timelineItem),
  /** Where the older ones begin; null at the end. */
  next: z.string().nullable(),
});
export type Timeline = z.infer<typeof timelineOutput>;

export const profileOutput = z.object({
  ...profileFields,
  asOf: nullableInstant,
  firstSeen: nullableInstant,
  traits: z.record(z.string(), z.unknown()),
  identifiers: z.array(z.object({ type: z.string(), value: z.string(), source: z.string() })),
  summary: z.object({
    /** Of the workspace; `revenueMinor` is in it, returns taken off. */
    currency: z.string(),
    orders: z.number().int(),
    revenueMinor: z.number().int(),
    /** Net of counted orders ÷ their number, in minor units unrounded; null without any. */
    averageOrderMinor: z.number().nullable(),
    firstOrderAt: nullableInstant,
    lastOrderAt: nullableInstant,
    events: z.number().int(),
    tickets: z.number().int(),
    surveyResponses: z.number().int(),
    /** Newest answer to the NPS question. */
    lastNps: z.number().int().nullable(),
    opportunities: z.number().int(),
  }),
  segments: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Newest first. */
  timeline: timelineOutput,
});
export type Profile = z.infer<typeof profileOutput>;
