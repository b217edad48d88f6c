import { uuidv7 } from 'uuidv7';
import { AppError } from '../../contract/errors.ts';
import type { AnalysisOrigin, Segment, SegmentMembers } from '../../contract/segments.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Replica } from '../replica/index.ts';
import {
  addMembers,
  addSegment,
  changeWords,
  removeAllMembers,
  removeMembers,
  removeSegment,
  setMembers,
} from './statements.ts';

/** People an analysis found, as of which write. */
export interface FoundPeople {
  profileIds: ArrayLike<number>;
  /** ISO instant of the newest write in the answer. */
  asOf: string | null;
}

export interface SegmentsParts {
  store: MetadataStore;
  clock: Clock;
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
}

/**
 * Named lists of people. Members are kept by profile; whoever merges or splits profiles moves members here, and nobody
 * else may ask who is in a segment but by this door or by its copy in the replica.
 */
export interface Segments {
  /** Newest first. */
  list(): Promise<Segment[]>;
  /** What each is called, newest first: nobody is counted for it. */
  names(): { id: string; name: string }[];
  /** @throws segments/not-found */
  get(id: string): Promise<Segment>;
  /** @throws api/invalid-input with a profile that does not exist */
  addList(words: SegmentWords, profileIds: readonly number[]): Promise<Segment>;
  /** A list of profiles that were read just now; one gone since is passed over. */
  addKnown(words: SegmentWords, profileIds: readonly number[]): Promise<Segment>;
  addFound(words: SegmentWords, analysis: AnalysisOrigin, found: FoundPeople): Promise<Segment>;
  /** @throws segments/not-found, api/invalid-input */
  change(
    id: string,
    change: {
      name?: string | undefined;
      description?: string | undefined;
      add?: readonly number[] | undefined;
      remove?: readonly number[] | undefined;
    },
  ): Promise<Segment>;
  /** Members become the people found; the origin keeps its analysis with the new instant. @throws segments/not-found */
  refresh(id: string, found: FoundPeople): Promise<Segment>;
  /** @throws segments/not-found */
  remove(id: string): Promise<void>;
  /** By profile. @throws segments/not-found */
  members(id: string, page: { offset: number; limit: number }): Promise<SegmentMembers>;
  /** Segments a person is in, by name. */
  of(profileId: number): { id: string; name: string }[];
}

export interface SegmentWords {
  name: string;
  description: string;
  createdBy: string;
}

const select = 'SELECT id, uid, name, description, origin, created_by, created_at, updated_at FROM segments';
const countSql = `SELECT g.uid, count(p.id) FROM segments g
  LEFT JOIN segment_members m ON m.segment_id = g.id LEFT JOIN profiles p ON p.id = m.profile_id GROUP BY 1`;

export function createSegments({ store, clock, replica }: SegmentsParts): Segments {
  const iso = (ms: unknown): string => new Date(Number(ms)).toISOString();

  function find(id: string): Record<string, unknown> {
    const row = store.all(`${select} WHERE uid = ?`, [id])[0];
    if (row === undefined) throw new AppError('segments/not-found');
    return row;
  }

  /** Counted in the replica: a list of half a million is no matter for this thread. */
  async function counts(): Promise<Map<string, number>> {
    const door = replica();
    await door.catchUp();
    const { rows } = await door.query(countSql);
    return new Map(rows.map(([uid, count]) => [String(uid), Number(count)]));
  }

  function segmentOf(row: Record<string, unknown>, known: ReadonlyMap<string, number>): Segment {
    const id = String(row.uid);
    return {
      id,
      name: String(row.name),
      description: String(row.description),
      count: known.get(id) ?? 0,
      origin: JSON.parse(String(row.origin)) as Segment['origin'],
      createdAt: iso(row.created_at),
      updatedAt: iso(row.updated_at),
      createdBy: String(row.created_by),
    };
  }

  const get = async (id: string): Promise<Segment> => segmentOf(find(id), await counts());

  /** @throws api/invalid-input naming the first that does not exist */
  function checkExist(profileIds: readonly number[], path: string): void {
    const missing = store.all(
      'SELECT value, key FROM json_each(?) WHERE value NOT IN (SELECT id FROM profiles) LIMIT 1',
      [JSON.stringify(profileIds)],
    )[0];
    if (missing === undefined) return;
    throw new AppError('api/invalid-input', {
      details: [{ path: `${path}.${Number(missing.key)}`, message: `${Number(missing.value)}` }],
    });
  }

  async function add(words: SegmentWords, origin: Segment['origin'], ids: ArrayLike<number>): Promise<Segment> {
    const uid = uuidv7();
    const now = clock.now();
    await store.run([
      ...addSegment({ uid, ...words, origin: JSON.stringify(origin), now }),
      ...addMembers(uid, ids, now),
    ]);
    return get(uid);
  }

  return {
    get,
    async list() {
      const known = await counts();
      return store.all(`${select} ORDER BY id DESC`).map((row) => segmentOf(row, known));
    },
    names: () =>
      store
        .all('SELECT uid, name FROM segments ORDER BY id DESC')
        .map((row) => ({ id: String(row.uid), name: String(row.name) })),
    addList(words, profileIds) {
      checkExist(profileIds, 'people.profileIds');
      return add(words, { kind: 'list' }, profileIds);
    },
    addKnown: (words, profileIds) => add(words, { kind: 'list' }, profileIds),
    addFound: (words, analysis, { profileIds, asOf }) => add(words, { kind: 'analysis', analysis, asOf }, profileIds),
    async change(id, { name, description, add: added, remove: removed }) {
      const row = find(id);
      if (added) checkExist(added, 'add');
      const now = clock.now();
      await store.run([
        ...changeWords(id, {
          name: name ?? String(row.name),
          description: description ?? String(row.description),
          now,
        }),
        ...(removed ? removeMembers(id, removed, now) : []),
        ...(added ? addMembers(id, added, now) : []),
      ]);
      return get(id);
    },
    async refresh(id, { profileIds, asOf }) {
      const origin = JSON.parse(String(find(id).origin)) as Segment['origin'];
      const renewed = origin.kind === 'analysis' ? { ...origin, asOf } : origin;
      await store.run(setMembers(id, profileIds, { origin: JSON.stringify(renewed), now: clock.now() }));
      return get(id);
    },
    async remove(id) {
      find(id);
      const now = clock.now();
      await store.run([...removeAllMembers(id, now), ...removeSegment(id, now)]);
    },
    async members(id, { offset, limit }) {
      const { id: number } = find(id);
      const total = (await counts()).get(id) ?? 0;
      const rows = store.all(
        `SELECT p.id, coalesce(p.display_name, p.known_as) AS name, m.entered_at FROM segment_members m
           JOIN profiles p ON p.id = m.profile_id WHERE m.segment_id = ? ORDER BY m.profile_id LIMIT ? OFFSET ?`,
        [Number(number), limit, offset],
      );
      return {
        total,
        profiles: rows.map((row) => ({
          id: Number(row.id),
          displayName: row.name === null ? null : String(row.name),
          enteredAt: iso(row.entered_at),
        })),
      };
    },
    of: (profileId) =>
      store
        .all(
          `SELECT g.uid, g.name FROM segment_members m JOIN segments g ON g.id = m.segment_id
            WHERE m.profile_id = ? ORDER BY g.name`,
          [profileId],
        )
        .map((row) => ({ id: String(row.uid), name: String(row.name) })),
  };
}
