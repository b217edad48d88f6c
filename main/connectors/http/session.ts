import { ConnectorFailure } from '../connector.ts';
import { Credentials } from './auth.ts';
import { type ApiAnswer, ApiClient, type ApiRequest } from './client.ts';
import type { ApiDescription, ApiStream, Auth } from './description.ts';
import { fill, fillJson, type Terms, valueAt } from './template.ts';

export interface SessionOptions {
  description: ApiDescription;
  /** Settings by name and secrets as `secret.<name>`. */
  terms: Terms;
  auth: Auth;
  signal: AbortSignal;
  keepSecret: (name: string, value: string) => Promise<void>;
  onRetry: (reason: string, waitMs: number) => void;
}

/** What a page adds to a request. */
export interface PageParameters {
  query: Record<string, string | number>;
  body: Record<string, string | number>;
}

/** One run against one API: its pace, its credentials, its own way to say that something went wrong. */
export class ApiSession {
  readonly #options: SessionOptions;
  readonly #client: ApiClient;
  readonly #credentials: Credentials;
  readonly #secrets: Set<string>;
  readonly #base: URL;

  constructor(options: SessionOptions) {
    const { description, terms, auth, signal, keepSecret, onRetry } = options;
    this.#options = options;
    this.#secrets = new Set(
      Object.entries(terms).flatMap(([name, value]) =>
        name.startsWith('secret.') && value !== undefined ? [String(value)] : [],
      ),
    );
    this.#client = new ApiClient({
      requestsPerSecond: description.requests_per_second,
      timeoutMs: description.timeout_seconds * 1000,
      tries: description.tries,
      pauseMs: description.pause_ms,
      signal,
      onRetry,
      mask: (text) => this.#masked(text),
    });
    const onSecret = (value: string) => void this.#secrets.add(value);
    this.#credentials = new Credentials({ auth, terms, client: this.#client, keepSecret, onSecret });
    this.#base = this.#baseUrl();
  }

  /** The first request of a stream, or one for a page by its parameters. */
  request(stream: ApiStream, terms: Terms, page: PageParameters): ApiRequest {
    const all = { ...this.#options.terms, ...terms };
    const path = fill(stream.path, all, encodeURIComponent);
    if (path === null) throw new ConnectorFailure('config', { reason: `${stream.path}: a value is missing` });
    const url = this.#resolve(path);
    for (const [name, template] of Object.entries({ ...stream.query, ...page.query })) {
      const value = typeof template === 'string' ? fill(template, all) : String(template);
      if (value !== null) url.searchParams.set(name, value);
    }
    const hasBody = stream.body !== undefined || Object.keys(page.body).length > 0;
    const filled = hasBody ? { ...(fillJson(stream.body ?? {}, all) as object), ...page.body } : null;
    return {
      method: stream.method,
      url,
      headers: {
        Accept: 'application/json',
        ...this.#headers(all),
        ...(filled === null ? {} : { 'Content-Type': 'application/json' }),
      },
      body: filled === null ? null : JSON.stringify(filled),
    };
  }

  /** A page told by its address. @throws data when it lies on another host: credentials are not taken there */
  follow(stream: ApiStream, next: string, current: URL): ApiRequest {
    const url = new URL(next, current);
    if (url.origin !== this.#base.origin)
      throw new ConnectorFailure('data', { reason: `the next page lies on ${url.origin}` });
    return {
      method: stream.method,
      url,
      headers: { Accept: 'application/json', ...this.#headers(this.#options.terms) },
      body: null,
    };
  }

  /** Sends with credentials; a token that was refused is renewed once. */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    try {
      return await this.#sendSigned(request);
    } catch (error) {
      const isRefused = error instanceof ConnectorFailure && error.failure === 'auth';
      if (!isRefused || !this.#credentials.canRenew) throw error;
      this.#credentials.forget();
      return this.#sendSigned(request);
    }
  }

  async #sendSigned(request: ApiRequest): Promise<ApiAnswer> {
    return this.#client.send(await this.#credentials.sign(request), (answer) => this.#judge(request, answer));
  }

  #judge(request: ApiRequest, answer: ApiAnswer): void {
    const { failure } = this.#options.description;
    if (!failure) return;
    const isOneOf = (found: unknown, values: readonly unknown[]) =>
      values.some((value) => String(value) === String(found));
    if (isOneOf(valueAt(answer.json, failure.path), failure.ok)) return;
    const code = firstAt(answer.json, failure.code);
    const kinds = [
      ['auth', failure.auth_codes],
      ['permission', failure.permission_codes],
      ['rate_limit', failure.rate_codes],
      ['transient', failure.transient_codes],
    ] as const;
    const kind = kinds.find(([, codes]) => isOneOf(code, codes))?.[0] ?? 'config';
    throw new ConnectorFailure(kind, {
      reason: this.#masked(String(firstAt(answer.json, failure.message) ?? 'refused')).slice(0, 300),
      request: {
        request: this.#masked(`${request.method} ${request.url.href}`).slice(0, 2000),
        response: this.#masked(answer.text).slice(0, 2000),
      },
    });
  }

  #headers(terms: Terms): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.#options.description.headers).flatMap(([name, template]) => {
        const value = fill(template, terms);
        return value === null ? [] : [[name, value]];
      }),
    );
  }

  #baseUrl(): URL {
    const text = fill(this.#options.description.base_url, this.#options.terms);
    try {
      const url = new URL(text ?? '');
      if (url.protocol === 'http:' || url.protocol === 'https:') return url;
    } catch {
      // Told below.
    }
    throw new ConnectorFailure('config', { reason: `${text ?? this.#options.description.base_url} is no web address` });
  }

  /** `/orders` below the base address, whose own path stays. */
  #resolve(path: string): URL {
    if (/^https?:/i.test(path))
      throw new ConnectorFailure('config', { reason: `${path}: paths are relative to base_url` });
    const url = new URL(this.#base);
    const [pathname = '', search = ''] = path.split('?');
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${pathname.replace(/^\//, '')}`;
    url.search = search;
    return url;
  }

  #masked(text: string): string {
    let masked = text;
    for (const secret of this.#secrets) {
      if (secret.length < 4) continue;
      for (const form of [secret, encodeURIComponent(secret)]) masked = masked.replaceAll(form, '•••');
    }
    return masked;
  }
}

/** What stands at the first of these places where there is anything. */
function firstAt(json: unknown, paths: string | readonly string[]): unknown {
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    const found = path === '' ? undefined : valueAt(json, path);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}
