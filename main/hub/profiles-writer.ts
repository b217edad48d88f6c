import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { ReadStatement, StoredValue, WriteStatement } from '../store/index.ts';
import { IdMarks } from './id-marks.ts';
import { fieldIndex, type ImportScope, numberAt, type RowWriter, rejectReplacedRow, textAt } from './import-scope.ts';
import { ProfileResolver } from './profile-resolver.ts';
import { profileTables } from './removal.ts';

/** Target field → column, for what a profiles file may tell besides identifiers. */
const plainFields = [
  ['customer_name', 'display_name'],
  ['country', 'country'],
  ['region', 'region'],
  ['city', 'city'],
  ['first_seen', 'first_seen'],
  ['custom', 'traits'],
] as const;

const unchangedFlag = 0x80000000;

/**
 * Rows of a profiles file: what they say replaces what was known, column by column mapped. A row that reaches a known
 * profile only by a weaker identifier (another customer number with the same e-mail) fills empty columns.
 */
export class ProfilesWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #resolver: ProfileResolver;
  readonly #columns: { column: string; index: number }[];
  readonly #kind: number;
  readonly #customerId: number;
  readonly #read: ReadStatement<StoredValue[]>;
  readonly #update: WriteStatement;
  readonly #rowNumbers = new IdMarks();

  constructor(scope: ImportScope, mapping: CompiledMapping) {
    const indexOf = fieldIndex(mapping.fields);
    this.#scope = scope;
    this.#kind = indexOf('kind');
    this.#customerId = indexOf('customer_id');
    const firstSeen = indexOf('first_seen');
    const traits = scope.hasCustom ? indexOf('custom') : -1;
    this.#columns = plainFields
      .map(([field, column]) => ({ column, index: field === 'custom' ? traits : indexOf(field) }))
      .filter(({ index }) => index >= 0);
    const written = [...this.#columns.map(({ column }) => column), ...(this.#kind >= 0 ? ['kind'] : [])];
    this.#resolver = new ProfileResolver(scope, mapping.fields, {
      tellsPlace: true,
      leavesKnown: true,
      extra: {
        columns: ['first_seen', 'traits', 'kind'],
        write: (row, values) =>
          row.push(numberAt(values, firstSeen), textAt(values, traits) ?? '{}', this.#kindOf(values)),
      },
    });
    const { store } = scope;
    this.#read = store
      .prepare<StoredValue[]>(`SELECT ${['id', ...written].join(', ')} FROM profiles WHERE id = ?`)
      .raw();
    this.#update = store.prepareWrite(
      `UPDATE profiles SET ${written.map((column) => `${column} = ?`).join(', ') || 'id = id'} WHERE id = ?`,
    );
  }

  add(values: readonly FieldValue[], rowNumber: number): FieldReject | null {
    const resolution = this.#resolver.resolveRow(values);
    if (!resolution) return { field: 'customer_id', value: null, code: 'required-missing', params: {} };
    const { profileId, isNew, isStrongestKnown } = resolution;
    if (isNew) {
      this.#scope.tally.accepted += 1;
      this.#rowNumbers.set(profileId, rowNumber);
      return null;
    }
    this.#resolver.flush();
    const stored = this.#read.get(profileId) ?? [];
    const row: StoredValue[] = this.#columns.map(
      ({ column, index }) => values[index] ?? (column === 'traits' ? '{}' : null),
    );
    if (this.#kind >= 0) row.push(this.#kindOf(values));
    if (!isStrongestKnown)
      row.forEach((_, index) => {
        const known = stored[index + 1];
        if (known !== null && known !== undefined && known !== '{}') row[index] = known;
      });
    return this.#meet({ profileId, rowNumber, stored, row, values, isSameKey: isStrongestKnown });
  }

  flush(): void {
    this.#resolver.flush();
  }

  /** `replace`: profiles this source brought that the file no longer has go, unless something else speaks of them. */
  *finish(): Generator<void> {
    this.#resolver.finish();
    yield;
    if (this.#scope.mode !== 'replace') return;
    const { store, pending, sourceId } = this.#scope;
    const used = new IdMarks();
    for (const table of profileTables) {
      const ids = store
        .prepare<[number]>(`SELECT DISTINCT profile_id FROM ${table} WHERE profile_id IS NOT NULL`)
        .raw();
      for (const [id] of ids.iterate()) used.set(id, 1);
      yield;
    }
    const identifiers = store.prepare<[number]>('SELECT id FROM identifiers WHERE profile_id = ?').raw();
    const removeIdentifier = store.prepareWrite('DELETE FROM identifiers WHERE id = ?');
    const remove = store.prepareWrite('DELETE FROM profiles WHERE id = ?');
    const page = store
      .prepare<[number]>('SELECT id FROM profiles WHERE source_id = ? AND id > ? ORDER BY id LIMIT 5000')
      .raw();
    for (let after = 0; ; ) {
      const ids = page.all(sourceId, after);
      for (const [id] of ids) {
        after = id;
        if (this.#rowNumbers.get(id) !== 0 || used.get(id) !== 0) continue;
        for (const [identifierId] of identifiers.all(id)) {
          pending.beforeDelete('identifiers', identifierId);
          removeIdentifier.run(identifierId);
        }
        pending.beforeDelete('profiles', id);
        remove.run(id);
      }
      if (ids.length === 0) return;
      yield;
    }
  }

  /** A row about a profile that is known. */
  #meet(met: {
    profileId: number;
    rowNumber: number;
    stored: readonly StoredValue[];
    row: readonly StoredValue[];
    values: readonly FieldValue[];
    isSameKey: boolean;
  }): FieldReject | null {
    const { tally, mode, pending } = this.#scope;
    const { profileId, rowNumber, row } = met;
    const mark = this.#rowNumbers.get(profileId);
    const earlierRow = mark & ~unchangedFlag;
    if (row.every((value, index) => met.stored[index + 1] === value)) {
      tally.accepted += 1;
      tally.unchanged += 1;
      if (earlierRow === 0) this.#rowNumbers.set(profileId, (rowNumber | unchangedFlag) >>> 0);
      return null;
    }
    const key = textAt(met.values, this.#customerId) ?? '';
    if (mode === 'append' && met.isSameKey) {
      return { field: 'customer_id', value: key, code: 'duplicate-key', params: {} };
    }
    if (earlierRow !== 0 && met.isSameKey) {
      rejectReplacedRow(this.#scope, earlierRow, 'customer_id', key);
      if (mark !== earlierRow) tally.unchanged -= 1;
    }
    pending.beforeUpdate('profiles', profileId);
    this.#update.run(...row, profileId);
    tally.accepted += 1;
    this.#rowNumbers.set(profileId, rowNumber);
    return null;
  }

  /** `person` when the file does not say. */
  #kindOf(values: readonly FieldValue[]): string {
    return textAt(values, this.#kind) ?? 'person';
  }
}
