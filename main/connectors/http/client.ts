import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorFailure, classifyNetworkError, type FailureOptions } from '../connector.ts';
import { parseJson } from '../files/index.ts';

/** One request as it is to be made; `credentials` go to the API's own address only. */
export interface ApiRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body: string | null;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  json: unknown;
  text: string;
}

export interface ClientOptions {
  requestsPerSecond: number;
  timeoutMs: number;
  tries: number;
  pauseMs: number;
  signal: AbortSignal;
  /** Hides secrets in what is told of a request. */
  mask: (text: string) => string;
  onRetry: (reason: string, waitMs: number) => void;
}

const maxBodyBytes = 128 * 2 ** 20;
const maxRedirects = 5;
/** Asked to wait longer than this, the sync ends and comes again later. */
const maxWaitMs = 120_000;
/** Addresses that hand out the keys of a cloud machine to whoever asks from inside: no API lives there. */
const forbiddenHosts = /^(169\.254\.\d+\.\d+|\[fe80:.*|\[fd00:ec2::254\]|metadata\.google\.internal)$/i;

/** Makes requests one after the other, at the pace the API allows, and tries again what may work a moment later. */
export class ApiClient {
  readonly #options: ClientOptions;
  #nextAt = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * @param judge fails for an answer that says inside that it is a failure
   * @throws ConnectorFailure with the request that failed; `auth` for 401, `permission` 403, `gone` 404 …
   */
  async send(request: ApiRequest, judge: (answer: ApiAnswer) => void = () => {}): Promise<ApiAnswer> {
    const { tries, pauseMs, signal } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#once(request);
        judge(answer);
        return answer;
      } catch (error) {
        const failure = this.#classified(error, request);
        const isLast = attempt >= tries;
        if (isLast || !mayWorkLater(failure, attempt)) throw failure;
        const backoff = pauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
        const waitMs = failure.retryAfterMs ?? Math.min(backoff, 30_000);
        if (waitMs > maxWaitMs) throw failure;
        this.#options.onRetry(failure.reason ?? failure.failure, waitMs);
        await sleep(waitMs, undefined, { signal });
      }
    }
  }

  async #once(request: ApiRequest): Promise<ApiAnswer> {
    let { url, headers, method, body } = request;
    for (let redirects = 0; ; redirects += 1) {
      requireAllowed(url);
      await this.#pace();
      const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(this.#options.timeoutMs)]);
      const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null) return this.#answer(request, response);
      await response.body?.cancel();
      if (redirects >= maxRedirects) throw new ConnectorFailure('config', { reason: 'too many redirects' });
      const next = new URL(location, url);
      // What opens one host must never be shown to another.
      if (next.origin !== url.origin) headers = withoutCredentials(headers);
      if (response.status !== 307 && response.status !== 308) {
        method = 'GET';
        body = null;
      }
      url = next;
    }
  }

  async #answer(request: ApiRequest, response: Response): Promise<ApiAnswer> {
    const text = await readBody(response);
    const told = (failure: ConstructorParameters<typeof ConnectorFailure>[0], options: FailureOptions = {}) =>
      new ConnectorFailure(failure, {
        reason: `HTTP ${response.status}`,
        request: this.#trace(request, response, text),
        ...options,
      });
    const { status } = response;
    if (status === 401) throw told('auth');
    if (status === 403) throw told('permission');
    if (status === 404 || status === 410) throw told('gone');
    if (status === 429) throw told('rate_limit', waitOf(response));
    if (status === 408 || status >= 500) throw told('transient', waitOf(response));
    if (status >= 400) throw told('config');
    const type = response.headers.get('content-type') ?? '';
    if (/html/i.test(type) || /^\s*<(!doctype|html)/i.test(text))
      throw told('data', { reason: 'HTML instead of JSON' });
    try {
      return { status, headers: response.headers, json: text.trim() === '' ? null : parseJson(text), text };
    } catch (cause) {
      throw told('data', { reason: 'JSON that is cut off or broken', cause });
    }
  }

  async #pace(): Promise<void> {
    const now = Date.now();
    const waitMs = this.#nextAt - now;
    this.#nextAt = Math.max(now, this.#nextAt) + 1000 / this.#options.requestsPerSecond;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.#options.signal });
  }

  #classified(error: unknown, request: ApiRequest): ConnectorFailure {
    if (error instanceof ConnectorFailure) return error;
    const failure = this.#options.signal.aborted ? 'cancelled' : (classifyNetworkError(error) ?? 'transient');
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new ConnectorFailure(failure, {
      reason: this.#options.mask(reason),
      request: this.#trace(request, null, reason),
      cause: error,
    });
  }

  #trace(
    { method, url, body }: ApiRequest,
    response: Response | null,
    text: string,
  ): NonNullable<FailureOptions['request']> {
    const sent = body === null ? '' : `\n${body}`;
    const headers = response === null ? '' : `HTTP ${response.status} ${response.headers.get('content-type') ?? ''}\n`;
    return {
      request: this.#options.mask(`${method} ${url.href}${sent}`).slice(0, 2000),
      response: this.#options.mask(headers + text).slice(0, 2000),
    };
  }
}

function requireAllowed(url: URL): void {
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isWeb || forbiddenHosts.test(url.hostname))
    throw new ConnectorFailure('config', { reason: `${url.origin} is not allowed` });
}

/** A cut-off answer may be whole at the next try, once; a page of HTML stays one. */
function mayWorkLater({ failure, reason }: ConnectorFailure, attempt: number): boolean {
  if (failure === 'data') return attempt === 1 && reason !== 'HTML instead of JSON';
  return failure === 'rate_limit' || failure === 'transient' || failure === 'timeout';
}

function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  const kept = new Set(['accept', 'content-type', 'user-agent']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => kept.has(name.toLowerCase())));
}

/** `Retry-After` in seconds or as a date. */
function waitOf(response: Response): FailureOptions {
  const header = response.headers.get('retry-after');
  if (header === null) return {};
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(waitMs) ? { retryAfterMs: Math.max(0, waitMs) } : {};
}

async function readBody(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > maxBodyBytes) throw new ConnectorFailure('data', { reason: 'an answer of more than 128 MB' });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
