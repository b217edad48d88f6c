import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { StoredValue } from '../store/index.ts';
import { ContentKeys } from './content-keys.ts';
import { fieldIndex, type ImportScope, type RowWriter, textAt } from './import-scope.ts';
import { KeyedRows, type KeyedTable } from './keyed-rows.ts';
import { ProfileResolver } from './profile-resolver.ts';

type IndexOf = (field: string) => number;

export interface RecordColumn {
  name: string;
  read: (values: readonly FieldValue[]) => StoredValue;
}

/** What makes one kind of record out of a row. */
export interface RecordPlan {
  table: KeyedTable;
  /** The target field that names a record; rows without one are known by their content. */
  keyField: string;
  /** Columns this import writes, without key, profile and custom. */
  columns: (indexOf: IndexOf) => RecordColumn[];
  /** Why a row cannot be taken. */
  check?: (indexOf: IndexOf) => (values: readonly FieldValue[]) => FieldReject | null;
  /** Work after the last row. */
  finish?: (scope: ImportScope, rows: KeyedRows) => Iterable<void>;
}

/** Columns that take a target field as it is, as far as the import has the field. */
export function plainColumns(indexOf: IndexOf, names: readonly (readonly [field: string, column: string])[]) {
  return names
    .map(([field, name]) => ({ name, index: indexOf(field) }))
    .filter(({ index }) => index >= 0)
    .map(({ name, index }): RecordColumn => ({ name, read: (values) => values[index] ?? null }));
}

/** Rows of survey answers, tickets or opportunities: one record each, known by (source, key). */
export class RecordsWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #plan: RecordPlan;
  readonly #profiles: ProfileResolver;
  readonly #rows: KeyedRows;
  readonly #columns: RecordColumn[];
  readonly #check: (values: readonly FieldValue[]) => FieldReject | null;
  readonly #key: number;
  readonly #contentKeys = new ContentKeys();

  constructor(scope: ImportScope, mapping: CompiledMapping, plan: RecordPlan) {
    const indexOf = fieldIndex(mapping.fields);
    this.#scope = scope;
    this.#plan = plan;
    this.#profiles = new ProfileResolver(scope, mapping.fields, { tellsPlace: false });
    this.#key = indexOf(plan.keyField);
    this.#check = plan.check?.(indexOf) ?? (() => null);
    const custom = scope.hasCustom ? indexOf('custom') : -1;
    const profiles = this.#profiles;
    this.#columns = [
      ...(profiles.hasIdentifiers
        ? [{ name: 'profile_id', read: (values: readonly FieldValue[]) => profiles.resolve(values) }]
        : []),
      ...plan.columns(indexOf),
      ...(custom >= 0
        ? [{ name: 'custom', read: (values: readonly FieldValue[]) => textAt(values, custom) ?? '{}' }]
        : []),
    ];
    this.#rows = new KeyedRows(scope, {
      table: plan.table,
      keyField: plan.keyField,
      columns: this.#columns.map(({ name }) => name),
    });
  }

  add(values: readonly FieldValue[], rowNumber: number): FieldReject | null {
    const reject = this.#check(values);
    if (reject !== null) return reject;
    const row = this.#columns.map(({ read }) => read(values));
    this.#rows.put(textAt(values, this.#key) ?? this.#contentKeys.keyOf(values), row, rowNumber);
    return null;
  }

  flush(): void {
    this.#profiles.flush();
    this.#rows.flush();
  }

  *finish(): Generator<void> {
    this.#profiles.finish();
    yield;
    if (this.#plan.finish) yield* this.#plan.finish(this.#scope, this.#rows);
    else if (this.#scope.mode === 'replace') yield* this.#rows.deleteUnseen();
  }
}
