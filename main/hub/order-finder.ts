import type { FieldReject } from '../connectors/files/index.ts';
import type { ReadStatement, Writer } from '../store/index.ts';
import { ownTotals } from './order-rules.ts';

/** An order that lines without a date belong to. */
export interface FoundOrder {
  id: number;
  /** It is of another source than the lines. */
  isForeign: boolean;
  /** See `ownTotals`. */
  hasOwnTotals: number;
  currency: string;
}

/**
 * Finds the order a line without a date belongs to: the one of the same source; else the only one with this key that an
 * orders file of another source gave. Orders that another source made of lines are never touched: two shops may both
 * have an order 1001.
 */
export class OrderFinder {
  readonly #others: readonly number[];
  readonly #read: ReadStatement<[number, number, string]>;
  readonly #find: ReadStatement<[number, number, string]>;

  constructor(store: Writer, sourceId: number) {
    this.#others = store
      .all<{ id: number }>(
        `SELECT id FROM sources s WHERE id <> ? AND kind <> 'sample'
            AND EXISTS (SELECT 1 FROM orders o WHERE o.source_id = s.id)`,
        [sourceId],
      )
      .map(({ id }) => id);
    const columns = 'SELECT id, has_own_totals, currency FROM orders';
    this.#read = store.prepare<[number, number, string]>(`${columns} WHERE id = ?`).raw();
    this.#find = store
      .prepare<[number, number, string]>(
        `${columns} WHERE source_id = ? AND key = ? AND has_own_totals <> ${ownTotals.ofLines}`,
      )
      .raw();
  }

  /** @param ownId the order of the same source; 0 = there is none */
  find(key: string, ownId: number): FoundOrder | FieldReject {
    const own = ownId === 0 ? undefined : this.#read.get(ownId);
    if (own) return found(own, false);
    const [only, another] = this.#others
      .map((source) => this.#find.get(source, key))
      .filter((order) => order !== undefined);
    if (!only) return { field: 'order_id', value: key, code: 'unknown-order', params: {} };
    if (another) return { field: 'order_id', value: key, code: 'order-in-several-sources', params: {} };
    return found(only, true);
  }
}

function found([id, hasOwnTotals, currency]: readonly [number, number, string], isForeign: boolean): FoundOrder {
  return { id, isForeign, hasOwnTotals, currency };
}
