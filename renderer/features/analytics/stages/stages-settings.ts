import { z } from 'zod';
import { audienceFields } from '../frame/drafts.ts';
import { rangeSetting } from '../frame/range.ts';

export const stagesSettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  of: z.enum(['opportunities', 'customers']).default('opportunities'),
  loyalOrders: z.number().int().min(3).max(100).default(5),
  inactiveDays: z.number().int().min(1).max(1_825).default(180),
  /** `previous`, a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type StagesSettings = z.output<typeof stagesSettings>;
