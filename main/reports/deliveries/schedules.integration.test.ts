import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { deliveryScheduleInput } from '../../../contract/deliveries.ts';
import { exportInput } from '../../../contract/exports.ts';
import type { Principal } from '../../access/index.ts';
import { type Hub, startHub } from '../../hub/index.ts';
import { createJobs, type Jobs } from '../../jobs/index.ts';
import { systemClock } from '../../ports/clock.ts';
import { silentLogger } from '../../ports/logger.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';
import type { ExportRow } from '../export-rows.ts';
import { Exports } from '../exports.ts';
import type { Message } from './message.ts';
import { Notices } from './notices.ts';
import { Schedules, type SchedulesOptions } from './schedules.ts';
import { deliveryWords } from './words.ts';
import { WorkCalendar } from './work-calendar.ts';

const principal = { actor: 'a', role: 'owner' } as Principal;
let folder: string;
let hub: Hub;
let jobs: Jobs;
let schedules: Schedules;
let sent: Message[];
/** Orders in the order they were given. */
let ordered: string[];
/** What the clock shows beyond the time. */
let later: number;
let isWorking: boolean;
/** A tile of every file cannot be read. */
let isBroken: boolean;
/** The store does not keep that something has left. */
let isForgetful: boolean;
let isOwnerGone: boolean;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-schedules-'));
  const defaults = { name: 'T', language: 'en' as const, timezone: 'UTC' };
  hub = await startHub({ dataDir: folder, logger: silentLogger, defaults });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  [sent, ordered, later, isWorking, isBroken] = [[], [], 0, true, false];
  [isForgetful, isOwnerGone] = [false, false];
  const clock = { now: () => systemClock.now() + later };
  const store: MetadataStore = {
    all: (sql, params) => hub.metadata.all(sql, params),
    run: async (statements) => {
      if (isForgetful && statements.some(({ params }) => params[0] === 'sent')) throw new Error('input/output error');
      await hub.metadata.run(statements);
    },
  };
  const parts = { store, clock, logger: silentLogger };
  jobs = createJobs(parts);
  const broken = new Set<string>();
  const done = (id: string) => {
    const [format] = id.split('-');
    const failedTiles = broken.has(id) ? [{ id: 't', title: 'Orders', message: '' }] : [];
    const order = { target: { board: 'overview', view: {} }, format, hasPicture: format === 'pdf' };
    return { id, status: 'succeeded', title: 'Report', details: { failedTiles }, order } as unknown as ExportRow;
  };
  schedules = new Schedules({
    ...{ ...parts, jobs, notices: new Notices(hub.metadata, systemClock) },
    exports: {
      check: () => undefined,
      submit: async ({ format }: { format: string }) => {
        ordered.push(format);
        const id = `${format}-${ordered.length}`;
        if (isBroken) broken.add(id);
        return done(id);
      },
      // A picture beside another file is never finished.
      ended: (id: string) =>
        id === 'png-2' && ordered[0] === 'csv' ? new Promise(() => {}) : Promise.resolve(done(id)),
      get: done,
      file: async () => ({ path: join(folder, 'nothing.here'), fileName: 'x', contentType: 'x/y', sizeBytes: 1 }),
      cancel: async () => undefined,
      isUsable: () => true,
      picture: async () => null,
    },
    channels: { get: () => ({}), open: () => ({}), list: () => [{ id: 'c', kind: 'email' }] },
    publicAddress: () => null,
    calendar: { isWorking: () => isWorking },
    send: async (_channel: unknown, _address: string, message: Message) => void sent.push(message),
    ...{ principalOf: () => (isOwnerGone ? null : principal), isDivisible: () => true },
  } as unknown as SchedulesOptions);
  await jobs.start();
});
afterEach(async () => {
  await jobs.close();
  for (const { id } of schedules.list('en')) await schedules.remove(id);
});

async function begun(format: string): Promise<{ id: string; runId: string }> {
  const definition = deliveryScheduleInput.parse({
    ...{ name: 'Weekly', target: { board: 'overview' }, format, lang: 'en', hasPicture: true },
    recipients: ['a@example.com', 'b@example.com'].map((address) => ({ channelId: 'c', address })),
    schedule: { cron: '0 9 * * 1', timezone: 'UTC' },
  });
  const id = await schedules.put(definition, principal, null);
  return { id, runId: await schedules.runNow(id, 'manual') };
}

it('what is cancelled while its picture is made is sent to nobody', async () => {
  const { id, runId } = await begun('csv');
  await expect.poll(() => ordered).toEqual(['csv', 'png']);
  await jobs.cancel(runId);
  expect(sent).toEqual([]);
  const [run] = schedules.runs(id, 'en');
  expect(run).toMatchObject({ status: 'failed', reason: { code: 'jobs/cancelled' } });
  expect(run?.deliveries.map(({ status }) => status)).toEqual(['waiting', 'waiting']);
  expect(jobs.run(runId)?.status).toBe('cancelled');
});

it('what a cancelled run had not begun is sent when it is sent again, each once, with the file made then', async () => {
  const { id, runId } = await begun('csv');
  await expect.poll(() => ordered).toEqual(['csv', 'png']);
  await expect(schedules.resend(id, runId)).rejects.toMatchObject({ code: 'deliveries/under-way' });
  await jobs.cancel(runId);
  const both = [schedules.resend(id, runId), schedules.resend(id, runId)];
  await expect(both[1]).rejects.toMatchObject({ code: 'deliveries/under-way' });
  await both[0];
  expect(sent.map(({ data }) => data.exportId)).toEqual(['csv-1', 'csv-1']);
  expect(ordered).toEqual(['csv', 'png', 'png']);
  const [run] = schedules.runs(id, 'en');
  expect(run).toMatchObject({ status: 'succeeded', reason: null });
  expect(run?.deliveries.map(({ status }) => status)).toEqual(['sent', 'sent']);
  await schedules.resend(id, runId);
  expect(sent).toHaveLength(2);
});

it('what was meant for a value that the schedule does not know any more is sent to nobody', async () => {
  const { id, runId } = await begun('csv');
  await expect.poll(() => ordered).toEqual(['csv', 'png']);
  await jobs.cancel(runId);
  const { definition } = schedules.get(id, 'en');
  const slices = { member: 'orders.country', values: ['Germany'], unreached: 'leave_out' as const };
  await schedules.put({ ...definition, slices }, principal, id);
  await schedules.resend(id, runId);
  expect(sent).toEqual([]);
  const [run] = schedules.runs(id, 'en');
  expect(run).toMatchObject({ status: 'failed', reason: { code: 'deliveries/value-unknown' } });
  const recipients = [{ channelId: 'c', address: 'f@example.com', value: 'France' }];
  const lost = schedules.put({ ...definition, slices, recipients }, principal, id);
  await expect(lost).rejects.toMatchObject({ code: 'deliveries/value-unknown' });
});

it('goes on working days alone: moved weekends as the official calendar has them, days of one’s own before it', async () => {
  const calendar = new WorkCalendar(hub.metadata);
  const worked = (day: string) => [
    calendar.isWorking(day, 'every'),
    calendar.isWorking(day, 'weekdays'),
    calendar.isWorking(day, 'china'),
  ];
  // The notice of the State Council for 2025: 1 to 8 October free, Sunday 28 September and Saturday 11 October worked.
  expect(worked('2025-10-08')).toEqual([true, true, false]);
  expect(worked('2025-10-11')).toEqual([true, false, true]);
  expect(worked('2025-09-28')).toEqual([true, false, true]);
  expect(worked('2025-10-12')).toEqual([true, false, false]);
  await calendar.replace([{ day: '2025-10-11', isWorking: false, note: 'Founding day' }]);
  expect(worked('2025-10-11')).toEqual([true, false, false]);
  await calendar.replace([]);
});

it('on a day off the run is kept as that, and nothing is made', async () => {
  isWorking = false;
  const definition = deliveryScheduleInput.parse({
    ...{ name: 'Daily', target: { board: 'overview' }, format: 'csv', lang: 'en', days: 'china' },
    recipients: [{ channelId: 'c', address: 'a@example.com' }],
    schedule: { everyMinutes: 1, timezone: 'UTC' },
  });
  const id = await schedules.put(definition, principal, null);
  later = 61_000;
  await jobs.tick();
  await expect.poll(() => schedules.runs(id, 'en')[0]?.status).toBe('skipped');
  expect([ordered, sent]).toEqual([[], []]);
  // Who sends by hand knows what day it is.
  const skipped = schedules.runs(id, 'en')[0]?.id ?? '';
  // Until its job has ended, asking for a run gives that one.
  await expect.poll(() => jobs.run(skipped)?.status).toBe('succeeded');
  await expect(schedules.resend(id, skipped)).rejects.toMatchObject({ code: 'deliveries/nothing-to-resend' });
  await schedules.runNow(id, 'manual');
  await expect.poll(() => schedules.runs(id, 'en')[0]?.status).toBe('succeeded');
});

it('what was held back is made anew when it is sent again, and sent once it is whole', async () => {
  isBroken = true;
  const { id, runId } = await begun('png');
  await expect.poll(() => schedules.runs(id, 'en')[0]?.status).toBe('failed');
  await schedules.resend(id, runId);
  const held = schedules.runs(id, 'en')[0];
  expect(held).toMatchObject({ status: 'failed', reason: { code: 'exports/tiles-failed' } });
  isBroken = false;
  await schedules.resend(id, runId);
  expect(ordered).toEqual(['png', 'png', 'png']);
  expect(sent.map(({ data }) => data.exportId)).toEqual(['png-3', 'png-3']);
  expect(schedules.runs(id, 'en')[0]).toMatchObject({ status: 'succeeded', reason: null });
});

it('of what has left and cannot be kept nobody says that it failed; others wait until it is sent again', async () => {
  isForgetful = true;
  const { id, runId } = await begun('png');
  await expect.poll(() => schedules.runs(id, 'en')[0]?.status).toBe('failed');
  expect(schedules.runs(id, 'en')[0]?.deliveries.map(({ status }) => status)).toEqual(['unknown', 'waiting']);
  expect(sent).toHaveLength(1);
  isForgetful = false;
  await schedules.resend(id, runId);
  expect(sent).toHaveLength(3);
  expect(schedules.runs(id, 'en')[0]?.status).toBe('succeeded');
});

it('a try that came to nobody is not sent again: whom it was for is not known any more', async () => {
  const { id, runId } = await begun('png');
  await expect.poll(() => jobs.run(runId)?.status).toBe('succeeded');
  isOwnerGone = true;
  const test = await schedules.runNow(id, 'test', { channelId: 'c', address: 'me@example.com' });
  const run = () => schedules.runs(id, 'en').find((one) => one.id === test);
  await expect.poll(() => run()?.status).toBe('failed');
  isOwnerGone = false;
  await expect(schedules.resend(id, test)).rejects.toMatchObject({ code: 'deliveries/nothing-to-resend' });
  expect(run()).toMatchObject({ status: 'failed', reason: { code: 'deliveries/owner-gone' } });
  expect(sent).toHaveLength(2);
});

it('a document whose picture failed is not made a second time for it', async () => {
  const { id } = await begun('pdf');
  await expect.poll(() => schedules.runs(id, 'en')[0]?.status).toBe('succeeded');
  expect(ordered).toEqual(['pdf']);
  for (const { text } of sent) expect(text).toContain(deliveryWords.en.pictureMissing);
});

it('the newest good copy of a schedule stays, however old; older ones and others go', async () => {
  let now = Date.UTC(2024, 0, 1);
  const exports = new Exports({
    ...{ store: hub.metadata, logger: silentLogger, dataDir: folder, clock: { now: () => now } },
    ...{ principalOf: () => principal, titleOf: () => 'Report', retention: { days: 30, bytes: 5_000_000 } },
    produce: async (_order, { path }) => {
      await writeFile(path, 'whole');
      return {};
    },
  });
  await exports.start();
  const made = async (origin: string | null) => {
    now += 1_000;
    const order = exportInput.parse({ target: { board: 'overview' }, format: 'csv' });
    const { id } = await exports.submit(order, principal, 'en', origin);
    return (await exports.ended(id)).id;
  };
  const [older, newest, byHand] = [await made('schedule:s'), await made('schedule:s'), await made(null)];
  now += 365 * 86_400_000;
  await exports.sweep();
  const kept = (id: string) =>
    exports.file(id).then(
      ({ fileName }) => fileName,
      ({ code }) => code,
    );
  expect([await kept(older), await kept(newest), await kept(byHand)]).toEqual([
    'exports/expired',
    'Report.csv',
    'exports/expired',
  ]);
  await exports.close();
});

it('what is stopped with the program while its picture is made stays open, and is sent to nobody', async () => {
  const { id } = await begun('csv');
  await expect.poll(() => ordered).toEqual(['csv', 'png']);
  await jobs.close();
  expect(sent).toEqual([]);
  expect(schedules.runs(id, 'en')[0]).toMatchObject({ status: 'running', finishedAt: null });
});

it('a picture that cannot be read is missed in the message, which goes all the same', async () => {
  const { id } = await begun('png');
  await expect.poll(() => schedules.runs(id, 'en')[0]?.status).toBe('succeeded');
  expect(sent.map(({ picture }) => picture)).toEqual([null, null]);
  for (const { text } of sent) expect(text).toContain(deliveryWords.en.pictureMissing);
});
