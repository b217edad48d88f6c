import type { EventEntity, PropertyFilter } from '../../../../contract/analytics.ts';

/** Conditions that say something; one that is still being written asks nothing. */
export function completeFilters(filters: readonly PropertyFilter[]): PropertyFilter[] {
  return filters.filter(({ property, operator, value }) => {
    if (property === '') return false;
    if (operator === 'is_set' || operator === 'is_not_set') return true;
    return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== '';
  });
}

/** An entity without conditions that are still being written. */
export function completeEntity(entity: EventEntity): EventEntity {
  return {
    ...entity,
    filters: completeFilters(entity.filters),
    personFilters: completeFilters(entity.personFilters),
  };
}
