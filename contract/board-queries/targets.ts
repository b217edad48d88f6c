import type { PlanTarget, StatusRule, Target, Tile, TileOf } from '../boards.ts';
import type { CubeFilter, CubeQuery } from './cube-query.ts';
import { type Member, type Members, shortName, viewOf } from './members.ts';
import { addMonths, type DateRange, dayCount, endOfMonth, startOfMonth } from './period.ts';
import { type BoardScope, filtersFor, heededFilters, memberIn } from './scope.ts';
import { segmentCondition } from './segment-condition.ts';

/**
 * What typed monthly targets ask of a measure over a range. A measure that adds up takes each month's target by the
 * share of its days in the range (so a month to date is held to a month's target to date); a ratio takes the mean of
 * the months, weighted by those days.
 *
 * Of several dimensions narrowed, one with typed targets gives the sum (or mean) over its chosen values.
 *
 * @returns null where a month of the range has no target, or the board is narrowed by something without targets, such
 *   as a segment
 */
export function plannedTarget(
  measure: Pick<Member, 'name' | 'isAdditive'>,
  range: DateRange,
  scope: Pick<BoardScope, 'targets' | 'filters' | 'segment'>,
): number | null {
  if (scope.segment !== null) return null;
  const own = scope.targets.filter((target) => target.measure === measure.name);
  const narrowed = scope.filters.filter((filter) => filter.values.length > 0);
  const [only] = narrowed;
  if (only === undefined)
    return overMonths(
      own.filter(({ member }) => member === ''),
      measure.isAdditive,
      range,
    );
  if (narrowed.length > 1) return null;
  const amounts = only.values.map((value) => {
    const typed = own.filter((one) => sameMember(one.member, only.member) && one.value === value);
    return overMonths(typed, measure.isAdditive, range);
  });
  if (amounts.some((amount) => amount === null)) return null;
  const sum = amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);
  return measure.isAdditive ? sum : sum / amounts.length;
}

/** The same for a tile, which may have filters of its own: of single values, as typed targets are; of others there is none. */
export function tileTarget(
  tile: Pick<Tile, 'filters' | 'ignores'>,
  measure: Pick<Member, 'name' | 'isAdditive'>,
  range: DateRange,
  scope: Pick<BoardScope, 'targets' | 'filters' | 'segment' | 'slice'>,
): number | null {
  if (tile.filters.some(({ operator }) => operator !== 'equals')) return null;
  const own = tile.filters.map(({ member, values = [] }) => ({ member, values }));
  return plannedTarget(measure, range, { ...scope, filters: [...heededFilters(tile.ignores, scope), ...own] });
}

function sameMember(typed: string, filtered: string): boolean {
  return typed === filtered || (typed !== '' && shortName(typed) === shortName(filtered));
}

function overMonths(targets: readonly PlanTarget[], isAdditive: boolean, range: DateRange): number | null {
  const byMonth = new Map(targets.map((target) => [target.month, target.amount]));
  let total = 0;
  for (let month = startOfMonth(range.from); month <= range.to; month = addMonths(month, 1)) {
    const amount = byMonth.get(month.slice(0, 7));
    if (amount === undefined) return null;
    const end = endOfMonth(month);
    const days = dayCount({ from: month > range.from ? month : range.from, to: end < range.to ? end : range.to });
    total += amount * (days / (isAdditive ? dayCount({ from: month, to: end }) : dayCount(range)));
  }
  return total;
}

/** A figure typed on a tile; null of others, and beside one reader's part: it was typed for everybody together. */
export function fixedTarget(target: Target | null, scope: Pick<BoardScope, 'slice'>): number | null {
  return target?.kind === 'fixed' && !scope.slice ? target.value : null;
}

/**
 * The question behind a target that is a measure of its own, for example of an imported plan, narrowed as the tile's
 * figure is: by members of the same short name. A filter of the tile's own that the plan does not know is left out:
 * whoever set both has chosen a plan for it.
 *
 * @returns null for other targets, and where the plan does not know what the board is narrowed by, a segment among it:
 *   the plan of everything is nothing to hold one part against
 */
export function targetQuery(
  tile: TileOf<'number'> | TileOf<'chart'>,
  range: DateRange,
  scope: BoardScope,
  members: Members,
): CubeQuery | null {
  const { target } = tile;
  if (target?.kind !== 'measure') return null;
  const view = viewOf(target.measure);
  const dimension = target.timeMember.includes('.') ? target.timeMember : `${view}.${target.timeMember}`;
  const own = viewOf('measure' in tile ? tile.measure : (tile.measures[0] ?? ''));
  const narrowing = heededFilters(tile.ignores, scope).filter(({ member }) => memberIn(own, member, members) !== null);
  const { filters, unreached } = filtersFor(view, narrowing, members);
  const { slice } = scope;
  if (unreached.length > 0 || (slice && memberIn(view, slice.member, members) === null)) return null;
  const people = segmentCondition(own, scope.segment, members).filters.length > 0 ? scope.segment : null;
  const segment = segmentCondition(view, people, members);
  if (segment.unreached.length > 0) return null;
  const tileFilters = tile.filters.flatMap(({ member: given, operator, values }): CubeFilter[] => {
    const member = memberIn(view, given, members);
    return member === null ? [] : [{ member, operator, ...(values ? { values } : {}) }];
  });
  const narrowed = [...tileFilters, ...filters, ...segment.filters];
  return {
    measures: [target.measure],
    timeDimensions: [{ dimension, dateRange: [range.from, range.to] }],
    ...(narrowed.length > 0 ? { filters: narrowed } : {}),
    timezone: scope.timezone,
  };
}

/** The status of the first rule that holds; null where none does, or where a rule on the target has no target. */
export function statusOf(
  rules: readonly StatusRule[],
  value: number | null,
  target: number | null,
): StatusRule['status'] | null {
  if (value === null) return null;
  for (const { of, operator, bound, status } of rules) {
    const tested = of === 'value' ? value : target === null || target === 0 ? null : value / target;
    if (tested !== null && (operator === 'gte' ? tested >= bound : tested < bound)) return status;
  }
  return null;
}
