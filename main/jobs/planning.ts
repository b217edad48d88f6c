import { uuidv7 } from 'uuidv7';
import type { AppErrorData } from '../../contract/errors.ts';
import { insertRunStatement, type JobRecords } from './records.ts';
import { lastDueUntil, nextDue } from './schedule.ts';
import type { Job } from './types.ts';

/** A retry further away than this was planned by a clock that was ahead. */
const longestRetryMs = 86_400_000;
/** A run that took the program down with it so many times over its tries is given up. */
const maxCrashes = 3;

/**
 * Runs that an earlier process left running: queued again, or given up where they have ended it too often [JB8].
 *
 * @returns the ids of those that were given up
 */
export async function takeOver(records: JobRecords, owner: string, now: number): Promise<string[]> {
  const givenUp: string[] = [];
  for (const run of records.leftRunning(owner)) {
    const limit = (records.job(run.jobId)?.maxAttempts ?? 1) + maxCrashes;
    const error: AppErrorData = { code: 'jobs/interrupted', params: {}, details: [] };
    const isGivenUp = run.attempt >= limit;
    await records.write({
      sql: `UPDATE job_runs SET status = ?, trigger = CASE WHEN ? THEN trigger ELSE 'resume' END, not_before = ?,
              lease_owner = NULL, lease_until = NULL, error = ?, finished_at = ? WHERE id = ?`,
      params: [
        ...[isGivenUp ? 'failed' : 'queued', isGivenUp ? 1 : 0, now, isGivenUp ? JSON.stringify(error) : null],
        ...[isGivenUp ? now : null, run.id],
      ],
    });
    if (isGivenUp) givenUp.push(run.id);
  }
  return givenUp;
}

/**
 * Brings plans made by a clock that was ahead back to what it says now, or they would wait until it gets there again.
 * Due times that were met already have their run, and its key keeps them from having a second one.
 */
export async function planAgain(records: JobRecords, now: number): Promise<void> {
  const early = records.jobs().flatMap((job) => {
    const due = job.schedule === null || job.nextDueAt === null ? null : nextDue(job.schedule, now);
    const isAhead = due !== null && job.nextDueAt !== null && due < job.nextDueAt;
    return isAhead ? [{ sql: 'UPDATE jobs SET next_due_at = ? WHERE id = ?', params: [due, job.id] }] : [];
  });
  await records.write(...early, {
    sql: `UPDATE job_runs SET not_before = ? WHERE status = 'queued' AND not_before > ?`,
    params: [now, now + longestRetryMs],
  });
}

/**
 * One run for every due time up to now, unless they come too late or an earlier run is still open.
 *
 * @returns the id of the new run; null = none was made
 */
export async function queueDue(records: JobRecords, job: Job, now: number): Promise<string | null> {
  if (job.schedule === null || job.nextDueAt === null) return null;
  const { at, count } = lastDueUntil(job.schedule, job.nextDueAt, now);
  const advance = {
    sql: 'UPDATE jobs SET next_due_at = ? WHERE id = ?',
    params: [nextDue(job.schedule, Math.max(at, now)), job.id],
  };
  const open = records.openRun(job.id);
  if (open) {
    const forward = {
      sql: `UPDATE job_runs SET not_before = ? WHERE id = ? AND status = 'queued' AND not_before > ?`,
      params: [now, open.id, now],
    };
    await records.write(advance, forward);
    return null;
  }
  const isTooLate = job.lateness === 'skip' && now - at > job.lateAfterMs;
  const runId = uuidv7();
  await records.write(
    advance,
    insertRunStatement({
      ...{ id: runId, jobId: job.id, kind: job.kind, payload: job.payload, trigger: 'schedule', dueAt: at, now },
      ...{ status: isTooLate ? 'skipped' : 'queued', idempotencyKey: `${job.id}@${at}`, missed: count - 1 },
    }),
  );
  return runId;
}
