import { z } from 'zod';

/** Shapes of what analyses can be made of: names of events, properties and their values, each with counts. */

const asOf = z.iso.datetime().nullable();
const text = z.string().min(1).max(500);

export const eventNamesOutput = z.object({
  asOf,
  /** Everything known people did, the events without tracking code first, then the most frequent. */
  events: z.array(
    z.object({
      name: z.string(),
      /** Known without tracking code: orders, returns and what else the workspace holds. */
      isDerived: z.boolean(),
      events: z.number().int(),
      people: z.number().int(),
      /** Instant of the newest one; null where there is none. */
      lastAt: asOf,
    }),
  ),
  firstAt: asOf,
  lastAt: asOf,
});
export type EventNames = z.infer<typeof eventNamesOutput>;

const propertyFields = {
  source: z.enum(['event', 'person']),
  /** Names of the events meant; left out or empty: any. */
  events: z.array(text).max(200).default([]),
};
export const propertiesInput = z.strictObject(propertyFields);
export const propertiesOutput = z.object({
  asOf,
  properties: z.array(
    z.object({
      name: z.string(),
      /** A column every order or profile has, or a property the source brought. */
      isBuiltIn: z.boolean(),
      isNumber: z.boolean(),
      /** Share of the rows looked at that have a value. */
      share: z.number(),
    }),
  ),
  /** Rows looked at: not more than the newest of each table, so that the answer comes at once. */
  rows: z.number().int(),
});
export type EventProperties = z.infer<typeof propertiesOutput>;

export const propertyValuesInput = z.strictObject({
  ...propertyFields,
  property: text,
  /** Part of the value. */
  search: z.string().max(200).default(''),
  limit: z.number().int().min(1).max(200).default(50),
});
export const propertyValuesOutput = z.object({
  asOf,
  /** Most frequent first. */
  values: z.array(z.object({ value: z.string(), count: z.number().int() })),
  truncated: z.object({ shown: z.number().int(), total: z.number().int() }).optional(),
});
export type PropertyValues = z.infer<typeof propertyValuesOutput>;
