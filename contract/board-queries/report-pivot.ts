import type { Pivot, PivotFilter } from '../pivot.ts';
import type { ReportDefinition } from '../reports.ts';
import type { TileOf } from '../tiles.ts';
import { type Members, viewOf } from './members.ts';
import { type BoardScope, blankValue, heededFilters, memberIn } from './scope.ts';
import { segmentCondition } from './segment-condition.ts';
import { rangeOf } from './tile-queries.ts';

/** The report's question with the board's dates in the place of its own, and the board's filters beside its own. */
export function reportPivot(
  pivot: ReportDefinition['pivot'],
  tile: TileOf<'report'>,
  scope: BoardScope,
  members: Members,
): { pivot: Pivot; unreached: string[] } {
  const [lead] = pivot.values;
  const measure = lead && 'measure' in lead.source ? lead.source.measure : (pivot.rows[0]?.member ?? tile.timeMember);
  const view = viewOf(measure);
  const time = pivot.dates?.member ?? memberIn(view, tile.timeMember, members);
  const unreached: string[] = [];
  const filters = heededFilters(tile.ignores, scope).flatMap(({ member, values }): PivotFilter[] => {
    if (values.length === 0) return [];
    const target = memberIn(view, member, members);
    if (target === null) {
      unreached.push(member);
      return [];
    }
    const texts = values.filter((value) => value !== blankValue);
    // A pivot has no "one of these or empty": rather not narrowed, and said so, than narrowed to too little.
    if (texts.length > 0 && texts.length < values.length) {
      unreached.push(member);
      return [];
    }
    return texts.length === 0
      ? [{ member: target, operator: 'notSet' as const, values: [] }]
      : [{ member: target, operator: 'equals' as const, values: texts }];
  });
  const people = segmentCondition(view, scope.segment, members);
  // Everything there is: what has no date too.
  const dates = time === null || tile.range.kind === 'all' ? null : { member: time, ...rangeOf(tile, scope) };
  return {
    pivot: { ...pivot, dates, filters: [...pivot.filters, ...filters, ...people.filters] },
    unreached: [...unreached, ...people.unreached],
  };
}
