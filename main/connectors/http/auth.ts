import { ConnectorFailure } from '../connector.ts';
import type { ApiClient, ApiRequest } from './client.ts';
import type { Auth } from './description.ts';
import { fill, fillJson, type Terms, valueAt } from './template.ts';

export interface AuthOptions {
  auth: Auth;
  terms: Terms;
  client: ApiClient;
  keepSecret: (name: string, value: string) => Promise<void>;
  /** Told every secret that comes up on the way. */
  onSecret: (value: string) => void;
}

/** A token is renewed so long before it ends. */
const marginMs = 60_000;

/** Puts credentials on requests; fetches and renews tokens where the API works with them. */
export class Credentials {
  readonly #options: AuthOptions;
  #token: { value: string; expiresAt: number } | null = null;
  #refreshToken: string | null = null;

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /** Whether there is a token that a refusal may have made worthless. */
  get canRenew(): boolean {
    return this.#token !== null;
  }

  forget(): void {
    this.#token = null;
  }

  async sign(request: ApiRequest): Promise<ApiRequest> {
    const { auth } = this.#options;
    switch (auth.type) {
      case 'none':
        return request;
      case 'key':
        return put(request, auth.in, auth.name, this.#text(auth.value));
      case 'basic': {
        const pair = `${this.#text(auth.user)}:${fill(auth.password, this.#options.terms) ?? ''}`;
        return put(request, 'header', 'Authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
      }
      case 'bearer':
        return put(request, 'header', 'Authorization', `Bearer ${this.#text(auth.token)}`);
      case 'token':
        return put(request, auth.place.in, auth.place.name, auth.place.prefix + (await this.#current()));
      default:
        return put(request, 'header', 'Authorization', `Bearer ${await this.#current()}`);
    }
  }

  async #current(): Promise<string> {
    if (this.#token === null || this.#token.expiresAt - marginMs < Date.now()) {
      this.#token = await this.#fetch();
      this.#options.onSecret(this.#token.value);
    }
    return this.#token.value;
  }

  #fetch(): Promise<{ value: string; expiresAt: number }> {
    const { auth } = this.#options;
    if (auth.type === 'token') return this.#fetchByRequest(auth);
    if (auth.type === 'oauth2_client') {
      return this.#fetchOauth(auth, { grant_type: 'client_credentials', ...(auth.scope ? { scope: auth.scope } : {}) });
    }
    if (auth.type === 'oauth2_refresh') {
      const refresh = this.#refreshToken ?? this.#text(`{secret.${auth.refresh_token}}`);
      return this.#fetchOauth(auth, { grant_type: 'refresh_token', refresh_token: refresh });
    }
    throw new ConnectorFailure('internal', { reason: `${auth.type} has no token` });
  }

  async #fetchOauth(
    auth: Extract<Auth, { type: 'oauth2_client' | 'oauth2_refresh' }>,
    fields: Record<string, string>,
  ): Promise<{ value: string; expiresAt: number }> {
    const client = { client_id: this.#text(auth.client_id), client_secret: this.#text(auth.client_secret) };
    const answer = await this.#ask({
      method: 'POST',
      url: new URL(this.#text(auth.token_url)),
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...fields, ...client }).toString(),
    });
    const token = valueAt(answer, 'access_token');
    if (typeof token !== 'string' || token === '') throw refused(answer);
    const renewed = valueAt(answer, 'refresh_token');
    if (auth.type === 'oauth2_refresh' && typeof renewed === 'string' && renewed !== fields.refresh_token) {
      // The old one is worth nothing from now on: the new one must be safe before anything else happens.
      this.#options.onSecret(renewed);
      await this.#options.keepSecret(auth.refresh_token, renewed);
      this.#refreshToken = renewed;
    }
    const seconds = Number(valueAt(answer, 'expires_in') ?? 3600);
    return { value: token, expiresAt: Date.now() + (Number.isFinite(seconds) ? seconds : 3600) * 1000 };
  }

  async #fetchByRequest(auth: Extract<Auth, { type: 'token' }>): Promise<{ value: string; expiresAt: number }> {
    const answer = await this.#ask({
      method: 'POST',
      url: new URL(this.#text(auth.url)),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(fillJson(auth.body, this.#options.terms)),
    });
    const token = valueAt(answer, auth.token);
    if (typeof token !== 'string' || token === '') throw refused(answer);
    const until = auth.expires_at_ms ? Number(valueAt(answer, auth.expires_at_ms)) : Number.NaN;
    const seconds = auth.expires_in ? Number(valueAt(answer, auth.expires_in)) : Number.NaN;
    const expiresAt = Number.isFinite(until) ? until : Date.now() + (Number.isFinite(seconds) ? seconds : 3600) * 1000;
    return { value: token, expiresAt };
  }

  /** A refusal of a token endpoint is about credentials, whatever number it has. */
  async #ask(request: ApiRequest): Promise<unknown> {
    try {
      return (await this.#options.client.send(request)).json;
    } catch (error) {
      if (!(error instanceof ConnectorFailure) || !['config', 'permission', 'auth'].includes(error.failure))
        throw error;
      throw new ConnectorFailure('auth', {
        reason: error.reason ?? 'refused',
        ...(error.request ? { request: error.request } : {}),
        cause: error,
      });
    }
  }

  #text(template: string): string {
    const text = fill(template, this.#options.terms);
    if (text === null) throw new ConnectorFailure('auth', { reason: `${template} is not set` });
    return text;
  }
}

const refused = (answer: unknown) =>
  new ConnectorFailure('auth', { reason: JSON.stringify(answer)?.slice(0, 200) ?? '' });

function put(request: ApiRequest, where: 'header' | 'query' | 'body', name: string, value: string): ApiRequest {
  if (where === 'header') return { ...request, headers: { ...request.headers, [name]: value } };
  if (where === 'query') {
    const url = new URL(request.url);
    url.searchParams.set(name, value);
    return { ...request, url };
  }
  const body = JSON.parse(request.body ?? '{}') as Record<string, unknown>;
  return { ...request, body: JSON.stringify({ ...body, [name]: value }) };
}
