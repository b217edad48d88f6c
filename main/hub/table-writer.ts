import type { ColumnType } from '../../contract/imports.ts';
import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { ReadStatement, StoredValue } from '../store/index.ts';
import { BulkInsert } from './bulk-insert.ts';
import { contentHash } from './content-hash.ts';
import { IdMarks } from './id-marks.ts';
import type { ImportScope, RowWriter } from './import-scope.ts';
import { type ImportedTable, makeContentIndex, prepareImportedTable } from './imported-table.ts';

/**
 * Rows of a table of its own. A row is known by its content, as often as the file has it: reading the same file again
 * adds nothing, exact repeats stay. `append` adds all rows; `replace` removes those the file no longer has.
 */
export class TableWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #table: ImportedTable;
  readonly #types: ColumnType[];
  readonly #insert: BulkInsert;
  readonly #find: ReadStatement<StoredValue[]> | null;
  readonly #met = new IdMarks();

  constructor(scope: ImportScope, name: string, mapping: CompiledMapping, now: number) {
    const { store, sourceId, mode } = scope;
    this.#scope = scope;
    this.#table = prepareImportedTable(store, scope.pending, { name, mapping, now });
    const byName = new Map(this.#table.columns.map((column) => [column.name, column]));
    const columns = mapping.fields.map((field) => byName.get(field)?.storageName ?? field);
    this.#types = mapping.fields.map((field) => byName.get(field)?.type ?? 'text');
    const table = this.#table.storageName;
    this.#insert = new BulkInsert(store, {
      table,
      columns: ['id', 'content_hash', ...columns],
      constants: { source_id: sourceId },
      ahead: scope.pending.isReshaped(table) ? null : scope.ahead,
    });
    const hasRows = store.get(`SELECT 1 FROM "${table}" WHERE source_id = ? LIMIT 1`, [sourceId]) !== undefined;
    const looksUp = mode !== 'append' && hasRows;
    // A table so far written by key only has none.
    if (looksUp) makeContentIndex(store, table);
    this.#find = looksUp
      ? store
          .prepare<StoredValue[]>(
            `SELECT ${['id', ...columns].map((column) => `"${column}"`).join(', ')} FROM "${table}"
                WHERE content_hash = ? AND source_id = ${sourceId} ORDER BY id`,
          )
          .raw()
      : null;
  }

  add(values: readonly FieldValue[], _rowNumber: number): FieldReject | null {
    const { pending, tally } = this.#scope;
    const row = this.#fit(values);
    if (!Array.isArray(row)) return row;
    const hash = contentHash(row);
    tally.accepted += 1;
    const known = this.#find ? this.#knownRow(this.#find, hash, row) : 0;
    if (known !== 0) {
      tally.unchanged += 1;
      this.#met.set(known, 1);
      return null;
    }
    const id = pending.nextId(this.#table.storageName);
    this.#met.set(id, 1);
    this.#insert.add([id, hash, ...row]);
    if (this.#insert.isFull) this.#insert.flush();
    return null;
  }

  flush(): void {
    this.#insert.flush();
  }

  *finish(): Generator<void> {
    const { store, pending, sourceId, mode } = this.#scope;
    const table = this.#table.storageName;
    makeContentIndex(store, table);
    yield;
    if (mode !== 'replace') return;
    const page = store
      .prepare<[number]>(`SELECT id FROM "${table}" WHERE source_id = ? AND id > ? ORDER BY id LIMIT 5000`)
      .raw();
    const remove = store.prepareWrite(`DELETE FROM "${table}" WHERE id = ?`);
    for (let after = 0; ; ) {
      const ids = page.all(sourceId, after);
      for (const [id] of ids) {
        after = id;
        if (this.#met.get(id) !== 0) continue;
        pending.beforeDelete(table, id);
        remove.run(id);
      }
      if (ids.length === 0) return;
      yield;
    }
  }

  /** A row of the store with these very values that no row of the file has been matched with yet; 0 = none. */
  #knownRow(find: ReadStatement<StoredValue[]>, hash: number, row: readonly FieldValue[]): number {
    for (const stored of find.all(hash)) {
      const id = stored[0] as number;
      if (this.#met.get(id) === 0 && row.every((value, index) => stored[index + 1] === value)) return id;
    }
    return 0;
  }

  /** Values as the table's columns take them: a column keeps the type it began with. */
  #fit(values: readonly FieldValue[]): FieldValue[] | FieldReject {
    const row: FieldValue[] = new Array(this.#types.length);
    for (let index = 0; index < row.length; index += 1) {
      const value = values[index] ?? null;
      const fitted = fitValue(value, this.#types[index] as ColumnType);
      if (fitted === undefined) return this.#misfit(index, value);
      row[index] = fitted;
    }
    return row;
  }

  #misfit(index: number, value: FieldValue): FieldReject {
    return misfitOf(this.#table.columns[index]?.name ?? null, value, this.#types[index] as ColumnType);
  }
}

/** Why a column of this type cannot hold the value. */
export function misfitOf(field: string | null, value: FieldValue, type: ColumnType): FieldReject {
  const code = type === 'boolean' ? 'not-a-boolean' : type === 'instant' ? 'not-a-date' : 'not-a-number';
  return { field, value: value === null ? null : String(value).slice(0, 200), code, params: {} };
}

/**
 * `undefined`: the column cannot hold this value. A text that is plainly a number is one where the column holds numbers:
 * a source whose column became text still says the same.
 */
export function fitValue(value: FieldValue, type: ColumnType): FieldValue | undefined {
  if (value === null) return null;
  switch (type) {
    case 'text':
    case 'json':
    case 'date':
      return typeof value === 'string' ? value : String(value);
    case 'decimal':
      return typeof value === 'string' ? decimalOf(value) : typeof value === 'number' ? value : undefined;
    case 'integer':
      if (typeof value === 'string') return wholeText.test(value) ? fitValue(Number(value) + 0, type) : undefined;
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    default:
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
  }
}

/** Zeros in front make a code of it; a point may group digits. */
const wholeText = /^-?(?:0|[1-9]\d{0,15})$/;
const decimalText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const mostDigits = 15;

function decimalOf(text: string): number | undefined {
  if (text.length > 2 * mostDigits || !decimalText.test(text)) return undefined;
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '');
  // Not minus zero.
  return digits.length <= mostDigits ? Number(text) + 0 : undefined;
}
