import type { IngestTraits } from '../hub/index.ts';
import { readInstant } from './instants.ts';

export type JsonObject = Record<string, unknown>;

/** Traits the protocol gives a meaning of their own, beside identifiers: they fill columns of the profile. */
const own = new Set([
  'name',
  'firstName',
  'lastName',
  'createdAt',
  'country',
  'region',
  'state',
  'city',
  'email',
  'phone',
]);

/**
 * Traits as the profile has them: name, place and first day in columns of their own, everything else by its name.
 * Chinese and Korean names are written without a space, surname first.
 */
export function readTraits(traits: JsonObject): IngestTraits {
  const address = objectAt(traits, 'address') ?? {};
  const rest = Object.fromEntries(Object.entries(traits).filter(([name]) => !own.has(name)));
  return {
    name: textOf(traits.name) ?? wholeName(textOf(traits.firstName), textOf(traits.lastName)),
    country: textOf(traits.country) ?? textOf(address.country),
    region: textOf(traits.region) ?? textOf(traits.state) ?? textOf(address.state),
    city: textOf(traits.city) ?? textOf(address.city),
    firstSeen: readInstant(traits.createdAt),
    rest: JSON.stringify(rest),
  };
}

function wholeName(first: string | null, last: string | null): string | null {
  if (first === null || last === null) return first ?? last;
  return /^[\p{Script=Han}\p{Script=Hangul}]+$/u.test(first + last) ? last + first : `${first} ${last}`;
}

export function objectAt(object: JsonObject, name: string): JsonObject | null {
  const value = object[name];
  return isObject(value) ? value : null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Trimmed text; null for what is none or empty. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text.slice(0, 400);
}
