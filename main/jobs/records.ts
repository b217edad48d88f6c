import type { AppErrorData } from '../../contract/errors.ts';
import type { Schedule } from '../../contract/schedules.ts';
import type { MetadataStore, Statement } from '../ports/metadata-store.ts';
import type { Job, JobInput, JobProgress, JobRun } from './types.ts';

type Row = Record<string, unknown>;

/** Rows of `jobs` and `job_runs` as objects. Reads are short; writes are statements for the writer thread. */
export class JobRecords {
  readonly #store: MetadataStore;

  constructor(store: MetadataStore) {
    this.#store = store;
  }

  write(...statements: Statement[]): Promise<void> {
    return this.#store.run(statements);
  }

  job(id: string): Job | null {
    const row = this.#store.all('SELECT * FROM jobs WHERE id = ?', [id])[0];
    return row ? toJob(row) : null;
  }

  jobs(kind?: string): Job[] {
    const rows =
      kind === undefined
        ? this.#store.all('SELECT * FROM jobs ORDER BY id')
        : this.#store.all('SELECT * FROM jobs WHERE kind = ? ORDER BY id', [kind]);
    return rows.map(toJob);
  }

  dueJobs(now: number): Job[] {
    return this.#store
      .all('SELECT * FROM jobs WHERE next_due_at <= ? AND is_paused = 0 ORDER BY next_due_at', [now])
      .map(toJob);
  }

  /** Earliest instant at which anything becomes due or may start. */
  nextWake(): number | null {
    const row = this.#store.all(
      `SELECT min(at) AS at FROM (SELECT min(next_due_at) AS at FROM jobs WHERE next_due_at IS NOT NULL AND is_paused = 0
        UNION ALL SELECT min(not_before) FROM job_runs WHERE status = 'queued')`,
    )[0];
    return typeof row?.at === 'number' ? row.at : null;
  }

  run(id: string): JobRun | null {
    const row = this.#store.all('SELECT * FROM job_runs WHERE id = ?', [id])[0];
    return row ? toRun(row) : null;
  }

  runByKey(key: string): JobRun | null {
    const row = this.#store.all('SELECT * FROM job_runs WHERE idempotency_key = ?', [key])[0];
    return row ? toRun(row) : null;
  }

  openRun(jobId: string): JobRun | null {
    const row = this.#store.all(
      `SELECT * FROM job_runs WHERE job_id = ? AND status IN ('queued', 'running') ORDER BY status DESC LIMIT 1`,
      [jobId],
    )[0];
    return row ? toRun(row) : null;
  }

  /** Runs that may start, the most urgent first. */
  startable(now: number): JobRun[] {
    return this.#store
      .all(
        `SELECT r.* FROM job_runs r LEFT JOIN jobs j ON j.id = r.job_id
          WHERE r.status = 'queued' AND r.not_before <= ?
          ORDER BY coalesce(j.priority, 0) DESC, r.not_before, r.created_at`,
        [now],
      )
      .map(toRun);
  }

  leftRunning(owner: string): JobRun[] {
    return this.#store
      .all(`SELECT * FROM job_runs WHERE status = 'running' AND lease_owner IS NOT ?`, [owner])
      .map(toRun);
  }

  runs({
    jobId,
    kind,
    openOnly,
    limit = 50,
  }: {
    jobId?: string;
    kind?: string;
    openOnly?: boolean;
    limit?: number;
  }): JobRun[] {
    const wheres = [
      ...(jobId === undefined ? [] : ['job_id = ?']),
      ...(kind === undefined ? [] : ['kind = ?']),
      ...(openOnly ? [`status IN ('queued', 'running')`] : []),
    ];
    const params = [jobId, kind].filter((value) => value !== undefined);
    const where = wheres.length > 0 ? `WHERE ${wheres.join(' AND ')}` : '';
    return this.#store
      .all(`SELECT * FROM job_runs ${where} ORDER BY created_at DESC, rowid DESC LIMIT ?`, [...params, limit])
      .map(toRun);
  }
}

export const hourMs = 3_600_000;

export function putStatement(input: JobInput, nextDueAt: number | null, now: number): Statement {
  const { id, kind, payload, schedule } = input;
  return {
    sql: `INSERT INTO jobs (id, kind, payload, schedule, lateness, late_after_ms, priority, timeout_ms, max_attempts,
                            is_paused, next_due_at, created_at, updated_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, payload = excluded.payload, schedule = excluded.schedule,
            lateness = excluded.lateness, late_after_ms = excluded.late_after_ms, priority = excluded.priority,
            timeout_ms = excluded.timeout_ms, max_attempts = excluded.max_attempts, is_paused = excluded.is_paused,
            next_due_at = excluded.next_due_at, updated_at = excluded.updated_at`,
    params: [
      ...[id, kind, JSON.stringify(payload ?? null), schedule === null ? null : JSON.stringify(schedule)],
      ...[input.lateness ?? 'catch-up', input.lateAfterMs ?? hourMs, input.priority ?? 0, input.timeoutMs ?? hourMs],
      ...[input.maxAttempts ?? 5, input.isPaused ? 1 : 0, nextDueAt, now, now],
    ],
  };
}

/** Forgets the oldest runs of a job; open ones stay. */
export function pruneStatement(jobId: string, kept: number): Statement {
  return {
    sql: `DELETE FROM job_runs WHERE job_id = ? AND status NOT IN ('queued', 'running') AND created_at <
            (SELECT created_at FROM job_runs WHERE job_id = ? ORDER BY created_at DESC LIMIT 1 OFFSET ?)`,
    params: [jobId, jobId, kept],
  };
}

export interface NewRun {
  id: string;
  jobId: string;
  kind: string;
  payload: unknown;
  trigger: string;
  status: 'queued' | 'skipped';
  idempotencyKey: string | null;
  dueAt: number;
  missed: number;
  now: number;
}

/** Does nothing when a run with this key exists. */
export function insertRunStatement(run: NewRun): Statement {
  return {
    sql: `INSERT INTO job_runs (id, job_id, kind, idempotency_key, payload, trigger, status, due_at, missed, not_before,
                                finished_at, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (idempotency_key) DO NOTHING`,
    params: [
      ...[
        run.id,
        run.jobId,
        run.kind,
        run.idempotencyKey,
        JSON.stringify(run.payload ?? null),
        run.trigger,
        run.status,
      ],
      ...[run.dueAt, run.missed, run.now, run.status === 'skipped' ? run.now : null, run.now],
    ],
  };
}

function toJob(row: Row): Job {
  return {
    id: String(row.id),
    kind: String(row.kind),
    payload: JSON.parse(String(row.payload)) as unknown,
    schedule: row.schedule === null ? null : (JSON.parse(String(row.schedule)) as Schedule),
    lateness: row.lateness as Job['lateness'],
    lateAfterMs: Number(row.late_after_ms),
    priority: Number(row.priority),
    timeoutMs: Number(row.timeout_ms),
    maxAttempts: Number(row.max_attempts),
    isPaused: row.is_paused === 1,
    nextDueAt: numberOrNull(row.next_due_at),
  };
}

function toRun(row: Row): JobRun {
  return {
    id: String(row.id),
    jobId: String(row.job_id),
    kind: String(row.kind),
    payload: JSON.parse(String(row.payload)) as unknown,
    trigger: String(row.trigger),
    status: row.status as JobRun['status'],
    dueAt: Number(row.due_at),
    missed: Number(row.missed),
    attempt: Number(row.attempt),
    notBefore: Number(row.not_before),
    startedAt: numberOrNull(row.started_at),
    finishedAt: numberOrNull(row.finished_at),
    progress: row.progress === null ? null : (JSON.parse(String(row.progress)) as JobProgress),
    error: row.error === null ? null : (JSON.parse(String(row.error)) as AppErrorData),
  };
}

const numberOrNull = (value: unknown) => (value === null || value === undefined ? null : Number(value));
