import { z } from 'zod';
import type { activityInput } from '../../../../contract/analytics.ts';
import type { DateRange } from '../../../queries/index.ts';
import { audienceBody, audienceFields, draftEntity, entityBody, entityOf } from '../frame/drafts.ts';
import { eventToStartWith } from '../frame/lately.ts';
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
export type ActivityBody = z.input<typeof activityInput> & Pick<ActivitySettings, 'interval'>;

export function givenActivity(world: Pick<World, 'events' | 'data'>): ActivitySettings {
  return activitySettings.parse({ range: { preset: 'last-12-months' }, event: entityOf(eventToStartWith(world)) });
}

export function activityBody(settings: ActivitySettings, days: DateRange): ActivityBody {
  return {
    dateRange: days,
    ...audienceBody(settings),
    event: entityBody(settings.event),
    interval: settings.interval,
  };
}
