import { z } from 'zod';

/** Shapes of CLV, RFM, churn and survival (contract of the API, section 4). */

/** Customers or lifetimes one request may carry. */
export const maxFitted = 1_000_000;
/** Customers × horizons: what an answer has to hold. */
export const maxExpectations = 5_000_000;
/** Longest duration, and most purchases of one customer. */
export const maxDuration = 1_000_000;
export const maxFrequency = 100_000;
export const maxGroups = 50;
/** Below this many customers parameters are too uncertain to be shown. */
export const minimumForParameters = 1_000;

export const clvModel = z.enum(['bgnbd', 'paretonbd']);
export type ClvModelName = z.infer<typeof clvModel>;

const positive = z.number().min(1e-8).max(1e8);
const duration = z.number().min(0).max(maxDuration);
const nullable = z.number().nullable();

export const bgNbdParameters = z.strictObject({ r: positive, alpha: positive, a: positive, b: positive });
export const paretoNbdParameters = z.strictObject({ r: positive, alpha: positive, s: positive, beta: positive });
export const gammaGammaParameters = z.strictObject({ p: positive, q: positive, v: positive });
const parametersOutput = z.record(z.string(), z.number());
const standardErrorsOutput = z.record(z.string(), nullable).nullable();

/** One customer: repeat purchases, first to last purchase, first purchase to the end, mean value of the repeats. */
export const clvCustomer = z.object({
  frequency: z.number().int().min(0).max(maxFrequency),
  recency: duration,
  T: duration,
  monetary: z.number().min(0).nullish(),
});

const fitFields = {
  /** Times from the end of the histories, in their unit. */
  horizons: z.array(z.number().positive().max(maxDuration)).max(50),
  gammaGamma: gammaGammaParameters.optional(),
};
const fitInput = <T extends z.ZodType>(customers: T) =>
  z.discriminatedUnion('model', [
    z.strictObject({
      model: z.literal('bgnbd'),
      customers,
      ...fitFields,
      /** Taken as they are instead of being fitted. */
      parameters: bgNbdParameters.optional(),
    }),
    z.strictObject({
      model: z.literal('paretonbd'),
      customers,
      ...fitFields,
      parameters: paretoNbdParameters.optional(),
    }),
  ]);
export const clvFitInput = fitInput(z.array(clvCustomer).max(maxFitted));
/** The same without a look at the customers, who are checked one by one. */
export const clvFitEnvelope = fitInput(z.array(z.unknown()));

export const clvFitOutput = z.object({
  model: clvModel,
  horizons: z.array(z.number()),
  parameters: parametersOutput,
  /** Null when the parameters were given, or where the likelihood is too flat to say. */
  standardErrors: standardErrorsOutput,
  logLikelihood: z.number(),
  hasConverged: z.boolean(),
  gammaGamma: z.object({ p: z.number(), q: z.number(), v: z.number() }).nullable(),
  gammaGammaStandardErrors: standardErrorsOutput,
  /** In the order given; one expectation per horizon; the spend is that of one purchase. */
  customers: z.array(z.object({ pAlive: z.number(), expectedPurchases: z.array(z.number()), expectedSpend: nullable })),
  newCustomer: z.object({ expected: z.array(z.number()) }),
});

export const sbgInput = z.strictObject({
  /** Customers at the start and after each period. */
  survivors: z.array(z.number().int().min(0).max(1e12)).min(3).max(1_000),
  periods: z.number().int().min(1).max(1_000),
});
export const sbgOutput = z.object({
  alpha: z.number(),
  beta: z.number(),
  logLikelihood: z.number(),
  /** Of period 1, 2, … */
  retention: z.array(z.number()),
  /** At 0, 1, 2, … as a share of the start. */
  survival: z.array(z.number()),
});

export const survivalInterval = z.enum(['log-log', 'log', 'plain']);
const group = z.union([z.string().max(200), z.number()]);
export const lifetime = z.object({ duration, observed: z.boolean(), group: group.optional() });
const lifetimes = z.array(lifetime).min(1).max(maxFitted);
export const survivalFitInput = z.union([
  lifetimes,
  z.strictObject({ lifetimes, interval: survivalInterval.default('log-log') }),
]);
export const survivalFitEnvelope = z.strictObject({
  lifetimes: z.array(z.unknown()),
  interval: survivalInterval.default('log-log'),
});

export const survivalCurveOutput = z.object({
  group: z.string().nullable(),
  people: z.number().int(),
  left: z.number().int(),
  /** When half have left; null when the curve does not fall that far. */
  median: nullable,
  points: z.array(
    z.object({
      time: z.number(),
      atRisk: z.number().int(),
      left: z.number().int(),
      censored: z.number().int(),
      survival: z.number(),
      standardError: z.number(),
      lower: nullable,
      upper: nullable,
    }),
  ),
});
export const logRankOutput = z
  .object({
    statistic: z.number(),
    degreesOfFreedom: z.number().int(),
    pValue: z.number(),
    groups: z.array(z.object({ group: z.string().nullable(), observed: z.number(), expected: z.number() })),
  })
  .nullable();
export const survivalFitOutput = z.object({
  interval: survivalInterval,
  groups: z.array(survivalCurveOutput),
  /** Null with fewer than two groups, or when nobody left. */
  logRank: logRankOutput,
});

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
};
export const clvInput = z.strictObject({ ...clvFields, profiles: page.limit });
export const clvPersonsInput = z.strictObject({
  ...clvFields,
  ...page,
  /** 1 = most valuable tenth. */
  cell: z.strictObject({ decile: z.number().int().min(1).max(10) }),
});

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
  /** `rfm`: as R's package of that name, bounds plus one; `quantile`: without the one. */
  rule: z.enum(['rfm', 'quantile']).default('rfm'),
};
export const rfmInput = z.strictObject({ ...rfmFields, /** Earlier day to compare segments with. */ compareTo: asOf });
export const rfmPersonsInput = z.strictObject({
  ...rfmFields,
  ...page,
  cell: z.union([
    z.strictObject({ segment }),
    z.strictObject({ recency: score.optional(), frequency: score.optional(), monetary: score.optional() }),
  ]),
});
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
