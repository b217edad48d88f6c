import type { FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { Quarantine } from '../landing/index.ts';
import type { Writer } from '../store/index.ts';
import type { CurrencyCounts } from './currency-counts.ts';
import type { PendingWrites } from './pending-writes.ts';
import type { RowBatch } from './reading/row-batch.ts';
import type { RowsAhead } from './rows-ahead.ts';

export type ImportMode = 'append' | 'upsert' | 'replace';

/** Rows of the file: `read` = `accepted` + `rejected`; `unchanged` are those accepted that were known to the last value. */
export interface RowTally {
  read: number;
  accepted: number;
  rejected: number;
  unchanged: number;
}

/** What the writers of entities share within one import. */
export interface ImportScope {
  store: Writer;
  pending: PendingWrites;
  quarantine: Quarantine;
  tally: RowTally;
  sourceId: number;
  mode: ImportMode;
  /** Lines of an order come one by one: those this file does not have stay. */
  hasPartialOrders: boolean;
  /** Some columns of the file go into the JSON object of everything else. */
  hasCustom: boolean;
  /** Keys and identifiers kept in memory per kind; beyond that the store is asked. */
  rememberedKeys: number;
  currencies: CurrencyCounts;
  /** The batch at hand. */
  batch: RowBatch | null;
  /** Tells the replica what is inserted; null = it copies everything afterwards. */
  ahead: RowsAhead | null;
}

/** Writes the rows of one entity. Every call happens inside the transaction of a chunk. */
export interface RowWriter {
  /**
   * Takes a row, and counts it as accepted; or says why it cannot be taken.
   *
   * @param hash `contentHash` of the values, where it is known already
   */
  add(values: readonly FieldValue[], rowNumber: number, hash?: number): FieldReject | null;
  /**
   * Takes all rows of a batch, where they are surely new: counted as accepted, and inserted by columns.
   *
   * @returns false: they are to be taken one by one, and nothing of them was
   */
  addColumns?(batch: RowBatch): boolean;
  /** Writes what is still held back; called at the end of every chunk. */
  flush(): void;
  /** Work after the last row, in steps of some thousand rows; each step is a chunk of its own. */
  finish(): Iterable<void>;
}

/** A row that a later row of the same file replaced: it is listed, not silently lost. */
export function rejectReplacedRow(scope: ImportScope, rowNumber: number, field: string, key: string): void {
  scope.quarantine.add(rowNumber, [{ field, value: key, code: 'duplicate-key', params: {} }], null);
  scope.tally.rejected += 1;
  scope.tally.accepted -= 1;
}

/** Where each target field stands among the values; -1 when the import has no such field. */
export function fieldIndex(fields: readonly string[]): (name: string) => number {
  const index = new Map(fields.map((name, position) => [name, position]));
  return (name) => index.get(name) ?? -1;
}

export function textAt(values: readonly FieldValue[], index: number): string | null {
  const value = index < 0 ? null : values[index];
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? null : String(value);
}

export function numberAt(values: readonly FieldValue[], index: number): number | null {
  const value = index < 0 ? null : values[index];
  return typeof value === 'number' ? value : null;
}
