import type { MemberCondition } from './cube-query.ts';
import { type Members, shortName, viewOf } from './members.ts';
import { type DateRange, isLocalDate, presetRange } from './period.ts';

/** One dimension narrowed to some values; no values means not narrowed. */
export interface BoardFilter {
  member: string;
  values: string[];
}

/** What the reader of a board has chosen, and the bounds of the data it is chosen from. */
export interface BoardScope {
  range: DateRange;
  data: DateRange;
  filters: BoardFilter[];
  /** IANA zone of the workspace. */
  timezone: string;
}

type Search = Record<string, string | string[] | undefined>;

/**
 * Reads range and filters from the address. A missing or impossible range becomes the newest month with data;
 * `from` after `to` is read as if they were swapped.
 */
export function scopeOf(
  search: Search,
  filterMembers: readonly string[],
  data: DateRange,
  timezone: string,
): BoardScope {
  const { from, to } = search;
  const isRange = isLocalDate(from) && isLocalDate(to);
  const range = isRange
    ? { from: from < to ? from : to, to: from < to ? to : from }
    : presetRange('latest-month', data);
  const filters = filterMembers.map((member) => ({ member, values: listOf(search[parameterOf(member)]) }));
  return { range, data, filters, timezone };
}

/** Name in the address of a filter: `country` for `orders.country`. */
export function parameterOf(member: string): string {
  return shortName(member);
}

function listOf(value: string | string[] | undefined): string[] {
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return list.filter((one) => one !== '');
}

/**
 * The board's filters as conditions on one view. A filter reaches a view that has a member of the same short name
 * (`orders.country` reaches `order_items.country`); where a view has none, the filter is named in `unreached` so that
 * a tile can say it is not narrowed.
 */
export function filtersFor(
  view: string,
  filters: readonly BoardFilter[],
  members: Members,
): { filters: MemberCondition[]; unreached: string[] } {
  const result: MemberCondition[] = [];
  const unreached: string[] = [];
  for (const { member, values } of filters) {
    if (values.length === 0) continue;
    const target = memberIn(view, member, members);
    if (target === null) unreached.push(member);
    else result.push({ member: target, operator: 'equals', values });
  }
  return { filters: result, unreached };
}

/** The member of the same short name in another view; null where that view has none. */
export function memberIn(view: string, member: string, members: Members): string | null {
  if (viewOf(member) === view) return member;
  const candidate = `${view}.${shortName(member)}`;
  return members.has(candidate) ? candidate : null;
}
