import { EventEmitter } from 'node:events';
import { uuidv7 } from 'uuidv7';
import { AppError, type AppErrorData } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { backoffMs } from './backoff.ts';
import { planAgain, queueDue, takeOver } from './planning.ts';
import { insertRunStatement, JobRecords, pruneStatement, putStatement } from './records.ts';
import { describeNextRuns, nextDue, parseSchedule } from './schedule.ts';
import type { Job, JobInput, JobKind, JobProgress, JobRun, Jobs, JobTrigger } from './types.ts';

export interface JobsOptions {
  store: MetadataStore;
  clock: Clock;
  logger: Logger;
  /** Runs side by side at most, of all kinds. Default 4. */
  concurrency?: number;
}

const leaseMs = 90_000;
const renewMs = 30_000;
/** The clock is looked at this often at least: a machine that slept wakes to another time. */
const longestWaitMs = 30_000;
/** A handler that does not end when told to is left behind after this long. */
const graceMs = 5_000;
/** How many runs of a job are remembered. */
const keptRuns = 500;
/** Clocks are set back by a fraction of a second all the time; that changes no plan. */
const clockSlackMs = 1_000;

/** One per data folder: the folder's lock makes sure that nobody else keeps time on it. */
export function createJobs(options: JobsOptions): Jobs {
  return new DurableJobs(options);
}

interface Active {
  run: JobRun;
  stop: AbortController;
  progress: JobProgress | null;
  done: Promise<void>;
}

class DurableJobs implements Jobs {
  readonly #records: JobRecords;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #concurrency: number;
  readonly #owner = `${process.pid}-${uuidv7()}`;
  readonly #kinds = new Map<string, JobKind>();
  readonly #active = new Map<string, Active>();
  readonly #events = new EventEmitter();
  #timer: NodeJS.Timeout | null = null;
  #renewal: NodeJS.Timeout | null = null;
  #ticking: Promise<void> = Promise.resolve();
  #isOpen = false;
  #lookedAt = 0;

  constructor({ store, clock, logger, concurrency = 4 }: JobsOptions) {
    this.#records = new JobRecords(store);
    this.#clock = clock;
    this.#logger = logger;
    this.#concurrency = concurrency;
    this.#events.setMaxListeners(0);
  }

  define(kind: JobKind): void {
    this.#kinds.set(kind.kind, kind);
  }

  async put(input: JobInput): Promise<void> {
    if (input.schedule) parseSchedule(input.schedule);
    const known = this.#records.job(input.id);
    const now = this.#clock.now();
    const isSame = known !== null && JSON.stringify(known.schedule) === JSON.stringify(input.schedule);
    const wasKept = isSame && !known.isPaused && known.nextDueAt !== null;
    const due =
      input.schedule === null || input.isPaused ? null : wasKept ? known.nextDueAt : nextDue(input.schedule, now);
    await this.#records.write(putStatement(input, due, now));
    this.#arm();
  }

  async remove(id: string): Promise<void> {
    const open = this.#records.openRun(id);
    await this.#records.write({ sql: 'DELETE FROM jobs WHERE id = ?', params: [id] });
    if (open) await this.cancel(open.id);
  }

  get(id: string): Job | null {
    return this.#records.job(id);
  }

  list(kind?: string): Job[] {
    return this.#records.jobs(kind);
  }

  async runNow(
    id: string,
    wish: { trigger?: JobTrigger; payload?: unknown; idempotencyKey?: string } = {},
  ): Promise<string> {
    const job = this.#records.job(id);
    if (!job) throw new AppError('api/not-found');
    const known = wish.idempotencyKey === undefined ? null : this.#records.runByKey(wish.idempotencyKey);
    if (known) return known.id;
    const now = this.#clock.now();
    const open = this.#records.openRun(id);
    if (open) {
      if (open.status === 'queued' && open.notBefore > now) {
        const sql = `UPDATE job_runs SET not_before = ? WHERE id = ? AND status = 'queued'`;
        await this.#records.write({ sql, params: [now, open.id] });
      }
      this.#soon();
      return open.id;
    }
    const runId = uuidv7();
    await this.#records.write(
      insertRunStatement({
        ...{ id: runId, jobId: id, kind: job.kind, payload: wish.payload ?? job.payload, status: 'queued', missed: 0 },
        ...{ trigger: wish.trigger ?? 'manual', idempotencyKey: wish.idempotencyKey ?? null, dueAt: now, now },
      }),
    );
    this.#tell(runId);
    this.#soon();
    return runId;
  }

  async cancel(runId: string): Promise<void> {
    const active = this.#active.get(runId);
    if (active) {
      active.stop.abort(new AppError('jobs/cancelled'));
      await active.done;
      return;
    }
    const sql = `UPDATE job_runs SET status = 'cancelled', finished_at = ? WHERE id = ? AND status = 'queued'`;
    await this.#records.write({ sql, params: [this.#clock.now(), runId] });
    await this.#settle(runId);
  }

  run(runId: string): JobRun | null {
    const run = this.#records.run(runId);
    return run && this.#withProgress(run);
  }

  runs(filter: Parameters<Jobs['runs']>[0]): JobRun[] {
    return this.#records.runs(filter).map((run) => this.#withProgress(run));
  }

  nextRuns(id: string, count: number) {
    const job = this.#records.job(id);
    if (!job || job.schedule === null || job.isPaused) return [];
    return describeNextRuns(job.schedule, this.#clock.now(), count);
  }

  on(_event: 'run', listener: (run: JobRun) => void): () => void {
    this.#events.on('run', listener);
    return () => this.#events.off('run', listener);
  }

  async start(): Promise<void> {
    const now = this.#clock.now();
    for (const runId of await takeOver(this.#records, this.#owner, now)) await this.#settle(runId);
    await planAgain(this.#records, now);
    this.#isOpen = true;
    this.#renewal = setInterval(() => void this.#renew(), renewMs);
    this.#renewal.unref();
    await this.tick();
  }

  tick(): Promise<void> {
    const next = this.#ticking
      .then(() => this.#look())
      .catch((error: unknown) => this.#report('jobs: looking failed', error));
    this.#ticking = next;
    return next;
  }

  async idle(): Promise<void> {
    await this.#ticking;
    while (this.#active.size > 0) await Promise.all([...this.#active.values()].map(({ done }) => done));
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#renewal) clearInterval(this.#renewal);
    await this.#ticking;
    for (const { stop } of this.#active.values()) stop.abort(new AppError('host/stopping'));
    await this.idle();
  }

  /** Queues what is due and starts what may start. */
  async #look(): Promise<void> {
    if (!this.#isOpen) return;
    const now = this.#clock.now();
    if (now < this.#lookedAt - clockSlackMs) await planAgain(this.#records, now);
    this.#lookedAt = now;
    for (const job of this.#records.dueJobs(now)) {
      const runId = await queueDue(this.#records, job, now);
      if (runId !== null) this.#tell(runId);
    }
    for (const run of this.#records.startable(this.#clock.now())) {
      if (this.#active.size >= this.#concurrency) break;
      if (this.#mayStart(run)) await this.#startRun(run);
    }
    this.#arm();
  }

  #mayStart(run: JobRun): boolean {
    const kind = this.#kinds.get(run.kind);
    if (!kind) return false;
    const others = [...this.#active.values()].map((active) => active.run);
    if (others.some(({ jobId }) => jobId === run.jobId)) return false;
    return others.filter((other) => other.kind === run.kind).length < (kind.concurrency ?? 2);
  }

  async #startRun(queued: JobRun): Promise<void> {
    const now = this.#clock.now();
    await this.#records.write({
      sql: `UPDATE job_runs SET status = 'running', attempt = attempt + 1, lease_owner = ?, lease_until = ?,
              started_at = coalesce(started_at, ?), error = NULL WHERE id = ? AND status = 'queued'`,
      params: [this.#owner, now + leaseMs, now, queued.id],
    });
    const run = this.#records.run(queued.id);
    if (run?.status !== 'running') return;
    const active: Active = { run, stop: new AbortController(), progress: null, done: Promise.resolve() };
    this.#active.set(run.id, active);
    this.#events.emit('run', run);
    active.done = this.#work(active).finally(() => {
      this.#active.delete(run.id);
      this.#tell(run.id);
      this.#soon();
    });
  }

  async #work(active: Active): Promise<void> {
    const { run, stop } = active;
    const timeoutMs = this.#records.job(run.jobId)?.timeoutMs ?? 3_600_000;
    const minutes = Math.round(timeoutMs / 60_000);
    const timer = setTimeout(
      () => stop.abort(new AppError('jobs/timeout', { params: { minutes }, isRetryable: true })),
      Math.min(timeoutMs, 2_147_483_647),
    );
    timer.unref();
    try {
      const kind = this.#kinds.get(run.kind);
      await Promise.race([
        kind?.run({
          ...run,
          signal: stop.signal,
          progress: (progress) => {
            active.progress = progress;
            this.#events.emit('run', { ...run, progress });
          },
        }),
        leftBehind(stop.signal),
      ]);
      // A handler that was stopped and ended quietly has not done its work.
      if (stop.signal.aborted) throw stop.signal.reason;
      await this.#finish(run, 'succeeded', null, active.progress);
    } catch (error) {
      await this.#fail(active, stop.signal.aborted ? stop.signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #fail({ run, progress }: Active, error: unknown): Promise<void> {
    const data = errorDataOf(error);
    try {
      // Told to stop with the program: the run stays open and goes on at the next start.
      if (data.code === 'host/stopping' && !this.#isOpen) {
        const sql = `UPDATE job_runs SET status = 'queued', trigger = 'resume', attempt = attempt - 1, lease_owner = NULL WHERE id = ?`;
        await this.#records.write({ sql, params: [run.id] });
        return;
      }
      if (data.code === 'jobs/cancelled') return await this.#finish(run, 'cancelled', data, progress);
      if (!(error instanceof AppError)) this.#report(`job ${run.kind} failed`, error);
      const delay = this.#retryDelay(run, error);
      if (delay === null) return await this.#finish(run, 'failed', data, progress);
      const sql = `UPDATE job_runs SET status = 'queued', not_before = ?, lease_owner = NULL, error = ?, progress = ? WHERE id = ?`;
      await this.#records.write({
        sql,
        params: [this.#clock.now() + delay, JSON.stringify(data), JSON.stringify(progress), run.id],
      });
      await this.#settle(run.id);
    } catch (second) {
      // Left `running` in the store: the next start takes it up.
      this.#report('a run could not be ended', second);
    }
  }

  #retryDelay(run: JobRun, error: unknown): number | null {
    const job = this.#records.job(run.jobId);
    if (!job || run.attempt >= job.maxAttempts) return null;
    const kind = this.#kinds.get(run.kind);
    if (kind?.retryDelayMs) return kind.retryDelayMs(error, run.attempt);
    const isRetryable = error instanceof AppError && (error.isRetryable || error.kind === 'environment');
    return isRetryable ? backoffMs(run.attempt) : null;
  }

  async #finish(
    run: JobRun,
    status: 'succeeded' | 'failed' | 'cancelled',
    error: AppErrorData | null,
    progress: JobProgress | null,
  ): Promise<void> {
    const sql = `UPDATE job_runs SET status = ?, finished_at = ?, lease_owner = NULL, lease_until = NULL, error = ?, progress = ? WHERE id = ?`;
    const params = [
      status,
      this.#clock.now(),
      error && JSON.stringify(error),
      progress && JSON.stringify(progress),
      run.id,
    ];
    await this.#records.write({ sql, params }, pruneStatement(run.jobId, keptRuns));
    await this.#settle(run.id);
  }

  async #settle(runId: string): Promise<void> {
    const run = this.#records.run(runId);
    if (!run) return;
    try {
      await this.#kinds.get(run.kind)?.onSettled?.(run);
    } catch (error) {
      this.#report('what follows a run failed', error);
    }
    this.#events.emit('run', run);
  }

  #tell(runId: string): void {
    const run = this.run(runId);
    if (run) this.#events.emit('run', run);
  }

  #withProgress(run: JobRun): JobRun {
    const progress = this.#active.get(run.id)?.progress;
    return progress ? { ...run, progress } : run;
  }

  async #renew(): Promise<void> {
    const ids = [...this.#active.keys()];
    if (ids.length === 0) return;
    const sql = `UPDATE job_runs SET lease_until = ? WHERE status = 'running' AND id IN (${ids.map(() => '?').join(', ')})`;
    const until = this.#clock.now() + leaseMs;
    await this.#records
      .write({ sql, params: [until, ...ids] })
      .catch((error: unknown) => this.#report('a lease was not renewed', error));
  }

  #soon(): void {
    if (this.#isOpen) setImmediate(() => void this.tick());
  }

  #arm(): void {
    if (!this.#isOpen) return;
    if (this.#timer) clearTimeout(this.#timer);
    const at = this.#records.nextWake();
    const now = this.#clock.now();
    // What is due and could not start waits for a run to end, which looks again by itself.
    const wait = at === null || at <= now ? longestWaitMs : Math.min(longestWaitMs, at - now);
    this.#timer = setTimeout(() => void this.tick(), wait);
    this.#timer.unref();
  }

  #report(message: string, error: unknown): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#logger.log('error', message, { reason });
  }
}

/** Rejects some time after the signal, for handlers that do not heed it. */
function leftBehind(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const later = () => setTimeout(() => reject(signal.reason), graceMs).unref();
    if (signal.aborted) later();
    else signal.addEventListener('abort', later, { once: true });
  });
}

function errorDataOf(error: unknown): AppErrorData {
  if (!(error instanceof AppError)) return { code: 'host/internal', params: {}, details: [] };
  return { code: error.code, params: error.params, details: error.details };
}
