import { z } from 'zod';
import { personsOutput, personsPage } from './analytics.ts';
import {
  clvModel,
  nullable,
  parametersOutput,
  standardErrorsOutput,
  survivalFitOutput,
  survivalInterval,
} from './model-fits.ts';
import { segmentId } from './segments.ts';

/** Shapes of CLV, RFM, churn and survival (contract of the API, section 4). */

/** Below this many customers parameters are too uncertain to be shown. */
export const minimumForParameters = 1_000;

/** Local date of the workspace; everything up to and including that day counts. Default: the day of the newest order. */
const asOf = z.iso.date().optional();
const currency = z.string().regex(/^[A-Z]{3}$/);
const shownOutput = z.object({ shown: z.number().int(), total: z.number().int() }).optional();
/** In every answer: the day of the analysis, and the instant of the newest write in it. */
const dated = { asOf: z.iso.date(), dataAsOf: z.iso.datetime().nullable() };
const page = {
  offset: z.number().int().min(0).max(10_000_000).default(0),
  limit: z.number().int().min(1).max(1_000).default(100),
};

const clvFields = {
  model: clvModel,
  /** Must be the workspace's, where it is given: amounts are converted to it. */
  currency: currency.optional(),
  asOf,
  horizonDays: z.number().int().min(1).max(3_650).default(365),
  /** 0.1 = 10 % a year. */
  discountRateAnnual: z.number().min(0).max(10).default(0),
  unit: z.enum(['week', 'day']).default('week'),
  /** Last day the model of the holdout may see. Default: the middle between first purchase and `asOf`. */
  calibrationEnd: z.iso.date().optional(),
  /** Only people of this segment; the model is fitted to them alone. */
  segmentId: segmentId.optional(),
  /** Share of revenue that is margin: values are then of margin instead of revenue. */
  marginRate: z.number().min(0).max(1).default(1),
  /** Takes returns off: a customer's spend is lowered by the share of their order value that came back. */
  returns: z.enum(['ignored', 'taken_off']).default('ignored'),
  /** Rows by month of the first order, or by segment. */
  by: z.enum(['cohort', 'segment']).nullish(),
  /** Trait of the profile that holds what it cost to win the customer, in major units of the workspace currency. */
  acquisitionCostTrait: z.string().min(1).max(100).optional(),
};
export const clvInput = z.strictObject({ ...clvFields, profiles: page.limit });
export const clvPersonsInput = z
  .strictObject({
    ...clvFields,
    ...page,
    cell: z.union([
      /** 1 = most valuable tenth. */
      z.strictObject({ decile: z.number().int().min(1).max(10) }),
      /** A row of `breakdown`; with `by`. */
      z.strictObject({ value: z.string().min(1).max(100) }),
      /** A bar of `alive`: 0 = up to a tenth, 9 = nine tenths and more. */
      z.strictObject({ aliveTenth: z.number().int().min(0).max(9) }),
      /** A row of `holdout.byFrequency`. */
      z.strictObject({ calibrationFrequency: z.number().int().min(0).max(7) }),
      /**
       * A point of `tracking`: who bought again after the day `after` (null: from the beginning on; as a rule the point
       * before) and up to the day `to`.
       */
      z.strictObject({ repeats: z.strictObject({ after: z.iso.date().nullable(), to: z.iso.date() }) }),
      /** Of the customers of `payback`, those who have paid back their cost, or have not; with `acquisitionCostTrait`. */
      z.strictObject({ hasPaidBack: z.boolean() }),
      /** `customers` or `repeatCustomers` of `summary`. */
      z.strictObject({ counted: z.enum(['customers', 'repeatCustomers']) }),
    ]),
  })
  .refine(({ cell, acquisitionCostTrait }) => !('hasPaidBack' in cell) || Boolean(acquisitionCostTrait), {
    path: ['acquisitionCostTrait'],
  })
  .refine(({ cell, by }) => !('value' in cell) || (by !== undefined && by !== null), { path: ['by'] });

/** One customer of the workspace. Times in the unit asked for; `monetary` and `clv` in minor units. */
export const clvProfileOutput = z.object({
  profileId: z.number().int(),
  displayName: z.string().nullable(),
  frequency: z.number().int(),
  recency: z.number(),
  T: z.number(),
  monetary: nullable,
  pAlive: z.number(),
  expectedPurchases: z.number(),
  clv: nullable,
  decile: z.number().int(),
});
const predictionOutput = { customers: z.number().int(), predicted: z.number(), actual: z.number().int() };
export const clvOutput = z.object({
  ...dated,
  model: clvModel,
  currency,
  horizonDays: z.number().int(),
  discountRateAnnual: z.number(),
  unit: z.enum(['week', 'day']),
  /** Null when withheld. */
  parameters: parametersOutput.nullable(),
  standardErrors: standardErrorsOutput,
  logLikelihood: nullable,
  hasConverged: z.boolean(),
  gammaGamma: z.object({ p: z.number(), q: z.number(), v: z.number() }).nullable(),
  /** Why parameters are not shown: too few customers for figures of this kind. */
  withheld: z.object({ customers: z.number().int(), minimum: z.number().int(), message: z.string() }).nullable(),
  profiles: z.array(clvProfileOutput),
  truncated: shownOutput,
  summary: z.object({
    customers: z.number().int(),
    repeatCustomers: z.number().int(),
    /** Sum of P(alive). */
    aliveCustomers: z.number(),
    expectedPurchases: z.number(),
    /** Net of all their counted orders up to `asOf`. */
    historicMinor: z.number().int(),
    clvMinor: nullable,
    /** Customers for whom no spend can be expected, so that they have no value. */
    withoutValue: z.number().int(),
    /** Counted orders whose amount has no exchange rate: they count as purchases, not as money. */
    unconvertedOrders: z.number().int(),
  }),
  deciles: z.array(
    z.object({
      decile: z.number().int(),
      customers: z.number().int(),
      expectedPurchases: z.number(),
      clvMinor: nullable,
      historicMinor: z.number().int(),
    }),
  ),
  /** Customers by P(alive) in tenths, lowest first; all of them, whatever `profiles` is. */
  alive: z.array(z.number().int()).length(10),
  /** With `by`: months of the first order (`2011-03-01`), or ids of segments. `label` names them. */
  breakdown: z.array(
    z.object({
      value: z.string(),
      label: z.string(),
      customers: z.number().int(),
      aliveCustomers: z.number(),
      expectedPurchases: z.number(),
      historicMinor: z.number().int(),
      clvMinor: nullable,
    }),
  ),
  /**
   * Repeat purchases per unit of time since the first customer, running total: what happened, and what the model of
   * everything up to `asOf` would have expected. At most 200 points.
   */
  tracking: z.array(z.object({ date: z.iso.date(), actual: z.number().int(), expected: z.number() })),
  /** With `acquisitionCostTrait`; over customers that have one. */
  payback: z
    .object({
      customers: z.number().int(),
      costMinor: z.number().int(),
      /** Margin of their orders so far. */
      historicMinor: z.number().int(),
      /** Customers whose margin has covered their cost, and the days that took (median over them). */
      paidBack: z.number().int(),
      medianDays: nullable,
      /** (Historic margin + CLV) ÷ cost. */
      valueToCost: nullable,
    })
    .nullable(),
  /** Purchases after `calibrationEnd`, predicted from what lay before; null where that is too little. */
  holdout: z
    .object({
      calibrationEnd: z.iso.date(),
      days: z.number().int(),
      ...predictionOutput,
      /** By repeat purchases in the calibration; the last row holds that many and more. */
      byFrequency: z.array(z.object({ frequency: z.number().int(), ...predictionOutput })),
    })
    .nullable(),
});
export type ClvOutput = z.infer<typeof clvOutput>;
export const clvPersonsOutput = z.object({
  ...dated,
  total: z.number().int(),
  profiles: z.array(clvProfileOutput),
  truncated: shownOutput,
});

export const rfmSegmentNames = [
  'champions',
  'loyal',
  'potential_loyalist',
  'new',
  'promising',
  'need_attention',
  'about_to_sleep',
  'cannot_lose',
  'at_risk',
  'hibernating',
  'lost',
] as const;
const segment = z.enum(rfmSegmentNames);
const score = z.number().int().min(1).max(5);
const rfmFields = {
  asOf,
  segmentId: segmentId.optional(),
  /** `rfm`: as R's package of that name, bounds plus one; `quantile`: without the one. */
  rule: z.enum(['rfm', 'quantile']).default('rfm'),
};
export const rfmInput = z.strictObject({ ...rfmFields, /** Earlier day to compare segments with. */ compareTo: asOf });
export const rfmPersonsInput = z
  .strictObject({
    ...rfmFields,
    ...page,
    /** The earlier day, for a cell of the migration. */
    compareTo: asOf,
    cell: z.union([
      z.strictObject({ segment }),
      /** `before` null: not a customer at the earlier day. Without `after` all of them, wherever they are now. */
      z.strictObject({ before: segment.nullable(), after: segment.optional() }),
      /** `value`: a column of the grid, the mean of frequency and monetary with halves up. */
      z.strictObject({
        ...{ recency: score.optional(), frequency: score.optional(), monetary: score.optional() },
        value: score.optional(),
      }),
    ]),
  })
  .refine(({ cell, compareTo }) => !('before' in cell) || compareTo !== undefined, { path: ['compareTo'] });
const bounds = z.array(z.number());
export const rfmOutput = z.object({
  ...dated,
  currency,
  customers: z.number().int(),
  rule: z.enum(['rfm', 'quantile']),
  /** Lower bounds of the upper four classes: days, orders, major units. */
  thresholds: z.object({ recency: bounds, frequency: bounds, monetary: bounds }),
  /** All eleven, best first. */
  segments: z.array(z.object({ segment, customers: z.number().int(), revenueMinor: z.number().int() })),
  /** The scores that occur. */
  scores: z.array(
    z.object({
      recency: score,
      frequency: score,
      monetary: score,
      segment,
      customers: z.number().int(),
      revenueMinor: z.number().int(),
    }),
  ),
  /** `before` null: not a customer yet. Null without `compareTo`. */
  migration: z
    .object({
      from: z.iso.date(),
      to: z.iso.date(),
      moves: z.array(z.object({ before: segment.nullable(), after: segment, customers: z.number().int() })),
    })
    .nullable(),
});
export const rfmPersonsOutput = z.object({
  ...dated,
  total: z.number().int(),
  profiles: z.array(
    z.object({
      profileId: z.number().int(),
      displayName: z.string().nullable(),
      recencyDays: z.number().int(),
      orders: z.number().int(),
      revenueMinor: z.number().int(),
      scores: z.object({ recency: score, frequency: score, monetary: score }),
      segment,
    }),
  ),
  truncated: shownOutput,
});

/** Days without an order after which a customer counts as gone. */
const inactiveDays = z.number().int().min(1).max(1_825);
export const survivalInput = z.strictObject({
  asOf,
  inactiveDays,
  /** A property of the profile: a column, or `trait:<name>`. */
  by: z.union([z.enum(['country', 'region', 'city', 'kind']), z.string().regex(/^trait:.{1,100}$/)]).optional(),
  interval: survivalInterval.default('log-log'),
  segmentId: segmentId.optional(),
});
export const survivalPersonsInput = survivalInput.extend({
  ...personsPage,
  cell: z.strictObject({
    /** Value of `by`; left out: everybody. */
    group: z.string().max(2_000).nullish(),
    /** `left` within these days after the first order, both ends included; `present`: still customers at `asOf`. */
    state: z.enum(['left', 'present']),
    fromDays: z.number().int().min(0).optional(),
    toDays: z.number().int().min(0).optional(),
  }),
});
export const survivalOutput = survivalFitOutput.extend({
  ...dated,
  inactiveDays,
  /** Values beyond the largest groups, drawn together in the group `null`. */
  otherGroups: z.number().int(),
});

export const churnInput = z.strictObject({
  asOf,
  inactiveDays,
  months: z.number().int().min(1).max(36).default(12),
  segmentId: segmentId.optional(),
});
export const churnPersonsInput = churnInput.extend({
  ...personsPage,
  /** First day of the month, and who of it. */
  cell: z.strictObject({ start: z.iso.date(), state: z.enum(['active', 'lost', 'gained']) }),
});
export const churnOutput = z.object({
  ...dated,
  currency,
  inactiveDays,
  months: z.array(
    z.object({
      /** First day. */
      start: z.iso.date(),
      /** The month of `asOf`, unless `asOf` is its last day. */
      isIncomplete: z.boolean(),
      activeAtStart: z.number().int(),
      lost: z.number().int(),
      /** Not active at the start, active at the end. */
      gained: z.number().int(),
      customerChurn: nullable,
      /** Of customers active at the start: net in the `inactiveDays` before the start. */
      revenueAtStartMinor: z.number().int(),
      /** Decreases only. */
      grossLostMinor: z.number().int(),
      /** Decreases less increases. */
      netLostMinor: z.number().int(),
      grossRevenueChurn: nullable,
      netRevenueChurn: nullable,
    }),
  ),
});
export type ChurnOutput = z.infer<typeof churnOutput>;

/** People of a cell of churn or survival. */
export const lifetimePersonsOutput = personsOutput;

/** Below these the model refuses (analytics/too-few-outcomes): customers, and leavers and stayers among them. */
export const minimumForChurnModel = { customers: 200, perOutcome: 30 };

/** What the churn model looks at, all as of the day it judges from. */
export const churnFeatures = [
  'days_since_last_order',
  'orders',
  'orders_recent',
  'order_trend',
  'typical_gap_days',
  'lateness',
  'spend_per_order',
  'tenure_days',
  'return_share',
  'discount_share',
  'events_recent',
  'tickets_recent',
  'complaints_recent',
  'last_nps',
] as const;
export const churnFeature = z.enum(churnFeatures);
export type ChurnFeature = (typeof churnFeatures)[number];

export const churnModelInput = z.strictObject({
  asOf,
  /** A customer churns who has no counted order in this many days after the day judged from. */
  inactiveDays,
  segmentId: segmentId.optional(),
});
export type ChurnModelInput = z.infer<typeof churnModelInput>;

const effect = z.object({
  feature: churnFeature,
  label: z.string(),
  description: z.string(),
  /** On the log-odds of churning, per standard deviation of the (transformed) feature. */
  coefficient: z.number(),
  standardError: z.number(),
  /** exp(coefficient) with its 95 % interval. */
  oddsRatio: z.number(),
  lower: z.number(),
  upper: z.number(),
});
export const churnModelOutput = z.object({
  ...dated,
  inactiveDays: z.number().int(),
  /** Days judged from in training (oldest first) and in the test, whose outcomes the training did not see. */
  trainedAt: z.array(z.iso.date()),
  testedAt: z.iso.date(),
  training: z.object({ customers: z.number().int(), churned: z.number().int() }),
  test: z.object({
    customers: z.number().int(),
    churned: z.number().int(),
    auc: nullable,
    aucLower: nullable,
    aucUpper: nullable,
    /** Mean squared error of the probabilities, and that of the plain churn rate of the training. */
    brier: z.number(),
    brierOfRate: z.number(),
    /** Logistic recalibration: 0 and 1 are perfect. */
    calibrationIntercept: nullable,
    calibrationSlope: nullable,
  }),
  /** Tenths of the test by predicted probability. */
  calibration: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      customers: z.number().int(),
      predicted: z.number(),
      actual: z.number(),
      lower: z.number(),
      upper: z.number(),
    }),
  ),
  effects: z.array(effect),
  /** Customers of today by probability, in fifths of the scale. */
  bands: z.array(
    z.object({ from: z.number(), to: z.number(), customers: z.number().int(), revenueMinor: z.number().int() }),
  ),
  currency,
});
export type ChurnModelOutput = z.infer<typeof churnModelOutput>;

export const atRiskInput = churnModelInput.extend({
  ...page,
  /** Lowest and highest probability shown. */
  from: z.number().min(0).max(1).default(0),
  to: z.number().min(0).max(1).default(1),
  /** `value`: probability × revenue of the last year. */
  sort: z.enum(['probability', 'value']).default('probability'),
});
export const atRiskOutput = z.object({
  ...dated,
  currency,
  total: z.number().int(),
  profiles: z.array(
    z.object({
      profileId: z.number().int(),
      displayName: z.string().nullable(),
      probability: z.number(),
      lastOrder: z.iso.date(),
      orders: z.number().int(),
      /** Net of the 365 days up to `asOf`. */
      revenueMinor: z.number().int(),
      /** What raises the probability most for this customer, strongest first. */
      reasons: z.array(
        z.object({
          feature: churnFeature,
          label: z.string(),
          value: z.number(),
          /** Median of the customers judged. */
          typical: z.number(),
          /** On the log-odds, against a customer with typical values. */
          effect: z.number(),
        }),
      ),
      /** What is different from the same customer one `inactiveDays` earlier; empty for new ones. */
      changes: z.array(
        z.object({ feature: churnFeature, label: z.string(), before: z.number(), now: z.number(), effect: z.number() }),
      ),
      /** The probability judged from back then; null for new ones. */
      probabilityBefore: nullable,
    }),
  ),
  truncated: shownOutput,
});
export type AtRiskOutput = z.infer<typeof atRiskOutput>;
/** People of a band of probability, or of a point of the calibration: `POST /analytics/churn/at-risk/persons`. */
export const atRiskPersonsInput = churnModelInput.extend({
  ...personsPage,
  cell: z.union([
    z.strictObject({ from: z.number().min(0).max(1), to: z.number().min(0).max(1) }),
    /** Position in `calibration`: customers of the test; `hasLeft`: only those who did leave afterwards. */
    z.strictObject({ calibrationRow: z.number().int().min(0).max(9), hasLeft: z.literal(true).optional() }),
  ]),
});
