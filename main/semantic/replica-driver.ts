import { BaseDriver } from '@cubejs-backend/base-driver';
import type { Columnar } from './final-result.ts';
import { ReplicaQuery } from './replica-query.ts';

/** Cube's driver for the replica: it owns no connection, it asks the replica's query door. */
export class ReplicaDriver extends BaseDriver {
  readonly #run: (sql: string, params: unknown[]) => Promise<Columnar>;

  constructor(run: (sql: string, params: unknown[]) => Promise<Columnar>) {
    super();
    this.#run = run;
  }

  static dialectClass(): typeof ReplicaQuery {
    return ReplicaQuery;
  }

  async testConnection(): Promise<void> {
    await this.#run('SELECT 1', []);
  }

  override async query<R = unknown>(sql: string, values: unknown[] = []): Promise<R[]> {
    const { members, columns } = await this.#run(sql, values);
    const rowCount = columns[0]?.length ?? 0;
    return Array.from(
      { length: rowCount },
      (_, row) => Object.fromEntries(members.map((member, index) => [member, columns[index]?.[row]])) as R,
    );
  }
}
