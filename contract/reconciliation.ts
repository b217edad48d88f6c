import { z } from 'zod';
import { otherLineTypes, revenueLineTypes } from './entities.ts';

/** Lines and what they are worth in the workspace's currency; `amountMinor` leaves out what has no known rate. */
const portion = { lines: z.number().int(), amountMinor: z.number().int() };
const lineType = z.enum([...revenueLineTypes, ...otherLineTypes]);

/**
 * Why a line is not in revenue. `line_type`: it is no sale (fee, sample …); `cancelled`, `unpaid`, `adjustment`: its
 * document is none; `unconverted`: no exchange rate is known for its currency.
 */
export const leftOutReasons = ['line_type', 'cancelled', 'unpaid', 'adjustment', 'unconverted'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

/** Every line is in exactly one row: `all` = `inRevenue` + `leftOut`, in lines and in money. */
export const reconciliationOutput = z.object({
  currency: z.string(),
  /** Instant of the newest write that is in these figures; null before the first. */
  asOf: z.iso.datetime().nullable(),
  all: z.object(portion),
  inRevenue: z.object({ ...portion, byLineType: z.array(z.object({ lineType, ...portion })) }),
  leftOut: z.object({
    ...portion,
    byReason: z.array(z.object({ reason: z.enum(leftOutReasons), lineType, ...portion })),
  }),
  /** Documents that came without lines; their net is in revenue where `isRevenue`. */
  withoutLines: z.object({ documents: z.number().int(), revenueMinor: z.number().int() }),
  /** Amounts that no rate is known for, in their own currency. */
  unconverted: z.array(z.object({ currency: z.string(), lines: z.number().int(), amountMinor: z.number().int() })),
});
export type Reconciliation = z.infer<typeof reconciliationOutput>;

/** Local dates, both inclusive; without them all of history. */
export const reconciliationQuery = z.object({ from: z.iso.date().optional(), to: z.iso.date().optional() });
