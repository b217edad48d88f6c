export type StoredValue = string | number | bigint | Buffer | Uint8Array | null;

export interface Statement {
  sql: string;
  params: readonly StoredValue[];
}

/** What access and boards need of the store: quick reads here, writes on the writer thread. */
export interface MetadataStore {
  all(sql: string, params?: readonly StoredValue[]): Record<string, unknown>[];
  /** Runs the statements in one transaction. */
  run(statements: readonly Statement[]): Promise<void>;
}
