import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type AlertDefinition, alertInput } from '../../../contract/alerts.ts';
import { plainCalendar } from '../../../contract/board-queries/index.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Principal } from '../../access/index.ts';
import { type Hub, startHub } from '../../hub/index.ts';
import { createJobs, type Jobs } from '../../jobs/index.ts';
import { systemClock } from '../../ports/clock.ts';
import { silentLogger } from '../../ports/logger.ts';
import { Notices } from '../deliveries/notices.ts';
import { Alerts, type AlertsOptions } from './alerts.ts';

const principal: Principal = { actor: 'a', role: 'owner' } as Principal;
const members = new Map(
  ['orders.revenue', 'orders.count'].map((name) => [name, { name, kind: 'measure', unit: null }]),
);
const data = { from: '2024-01-01', to: '2024-03-31' };

let folder: string;
let hub: Hub;
let jobs: Jobs;
let alerts: Alerts;
/** Questions that wait for their figure. */
let asked: { answer: (value: number) => void; signal: AbortSignal | undefined }[];
let sent: string[];
/** What a message waits for before it is gone. */
let door: Promise<void>;

const defaults = { name: 'T', language: 'en' as const, timezone: 'UTC' };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-alerts-'));
  hub = await startHub({ dataDir: folder, logger: silentLogger, defaults });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  [asked, sent, door] = [[], [], Promise.resolve()];
  const parts = { store: hub.metadata, clock: systemClock, logger: silentLogger };
  jobs = createJobs(parts);
  const figures = {
    workspace: () => ({ ...defaults, currency: 'EUR' }),
    members: async () => members,
    scope: async () => ({
      ...{ range: { from: '2024-03-01', to: '2024-03-31' }, preset: 'latest-month', data, filters: [] },
      ...{ measureFilters: [], segment: null, timezone: 'UTC', calendar: plainCalendar, targets: [] },
    }),
    load: ({ measures }: { measures: string[] }, _reader: unknown, signal?: AbortSignal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        asked.push({ signal, answer: (value) => resolve({ data: [{ [measures[0] ?? '']: String(value) }] }) });
      }),
  };
  alerts = new Alerts({
    ...{ ...parts, jobs, figures, boards: {}, notices: new Notices(hub.metadata, systemClock) },
    channels: { get: () => ({}), open: () => ({}), list: () => [{ id: 'c', kind: 'webhook' }] },
    send: async (_channel: unknown, address: string) => {
      await door;
      sent.push(address);
    },
    ...{ exports: {}, principalOf: () => principal, newest: async () => Date.parse(data.to) },
  } as unknown as AlertsOptions);
  await jobs.start();
});
afterEach(async () => {
  await jobs.close();
  await alerts.close();
  for (const { id } of alerts.list('en')) await alerts.remove(id);
});

const low = (change: Partial<AlertDefinition> = {}) =>
  alertInput.parse({
    ...{ name: 'Low', measure: 'orders.revenue', recipients: [{ channelId: 'c', address: 'old@example.com' }] },
    ...{ conditions: [{ kind: 'threshold', operator: 'lt', value: 100 }], ...change },
  });
/** Answers the question that was asked `n` questions after the first. */
async function answer(n: number, value: number): Promise<void> {
  await expect.poll(() => asked.length).toBeGreaterThan(n);
  asked[n]?.answer(value);
}

it('two looks at once tell once', async () => {
  const id = await alerts.put(low(), principal, null);
  const both = Promise.all([alerts.evaluate(id), alerts.evaluate(id)]);
  await answer(0, 50);
  await answer(1, 50);
  await both;
  await expect.poll(() => sent.length).toBe(1);
  await alerts.close();
  expect(sent).toEqual(['old@example.com']);
});

it('an edit while its figure is read wins: nobody of before is told, and the new bound is looked at', async () => {
  const id = await alerts.put(low(), principal, null);
  const look = alerts.evaluate(id);
  await expect.poll(() => asked.length).toBe(1);
  const recipients = [{ channelId: 'c', address: 'new@example.com' }];
  await alerts.put(low({ measure: 'orders.count', recipients }), principal, id);
  await answer(0, 50);
  await answer(1, 70);
  expect((await look).value).toBe(70);
  await alerts.close();
  expect(sent).toEqual(['new@example.com']);
  expect(alerts.get(id, 'en')).toMatchObject({ state: 'firing', result: { value: 70 } });
});

it('is looked at when its owner wants, else every hour', async () => {
  const schedule = { cron: '30 8 * * 1', timezone: 'Asia/Shanghai' };
  const [own, plain] = [await alerts.put(low({ schedule }), principal, null), await alerts.put(low(), principal, null)];
  const when = (id: string) => jobs.get(`alert:${id}`)?.schedule;
  expect([when(own), when(plain)]).toEqual([schedule, { everyMinutes: 60, timezone: 'UTC' }]);
});

it('tells nobody while it is put off, and tells when that is over and it still holds', async () => {
  const id = await alerts.put(low(), principal, null);
  await alerts.change(id, { snoozedUntil: Date.now() + 3_600_000 });
  const asleep = alerts.evaluate(id);
  await answer(0, 50);
  expect((await asleep).conditions).toMatchObject([{ holds: true }]);
  await alerts.change(id, { snoozedUntil: null });
  const awake = alerts.evaluate(id);
  await answer(1, 50);
  await awake;
  await alerts.close();
  expect(sent).toEqual(['old@example.com']);
});

it('answers before everybody is told, and does not end before they are', async () => {
  const id = await alerts.put(low(), principal, null);
  let open = () => {};
  door = new Promise((resolve) => (open = resolve));
  const look = alerts.evaluate(id);
  await answer(0, 50);
  expect((await look).value).toBe(50);
  expect(sent).toEqual([]);
  const closed = alerts.close();
  open();
  await closed;
  expect(sent).toEqual(['old@example.com']);
});

it('a look that is broken off is no fault of the alert', async () => {
  const id = await alerts.put(low(), principal, null);
  const stop = new AbortController();
  const look = alerts.evaluate(id, stop.signal);
  await expect.poll(() => asked.length).toBe(1);
  stop.abort(new AppError('host/stopping'));
  await expect(look).rejects.toMatchObject({ code: 'host/stopping' });
  expect(alerts.get(id, 'en')).toMatchObject({ error: null, evaluatedAt: null });
});

it('data that changes while an alert is looked at is looked at when that has ended', async () => {
  const id = await alerts.put(low(), principal, null);
  await jobs.runNow(`alert:${id}`);
  await expect.poll(() => asked.length).toBe(1);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    alerts.dataChanged();
    vi.advanceTimersByTime(3_000);
  } finally {
    vi.useRealTimers();
  }
  await answer(0, 150);
  await answer(1, 50);
  await expect.poll(() => alerts.get(id, 'en').state).toBe('firing');
  await jobs.idle();
  expect(asked).toHaveLength(2);
});
