import { setTimeout as pause } from 'node:timers/promises';
import type { Status } from '../../contract/workspace.ts';
import type { Replica } from '../replica/index.ts';

const sql = `
SELECT coalesce((SELECT epoch_ms(min(ordered_at)) FROM orders WHERE is_counted OR is_revenue),
                (SELECT epoch_ms(min(occurred_at)) FROM events)) AS first,
       coalesce((SELECT epoch_ms(max(ordered_at)) FROM orders WHERE is_counted OR is_revenue),
                (SELECT epoch_ms(max(occurred_at)) FROM events)) AS last`;

const none = { from: null, to: null };
const patienceMs = 1_500;

/**
 * First and last instant with data: of orders in revenue or counted, else of events. Asked once per watermark. While
 * the replica is being made or is busy copying, the answer is the last one known: the status answers at all times.
 */
export class DataRange {
  readonly #replica: () => Replica;
  #asked: { seq: number; range: Promise<Status['dataRange']> } | null = null;
  #last: Status['dataRange'] = none;

  constructor(replica: () => Replica) {
    this.#replica = replica;
  }

  read(): Promise<Status['dataRange']> {
    return Promise.race([
      this.#fresh().catch(() => this.#last),
      pause(patienceMs, null, { ref: false }).then(() => this.#last),
    ]);
  }

  async #fresh(): Promise<Status['dataRange']> {
    const replica = this.#replica();
    const { seq } = await replica.catchUp();
    if (this.#asked?.seq !== seq) {
      const range = ask(replica);
      this.#asked = { seq, range };
      // A question that failed is asked again.
      range.catch(() => {
        this.#asked = null;
      });
    }
    this.#last = await this.#asked.range;
    return this.#last;
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
