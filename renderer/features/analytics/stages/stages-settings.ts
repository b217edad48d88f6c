import { z } from 'zod';
import type { DateRange } from '../../../queries/index.ts';
import { audienceBody, audienceFields } from '../frame/drafts.ts';
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

/** What the page starts with. */
export const givenStages = stagesSettings.parse({ range: { preset: 'all' } });

/** All of history: opportunities may be older than the orders that set the bounds of the data. */
export const isAllHistory = ({ range }: StagesSettings): boolean => 'preset' in range && range.preset === 'all';

/** The question of the API that settings stand for. */
export function stagesBody(value: StagesSettings, days: DateRange) {
  const { of, loyalOrders, inactiveDays } = value;
  return {
    of,
    ...(isAllHistory(value) ? {} : { dateRange: days }),
    ...audienceBody(value),
    ...(of === 'customers' ? { loyalOrders, inactiveDays } : {}),
  };
}
