import {
  loadColumn,
  loadSource,
  type StoredValue,
  sheetColumns,
  type Writer,
  type WriteStatement,
} from '../store/index.ts';
import type { RowsAhead, TakeRows } from './rows-ahead.ts';

/** Rows per statement; as many as the replica takes at a time. */
const rowsAtOnce = 2048;
/** Fewer rows than this are bound one by one. */
const worthLoading = 24;

export interface BulkInsertPlan {
  table: string;
  /** Columns given per row. */
  columns: readonly string[];
  /** Columns with one value for all rows, written into the statement. */
  constants?: Readonly<Record<string, string | number>>;
  /** e.g. `ON CONFLICT (source_id, key) DO NOTHING`; then the first column is `id`, and ids ascend. */
  onConflict?: string;
  /** Is told the rows that are in the table. */
  ahead?: RowsAhead | null;
}

/** Collects rows and inserts them many at a time; they are in the table only after `flush`. */
export class BulkInsert {
  readonly #store: Writer;
  readonly #plan: BulkInsertPlan;
  readonly #width: number;
  readonly #values: StoredValue[];
  readonly #tell: TakeRows | null;
  readonly #one: WriteStatement;
  #many: WriteStatement | null = null;
  #count = 0;

  constructor(store: Writer, plan: BulkInsertPlan) {
    this.#store = store;
    this.#plan = plan;
    this.#width = plan.columns.length;
    this.#one = store.prepareWrite(
      insertSql(plan, (given, fixed) => `VALUES (${[...given('?'), ...fixed].join(', ')})`),
    );
    this.#values = new Array<StoredValue>(rowsAtOnce * this.#width).fill(null);
    const { ahead, table, columns, constants = {} } = plan;
    this.#tell = ahead?.taker(store, table, columns, constants) ?? null;
  }

  get isFull(): boolean {
    return this.#count === rowsAtOnce;
  }

  /** Adds a row; the caller flushes when it is full. */
  add(row: readonly StoredValue[]): void {
    const width = this.#width;
    const offset = this.#count * width;
    for (let index = 0; index < width; index += 1) this.#values[offset + index] = row[index] as StoredValue;
    this.#count += 1;
  }

  /**
   * Inserts what was added.
   *
   * @returns null when all of it is in the table; else the ids that are (`onConflict` passed the others over)
   */
  flush(): ReadonlySet<number> | null {
    const count = this.#count;
    if (count === 0) return null;
    this.#count = 0;
    if (this.#insert(count) === count) {
      this.#tell?.(this.#values, count);
      return null;
    }
    const there = this.#idsThere(count);
    this.#tellThose(there, count);
    return there;
  }

  /** Result: rows inserted. */
  #insert(count: number): number {
    const width = this.#width;
    const isWide = this.#width > sheetColumns;
    const load = count < worthLoading || isWide ? null : this.#store.load;
    let row = 0;
    let inserted = 0;
    while (row < count) {
      if (load) {
        this.#many ??= this.#store.prepareWrite(
          insertSql(
            this.#plan,
            (given, fixed) => `SELECT ${[...given(loadColumn), ...fixed].join(', ')} FROM ${loadSource}`,
          ),
        );
        const { next, changes } = load.run(this.#many, this.#values, { width, from: row, to: count });
        row = next;
        inserted += changes;
        if (row === count) break;
      }
      inserted += this.#one.run(this.#values.slice(row * width, (row + 1) * width)).changes;
      row += 1;
    }
    return inserted;
  }

  #idsThere(count: number): Set<number> {
    const first = this.#values[0] as number;
    const last = this.#values[(count - 1) * this.#width] as number;
    const ids = this.#store
      .prepare<[number]>(`SELECT id FROM "${this.#plan.table}" WHERE id BETWEEN ? AND ?`)
      .raw()
      .all(first, last);
    return new Set(ids.map(([id]) => id));
  }

  #tellThose(there: ReadonlySet<number>, count: number): void {
    if (!this.#tell || there.size === 0) return;
    const width = this.#width;
    const values: StoredValue[] = [];
    for (let row = 0; row < count; row += 1) {
      if (!there.has(this.#values[row * width] as number)) continue;
      for (let column = 0; column < width; column += 1) values.push(this.#values[row * width + column] as StoredValue);
    }
    this.#tell(values, there.size);
  }
}

/** @param rows where the rows come from: made of the terms of the columns given and those of the constants */
function insertSql(
  { table, columns, constants = {}, onConflict = '' }: BulkInsertPlan,
  rows: (given: (term: string | ((column: number) => string)) => string[], fixed: string[]) => string,
): string {
  const names = [...columns, ...Object.keys(constants)].map((name) => `"${name}"`).join(', ');
  const given = (term: string | ((column: number) => string)) =>
    columns.map((_, column) => (typeof term === 'string' ? term : term(column)));
  return `INSERT INTO "${table}" (${names}) ${rows(given, Object.values(constants).map(literal))} ${onConflict}`;
}

export function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
