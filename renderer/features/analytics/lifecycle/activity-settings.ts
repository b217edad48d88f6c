import { z } from 'zod';
import type { activityInput } from '../../../../contract/analytics.ts';
import type { DateRange } from '../../../queries/index.ts';
import { audienceBody, audienceFields, draftEntity, entityBody, entityOf } from '../frame/drafts.ts';
import { rangeSetting } from '../frame/range.ts';
import type { World } from '../frame/world.ts';

/** Settings of lifecycle and stickiness alike: what active means, and by which periods. */
export const activitySettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  event: draftEntity,
  interval: z.enum(['day', 'week', 'month', 'quarter', 'year']).default('month'),
  /** `previous`, a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type ActivitySettings = z.output<typeof activitySettings>;
export type ActivityBody = z.input<typeof activityInput>;

export function givenActivity({ events }: Pick<World, 'events'>): ActivitySettings {
  const hasOrders = events.some(({ name, events: count }) => name === 'order_placed' && count > 0);
  const event = hasOrders ? 'order_placed' : (events[0]?.name ?? 'order_placed');
  return activitySettings.parse({ range: { preset: 'last-12-months' }, event: entityOf(event) });
}

export function activityBody(settings: ActivitySettings, days: DateRange): ActivityBody {
  return {
    dateRange: days,
    ...audienceBody(settings),
    event: entityBody(settings.event),
    interval: settings.interval,
  };
}
