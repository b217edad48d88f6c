import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { deliveryScheduleInput } from '../../../contract/deliveries.ts';
import type { Principal } from '../../access/index.ts';
import { type Hub, startHub } from '../../hub/index.ts';
import { createJobs, type Jobs } from '../../jobs/index.ts';
import { systemClock } from '../../ports/clock.ts';
import { silentLogger } from '../../ports/logger.ts';
import type { ExportRow } from '../export-rows.ts';
import type { Message } from './message.ts';
import { Notices } from './notices.ts';
import { Schedules, type SchedulesOptions } from './schedules.ts';
import { deliveryWords } from './words.ts';

const principal = { actor: 'a', role: 'owner' } as Principal;
let folder: string;
let hub: Hub;
let jobs: Jobs;
let schedules: Schedules;
let sent: Message[];
/** Orders in the order they were given. */
let ordered: string[];

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
  [sent, ordered] = [[], []];
  const parts = { store: hub.metadata, clock: systemClock, logger: silentLogger };
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
    calendar: { isWorking: () => true },
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
