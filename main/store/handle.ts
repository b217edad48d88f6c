import { close, fdatasync, open } from 'node:fs';
import type BetterSqlite from 'better-sqlite3';
import { classified } from './failures.ts';
import { LoadFile } from './load-file.ts';

export type StoredValue = string | number | bigint | Uint8Array | null;
/** The values of a row in the order of the columns at hand. */
export type StoredRow = readonly StoredValue[];

/** A prepared SELECT. `raw(true)` turns rows into arrays, which is the quick way through many of them. */
export interface ReadStatement<Row> {
  get(...params: unknown[]): Row | undefined;
  all(...params: unknown[]): Row[];
  iterate(...params: unknown[]): IterableIterator<Row>;
  raw(isRaw?: boolean): ReadStatement<Row>;
}

export interface WriteStatement {
  /** Parameters one by one, or as one array. */
  run(...params: unknown[]): { changes: number; lastInsertRowid: number | bigint };
}

/** A handle that can only read; SQLite itself refuses anything else on it. */
export interface Reader {
  readonly path: string;
  prepare<Row = Record<string, unknown>>(sql: string): ReadStatement<Row>;
  all<Row = Record<string, unknown>>(sql: string, params?: readonly StoredValue[]): Row[];
  get<Row = Record<string, unknown>>(sql: string, params?: readonly StoredValue[]): Row | undefined;
  /** Everything read inside `work` is of one instant. */
  snapshot<T>(work: () => T): T;
  close(): void;
}

export interface TransactionOptions {
  /**
   * `full` (the default): the commit is on the disk before it returns. `normal`: it may be lost by a power cut (never by
   * a killed process) until the next `full` commit, which makes all earlier ones durable too.
   */
  durability?: 'full' | 'normal';
  /**
   * Foreign keys are checked per row (the default), or not at all: in bulk work whose ids come from this very store.
   * Without an index on the referring column every deleted row would search the whole referring table.
   */
  checksForeignKeys?: boolean;
  /** Many rows will come: `load` is there. */
  bringsManyRows?: boolean;
}

/** The one handle that writes. Lives on the writer thread. */
export interface Writer extends Reader {
  readonly canWrite: true;
  /** The quick way in for many rows, inside a transaction that brings many; null = none. */
  readonly load: LoadFile | null;
  prepareWrite(sql: string): WriteStatement;
  run(sql: string, params?: readonly StoredValue[]): { changes: number; lastInsertRowid: number | bigint };
  exec(sql: string): void;
  /** All or nothing. Failures come classified (`store/disk-full`, `store/damaged` …). */
  transaction<T>(work: () => T, options?: TransactionOptions): T;
  /** Moves what the log holds into the database file. */
  checkpoint(): void;
  /** Begins to bring the log to the disk, beside all else: a `full` commit that comes later has less to wait for. */
  settle(): void;
}

export class Handle implements Writer {
  readonly canWrite = true;
  readonly path: string;
  readonly #db: BetterSqlite.Database;
  readonly #onClose: () => void;
  #load: LoadFile | null = null;
  #isSettling = false;
  readonly #statements = new Map<string, BetterSqlite.Statement<unknown[], unknown>>();

  constructor(db: BetterSqlite.Database, path: string, onClose: () => void) {
    this.#db = db;
    this.path = path;
    this.#onClose = onClose;
  }

  prepare<Row>(sql: string): ReadStatement<Row> {
    return classified(this.path, () => this.#db.prepare<unknown[], Row>(sql));
  }

  prepareWrite(sql: string): WriteStatement {
    return classified(this.path, () => this.#db.prepare(sql));
  }

  all<Row>(sql: string, params: readonly StoredValue[] = []): Row[] {
    return classified(this.path, () => this.#cached(sql).all(...params)) as Row[];
  }

  get<Row>(sql: string, params: readonly StoredValue[] = []): Row | undefined {
    return classified(this.path, () => this.#cached(sql).get(...params)) as Row | undefined;
  }

  run(sql: string, params: readonly StoredValue[] = []): { changes: number; lastInsertRowid: number | bigint } {
    return classified(this.path, () => this.#cached(sql).run(...params));
  }

  exec(sql: string): void {
    classified(this.path, () => this.#db.exec(sql));
  }

  snapshot<T>(work: () => T): T {
    return classified(this.path, () => this.#db.transaction(work).deferred());
  }

  get load(): LoadFile | null {
    return this.#load;
  }

  transaction<T>(work: () => T, options: TransactionOptions = {}): T {
    if (options.bringsManyRows) this.#openLoad();
    // Both settings can change only between transactions.
    this.#db.pragma(`synchronous = ${options.durability === 'normal' ? 'NORMAL' : 'FULL'}`);
    this.#db.pragma(`foreign_keys = ${options.checksForeignKeys === false ? 'OFF' : 'ON'}`);
    try {
      return classified(this.path, () => this.#db.transaction(work).immediate());
    } finally {
      this.#db.pragma('synchronous = FULL');
      this.#db.pragma('foreign_keys = ON');
    }
  }

  checkpoint(): void {
    classified(this.path, () => this.#db.pragma('wal_checkpoint(TRUNCATE)'));
  }

  settle(): void {
    // Windows syncs only what is open for writing, and deletes nothing that is open.
    if (this.#isSettling || process.platform === 'win32') return;
    this.#isSettling = true;
    // SQLite holds no lock on the log itself, so closing this handle of it takes none away.
    open(`${this.path}-wal`, 'r', (error, log) => {
      if (error) this.#isSettling = false;
      else fdatasync(log, () => close(log, () => (this.#isSettling = false)));
    });
  }

  close(): void {
    if (!this.#db.open) return;
    this.#statements.clear();
    this.#db.close();
    this.#load?.close();
    this.#onClose();
  }

  /** A file can be attached only between transactions. */
  #openLoad(): void {
    classified(this.path, () => {
      this.#load ??= new LoadFile(this.#db, `${this.path}-load`);
      this.#load.begin();
    });
  }

  /** Short statements are prepared once; the map is bounded because callers may pass generated SQL. */
  #cached(sql: string): BetterSqlite.Statement<unknown[], unknown> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= 200) this.#statements.clear();
      statement = this.#db.prepare<unknown[], unknown>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
