/** Door of jobs: durable timers. Syncs, schedules of reports and alerts stand on it. */
export { backoffMs } from './backoff.ts';
export { createJobs, type JobsOptions } from './jobs.ts';
export { describeNextRuns, nextDue, parseSchedule } from './schedule.ts';
export type { Job, JobInput, JobKind, JobProgress, JobRun, JobRunContext, Jobs, JobTrigger } from './types.ts';
