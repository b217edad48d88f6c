import type { FieldValue } from '../connectors/files/index.ts';

/**
 * 53-bit hash of a row's values: two 32-bit FNV-like lanes, mixed at the end (the construction known as cyrb53).
 * Finds candidates only: whoever acts on equal hashes compares the rows, or accepts 2⁻⁵³ per pair.
 */
export function contentHash(values: readonly FieldValue[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    const text =
      value === null || value === undefined ? '\u0000' : typeof value === 'string' ? value : `\u0001${value}`;
    for (let position = 0; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ 0x1ffff, 2654435761);
    low = Math.imul(low ^ 0x1ffff, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
