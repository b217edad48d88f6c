import type { ReadStatement, StoredValue, Writer, WriteStatement } from '../../store/index.ts';
import { BoundedMap } from '../bounded-map.ts';
import { type IdentifierType, normalizeIdentifier } from '../identifier-values.ts';
import type { IngestItem, IngestTraits } from './item.ts';
import type { Ledger } from './ledger.ts';

/** A company's id in a `group` message; like a customer's, it means something inside its source only. */
const groupType = 'group_id';

/** What only people with a name have. */
const namedEntities = ['orders', 'survey_responses', 'tickets', 'opportunities'] as const;

const plainColumns = ['display_name', 'country', 'region', 'city'] as const;

interface ProfileRow {
  display_name: string | null;
  country: string | null;
  region: string | null;
  city: string | null;
  first_seen: number | null;
  traits: string;
}

/** One evidence on a message: its type, the scope it holds in, its normal form. */
interface Evidence {
  type: IdentifierType | typeof groupType;
  scope: number;
  value: string;
}

const rememberedIdentifiers = 200_000;

/**
 * Finds, makes, describes and joins the profiles that messages speak of, by the same rule as imports: the strongest
 * identifier known decides, unknown ones are attached. Two rules are added (docs/spec/ingest.md): an anonymous visitor
 * who turns out to be a known customer is joined into that customer (IN4), and a shared browser joins nobody (IN5).
 */
export class People {
  readonly #store: Writer;
  readonly #known = new BoundedMap<number>(rememberedIdentifiers);
  readonly #find: ReadStatement<[number]>;
  readonly #insertProfile: WriteStatement;
  readonly #insertIdentifier: WriteStatement;
  readonly #read: ReadStatement<ProfileRow>;
  readonly #update: WriteStatement;
  readonly #firstNamed: ReadStatement<[number]>;
  readonly #other: ReadStatement<[number]>;

  constructor(store: Writer) {
    this.#store = store;
    this.#find = store
      .prepare<[number]>('SELECT profile_id FROM identifiers WHERE type = ? AND scope = ? AND value = ?')
      .raw();
    this.#insertProfile = store.prepareWrite(
      'INSERT INTO profiles (id, source_id, kind, known_as) VALUES (?, ?, ?, ?)',
    );
    this.#insertIdentifier = store.prepareWrite(
      'INSERT INTO identifiers (id, profile_id, source_id, type, scope, value) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#read = store.prepare<ProfileRow>(
      `SELECT ${plainColumns.join(', ')}, first_seen, traits FROM profiles WHERE id = ?`,
    );
    this.#update = store.prepareWrite(
      `UPDATE profiles SET ${plainColumns.map((column) => `${column} = ?`).join(', ')}, first_seen = ?, traits = ? WHERE id = ?`,
    );
    this.#firstNamed = store
      .prepare<[number]>(`SELECT 1 FROM identifiers WHERE profile_id = ? AND type <> 'anonymous_id' LIMIT 1`)
      .raw();
    this.#other = store
      .prepare<[number]>('SELECT 1 FROM identifiers WHERE profile_id = ? AND type = ? AND scope = ? LIMIT 1')
      .raw();
  }

  /** The person of a message; null when nothing on it tells people apart. */
  resolve(item: IngestItem, sourceId: number, ledger: Ledger): number | null {
    const evidence = evidenceOf(item, sourceId);
    let profileId = 0;
    let anonymousOwner = 0;
    const unknown: Evidence[] = [];
    for (const one of evidence) {
      const found = this.#profileOf(one);
      if (found === 0) unknown.push(one);
      else if (one.type === 'anonymous_id') anonymousOwner = found;
      else if (profileId === 0) profileId = found;
    }
    const [strongest] = evidence;
    if (!strongest) return null;
    // A browser may be shared: it tells who somebody is only where its owner is not known to be somebody else.
    if (profileId === 0 && anonymousOwner !== 0 && !this.#isSomebodyElse(anonymousOwner, strongest)) {
      profileId = anonymousOwner;
    }
    if (profileId === 0) profileId = this.#create('person', strongest.value, sourceId, ledger);
    for (const one of unknown) this.#attach(profileId, one, sourceId, ledger);
    if (anonymousOwner !== 0 && anonymousOwner !== profileId && this.#firstNamed.get(anonymousOwner) === undefined) {
      this.join(anonymousOwner, profileId, { reason: 'identify', item, sourceId, ledger });
    }
    return profileId;
  }

  /** The company of a `group` message. */
  resolveGroup(groupId: string, sourceId: number, ledger: Ledger): number {
    const evidence: Evidence = { type: groupType, scope: sourceId, value: groupId };
    const found = this.#profileOf(evidence);
    if (found !== 0) return found;
    const profileId = this.#create('company', groupId, sourceId, ledger);
    this.#attach(profileId, evidence, sourceId, ledger);
    return profileId;
  }

  /** `alias`: who was `otherId` is from now on, and was all along, the person of the message. */
  alias(item: IngestItem, sourceId: number, ledger: Ledger): void {
    const previousId = item.otherId ?? '';
    const before = (['customer_id', 'anonymous_id'] as const)
      .map((type) => this.#profileOf({ type, scope: sourceId, value: previousId }))
      .find((id) => id !== 0);
    const [strongest] = evidenceOf(item, sourceId);
    if (!strongest) return;
    const now = this.#profileOf(strongest);
    if (before !== undefined && now === 0) {
      this.#attach(before, strongest, sourceId, ledger);
      return;
    }
    const profileId = now === 0 ? this.#create('person', strongest.value, sourceId, ledger) : now;
    if (now === 0) this.#attach(profileId, strongest, sourceId, ledger);
    if (before === undefined) {
      this.#attach(profileId, { type: 'anonymous_id', scope: sourceId, value: previousId }, sourceId, ledger);
    } else if (before !== profileId) {
      this.join(before, profileId, { reason: 'alias', item, sourceId, ledger });
    }
  }

  /** What a message tells replaces what was known, value by value; what it does not mention stays. */
  describe(profileId: number, traits: IngestTraits, ledger: Ledger): void {
    const row = this.#read.get(profileId);
    if (!row) return;
    const merged = mergeTraits(row.traits, traits.rest);
    const earliest =
      traits.firstSeen === null
        ? row.first_seen
        : Math.min(traits.firstSeen, row.first_seen ?? Number.MAX_SAFE_INTEGER);
    const after: StoredValue[] = [
      traits.name ?? row.display_name,
      traits.country ?? row.country,
      traits.region ?? row.region,
      traits.city ?? row.city,
      earliest,
      merged,
    ];
    const before = [...plainColumns.map((column) => row[column]), row.first_seen, row.traits];
    if (after.every((value, index) => value === before[index])) return;
    this.#update.run(...after, profileId);
    ledger.updated('profiles', profileId);
  }

  /**
   * Joins one profile into another: identifiers, events and orders go over, the row goes, and what was is written down
   * in `profile_merges`. Values the kept profile lacks are filled.
   */
  join(
    goneId: number,
    keptId: number,
    {
      reason,
      item,
      sourceId,
      ledger,
    }: { reason: 'identify' | 'alias'; item: IngestItem; sourceId: number; ledger: Ledger },
  ): void {
    const store = this.#store;
    const before = store.get('SELECT * FROM profiles WHERE id = ?', [goneId]);
    if (!before) return;
    const ids = (sql: string) => store.all<{ id: number }>(sql, [goneId]).map(({ id }) => id);
    const moved: Record<string, number[]> = {
      identifiers: ids('SELECT id FROM identifiers WHERE profile_id = ?'),
      events: ids('SELECT id FROM events WHERE profile_id = ? AND message_id IS NOT NULL'),
      // An anonymous visitor has none of these: whoever orders or asks leaves a name. Asking walks through all of them.
      ...(reason === 'alias'
        ? Object.fromEntries(
            namedEntities.map((entity) => [entity, ids(`SELECT id FROM ${entity} WHERE profile_id = ?`)]),
          )
        : {}),
    };
    for (const [entity, list] of Object.entries(moved)) {
      for (const id of list) {
        store.run(`UPDATE ${entity} SET profile_id = ? WHERE id = ?`, [keptId, id]);
        ledger.updated(entity, id);
      }
    }
    for (const { type, scope, value } of store.all<{ type: string; scope: number; value: string }>(
      'SELECT type, scope, value FROM identifiers WHERE profile_id = ?',
      [keptId],
    )) {
      this.#known.set(`${type} ${scope} ${value}`, keptId);
    }
    this.#fillFrom(before, keptId, ledger);
    store.run(
      'INSERT INTO profile_merges (kept_id, gone_id, reason, message_id, before, moved, merged_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [keptId, goneId, reason, item.messageId, JSON.stringify(before), JSON.stringify(moved), item.at],
    );
    // Events of files without message ids cannot be found by person: where there may be any, the row stays for them.
    const mayHaveMore = store.get('SELECT 1 FROM events WHERE source_id = ? AND message_id IS NULL LIMIT 1', [
      sourceId,
    ]);
    if (mayHaveMore !== undefined) return;
    store.run('DELETE FROM profiles WHERE id = ?', [goneId]);
    ledger.deleted('profiles', goneId);
  }

  #fillFrom(gone: Record<string, unknown>, keptId: number, ledger: Ledger): void {
    const kept = this.#read.get(keptId);
    if (!kept) return;
    const text = (name: (typeof plainColumns)[number]) => {
      const value = gone[name];
      return kept[name] === null && typeof value === 'string' ? value : null;
    };
    this.describe(
      keptId,
      {
        name: text('display_name'),
        country: text('country'),
        region: text('region'),
        city: text('city'),
        firstSeen: typeof gone.first_seen === 'number' ? gone.first_seen : null,
        rest: mergeTraits(String(gone.traits ?? '{}'), kept.traits),
      },
      ledger,
    );
  }

  #isSomebodyElse(profileId: number, { type, scope }: Evidence): boolean {
    if (type === 'anonymous_id') return false;
    return this.#other.get(profileId, type, scope) !== undefined;
  }

  #profileOf({ type, scope, value }: Evidence): number {
    const key = `${type} ${scope} ${value}`;
    const remembered = this.#known.get(key);
    if (remembered !== undefined) return remembered;
    const found = this.#find.get(type, scope, value)?.[0] ?? 0;
    if (found !== 0) this.#known.set(key, found);
    return found;
  }

  #create(kind: 'person' | 'company', knownAs: string, sourceId: number, ledger: Ledger): number {
    const id = ledger.nextId('profiles');
    this.#insertProfile.run(id, sourceId, kind, knownAs);
    ledger.taken('profiles');
    return id;
  }

  #attach(profileId: number, { type, scope, value }: Evidence, sourceId: number, ledger: Ledger): void {
    this.#insertIdentifier.run(ledger.nextId('identifiers'), profileId, sourceId, type, scope, value);
    ledger.taken('identifiers');
    this.#known.set(`${type} ${scope} ${value}`, profileId);
  }
}

/** Strongest first, as in `identifierTypes`. */
function evidenceOf(item: IngestItem, sourceId: number): Evidence[] {
  const evidence: Evidence[] = [];
  const add = (type: IdentifierType, scope: number, given: string | null) => {
    const value = given === null ? null : normalizeIdentifier(type, given);
    if (value !== null) evidence.push({ type, scope, value });
  };
  add('customer_id', sourceId, item.customerId);
  add('email', 0, item.email);
  add('phone', 0, item.phone);
  add('anonymous_id', sourceId, item.anonymousId);
  return evidence;
}

/** Both are JSON objects; values of the second go first, and null there removes. */
function mergeTraits(known: string, told: string): string {
  if (told === '{}') return known;
  const merged = new Map<string, unknown>(Object.entries(JSON.parse(known) as object));
  for (const [name, value] of Object.entries(JSON.parse(told) as object)) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return JSON.stringify(Object.fromEntries(merged));
}
