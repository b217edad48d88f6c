import type { AxisField } from '../../../../contract/pivot.ts';

type Group = NonNullable<AxisField['groups']>['list'][number];

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** A group as a line: `Name = value, value`. */
const lineOf = ({ name, values }: Group): string => oneLine(`${name} = ${values.join(', ')}`);

/** Groups as lines to be typed in. */
export const groupLines = (groups: readonly Group[]): string => groups.map(lineOf).join('\n');

/**
 * Groups of typed lines. A line that stands as it was written is not read again: names and values may hold the signs
 * that part them here. Of a changed one, values known already keep the blanks that a line cannot show, and the empty
 * value, which cannot be typed, stays with the group's name, or with its place where the name is new. Lines without a
 * name or values are none.
 *
 * @param known groups that the lines were written of
 */
export function groupsOfLines(text: string, known: readonly Group[]): Group[] {
  const written = Map.groupBy(known, lineOf);
  const lines = text.split('\n').map(oneLine);
  const kept = lines.map((line) => written.get(line)?.shift());
  const changed = new Set(known.filter((group) => !kept.includes(group)));
  const exact = new Map<string, string>();
  for (const value of known.flatMap(({ values }) => values)) if (value !== null) exact.set(oneLine(value), value);
  const formerOf = (name: string, index: number): Group | undefined => {
    const atPlace = lines.length === known.length ? known[index] : undefined;
    const former = [...changed].find((group) => oneLine(group.name) === name) ?? atPlace;
    return former && changed.delete(former) ? former : undefined;
  };
  return lines.flatMap((line, index) => {
    const same = kept[index];
    if (same) return [same];
    const [name = '', rest = ''] = line.split(/[=＝]/, 2).map((part) => part.trim());
    const typed = rest.split(/[,，]/).map((value) => value.trim());
    const values: Group['values'] = typed.filter((value) => value !== '').map((value) => exact.get(value) ?? value);
    if (formerOf(name, index)?.values.includes(null)) values.push(null);
    return name !== '' && values.length > 0 ? [{ name, values }] : [];
  });
}
