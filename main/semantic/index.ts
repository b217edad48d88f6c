import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type ErrorCode, errorKinds } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import { addNames } from './named-members.ts';
import type { ModelAnswers, ModelTask, SecurityContext } from './protocol.ts';
import { type AskOptions, type RawAnswer, type SemanticOptions, SemanticThread } from './semantic.ts';

export { formulaValue, type PartsFormula, partsIn } from './formula-parts.ts';
export type { DimensionParts, HistoryField, HistoryRows, ModelParts, Part } from './model-parts.ts';
export type { ModelAnswers, ModelTask, SecurityContext } from './protocol.ts';
export type { SemanticOptions, SemanticReplica } from './semantic.ts';
export { usedBy } from './used-members.ts';

/** One result of `/load`: rows keyed by member, numbers as text, times as local ISO text. */
export interface LoadResult {
  query: Record<string, unknown>;
  annotation: Record<string, Record<string, Record<string, unknown>>>;
  data: Record<string, string | boolean | null>[];
  /** Instant of the newest write the figures reflect. */
  lastRefreshTime: string;
  total?: number;
  /** A limit cut the result: rows given, rows there are. */
  truncated?: { shown: number; total: number };
}

export interface Semantic {
  /** For Node's HTTP server under `/cubejs-api`; the request is authenticated already. */
  handler(request: IncomingMessage, response: ServerResponse, security?: SecurityContext): Promise<void>;
  /** A Cube query (or an array of them, or one that compares date ranges) in this process: one result per query. */
  load(query: object | object[], options?: AskOptions): Promise<LoadResult[]>;
  /** Cube's `/meta` with titles and descriptions in the language. */
  meta(language: Language): Promise<{ cubes: Record<string, unknown>[] }>;
  /** One call of the REST API in this process. */
  ask(
    request: { method: string; url: string; headers?: Record<string, string>; body?: Uint8Array | null },
    options?: AskOptions,
  ): Promise<RawAnswer>;
  /** Asks about the model itself, or tries a change of it on a copy. @throws model/check-timeout */
  model<T extends ModelTask>(task: T): Promise<ModelAnswers[T['kind']]>;
  /** Passes on that somebody was answered a question put elsewhere, where it names personal data. */
  noteViewed(security: SecurityContext, question: object): void;
  /** Loads Cube now instead of with the first request. */
  warmUp(): Promise<void>;
  /** Reads the data model, settings and tables again before the next answer. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Cube over the replica, in a thread of its own. Returns at once; Cube is loaded with the first request or `warmUp`.
 * Every answer reflects all writes acknowledged before its question.
 */
export async function startSemantic(options: SemanticOptions): Promise<Semantic> {
  const thread = new SemanticThread(options);
  let loadNumber = 0;
  const json = async (method: string, url: string, body: unknown, ask: AskOptions, requestId = '') => {
    const answer = await thread.ask(
      {
        method,
        url: `/cubejs-api/v1/${url}`,
        headers: { 'content-type': 'application/json', ...(requestId ? { 'x-request-id': requestId } : {}) },
        body: body === null ? null : Buffer.from(JSON.stringify(body)),
      },
      ask,
    );
    return { status: answer.status, body: JSON.parse(Buffer.from(answer.body).toString('utf8')) };
  };
  return {
    handler: (request, response, security) => thread.handle(request, response, security),
    load: async (query, ask = {}) => {
      loadNumber += 1;
      // The same id while polling: the run under way is joined instead of started anew.
      const id = `in-process-${loadNumber}`;
      for (;;) {
        const { status, body } = await json('POST', 'load', { query, queryType: 'multi' }, ask, id);
        if (status >= 400) throw failure(body);
        if (body.error === 'Continue wait') {
          ask.signal?.throwIfAborted();
          continue;
        }
        return body.results as LoadResult[];
      }
    },
    meta: async (language) => {
      const { status, body } = await json('GET', 'meta', null, { language });
      if (status >= 400) throw failure(body);
      return body;
    },
    ask: (request, ask) => thread.ask(request, ask),
    model: (task) => thread.askModel(task),
    noteViewed: (security, question) => {
      const names = new Set<string>();
      addNames(question, names);
      thread.noteViewed(security, names);
    },
    warmUp: () => thread.start(),
    reload: async () => thread.reload(),
    close: () => thread.close(),
  };
}

function failure(body: { code?: string; error?: string }): AppError {
  const code: ErrorCode =
    body.code && Object.hasOwn(errorKinds, body.code) ? (body.code as ErrorCode) : 'semantic/query-failed';
  const member = /'([^']+)'/.exec(body.error ?? '')?.[1] ?? '';
  return new AppError(code, { params: { member, reason: body.error ?? '' }, cause: new Error(body.error) });
}
