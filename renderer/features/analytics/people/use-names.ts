import { useCube } from '../../../queries/index.ts';

interface Named {
  profileId: number;
  displayName: string | null;
}

/** Names of people as the data model knows them: where no source gives one, what the person was first met with. */
export function useNames(people: readonly Named[], timezone: string): (person: Named) => string {
  const answer = useCube(
    people.length === 0
      ? null
      : {
          measures: ['profiles.count'],
          dimensions: ['profiles.id', 'profiles.display_name'],
          filters: [
            { member: 'profiles.id', operator: 'equals', values: people.map(({ profileId }) => String(profileId)) },
          ],
          timezone,
          limit: 1_000,
        },
  );
  const names = new Map(
    (answer.data?.rows ?? []).map((row) => [Number(row['profiles.id']), row['profiles.display_name']]),
  );
  return ({ profileId, displayName }) => displayName ?? String(names.get(profileId) ?? `#${profileId}`);
}
