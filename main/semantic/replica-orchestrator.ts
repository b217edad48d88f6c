import { createHash } from 'node:crypto';
import core from '@cubejs-backend/server-core';
import type { AppErrorData } from '../../contract/errors.ts';
import type { Columnar } from './final-result.ts';
import { localizedRoot } from './localized.ts';
import type { RequestContext } from './protocol.ts';
import { ReplicaResult } from './replica-result.ts';
import { ResultCache } from './result-cache.ts';
import { settings } from './settings.ts';
import { readWhole, truncationOf, wholeCountSql } from './truncation.ts';

/** Runs SQL on the replica; the signal gives up. */
export type RunSql = (sql: string, params: unknown[], signal: AbortSignal) => Promise<Columnar>;

/** A client hears "Continue wait" and asks again after this long; until then it just waits. */
const continueWaitMs = 5_000;
/** Nobody has asked again for a result: its run is given up. */
const forgottenMs = 30_000;

/** The part of Cube's query that matters here. */
interface CubeQuery {
  query: string;
  values?: unknown[];
  dataSource?: string;
  requestId?: string;
  context?: { luopan?: RequestContext; gone?: AbortSignal };
}

interface Run {
  promise: Promise<Columnar>;
  waiting: number;
  abort: AbortController;
  forget: NodeJS.Timeout | null;
  /** A failure is for those who waited for it; whoever asks afterwards has the question run again. */
  hasFailed: boolean;
}

/**
 * Cube's orchestrator without its queue and its time-based cache: a result is as fresh as the watermark it was asked
 * for, so it is kept by watermark and given up when the data move on. Identical questions share one run.
 */
export class ReplicaOrchestrator extends core.OrchestratorApi {
  readonly #runs = new Map<string, Run>();
  /** What a polling client's question was run as: a new watermark must not start it over. */
  readonly #pollKeys = new Map<string, string>();
  #cache = new ResultCache<Columnar>(0);
  #run: RunSql = () => Promise.reject(new Error('No replica'));
  #modelVersion: () => string = () => '';

  attach(options: { run: RunSql; cacheBytes: number; modelVersion: () => string }): this {
    this.#run = options.run;
    this.#cache = new ResultCache(options.cacheBytes);
    this.#modelVersion = options.modelVersion;
    return this;
  }

  override async executeQuery(body: unknown): Promise<unknown> {
    const query = body as CubeQuery;
    const request = query.context?.luopan;
    const params = query.values ?? [];
    const read = readWhole(query.query);
    const result = await this.#load(query, read.sql, params);
    const shown = result.columns[0]?.length ?? 0;
    let rows = result;
    let truncated = null;
    if (read.hasTotalColumn) {
      truncated = truncationOf(shown, read, Number(result.columns.at(-1)?.[0] ?? 0));
      rows = { members: result.members.slice(0, -1), columns: result.columns.slice(0, -1) };
    } else if (read.limit !== null && (shown === read.limit || read.offset > 0)) {
      const whole = await this.#load(query, wholeCountSql(read), params);
      truncated = truncationOf(shown, read, Number(whole.columns[0]?.[0] ?? 0));
    }
    return {
      data: new ReplicaResult(
        rows,
        (root) =>
          localizedRoot(truncated ? { ...root, truncated } : root, request?.language ?? 'en', settings().currency),
        { hasNoBareTimes: request?.hasParts === true },
      ),
      lastRefreshTime: new Date(request?.asOfMs ?? Date.now()),
      dataSource: query.dataSource,
      dbType: 'duckdb',
      usedPreAggregations: {},
    };
  }

  override async streamQuery(): Promise<never> {
    throw new Error('Streaming is not offered');
  }

  override async testConnection(): Promise<undefined> {
    return undefined;
  }

  override async testOrchestratorConnections(): Promise<void> {}

  /** One statement: from the cache, from a run under way, or from the replica. */
  async #load(query: CubeQuery, sql: string, params: unknown[]): Promise<Columnar> {
    const request = query.context?.luopan;
    const derivation = `${this.#modelVersion()}/${request?.derivation ?? ''}`;
    const state = `${derivation}/${request?.watermark ?? 0}`;
    this.#cache.enter(this.#newest(state, derivation, request?.watermark ?? 0));
    const key = createHash('sha1').update(sql).update(JSON.stringify(params)).digest('base64');
    const cached = this.#cache.get(state, key);
    if (cached) return cached;
    const poll = `${(query.requestId ?? '').replace(/-span-\d+$/, '')}/${key}`;
    const polledKey = this.#pollKeys.get(poll);
    const runKey = polledKey ?? `${state}/${key}`;
    const known = this.#runs.get(runKey);
    const isJoined = known !== undefined && (polledKey !== undefined || !known.hasFailed);
    const run = isJoined ? known : this.#start(runKey, state, key, sql, params);
    return this.#wait(run, poll, runKey, query.context?.gone);
  }

  #newestState = { state: '', watermark: -1, derivation: '' };

  /** A request that came in before another but is served after it must not bring an older state back. */
  #newest(state: string, derivation: string, watermark: number): string {
    if (derivation !== this.#newestState.derivation || watermark > this.#newestState.watermark) {
      this.#newestState = { state, watermark, derivation };
    }
    return this.#newestState.state;
  }

  #start(runKey: string, state: string, key: string, sql: string, params: unknown[]): Run {
    const abort = new AbortController();
    const promise = this.#run(sql, params, abort.signal)
      .then((result) => {
        this.#cache.set(state, key, result, estimatedBytes(result));
        return result;
      })
      .catch((error: unknown) => {
        run.hasFailed = true;
        throw error;
      })
      .finally(() => {
        if (run.forget) clearTimeout(run.forget);
        // A client between two polls finds the result here for a while even when the cache has moved on.
        if (run.waiting === 0) setTimeout(() => this.#forget(runKey, run), forgottenMs).unref();
        else this.#forget(runKey, run);
      });
    const run: Run = { promise, waiting: 0, abort, forget: null, hasFailed: false };
    promise.catch(() => {});
    this.#runs.set(runKey, run);
    return run;
  }

  #forget(runKey: string, run: Run): void {
    if (this.#runs.get(runKey) === run) this.#runs.delete(runKey);
  }

  async #wait(run: Run, poll: string, runKey: string, signal: AbortSignal | undefined): Promise<Columnar> {
    run.waiting += 1;
    if (run.forget) clearTimeout(run.forget);
    run.forget = null;
    let timer: NodeJS.Timeout | undefined;
    let onAbort: (() => void) | undefined;
    const outcome = await Promise.race([
      run.promise.then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      ),
      new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), continueWaitMs);
      }),
      new Promise<'gone'>((resolve) => {
        onAbort = () => resolve('gone');
        if (signal?.aborted) onAbort();
        else signal?.addEventListener('abort', onAbort, { once: true });
      }),
    ]);
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    run.waiting -= 1;
    if (typeof outcome === 'object') {
      this.#pollKeys.delete(poll);
      if ('result' in outcome) return outcome.result;
      throw { error: describe(outcome.error) };
    }
    if (outcome === 'late') this.#pollKeys.set(poll, runKey);
    if (run.waiting === 0) {
      const give = () => {
        this.#pollKeys.delete(poll);
        if (run.waiting > 0) return;
        this.#forget(runKey, run);
        run.abort.abort();
      };
      if (outcome === 'gone') give();
      else run.forget = setTimeout(give, forgottenMs).unref();
    }
    throw { error: 'Continue wait' };
  }
}

/** Failures keep their code in front of the words: `replica/query-timeout: …`. */
function describe(error: unknown): string {
  const code = (error as Partial<AppErrorData>)?.code;
  const message = error instanceof Error ? error.message : (code ?? String(error));
  return code && !message.startsWith(code) ? `${code}: ${message}` : message;
}

function estimatedBytes(result: Columnar): number {
  let bytes = 200;
  for (const column of result.columns) {
    bytes += column.length * 16;
    if (typeof column[0] === 'string') for (const cell of column) bytes += 2 * String(cell ?? '').length;
  }
  return bytes;
}
