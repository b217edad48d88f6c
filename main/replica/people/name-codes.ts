import type { Sequence } from '../sequence/sequence.ts';

/** More names than a code of two bytes can tell apart. */
const mostCodes = 0x10000;

/**
 * Numbers the names that are wanted, equal names of several origins as one.
 *
 * @param wanted by number of the name in the index
 * @returns codes by number of the name, 0 where it is not wanted; null where there are too many names
 */
export function nameCodes(
  names: Sequence['names'],
  wanted: readonly boolean[],
): { labels: string[]; byName: Uint16Array } | null {
  const codes = new Map<string, number>();
  names.forEach(({ name }, index) => {
    if (wanted[index] && !codes.has(name)) codes.set(name, codes.size);
  });
  if (codes.size > mostCodes) return null;
  const byName = Uint16Array.from(names, ({ name }, index) => (wanted[index] ? (codes.get(name) ?? 0) : 0));
  return { labels: [...codes.keys()], byName };
}
