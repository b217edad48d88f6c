import { setTimeout as pause } from 'node:timers/promises';
import { type DatedRecord, datedRecords, type Status, spanOf } from '../../contract/workspace.ts';
import type { Replica } from '../replica/index.ts';

export type DataRanges = Pick<Status, 'dataRange' | 'recordRanges'>;

const times: Record<DatedRecord, { column: string; which?: string }> = {
  orders: { column: 'ordered_at', which: 'is_counted OR is_revenue' },
  events: { column: 'occurred_at' },
  survey_responses: { column: 'answered_at' },
  tickets: { column: 'opened_at' },
  opportunities: { column: 'opened_at' },
};

const sql = datedRecords
  .map((record) => {
    const { column, which = 'true' } = times[record];
    return `SELECT '${record}', epoch_ms(min(${column})), epoch_ms(max(${column})) FROM ${record} WHERE ${which}`;
  })
  .join(' UNION ALL ');

const patienceMs = 1_500;

/**
 * First and last instants with data. Asked once per watermark. While the replica is being made or is busy copying, the
 * answer is the last one known: the status answers at all times.
 */
export class DataRange {
  readonly #replica: () => Replica;
  #asked: { seq: number; ranges: Promise<DataRanges> } | null = null;
  #last: DataRanges = rangesOf([]);

  constructor(replica: () => Replica) {
    this.#replica = replica;
  }

  read(): Promise<DataRanges> {
    return Promise.race([
      this.#fresh().catch(() => this.#last),
      pause(patienceMs, null, { ref: false }).then(() => this.#last),
    ]);
  }

  /** The same, however long the copying takes: a document is made of all that was acknowledged, or not at all. */
  whole(): Promise<DataRanges> {
    return this.#fresh();
  }

  async #fresh(): Promise<DataRanges> {
    const replica = this.#replica();
    const { seq } = await replica.catchUp();
    if (this.#asked?.seq !== seq) {
      const ranges = replica.query(sql).then(({ rows }) => rangesOf(rows));
      this.#asked = { seq, ranges };
      // A question that failed is asked again.
      ranges.catch(() => {
        this.#asked = null;
      });
    }
    this.#last = await this.#asked.ranges;
    return this.#last;
  }
}

function rangesOf(rows: readonly (readonly unknown[])[]): DataRanges {
  const found = new Map(rows.map(([record, first, last]) => [record, { from: isoOf(first), to: isoOf(last) }]));
  const rangeOf = (record: DatedRecord) => found.get(record) ?? { from: null, to: null };
  const recordRanges = {
    orders: rangeOf('orders'),
    events: rangeOf('events'),
    survey_responses: rangeOf('survey_responses'),
    tickets: rangeOf('tickets'),
    opportunities: rangeOf('opportunities'),
  };
  const { orders, events, ...others } = recordRanges;
  const dataRange = [orders, events].find(({ from }) => from !== null) ?? spanOf(Object.values(others));
  return { dataRange, recordRanges };
}

function isoOf(ms: unknown): string | null {
  return ms === null || ms === undefined ? null : new Date(Number(ms)).toISOString();
}
