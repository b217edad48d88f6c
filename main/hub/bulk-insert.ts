import type { StoredValue, Writer, WriteStatement } from '../store/index.ts';

/** Parameters per statement: many rows in one call halve the cost of a row; far more gain nothing. */
const parametersPerStatement = 400;

export interface BulkInsertPlan {
  table: string;
  /** Columns given per row. */
  columns: readonly string[];
  /** Columns with one value for all rows, written into the statement. */
  constants?: Readonly<Record<string, string | number>>;
  /** e.g. `ON CONFLICT (source_id, key) DO NOTHING` */
  onConflict?: string;
}

/** Collects rows and inserts them many at a time. Rows are in the table only after `flush`. */
export class BulkInsert {
  readonly #many: WriteStatement;
  readonly #one: WriteStatement;
  readonly #width: number;
  readonly #capacity: number;
  readonly #values: StoredValue[];
  #count = 0;

  constructor(store: Writer, { table, columns, constants = {}, onConflict = '' }: BulkInsertPlan) {
    this.#width = columns.length;
    this.#capacity = Math.max(1, Math.floor(parametersPerStatement / this.#width));
    const names = [...columns, ...Object.keys(constants)].map((name) => `"${name}"`).join(', ');
    const row = `(${[...columns.map(() => '?'), ...Object.values(constants).map(literal)].join(', ')})`;
    const sql = (rows: number) =>
      `INSERT INTO "${table}" (${names}) VALUES ${new Array(rows).fill(row).join(', ')} ${onConflict}`;
    this.#many = store.prepareWrite(sql(this.#capacity));
    this.#one = store.prepareWrite(sql(1));
    this.#values = new Array<StoredValue>(this.#capacity * this.#width).fill(null);
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#capacity;
  }

  /** Adds a row; the caller flushes when it is full. */
  add(row: readonly StoredValue[]): void {
    const width = this.#width;
    const offset = this.#count * width;
    for (let index = 0; index < width; index += 1) this.#values[offset + index] = row[index] as StoredValue;
    this.#count += 1;
  }

  /** Inserts what was added. Result: rows really inserted (fewer when `onConflict` passes some over). */
  flush(): number {
    const count = this.#count;
    if (count === 0) return 0;
    this.#count = 0;
    if (count === this.#capacity) return this.#many.run(this.#values).changes;
    let inserted = 0;
    for (let index = 0; index < count; index += 1) {
      inserted += this.#one.run(this.#values.slice(index * this.#width, (index + 1) * this.#width)).changes;
    }
    return inserted;
  }
}

export function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
