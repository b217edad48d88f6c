import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { type Hub, startHub } from '../hub/index.ts';
import { silentLogger } from '../ports/logger.ts';
import { createJobs, type JobInput, type JobKind, type JobRunContext, type Jobs } from './index.ts';

let folder: string;
let hub: Hub;
let now: number;
const open: Jobs[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-jobs-'));
  hub = await startHub({
    dataDir: folder,
    logger: silentLogger,
    defaults: { name: 'T', language: 'en', timezone: 'UTC' },
  });
  now = Date.parse('2026-03-01T00:00:00Z');
});
afterEach(async () => {
  for (const jobs of open.splice(0)) await jobs.close();
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

/** Jobs on the test's clock, with one kind that notes what it was called with. */
async function started(kind: Partial<JobKind> = {}) {
  const calls: JobRunContext[] = [];
  const jobs = createJobs({ store: hub.metadata, clock: { now: () => now }, logger: silentLogger });
  jobs.define({
    kind: 'note',
    ...kind,
    run: async (context) => {
      calls.push(context);
      await kind.run?.(context);
    },
  });
  await jobs.start();
  open.push(jobs);
  return { jobs, calls };
}
async function pass(jobs: Jobs, milliseconds: number): Promise<void> {
  now += milliseconds;
  await jobs.tick();
  await jobs.idle();
}
const minute = 60_000;
const hourly: JobInput = { id: 'a', kind: 'note', payload: { n: 1 }, schedule: { everyMinutes: 60, timezone: 'UTC' } };

describe('a schedule', () => {
  it('runs once each time it is due, with its payload, and not before', async () => {
    const { jobs, calls } = await started();
    await jobs.put(hourly);
    await pass(jobs, 59 * minute);
    expect(calls).toHaveLength(0);
    await pass(jobs, minute);
    await pass(jobs, 0);
    expect(calls.map(({ payload, dueAt }) => [payload, dueAt])).toEqual([
      [{ n: 1 }, Date.parse('2026-03-01T01:00:00Z')],
    ]);
    expect(jobs.runs({ jobId: 'a' })).toMatchObject([
      { status: 'succeeded', attempt: 1, missed: 0, trigger: 'schedule' },
    ]);
    expect(jobs.nextRuns('a', 2).map(({ at }) => at.slice(11, 16))).toEqual(['02:00', '03:00']);
  });

  it('[JB3] after a week of sleep runs once and says how many times it missed', async () => {
    const { jobs, calls } = await started();
    await jobs.put(hourly);
    await pass(jobs, 7 * 24 * 60 * minute + 10 * minute);
    expect(calls.map(({ missed, dueAt }) => [missed, new Date(dueAt).toISOString()])).toEqual([
      [167, '2026-03-08T00:00:00.000Z'],
    ]);
    await pass(jobs, 40 * minute);
    expect(calls).toHaveLength(1);
    await pass(jobs, 10 * minute);
    expect(calls).toHaveLength(2);
  });

  it('[JB4] that may not be late is passed over, visibly, when it is', async () => {
    const { jobs, calls } = await started();
    await jobs.put({ ...hourly, lateness: 'skip', lateAfterMs: 5 * minute });
    await pass(jobs, 70 * minute);
    expect(calls).toHaveLength(0);
    expect(jobs.runs({ jobId: 'a' })).toMatchObject([{ status: 'skipped' }]);
    await pass(jobs, 54 * minute);
    expect(calls).toHaveLength(1);
  });

  it('keeps its next time when something else about it changes, and takes a new one with a new schedule', async () => {
    const { jobs } = await started();
    await jobs.put(hourly);
    now += 30 * minute;
    await jobs.put({ ...hourly, payload: { n: 2 } });
    expect(jobs.get('a')?.nextDueAt).toBe(Date.parse('2026-03-01T01:00:00Z'));
    await jobs.put({ ...hourly, schedule: { cron: '45 8 * * *', timezone: 'Asia/Shanghai' } });
    expect(jobs.get('a')?.nextDueAt).toBe(Date.parse('2026-03-01T00:45:00Z'));
    await jobs.put({ ...hourly, isPaused: true });
    expect([jobs.get('a')?.nextDueAt, jobs.nextRuns('a', 3)]).toEqual([null, []]);
  });
});

describe('the clock of the machine', () => {
  const year = 365 * 24 * 60 * minute;

  it('[JB9] put forward runs what it passed once, and put back goes on at once instead of a year later', async () => {
    const { jobs, calls } = await started();
    await jobs.put(hourly);
    await pass(jobs, year);
    expect(calls.map(({ missed }) => missed)).toEqual([365 * 24 - 1]);
    await pass(jobs, -year);
    expect(jobs.get('a')?.nextDueAt).toBe(Date.parse('2026-03-01T01:00:00Z'));
    await pass(jobs, 60 * minute);
    await pass(jobs, 60 * minute);
    expect(calls.slice(1).map(({ dueAt }) => new Date(dueAt).toISOString())).toEqual([
      '2026-03-01T01:00:00.000Z',
      '2026-03-01T02:00:00.000Z',
    ]);
  });

  it('[JB9] put back over a time that was met runs it no second time, and the one after it as ever', async () => {
    const { jobs, calls } = await started();
    await jobs.put(hourly);
    await pass(jobs, 65 * minute);
    expect(calls).toHaveLength(1);
    for (const milliseconds of [-30 * minute, 25 * minute, minute, minute]) await pass(jobs, milliseconds);
    expect(calls).toHaveLength(1);
    await pass(jobs, 58 * minute);
    expect(calls.map(({ dueAt }) => new Date(dueAt).toISOString())).toEqual([
      '2026-03-01T01:00:00.000Z',
      '2026-03-01T02:00:00.000Z',
    ]);
  });

  it('[JB9] that was ahead when the program stopped holds up neither schedules nor retries at the next start', async () => {
    now += year;
    const failing = async () => {
      throw new AppError('jobs/timeout', { params: { minutes: 1 }, isRetryable: true });
    };
    const before = await started({ run: failing, retryDelayMs: () => minute });
    await before.jobs.put(hourly);
    await before.jobs.runNow('a');
    await pass(before.jobs, 0);
    expect(before.jobs.runs({ jobId: 'a' })).toMatchObject([{ status: 'queued', attempt: 1 }]);
    await before.jobs.close();
    now -= year;
    const { jobs, calls } = await started();
    await jobs.idle();
    expect(calls.map(({ attempt }) => attempt)).toEqual([2]);
    await pass(jobs, 60 * minute);
    expect(calls).toHaveLength(2);
  });
});

describe('one run at a time', () => {
  it('[JB5] a time that comes while a run is open starts no second one', async () => {
    let release = () => {};
    const { jobs, calls } = await started({ run: () => new Promise<void>((resolve) => (release = resolve)) });
    await jobs.put(hourly);
    now += 60 * minute;
    await jobs.tick();
    now += 60 * minute;
    await jobs.tick();
    const again = await jobs.runNow('a');
    expect(calls).toHaveLength(1);
    expect(again).toBe(calls[0]?.id);
    release();
    await jobs.idle();
    await pass(jobs, 0);
    expect(calls).toHaveLength(1);
  });

  it('[JB6] one key is one run, however often it is asked for', async () => {
    const { jobs, calls } = await started();
    await jobs.put({ ...hourly, schedule: null });
    const first = await jobs.runNow('a', { idempotencyKey: 'k', payload: 'once' });
    await pass(jobs, 0);
    expect(await jobs.runNow('a', { idempotencyKey: 'k' })).toBe(first);
    await pass(jobs, 0);
    expect(calls.map(({ payload }) => payload)).toEqual(['once']);
  });

  it('urgent jobs go first', async () => {
    const order: string[] = [];
    const { jobs } = await started({ concurrency: 1, run: async ({ jobId }) => void order.push(jobId) });
    for (const [id, priority] of [
      ['low', 0],
      ['high', 9],
      ['middle', 5],
    ] as const) {
      await jobs.put({ ...hourly, id, priority });
    }
    await pass(jobs, 60 * minute);
    for (let round = 0; round < 3; round += 1) await pass(jobs, 0);
    expect(order).toEqual(['high', 'middle', 'low']);
  });
});

describe('failures', () => {
  it('[JB7] are tried again after growing waits, as often as allowed', async () => {
    const failing = () => Promise.reject(new AppError('store/disk-full', { params: { path: 'x' }, isRetryable: true }));
    const { jobs, calls } = await started({ run: failing, retryDelayMs: (_error, attempt) => attempt * minute });
    await jobs.put({ ...hourly, schedule: null, maxAttempts: 3 });
    const id = await jobs.runNow('a');
    await pass(jobs, 0);
    expect(jobs.run(id)).toMatchObject({
      status: 'queued',
      attempt: 1,
      notBefore: now + minute,
      error: { code: 'store/disk-full' },
    });
    await pass(jobs, minute - 1);
    expect(calls).toHaveLength(1);
    await pass(jobs, 1);
    await pass(jobs, 2 * minute);
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(jobs.run(id)).toMatchObject({ status: 'failed', finishedAt: now });
  });

  it('[JB7] that another try cannot mend end the run', async () => {
    const { jobs, calls } = await started({ run: () => Promise.reject(new AppError('connections/failed-auth')) });
    await jobs.put({ ...hourly, schedule: null });
    const id = await jobs.runNow('a');
    await pass(jobs, 0);
    await pass(jobs, 600 * minute);
    expect([calls.length, jobs.run(id)?.status]).toEqual([1, 'failed']);
  });

  it('a cancelled run is told, and its schedule goes on', async () => {
    const { jobs, calls } = await started({
      run: ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    await jobs.put(hourly);
    now += 60 * minute;
    await jobs.tick();
    await jobs.cancel(calls[0]?.id ?? '');
    expect(jobs.runs({ jobId: 'a' })).toMatchObject([{ status: 'cancelled' }]);
    now += 60 * minute;
    await jobs.tick();
    expect(calls).toHaveLength(2);
  });

  it('a run that takes too long is stopped', async () => {
    const { jobs } = await started({
      run: ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      retryDelayMs: () => null,
    });
    await jobs.put({ ...hourly, schedule: null, timeoutMs: 30 });
    const id = await jobs.runNow('a');
    await expect.poll(() => jobs.run(id)?.status).toBe('failed');
    expect(jobs.run(id)?.error?.code).toBe('jobs/timeout');
  });
});

describe('a stop in the middle', () => {
  it('[JB8] leaves the run open; the next start runs it again, and once', async () => {
    const first = await started({
      run: ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    await first.jobs.put({ ...hourly, schedule: null });
    const id = await first.jobs.runNow('a');
    await expect.poll(() => first.calls.length).toBe(1);
    await first.jobs.close();
    const second = await started();
    await second.jobs.idle();
    expect(second.calls.map((call) => [call.id, call.trigger])).toEqual([[id, 'resume']]);
    expect(second.jobs.run(id)).toMatchObject({ status: 'succeeded', attempt: 1 });
  });

  it('[JB8] a run whose process died is taken over, but not for ever', async () => {
    const { jobs } = await started();
    await jobs.put({ ...hourly, schedule: null, maxAttempts: 1 });
    await jobs.close();
    const id = 'left-behind';
    const leave = (attempt: number) =>
      hub.metadata.run([
        {
          sql: `INSERT OR REPLACE INTO job_runs (id, job_id, kind, payload, trigger, status, due_at, not_before, attempt, lease_owner, created_at)
                VALUES (?, 'a', 'note', 'null', 'manual', 'running', ?, ?, ?, 'gone', ?)`,
          params: [id, now, now, attempt, now],
        },
      ]);
    await leave(1);
    const second = await started();
    await second.jobs.idle();
    expect(second.jobs.run(id)).toMatchObject({ status: 'succeeded', attempt: 2 });
    await second.jobs.close();
    await leave(4);
    const third = await started();
    expect(third.jobs.run(id)).toMatchObject({ status: 'failed', error: { code: 'jobs/interrupted' } });
    expect(third.calls).toHaveLength(0);
  });
});
