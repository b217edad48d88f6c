import { uuidv7 } from 'uuidv7';
import {
  type DeliveryRun,
  type DeliverySchedule,
  type DeliveryScheduleState,
  deliveryScheduleInput,
  type Recipient,
} from '../../../contract/deliveries.ts';
import { AppError, type AppErrorData } from '../../../contract/errors.ts';
import type { ExportTarget } from '../../../contract/exports.ts';
import type { Language } from '../../../contract/language.ts';
import type { Principal } from '../../access/index.ts';
import type { JobRunContext, Jobs } from '../../jobs/index.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';
import { localDay } from '../figures.ts';
import { whenThereIsRoom } from '../when-there-is-room.ts';
import type { Notices } from './notices.ts';
import { type DeliveryRow, type RunRow, RunRows, runState } from './run-rows.ts';
import {
  dataOf,
  isStillMeant,
  noLongerMeant,
  orderInput,
  type ScheduleRow,
  slicesOf,
  testOf,
} from './schedule-orders.ts';
import { SliceSender, type SliceSenderOptions } from './slice-sender.ts';
import { deliveryWords } from './words.ts';
import type { WorkCalendar } from './work-calendar.ts';

export interface SchedulesOptions extends SliceSenderOptions {
  store: MetadataStore;
  jobs: Jobs;
  calendar: WorkCalendar;
  notices: Notices;
  /** Whether a report can be narrowed to one value of a dimension. */
  isDivisible: (target: ExportTarget) => boolean;
}

const kind = 'delivery';
const jobId = (scheduleId: string) => `delivery:${scheduleId}`;
/** A report that is later than this is not sent any more: nobody wants last week's on a Monday evening. */
const lateAfterMs = 6 * 3_600_000;

/** Reports that are sent by themselves. */
export class Schedules {
  readonly #options: SchedulesOptions;
  readonly #rows: RunRows;
  /** Runs that are sent again. */
  readonly #again = new Set<string>();
  readonly #stop = new AbortController();
  readonly #sender: SliceSender;

  constructor(options: SchedulesOptions) {
    this.#options = options;
    this.#rows = new RunRows(options.store);
    this.#sender = new SliceSender(options, this.#rows, this.#stop.signal);
    options.jobs.define({ kind, concurrency: 2, run: (context) => this.#run(context), retryDelayMs: () => null });
  }

  /** What was on its way when the program ended is not sent again by itself. To be called before jobs go on. */
  async start(): Promise<void> {
    await this.#rows.loseSight(null);
  }

  list(language: Language): DeliveryScheduleState[] {
    return this.#all().map((row) => this.#state(row, language));
  }

  /** @throws deliveries/not-found */
  get(id: string, language: Language): DeliveryScheduleState {
    return this.#state(this.#find(id), language);
  }

  /** Newest first. */
  runs(id: string, language: Language): DeliveryRun[] {
    this.#find(id);
    return this.#rows.of(id, 50).map((run) => runState(run, this.#rows.deliveries(run.id), language));
  }

  /** @throws what the order is refused for, jobs/invalid-schedule, deliveries/channel-not-found, deliveries/not-divisible, deliveries/value-unknown */
  async put(definition: DeliverySchedule, principal: Principal, id: string | null): Promise<string> {
    const { store, clock, channels, exports } = this.#options;
    if (id !== null) this.#find(id);
    for (const { channelId } of definition.recipients) channels.get(channelId);
    exports.check(orderInput(definition, ''), definition.lang);
    if (definition.slices !== null && !this.#options.isDivisible(definition.target))
      throw new AppError('deliveries/not-divisible');
    const lost = definition.recipients.find(({ value }) => value !== undefined && !isStillMeant(definition, value));
    if (lost) throw new AppError('deliveries/value-unknown', { params: { value: lost.value ?? '' } });
    const key = id ?? uuidv7();
    const now = clock.now();
    await store.run([
      {
        // Whoever saves it last answers for it: reports are read with the rights of their owner.
        sql: `INSERT INTO delivery_schedules (id, name, owner, definition, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
              ON CONFLICT (id) DO UPDATE SET name = excluded.name, owner = excluded.owner,
                definition = excluded.definition, updated_at = excluded.updated_at`,
        params: [key, definition.name, principal.actor, JSON.stringify(definition), now, now],
      },
    ]);
    await this.#putJob(this.#find(key));
    return key;
  }

  async pause(id: string, isPaused: boolean): Promise<void> {
    this.#find(id);
    await this.#options.store.run([
      { sql: 'UPDATE delivery_schedules SET is_paused = ? WHERE id = ?', params: [isPaused ? 1 : 0, id] },
    ]);
    await this.#putJob(this.#find(id));
  }

  async remove(id: string): Promise<void> {
    this.#find(id);
    await this.#options.jobs.remove(jobId(id));
    await this.#options.store.run([{ sql: 'DELETE FROM delivery_schedules WHERE id = ?', params: [id] }]);
  }

  /**
   * Sends now. A test goes to `to` alone, one report of it, and to nobody else.
   *
   * @returns the id of the run in the history
   * @throws deliveries/not-found, deliveries/channel-not-found
   */
  async runNow(id: string, trigger: 'manual' | 'test', to: Recipient | null = null): Promise<string> {
    this.#find(id);
    if (to !== null) this.#options.channels.get(to.channelId);
    return this.#options.jobs.runNow(jobId(id), { trigger, payload: { scheduleId: id, trigger, to } });
  }

  /**
   * Sends again what nobody knows to have arrived: what failed, what a cancelled run had not begun, and what was on its
   * way when the program ended. The file made then is sent where there is one, else it is made.
   *
   * @throws deliveries/not-found, deliveries/under-way, deliveries/nothing-to-resend, deliveries/owner-gone
   */
  async resend(scheduleId: string, runId: string): Promise<void> {
    const schedule = this.#find(scheduleId);
    const run = this.#rows.find(runId);
    if (run === null || run.scheduleId !== scheduleId) throw new AppError('deliveries/not-found');
    if (run.finishedAt === null || this.#again.has(runId)) throw new AppError('deliveries/under-way');
    const isUnplanned = this.#rows.deliveries(runId).length === 0;
    // Whom a test was for is known to that run alone; a day off is not a failure.
    if (run.status === 'skipped' || (run.trigger === 'test' && isUnplanned))
      throw new AppError('deliveries/nothing-to-resend');
    this.#again.add(runId);
    try {
      // A run that ended before it came to its readers has none yet.
      if (isUnplanned) await this.#plan(schedule, run);
      for (const slice of new Set(this.#rows.deliveries(runId).map((one) => one.slice))) {
        const open = this.#openOf(run, slice);
        if (open.length === 0) continue;
        if (isStillMeant(schedule.definition, slice)) await this.#sender.send(schedule, run, open, this.#stop.signal);
        else for (const { id } of open) await this.#rows.endSending(id, 'failed', noLongerMeant(slice), null);
      }
      await this.#conclude(schedule, run);
    } catch (error) {
      await this.#rows.loseSight(runId).catch(() => undefined);
      throw error;
    } finally {
      this.#again.delete(runId);
    }
  }

  /** Ends what is sent again; what a schedule sends by itself ends with its jobs. */
  close(): void {
    this.#stop.abort(new AppError('host/stopping'));
  }

  /** Channels that are still used. */
  usesOf(channelId: string): number {
    return this.#all().filter(({ definition }) => definition.recipients.some((one) => one.channelId === channelId))
      .length;
  }

  async #putJob({ id, definition, isPaused }: ScheduleRow): Promise<void> {
    await this.#options.jobs.put({
      ...{ id: jobId(id), kind, payload: { scheduleId: id }, schedule: definition.schedule, isPaused },
      ...{ lateness: 'skip', lateAfterMs, timeoutMs: 3_600_000, maxAttempts: 1 },
    });
  }

  async #run(context: JobRunContext): Promise<void> {
    const { clock, logger } = this.#options;
    const payload = context.payload as { scheduleId: string; trigger?: 'manual' | 'test'; to?: Recipient | null };
    const found = this.#all().find((one) => one.id === payload.scheduleId);
    if (found === undefined) return;
    const schedule = payload.to ? testOf(found, payload.to) : found;
    const { signal } = context;
    const begun = {
      ...{ id: context.id, scheduleId: schedule.id, trigger: payload.trigger ?? ('time' as const) },
      ...{ dueAt: context.dueAt, actor: schedule.owner, startedAt: clock.now() },
    };
    const run = await whenThereIsRoom(() => this.#rows.open(begun), { signal, logger });
    // A resumed run that had come to its end before the restart has nothing left to do.
    if (run.finishedAt !== null) return;
    try {
      if (!(await this.#mayRun(schedule, run))) return;
      await this.#make(schedule, run, context.signal);
      await this.#conclude(schedule, run);
    } catch (error) {
      const data = dataOf(context.signal.aborted ? context.signal.reason : error);
      // The run stays open with the program's end, and goes on at the next start.
      if (data.code === 'host/stopping') throw error;
      if (data.code === 'host/internal')
        logger.log('error', 'scheduled report failed', { id: schedule.id, reason: String(error) });
      const room = { signal: this.#stop.signal, logger };
      await whenThereIsRoom(() => this.#rows.loseSight(run.id), room);
      await whenThereIsRoom(() => this.#rows.end(run.id, 'failed', data, clock.now()), room);
      if (data.code !== 'jobs/cancelled') await this.#tellOwner(schedule, data);
      if (context.signal.aborted) throw error;
    }
  }

  async #mayRun(schedule: ScheduleRow, run: RunRow): Promise<boolean> {
    const { clock, calendar, principalOf } = this.#options;
    const { days, schedule: timing } = schedule.definition;
    const day = localDay(run.dueAt, timing.timezone);
    if (run.trigger === 'time' && !calendar.isWorking(day, days)) {
      await this.#rows.end(run.id, 'skipped', null, clock.now());
      return false;
    }
    if (principalOf(schedule.owner) === null) throw new AppError('deliveries/owner-gone');
    return true;
  }

  /** One file per slice, each sent to its recipients as soon as it is there. */
  async #make(schedule: ScheduleRow, run: RunRow, signal: AbortSignal): Promise<void> {
    await this.#plan(schedule, run);
    for (const slice of slicesOf(schedule)) {
      signal.throwIfAborted();
      const waiting = this.#openOf(run, slice).filter((one) => one.status === 'waiting');
      if (waiting.length > 0) await this.#sender.send(schedule, run, waiting, signal);
    }
  }

  async #plan(schedule: ScheduleRow, run: RunRow): Promise<void> {
    const { recipients } = schedule.definition;
    const readersOf = (slice: string) =>
      recipients.filter(({ value }) => value === undefined || value === slice).map((to) => ({ slice, to }));
    await this.#rows.plan(run.id, slicesOf(schedule).flatMap(readersOf));
  }

  #openOf(run: RunRow, slice: string): DeliveryRow[] {
    return this.#rows.deliveries(run.id).filter((one) => one.slice === slice && one.status !== 'sent');
  }

  async #conclude(schedule: ScheduleRow, run: RunRow): Promise<void> {
    const deliveries = this.#rows.deliveries(run.id);
    const sent = deliveries.filter((one) => one.status === 'sent').length;
    const status = sent === 0 ? 'failed' : sent === deliveries.length ? 'succeeded' : 'partial';
    const first = deliveries.find((one) => one.error !== null && one.status !== 'sent')?.error ?? null;
    const { clock, logger } = this.#options;
    const end = () => this.#rows.end(run.id, status, status === 'succeeded' ? null : first, clock.now());
    await whenThereIsRoom(end, { signal: this.#stop.signal, logger });
    if (status !== 'succeeded') await this.#tellOwner(schedule, first);
  }

  async #tellOwner({ id, owner, definition }: ScheduleRow, reason: AppErrorData | null): Promise<void> {
    const words = {
      'zh-CN': deliveryWords['zh-CN'].failed(definition.name, reason),
      en: deliveryWords.en.failed(definition.name, reason),
    };
    const { notices, logger } = this.#options;
    const notice = { kind: 'delivery' as const, subject: id, actor: owner, words, link: `/deliveries?schedule=${id}` };
    await whenThereIsRoom(() => notices.add(notice), { signal: this.#stop.signal, logger });
  }

  #all(): ScheduleRow[] {
    return this.#options.store
      .all('SELECT id, owner, definition, is_paused FROM delivery_schedules ORDER BY name, id')
      .map((row) => ({
        id: String(row.id),
        owner: String(row.owner),
        isPaused: row.is_paused === 1,
        definition: deliveryScheduleInput.parse(JSON.parse(String(row.definition))),
      }));
  }

  #find(id: string): ScheduleRow {
    const found = this.#all().find((one) => one.id === id);
    if (found === undefined) throw new AppError('deliveries/not-found');
    return found;
  }

  #state({ id, owner, isPaused, definition }: ScheduleRow, language: Language): DeliveryScheduleState {
    const last = this.#rows.of(id, 1)[0];
    return {
      ...{ id, owner, isPaused, definition },
      nextRuns: this.#options.jobs.nextRuns(jobId(id), 3),
      lastRun: last ? runState(last, this.#rows.deliveries(last.id), language) : null,
    };
  }
}
