import type { ColumnType } from '../../contract/imports.ts';
import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { ReadStatement, StoredColumn, StoredValue, WriteStatement } from '../store/index.ts';
import { BulkInsert } from './bulk-insert.ts';
import { areAscending, countFrom, isFull } from './column-values.ts';
import { contentHash } from './content-hash.ts';
import { IdMarks } from './id-marks.ts';
import type { ImportScope, RowWriter } from './import-scope.ts';
import {
  columnTypeOf,
  hasContentIndex,
  type ImportedTable,
  makeContentIndex,
  prepareImportedTable,
} from './imported-table.ts';
import { type HashedKey, KeyHashes, keepHashes, lastIdOf, takeHashes } from './key-hashes.ts';
import type { RowBatch } from './reading/row-batch.ts';
import { fitValue, misfitOf } from './table-writer.ts';

/** A hash takes so much less room than a remembered key. */
const hashesPerKey = 6;
/** Rows looked for at once: asking for each alone costs several times as much. */
const heldRows = 200;
/** Rows looked for in the store before it is judged whether the hashes of all had better be known. */
const judgedAfter = 4_000;
/** Rows of the table read without an index, in all, before one is made: every row that comes later has to go into it. */
const readWithoutIndex = 300_000;

/**
 * Rows of a table of its own that have a key: a row with a known key replaces what was known. `content_hash` is the hash
 * of the key here, so that rows are found by it. `replace` removes rows whose key the file does not have.
 */
export class KeyedTableWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #table: ImportedTable;
  readonly #fields: readonly string[];
  readonly #types: ColumnType[];
  /** Whether the table's columns have the types that the values come in. */
  readonly #fitsAsIs: boolean;
  readonly #key: number[];
  readonly #insert: BulkInsert;
  readonly #find: ReadStatement<StoredValue[]>;
  readonly #update: WriteStatement;
  readonly #met = new IdMarks();
  /** Hashes of the keys of all rows there are, while they fit in; null = ask the store. */
  #known: KeyHashes | null;
  readonly #hashedKey: HashedKey;
  /** Whether some rows of the batch before were known. */
  #hasMetKnown = false;
  #lastId: number;
  /** Rows not looked for yet, by the hash of their key. */
  readonly #held = new Map<number, FieldValue[]>();
  #hasIndex: boolean;
  /** Rows read while there was no index. */
  #readRows = 0;
  /** More rows than hashes may be remembered. */
  #isTooLarge = false;
  /** Rows looked for in the store, and those of them that were new. */
  #lookedFor = 0;
  #foundNew = 0;

  constructor(
    scope: ImportScope,
    name: string,
    options: { mapping: CompiledMapping; now: number; key: readonly string[] },
  ) {
    const { store, sourceId } = scope;
    const { mapping, now, key } = options;
    this.#scope = scope;
    this.#fields = mapping.fields;
    this.#table = prepareImportedTable(store, scope.pending, { name, mapping, now });
    const byName = new Map(this.#table.columns.map((column) => [column.name, column]));
    const columns = mapping.fields.map((field) => byName.get(field)?.storageName ?? field);
    this.#types = mapping.fields.map((field) => byName.get(field)?.type ?? 'text');
    this.#fitsAsIs = mapping.types.every((type, index) => columnTypeOf[type] === this.#types[index]);
    this.#key = key.map((field) => mapping.fields.indexOf(field));
    const table = this.#table.storageName;
    this.#insert = new BulkInsert(store, {
      table,
      columns: ['id', 'content_hash', ...columns],
      constants: { source_id: sourceId },
      ahead: scope.pending.isReshaped(table) ? null : scope.ahead,
    });
    const select = `SELECT ${['id', ...columns, 'content_hash'].map((column) => `"${column}"`).join(', ')} FROM "${table}"`;
    const marks = new Array<string>(heldRows).fill('?').join(', ');
    this.#find = store
      .prepare<StoredValue[]>(`${select} WHERE content_hash IN (${marks}) AND source_id = ${sourceId}`)
      .raw();
    this.#update = store.prepareWrite(
      `UPDATE "${table}" SET ${columns.map((column) => `"${column}" = ?`).join(', ')} WHERE id = ?`,
    );
    const isNew = store.get(`SELECT 1 FROM "${table}" WHERE source_id = ? LIMIT 1`, [sourceId]) === undefined;
    this.#hashedKey = { table, sourceId, key };
    this.#lastId = lastIdOf(store, table);
    this.#hasIndex = hasContentIndex(store, table);
    // Taken in any case: what this import writes may make them stale.
    const kept = takeHashes(store, this.#hashedKey);
    this.#known = isNew ? new KeyHashes() : kept;
    if (this.#known === null) this.#rehash(columns);
  }

  add(values: readonly FieldValue[], _rowNumber: number, keyHash?: number): FieldReject | null {
    const row: FieldValue[] = new Array(this.#types.length);
    for (let index = 0; index < row.length; index += 1) {
      const value = values[index] ?? null;
      const fitted = fitValue(value, this.#types[index] as ColumnType);
      if (fitted === undefined) {
        return misfitOf(this.#fields[index] ?? null, value, this.#types[index] as ColumnType);
      }
      row[index] = fitted;
    }
    const blank = this.#key.find((index) => row[index] === null);
    if (blank !== undefined) {
      return { field: this.#fields[blank] ?? null, value: null, code: 'required-missing', params: {} };
    }
    const isHashed = this.#fitsAsIs && keyHash !== undefined;
    const hash = isHashed ? keyHash : contentHash(this.#key.map((index) => row[index] ?? null));
    this.#scope.tally.accepted += 1;
    if (this.#known && !this.#known.has(hash)) {
      this.#add(hash, row);
      return null;
    }
    // The same key once more: what came before it has to be in the table first.
    if (this.#held.has(hash)) this.#settleHeld();
    this.#held.set(hash, row);
    if (this.#held.size >= heldRows) this.#settleHeld();
    return null;
  }

  addColumns({ columns, hashes, count }: RowBatch): boolean {
    const given = columns && this.#storedColumns(columns);
    if (!given || !(hashes instanceof Float64Array)) return false;
    // Rows that wait to be looked for may turn out to be new themselves.
    this.flush();
    if (!this.#areNew(hashes, given)) return false;
    const { pending, tally } = this.#scope;
    const firstId = pending.nextIds(this.#table.storageName, count);
    const numbers = (values: Float64Array) => ({ kind: 'numbers', values }) as const;
    const all = [numbers(countFrom(firstId, count)), numbers(hashes), ...given];
    this.#insert.insertColumns(all, { from: 0, to: count });
    this.#met.setRange(firstId, count, 1);
    this.#lastId = firstId + count - 1;
    tally.accepted += count;
    this.#forgetTooMany();
    return true;
  }

  /** All columns as they are stored, those of the key without a gap; null: not by columns. */
  #storedColumns(columns: readonly (StoredColumn | null)[]): StoredColumn[] | null {
    if (!this.#fitsAsIs || columns.length !== this.#types.length) return null;
    const stored = columns.filter((column) => column !== null);
    const isWhole = stored.length === columns.length;
    return isWhole && this.#key.every((index) => isFull(stored[index] as StoredColumn)) ? stored : null;
  }

  /** Whether no row has these keys, nor two of them the same; then they are known from now on. */
  #areNew(hashes: Float64Array, columns: readonly StoredColumn[]): boolean {
    const known = this.#known;
    if (known === null) return false;
    const keys = this.#keyNumbers(columns);
    if (keys && areAscending(keys, known.highest)) {
      known.addBeyond(hashes, keys[keys.length - 1] as number);
      return true;
    }
    if (this.#hasMetKnown && hashes.some((hash) => known.has(hash))) return false;
    known.highest = Math.max(known.highest, keys ? highestOf(keys) : Number.POSITIVE_INFINITY);
    // Those before the first that is not new are known by mistake then: they are looked for, and not found.
    this.#hasMetKnown = !hashes.every((hash) => known.addNew(hash));
    return !this.#hasMetKnown;
  }

  /** The key of each row where it is one number. */
  #keyNumbers(columns: readonly StoredColumn[]): Float64Array | null {
    const column = this.#key.length === 1 ? columns[this.#key[0] as number] : undefined;
    return column?.kind === 'numbers' ? column.values : null;
  }

  #forgetTooMany(): void {
    if (this.#known && this.#known.size > this.#scope.rememberedKeys * hashesPerKey) this.#known = null;
  }

  flush(): void {
    this.#settleHeld();
    this.#insert.flush();
  }

  *finish(): Generator<void> {
    const { store, pending, sourceId, mode } = this.#scope;
    // The index is made when rows are first looked for: keeping it in order row by row costs more than the rows.
    if (this.#known) keepHashes(store, this.#hashedKey, { hashes: this.#known, lastId: this.#lastId });
    yield;
    if (mode !== 'replace') return;
    const table = this.#table.storageName;
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

  #add(hash: number, row: readonly FieldValue[]): void {
    const { pending } = this.#scope;
    const id = pending.nextId(this.#table.storageName);
    this.#met.set(id, 1);
    this.#insert.add([id, hash, ...row]);
    if (this.#insert.isFull) this.#insert.flush();
    this.#lastId = id;
    if (this.#known) {
      const key = this.#key.length === 1 ? row[this.#key[0] as number] : null;
      this.#known.highest = Math.max(this.#known.highest, typeof key === 'number' ? key : Number.POSITIVE_INFINITY);
      this.#known.add(hash);
    }
    this.#forgetTooMany();
  }

  /** Tells which of the rows held are known, and takes them. */
  #settleHeld(): void {
    if (this.#held.size === 0) return;
    this.#insert.flush();
    this.#makeIndex();
    const rows = [...this.#held];
    this.#held.clear();
    const hashes = rows.map(([hash]) => hash);
    // Fewer are filled up with one of them: without an index each question reads the whole table.
    const found = this.#find.all(...hashes, ...new Array<number>(heldRows - hashes.length).fill(hashes[0] as number));
    const known = new Map<number, StoredValue[][]>();
    for (const stored of found) {
      const hash = stored.at(-1) as number;
      known.set(hash, [...(known.get(hash) ?? []), stored]);
    }
    this.#lookedFor += rows.length;
    for (const [hash, row] of rows) {
      const isSameKey = (stored: readonly StoredValue[]) =>
        this.#key.every((index) => stored[index + 1] === row[index]);
      const stored = known.get(hash)?.find(isSameKey);
      if (stored) this.#meet(stored, row);
      else {
        this.#foundNew += 1;
        this.#add(hash, row);
      }
    }
    if (this.#known === null && this.#lookedFor >= judgedAfter) this.#judge();
  }

  /** Where most rows are new, looking for each in the store costs more than knowing the hashes of all there are. */
  #judge(): void {
    const isWorth = this.#foundNew * 2 >= this.#lookedFor;
    this.#lookedFor = 0;
    this.#foundNew = 0;
    const { store, sourceId, rememberedKeys } = this.#scope;
    if (!isWorth || this.#isTooLarge) return;
    this.#insert.flush();
    const table = this.#table.storageName;
    const page = store
      .prepare<[id: number, hash: number]>(
        `SELECT id, content_hash FROM "${table}" WHERE source_id = ? AND id > ? ORDER BY id LIMIT 20000`,
      )
      .raw();
    const hashes = new KeyHashes();
    // Which key is the highest is not known.
    hashes.highest = Number.POSITIVE_INFINITY;
    for (let rows = page.all(sourceId, 0); rows.length > 0; rows = page.all(sourceId, rows.at(-1)?.[0] ?? 0)) {
      for (const [, hash] of rows) hashes.add(hash);
      this.#isTooLarge = hashes.size > rememberedKeys * hashesPerKey;
      if (this.#isTooLarge) return;
    }
    this.#known = hashes;
  }

  #meet(stored: readonly StoredValue[], row: readonly FieldValue[]): void {
    const id = stored[0] as number;
    this.#met.set(id, 1);
    if (row.every((value, index) => stored[index + 1] === value)) {
      this.#scope.tally.unchanged += 1;
      return;
    }
    this.#scope.pending.beforeUpdate(this.#table.storageName, id);
    this.#update.run(...row, id);
  }

  /** The same index rows without a key are found by; a few rows of a small table are found without it. */
  #makeIndex(): void {
    if (this.#hasIndex) return;
    this.#readRows += this.#lastId;
    if (this.#readRows <= readWithoutIndex) return;
    makeContentIndex(this.#scope.store, this.#table.storageName);
    this.#hasIndex = true;
  }

  /** Rows that came before the table had a key (or had another one) are to be found by it from now on. */
  #rehash(columns: readonly string[]): void {
    const { store, sourceId } = this.#scope;
    const table = this.#table.storageName;
    const names = this.#key.map((index) => `"${columns[index]}"`).join(', ');
    const rows = (limit: string) =>
      store
        .prepare<FieldValue[]>(`SELECT id, content_hash, ${names} FROM "${table}" WHERE source_id = ? ${limit}`)
        .raw()
        .all(sourceId);
    const isStale = ([, hash, ...key]: FieldValue[]) => hash !== contentHash(key);
    if (!rows('ORDER BY id DESC LIMIT 20').some(isStale)) return;
    const update = store.prepareWrite(`UPDATE "${table}" SET content_hash = ? WHERE id = ?`);
    for (const row of rows('')) if (isStale(row)) update.run(contentHash(row.slice(2)), row[0]);
  }
}

function highestOf(values: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row += 1) highest = Math.max(highest, values[row] as number);
  return highest;
}
