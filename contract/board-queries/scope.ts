import type { PlanTarget } from '../boards.ts';
import type { CubeFilter, MemberCondition } from './cube-query.ts';
import { type Members, shortName, viewOf } from './members.ts';
import {
  type CalendarSettings,
  type DateRange,
  isLocalDate,
  type Preset,
  plainCalendar,
  presetRange,
  presets,
} from './period.ts';

/** One dimension narrowed to some values; no values means not narrowed. */
export interface BoardFilter {
  member: string;
  values: string[];
}

/** A measure held to a bound: only groups whose figure passes are shown. */
export interface MeasureFilter {
  member: string;
  operator: 'gt' | 'gte' | 'lt' | 'lte';
  bound: string;
}

/** What the reader of a board has chosen, and the bounds of the data it is chosen from. */
export interface BoardScope {
  range: DateRange;
  /** The named range that `range` is, as long as the reader chose it by name. */
  preset: Preset | null;
  /** The dates before a step of time was chosen: charts over time keep them, so that the next can be chosen there. */
  window?: DateRange | null;
  data: DateRange;
  filters: BoardFilter[];
  measureFilters: MeasureFilter[];
  /** Id of a saved segment; only its people count. */
  segment: string | null;
  /** Names of saved segments by id, where what is read is to say them. */
  segmentNames?: ReadonlyMap<string, string>;
  /** IANA zone of the workspace. */
  timezone: string;
  calendar: CalendarSettings;
  /** Typed targets of all measures. */
  targets: readonly PlanTarget[];
  /** One of `filters` that holds whatever a tile leaves aside: the part of one reader. Missing: there is none. */
  slice?: BoardSlice | null;
}

export interface BoardSlice {
  member: string;
  value: string;
}

type Search = Record<string, string | string[] | undefined>;

/** What an address is read with. */
export interface ScopeContext {
  /** Members that short names in the address stand for, in order of preference; full names are always understood. */
  filterMembers: readonly string[];
  data: DateRange;
  timezone: string;
  calendar?: CalendarSettings;
  /** Named range when the address has no dates. */
  defaultRange?: string | null;
  targets?: readonly PlanTarget[];
  slice?: BoardSlice | undefined;
}

/** A value of a filter that means "empty"; no text of a dimension is this sign alone. */
export const blankValue = '\u2205';

/** Words of the address that are no filters. */
const reserved = new Set(['from', 'to', 'range', 'tab', 'segment', 'where', 'token', 'edit', 'slides', 'every', 'was']);

/**
 * Reads range and filters from the address. A missing or impossible range becomes the board's own, else the newest
 * month with data; `from` after `to` is read as if they were swapped. What cannot be read is left out.
 */
export function scopeOf(search: Search, context: ScopeContext): BoardScope {
  const { data, timezone, calendar = plainCalendar, filterMembers, targets = [] } = context;
  const { range, preset } = rangeIn(search, data, calendar, context.defaultRange ?? null);
  const window = windowIn(search, data, calendar);
  const byParameter = new Map(filterMembers.toReversed().map((member) => [parameterOf(member), member]));
  const filters = [...new Set(filterMembers)]
    .filter((member) => byParameter.get(parameterOf(member)) === member)
    .map((member) => {
      // The full name says more: what it asks for holds on every board, and whoever adds it to an address means it.
      const full = listOf(search[member]);
      return { member, values: full.length > 0 ? full : listOf(search[parameterOf(member)]) };
    });
  for (const [name, value] of Object.entries(search)) {
    if (!name.includes('.') || filters.some((filter) => filter.member === name)) continue;
    filters.push({ member: name, values: listOf(value) });
  }
  const { slice } = context;
  const held = slice ? [...filters.filter((one) => one.member !== slice.member), heldTo(slice)] : filters;
  const segment = listOf(search.segment)[0] ?? null;
  const measureFilters = listOf(search.where).flatMap(measureFilterOf);
  const chosen = { range, preset, window, data, filters: held, measureFilters, segment, timezone, calendar, targets };
  return slice ? { ...chosen, slice: { member: slice.member, value: slice.value } } : chosen;
}

const heldTo = ({ member, value }: BoardSlice): BoardFilter => ({ member, values: [value] });

/** Dates as one word of the address: what a chosen step goes back to. */
export function datesWord({ preset, range }: Pick<BoardScope, 'preset' | 'range'>): string {
  return preset ?? `${range.from}..${range.to}`;
}

/** The words of the address that such a word stands for. */
export function datesOf(word: string): { range?: string; from?: string; to?: string } {
  const [from = '', to] = word.split('..');
  return to === undefined ? { range: from } : { from, to };
}

function windowIn(search: Search, data: DateRange, calendar: CalendarSettings): DateRange | null {
  const [was] = listOf(search.was);
  return was === undefined ? null : rangeIn(datesOf(was), data, calendar, null).range;
}

function rangeIn(search: Search, data: DateRange, calendar: CalendarSettings, fallback: string | null) {
  const [from, to, range] = [search.from, search.to, search.range].map((value) => listOf(value)[0]);
  if (isLocalDate(from) && isLocalDate(to)) {
    return { range: { from: from < to ? from : to, to: from < to ? to : from }, preset: null };
  }
  const named = (name: unknown) => presets.find((one) => one === name);
  const preset = named(range) ?? named(fallback) ?? 'latest-month';
  return { range: presetRange(preset, data, calendar), preset };
}

/** Name in the address of a filter: `country` for `orders.country`; the full name where that word is taken. */
export function parameterOf(member: string): string {
  const short = shortName(member);
  return reserved.has(short) ? member : short;
}

/** `orders.revenue~gte~1000` in the address. */
export function measureFilterText({ member, operator, bound }: MeasureFilter): string {
  return `${member}~${operator}~${bound}`;
}

function measureFilterOf(text: string): MeasureFilter[] {
  const [member = '', operator = '', bound = ''] = text.split('~');
  const known = (['gt', 'gte', 'lt', 'lte'] as const).find((one) => one === operator);
  return known && member.includes('.') && bound !== '' && Number.isFinite(Number(bound))
    ? [{ member, operator: known, bound }]
    : [];
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
): { filters: CubeFilter[]; unreached: string[] } {
  const result: CubeFilter[] = [];
  const unreached: string[] = [];
  for (const { member, values } of filters) {
    if (values.length === 0) continue;
    const target = memberIn(view, member, members);
    if (target === null) unreached.push(member);
    else result.push(valuesCondition(target, values));
  }
  return { filters: result, unreached };
}

/** The board's filters without those a tile leaves aside; the part of one reader is never left aside. */
export function heededFilters(
  ignores: readonly string[],
  { filters, slice }: Pick<BoardScope, 'filters' | 'slice'>,
): BoardFilter[] {
  return filters.filter(({ member }) => member === slice?.member || !ignores.includes(member));
}

/** One of these values, among which "empty" may be. */
export function valuesCondition(member: string, values: readonly string[]): CubeFilter {
  const texts = values.filter((value) => value !== blankValue);
  const equals: MemberCondition = { member, operator: 'equals', values: texts };
  if (texts.length === values.length) return equals;
  const blank: MemberCondition = { member, operator: 'notSet' };
  return texts.length === 0 ? blank : { or: [equals, blank] };
}

/** The member of the same short name in another view; null where that view has none. */
export function memberIn(view: string, member: string, members: Members): string | null {
  if (viewOf(member) === view) return member;
  const candidate = `${view}.${shortName(member)}`;
  return members.has(candidate) ? candidate : null;
}
