import {
  type LoadFile,
  loadColumn,
  loadSource,
  rowsOf,
  type StoredColumn,
  type StoredRow,
  sheetColumns,
  type Writer,
  type WriteStatement,
} from '../store/index.ts';
import type { RowsAhead, TakeRows } from './rows-ahead.ts';

/** Rows per statement; as many as the replica takes at a time. */
export const rowsAtOnce = 2048;
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
  readonly #tell: TakeRows | null;
  readonly #one: WriteStatement;
  #many: WriteStatement | null = null;
  #rows: StoredRow[] = [];

  constructor(store: Writer, plan: BulkInsertPlan) {
    this.#store = store;
    this.#plan = plan;
    this.#one = store.prepareWrite(
      insertSql(plan, (given, fixed) => `VALUES (${[...given('?'), ...fixed].join(', ')})`),
    );
    const { ahead, table, columns, constants = {} } = plan;
    this.#tell = ahead?.taker(store, table, columns, constants) ?? null;
  }

  get isFull(): boolean {
    return this.#rows.length === rowsAtOnce;
  }

  /** Adds a row, which is kept as it is; the caller flushes when it is full. */
  add(row: StoredRow): void {
    this.#rows.push(row);
  }

  /**
   * Inserts what was added.
   *
   * @returns null when all of it is in the table; else the ids that are (`onConflict` passed the others over)
   */
  flush(): ReadonlySet<number> | null {
    const rows = this.#rows;
    if (rows.length === 0) return null;
    this.#rows = [];
    if (this.#insert(rows) === rows.length) {
      this.#tell?.rows(rows);
      return null;
    }
    return this.#tellThere(rows);
  }

  /**
   * Inserts the rows `from` to before `to` of columns, some thousand at most; what was added before is in the table.
   *
   * @returns as of `flush`
   */
  insertColumns(
    columns: readonly StoredColumn[],
    { from, to }: { from: number; to: number },
  ): ReadonlySet<number> | null {
    const load = this.#loadFor(to - from);
    let inserted = 0;
    let row = from;
    while (load && row < to) {
      const { next, changes } = load.runColumns(this.#fromLoad(), columns, { from: row, to });
      inserted += changes;
      row = next;
      if (row === to) break;
      inserted += this.#one.run(rowsOf(columns, row, row + 1)[0]).changes;
      row += 1;
    }
    if (row < to) inserted += this.#insert(rowsOf(columns, row, to));
    if (inserted === to - from) {
      this.#tell?.columns(columns, { from, to });
      return null;
    }
    return this.#tellThere(rowsOf(columns, from, to));
  }

  #tellThere(rows: readonly StoredRow[]): ReadonlySet<number> {
    const there = this.#idsThere(rows);
    this.#tell?.rows(rows.filter((row) => there.has(idOf(row))));
    return there;
  }

  #loadFor(rows: number): LoadFile | null {
    const isWide = this.#plan.columns.length > sheetColumns;
    return rows < worthLoading || isWide ? null : this.#store.load;
  }

  #fromLoad(): WriteStatement {
    this.#many ??= this.#store.prepareWrite(
      insertSql(
        this.#plan,
        (given, fixed) => `SELECT ${[...given(loadColumn), ...fixed].join(', ')} FROM ${loadSource}`,
      ),
    );
    return this.#many;
  }

  /** Result: rows inserted. */
  #insert(rows: readonly StoredRow[]): number {
    const load = this.#loadFor(rows.length);
    let row = 0;
    let inserted = 0;
    while (row < rows.length) {
      if (load) {
        const { next, changes } = load.run(this.#fromLoad(), rows, row);
        row = next;
        inserted += changes;
        if (row === rows.length) break;
      }
      inserted += this.#one.run(rows[row]).changes;
      row += 1;
    }
    return inserted;
  }

  #idsThere(rows: readonly StoredRow[]): Set<number> {
    const ids = this.#store
      .prepare<[number]>(`SELECT id FROM "${this.#plan.table}" WHERE id BETWEEN ? AND ?`)
      .raw()
      .all(idOf(rows[0]), idOf(rows.at(-1)));
    return new Set(ids.map(([id]) => id));
  }
}

const idOf = (row: StoredRow | undefined): number => row?.[0] as number;

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
