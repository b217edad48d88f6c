import { z } from 'zod';
import { customerFilter } from './profiles.ts';

/** Shapes of segments: named lists of people, usable wherever "which people" is asked. */

export const segmentId = z.uuid();

/** Most people one request may name; an analysis may bring more. */
export const maxNamedPeople = 100_000;

/** Analyses whose people can become a segment: those with a `/persons` of their own. */
export const segmentAnalyses = [
  'funnel',
  'retention',
  'lifecycle',
  'stickiness',
  'paths',
  'clv',
  'rfm',
  'churn',
  'churn/at-risk',
  'survival',
  'nps',
  'csat',
  'stages',
  'journey',
] as const;
export type SegmentAnalysis = (typeof segmentAnalyses)[number];

/** The body of `POST /analytics/{kind}/persons`, its cell apart; checked against that analysis. */
export const analysisOrigin = z.strictObject({
  kind: z.enum(segmentAnalyses),
  body: z.record(z.string(), z.unknown()),
  cell: z.record(z.string(), z.unknown()),
});
export type AnalysisOrigin = z.infer<typeof analysisOrigin>;

const profileIds = z.array(z.number().int().positive()).min(1).max(maxNamedPeople);
const name = z.string().trim().min(1).max(120);
const description = z.string().trim().max(2_000);

export const segmentInput = z.strictObject({
  name,
  description: description.default(''),
  people: z.union([
    z.strictObject({ profileIds }),
    z.strictObject({ analysis: analysisOrigin }),
    /** Everybody whom the list of customers shows with these filters, now. */
    z.strictObject({ customers: customerFilter }),
  ]),
});
export type SegmentInput = z.infer<typeof segmentInput>;

export const segmentChange = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    add: profileIds.optional(),
    remove: profileIds.optional(),
    /** Asks the analysis it came from again, with the data of now; members become its answer. */
    refresh: z.literal(true).optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined))
  .refine((change) => !change.refresh || (!change.add && !change.remove), { path: ['refresh'] });
export type SegmentChange = z.infer<typeof segmentChange>;

export const segmentOutput = z.object({
  id: segmentId,
  name: z.string(),
  description: z.string(),
  /** People in it now; those erased since are not counted. */
  count: z.number().int(),
  origin: z.union([
    z.object({ kind: z.literal('list') }),
    z.object({
      kind: z.literal('analysis'),
      analysis: analysisOrigin,
      /** Instant of the newest write in the answer the people were taken from. */
      asOf: z.iso.datetime().nullable(),
    }),
  ]),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Who made it. */
  createdBy: z.string(),
});
export type Segment = z.infer<typeof segmentOutput>;

export const segmentMembersQuery = z.object({
  offset: z.coerce.number().int().min(0).max(100_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
export const segmentMembersOutput = z.object({
  total: z.number().int(),
  /** By id. */
  profiles: z.array(
    z.object({ id: z.number().int(), displayName: z.string().nullable(), enteredAt: z.iso.datetime() }),
  ),
});
export type SegmentMembers = z.infer<typeof segmentMembersOutput>;
