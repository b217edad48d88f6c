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

/** Which customers a list holds. */
const customerFilterFields = {
  /** As in a search: part of a name (Chinese names by pinyin too) or the beginning of an identifier. */
  search: z.string().trim().max(200).default(''),
  /** Only people of this segment. */
  segmentId: z.uuid().optional(),
  /** Only those with, or only those without a counted order. */
  bought: z.enum(['yes', 'no']).optional(),
};
export const customerFilter = z.strictObject(customerFilterFields);
export type CustomerFilter = z.infer<typeof customerFilter>;

export const customerSorts = ['name', 'orders', 'revenue', 'lastOrder', 'firstSeen'] as const;
const customerOrderFields = {
  sort: z.enum(customerSorts).default('revenue'),
  direction: z.enum(['asc', 'desc']).default('desc'),
};
export type CustomerSort = (typeof customerSorts)[number];
export interface CustomerOrder {
  sort: CustomerSort;
  direction: 'asc' | 'desc';
}
export const customerFileQuery = z.object({ ...customerFilterFields, ...customerOrderFields });
export type CustomerFileQuery = z.infer<typeof customerFileQuery>;
export const customerListQuery = z.object({
  ...customerFilterFields,
  ...customerOrderFields,
  /** Cursor of the page before (`next`); left out: the first page. */
  after: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CustomerListQuery = z.infer<typeof customerListQuery>;

const customerRow = z.object({
  ...profileFields,
  email: z.string().nullable(),
  phone: z.string().nullable(),
  /** Number in the first source that has one. */
  customerNumber: z.string().nullable(),
  /** Counted orders of all time. */
  orders: z.number().int(),
  /** Net of all time in the workspace currency, returns taken off. */
  revenueMinor: z.number().int(),
  lastOrderAt: nullableInstant,
  /** First counted order or first event; without either, what a file of customers declares. */
  firstSeenAt: nullableInstant,
});
export type CustomerRow = z.infer<typeof customerRow>;
export const customerListOutput = z.object({
  asOf: nullableInstant,
  currency: z.string(),
  /** Customers that the filters let through. */
  total: z.number().int(),
  /** Customers there are at all. */
  known: z.number().int(),
  customers: z.array(customerRow),
  /** Where the next page begins; null at the end. */
  next: z.string().nullable(),
});
export type CustomerList = z.infer<typeof customerListOutput>;

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
