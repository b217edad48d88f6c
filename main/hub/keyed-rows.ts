import {
  type ReadStatement,
  rowsOf,
  type StoredColumn,
  type StoredValue,
  valueAt,
  type WriteStatement,
} from '../store/index.ts';
import { BulkInsert, rowsAtOnce } from './bulk-insert.ts';
import { countFrom, stretches } from './column-values.ts';
import { IdMarks } from './id-marks.ts';
import { type ImportScope, rejectReplacedRow } from './import-scope.ts';

const unchangedFlag = 0x80000000;
const rowMask = 0x7fffffff;
/** Rows after which the share of known keys decides anew whether to look first or to insert first. */
const windowRows = 2_000;

/** Tables with a unique (source_id, key). */
export type KeyedTable = 'orders' | 'products' | 'survey_responses' | 'tickets' | 'opportunities';

export interface KeyedRowsPlan {
  table: KeyedTable;
  /** Columns written by this import, after the key. Others keep what they have. */
  columns: readonly string[];
  /** Columns with one value for all rows. */
  constants?: Readonly<Record<string, string | number>>;
  /** Of both, those that only new rows get. */
  keeps?: readonly string[];
  /** The target field whose value is the key, for the quarantine. */
  keyField: string;
}

/** Rows by columns: those of the plan, in its order. */
export interface ColumnRows {
  /** A text in every row. */
  key: StoredColumn;
  columns: readonly StoredColumn[];
  rowNumbers: ArrayLike<number>;
}

/**
 * Rows known by (source, key). A known row with the same values is unchanged; one with other values is updated
 * (`upsert`, `replace`) or kept and the new one listed (`append`). Two different rows with one key in one file: the
 * later one counts, the earlier is listed as `duplicate-key`.
 *
 * New keys are inserted without asking first: the unique index tells which were known. When many are, it asks first.
 */
export class KeyedRows {
  /** Row of the file that last gave each row of the table. */
  readonly rowNumbers = new IdMarks();
  readonly #scope: ImportScope;
  readonly #plan: KeyedRowsPlan;
  readonly #insert: BulkInsert;
  readonly #find: ReadStatement<StoredValue[]>;
  readonly #update: WriteStatement;
  /** Of the plan's columns, those that known rows get too. */
  readonly #written: readonly number[];
  readonly #constants: readonly (string | number)[];
  readonly #held: StoredValue[][] = [];
  readonly #heldNumbers: number[] = [];
  /** Where the currency of an order stands in a held row; -1 for all others. */
  readonly #currency: number;
  #looksFirst: boolean;
  #seen = 0;
  #known = 0;

  constructor(scope: ImportScope, plan: KeyedRowsPlan) {
    const { store, sourceId } = scope;
    const constants = plan.constants ?? {};
    this.#scope = scope;
    this.#plan = plan;
    const kept = new Set(plan.keeps);
    this.#written = plan.columns.flatMap((column, index) => (kept.has(column) ? [] : [index]));
    const fixed = Object.entries(constants).filter(([column]) => !kept.has(column));
    this.#constants = fixed.map(([, value]) => value);
    this.#currency = plan.table === 'orders' ? plan.columns.indexOf('currency') + 2 : -1;
    const written = [
      ...this.#written.map((index) => plan.columns[index] as string),
      ...fixed.map(([column]) => column),
    ];
    this.#insert = new BulkInsert(store, {
      table: plan.table,
      columns: ['id', 'key', ...plan.columns],
      constants: { source_id: sourceId, ...constants },
      onConflict: 'ON CONFLICT (source_id, key) DO NOTHING',
      ahead: scope.ahead,
    });
    this.#find = store
      .prepare<StoredValue[]>(
        `SELECT ${['id', ...written].join(', ')} FROM ${plan.table} WHERE source_id = ${sourceId} AND key = ?`,
      )
      .raw();
    this.#update = store.prepareWrite(
      `UPDATE ${plan.table} SET ${written.map((column) => `${column} = ?`).join(', ') || 'id = id'} WHERE id = ?`,
    );
    this.#looksFirst = store.get(`SELECT 1 FROM ${plan.table} WHERE source_id = ? LIMIT 1`, [sourceId]) !== undefined;
  }

  /** Takes a row: key first, then `columns`. The array is kept until the next flush. */
  put(key: string, row: StoredValue[], rowNumber: number): void {
    this.#seen += 1;
    if (this.#looksFirst) {
      const stored = this.#find.get(key);
      if (stored) {
        this.#meet(stored, key, row, rowNumber);
        return;
      }
    }
    const held = [this.#scope.pending.nextId(this.#plan.table), key, ...row];
    this.#held.push(held);
    this.#heldNumbers.push(rowNumber);
    this.#insert.add(held);
    if (this.#insert.isFull) this.flush();
  }

  /** Whether rows may come by columns now; not while known keys are looked for first. */
  takesColumns(): boolean {
    this.flush();
    return !this.#looksFirst;
  }

  /** Takes rows told by columns, when `takesColumns` has just said so. */
  putColumns({ key, columns, rowNumbers }: ColumnRows): void {
    const { pending } = this.#scope;
    const count = rowNumbers.length;
    const ids = countFrom(pending.nextIds(this.#plan.table, count), count);
    const all: StoredColumn[] = [{ kind: 'numbers', values: ids }, key, ...columns];
    for (const stretch of stretches(count, rowsAtOnce)) {
      const { from, to } = stretch;
      this.#seen += to - from;
      const there = this.#insert.insertColumns(all, stretch);
      if (!there) {
        this.#settleColumns(ids, rowNumbers, stretch);
        if (this.#currency >= 0) this.#countCurrencies(all[this.#currency] as StoredColumn, stretch);
        continue;
      }
      for (const row of rowsOf(all, from, to)) this.#held.push([...row]);
      for (let row = from; row < to; row += 1) this.#heldNumbers.push(rowNumbers[row] as number);
      this.#sortOut(there);
      this.#held.length = 0;
      this.#heldNumbers.length = 0;
    }
  }

  flush(): void {
    const count = this.#held.length;
    if (count > 0) {
      const there = this.#insert.flush();
      if (there) this.#sortOut(there);
      else for (let index = 0; index < count; index += 1) this.#settle(this.#held[index] as StoredValue[], index);
      this.#held.length = 0;
      this.#heldNumbers.length = 0;
    }
    if (this.#seen >= windowRows) {
      this.#looksFirst = this.#known > this.#seen * 0.1;
      this.#seen = 0;
      this.#known = 0;
    }
  }

  /** Deletes rows of this source that the file did not have; `keep` names rows that must stay all the same. */
  *deleteUnseen(hooks: { keeps?: (id: number) => boolean; onDelete?: (id: number) => void } = {}): Generator<void> {
    const { store, pending, sourceId } = this.#scope;
    const page = store
      .prepare<[number]>(`SELECT id FROM ${this.#plan.table} WHERE source_id = ? AND id > ? ORDER BY id LIMIT 5000`)
      .raw();
    const remove = store.prepareWrite(`DELETE FROM ${this.#plan.table} WHERE id = ?`);
    for (let after = 0; ; ) {
      const ids = page.all(sourceId, after);
      for (const [id] of ids) {
        after = id;
        if (this.rowNumbers.get(id) !== 0 || hooks.keeps?.(id)) continue;
        hooks.onDelete?.(id);
        pending.beforeDelete(this.#plan.table, id);
        this.#scope.currencies.isExact = false;
        remove.run(id);
      }
      if (ids.length === 0) return;
      yield;
    }
  }

  #settleColumns(ids: Float64Array, rowNumbers: ArrayLike<number>, { from, to }: { from: number; to: number }): void {
    for (let row = from; row < to; row += 1) this.rowNumbers.set(ids[row] as number, rowNumbers[row] as number);
    this.#scope.tally.accepted += to - from;
  }

  #countCurrencies(column: StoredColumn, { from, to }: { from: number; to: number }): void {
    const { currencies } = this.#scope;
    if (column.kind === 'constant') currencies.add(column.value as string, to - from);
    else for (let row = from; row < to; row += 1) currencies.add(valueAt(column, row) as string);
  }

  #settle(row: readonly StoredValue[], index: number): void {
    this.rowNumbers.set(row[0] as number, this.#heldNumbers[index] as number);
    this.#scope.tally.accepted += 1;
    if (this.#currency >= 0) this.#scope.currencies.add(row[this.#currency] as string);
  }

  /** Some held rows were passed over because their key is known: treats them one by one. */
  #sortOut(there: ReadonlySet<number>): void {
    this.#held.forEach((row, index) => {
      const [id, key, ...values] = row;
      if (there.has(id as number)) {
        this.#settle(row, index);
        return;
      }
      this.#scope.pending.giveBack(this.#plan.table);
      const stored = this.#find.get(key);
      if (stored) this.#meet(stored, key as string, values, this.#heldNumbers[index] as number);
    });
  }

  /** A row whose key is known. */
  #meet(stored: readonly StoredValue[], key: string, row: readonly StoredValue[], rowNumber: number): void {
    const { tally, pending, mode } = this.#scope;
    const id = stored[0] as number;
    const mark = this.rowNumbers.get(id);
    const earlierRow = mark & rowMask;
    this.#known += 1;
    if (this.#isSame(stored, row)) {
      tally.accepted += 1;
      tally.unchanged += 1;
      this.rowNumbers.set(id, earlierRow === 0 ? (rowNumber | unchangedFlag) >>> 0 : mark);
      return;
    }
    if (mode === 'append') {
      this.#scope.quarantine.add(
        rowNumber,
        [{ field: this.#plan.keyField, value: key, code: 'duplicate-key', params: {} }],
        null,
      );
      tally.rejected += 1;
      return;
    }
    if (earlierRow !== 0) {
      rejectReplacedRow(this.#scope, earlierRow, this.#plan.keyField, key);
      if (mark !== earlierRow) tally.unchanged -= 1;
    }
    pending.beforeUpdate(this.#plan.table, id);
    this.#scope.currencies.isExact = false;
    this.#update.run(...this.#written.map((index) => row[index] as StoredValue), ...this.#constants, id);
    tally.accepted += 1;
    this.rowNumbers.set(id, rowNumber);
  }

  #isSame(stored: readonly StoredValue[], row: readonly StoredValue[]): boolean {
    const written = this.#written;
    const width = written.length;
    for (let index = 0; index < width; index += 1) {
      if (stored[index + 1] !== row[written[index] as number]) return false;
    }
    return this.#constants.every((value, index) => stored[width + 1 + index] === value);
  }
}
