import { z } from 'zod';
import { type EventEntity, type eventEntity, filterOperators } from '../../../../contract/analytics.ts';
import { completeEntity, completeFilters } from '../pickers/complete-filters.ts';

/** Settings as they stand while somebody writes them: a condition may still lack its value. */
const value = z.union([z.string(), z.number(), z.boolean()]);
export const draftFilter = z.object({
  property: z.string(),
  operator: z.enum(filterOperators),
  value: z.union([value, z.array(value)]).nullish(),
});
export const draftFilters = z.array(draftFilter).max(50).default([]);
export const draftEntityFields = {
  event: z.string().nullish(),
  anyOf: z.array(z.string()).max(200).optional(),
  filters: draftFilters,
  personFilters: draftFilters,
};
export const draftEntity = z.object(draftEntityFields);

export const anyEntity: EventEntity = { event: null, filters: [], personFilters: [] };
export const entityOf = (event: string): EventEntity => ({ event, filters: [], personFilters: [] });

export const durationSetting = z.object({
  value: z.number().positive().max(1_000_000),
  unit: z.enum(['second', 'minute', 'hour', 'day', 'week', 'month']),
});
export const breakdownSetting = z.object({ source: z.enum(['event', 'person']), property: z.string() });

/** What restricts every analysis to some people. */
export const audienceFields = { segmentId: z.string().optional(), filters: draftFilters };
export interface Audience {
  segmentId?: string | undefined;
  filters: z.output<typeof draftFilters>;
}

/** The fields of the API for dates and people. */
export function audienceBody({ segmentId, filters }: Audience): Partial<Audience> {
  const complete = completeFilters(filters);
  return {
    ...(complete.length > 0 ? { filters: complete } : {}),
    ...(segmentId === undefined ? {} : { segmentId }),
  };
}

/** An entity as the API takes it: nothing empty, nothing unfinished. */
export function entityBody(entity: EventEntity): z.input<typeof eventEntity> {
  const { event, anyOf, filters, personFilters } = completeEntity(entity);
  return {
    ...(anyOf && anyOf.length > 0 ? { anyOf } : { event: event ?? null }),
    ...(filters.length > 0 ? { filters } : {}),
    ...(personFilters.length > 0 ? { personFilters } : {}),
  };
}
