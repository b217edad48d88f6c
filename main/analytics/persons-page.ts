import type { PersonsOutput } from '../../contract/analytics.ts';
import type { IdSet, Replica } from '../replica/index.ts';

/** The people of a cell: all of them, and as of which write. */
export interface CellPeople {
  /** Ascending, unless the analysis has an order of its own. */
  profileIds: Uint32Array;
  /** ISO instant of the newest write in the answer. */
  asOf: string | null;
}

const namesSql = `SELECT id, coalesce(display_name, known_as) FROM profiles
  WHERE id IN (SELECT unnest(CAST(string_split(?, ',') AS BIGINT[])))`;

/** One page of people with their names. */
export async function personsPage(
  replica: Replica,
  { profileIds, asOf }: CellPeople,
  { offset, limit }: { offset: number; limit: number },
): Promise<PersonsOutput> {
  const shown = profileIds.subarray(offset, offset + limit);
  const names = await namesOf(replica, shown);
  return {
    asOf,
    total: profileIds.length,
    profiles: Array.from(shown, (id) => ({ id, displayName: names.get(id) ?? null })),
    ...(shown.length < profileIds.length ? { truncated: { shown: shown.length, total: profileIds.length } } : {}),
  };
}

/** Names of profiles, where they have one. */
export async function namesOf(replica: Replica, ids: ArrayLike<number>): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await replica.query(namesSql, [Array.from(ids).join()]);
  return new Map(rows.flatMap(([id, name]) => (name === null ? [] : [[Number(id), String(name)] as const])));
}

/** Ids of a bit set, ascending. */
export function idsOf({ words }: IdSet): Uint32Array {
  const bits = new Uint32Array(words);
  const ids: number[] = [];
  for (let word = 0; word < bits.length; word += 1) {
    for (let rest = bits[word] as number; rest !== 0; rest &= rest - 1) {
      ids.push(word * 32 + 31 - Math.clz32(rest & -rest));
    }
  }
  return Uint32Array.from(ids);
}
