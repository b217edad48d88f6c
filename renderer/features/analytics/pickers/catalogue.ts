import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import {
  type EventNames,
  type EventProperties,
  eventNamesOutput,
  type PropertyValues,
  propertiesOutput,
  propertyValuesOutput,
} from '../../../../contract/event-catalogue.ts';
import { request } from '../../../transport/index.ts';
import { ask } from '../frame/use-answer.ts';

/** Names of all events with counts. */
export function useEventNames(): UseQueryResult<EventNames> {
  return useQuery({
    queryKey: ['analytics', 'events'],
    queryFn: ({ signal }) => request('/api/v1/analytics/events', { schema: eventNamesOutput, signal }),
  });
}

export type PropertySource = 'event' | 'person';

/** Properties of some events (of any, where none is named) or of people. */
export function useProperties(
  source: PropertySource,
  events: readonly string[],
  isWanted: boolean,
): UseQueryResult<EventProperties> {
  const body = { source, events: source === 'event' ? [...events].sort() : [] };
  return useQuery({
    queryKey: ['analytics', 'properties', body],
    queryFn: ({ signal }) => ask('properties', body, propertiesOutput, signal),
    enabled: isWanted,
  });
}

/** Values of a property with counts, narrowed by what was typed. */
export function usePropertyValues(
  source: PropertySource,
  events: readonly string[],
  property: string,
  search: string,
  isWanted: boolean,
): UseQueryResult<PropertyValues> {
  const body = { source, events: source === 'event' ? [...events].sort() : [], property, search };
  return useQuery({
    queryKey: ['analytics', 'property-values', body],
    queryFn: ({ signal }) => ask('property-values', body, propertyValuesOutput, signal),
    enabled: isWanted && property !== '',
    placeholderData: (former) => former,
  });
}
