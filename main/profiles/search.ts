import type { ProfileSearch, ProfileSearchResult } from '../../contract/profiles.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { QueryParameter, Replica } from '../replica/index.ts';
import { pinyinPattern } from './pinyin.ts';

interface Sources {
  store: MetadataStore;
  replica: Replica;
}
type Found = ProfileSearchResult['profiles'][number];

/** Identifiers looked at for one search: a beginning shared by more is no search. */
const maxIdentifiers = 200;

/**
 * Customers whose name holds the text (Chinese names by pinyin as well, whole or by initials), or who have an
 * identifier that begins with it. Identifiers first, then names that begin with the text, then the others.
 */
export async function searchProfiles(
  { store, replica }: Sources,
  { search, offset, limit }: ProfileSearch,
): Promise<ProfileSearchResult> {
  const identifiers = search === '' ? new Map<number, Match>() : findIdentifiers(store, search);
  const byName = await nameCondition(search, '$2', '$5');
  const ids = [...identifiers.keys()];
  const sql = `
SELECT id, kind, coalesce(display_name, known_as) AS name, country, region, city, count(*) OVER () AS total
  FROM profiles
 WHERE ${byName.sql} OR id IN (SELECT unnest($1::BIGINT[]))
 ORDER BY CASE WHEN id IN (SELECT unnest($1::BIGINT[])) THEN 0 WHEN starts_with(lower(name), $2) THEN 1 ELSE 2 END,
       CASE WHEN $2 = '' THEN -id END, name, id LIMIT $3 OFFSET $4`;
  const parameters: QueryParameter[] = [`[${ids.join()}]`, search.toLowerCase(), limit, offset, ...byName.parameters];
  const { rows } = await replica.query(sql, parameters);
  return {
    total: Number(rows[0]?.[6] ?? 0),
    profiles: rows.map(([id, kind, name, country, region, city]): Found => {
      const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
      return {
        ...{ id: Number(id), kind: kind === 'company' ? 'company' : 'person', displayName: text(name) },
        ...{ country: text(country), region: text(region), city: text(city) },
        matched: identifiers.get(Number(id)) ?? null,
      };
    }),
  };
}

/**
 * Names that hold the text.
 *
 * @param lowered place of the text in lower case among the parameters
 * @param pattern place of the pattern of pinyin, which is all that `parameters` may hold
 */
export async function nameCondition(
  search: string,
  lowered: string,
  pattern: string,
): Promise<{ sql: string; parameters: QueryParameter[] }> {
  if (search === '') return { sql: 'true', parameters: [] };
  const held = `contains(lower(coalesce(display_name, known_as, '')), ${lowered})`;
  const sounds = await pinyinPattern(search);
  if (sounds === null) return { sql: held, parameters: [] };
  return { sql: `(${held} OR regexp_matches(display_name, ${pattern}))`, parameters: [sounds] };
}

export interface Match {
  type: string;
  value: string;
}

/** Kinds and scopes of identifiers there are, found by leaps through the index instead of reading it. */
const kindsSql = `
WITH RECURSIVE kinds (type, scope) AS (
  SELECT * FROM (SELECT type, scope FROM identifiers ORDER BY type, scope LIMIT 1)
  UNION ALL
  SELECT next.type, next.scope FROM kinds, (SELECT 0) LEFT JOIN identifiers next
    ON next.rowid = (SELECT i.rowid FROM identifiers i WHERE (i.type, i.scope) > (kinds.type, kinds.scope)
                      ORDER BY i.type, i.scope LIMIT 1)
   WHERE next.type IS NOT NULL)
SELECT type, scope FROM kinds`;

/** By profile; e-mail addresses are kept in lower case, telephone numbers as digits. */
export function findIdentifiers(store: MetadataStore, search: string): Map<number, Match> {
  const spellings = new Set([search, search.toLowerCase(), search.replace(/[\s()+-]/g, '')].filter(Boolean));
  const found = new Map<number, Match>();
  for (const { type, scope } of store.all(kindsSql)) {
    for (const spelling of spellings) {
      const rows = store.all(
        `SELECT profile_id, type, value FROM identifiers
          WHERE type = ? AND scope = ? AND value >= ? AND value < ? ORDER BY value LIMIT ${maxIdentifiers}`,
        [String(type), Number(scope), spelling, `${spelling}\u{10ffff}`],
      );
      for (const row of rows) {
        const id = Number(row.profile_id);
        if (!found.has(id)) found.set(id, { type: String(row.type), value: String(row.value) });
      }
    }
  }
  return found;
}
