import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface DatabaseOptions {
  path: string;
  memoryLimitBytes: number;
}

/** The replica's DuckDB file with the fences up: no file system, no extensions, no settings to change afterwards. */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connections: DuckDBConnection[] = [];
  readonly #lent = new Set<Promise<unknown>>();

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** Opens or makes the file. Fails with DuckDB's own error when it is damaged or of another version. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const instance = await DuckDBInstance.create(options.path, {
      access_mode: 'READ_WRITE',
      threads: String(availableParallelism()),
      memory_limit: `${Math.floor(options.memoryLimitBytes / 1024 ** 2)}MB`,
      // With order kept, an INSERT runs on one thread while the caller's spins for nothing (a third of all processor
      // time). Rows still come in chunks of the store's order, so filters on time skip most row groups.
      preserve_insertion_order: 'false',
      // The file is disposable, so it may use the newest formats: half the time to compress text.
      storage_compatibility_version: 'latest',
      checkpoint_threshold: '64MB',
      // An open transaction compresses and writes its rows one group at a time, not five, which would be kept as they are.
      write_buffer_row_group_count: '1',
      // Memory that was freed goes back to the system soon.
      allocator_flush_threshold: '16MB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      enable_external_access: 'false',
      lock_configuration: 'true',
    });
    return new Database(instance);
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    this.#connections.push(connection);
    return connection;
  }

  /** Closes one connection. */
  disconnect(connection: DuckDBConnection): void {
    const index = this.#connections.indexOf(connection);
    if (index >= 0) this.#connections.splice(index, 1);
    connection.closeSync();
  }

  /** Lends a connection of the moment; `idle` waits for it. */
  lend<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const done = this.connect().then((connection) => work(connection).finally(() => this.disconnect(connection)));
    const given: Promise<unknown> = done.catch(() => {}).finally(() => this.#lent.delete(given));
    this.#lent.add(given);
    return done;
  }

  /** Resolves when every connection that was lent has been given back. */
  async idle(): Promise<void> {
    while (this.#lent.size > 0) await Promise.all(this.#lent);
  }

  /**
   * Closes every connection, then the file; DuckDB writes its log into the file on the way. Nothing may run on any of
   * them: a connection closed under its own query waits for itself for ever, and its thread with it.
   */
  close(): void {
    for (const connection of this.#connections.splice(0)) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Removes the replica and what DuckDB may have left beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '.wal', '.tmp', '.wal.checkpoint', '.wal.recovery']) {
    rmSync(`${path}${suffix}`, { recursive: true, force: true });
  }
}

/**
 * Whether a DuckDB failure means that the file cannot be used any more (and is to be rebuilt), not that a statement
 * was wrong. DuckDB's bindings give the kind of an error only as the first words of its message.
 */
export function isDamage(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return /^(Failed to (open|connect)[^:]*: )?(IO Error|Serialization Error|FATAL Error|Fatal Error|INTERNAL Error|Corrupt)/i.test(
    message,
  );
}
