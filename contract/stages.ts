import { z } from 'zod';
import { analysisFields, answerFields, eventEntity, personsPage } from './analytics.ts';

/** Shapes of the stage funnel and the journey map. */

const text = z.string().min(1).max(500);
const { dateRange, timezone, filters, segmentId } = analysisFields;

const cut = z.object({ shown: z.number().int(), total: z.number().int() }).optional();

/** Stages every customer can go through, told by orders alone. */
export const customerStages = ['known', 'first_order', 'second_order', 'loyal'] as const;

/** What winners are told apart by: fields of the opportunity, then of its customer. */
export const winnerProperties = ['owner', 'channel', 'kind', 'country', 'region', 'city'] as const;

export const stagesInput = z.strictObject({
  of: z.enum(['opportunities', 'customers']).default('opportunities'),
  /** When the opportunity was opened, or the customer first seen. */
  dateRange,
  timezone,
  filters,
  segmentId,
  /** Stages of opportunities in order; left out: by how they follow one another in the data. */
  stages: z.array(text).min(1).max(30).optional(),
  /** Only these owners' opportunities. */
  owners: z.array(text).min(1).max(200).optional(),
  /** Customers: orders from which somebody is loyal, and days without one after which they are inactive. */
  loyalOrders: z.number().int().min(3).max(100).default(5),
  inactiveDays: z.number().int().min(1).max(1_825).default(180),
});
export type StagesInput = z.infer<typeof stagesInput>;

const figure = z.number().nullable();
export const stagesOutput = z.object({
  ...answerFields,
  of: z.enum(['opportunities', 'customers']),
  /** ISO 4217 of all amounts. */
  currency: z.string(),
  stages: z.array(
    z.object({
      stage: z.string(),
      /** Localized name of a stage of customers; else as written. */
      label: z.string(),
      /** Got to this stage or a later one. */
      count: z.number().int(),
      conversionFromFirst: figure,
      conversionFromPrevious: figure,
      /** Days spent in the stage, over those who have left it. */
      meanDays: figure,
      medianDays: figure,
      /** In it now, open. For customers: not inactive; the loyal are won, and none of these. */
      current: z.number().int(),
      /** Lost while in it. */
      lost: z.number().int(),
      amountMinor: z.number().int(),
      currentAmountMinor: z.number().int(),
    }),
  ),
  outcome: z.object({
    open: z.number().int(),
    won: z.number().int(),
    lost: z.number().int(),
    /** Won ÷ (won + lost). */
    winRate: figure,
    wonMinor: z.number().int(),
    lostMinor: z.number().int(),
    openMinor: z.number().int(),
    /** From opening to closing, over those closed. */
    meanDaysToClose: figure,
  }),
  /** Most frequent first; `reason` '' where none was given. */
  lossReasons: z.array(
    z.object({
      reason: z.string(),
      count: z.number().int(),
      amountMinor: z.number().int(),
      /** Stage in which most of these were lost. */
      mainStage: z.string().nullable(),
    }),
  ),
  /** Who is won: how often a value is met among the winners and among all closed, widest gap first. */
  winners: z.array(
    z.object({
      property: z.string(),
      value: z.string(),
      closed: z.number().int(),
      won: z.number().int(),
      winRate: z.number(),
      /** Win rate ÷ win rate of all. */
      lift: figure,
      /** Differs from the others by more than chance (two shares, 5 %); null with too few. */
      isSignificant: z.boolean().nullable(),
    }),
  ),
  /** Lists of which only the first rows are there. */
  truncated: z.object({ stages: cut, lossReasons: cut, winners: cut }).optional(),
});
export type StagesOutput = z.infer<typeof stagesOutput>;

export const stagesPersonsInput = stagesInput.extend({
  ...personsPage,
  cell: z.union([
    /** `stopped`: got there and to no later stage, whether open or lost. */
    z.strictObject({ stage: text, state: z.enum(['reached', 'stopped', 'current', 'lost']).default('reached') }),
    /** A row of `winners`. */
    z.strictObject({ property: z.enum(winnerProperties), value: text, outcome: z.enum(['closed', 'won']) }),
    z.strictObject({ outcome: z.enum(['open', 'won', 'lost']) }),
    z.strictObject({ lossReason: z.string().max(2_000) }),
  ]),
});
export type StagesPersonsInput = z.infer<typeof stagesPersonsInput>;

/** Touchpoints left out: the events most people have, at most this many. */
export const defaultTouchpoints = 8;

export const journeyInput = z.strictObject({
  ...analysisFields,
  /** What may be met on the way; left out: the most frequent events, `touchpointLimit` of them. */
  touchpoints: z.array(eventEntity).min(2).max(20).optional(),
  touchpointLimit: z.number().int().min(2).max(20).default(defaultTouchpoints),
  /** A journey begins with the first of these; left out: with the first touchpoint. */
  startPoint: eventEntity.optional(),
});
export type JourneyInput = z.infer<typeof journeyInput>;

export const journeyOutput = z.object({
  ...answerFields,
  /** People with a touchpoint. */
  persons: z.number().int(),
  /** In the order in which people meet them on average. */
  touchpoints: z.array(
    z.object({
      /** Position in the request, or in the list that was made; cells name it. */
      index: z.number().int(),
      label: z.string(),
      event: z.string().nullable(),
      persons: z.number().int(),
      share: z.number(),
      /** 1 = met first; over those who met it. */
      averagePosition: z.number(),
      averageSecondsFromStart: z.number(),
      medianSecondsFromStart: z.number(),
      /** Met nothing after it. */
      ended: z.number().int(),
      endedShare: z.number(),
    }),
  ),
  /** From each touchpoint to the next of the list. */
  links: z.array(
    z.object({
      from: z.number().int(),
      to: z.number().int(),
      /** Met `from`. */
      persons: z.number().int(),
      /** Of these, met `to` later. */
      continued: z.number().int(),
      /** Of these, went on to something else than `to`. */
      detoured: z.number().int(),
      /** Of these, met nothing after `from`. */
      dropped: z.number().int(),
      dropOff: figure,
      averageSeconds: figure,
      medianSeconds: figure,
    }),
  ),
});
export type JourneyOutput = z.infer<typeof journeyOutput>;

export const journeyPersonsInput = journeyInput.extend({
  ...personsPage,
  cell: z.union([
    z.strictObject({ touchpoint: z.number().int().min(0).max(19), state: z.enum(['met', 'ended']).default('met') }),
    z.strictObject({
      from: z.number().int().min(0).max(19),
      to: z.number().int().min(0).max(19),
      state: z.enum(['continued', 'detoured', 'dropped']),
    }),
  ]),
});
export type JourneyPersonsInput = z.infer<typeof journeyPersonsInput>;
