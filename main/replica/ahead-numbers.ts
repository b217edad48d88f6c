import type { DuckDBConnection } from '@duckdb/node-api';
import { type PackedColumn, packRows, type RowPack } from '../store/index.ts';
import { idsOf, numbersOf, rowsWith } from './packed-chunk.ts';

const pageBits = 14;
const pageMask = (1 << pageBits) - 1;

/**
 * Counts the orders of each profile while they come, so that rows copied ahead come with their
 * `customer_order_number`, and notes the first of them. Right for a profile as long as its orders come in order of time;
 * the others are noted, and numbered anew when the import is published.
 */
export class AheadNumbers {
  readonly #counts: (Int32Array | undefined)[] = [];
  readonly #newest: (Float64Array | undefined)[] = [];
  readonly #unordered = new Set<number>();
  readonly #firstOrders = new InstantsById();
  readonly #firstEvents = new InstantsById();

  /** Profiles with an order older than one that had come before. */
  get unordered(): ReadonlySet<number> {
    return this.#unordered;
  }

  /** How often an older order or event came of a profile that had come with another one. */
  get movedFirsts(): number {
    return this.#firstOrders.moved + this.#firstEvents.moved;
  }

  /** Begins with the orders that are known. */
  async load(connection: DuckDBConnection): Promise<void> {
    const result = await connection.stream(
      `SELECT profile_id, count(*)::INTEGER, max(epoch_ms(ordered_at))::DOUBLE FROM main.orders
        WHERE is_counted AND profile_id IS NOT NULL GROUP BY profile_id`,
    );
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const [profiles, counts, newest] = chunk.getColumns();
      for (let row = 0; row < chunk.rowCount; row += 1) {
        const { page, counts: pageCounts, newest: pageNewest } = this.#page(Number(profiles?.[row]));
        pageCounts[page] = Number(counts?.[row]);
        pageNewest[page] = Number(newest?.[row]);
      }
    }
  }

  /** The column `customer_order_number` of a pack of orders. */
  number(pack: RowPack): PackedColumn {
    const profiles = numbersOf(pack, 'profile_id');
    const times = numbersOf(pack, 'ordered_at');
    const isPaid = rowsWith(pack, 'status', 'paid');
    const isOrder = rowsWith(pack, 'kind', 'order');
    const values = new Float64Array(pack.count).fill(Number.NaN);
    for (let row = 0; row < pack.count && row < packRows; row += 1) {
      const profile = profiles[row] as number;
      if (Number.isNaN(profile) || !isPaid(row) || !isOrder(row)) continue;
      const { page, counts, newest } = this.#page(profile);
      const at = times[row] as number;
      const count = (counts[page] as number) + 1;
      if (count > 1 && at < (newest[page] as number)) this.#unordered.add(profile);
      else newest[page] = at;
      counts[page] = count;
      values[row] = count;
      this.#firstOrders.lower(profile, at);
    }
    return { kind: 'number', values };
  }

  /** Takes in when each profile's events of a pack were. */
  noteEvents(pack: RowPack): void {
    const profiles = numbersOf(pack, 'profile_id');
    const times = numbersOf(pack, 'occurred_at');
    for (let row = 0; row < pack.count; row += 1) {
      const profile = profiles[row] as number;
      if (!Number.isNaN(profile)) this.#firstEvents.lower(profile, times[row] as number);
    }
  }

  /** First counted order and first event, as far as they have come, of the profiles of a pack; UTC ms. */
  firsts(pack: RowPack): Record<'first_order_ms' | 'first_event_ms', PackedColumn> {
    const ids = idsOf(pack);
    return { first_order_ms: this.#firstOrders.column(ids), first_event_ms: this.#firstEvents.column(ids) };
  }

  #page(profile: number): { page: number; counts: Int32Array; newest: Float64Array } {
    const index = profile >>> pageBits;
    let counts = this.#counts[index];
    let newest = this.#newest[index];
    if (!counts || !newest) {
      counts = new Int32Array(pageMask + 1);
      newest = new Float64Array(pageMask + 1);
      this.#counts[index] = counts;
      this.#newest[index] = newest;
    }
    return { page: profile & pageMask, counts, newest };
  }
}

/** The earliest instant of each id. */
class InstantsById {
  readonly #pages: (Float64Array | undefined)[] = [];
  moved = 0;

  lower(id: number, at: number): void {
    const index = id >>> pageBits;
    let page = this.#pages[index];
    if (!page) {
      page = new Float64Array(pageMask + 1).fill(Number.NaN);
      this.#pages[index] = page;
    }
    const known = page[id & pageMask] as number;
    if (known <= at) return;
    if (known > at) this.moved += 1;
    page[id & pageMask] = at;
  }

  column(ids: Float64Array): PackedColumn {
    if (this.#pages.length === 0) return { kind: 'constant', value: null };
    const values = Float64Array.from(ids, (id) => this.#pages[id >>> pageBits]?.[id & pageMask] ?? Number.NaN);
    return { kind: 'number', values };
  }
}
