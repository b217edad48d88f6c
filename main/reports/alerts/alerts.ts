import { setTimeout as pause } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Alert, AlertDefinition, AlertResult } from '../../../contract/alerts.ts';
import type { Recipient } from '../../../contract/deliveries.ts';
import { errorSentence } from '../../../contract/error-words.ts';
import { AppError } from '../../../contract/errors.ts';
import { type ExportTarget, exportInput } from '../../../contract/exports.ts';
import type { Language } from '../../../contract/language.ts';
import type { Principal } from '../../access/index.ts';
import type { Boards } from '../../boards/index.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';
import type { Channels } from '../deliveries/channels.ts';
import { type Message, messageLink, type Send } from '../deliveries/message.ts';
import type { Notices } from '../deliveries/notices.ts';
import { type MessagePicture, messagePicture, noPicture, showsPictures } from '../deliveries/picture.ts';
import { dataOf, whenAborted } from '../deliveries/schedule-orders.ts';
import { deliveryWords } from '../deliveries/words.ts';
import type { Exports } from '../exports.ts';
import type { ReportFigures } from '../figures.ts';
import { wordsOf as amountWords, type Evaluation, evaluateAlert } from './alert-figures.ts';
import { type AlertRow, linkOf, rowOf, stateOf, wordsOf } from './alert-rows.ts';
import { nextState } from './conditions.ts';
import { numberTileOf } from './watched.ts';

export interface AlertsOptions {
  store: MetadataStore;
  clock: Clock;
  logger: Logger;
  jobs: Jobs;
  figures: ReportFigures;
  boards: Pick<Boards, 'get'>;
  channels: Channels;
  notices: Notices;
  send: Send;
  exports: Pick<Exports, 'submit' | 'ended' | 'file' | 'cancel'>;
  principalOf: (actor: string) => Principal | null;
  /** UTC ms of the newest record; null without data. */
  newest: () => Promise<number | null>;
}

const kind = 'alert';
const jobId = (id: string) => `alert:${id}`;
/** A picture that takes longer is left out: an alert is news. */
const pictureWaitMs = 60_000;
/** Changes of data come in bursts. */
const calmMs = 3_000;
/** How long a program that stops waits for what is being told. */
const lastWordsMs = 10_000;
/** Age of data changes without any change of data, so every alert is looked at now and then. */
const hourly = { everyMinutes: 60 };

/** Figures that are watched. */
export class Alerts {
  readonly #options: AlertsOptions;
  /** The last look at each alert: they are looked at one after another, by whomever. */
  readonly #looks = new Map<string, Promise<unknown>>();
  /** Alerts whose figures have changed since their last look began. */
  readonly #asked = new Set<string>();
  /** What is being told, in order. */
  #telling: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();
  #calm: NodeJS.Timeout | null = null;

  constructor(options: AlertsOptions) {
    this.#options = options;
    options.jobs.define({
      kind,
      concurrency: 1,
      run: async ({ payload, signal }) => {
        const { alertId } = payload as { alertId: string };
        if (this.#all().some(({ id, isPaused }) => id === alertId && !isPaused)) await this.evaluate(alertId, signal);
        // Nobody looks at the next while many are still told of this one.
        await Promise.race([this.#telling, whenAborted(signal)]);
      },
      onSettled: ({ status, payload }) => {
        const { alertId } = payload as { alertId: string };
        if (status !== 'queued' && this.#asked.has(alertId)) this.#askFor(alertId);
      },
    });
  }

  list(language: Language): Alert[] {
    return this.#all().map((row) => stateOf(row, language));
  }

  /** @throws alerts/not-found */
  get(id: string, language: Language): Alert {
    return stateOf(this.#find(id), language);
  }

  /** @throws alerts/not-found, alerts/tile-gone, semantic/unknown-member, deliveries/channel-not-found */
  async put(input: AlertDefinition, principal: Principal, id: string | null): Promise<string> {
    const { store, clock, channels, jobs, figures } = this.#options;
    const definition = this.#filledIn(input);
    if (id !== null) this.#find(id);
    for (const { channelId } of definition.recipients) channels.get(channelId);
    const members = await figures.members({ principal, language: 'en' });
    const { measure, by } = definition;
    const isOfView = by === null || by.split('.')[0] === measure.split('.')[0];
    for (const member of [measure, ...(by === null ? [] : [by])]) {
      if (!members.has(member) || !isOfView)
        throw new AppError('semantic/unknown-member', {
          params: { member: members.has(member) ? (by ?? '') : member },
        });
    }
    const key = id ?? uuidv7();
    const now = clock.now();
    await store.run([
      {
        sql: `INSERT INTO alerts (id, name, owner, definition, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
              ON CONFLICT (id) DO UPDATE SET name = excluded.name, owner = excluded.owner, definition = excluded.definition,
                state = 'unknown', state_since = NULL, last_result = NULL,
                updated_at = max(excluded.updated_at, alerts.updated_at + 1)`,
        params: [key, definition.name, principal.actor, JSON.stringify(definition), now, now],
      },
    ]);
    const timezone = figures.workspace().timezone;
    await jobs.put({
      id: jobId(key),
      kind,
      payload: { alertId: key },
      schedule: definition.schedule ?? { ...hourly, timezone },
      maxAttempts: 2,
    });
    return key;
  }

  async remove(id: string): Promise<void> {
    this.#find(id);
    await this.#options.jobs.remove(jobId(id));
    await this.#options.store.run([{ sql: 'DELETE FROM alerts WHERE id = ?', params: [id] }]);
  }

  /** @param until UTC ms; null ends it */
  async change(id: string, change: { isPaused?: boolean; snoozedUntil?: number | null }): Promise<void> {
    const row = this.#find(id);
    const isPaused = change.isPaused ?? row.isPaused;
    const snoozedUntil = change.snoozedUntil === undefined ? row.snoozedUntil : change.snoozedUntil;
    await this.#options.store.run([
      {
        sql: 'UPDATE alerts SET is_paused = ?, snoozed_until = ? WHERE id = ?',
        params: [isPaused ? 1 : 0, snoozedUntil, id],
      },
    ]);
  }

  /** Looks at all soon: data has changed. */
  dataChanged(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#calm) clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      for (const { id, isPaused } of this.#all()) if (!isPaused) this.#askFor(id);
    }, calmMs).unref();
  }

  /** Ends what is being told: messages go, without waiting for pictures. */
  async close(): Promise<void> {
    this.#stop.abort(new AppError('host/stopping'));
    if (this.#calm) clearTimeout(this.#calm);
    const told = Promise.allSettled(this.#looks.values()).then(() => this.#telling);
    await Promise.race([told, pause(lastWordsMs, undefined, { ref: false })]);
  }

  /**
   * Looks now and keeps the result; what there is to tell goes out afterwards.
   *
   * @throws alerts/not-found, alerts/tile-gone, deliveries/owner-gone, semantic/*
   */
  evaluate(id: string, signal: AbortSignal = this.#stop.signal): Promise<AlertResult> {
    const look = () => this.#look(id, signal);
    const next = (this.#looks.get(id) ?? Promise.resolve()).then(look, look);
    this.#looks.set(id, next);
    const forget = () => {
      if (this.#looks.get(id) === next) this.#looks.delete(id);
    };
    next.then(forget, forget);
    return next;
  }

  /** A run that has begun may have read older figures: what is still asked for when it ends is looked at again. */
  #askFor(id: string): void {
    if (this.#stop.signal.aborted) return;
    this.#asked.add(id);
    this.#options.jobs.runNow(jobId(id), { trigger: 'schedule' }).catch(() => this.#asked.delete(id));
  }

  async #look(id: string, signal: AbortSignal): Promise<AlertResult> {
    const { figures, boards, clock, newest, principalOf } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      this.#asked.delete(id);
      const row = this.#find(id);
      const principal = principalOf(row.owner);
      try {
        if (principal === null) throw new AppError('deliveries/owner-gone');
        const reader = { principal, language: 'en' as const };
        const evaluation = await evaluateAlert(row.definition, {
          ...{ figures, boards, reader, signal, now: clock.now(), newestMs: await newest() },
        });
        if (await this.#keep(row, evaluation)) return evaluation.result;
        // Edited meanwhile: what was found is about another question.
      } catch (error) {
        // A look that was broken off has found nothing, and nothing wrong either.
        if (signal.aborted) throw error;
        const failure = error instanceof AppError ? error : new AppError('host/internal', { cause: error });
        await this.#options.store.run([
          {
            sql: 'UPDATE alerts SET evaluated_at = ?, last_result = ? WHERE id = ? AND updated_at = ?',
            params: [clock.now(), JSON.stringify({ error: dataOf(failure) }), id, row.updatedAt],
          },
        ]);
        throw failure;
      }
    }
  }

  /** @returns whether it was kept; not where the alert has been edited since `row` was read */
  async #keep(row: AlertRow, evaluation: Evaluation): Promise<boolean> {
    const { clock, store } = this.#options;
    const { result } = evaluation;
    const now = clock.now();
    const met = result.conditions.map(({ holds }) => holds);
    const holds = row.definition.combine === 'all' ? met.every(Boolean) : met.some(Boolean);
    // It may have been put off while its figures were read.
    const { snoozedUntil } = this.#find(row.id);
    const { state, tells } = nextState(row.state, holds, snoozedUntil !== null && snoozedUntil > now);
    // Kept before anyone is told: after a restart it is not told again.
    await store.run([
      {
        sql: `UPDATE alerts SET state = ?, state_since = ?, evaluated_at = ?, last_result = ?
                WHERE id = ? AND updated_at = ?`,
        params: [
          ...[state, state === row.state ? row.stateSince : now, now, JSON.stringify({ result })],
          ...[row.id, row.updatedAt],
        ],
      },
    ]);
    // Edits only ever raise it: as it was before, then nothing came in between.
    if (this.#find(row.id).updatedAt !== row.updatedAt) return false;
    if (tells !== null) {
      this.#telling = this.#telling
        .then(() => this.#tell(row, evaluation, tells))
        .catch((error: unknown) => {
          this.#options.logger.log('error', 'alert could not be told', { id: row.id, reason: String(error) });
        });
    }
    return true;
  }

  async #tell(
    row: AlertRow,
    { result, member, picture: shown }: Evaluation,
    tells: 'alert' | 'recovered',
  ): Promise<void> {
    const { notices, channels, figures } = this.#options;
    const { definition } = row;
    const { currency, language } = figures.workspace();
    const words = wordsOf(definition, result, tells, (value) => amountWords(value, member, currency));
    await notices.add({ kind: tells, subject: row.id, actor: null, words, link: linkOf(row) });
    const link = messageLink(figures.workspace().publicAddress, linkOf(row), language);
    const kinds = new Map(channels.list().map((one) => [one.id, one.kind]));
    const canShow = ({ channelId }: Recipient) => {
      const known = kinds.get(channelId);
      return known !== undefined && showsPictures(known);
    };
    const made = definition.recipients.some(canShow) ? await this.#picture(row, shown, language) : noPicture;
    const [subject = '', ...lines] = words[language].split('\n');
    for (const to of definition.recipients) {
      const apology = made.isMissing && canShow(to) ? [deliveryWords[language].pictureMissing] : [];
      await this.#send(row, to, {
        key: `${row.id}-${tells}-${this.#options.clock.now()}-${to.address}`.replace(/[^\w@.-]/g, '_'),
        subject,
        text: [...lines, ...apology].join('\n'),
        file: null,
        link,
        picture: canShow(to) ? made.picture : null,
        data: { alert: { id: row.id, name: definition.name, state: tells }, result },
      });
    }
  }

  /** What cannot be sent to one is told to the owner, and keeps nobody else from theirs. */
  async #send(row: AlertRow, to: Recipient, message: Message): Promise<void> {
    const { notices, channels, send, logger } = this.#options;
    try {
      await send(channels.open(to.channelId), to.address, message);
    } catch (error) {
      const code = error instanceof AppError ? error.code : String(error);
      logger.log('warn', 'alert could not be sent', { id: row.id, code });
      const failed = error instanceof AppError ? error : new AppError('host/internal');
      const sentence = (one: Language) => `${row.definition.name}: ${errorSentence(failed.code, failed.params, one)}`;
      await notices.add({
        kind: 'delivery',
        subject: row.id,
        actor: row.owner,
        words: { 'zh-CN': sentence('zh-CN'), en: sentence('en') },
        link: linkOf(row),
      });
    }
  }

  /** The figure, its course and its rows as they are now. The words matter; they go without it where it takes long. */
  async #picture(row: AlertRow, target: ExportTarget | null, language: Language): Promise<MessagePicture> {
    const { exports, principalOf, logger } = this.#options;
    const principal = principalOf(row.owner);
    if (principal === null || target === null) return noPicture;
    const order = exportInput.parse({ target, format: 'png', lang: language });
    const { signal } = this.#stop;
    try {
      const origin = `alert:${row.id}`;
      return await messagePicture(order, { exports, principal, origin, logger, waitMs: pictureWaitMs, signal });
    } catch {
      // The program stops. That it has been told is kept already, so the words still go.
      return { picture: null, isMissing: true };
    }
  }

  /** With the measure of its tile. */
  #filledIn(definition: AlertDefinition): AlertDefinition {
    if (definition.tile === null) return definition;
    const { board, tile } = definition.tile;
    const { measure, timeMember } = numberTileOf(this.#options.boards, board, tile).tile;
    return { ...definition, measure, timeMember, filters: [] };
  }

  #all(): AlertRow[] {
    return this.#options.store.all('SELECT * FROM alerts ORDER BY name, id').map(rowOf);
  }

  #find(id: string): AlertRow {
    const found = this.#options.store.all('SELECT * FROM alerts WHERE id = ?', [id]).map(rowOf)[0];
    if (found === undefined) throw new AppError('alerts/not-found');
    return found;
  }
}
