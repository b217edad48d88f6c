import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../../contract/errors.ts';
import { languageFromHeader } from '../../../contract/language.ts';
import { type Access, type AddressPolicy, type Principal, sessionCookie, sessionSeconds } from '../../access/index.ts';
import type { Logger } from '../../ports/logger.ts';
import { errorAnswer, toAppError } from '../error-answer.ts';
import { declaredLength, readText } from './body.ts';
import type { IngestDoor } from './ingest-door.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { safeNext, signInPage } from './sign-in-page.ts';
import { type StaticFiles, sendFile } from './static-files.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse, principal: Principal | null) => unknown;

export interface FrontOptions {
  version: string;
  access: Access;
  addresses: AddressPolicy;
  statics: StaticFiles;
  logger: Logger;
  /** `/api/*`; called without a principal only for signing in. */
  api: Answer;
  /** Addresses for other programs and other sites' pages, which send events. */
  ingest: IngestDoor;
  /** `/cubejs-api/*` */
  cube: Answer;
  isStopping: () => boolean;
  /** A page of the interface goes to somebody signed in; its path. */
  opened: (path: string) => void;
}

/** JSON bodies, of the API and of Cube queries alike. */
const jsonLimitBytes = 1_000_000;
/** A million customers or lifetimes as JSON; read as bytes and parsed on another thread. */
const largeJsonLimitBytes = 128_000_000;
const largeJsonRoutes = new Set(['/api/v1/analytics/clv/fit', '/api/v1/analytics/survival/fit']);
/** These take files, and count for themselves. */
const uploadRoutes = new Set(['/api/v1/imports', '/api/v1/imports/preview']);
/** Questions that are asked by POST because they are long. */
const questions =
  /^\/(cubejs-api\/v1\/(load|sql|meta)|api\/v1\/(analytics|pivot)\/[a-z/-]+|api\/v1\/(pivot|briefing))$/;
const openRoutes = new Set(['POST /api/v1/session']);
const pageExtension = /\.[a-z0-9]+$/i;

/** What every request goes through: headers, host and origin checks, who is asking, then the part it is for. */
export function createFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    handle(options, request, response).catch((error: unknown) => {
      if (isLeft(error)) return;
      const failure = toAppError(error);
      if (failure.kind === 'bug') logFailure(options.logger, request, failure);
      sendError(request, response, failure);
    });
  };
}

async function handle(options: FrontOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setSecurityHeaders(response);
  const { access, addresses } = options;
  if (!addresses.isKnownHost(request.headers.host)) throw new AppError('access/bad-origin');
  const url = parseTarget(request.url);
  const method = request.method ?? 'GET';
  const isRead = method === 'GET' || method === 'HEAD';
  if (url.pathname === '/healthz' && isRead) return sendHealth(options, response);
  if (options.isStopping()) throw new AppError('host/stopping', { isRetryable: true });
  if (options.ingest.has(url.pathname)) return options.ingest.answer(request, response, url);
  if (!isRead && !addresses.isOwnOrigin(request.headers)) throw new AppError('access/bad-origin');

  const part = /^\/(api|cubejs-api)(?:\/|$)/.exec(url.pathname)?.[1];
  if (part === undefined) return answerPage(options, request, response, url);

  response.setHeader('Cache-Control', 'no-store');
  const principal = access.authenticate(request);
  if (principal === null && !openRoutes.has(`${method} ${url.pathname}`)) {
    response.setHeader('WWW-Authenticate', 'Bearer');
    throw new AppError('access/not-signed-in');
  }
  if (principal?.isReader && !isRead && !questions.test(url.pathname)) throw new AppError('access/not-allowed');
  if (!uploadRoutes.has(url.pathname)) requireBodyWithin(request, url.pathname);
  await (part === 'api' ? options.api : options.cube)(request, response, principal);
}

/** Refuses a body that is too long, and one that does not say how long it is: nothing of it has been read yet. */
function requireBodyWithin(request: IncomingMessage, path: string): void {
  const length = declaredLength(request);
  const limitBytes = largeJsonRoutes.has(path) ? largeJsonLimitBytes : jsonLimitBytes;
  if (length === null || length > limitBytes) {
    throw new AppError('api/too-large', { params: { limit: `${limitBytes / 1_000_000} MB` } });
  }
}

function sendHealth({ version }: FrontOptions, response: ServerResponse): void {
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.end(JSON.stringify({ status: 'ok', version }));
}

/** Everything that is no API: assets as built, and the one page of the interface for every other address. */
async function answerPage(
  options: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { access, statics } = options;
  if (url.pathname === '/sign-in' && request.method === 'POST') return signIn(options, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    throw new AppError('api/method-not-allowed', { params: { method: request.method ?? '' } });
  }
  const token = url.searchParams.get('token');
  if (token !== null) {
    const session = access.exchange(token);
    url.searchParams.delete('token');
    if (session !== null) {
      response.setHeader('Set-Cookie', sessionCookie(request, session, null));
      const remoteAddress = request.socket.remoteAddress ?? '';
      void access.audit.record({ actor: 'local', action: 'sign-in', details: { remoteAddress } });
    }
    return redirect(response, safeNext(url.pathname + url.search));
  }
  const file = url.pathname === '/' || url.pathname === '/index.html' ? null : await statics.find(url.pathname);
  if (file !== null) return sendFile(file, request, response);
  if (pageExtension.test(url.pathname) && url.pathname !== '/index.html') throw new AppError('api/not-found');
  if (access.authenticate(request) === null) {
    return sendSignIn(options, request, response, url.pathname === '/sign-in' ? '/' : url.pathname + url.search, null);
  }
  if (url.pathname === '/sign-in') return redirect(response, '/');
  const index = await statics.find('/index.html');
  if (index === null) throw new AppError('api/not-found');
  options.opened(url.pathname);
  return sendFile(index, request, response);
}

async function signIn(options: FrontOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await readText(request, 10_000));
  const next = safeNext(form.get('next'));
  try {
    const session = await options.access.signIn({
      email: form.get('email') ?? '',
      password: (form.get('password') ?? '').slice(0, 200),
      remoteAddress: request.socket.remoteAddress ?? '',
    });
    response.setHeader('Set-Cookie', sessionCookie(request, session, sessionSeconds));
    redirect(response, next);
  } catch (error) {
    const failure = toAppError(error);
    if (failure.kind !== 'user') throw failure;
    sendSignIn(options, request, response, next, failure);
  }
}

function sendSignIn(
  { access }: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
  next: string,
  failure: AppError | null,
): void {
  const language = languageFromHeader(request.headers['accept-language']);
  const hasAccounts = access.operators.list().length > 0;
  const answer = failure === null ? null : errorAnswer(failure, language);
  const message = answer?.body.error.message ?? null;
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(answer?.status ?? 401).end(signInPage({ language, hasAccounts, next: safeNext(next), message }));
}

function redirect(response: ServerResponse, location: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(303, { Location: location }).end();
}

/** @throws api/not-found for a target that is no path or not decodable */
function parseTarget(target: string | undefined): URL {
  try {
    const url = new URL(`http://localhost${target?.startsWith('/') ? target : '/?'}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch (cause) {
    throw new AppError('api/not-found', { cause });
  }
}

/** Whether the client left before its answer was whole, as a browser does on its way to the next page. */
function isLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

export function sendError(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = errorAnswer(error, languageFromHeader(request.headers['accept-language']));
  response.removeHeader('ETag');
  response.removeHeader('Content-Encoding');
  response.removeHeader('Content-Length');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  // What is left of a refused body is not read, so the connection cannot be used again.
  if (!request.complete) response.setHeader('Connection', 'close');
  const seconds = error.params.seconds;
  if (status === 429 && seconds !== undefined) response.setHeader('Retry-After', String(seconds));
  response.writeHead(status).end(JSON.stringify(body));
}

/** The path without its query: a token may stand there. */
function logFailure(logger: Logger, request: IncomingMessage, error: AppError): void {
  logger.log('error', 'request failed', {
    method: request.method,
    path: request.url?.split('?')[0],
    code: error.code,
    reason: error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause),
  });
}
