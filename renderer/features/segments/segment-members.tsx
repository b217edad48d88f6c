import { useMemo } from 'react';
import type { SegmentMembers as Members } from '../../../contract/segments.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import type { Person } from '../analytics/people/cell-people.ts';
import { PeopleTable } from '../analytics/people/people-table.tsx';

/** People of a segment with what they have bought. */
export function SegmentMembers({ members, workspace }: { members: Members['profiles']; workspace: Workspace }) {
  const people = useMemo<Person[]>(() => members.map(({ id, displayName }) => ({ id, displayName })), [members]);
  return <PeopleTable people={people} isLoading={false} currency={workspace.currency} timezone={workspace.timezone} />;
}
