import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import { openStore, type StoredValue, type Writer } from '../store/index.ts';
import { type Replica, type ReplicaConfiguration, startReplica } from './index.ts';

export type Row = Record<string, StoredValue>;

export const london: ReplicaConfiguration = {
  zone: 'Europe/London',
  currency: 'GBP',
  rates: { USD: '0.79', JPY: '0.0052' },
};

/** A store in a folder of its own, written row by row together with its change log. */
export class Scribe {
  readonly folder = mkdtempSync(join(tmpdir(), 'luopan-replica-'));
  readonly storePath = join(this.folder, 'luopan.sqlite');
  readonly replicaPath = join(this.folder, 'replica.duckdb');
  store: Writer = openStore(this.storePath);
  readonly #replicas: Replica[] = [];

  constructor() {
    this.store.run("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'files', 'file', 0)");
  }

  /** Inserts rows (with their ids) and logs one range. */
  insert(table: string, rows: Row[]): void {
    if (rows.length === 0) return;
    this.store.transaction(() => {
      for (const row of rows) this.put(table, row);
      this.log(table, 'insert', rows);
    });
  }

  /** One row without a log entry. */
  put(table: string, row: Row): void {
    const names = Object.keys(row);
    this.store.run(
      `INSERT OR REPLACE INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      Object.values(row),
    );
  }

  /** Runs a statement and logs a change of `first..last`. */
  change(action: 'update' | 'delete' | 'reset', table: string, first: number, last: number, sql: string): void {
    this.store.transaction(() => {
      this.store.run(sql);
      this.log(table, action, [{ id: first }, { id: last }]);
    });
  }

  log(table: string, action: string, rows: Row[]): void {
    const ids = rows.map((row) => Number(row.id));
    this.store.run('INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, ?, ?, ?, ?)', [
      ...[table, action, Math.min(...ids), Math.max(...ids), Date.now()],
    ]);
  }

  async replica(configuration: ReplicaConfiguration = london): Promise<Replica> {
    const replica = await startReplica({
      storePath: this.storePath,
      replicaPath: this.replicaPath,
      configuration,
      logger: silentLogger,
      clock: systemClock,
      memoryLimitBytes: 512 * 1024 ** 2,
    });
    this.#replicas.push(replica);
    return replica;
  }

  async remove(): Promise<void> {
    for (const replica of this.#replicas) await replica.close();
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const order = (id: number, over: Row = {}): Row => ({
  id,
  source_id: 1,
  key: `A-${id}`,
  ordered_at: Date.UTC(2024, 0, 1) + id * 3_600_000,
  kind: 'order',
  status: 'paid',
  currency: 'GBP',
  net_minor: id * 100,
  ...over,
});

export const item = (id: number, orderId: number, over: Row = {}): Row => ({
  id,
  order_id: orderId,
  line_key: String(id),
  line_type: 'goods',
  quantity_milli: 1000,
  amount_minor: id * 7,
  ...over,
});

export const event = (id: number, over: Row = {}): Row => ({
  id,
  source_id: 1,
  content_hash: id,
  name: 'page_view',
  occurred_at: Date.UTC(2024, 0, 1) + id * 60_000,
  ...over,
});

export const profile = (id: number, over: Row = {}): Row => ({ id, source_id: 1, kind: 'person', ...over });
