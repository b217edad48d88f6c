import { z } from 'zod';
import type { EventEntity, funnelInput } from '../../../../contract/analytics.ts';
import type { DateRange } from '../../../queries/index.ts';
import {
  audienceBody,
  audienceFields,
  breakdownSetting,
  draftEntityFields,
  durationSetting,
  entityBody,
  entityOf,
} from '../frame/drafts.ts';
import { eventsLately } from '../frame/lately.ts';
import { rangeSetting } from '../frame/range.ts';
import type { World } from '../frame/world.ts';

const step = z.object({
  ...draftEntityFields,
  isOptional: z.boolean().default(false),
  /** Limit from the step before. */
  within: durationSetting.nullable().default(null),
});
export type FunnelStep = z.output<typeof step>;

const exclusion = z.object({ ...draftEntityFields, fromStep: z.number().int(), toStep: z.number().int() });
export type Exclusion = z.output<typeof exclusion>;

/** A funnel as its builder shows it. Options of a step stay with it when it moves. */
export const funnelSettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  steps: z.array(step).min(1).max(30),
  order: z.enum(['ordered', 'strict', 'unordered']).default('ordered'),
  window: durationSetting.nullable().default(null),
  exclusions: z.array(exclusion).max(20).default([]),
  breakdown: breakdownSetting.nullable().default(null),
  attribution: z.enum(['first_touch', 'last_touch', 'all_events', 'step']).default('first_touch'),
  attributionStep: z.number().int().min(0).default(0),
  view: z.enum(['steps', 'trend']).default('steps'),
  interval: z.enum(['day', 'week', 'month']).default('week'),
  countAfterRange: z.boolean().default(false),
  /** `previous`, a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type FunnelSettings = z.output<typeof funnelSettings>;

/** A question to the API. */
export type FunnelBody = z.input<typeof funnelInput>;

export const newStep = (entity: EventEntity): FunnelStep => ({ ...entity, isOptional: false, within: null });

/**
 * A first funnel that has something to show. With tracked events: from the one most people did to the order; with
 * orders alone: first, second and third order.
 */
export function givenFunnel(world: Pick<World, 'events' | 'data'>): FunnelSettings {
  const events = eventsLately(world);
  // Of events that as many people did, the rarer one comes first: a visit before the pages of it.
  const tracked = events
    .filter(({ isDerived }) => !isDerived)
    .toSorted((a, b) => b.people - a.people || a.events - b.events);
  const hasOrders = events.some(({ name, events: count }) => name === 'order_placed' && count > 0);
  const names = hasOrders
    ? tracked.length > 0
      ? [...tracked.slice(0, 2).map(({ name }) => name), 'order_placed']
      : ['order_placed', 'order_placed', 'order_placed']
    : tracked.slice(0, 3).map(({ name }) => name);
  return funnelSettings.parse({
    range: { preset: 'last-12-months' },
    steps: (names.length > 0 ? names : ['order_placed']).map((name) => newStep(entityOf(name))),
    interval: 'month',
  });
}

/** Whether steps of this funnel may be optional at all. */
export function allowsOptional({ order, exclusions }: Pick<FunnelSettings, 'order' | 'exclusions'>): boolean {
  return order === 'ordered' && exclusions.length === 0;
}

/** Positions of the steps that are optional in force: never the first or last, and two steps stay required. */
export function optionalSteps(settings: Pick<FunnelSettings, 'steps' | 'order' | 'exclusions'>): number[] {
  if (!allowsOptional(settings)) return [];
  const last = settings.steps.length - 1;
  return settings.steps.flatMap(({ isOptional }, i) => (isOptional && i > 0 && i < last ? [i] : []));
}

/** The body of the API; null while there are fewer than two steps. */
export function funnelBody(settings: FunnelSettings, days: DateRange): FunnelBody | null {
  const { steps, order, breakdown } = settings;
  if (steps.length < 2) return null;
  const optional = optionalSteps(settings);
  const limits = order === 'unordered' ? [] : steps.map(({ within }, i) => (i === 0 ? null : within));
  const exclusions = settings.exclusions
    .map((one) => ({ ...one, toStep: Math.min(one.toStep, steps.length - 1) }))
    .filter(({ fromStep, toStep }) => fromStep < toStep)
    .map(({ fromStep, toStep, ...entity }) => ({ ...entityBody(entity), fromStep, toStep }));
  const step = Math.min(settings.attributionStep, steps.length - 1);
  const attribution = settings.attribution === 'step' && optional.includes(step) ? 'first_touch' : settings.attribution;
  return {
    dateRange: days,
    ...audienceBody(settings),
    steps: steps.map(entityBody),
    ...(order === 'ordered' ? {} : { order }),
    ...(settings.window === null ? {} : { window: settings.window }),
    ...(limits.some((limit) => limit !== null) ? { stepWindows: limits } : {}),
    ...(exclusions.length > 0 ? { exclusions } : {}),
    ...(optional.length > 0 ? { optionalSteps: optional } : {}),
    ...(settings.countAfterRange ? { countAfterRange: true } : {}),
    ...(breakdown === null
      ? {}
      : {
          breakdown: {
            properties: [breakdown.property],
            source: breakdown.source,
            ...(breakdown.source === 'event' ? { attribution } : {}),
            ...(breakdown.source === 'event' && attribution === 'step' ? { step } : {}),
          },
        }),
  };
}

/** Steps in another order; exclusions keep their places. */
export function movedStep(steps: readonly FunnelStep[], from: number, to: number): FunnelStep[] {
  const next = [...steps];
  const [moved] = next.splice(from, 1);
  if (moved) next.splice(Math.max(0, Math.min(next.length, to)), 0, moved);
  return next;
}
