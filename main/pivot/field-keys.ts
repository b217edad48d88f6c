import { type AxisField, type MemberKey, otherKey } from '../../contract/pivot.ts';
import { endOfStep } from './calendar.ts';

/** A condition of a Cube query. */
export type CubeFilter =
  | { member: string; operator: string; values?: string[] }
  | { and: CubeFilter[] }
  | { or: CubeFilter[] };

/** A group or bin of a field: its key and the rows that belong to it. */
export interface Bucket {
  key: string;
  filters: CubeFilter[];
}

/** Rows whose field has one of the keys; null is "empty". */
export function keysFilter(field: AxisField, keys: readonly MemberKey[]): CubeFilter {
  const { member, granularity } = field;
  const known = keys.filter((key) => key !== null);
  const parts: CubeFilter[] = granularity
    ? known.map((key) => ({ member, operator: 'inDateRange', values: [key, endOfStep(key, granularity)] }))
    : known.length > 0
      ? [{ member, operator: 'equals', values: known }]
      : [];
  if (known.length < keys.length) parts.push({ member, operator: 'notSet' });
  return parts.length === 1 ? (parts[0] as CubeFilter) : { or: parts };
}

/** Rows whose field has none of the keys. Cube's `notEquals` keeps empty values. */
export function notKeysFilters(field: AxisField, keys: readonly MemberKey[]): CubeFilter[] {
  const { member, granularity } = field;
  const known = keys.filter((key) => key !== null);
  const filters: CubeFilter[] = granularity
    ? known.map((key) => ({ member, operator: 'notInDateRange', values: [key, endOfStep(key, granularity)] }))
    : known.length > 0
      ? [{ member, operator: 'notEquals', values: known }]
      : [];
  if (known.length < keys.length) filters.push({ member, operator: 'set' });
  return filters;
}

/**
 * Groups by name in their order; what is in none comes last where it has a name. Groups of one name are one group, and
 * so is a group with the rest that is named as it is.
 */
export function groupBuckets(field: AxisField): Bucket[] {
  const groups = field.groups;
  if (!groups) return [];
  const byName = Map.groupBy(groups.list, ({ name }) => name);
  const rest = notKeysFilters(
    field,
    groups.list.flatMap(({ values }) => values),
  );
  const buckets = [...byName].map(([key, list]) => {
    const own = keysFilter(field, [...new Set(list.flatMap(({ values }) => values))]);
    return { key, filters: [key === groups.other ? { or: [own, { and: rest }] } : own] };
  });
  if (groups.other === null || byName.has(groups.other)) return buckets;
  return [...buckets, { key: groups.other, filters: rest }];
}

/** Most bins of one field: each is a question of its own. */
export const maxBins = 60;

/**
 * Bins between the least and greatest value. The key is the lower bound as text.
 *
 * @returns null when there would be more than `maxBins`
 */
export function binBuckets(field: AxisField, least: number, greatest: number): Bucket[] | null {
  const size = field.bins?.size ?? 1;
  const first = Math.floor(least / size);
  const count = Math.floor(greatest / size) - first + 1;
  if (!(count <= maxBins)) return null;
  const { member } = field;
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [bound(first + index, size), bound(first + index + 1, size)];
    return {
      key: from,
      filters: [
        { member, operator: 'gte', values: [from] },
        { member, operator: 'lt', values: [to] },
      ],
    };
  });
}

/** Without the dust of floating point: 3 × 0.1 is 0.3. */
const bound = (index: number, size: number) => String(Number((index * size).toPrecision(12)));

/** Rows of a path: the keys of the first fields in order; `bucketsOf` knows what a group or bin holds. */
export function pathFilters(
  fields: readonly AxisField[],
  path: readonly MemberKey[],
  bucketsOf: (field: AxisField) => readonly Bucket[] | null,
): CubeFilter[] {
  return path.flatMap((key, index) => {
    const field = fields[index];
    if (!field || key === otherKey) return [];
    const buckets = bucketsOf(field);
    return buckets ? (buckets.find((bucket) => bucket.key === key)?.filters ?? []) : [keysFilter(field, [key])];
  });
}

/**
 * Rows that belong to one of many paths of equal length: one condition per parent, so that a thousand members of one
 * group are one list.
 */
export function pathsFilter(
  fields: readonly AxisField[],
  paths: readonly (readonly MemberKey[])[],
  bucketsOf: (field: AxisField) => readonly Bucket[] | null,
): CubeFilter {
  const last = fields[(paths[0]?.length ?? 0) - 1];
  if (!last) return { and: [] };
  const byParent = new Map<string, { parent: readonly MemberKey[]; keys: MemberKey[] }>();
  for (const path of paths) {
    const parent = path.slice(0, -1);
    const name = JSON.stringify(parent);
    const known = byParent.get(name) ?? { parent, keys: [] };
    known.keys.push(path.at(-1) ?? null);
    byParent.set(name, known);
  }
  const parts = [...byParent.values()].map(({ parent, keys }): CubeFilter => {
    const filters = [...pathFilters(fields, parent, bucketsOf), lastFilter(last, keys, bucketsOf)];
    return filters.length === 1 ? (filters[0] as CubeFilter) : { and: filters };
  });
  return parts.length === 1 ? (parts[0] as CubeFilter) : { or: parts };
}

function lastFilter(
  field: AxisField,
  keys: MemberKey[],
  bucketsOf: (field: AxisField) => readonly Bucket[] | null,
): CubeFilter {
  const buckets = bucketsOf(field);
  if (!buckets) return keysFilter(field, keys);
  return { or: buckets.filter((bucket) => keys.includes(bucket.key)).map(({ filters }) => ({ and: filters })) };
}
