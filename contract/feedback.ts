import { z } from 'zod';
import { analysisFields, analysisPeriod, answerFields, personsPage } from './analytics.ts';

/** Shapes of NPS, CSAT and CES (contract of the API, section 4). */

export const surveyKinds = ['nps', 'csat', 'ces'] as const;
export type SurveyKind = (typeof surveyKinds)[number];

const texts = z.array(z.string().min(1).max(500)).min(1).max(200);
/** What answers can be split by: a property of the answer, a property of the person, or the person's segments. */
const feedbackProperty = z.union([
  z.enum(['survey', 'channel', 'agent', 'country', 'region', 'city', 'segment']),
  z.string().regex(/^trait:.{1,100}$/s),
]);

const feedbackFields = {
  ...analysisFields,
  /** Names of surveys; left out: all of the kind. */
  surveys: texts.optional(),
  channels: texts.optional(),
  agents: texts.optional(),
  interval: analysisPeriod.exclude(['hour']).default('month'),
  breakdown: feedbackProperty.nullish(),
  /** An earlier range to compare the whole with. */
  compareTo: analysisFields.dateRange,
};
export const npsInput = z.strictObject(feedbackFields);
export type NpsInput = z.infer<typeof npsInput>;
/** CES goes the same way: `kind: "ces"`. */
export const csatInput = z.strictObject({
  ...feedbackFields,
  kind: z.enum(['csat', 'ces']).default('csat'),
  /** Lowest answer that counts as satisfied (CSAT default 4 of 5) or as easy (CES default 5 of 7). */
  satisfiedFrom: z.number().int().min(1).max(10).optional(),
});
export type CsatInput = z.infer<typeof csatInput>;

const figure = z.number().nullable();
/** NPS: points −100..100. CSAT and CES: percent of satisfied answers, 0..100. Null without an answer. */
const scoreFields = {
  responses: z.number().int(),
  promoters: z.number().int(),
  passives: z.number().int(),
  detractors: z.number().int(),
  score: figure,
  standardError: figure,
  /** 95 % interval, and how it was made. */
  lower: figure,
  upper: figure,
  interval: z.enum(['wald', 'wilson']).nullable(),
  /** Mean of the answers. */
  mean: figure,
};
/**
 * For CSAT and CES `promoters` are the satisfied answers, `detractors` the others and `passives` none.
 */
export const feedbackScore = z.object(scoreFields);
export type FeedbackScore = z.infer<typeof feedbackScore>;

/** Against what stands before it: Δ, and whether it is more than chance (|Δ| > 1.96 · √(SE₁² + SE₂²)); null = cannot be told. */
const change = z.object({ points: figure, isSignificant: z.boolean().nullable() });

export const feedbackResponse = z.object({
  responseId: z.number().int(),
  profileId: z.number().int().nullable(),
  displayName: z.string().nullable(),
  survey: z.string().nullable(),
  score: z.number(),
  comment: z.string().nullable(),
  channel: z.string().nullable(),
  agent: z.string().nullable(),
  answeredAt: z.iso.datetime(),
  /** What was done about it; null = nothing yet. */
  followUp: z
    .object({
      status: z.enum(['open', 'contacted', 'resolved']),
      note: z.string(),
      by: z.string(),
      at: z.iso.datetime(),
    })
    .nullable(),
});
export type FeedbackResponse = z.infer<typeof feedbackResponse>;

export const feedbackOutput = z.object({
  ...answerFields,
  kind: z.enum(surveyKinds),
  /** Lowest satisfied answer of CSAT and CES; null for NPS. */
  satisfiedFrom: z.number().int().nullable(),
  overall: feedbackScore,
  /** With `compareTo`: the earlier range, and the change since. */
  before: feedbackScore.nullable(),
  change: change.nullable(),
  /** Answers by value: 0..10 for NPS, else the values given. */
  distribution: z.array(z.object({ answer: z.number(), count: z.number().int() })),
  /** Periods with or without answers, oldest first; `change` against the last period before it that had answers. */
  trend: z.array(z.object({ ...scoreFields, start: z.string(), isIncomplete: z.boolean(), change })),
  /** By `breakdown`; most answers first. `value` is '' where there is none, a segment's id for `segment`. */
  breakdown: z.array(
    z.object({
      ...scoreFields,
      value: z.string(),
      label: z.string(),
      /** Against everybody else. */
      change,
    }),
  ),
  /**
   * What goes with good and bad answers, by weight. A driver is marked significant when its difference stays so after
   * Benjamini–Hochberg's correction over all drivers looked at (5 %).
   */
  drivers: z.array(
    z.object({
      property: z.string(),
      value: z.string(),
      responses: z.number().int(),
      score: z.number(),
      /** Of everybody else. */
      otherScore: z.number(),
      difference: z.number(),
      pValue: z.number(),
      isSignificant: z.boolean(),
      /** Points by which the whole would change were these answers like the others: share × (other − own). */
      impact: z.number(),
    }),
  ),
  comments: z.object({
    /** Answers with a comment. */
    total: z.number().int(),
    /** Words most comments share, most frequent first; one comment may be in several groups. */
    groups: z.array(
      z.object({
        /** What the word is grouped by, endings folded; asks for its people. */
        keyword: z.string(),
        /** The word as most comments write it. */
        label: z.string(),
        comments: z.number().int(),
        score: figure,
        promoters: z.number().int(),
        passives: z.number().int(),
        detractors: z.number().int(),
        /** Answers given together with this word differ from the others by more than chance. */
        isSignificant: z.boolean().nullable(),
        examples: z.array(feedbackResponse),
      }),
    ),
  }),
});
export type FeedbackOutput = z.infer<typeof feedbackOutput>;

/** Which answers are meant; what is left out does not narrow. */
export const feedbackCell = z.strictObject({
  group: z.enum(['promoters', 'passives', 'detractors']).optional(),
  answer: z.number().optional(),
  /** Value of the breakdown. */
  value: z.string().max(2_000).optional(),
  /** Position in `trend`. */
  period: z.number().int().min(0).max(5_000).optional(),
  keyword: z.string().min(1).max(100).optional(),
  driver: z.strictObject({ property: z.string().max(200), value: z.string().max(2_000) }).optional(),
  followUp: z.enum(['none', 'open', 'contacted', 'resolved']).optional(),
  withComment: z.boolean().optional(),
});
export type FeedbackCell = z.infer<typeof feedbackCell>;

export const npsPersonsInput = npsInput.extend({ ...personsPage, cell: feedbackCell });
export const csatPersonsInput = csatInput.extend({ ...personsPage, cell: feedbackCell });
/** `POST /analytics/nps/responses`: the answers themselves, newest first; the list of detractors is `cell.group`. */
export const npsResponsesInput = npsPersonsInput;
export const csatResponsesInput = csatPersonsInput;
export type NpsPersonsInput = z.infer<typeof npsPersonsInput>;
export type CsatPersonsInput = z.infer<typeof csatPersonsInput>;

export const feedbackResponsesOutput = z.object({
  asOf: answerFields.asOf,
  total: z.number().int(),
  responses: z.array(feedbackResponse),
});
export type FeedbackResponses = z.infer<typeof feedbackResponsesOutput>;

/** `PUT /api/v1/survey-responses/{id}/follow-up` */
export const followUpInput = z.strictObject({
  status: z.enum(['open', 'contacted', 'resolved']),
  note: z.string().trim().max(2_000).default(''),
});
export type FollowUpInput = z.infer<typeof followUpInput>;
