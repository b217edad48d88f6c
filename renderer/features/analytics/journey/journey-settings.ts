import { z } from 'zod';
import type { DateRange } from '../../../queries/index.ts';
import { anyEntity, audienceBody, audienceFields, draftEntity, entityBody } from '../frame/drafts.ts';
import { rangeSetting } from '../frame/range.ts';
import { namesOf } from '../pickers/event-words.ts';

export const journeySettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  /** Events on the way; fewer than two named means the most frequent. */
  touchpoints: draftEntity.default(anyEntity),
  limit: z.number().int().min(2).max(20).default(7),
  start: draftEntity.default(anyEntity),
  /** `previous`, a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type JourneySettings = z.output<typeof journeySettings>;

/** What the page starts with. */
export const givenJourney = journeySettings.parse({ range: { preset: 'last-12-months' } });

/** The question of the API that settings stand for. */
export function journeyBody(value: JourneySettings, days: DateRange) {
  const named = namesOf(value.touchpoints);
  return {
    dateRange: days,
    ...audienceBody(value),
    ...(named.length >= 2
      ? { touchpoints: named.slice(0, 20).map((event) => ({ event })) }
      : { touchpointLimit: value.limit }),
    ...(namesOf(value.start).length > 0 ? { startPoint: entityBody(value.start) } : {}),
  };
}
