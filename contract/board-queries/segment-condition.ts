import { type Members, shortName, viewOf } from './members.ts';

/** Views whose rows are of people; an imported table may have a column called segment that is its own. */
const viewsOfPeople = new Set([
  'orders',
  'order_items',
  'profiles',
  'events',
  'tickets',
  'survey_responses',
  'opportunities',
]);

/** Whether a dimension is the segments of a row's person: filtered by ids of segments it keeps the rows of their people. */
export function isSegmentMember(member: string): boolean {
  return shortName(member) === 'segment' && viewsOfPeople.has(viewOf(member));
}

/** Only people of a saved segment; a view without people is not narrowed, and says so. */
export function segmentCondition(
  view: string,
  segment: string | null,
  members: Members,
): { filters: { member: string; operator: 'equals'; values: string[] }[]; unreached: string[] } {
  if (segment === null) return { filters: [], unreached: [] };
  const member = `${view}.segment`;
  return members.has(member) && isSegmentMember(member)
    ? { filters: [{ member, operator: 'equals', values: [segment] }], unreached: [] }
    : { filters: [], unreached: [unreachedSegment] };
}

/** What stands for the segment of a board among the filters that do not reach a tile. */
const unreachedSegment = 'orders.segment';
