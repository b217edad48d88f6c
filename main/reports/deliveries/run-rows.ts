import { uuidv7 } from 'uuidv7';
import type { DeliveryRun, Recipient } from '../../../contract/deliveries.ts';
import { errorSentence } from '../../../contract/error-words.ts';
import type { AppErrorData } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';
import type { MetadataStore, StoredValue } from '../../ports/metadata-store.ts';

export interface RunRow {
  id: string;
  scheduleId: string;
  trigger: DeliveryRun['trigger'];
  dueAt: number;
  actor: string;
  status: DeliveryRun['status'];
  reason: AppErrorData | null;
  startedAt: number;
  finishedAt: number | null;
}

export interface DeliveryRow {
  id: string;
  runId: string;
  /** Value of the sliced dimension; empty for the whole. */
  slice: string;
  channelId: string;
  recipient: string;
  exportId: string | null;
  status: DeliveryRun['deliveries'][number]['status'];
  attempts: number;
  error: AppErrorData | null;
  sentAt: number | null;
}

/** Rows of the tables `delivery_runs` and `deliveries`. */
export class RunRows {
  readonly #store: MetadataStore;

  constructor(store: MetadataStore) {
    this.#store = store;
  }

  /** The run of a due time is made once, whoever asks; a second call gives the first one back. */
  async open(run: Omit<RunRow, 'status' | 'reason' | 'finishedAt'>): Promise<RunRow> {
    await this.#run(
      `INSERT INTO delivery_runs (id, schedule_id, trigger, due_at, actor, status, started_at)
       VALUES (?, ?, ?, ?, ?, 'running', ?) ON CONFLICT DO NOTHING`,
      [run.id, run.scheduleId, run.trigger, run.dueAt, run.actor, run.startedAt],
    );
    const found = this.#store
      .all(
        `SELECT * FROM delivery_runs WHERE id = ? OR (trigger = 'time' AND schedule_id = ? AND due_at = ?) LIMIT 1`,
        [run.id, run.scheduleId, run.trigger === 'time' ? run.dueAt : -1],
      )
      .map(runOf)[0];
    if (found === undefined) throw new Error('a run was not kept');
    return found;
  }

  async end(id: string, status: RunRow['status'], reason: AppErrorData | null, now: number): Promise<void> {
    await this.#run('UPDATE delivery_runs SET status = ?, reason = ?, finished_at = ? WHERE id = ?', [
      status,
      reason === null ? null : JSON.stringify(reason),
      now,
      id,
    ]);
  }

  /** Newest first. */
  of(scheduleId: string, limit: number): RunRow[] {
    return this.#store
      .all('SELECT * FROM delivery_runs WHERE schedule_id = ? ORDER BY started_at DESC, id DESC LIMIT ?', [
        scheduleId,
        limit,
      ])
      .map(runOf);
  }

  find(id: string): RunRow | null {
    return this.#store.all('SELECT * FROM delivery_runs WHERE id = ?', [id]).map(runOf)[0] ?? null;
  }

  /** One row per recipient and slice; those there already stay as they are. */
  async plan(runId: string, entries: readonly { slice: string; to: Recipient }[]): Promise<void> {
    await this.#store.run(
      entries.map(({ slice, to }) => ({
        sql: `INSERT INTO deliveries (id, run_id, slice, channel_id, recipient, status) VALUES (?, ?, ?, ?, ?, 'waiting')
              ON CONFLICT (run_id, slice, channel_id, recipient) DO NOTHING`,
        params: [uuidv7(), runId, slice, to.channelId, to.address],
      })),
    );
  }

  deliveries(runId: string): DeliveryRow[] {
    return this.#store.all('SELECT * FROM deliveries WHERE run_id = ? ORDER BY rowid', [runId]).map(deliveryOf);
  }

  async setExport(runId: string, slice: string, exportId: string): Promise<void> {
    await this.#run(`UPDATE deliveries SET export_id = ? WHERE run_id = ? AND slice = ? AND status <> 'sent'`, [
      exportId,
      runId,
      slice,
    ]);
  }

  /** Durable before a byte leaves: what says `sending` after a restart is never sent again by itself. */
  async beginSending(id: string): Promise<void> {
    await this.#run(`UPDATE deliveries SET status = 'sending', attempts = attempts + 1 WHERE id = ?`, [id]);
  }

  async endSending(
    id: string,
    status: DeliveryRow['status'],
    error: AppErrorData | null,
    sentAt: number | null,
  ): Promise<void> {
    await this.#run('UPDATE deliveries SET status = ?, error = ?, sent_at = ? WHERE id = ?', [
      status,
      error === null ? null : JSON.stringify(error),
      sentAt,
      id,
    ]);
  }

  /**
   * What says that it is being sent, and is not: nobody knows whether it has left.
   *
   * @param runId of this run; null: of every one
   */
  async loseSight(runId: string | null): Promise<void> {
    await this.#run(
      `UPDATE deliveries SET status = 'unknown', error = NULL WHERE status = 'sending' AND (? IS NULL OR run_id = ?)`,
      [runId, runId],
    );
  }

  async #run(sql: string, params: StoredValue[]): Promise<void> {
    await this.#store.run([{ sql, params }]);
  }
}

/** A run as the API shows it. */
export function runState(run: RunRow, deliveries: readonly DeliveryRow[], language: Language): DeliveryRun {
  const worded = (error: AppErrorData | null) =>
    error && { code: error.code, message: errorSentence(error.code, error.params, language) };
  return {
    id: run.id,
    trigger: run.trigger,
    dueAt: iso(run.dueAt),
    startedAt: iso(run.startedAt),
    finishedAt: run.finishedAt === null ? null : iso(run.finishedAt),
    status: run.status,
    reason: worded(run.reason),
    deliveries: deliveries.map((one) => ({
      id: one.id,
      value: one.slice,
      channelId: one.channelId,
      address: one.recipient,
      exportId: one.exportId,
      status: one.status,
      error: worded(one.error),
      sentAt: one.sentAt === null ? null : iso(one.sentAt),
    })),
  };
}

const iso = (ms: number) => new Date(ms).toISOString();
const dataOf = (value: unknown) => (value === null ? null : (JSON.parse(String(value)) as AppErrorData));

function runOf(row: Record<string, unknown>): RunRow {
  return {
    id: String(row.id),
    scheduleId: String(row.schedule_id),
    trigger: row.trigger as RunRow['trigger'],
    dueAt: Number(row.due_at),
    actor: String(row.actor),
    status: row.status as RunRow['status'],
    reason: dataOf(row.reason),
    startedAt: Number(row.started_at),
    finishedAt: row.finished_at === null ? null : Number(row.finished_at),
  };
}

function deliveryOf(row: Record<string, unknown>): DeliveryRow {
  return {
    id: String(row.id),
    runId: String(row.run_id),
    slice: String(row.slice),
    channelId: String(row.channel_id),
    recipient: String(row.recipient),
    exportId: row.export_id === null ? null : String(row.export_id),
    status: row.status as DeliveryRow['status'],
    attempts: Number(row.attempts),
    error: dataOf(row.error),
    sentAt: row.sent_at === null ? null : Number(row.sent_at),
  };
}
