import type { FieldValue } from '../connectors/files/index.ts';
import type { ReadStatement, StoredValue } from '../store/index.ts';
import { BoundedMap, ownText } from './bounded-map.ts';
import { BulkInsert } from './bulk-insert.ts';
import { IdMarks } from './id-marks.ts';
import {
  type IdentifierType,
  identifierTypes,
  normalizeIdentifier,
  plainTypes,
  scopedTypes,
} from './identifier-values.ts';
import { fieldIndex, type ImportScope, textAt } from './import-scope.ts';
import type { RowBatch } from './reading/row-batch.ts';

/** New identifiers written at a time; memory knows them until then. */
const identifiersAtOnce = 50_000;

interface IdentifierSource {
  type: IdentifierType;
  scope: number;
  index: number;
  known: BoundedMap<number>;
  /** Profiles by the number of the text in the file; `settledFlag`: nothing more can be told of it. */
  byWord: IdMarks;
  /** New ones of which the number of the text was enough; to be listed in `known` before that is asked. */
  unlisted: NewIdentifier[];
  /** The store had none of this type when the import began: what memory does not know does not exist. */
  isNew: boolean;
}

interface NewIdentifier {
  profileId: number;
  source: IdentifierSource;
  value: string;
}

const settledFlag = 0x80000000;

/** Columns of a profile that a row of another entity can tell, with the fields they come from. */
const toldColumns = [
  ['display_name', 'customer_name'],
  ['country', 'country'],
  ['region', 'region'],
  ['city', 'city'],
] as const;

const everythingTold = (1 << toldColumns.length) - 1;

/** Whom a row belongs to, and whether the strongest identifier on the row was known already. */
export interface Resolution {
  profileId: number;
  isNew: boolean;
  isStrongestKnown: boolean;
}

export interface ResolverOptions {
  /** The row's place is the customer's. */
  tellsPlace: boolean;
  /** Further columns of a new profile. */
  extra?: { columns: readonly string[]; write: (row: StoredValue[], values: readonly FieldValue[]) => void };
  /** Leave profiles that are known as they are. */
  leavesKnown?: boolean;
}

/**
 * Finds or makes the profile a row speaks of. The same identifier is the same profile; when identifiers on one row
 * lead to different profiles the strongest decides and nothing is merged; unknown ones are attached.
 */
export class ProfileResolver {
  readonly #scope: ImportScope;
  readonly #sources: IdentifierSource[];
  readonly #told: { index: number; bit: number }[];
  readonly #find: ReadStatement<[number]>;
  readonly #readTold: ReadStatement<(string | null)[]>;
  readonly #fillTold;
  readonly #profiles: BulkInsert;
  readonly #identifiers: BulkInsert;
  #newIdentifiers: NewIdentifier[] = [];
  /** Bit per told column: a value stands there, or has been looked for in this import. */
  readonly #filled = new IdMarks();
  readonly #extra: ResolverOptions['extra'] | null;
  readonly #leavesKnown: boolean;

  constructor(scope: ImportScope, fields: readonly string[], options: ResolverOptions) {
    const indexOf = fieldIndex(fields);
    const { store, sourceId } = scope;
    this.#scope = scope;
    this.#sources = identifierTypes
      .map((type) => ({ type, index: indexOf(type), scope: scopedTypes.has(type) ? sourceId : 0 }))
      .filter(({ index }) => index >= 0)
      .map((source) => ({
        ...source,
        known: new BoundedMap<number>(scope.rememberedKeys),
        byWord: new IdMarks(),
        unlisted: [],
        isNew:
          store.get('SELECT 1 FROM identifiers WHERE type = ? AND scope = ? LIMIT 1', [source.type, source.scope]) ===
          undefined,
      }));
    this.#told = toldColumns.map(([column, field], position) => ({
      index: column === 'display_name' || options.tellsPlace ? indexOf(field) : -1,
      bit: 1 << position,
    }));
    this.#extra = options.extra ?? null;
    this.#leavesKnown = options.leavesKnown ?? false;
    this.#find = store
      .prepare<[number]>('SELECT profile_id FROM identifiers WHERE type = ? AND scope = ? AND value = ?')
      .raw();
    const columns = toldColumns.map(([column]) => column);
    this.#readTold = store.prepare<(string | null)[]>(`SELECT ${columns.join(', ')} FROM profiles WHERE id = ?`).raw();
    this.#fillTold = store.prepareWrite(
      `UPDATE profiles SET ${columns.map((column) => `${column} = coalesce(${column}, ?)`).join(', ')} WHERE id = ?`,
    );
    const constants = { source_id: sourceId };
    this.#profiles = new BulkInsert(store, {
      table: 'profiles',
      columns: ['id', ...columns, 'known_as', ...(options.extra?.columns ?? [])],
      constants,
      ahead: scope.ahead,
    });
    this.#identifiers = new BulkInsert(store, {
      table: 'identifiers',
      columns: ['id', 'profile_id', 'type', 'scope', 'value'],
      constants,
    });
  }

  /** Whether the import has any column that tells customers apart. */
  get hasIdentifiers(): boolean {
    return this.#sources.length > 0;
  }

  /** The profile a row speaks of; null when it names nobody. */
  resolve(values: readonly FieldValue[]): number | null {
    const source = this.#sources.length === 1 ? this.#sources[0] : undefined;
    const word = source ? (this.#scope.batch?.wordAt(source.index) ?? -1) : -1;
    if (!source || word < 0) return this.resolveRow(values)?.profileId ?? null;
    const mark = source.byWord.get(word);
    if (mark >= settledFlag) return mark - settledFlag;
    const profileId = mark === 0 ? this.#resolveNewWord(source, values) : mark;
    if (profileId === 0) return null;
    if (mark !== 0 && !this.#leavesKnown) this.#fill(profileId, values);
    const isSettled = this.#leavesKnown || this.#filled.get(profileId) === everythingTold;
    const known = isSettled ? profileId + settledFlag : profileId;
    if (known !== mark) source.byWord.set(word, known);
    return profileId;
  }

  /** The profile of each row of a batch; NaN: nobody. */
  resolveAll(batch: RowBatch, profileIds: Float64Array): void {
    const source = this.#sources.length === 1 ? this.#sources[0] : undefined;
    const column = source ? batch.columns?.[source.index] : null;
    const codes = column?.kind === 'words' ? column.codes : null;
    for (let row = 0; row < batch.count; row += 1) {
      const word = codes ? (codes[row] as number) : -1;
      const mark = source && word >= 0 ? source.byWord.get(word) : 0;
      if (mark >= settledFlag) {
        profileIds[row] = mark - settledFlag;
        continue;
      }
      batch.seek(row);
      profileIds[row] = this.resolve(batch.next()) ?? Number.NaN;
    }
    batch.seek(0);
  }

  resolveRow(values: readonly FieldValue[]): Resolution | null {
    let profileId = 0;
    let unknown: { source: IdentifierSource; value: string }[] | null = null;
    let strongest = -1;
    for (const source of this.#sources) {
      const given = textAt(values, source.index);
      const value = given === null ? null : normalizeIdentifier(source.type, given);
      if (value === null) continue;
      const found = this.#profileOf(source, value);
      if (strongest < 0) strongest = found;
      if (found === 0) unknown = [...(unknown ?? []), { source, value }];
      else if (profileId === 0) profileId = found;
    }
    if (profileId === 0 && unknown === null) return null;
    const isNew = profileId === 0;
    if (isNew) profileId = this.#create(values, unknown?.[0]?.value ?? null);
    else if (!this.#leavesKnown) this.#fill(profileId, values);
    for (const { source, value } of unknown ?? []) this.#attach(profileId, source, value);
    return { profileId, isNew, isStrongestKnown: strongest > 0 };
  }

  /** Writes new profiles; their identifiers may follow later. */
  flush(): void {
    this.#profiles.flush();
    if (this.#newIdentifiers.length >= identifiersAtOnce) this.#writeIdentifiers();
  }

  /** Writes whatever is left; after the last row. */
  finish(): void {
    this.#profiles.flush();
    this.#writeIdentifiers();
  }

  /**
   * A text that the file has for the first time. Where all that is known came so, and a text is the value as it is, the
   * value is new too, and nobody need look.
   */
  #resolveNewWord(source: IdentifierSource, values: readonly FieldValue[]): number {
    const value = textAt(values, source.index);
    const isSurelyNew =
      source.isNew &&
      plainTypes.has(source.type) &&
      source.known.isUntouched &&
      source.unlisted.length < this.#scope.rememberedKeys;
    if (!isSurelyNew || value === null || value === '') return this.resolveRow(values)?.profileId ?? 0;
    const identifier = { profileId: this.#create(values, value), source, value: ownText(value) };
    this.#newIdentifiers.push(identifier);
    source.unlisted.push(identifier);
    return identifier.profileId;
  }

  /** 0 = not known. */
  #profileOf(source: IdentifierSource, value: string): number {
    if (source.unlisted.length > 0) this.#list(source);
    const remembered = source.known.get(value);
    if (remembered !== undefined) return remembered;
    if (source.isNew && source.known.isComplete) return 0;
    const found = this.#find.get(source.type, source.scope, value)?.[0] ?? 0;
    if (found !== 0) this.#learn(source, value, found);
    return found;
  }

  #list(source: IdentifierSource): void {
    for (const { value, profileId } of source.unlisted) this.#learn(source, value, profileId);
    source.unlisted = [];
  }

  #create(values: readonly FieldValue[], knownAs: string | null): number {
    const id = this.#scope.pending.nextId('profiles');
    const row: StoredValue[] = [id];
    let filled = 0;
    for (let position = 0; position < this.#told.length; position += 1) {
      const { index, bit } = this.#told[position] as { index: number; bit: number };
      const value = textAt(values, index);
      row.push(value);
      if (value !== null || index < 0) filled |= bit;
    }
    this.#filled.set(id, filled);
    row.push(knownAs === null ? null : ownText(knownAs));
    this.#extra?.write(row, values);
    this.#profiles.add(row);
    if (this.#profiles.isFull) this.#profiles.flush();
    return id;
  }

  #attach(profileId: number, source: IdentifierSource, value: string): void {
    const own = ownText(value);
    this.#newIdentifiers.push({ profileId, source, value: own });
    this.#learn(source, own, profileId);
  }

  /** Before memory forgets, the store must know what memory knew. */
  #learn(source: IdentifierSource, value: string, profileId: number): void {
    if (source.known.isFull) this.#writeIdentifiers();
    source.known.set(value, profileId);
  }

  /** In the order of the index: into an index of texts, sorted rows go three times as fast as rows as they come. */
  #writeIdentifiers(): void {
    const rows = this.#newIdentifiers.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    this.#newIdentifiers = [];
    for (const { profileId, source, value } of rows) {
      const id = this.#scope.pending.nextId('identifiers');
      this.#identifiers.add([id, profileId, source.type, source.scope, value]);
      if (this.#identifiers.isFull) this.#identifiers.flush();
    }
    this.#identifiers.flush();
  }

  /** Fills columns that are still empty; what is known stays. */
  #fill(profileId: number, values: readonly FieldValue[]): void {
    const filled = this.#filled.get(profileId);
    if (filled === everythingTold) return;
    let told = 0;
    for (const { index, bit } of this.#told) {
      if (index >= 0 && (filled & bit) === 0 && values[index] !== null) told |= bit;
    }
    if (told === 0) return;
    this.#filled.set(profileId, filled | told);
    this.#profiles.flush();
    const stored = this.#readTold.get(profileId) ?? [];
    const isNews = this.#told.some(
      ({ index, bit }, position) => (told & bit) !== 0 && index >= 0 && stored[position] === null,
    );
    if (!isNews) return;
    this.#scope.pending.beforeUpdate('profiles', profileId);
    this.#fillTold.run(...this.#told.map(({ index }) => textAt(values, index)), profileId);
  }
}
