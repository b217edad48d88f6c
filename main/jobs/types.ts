import type { AppErrorData } from '../../contract/errors.ts';
import type { NextRun, Schedule } from '../../contract/schedules.ts';

/** Why a run came about. */
export type JobTrigger = 'schedule' | 'manual' | 'retry' | 'resume' | (string & {});

/** A timer as its owner wishes it. */
export interface JobInput {
  /** Chosen by the owner and stable, such as `sync:<connection>`; there is at most one open run per id. */
  id: string;
  kind: string;
  /** Handed to the handler; JSON. */
  payload: unknown;
  /** Null: runs only when asked. */
  schedule: Schedule | null;
  /**
   * Due times missed while the program was not running or the machine slept: `catch-up` (default) makes one run for all
   * of them; `skip` makes none when the last of them is older than `lateAfterMs`: a report of last week is not sent.
   */
  lateness?: 'catch-up' | 'skip';
  /** Default an hour. */
  lateAfterMs?: number;
  /** Higher goes first. Default 0. */
  priority?: number;
  /** A run that takes longer is stopped. Default an hour. */
  timeoutMs?: number;
  /** Tries of one run, the first included. Default 5. */
  maxAttempts?: number;
  isPaused?: boolean;
}

export interface Job extends Required<JobInput> {
  /** UTC ms; null = not scheduled, or paused. */
  nextDueAt: number | null;
}

export interface JobProgress {
  rows?: number;
  bytes?: number;
  rowsPerSecond?: number;
  etaSeconds?: number | null;
  /** 0..1; null = cannot be told. */
  share?: number | null;
  note?: string;
}

/** One run; instants are UTC ms. */
export interface JobRun {
  id: string;
  jobId: string;
  kind: string;
  payload: unknown;
  trigger: JobTrigger;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'skipped';
  dueAt: number;
  /** Due times this run makes up for besides its own. */
  missed: number;
  /** 1 = the first try. */
  attempt: number;
  /** A queued run waits until then. */
  notBefore: number;
  startedAt: number | null;
  finishedAt: number | null;
  progress: JobProgress | null;
  error: AppErrorData | null;
}

export interface JobRunContext
  extends Pick<JobRun, 'id' | 'jobId' | 'payload' | 'trigger' | 'dueAt' | 'missed' | 'attempt'> {
  /** Ends when the run is cancelled, takes too long, or the program stops. `reason` is an AppError. */
  signal: AbortSignal;
  progress(progress: JobProgress): void;
}

/** What a kind of job does. */
export interface JobKind {
  kind: string;
  /** Runs of this kind side by side at most. Default 2. */
  concurrency?: number;
  /** May be called again for the same run after a crash: whatever it does must bear that. */
  run(context: JobRunContext): Promise<void>;
  /** How long to wait before the next try; null = do not try again. Default: retryable errors with growing waits. */
  retryDelayMs?(error: unknown, attempt: number): number | null;
  /** After a run has ended for good or is queued again for another try. */
  onSettled?(run: JobRun): void | Promise<void>;
}

/** Durable timers: what is due survives a stop or a crash, and runs once. */
export interface Jobs {
  /** Before `start`. */
  define(kind: JobKind): void;
  /** Makes or changes a timer; durable when it resolves. @throws jobs/invalid-schedule */
  put(job: JobInput): Promise<void>;
  /** Takes the timer away and cancels its open run; its history stays. */
  remove(id: string): Promise<void>;
  get(id: string): Job | null;
  list(kind?: string): Job[];
  /**
   * Asks for a run now. While one is open, that one is given back: a waiting retry is brought forward.
   *
   * @param idempotencyKey the same key never makes a second run, whenever it is used again
   * @returns the id of the run
   */
  runNow(id: string, wish?: { trigger?: JobTrigger; payload?: unknown; idempotencyKey?: string }): Promise<string>;
  /** Stops an open run; nothing happens when it has ended. */
  cancel(runId: string): Promise<void>;
  run(runId: string): JobRun | null;
  /** Newest first. */
  runs(filter: { jobId?: string; kind?: string; openOnly?: boolean; limit?: number }): JobRun[];
  /** The next instants a job is due; empty when it is paused or has no schedule. */
  nextRuns(id: string, count: number): NextRun[];
  /** A run was queued, started, told progress or ended. Result: stops listening. */
  on(event: 'run', listener: (run: JobRun) => void): () => void;
  /** Takes over what an earlier process left and begins to keep time. */
  start(): Promise<void>;
  /** Looks at once for what is due; resolves when that is on its way. Tests call it after moving their clock. */
  tick(): Promise<void>;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
  /** Stops keeping time; open runs are told to end and run again at the next start. */
  close(): Promise<void>;
}
