import { type MemberKey, otherKey, type Pivot } from '../../../contract/pivot.ts';
import { type Members, personFields, viewOf } from '../../queries/index.ts';

/**
 * Where the head of a row leads: to the page of the customer whose number it is or stands beside, or to all customers of
 * that name where a table knows no number. Null for every other head.
 *
 * @param depth which field of the rows
 * @param path the values of the row, from the first field on
 */
export function customerLink(
  rows: Pivot['rows'],
  members: Members,
  depth: number,
  path: readonly MemberKey[],
): string | null {
  const [field, value] = [rows[depth]?.member, path[depth]];
  if (field === undefined || value === null || value === undefined || value === '' || value === otherKey) return null;
  const [idMember, nameMember] = personFields(viewOf(field), members);
  if (idMember === undefined || (field !== idMember && field !== nameMember)) return null;
  const known = rows.findIndex(({ member }) => member === idMember);
  const id = known < 0 ? undefined : path[known];
  if (typeof id === 'string' && /^\d{1,16}$/.test(id)) return `/customers/${id}`;
  return field === nameMember ? `/customers?search=${encodeURIComponent(String(value))}` : null;
}
