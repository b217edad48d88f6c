import type { CubeFilter } from './cube-query.ts';
import type { Members } from './members.ts';

/** Only people of a saved segment; a view without people is not narrowed, and says so. */
export function segmentCondition(
  view: string,
  segment: string | null,
  members: Members,
): { filters: CubeFilter[]; unreached: string[] } {
  if (segment === null) return { filters: [], unreached: [] };
  const member = `${view}.segment_id`;
  return members.has(member)
    ? { filters: [{ member, operator: 'equals', values: [segment] }], unreached: [] }
    : { filters: [], unreached: [member] };
}
