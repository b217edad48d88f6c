import { z } from 'zod';

/** Shapes of models fitted to figures that are sent: CLV, sBG and survival curves. */

/** Customers or lifetimes one request may carry. */
export const maxFitted = 1_000_000;
/** Customers × horizons: what an answer has to hold. */
export const maxExpectations = 5_000_000;
/** Longest duration, and most purchases of one customer. */
export const maxDuration = 1_000_000;
export const maxFrequency = 100_000;
export const maxGroups = 50;

export const clvModel = z.enum(['bgnbd', 'paretonbd']);
export type ClvModelName = z.infer<typeof clvModel>;

const positive = z.number().min(1e-8).max(1e8);
const duration = z.number().min(0).max(maxDuration);
export const nullable = z.number().nullable();

export const bgNbdParameters = z.strictObject({ r: positive, alpha: positive, a: positive, b: positive });
export const paretoNbdParameters = z.strictObject({ r: positive, alpha: positive, s: positive, beta: positive });
export const gammaGammaParameters = z.strictObject({ p: positive, q: positive, v: positive });
export const parametersOutput = z.record(z.string(), z.number());
export const standardErrorsOutput = z.record(z.string(), nullable).nullable();

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
  /** The longest anybody was watched; the curve says nothing of later times. */
  until: z.number(),
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
