import type { IncomingMessage, ServerResponse } from 'node:http';
import { Worker } from 'node:worker_threads';
import { AppError, type AppErrorData, type ErrorCode, errorKinds } from '../../contract/errors.ts';
import { type Language, languageFromHeader } from '../../contract/language.ts';
import { type CustomModel, emptyCustomModel } from '../../contract/model.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Logger } from '../ports/logger.ts';
import { transferable } from '../ports/result-column.ts';
import { workerFile } from '../ports/worker-file.ts';
import type { Replica } from '../replica/index.ts';
import type {
  FromWorker,
  ImportedTable,
  ModelAnswers,
  ModelTask,
  RequestContext,
  SecurityContext,
  ToWorker,
  WorkerOptions,
} from './protocol.ts';

/** What the semantic layer asks of the replica. */
export type SemanticReplica = Pick<Replica, 'query' | 'catchUp' | 'tables' | 'on'>;

export interface SemanticOptions {
  replica: SemanticReplica;
  /** Settings in force now; read before every request. */
  workspace: () => Pick<Workspace, 'timezone' | 'weekStart' | 'currency' | 'exchangeRates'> &
    Partial<Pick<Workspace, 'fiscalYearStartMonth'>>;
  /** What people added to the model, and a text that changes with it; read before every request. */
  custom?: () => { version: string; model: CustomModel };
  /** Folder with `cubes/` and `views/`. */
  modelDir: string;
  logger: Logger;
  /** Memory for results that need not be computed again; default 64 MB. */
  cacheBytes?: number;
  /** Is told when somebody was answered a question that names fields of personal data. */
  viewed?: (operatorId: string, members: readonly string[]) => void;
  /** Is told every body that is sent to `/load` over HTTP. */
  asked?: (body: Uint8Array) => void;
  /** File that keeps Cube's translation of the model between starts; may be deleted at any time. */
  transpiledPath?: string;
}

/** Who asks, when a caller knows; the default is the host itself, which may read everything. */
export interface AskOptions {
  language?: Language;
  security?: SecurityContext;
  signal?: AbortSignal;
  /** Asks a copy of the model with these additions instead of the model in force. */
  candidate?: CustomModel;
  /** The question may name hidden members that public ones are made of. */
  hasParts?: boolean;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  /** Names that the question asked for. */
  named: readonly string[];
}

type Watermark = Awaited<ReturnType<Replica['catchUp']>>;

interface KnownTables {
  seq: number;
  tables: ImportedTable[];
  text: string;
}

interface ModelTaskUnderWay {
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
  timer: NodeJS.Timeout;
  hasBegun: boolean;
}
const noTables: KnownTables = { seq: -1, tables: [], text: '[]' };

const host: SecurityContext = { operatorId: 'host', role: 'owner' };
const queryTimeoutMs = 120_000;
/** A change of the model that the compiler chews on for longer is given up, with the thread it holds up. */
const modelTimeoutMs = 60_000;
const maxRows = 1_000_000;
const maxBodyBytes = 4 * 1024 * 1024;
const passedHeaders = ['content-type', 'accept', 'accept-language', 'x-request-id', 'x-cube-client'];

/** Cube in a thread of its own; this side relays requests to it and its questions to the replica. */
export class SemanticThread {
  readonly #options: SemanticOptions;
  #worker: Promise<Worker> | null = null;
  /** The thread that runs now; a request that waited through its end must not be sent to it. */
  #live: Worker | null = null;
  #isClosed = false;
  #nextId = 0;
  readonly #answers = new Map<number, { resolve: (answer: RawAnswer) => void; reject: (error: unknown) => void }>();
  readonly #queries = new Map<number, AbortController>();
  readonly #tasks = new Map<number, ModelTaskUnderWay>();
  #sentState = '';
  #modelEpoch = 0;
  #changes = 0;
  #catching: Promise<Watermark> | null = null;
  #catchingNext: Promise<Watermark> | null = null;
  #tables: { seq: number; list: Promise<KnownTables> } | null = null;
  #sentTables: KnownTables = noTables;
  #personal: readonly string[] = [];

  constructor(options: SemanticOptions) {
    this.#options = options;
    options.replica.on('change', () => {
      this.#changes += 1;
      this.#tables = null;
    });
  }

  /**
   * Loads Cube and compiles the model while the replica may still be opening; requests wait for it anyway. Imported
   * tables join with the first request, which compiles only what is new.
   */
  async start(): Promise<void> {
    const worker = await this.#ready();
    if (this.#sentState === '') this.#postState(worker, noTables);
  }

  /**
   * One request to Cube's REST API, answered on data no older than every write acknowledged before the call.
   *
   * @param url path and query below the host, e.g. `/cubejs-api/v1/load?query=…`
   */
  async ask(
    request: { method: string; url: string; headers?: Record<string, string>; body?: Uint8Array | null },
    options: AskOptions = {},
  ): Promise<RawAnswer> {
    const [worker, watermark] = await Promise.all([this.#ready(), this.#catchUp()]);
    const tables = await this.#tablesAt(watermark.seq);
    if (worker !== this.#live) throw new AppError('semantic/unavailable', { isRetryable: true });
    const context: RequestContext = {
      security: options.security ?? host,
      language: options.language ?? 'en',
      watermark: watermark.seq,
      asOfMs: watermark.at > 0 ? watermark.at : Date.now(),
      derivation: this.#derivation(),
      ...(options.candidate ? { candidate: options.candidate } : {}),
      ...(options.hasParts ? { hasParts: true } : {}),
    };
    this.#nextId += 1;
    const id = this.#nextId;
    const answer = new Promise<RawAnswer>((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    // State and question leave together, so that none between them changes what the question is answered by.
    this.#postState(worker, tables);
    const abandon = () => this.#post(worker, { type: 'abandon', id });
    options.signal?.addEventListener('abort', abandon, { once: true });
    this.#post(worker, {
      type: 'request',
      id,
      method: request.method,
      url: request.url,
      headers: request.headers ?? {},
      body: request.body ?? null,
      context,
    });
    return answer.finally(() => options.signal?.removeEventListener('abort', abandon));
  }

  /**
   * Asks about the model itself, as it is once everything acknowledged is part of it.
   *
   * @throws model/check-timeout when the compiler does not come to an end; its thread is started anew
   */
  async askModel<T extends ModelTask>(task: T): Promise<ModelAnswers[T['kind']]> {
    const [worker, watermark] = await Promise.all([this.#ready(), this.#catchUp()]);
    const tables = await this.#tablesAt(watermark.seq);
    if (worker !== this.#live) throw new AppError('semantic/unavailable', { isRetryable: true });
    this.#nextId += 1;
    const id = this.#nextId;
    const result = new Promise<ModelAnswers[T['kind']]>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new AppError('model/check-timeout', { params: { seconds: modelTimeoutMs / 1000 } }));
        void worker.terminate();
      }, modelTimeoutMs);
      this.#tasks.set(id, { resolve, reject, timer, hasBegun: false });
    });
    this.#postState(worker, tables);
    this.#post(worker, { type: 'model', id, task });
    return result.finally(() => {
      clearTimeout(this.#tasks.get(id)?.timer);
      this.#tasks.delete(id);
    });
  }

  /** Handler of Node's HTTP server for everything under `/cubejs-api`; the caller has authenticated the request. */
  async handle(request: IncomingMessage, response: ServerResponse, security?: SecurityContext): Promise<void> {
    const abort = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) abort.abort();
    });
    try {
      const headers: Record<string, string> = {};
      for (const name of passedHeaders) {
        const value = request.headers[name];
        if (typeof value === 'string') headers[name] = value;
      }
      const url = fullUrl(request);
      const body = await readBody(request);
      if (body !== null && url === '/cubejs-api/v1/load') this.#options.asked?.(body);
      const answer = await this.ask(
        { method: request.method ?? 'GET', url, headers, body },
        {
          language: languageFromHeader(request.headers['accept-language']),
          signal: abort.signal,
          ...(security ? { security } : {}),
        },
      );
      if (answer.status < 400 && security) this.noteViewed(security, answer.named);
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    } catch (error) {
      const failure = error instanceof AppError ? error : new AppError('semantic/unavailable', { cause: error });
      const status = failure.code === 'api/too-large' ? 413 : 503;
      if (response.headersSent) return;
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ error: failure.code, code: failure.code }));
    }
  }

  /** Passes on that somebody was answered a question that asked for these names, where some are of personal data. */
  noteViewed({ operatorId }: SecurityContext, named: Iterable<string>): void {
    const { viewed } = this.#options;
    if (!viewed || this.#personal.length === 0) return;
    const all = new Set(named);
    const members = this.#personal.filter((name) => all.has(name));
    if (members.length > 0) viewed(operatorId, members);
  }

  /** The data model and the tables are read again before the next answer. */
  reload(): void {
    this.#modelEpoch += 1;
    this.#tables = null;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = await this.#worker?.catch(() => null);
    for (const query of this.#queries.values()) query.abort();
    this.#failAll();
    await worker?.terminate();
  }

  #ready(): Promise<Worker> {
    if (this.#isClosed) return Promise.reject(new AppError('semantic/unavailable'));
    this.#worker ??= this.#startWorker();
    return this.#worker;
  }

  #startWorker(): Promise<Worker> {
    const { modelDir, cacheBytes = 64 * 1024 * 1024, transpiledPath = null, logger } = this.#options;
    const workerData: WorkerOptions = { modelDir, cacheBytes, transpiledPath };
    const worker = new Worker(workerFile(import.meta.url, './semantic.worker'), {
      workerData,
      env: cubeEnvironment(),
      stdout: true,
      stderr: true,
      // A runaway result ends this thread, which is then started anew, and not the host.
      resourceLimits: { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 24 },
    });
    // Cube prints notices; standard output belongs to the host.
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on('data', (text) => logger.log('debug', 'cube', { text: String(text).trim() }));
    }
    this.#sentState = '';
    this.#sentTables = noTables;
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          logger.log('info', 'semantic layer loaded', {
            loadedMs: Math.round(message.loadedMs),
            native: message.isNative,
          });
          this.#live = worker;
          resolve(worker);
        } else this.#receive(worker, message);
      });
      worker.on('error', (error) => {
        logger.log('error', 'semantic thread failed', { error: String(error) });
        reject(new AppError('semantic/unavailable', { cause: error }));
      });
      // The next request starts a new thread; what was under way is refused as "try again".
      worker.on('exit', () => {
        this.#worker = null;
        this.#live = null;
        this.#failAll();
        reject(new AppError('semantic/unavailable'));
      });
    });
  }

  #receive(worker: Worker, message: Exclude<FromWorker, { type: 'ready' }>): void {
    // Waiting for one's turn takes no time from what one may take, as long as the thread gives signs of life.
    for (const task of this.#tasks.values()) if (!task.hasBegun) task.timer.refresh();
    switch (message.type) {
      case 'answer':
        this.#answers.get(message.id)?.resolve(message);
        this.#answers.delete(message.id);
        break;
      case 'query':
        void this.#query(worker, message);
        break;
      case 'cancel':
        this.#queries.get(message.id)?.abort();
        break;
      case 'personal':
        this.#personal = message.members;
        break;
      case 'model-begun': {
        const task = this.#tasks.get(message.id);
        if (task) task.hasBegun = true;
        break;
      }
      case 'model-done':
        this.#tasks.get(message.id)?.resolve(message.result as never);
        break;
      case 'model-failed':
        this.#tasks
          .get(message.id)
          ?.reject(new AppError('semantic/query-failed', { cause: new Error(message.reason) }));
        break;
      case 'log':
        this.#options.logger.log(message.level, message.message, message.data);
        break;
    }
  }

  async #query(worker: Worker, { id, sql, params }: Extract<FromWorker, { type: 'query' }>): Promise<void> {
    const abort = new AbortController();
    this.#queries.set(id, abort);
    try {
      const result = await this.#options.replica.query(sql, params, {
        signal: abort.signal,
        timeoutMs: queryTimeoutMs,
        maxRows,
        byColumns: true,
      });
      const { columns, packed = [] } = result;
      this.#post(worker, { type: 'rows', id, columns, packed }, transferable(packed));
    } catch (error) {
      this.#post(worker, { type: 'failed', id, error: errorData(error) });
    } finally {
      this.#queries.delete(id);
    }
  }

  /** Imported tables at a watermark; asked for once per change. */
  #tablesAt(seq: number): Promise<KnownTables> {
    if (this.#tables?.seq !== seq) {
      const list = this.#options.replica.tables().then((tables) => ({ seq, tables, text: JSON.stringify(tables) }));
      list.catch(() => {
        this.#tables = null;
      });
      this.#tables = { seq, list };
    }
    return this.#tables.list;
  }

  /** Sends settings and tables when they differ from what the thread has; never older tables than it has. */
  #postState(worker: Worker, known: KnownTables): void {
    const { seq, tables, text: tablesText } = known.seq < this.#sentTables.seq ? this.#sentTables : known;
    this.#sentTables = { seq, tables, text: tablesText };
    const { timezone, weekStart, currency, fiscalYearStartMonth: fiscalStart = 1 } = this.#options.workspace();
    const custom = this.#options.custom?.();
    const text = `${timezone}/${weekStart}/${fiscalStart}/${currency}/${this.#modelEpoch}/${custom?.version ?? ''}/${tablesText}`;
    if (text === this.#sentState) return;
    this.#sentState = text;
    this.#post(worker, {
      type: 'state',
      state: {
        settings: { timezone, weekStart, currency, fiscalStart },
        tables,
        modelEpoch: this.#modelEpoch,
        custom: custom?.model ?? emptyCustomModel,
      },
    });
  }

  /** Catches up once for all questions that wait: a question may share one that begins after it, never one before. */
  #catchUp(): Promise<Watermark> {
    if (!this.#catching) {
      this.#catching = this.#options.replica.catchUp().finally(() => {
        this.#catching = null;
      });
      return this.#catching;
    }
    this.#catchingNext ??= this.#catching
      .catch(() => undefined)
      .then(() => {
        this.#catchingNext = null;
        return this.#catchUp();
      });
    return this.#catchingNext;
  }

  #derivation(): string {
    const { timezone, currency, exchangeRates } = this.#options.workspace();
    return JSON.stringify([this.#changes, timezone, currency, exchangeRates]);
  }

  #post(worker: Worker, message: ToWorker, transfer: ArrayBuffer[] = []): void {
    worker.postMessage(message, transfer);
  }

  #failAll(): void {
    for (const { reject } of this.#answers.values()) {
      reject(new AppError('semantic/unavailable', { isRetryable: true }));
    }
    this.#answers.clear();
    for (const { reject } of this.#tasks.values()) reject(new AppError('semantic/unavailable', { isRetryable: true }));
    this.#tasks.clear();
  }
}

/** Cube reads its options from the environment at any time; its thread gets one without foreign options. */
function cubeEnvironment(): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(CUBEJS_|CUBESQL_|NODE_OPTIONS$)/.test(name)) own[name] = value;
  }
  return {
    ...own,
    NODE_ENV: 'production',
    CUBEJS_DB_TYPE: 'duckdb',
    CUBEJS_TELEMETRY: 'false',
    CUBEJS_EXTERNAL_DEFAULT: 'false',
    CUBEJS_LOG_LEVEL: 'error',
    CUBEJS_TESSERACT_SQL_PLANNER: 'false',
    CUBEJS_CACHE_AND_QUEUE_DRIVER: 'memory',
    CUBEJS_DB_QUERY_LIMIT: String(maxRows),
    CUBEJS_DB_QUERY_DEFAULT_LIMIT: String(maxRows),
    CUBEJS_CONVERT_TZ_FOR_RAW_TIME_DIMENSION: 'true',
    CUBEJS_MAX_REQUEST_SIZE: '4mb',
  };
}

/** Path below the host, whether or not a router has cut its mount point off. */
function fullUrl(request: IncomingMessage): string {
  const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
  return url.startsWith('/cubejs-api') ? url : `/cubejs-api${url}`;
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    if (size > maxBodyBytes) throw new AppError('api/too-large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function errorData(error: unknown): AppErrorData {
  const code = (error as { code?: string })?.code ?? '';
  const known = Object.hasOwn(errorKinds, code) ? (code as ErrorCode) : 'replica/query-failed';
  const message = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return { code: known, params: { reason: message }, details: [] };
}
