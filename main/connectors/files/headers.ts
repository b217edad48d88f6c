import { canonicalEntities, entityFields } from '../../../contract/entities.ts';
import { foldWidth } from './numbers.ts';

/** A header as the synonym lists spell it: lower case, half width, without spaces and punctuation. */
export function normaliseHeader(header: string): string {
  return foldWidth(header)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const known = new Set(canonicalEntities.flatMap((entity) => entityFields[entity].flatMap((field) => field.headers)));

/** Whether any entity knows a field under this header. */
export function isKnownHeader(header: string): boolean {
  return known.has(normaliseHeader(header));
}
