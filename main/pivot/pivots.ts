import { Worker } from 'node:worker_threads';
import { AppError, type AppErrorData, type ErrorCode, errorKinds } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { PivotRequest } from '../../contract/pivot.ts';
import type { PivotFileRequest } from '../../contract/pivot-file.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Logger } from '../ports/logger.ts';
import { workerFile } from '../ports/worker-file.ts';
import type { PeopleAnswer, PeopleQuestion } from '../replica/index.ts';
import type { ModelParts, SecurityContext, Semantic } from '../semantic/index.ts';
import { countedTexts } from './people-question.ts';
import type { FromPivotWorker, PivotTask, ToPivotWorker } from './protocol.ts';

export interface PivotsOptions {
  semantic: () => Promise<Pick<Semantic, 'ask' | 'model' | 'noteViewed'>>;
  /** Counts different people where the index of histories can; null where it cannot. Left out = the database does. */
  people?: (question: PeopleQuestion) => Promise<PeopleAnswer | null>;
  /** Has made ahead what counting by these texts needs. */
  prepare?: (texts: ReturnType<typeof countedTexts>) => Promise<void>;
  /** Brings the replica up to every acknowledged write and says how far it is. */
  catchUp: () => Promise<{ seq: number }>;
  workspace: () => Pick<Workspace, 'timezone' | 'weekStart' | 'currency' | 'exchangeRates'> &
    Partial<Pick<Workspace, 'fiscalYearStartMonth'>>;
  /** Changes when the data model does. */
  modelVersion?: () => string;
  logger: Logger;
}

export interface PivotAsker {
  language: Language;
  security: SecurityContext;
  signal?: AbortSignal;
}

interface Task {
  resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  reject: (error: unknown) => void;
  asker: PivotAsker;
  abort: AbortController;
}

/** Whoever opens a table is answered first. */
const prepareAfterMs = 1_000;
const prepareAgainMs = 60_000;

/**
 * Pivot tables over the data model, computed on a thread of their own. Every answer reflects all writes acknowledged
 * before its question and what its asker may read.
 */
export class Pivots {
  readonly #options: PivotsOptions;
  readonly #tasks = new Map<number, Task>();
  #worker: Worker | null = null;
  #nextId = 0;
  #isClosed = false;
  #preparedAt = Number.NEGATIVE_INFINITY;
  #preparing: NodeJS.Timeout | undefined;

  constructor(options: PivotsOptions) {
    this.#options = options;
  }

  /**
   * The part of a laid-out pivot that is asked for.
   *
   * @returns JSON of `pivotOutput`
   * @throws pivot/*, semantic/*, replica/*
   */
  window(request: PivotRequest, asker: PivotAsker): Promise<Uint8Array<ArrayBuffer>> {
    return this.#run('window', request, asker);
  }

  /** The whole laid-out pivot as a file of the format asked for. */
  file(request: PivotFileRequest, asker: PivotAsker): Promise<Uint8Array<ArrayBuffer>> {
    return this.#run('file', request, asker);
  }

  /** Tables are being looked at: what the next field may need is made in the background. */
  prepare(): void {
    const now = performance.now();
    if (!this.#options.prepare || this.#isClosed || now - this.#preparedAt < prepareAgainMs) return;
    this.#preparedAt = now;
    this.#preparing = setTimeout(() => {
      this.#prepare().catch((error) => {
        if (!this.#isClosed) this.#options.logger.log('warn', 'codes not made ahead', { reason: String(error) });
      });
    }, prepareAfterMs);
    this.#preparing.unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#preparing);
    this.#failAll(new AppError('host/stopping', { isRetryable: true }));
    await this.#worker?.terminate();
  }

  async #prepare(): Promise<void> {
    const model = await (await this.#options.semantic()).model({ kind: 'parts' });
    await this.#options.prepare?.(countedTexts(model));
  }

  async #run(kind: PivotTask['kind'], request: PivotRequest | PivotFileRequest, asker: PivotAsker) {
    this.prepare();
    const { seq } = await this.#options.catchUp();
    asker.signal?.throwIfAborted();
    if (this.#isClosed) throw new AppError('host/stopping', { isRetryable: true });
    const { timezone, weekStart, currency, exchangeRates, fiscalYearStartMonth = 1 } = this.#options.workspace();
    const { operatorId, role } = asker.security;
    const model = this.#options.modelVersion?.() ?? '';
    const calendar = [timezone, weekStart, fiscalYearStartMonth];
    const state = JSON.stringify([seq, calendar, currency, exchangeRates, model, operatorId, role]);
    const terms = { timezone, weekStart, fiscalStart: fiscalYearStartMonth, currency, language: asker.language, state };
    this.#nextId += 1;
    const id = this.#nextId;
    const abort = new AbortController();
    const done = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
      this.#tasks.set(id, { resolve, reject, asker, abort });
    });
    const cancel = () => {
      this.#post({ type: 'cancel', id });
      this.#end(id)?.reject(new AppError('replica/query-cancelled'));
    };
    asker.signal?.addEventListener('abort', cancel, { once: true });
    this.#post({ type: 'task', id, task: { kind, request, terms } as PivotTask });
    void done.then(() => this.#noteViewed(request, asker)).catch(() => undefined);
    return done.finally(() => asker.signal?.removeEventListener('abort', cancel));
  }

  /** Tables are laid out without a question to the semantic layer where the index of people knows all, or once kept. */
  async #noteViewed(request: object, { security }: PivotAsker): Promise<void> {
    (await this.#options.semantic()).noteViewed(security, request);
  }

  #post(message: ToPivotWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
  }

  #start(): Worker {
    const worker = new Worker(workerFile(import.meta.url, './pivot.worker'), {
      resourceLimits: { maxOldGenerationSizeMb: 2048 },
    });
    worker.on('message', (message: FromPivotWorker) => this.#receive(message));
    worker.on('error', (error) => this.#options.logger.log('error', 'pivot thread failed', { error: String(error) }));
    worker.on('exit', () => {
      this.#worker = null;
      this.#failAll(new AppError('pivot/failed', { isRetryable: true }));
    });
    return worker;
  }

  #receive(message: FromPivotWorker): void {
    switch (message.type) {
      case 'ask':
        void this.#ask(message);
        break;
      case 'parts':
        void this.#tell(message, async () => (await this.#options.semantic()).model({ kind: 'parts' }));
        break;
      case 'count':
        void this.#tell(message, () => this.#count(message.question));
        break;
      case 'done':
        this.#end(message.id)?.resolve(message.bytes as Uint8Array<ArrayBuffer>);
        break;
      case 'failed': {
        const { error, reason } = message;
        if (error === null) this.#options.logger.log('error', 'pivot failed', { reason });
        const failure = error === null ? new AppError('pivot/failed', { cause: new Error(reason) }) : revived(error);
        this.#end(message.id)?.reject(failure);
        break;
      }
    }
  }

  async #ask({ askId, id, url, body }: Extract<FromPivotWorker, { type: 'ask' }>): Promise<void> {
    // A table that several wait for may be asked for in the name of one who has gone: whoever waits has equal rights.
    const task = this.#tasks.get(id);
    try {
      if (!task) throw new AppError('replica/query-cancelled');
      const method = body === null ? 'GET' : 'POST';
      const semantic = await this.#options.semantic();
      const answer = await semantic.ask(
        { method, url, headers: { 'content-type': 'application/json', 'x-request-id': `pivot-${askId}` }, body },
        // Members asked for were checked against those that readers see; what these are made of may be hidden.
        {
          ...{ language: task.asker.language, security: task.asker.security, signal: task.abort.signal },
          hasParts: body !== null,
        },
      );
      const bytes = answer.body as Uint8Array<ArrayBuffer>;
      this.#post({ type: 'answer', askId, status: answer.status, body: bytes }, [bytes.buffer]);
    } catch (error) {
      this.#post({ type: 'unanswered', askId, error: errorData(error) });
    }
  }

  async #tell({ askId }: { askId: number }, ask: () => Promise<ModelParts | PeopleAnswer | null>): Promise<void> {
    try {
      this.#post({ type: 'told', askId, told: await ask() });
    } catch (error) {
      this.#post({ type: 'unanswered', askId, error: errorData(error) });
    }
  }

  /** What the index cannot tell for whatever reason, the database can. */
  async #count(question: PeopleQuestion): Promise<PeopleAnswer | null> {
    try {
      return (await this.#options.people?.(question)) ?? null;
    } catch (error) {
      this.#options.logger.log('warn', 'people not counted by the index', { reason: String(error) });
      return null;
    }
  }

  #end(id: number): Task | undefined {
    const task = this.#tasks.get(id);
    this.#tasks.delete(id);
    task?.abort.abort();
    return task;
  }

  #failAll(error: AppError): void {
    for (const id of [...this.#tasks.keys()]) this.#end(id)?.reject(error);
  }
}

function revived({ code, params, details }: AppErrorData): AppError {
  return new AppError(code, { params, details });
}

function errorData(error: unknown): AppErrorData {
  const code = (error as { code?: string })?.code ?? '';
  const known = Object.hasOwn(errorKinds, code) ? (code as ErrorCode) : 'semantic/unavailable';
  return { code: known, params: (error as Partial<AppErrorData>).params ?? {}, details: [] };
}
