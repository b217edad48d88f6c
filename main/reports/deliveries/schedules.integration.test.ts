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
  [sent, ordered, later, isWorking] = [[], [], 0, true];
  const clock = { now: () => systemClock.now() + later };
  const parts = { store: hub.metadata, clock, logger: silentLogger };
  jobs = createJobs(parts);
  const done = (id: string) =>
    ({ id, status: 'succeeded', title: 'Report', details: {}, order: { format: id.split('-')[0] } }) as ExportRow;
  schedules = new Schedules({
    ...{ ...parts, jobs, notices: new Notices(hub.metadata, systemClock) },
    exports: {
      check: () => undefined,
      submit: async ({ format }: { format: string }) => {
        ordered.push(format);
        return done(`${format}-${ordered.length}`);
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
    calendar: { isWorking: () => isWorking },
    send: async (_channel: unknown, _address: string, message: Message) => void sent.push(message),
    ...{ principalOf: () => principal, isDivisible: () => true },
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
  await schedules.runNow(id, 'manual');
  await expect.poll(() => schedules.runs(id, 'en')[0]?.status).toBe('succeeded');
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
