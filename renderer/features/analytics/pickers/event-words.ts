import type { TFunction } from 'i18next';
import type { EventEntity, PropertyFilter } from '../../../../contract/analytics.ts';
import type { Language } from '../../../../contract/language.ts';
import { currencyDigits } from '../../../format/index.ts';

/** What is needed to put settings into words. */
export interface Speech {
  t: TFunction<'analytics'>;
  language: Language;
  /** ISO 4217 of the workspace. */
  currency: string;
}

/** Words of the product for what it knows itself, else as the source wrote it. */
export function eventName(name: string, { t }: Pick<Speech, 't'>): string {
  return t(`events.${name}` as 'events.order_placed', { defaultValue: name });
}

export function propertyName(name: string, { t }: Pick<Speech, 't'>): string {
  return t(`properties.${name}` as 'properties.channel', { defaultValue: name });
}

/** Names of the events an entity means; empty means any. */
export function namesOf(entity: Pick<EventEntity, 'event' | 'anyOf'>): string[] {
  return [...(entity.event ? [entity.event] : []), ...(entity.anyOf ?? [])];
}

/** The events of an entity, without its filters: `Placed an order`, `view / cart`. */
export function entityName(entity: Pick<EventEntity, 'event' | 'anyOf'>, speech: Pick<Speech, 't'>): string {
  const names = namesOf(entity);
  return names.length === 0 ? speech.t('anyEvent') : names.map((name) => eventName(name, speech)).join(' / ');
}

/** Amounts are kept in minor units and written in major ones. */
export const minorProperties: ReadonlySet<string> = new Set(['net_base_minor', 'net_minor']);

/** A condition in words: `Channel is app or web`. */
export function filterWords(filter: PropertyFilter, speech: Speech): string {
  const { property, operator } = filter;
  const start = `${propertyName(property, speech)} ${speech.t(`operators.${operator}`)}`;
  const values = valuesOf(filter).map((value) => shownValue(property, value, speech.currency));
  return values.length === 0 ? start : `${start} ${values.join(speech.t('listSeparator'))}`;
}

export function valuesOf({ value }: PropertyFilter): (string | number | boolean)[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function shownValue(property: string, value: string | number | boolean, currency: string): string {
  if (!minorProperties.has(property) || !Number.isFinite(Number(value))) return String(value);
  return String(Number(value) / 10 ** currencyDigits(currency));
}

/** An entity with its conditions: `Placed an order (channel is app)`. */
export function entityWords(entity: EventEntity, speech: Speech): string {
  const conditions = [...entity.filters, ...entity.personFilters].map((filter) => filterWords(filter, speech));
  const name = entityName(entity, speech);
  if (conditions.length === 0) return name;
  return speech.t('withConditions', { name, conditions: conditions.join(speech.t('and')) });
}
