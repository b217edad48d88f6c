import type { AxisField } from '../../../../contract/pivot.ts';

type Group = NonNullable<AxisField['groups']>['list'][number];

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** A group as a line: `Name = value, value`. */
const lineOf = ({ name, values }: Group): string => oneLine(`${name} = ${values.join(', ')}`);

/** Groups as lines to be typed in. */
export const groupLines = (groups: readonly Group[]): string => groups.map(lineOf).join('\n');

/**
 * Groups of typed lines. A line that stands as it was written is not read again: names and values may hold the signs
 * that part them here. Lines without a name or values are none.
 *
 * @param known groups that the lines were written of
 */
export function groupsOfLines(text: string, known: readonly Group[]): Group[] {
  const written = Map.groupBy(known, lineOf);
  const lines = text.split('\n').map(oneLine);
  return lines.flatMap((line) => {
    const kept = written.get(line)?.shift();
    if (kept) return [kept];
    const [name = '', rest = ''] = line.split(/[=＝]/, 2).map((part) => part.trim());
    const values = rest.split(/[,，]/).map((value) => value.trim());
    const typed = values.filter((value) => value !== '');
    return name !== '' && typed.length > 0 ? [{ name, values: typed }] : [];
  });
}
