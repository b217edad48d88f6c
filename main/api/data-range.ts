import type { Status } from '../../contract/workspace.ts';
import type { Replica } from '../replica/index.ts';

const sql = `
SELECT coalesce((SELECT epoch_ms(min(ordered_at)) FROM orders WHERE is_counted OR is_revenue),
                (SELECT epoch_ms(min(occurred_at)) FROM events)) AS first,
       coalesce((SELECT epoch_ms(max(ordered_at)) FROM orders WHERE is_counted OR is_revenue),
                (SELECT epoch_ms(max(occurred_at)) FROM events)) AS last`;

/** First and last instant with data: of orders in revenue or counted, else of events. Asked once per watermark. */
export class DataRange {
  readonly #replica: () => Replica;
  #known: { seq: number; range: Promise<Status['dataRange']> } | null = null;

  constructor(replica: () => Replica) {
    this.#replica = replica;
  }

  /** Both null while there is no data, and while the replica is not ready: the status answers at all times. */
  async read(): Promise<Status['dataRange']> {
    try {
      const replica = this.#replica();
      const { seq } = await replica.catchUp();
      if (this.#known?.seq !== seq) this.#known = { seq, range: ask(replica) };
      return await this.#known.range;
    } catch {
      this.#known = null;
      return { from: null, to: null };
    }
  }
}

async function ask(replica: Replica): Promise<Status['dataRange']> {
  const { rows } = await replica.query(sql);
  const [first, last] = rows[0] ?? [];
  return { from: isoOf(first), to: isoOf(last) };
}

function isoOf(ms: unknown): string | null {
  return ms === null || ms === undefined ? null : new Date(Number(ms)).toISOString();
}
