import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DiscoveredStream, SyncNote } from '../../contract/connections.ts';
import type { Cursor, ReadRequest } from '../connectors/index.ts';
import type { Logger } from '../ports/logger.ts';
import { workerFile } from '../ports/worker-file.ts';
import type {
  Piece,
  ReadPlan,
  SampleResult,
  SentFailure,
  TaskResult,
  ThreadMessage,
  ThreadRequest,
  ThreadStart,
  ThreadTask,
} from './thread-messages.ts';

/** A failure that came out of a connector thread: classified, masked. */
export class SourceFailure extends Error {
  readonly sent: SentFailure;
  constructor(sent: SentFailure) {
    super(`${sent.failure}: ${sent.reason ?? ''}`);
    this.name = 'SourceFailure';
    this.sent = sent;
  }
}

export interface ReadHooks {
  /** The next piece comes when this has resolved. */
  onPiece(piece: Piece): Promise<void>;
  onProgress?(rows: number, bytes: number): void;
  onEstimate?(rows: number): void;
  onNote?(note: SyncNote): void;
}

const stopGraceMs = 5_000;

/** A connector on a thread of its own. Close it when done; a task that does not end is ended with its thread. */
export class ConnectorThread {
  readonly #worker: Worker;
  readonly #scratchDir: string;
  readonly #waiting = new Map<number, { resolve(value: TaskResult): void; reject(error: unknown): void }>();
  readonly #logger: Logger;
  readonly #keepSecret: (name: string, value: string) => Promise<void>;
  #hooks: ReadHooks | null = null;
  #lastId = 0;
  #isStopped = false;
  #fatal: unknown = null;

  constructor(
    options: Omit<ThreadStart, 'scratchDir' | 'ownFolder'> & {
      scratchRoot: string;
      logger: Logger;
      signal?: AbortSignal;
      keepSecret?: (name: string, value: string) => Promise<void>;
    },
  ) {
    const { kind, config, secrets, scratchRoot, signal } = options;
    this.#logger = options.logger;
    this.#keepSecret = options.keepSecret ?? (async () => {});
    this.#scratchDir = mkdtempSync(join(scratchRoot, 'connector-'));
    const start: ThreadStart = { kind, config, secrets, scratchDir: this.#scratchDir, ownFolder: dirname(scratchRoot) };
    this.#worker = new Worker(workerFile(import.meta.url, './connector.worker'), { workerData: start });
    this.#worker.on('message', (message: ThreadMessage) => this.#take(message));
    this.#worker.on('error', (error) => {
      this.#logger.log('error', 'connector thread died', { kind, reason: String(error) });
      this.#failAll(new SourceFailure({ ...nothing, failure: 'internal', reason: 'the connector ended unexpectedly' }));
    });
    this.#worker.once('exit', () => this.#failAll(new SourceFailure({ ...nothing, failure: 'cancelled' })));
    signal?.addEventListener('abort', () => this.stop(), { once: true });
    if (signal?.aborted) this.stop();
  }

  async check(): Promise<{ detail: string | null; tookMs: number }> {
    const { detail, tookMs } = await this.#ask('check', { kind: 'check' });
    return { detail, tookMs };
  }

  async discover(): Promise<DiscoveredStream[]> {
    return (await this.#ask('streams', { kind: 'discover' })).streams;
  }

  async describe(name: string, query: string): Promise<DiscoveredStream | null> {
    return (await this.#ask('streams', { kind: 'describe', name, query })).streams[0] ?? null;
  }

  async sample(request: ReadRequest, rows: number): Promise<SampleResult> {
    return (await this.#ask('sample', { kind: 'sample', request, rows })).sample;
  }

  /** Result: rows read, and the last cursor where no piece carried it. */
  async read(plan: ReadPlan, hooks: ReadHooks): Promise<{ rows: number; cursor: Cursor | undefined }> {
    this.#hooks = hooks;
    const { rows, cursor } = await this.#ask('read', { kind: 'read', plan });
    return { rows, cursor };
  }

  async keys(plan: ReadPlan, hooks: ReadHooks): Promise<{ rows: number }> {
    this.#hooks = hooks;
    return { rows: (await this.#ask('read', { kind: 'keys', plan })).rows };
  }

  /** Tells the task at hand to end, and ends the thread when it does not. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#post({ kind: 'stop' });
    setTimeout(() => void this.#worker.terminate(), stopGraceMs).unref();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    rmSync(this.#scratchDir, { recursive: true, force: true });
  }

  #post(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }

  async #ask<K extends TaskResult['kind']>(kind: K, task: ThreadTask): Promise<Extract<TaskResult, { kind: K }>> {
    if (this.#fatal !== null) throw this.#fatal;
    this.#lastId += 1;
    const id = this.#lastId;
    const result = await new Promise<TaskResult>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: 'task', id, task });
    });
    if (result.kind !== kind) throw new Error(`${task.kind} was answered with ${result.kind}`);
    return result as Extract<TaskResult, { kind: K }>;
  }

  #take(message: ThreadMessage): void {
    switch (message.kind) {
      case 'done':
        this.#waiting.get(message.id)?.resolve(message.value);
        this.#waiting.delete(message.id);
        break;
      case 'failed':
        this.#waiting.get(message.id)?.reject(new SourceFailure(message.failure));
        this.#waiting.delete(message.id);
        break;
      case 'piece':
        this.#hooks?.onPiece(message.piece).then(
          () => this.#post({ kind: 'taken' }),
          (error: unknown) => {
            this.#failAll(error);
            this.stop();
          },
        );
        break;
      case 'progress':
        this.#hooks?.onProgress?.(message.rows, message.bytes);
        break;
      case 'estimate':
        this.#hooks?.onEstimate?.(message.rows);
        break;
      case 'note':
        this.#hooks?.onNote?.(message.note);
        break;
      case 'secret':
        this.#keepSecret(message.name, message.value).then(
          () => this.#post({ kind: 'kept', name: message.name }),
          (error: unknown) => this.#failAll(error),
        );
        break;
      case 'log':
        this.#logger.log(message.level, message.message, message.data);
        break;
    }
  }

  #failAll(error: unknown): void {
    this.#fatal ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

const nothing: Omit<SentFailure, 'failure'> = { reason: null, request: null, retryAfterMs: null, stack: null };
