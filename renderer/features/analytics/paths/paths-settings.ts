import { z } from 'zod';
import type { pathsInput } from '../../../../contract/analytics.ts';
import type { DateRange } from '../../../queries/index.ts';
import { anyEntity, audienceBody, audienceFields, draftEntity, entityBody } from '../frame/drafts.ts';
import { eventsLately } from '../frame/lately.ts';
import { rangeSetting } from '../frame/range.ts';
import type { World } from '../frame/world.ts';
import { namesOf } from '../pickers/event-words.ts';

/** Pauses offered, in minutes. */
export const gaps = [30, 60, 360, 1440, 10_080, 43_200, 129_600] as const;

export const pathsSettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  /** Events on the way; none named means all. */
  include: draftEntity.default(anyEntity),
  /** Property whose values are the nodes; empty for names of events. */
  nodeProperty: z.string().default(''),
  gapMinutes: z.number().positive().default(30),
  stepLimit: z.number().int().min(2).max(12).default(5),
  nodeLimit: z.number().int().min(3).max(40).default(8),
  startPoint: z.string().default(''),
  endPoint: z.string().default(''),
  /** `previous`, a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type PathsSettings = z.output<typeof pathsSettings>;
export type PathsBody = z.input<typeof pathsInput>;

export function givenPaths(world: Pick<World, 'events' | 'data'>): PathsSettings {
  const hasTracked = eventsLately(world).some(({ isDerived }) => !isDerived);
  return pathsSettings.parse({ range: { preset: 'last-12-months' }, gapMinutes: hasTracked ? 30 : 129_600 });
}

export function pathsBody(settings: PathsSettings, days: DateRange): PathsBody {
  const { include, nodeProperty, startPoint, endPoint } = settings;
  const isNarrowed = namesOf(include).length > 0 || include.filters.length > 0;
  return {
    dateRange: days,
    ...audienceBody(settings),
    ...(isNarrowed ? { include: [entityBody(include)] } : {}),
    ...(nodeProperty === '' ? {} : { nodeProperty }),
    sessionGapMinutes: settings.gapMinutes,
    stepLimit: settings.stepLimit,
    nodeLimit: settings.nodeLimit,
    ...(startPoint === '' ? {} : { startPoint }),
    ...(endPoint === '' ? {} : { endPoint }),
  };
}

/** Position and value of a node: `3_cart` is the third step, `cart`. */
export function readNode(id: string): { step: number; value: string } {
  const at = id.indexOf('_');
  return { step: Number(id.slice(0, at)), value: id.slice(at + 1) };
}
