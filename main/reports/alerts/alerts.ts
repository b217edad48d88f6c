import { uuidv7 } from 'uuidv7';
import {
  type Alert,
  type AlertDefinition,
  type AlertResult,
  alertInput,
  alertResultOutput,
} from '../../../contract/alerts.ts';
import type { Recipient } from '../../../contract/deliveries.ts';
import { errorSentence } from '../../../contract/error-words.ts';
import { AppError, type AppErrorData } from '../../../contract/errors.ts';
import { type ExportTarget, exportInput } from '../../../contract/exports.ts';
import type { Language, LocalizedText } from '../../../contract/language.ts';
import type { Principal } from '../../access/index.ts';
import type { Boards } from '../../boards/index.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';
import type { Channels } from '../deliveries/channels.ts';
import type { Message, Send } from '../deliveries/message.ts';
import type { Notices } from '../deliveries/notices.ts';
import { type MessagePicture, messagePicture, noPicture, showsPictures } from '../deliveries/picture.ts';
import { deliveryWords } from '../deliveries/words.ts';
import type { Exports } from '../exports.ts';
import type { ReportFigures } from '../figures.ts';
import { wordsOf as amountWords, type Evaluation, evaluateAlert } from './alert-figures.ts';
import { type AlertState, nextState } from './conditions.ts';
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

interface AlertRow {
  id: string;
  owner: string;
  isPaused: boolean;
  definition: AlertDefinition;
  state: AlertState;
  stateSince: number | null;
  evaluatedAt: number | null;
  snoozedUntil: number | null;
  result: AlertResult | null;
  error: AppErrorData | null;
}

const kind = 'alert';
const jobId = (id: string) => `alert:${id}`;
/** A picture that takes longer is left out: an alert is news. */
const pictureWaitMs = 60_000;
/** Changes of data come in bursts. */
const calmMs = 3_000;
/** Age of data changes without any change of data, so every alert is looked at now and then. */
const hourly = { everyMinutes: 60 };

/** Figures that are watched. */
export class Alerts {
  readonly #options: AlertsOptions;
  #calm: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: AlertsOptions) {
    this.#options = options;
    options.jobs.define({
      kind,
      concurrency: 1,
      run: async ({ payload, signal }) => {
        const { alertId } = payload as { alertId: string };
        if (this.#all().some(({ id, isPaused }) => id === alertId && !isPaused)) await this.evaluate(alertId, signal);
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
    if (!members.has(definition.measure))
      throw new AppError('semantic/unknown-member', { params: { member: definition.measure } });
    const key = id ?? uuidv7();
    const now = clock.now();
    await store.run([
      {
        sql: `INSERT INTO alerts (id, name, owner, definition, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
              ON CONFLICT (id) DO UPDATE SET name = excluded.name, owner = excluded.owner, definition = excluded.definition,
                state = 'unknown', state_since = NULL, last_result = NULL, updated_at = excluded.updated_at`,
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
    if (this.#isClosed) return;
    if (this.#calm) clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      for (const { id, isPaused } of this.#all()) {
        if (!isPaused) this.#options.jobs.runNow(jobId(id), { trigger: 'schedule' }).catch(() => undefined);
      }
    }, calmMs).unref();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#calm) clearTimeout(this.#calm);
  }

  /** Looks now, tells what there is to tell, and keeps the result. */
  async evaluate(id: string, signal?: AbortSignal): Promise<AlertResult> {
    const { figures, boards, clock, newest, principalOf } = this.#options;
    const row = this.#find(id);
    const principal = principalOf(row.owner);
    try {
      if (principal === null) throw new AppError('deliveries/owner-gone');
      const reader = { principal, language: 'en' as const };
      const evaluation = await evaluateAlert(row.definition, {
        ...{ figures, boards, reader, now: clock.now(), newestMs: await newest() },
        ...(signal ? { signal } : {}),
      });
      await this.#keep(row, evaluation, signal);
      return evaluation.result;
    } catch (error) {
      const failure = error instanceof AppError ? error : new AppError('host/internal', { cause: error });
      const data: AppErrorData = { code: failure.code, params: failure.params, details: failure.details };
      await this.#options.store.run([
        {
          sql: 'UPDATE alerts SET evaluated_at = ?, last_result = ? WHERE id = ?',
          params: [clock.now(), JSON.stringify({ error: data }), id],
        },
      ]);
      throw failure;
    }
  }

  async #keep(row: AlertRow, evaluation: Evaluation, signal?: AbortSignal): Promise<void> {
    const { clock, store } = this.#options;
    const { result } = evaluation;
    const now = clock.now();
    const met = result.conditions.map(({ holds }) => holds);
    const holds = row.definition.combine === 'all' ? met.every(Boolean) : met.some(Boolean);
    const { state, tells } = nextState(row.state, holds, row.snoozedUntil !== null && row.snoozedUntil > now);
    // Kept before anyone is told: after a restart it is not told again.
    await store.run([
      {
        sql: 'UPDATE alerts SET state = ?, state_since = ?, evaluated_at = ?, last_result = ? WHERE id = ?',
        params: [state, state === row.state ? row.stateSince : now, now, JSON.stringify({ result }), row.id],
      },
    ]);
    if (tells !== null) await this.#tell(row, evaluation, tells, signal);
  }

  async #tell(
    row: AlertRow,
    { result, member, picture: shown }: Evaluation,
    tells: 'alert' | 'recovered',
    signal?: AbortSignal,
  ): Promise<void> {
    const { notices, channels, figures } = this.#options;
    const { definition } = row;
    const { currency, language } = figures.workspace();
    const words = wordsOf(definition, result, tells, (value) => amountWords(value, member, currency));
    await notices.add({ kind: tells, subject: row.id, actor: null, words, link: linkOf(row) });
    const kinds = new Map(channels.list().map((one) => [one.id, one.kind]));
    const canShow = ({ channelId }: Recipient) => {
      const known = kinds.get(channelId);
      return known !== undefined && showsPictures(known);
    };
    const made = definition.recipients.some(canShow) ? await this.#picture(row, shown, language, signal) : noPicture;
    const [subject = '', ...lines] = words[language].split('\n');
    for (const to of definition.recipients) {
      const apology = made.isMissing && canShow(to) ? [deliveryWords[language].pictureMissing] : [];
      await this.#send(row, to, {
        key: `${row.id}-${tells}-${this.#options.clock.now()}-${to.address}`.replace(/[^\w@.-]/g, '_'),
        subject,
        text: [...lines, ...apology].join('\n'),
        file: null,
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
  async #picture(
    row: AlertRow,
    target: ExportTarget | null,
    language: Language,
    signal: AbortSignal | undefined,
  ): Promise<MessagePicture> {
    const { exports, principalOf, logger } = this.#options;
    const principal = principalOf(row.owner);
    if (principal === null || target === null) return noPicture;
    const order = exportInput.parse({ target, format: 'png', lang: language });
    return messagePicture(order, {
      ...{ exports, principal, origin: `alert:${row.id}`, logger, waitMs: pictureWaitMs },
      ...(signal ? { signal } : {}),
    });
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

/** First line: what happened; then the sentences with their figures, and who moved it. */
function wordsOf(
  { name, by }: AlertDefinition,
  { conditions, rows }: AlertResult,
  tells: 'alert' | 'recovered',
  amount: (value: number) => LocalizedText,
): LocalizedText {
  const told = tells === 'alert' ? conditions.filter(({ holds }) => holds) : conditions;
  const moved = (language: Language) =>
    rows.map((row) => `${row.value || '–'}: ${amount(row.before)[language]} → ${amount(row.now)[language]}`);
  const lines = (language: Language) => [
    ...told.map(({ words }) => words[language]),
    ...(by === null ? [] : moved(language)),
  ];
  return {
    'zh-CN': [tells === 'alert' ? `预警：${name}` : `已恢复：${name}`, ...lines('zh-CN')].join('\n'),
    en: [tells === 'alert' ? `Alert: ${name}` : `Recovered: ${name}`, ...lines('en')].join('\n'),
  };
}

/** Where a reader goes on: the tile itself, or the list of alerts. */
function linkOf({ id, definition: { tile } }: AlertRow): string {
  return tile === null
    ? `/deliveries?tab=alerts&alert=${id}`
    : `/boards/${encodeURIComponent(tile.board)}#tile-${encodeURIComponent(tile.tile)}-title`;
}

function rowOf(row: Record<string, unknown>): AlertRow {
  const kept =
    row.last_result === null ? {} : (JSON.parse(String(row.last_result)) as { result?: unknown; error?: AppErrorData });
  const number = (value: unknown) => (value === null ? null : Number(value));
  return {
    id: String(row.id),
    owner: String(row.owner),
    isPaused: row.is_paused === 1,
    definition: alertInput.parse(JSON.parse(String(row.definition))),
    state: row.state as AlertState,
    stateSince: number(row.state_since),
    evaluatedAt: number(row.evaluated_at),
    snoozedUntil: number(row.snoozed_until),
    result: kept.result === undefined ? null : alertResultOutput.parse(kept.result),
    error: kept.error ?? null,
  };
}

function stateOf(row: AlertRow, language: Language): Alert {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const { id, owner, isPaused, definition, state, result, error } = row;
  return {
    ...{ id, owner, isPaused, definition, state, result },
    stateSince: iso(row.stateSince),
    evaluatedAt: iso(row.evaluatedAt),
    snoozedUntil: iso(row.snoozedUntil),
    error: error && { code: error.code, message: errorSentence(error.code, error.params, language) },
  };
}
